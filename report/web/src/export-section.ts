// Export against its target, and what stands in its way in each hour.

import type { Solved } from "./answer.ts";
import { categories } from "./colours.ts";
import { csvText, h, section, table, type Child } from "./dom.ts";
import { onPaper, saveButtons } from "./export-picture.ts";
import { decimal } from "./format.ts";
import { explorer, type Drawable } from "./explorer.ts";
import { flowOf, shadowOf, type Grid } from "./grid.ts";
import { heat, rgbOfHex } from "./heat.ts";
import { heatSvg } from "./heat-svg.ts";
import type { Series } from "./series.ts";
import { stamp, type Calendar } from "./time.ts";

/** Below this a limit is not worth naming as the one of the hour. */
const WORTH_USD = 0.5;
const NAMED = 7;

export interface Bottlenecks {
  /** For each hour the place in `named`, `named.length` for any other, -1 for none. */
  kind: Float64Array;
  named: string[];
  /** The id of the limit of each hour, "" for none. */
  limits: string[];
  hours: number[];
  none: number;
}

/** The limit that costs most in each hour: shadow price x flow, in USD. */
export function bottlenecks(grid: Grid, series: Series, hours: number): Bottlenecks | null {
  const dearest = new Float64Array(hours).fill(WORTH_USD);
  const which = new Int32Array(hours).fill(-1);
  for (const [i, branch] of grid.branches.entries()) {
    const shadow = shadowOf(branch, series)?.values,
      flow = flowOf(branch, series)?.values;
    if (shadow === undefined || flow === undefined) return null;
    for (let hour = 0; hour < hours; hour++) {
      const usd = shadow[hour]! * Math.abs(flow[hour]!);
      if (usd <= dearest[hour]!) continue;
      dearest[hour] = usd;
      which[hour] = i;
    }
  }
  const count = new Map<number, number>();
  for (const i of which) if (i >= 0) count.set(i, (count.get(i) ?? 0) + 1);
  const order = [...count.keys()].sort((a, b) => count.get(b)! - count.get(a)! || a - b);
  const shown = order.slice(0, NAMED);
  const place = new Map(shown.map((i, k) => [i, k]));
  const named = shown.map((i) => grid.branches[i]!.id);
  return {
    kind: Float64Array.from(which, (i) => (i < 0 ? -1 : (place.get(i) ?? shown.length))),
    named,
    limits: Array.from(which, (i) => (i < 0 ? "" : grid.branches[i]!.id)),
    hours: order.map((i) => count.get(i)!),
    none: which.filter((i) => i < 0).length,
  };
}

function bottleneckPicture(found: Bottlenecks, calendar: Calendar): Drawable {
  const names = [...found.named, "another limit"];
  const colour = (value: number) => (value < 0 ? "#d9d9d9" : (categories[value] ?? categories[7]!));
  const picture = heat(calendar, () => ({
    title: "The limit that costs most in each hour",
    unit: "",
    digits: 0,
    values: found.kind,
    first: 0,
    end: found.kind.length,
    kinds: {
      name: (value) => (value < 0 ? "no limit costs anything" : names[value]!),
      rgb: (value) => rgbOfHex(colour(value)),
    },
  }));
  const others = found.hours.slice(found.named.length).reduce((sum, hours) => sum + hours, 0);
  const entry = (value: number, name: string, hours: number) => {
    const swatch = h("span", { class: "swatch square", "aria-hidden": "true" });
    swatch.style.background = colour(value);
    return h(
      "li",
      {},
      swatch,
      `${name}, `,
      h("span", { "data-bottleneck": name }, decimal(hours, 0)),
      " h",
    );
  };
  const list = h(
    "ul",
    { class: "kinds" },
    ...found.named.map((name, i) => entry(i, name, found.hours[i]!)),
    ...(others > 0 ? [entry(found.named.length, "another limit", others)] : []),
    ...(found.none > 0 ? [entry(-1, "none", found.none)] : []),
  );
  return {
    element: h(
      "div",
      { class: "bottlenecks" },
      h("h3", {}, "The limit that costs most in each hour"),
      picture.element,
      list,
      saveButtons(
        "The limit of each hour",
        () => "limit-of-each-hour",
        () => onPaper(() => heatSvg(calendar, picture.spec())),
        () =>
          csvText([
            ["time", "limit that costs most"],
            ...found.limits.map((limit, hour) => [stamp(calendar, hour), limit]),
          ]),
      ),
    ),
    draw: picture.draw,
  };
}

function bindingTable(
  answer: Solved,
  fact: (pointer: string, kind: "usd" | "hours") => HTMLElement,
): HTMLElement {
  const rows = answer.binding.map((limit, i): Child[] => [
    limit.id,
    limit.kind,
    fact(`/binding/${String(i)}/hours_full`, "hours"),
    fact(`/binding/${String(i)}/shadow_usd_per_mw`, "usd"),
    fact(`/binding/${String(i)}/shadow_usd`, "usd"),
  ]);
  return table({
    caption: "Limits that cost money, dearest first",
    rows,
    printed: 6,
    className: "short",
    headings: [
      { text: "Branch" },
      { text: "Kind" },
      { text: "Full in", number: true },
      { text: "One more MW saves", number: true },
      { text: "Shadow price x limit", number: true },
    ],
  });
}

export function exportSection(
  answer: Solved,
  series: Series,
  grid: Grid,
  calendar: Calendar,
  fact: (pointer: string, kind: "usd" | "hours") => HTMLElement,
): Drawable {
  const sold = answer.export;
  const drawn: Drawable[] = [];
  const column = series.column("export.csv", "export [MW]");
  if ((sold.interface ?? "") !== "" && column !== undefined) {
    const marks = [
      ...(sold.target_mw > 0 ? [{ label: "target", value: sold.target_mw }] : []),
      ...(sold.capacity_mw > 0 ? [{ label: "all elements full", value: sold.capacity_mw }] : []),
    ];
    drawn.push(
      explorer({
        name: "export",
        what: "Export",
        chosen: 0,
        calendar,
        fromZero: true,
        choices: [
          {
            label: "Export",
            group: "",
            unit: "MW",
            step: column.step,
            values: () => column.values,
            marks,
          },
        ],
      }),
    );
  }
  const found = bottlenecks(grid, series, answer.hours);
  if (found !== null && found.named.length > 0) drawn.push(bottleneckPicture(found, calendar));
  const exports = drawn.length > 0 && (sold.interface ?? "") !== "";
  const lead = exports
    ? "MW through the export interface, against the target and against what its elements can carry together."
    : "The limits of lines and links that make the dispatch dearer.";
  const element = section(
    "export",
    exports ? "Export against the target" : "What limits the flows",
    h("p", {}, lead),
    ...drawn.map((part) => part.element),
    ...(answer.binding.length > 0
      ? [bindingTable(answer, fact)]
      : [h("p", {}, "No limit costs anything in any hour.")]),
  );
  return {
    element,
    draw: () => {
      for (const part of drawn) part.draw();
    },
  };
}
