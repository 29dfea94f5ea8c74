// Pictures as files: an SVG document that needs no style sheet, and the same drawn into a PNG. The
// page may load nothing, not even an image of its own making: so a PNG is drawn shape by shape.

import { button, h, saveText, savePicture, s } from "./dom.ts";

/** What a shape needs to look the same elsewhere. */
const kept = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "font-size",
  "font-family",
  "font-style",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
  "paint-order",
  "opacity",
  "display",
];

/** Runs with the colours of paper, whatever the screen shows: a file is looked at on white. */
export function onPaper<T>(run: () => T): T {
  const { classList } = document.documentElement;
  const was = classList.contains("printing");
  classList.add("printing");
  try {
    return run();
  } finally {
    if (!was) classList.remove("printing");
  }
}

/** A copy of a picture of the page with its style in it. */
export function frozen(svg: SVGSVGElement): SVGSVGElement {
  return onPaper(() => {
    const copy = svg.cloneNode(true) as SVGSVGElement;
    const from = svg.querySelectorAll<SVGElement>("*");
    copy.querySelectorAll<SVGElement>("*").forEach((element, i) => {
      const style = getComputedStyle(from[i]!);
      for (const name of kept) element.style.setProperty(name, style.getPropertyValue(name));
    });
    const ground = getComputedStyle(svg).backgroundColor;
    const fill = ground === "rgba(0, 0, 0, 0)" ? "#ffffff" : ground;
    const { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("width", String(width));
    copy.setAttribute("height", String(height));
    copy.prepend(s("rect", { width, height, fill }));
    return copy;
  });
}

const styleOf = (element: Element, name: string): string =>
  (element as SVGElement).style.getPropertyValue(name) || (element.getAttribute(name) ?? "");

const numberOf = (element: Element, name: string) => Number(element.getAttribute(name) ?? 0);

function shapeOf(element: Element): Path2D | null {
  const path = new Path2D();
  switch (element.tagName) {
    case "path":
      return new Path2D(element.getAttribute("d") ?? "");
    case "rect":
      path.rect(
        numberOf(element, "x"),
        numberOf(element, "y"),
        numberOf(element, "width"),
        numberOf(element, "height"),
      );
      return path;
    case "line":
      path.moveTo(numberOf(element, "x1"), numberOf(element, "y1"));
      path.lineTo(numberOf(element, "x2"), numberOf(element, "y2"));
      return path;
    case "circle":
      path.arc(
        numberOf(element, "cx"),
        numberOf(element, "cy"),
        numberOf(element, "r"),
        0,
        2 * Math.PI,
      );
      return path;
    default:
      return null;
  }
}

function transform(context: CanvasRenderingContext2D, text: string): void {
  for (const [, name, list] of text.matchAll(/(translate|rotate)\(([^)]*)\)/g)) {
    const [first = 0, second = 0] = list!.split(/[\s,]+/).map(Number);
    if (name === "translate") context.translate(first, second);
    else context.rotate((first * Math.PI) / 180);
  }
}

function drawText(context: CanvasRenderingContext2D, element: Element, stroked: boolean): void {
  const style = (name: string) => styleOf(element, name);
  const anchors: Record<string, CanvasTextAlign> = { middle: "center", end: "right" };
  context.font = `${style("font-style")} ${style("font-weight")} ${style("font-size")} ${style("font-family")}`;
  context.textAlign = anchors[style("text-anchor")] ?? "left";
  context.textBaseline = style("dominant-baseline") === "central" ? "middle" : "alphabetic";
  const x = numberOf(element, "x"),
    y = numberOf(element, "y"),
    text = element.textContent;
  if (stroked) context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

function drawShape(context: CanvasRenderingContext2D, element: Element): void {
  const style = (name: string) => styleOf(element, name);
  if (element.tagName === "title" || style("display") === "none") return;
  context.save();
  transform(context, element.getAttribute("transform") ?? "");
  const opacity = style("opacity");
  if (opacity !== "") context.globalAlpha *= Number(opacity);
  const fill = style("fill") || "#000000",
    stroke = style("stroke") || "none",
    dashes = style("stroke-dasharray");
  if (fill !== "none") context.fillStyle = fill;
  if (stroke !== "none") context.strokeStyle = stroke;
  context.lineWidth = parseFloat(style("stroke-width") || "1");
  context.lineJoin = "round";
  if (dashes !== "" && dashes !== "none")
    context.setLineDash(dashes.split(/[\s,]+/).map(parseFloat));
  const shape = shapeOf(element);
  if (element.tagName === "text") drawText(context, element, stroke !== "none");
  if (shape !== null && fill !== "none") context.fill(shape);
  if (shape !== null && stroke !== "none") context.stroke(shape);
  for (const child of element.children) drawShape(context, child);
  context.restore();
}

/** Dots of the PNG for a pixel of the picture. */
const SHARP = 2;

export function canvasOf(svg: SVGSVGElement): HTMLCanvasElement {
  const { width, height } = svg.viewBox.baseVal;
  const canvas = h("canvas", { width: SHARP * width, height: SHARP * height });
  const context = canvas.getContext("2d")!;
  context.scale(SHARP, SHARP);
  for (const child of svg.children) drawShape(context, child);
  return canvas;
}

export function svgText(svg: SVGSVGElement): string {
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(svg);
}

/** Buttons that save a picture, and the numbers of it where they are given. */
export function saveButtons(
  what: string,
  name: () => string,
  picture: () => SVGSVGElement,
  csv?: () => string,
): HTMLElement {
  const one = (kind: string, run: () => void) =>
    button(kind, run, { "aria-label": `${what} as ${kind}`, class: "small" });
  return h(
    "div",
    { class: "exports" },
    ...(csv === undefined
      ? []
      : [
          one("CSV", () => {
            saveText(`${name()}.csv`, "text/csv", csv());
          }),
        ]),
    one("PNG", () => {
      savePicture(`${name()}.png`, canvasOf(picture()));
    }),
    one("SVG", () => {
      saveText(`${name()}.svg`, "image/svg+xml", svgText(picture()));
    }),
  );
}
