// Elements in one line each. Text is always text: nothing of a result is read as HTML.

import { at } from "./answer.ts";
import { quantity, type Kind } from "./format.ts";

export type Child = Node | string;
type Attributes = Record<string, string | number | boolean>;

function fill(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attributes, children);
  return element;
}

/** A number of result.json as text, with the place where it stands there. */
export function fact(answer: object, pointer: string, kind: Kind): HTMLElement {
  return h(
    "span",
    { class: "number", "data-json": pointer, "data-kind": kind },
    quantity(at(answer, pointer), kind),
  );
}

let ids = 0;

/** An id that no other element has. */
export function freshId(word: string): string {
  ids++;
  return `${word}-${String(ids)}`;
}

export function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export interface Heading {
  text: string;
  number?: boolean;
}

export interface TableOptions {
  caption: string;
  headings: Heading[];
  rows: Child[][];
  /** Rows that are printed; the others are for the screen. */
  printed?: number;
  className?: string;
}

/** A table with its caption, in a box that scrolls where it is wider than the screen. */
export function table(options: TableOptions): HTMLElement {
  const head = h(
    "tr",
    {},
    ...options.headings.map((heading) =>
      h("th", { scope: "col", ...(heading.number ? { class: "number" } : {}) }, heading.text),
    ),
  );
  const body = options.rows.map((cells, row) =>
    h(
      "tr",
      row >= (options.printed ?? Infinity) ? { class: "screen-only" } : {},
      ...cells.map((cell, i) =>
        i === 0
          ? h("th", { scope: "row" }, cell)
          : h("td", options.headings[i]?.number ? { class: "number" } : {}, cell),
      ),
    ),
  );
  return h(
    "div",
    {
      class: `scroll ${options.className ?? ""}`,
      tabindex: 0,
      role: "region",
      "aria-label": `Table: ${options.caption}`,
    },
    h(
      "table",
      {},
      h("caption", {}, options.caption),
      h("thead", {}, head),
      h("tbody", {}, ...body),
    ),
  );
}

export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return h(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title` }, title),
    ...children,
  );
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const anchor = h("a", { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 1000);
}

export function saveText(name: string, type: string, text: string): void {
  save(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

export function savePicture(name: string, canvas: HTMLCanvasElement): void {
  canvas.toBlob((blob) => {
    if (blob !== null) save(name, blob);
  }, "image/png");
}

const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => row.map((cell) => quoted(String(cell))).join(",")).join("\n") + "\n";
}

export function button(
  text: string,
  run: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const element = h("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", run);
  return element;
}
