// What has a name in each hour: the limit that costs most, the outage that loads a branch most.

import { categories } from "./colours.ts";
import { csvText, h } from "./dom.ts";
import { onPaper, saveButtons } from "./export-picture.ts";
import type { Drawable } from "./explorer.ts";
import { decimal } from "./format.ts";
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
  return ranked(
    which,
    grid.branches.map((branch) => branch.id),
  );
}

/** Of the name of each hour (-1 for none), the most frequent first. */
export function ranked(which: ArrayLike<number>, names: readonly string[]): Bottlenecks {
  const every = Array.from(which);
  const count = new Map<number, number>();
  for (const i of every) if (i >= 0) count.set(i, (count.get(i) ?? 0) + 1);
  const order = [...count.keys()].sort((a, b) => count.get(b)! - count.get(a)! || a - b);
  const shown = order.slice(0, NAMED);
  const place = new Map(shown.map((i, k) => [i, k]));
  return {
    kind: Float64Array.from(every, (i) => (i < 0 ? -1 : (place.get(i) ?? shown.length))),
    named: shown.map((i) => names[i]!),
    limits: every.map((i) => (i < 0 ? "" : names[i]!)),
    hours: order.map((i) => count.get(i)!),
    none: every.filter((i) => i < 0).length,
  };
}

/** What the picture of names by hour is called, and what stands for all others and for none. */
interface Words {
  title: string;
  file: string;
  column: string;
  other: string;
  none: string;
}

export function namesByHour(found: Bottlenecks, calendar: Calendar, words: Words): Drawable {
  const names = [...found.named, words.other];
  const colour = (value: number) => (value < 0 ? "#d9d9d9" : (categories[value] ?? categories[7]!));
  const picture = heat(calendar, () => ({
    title: words.title,
    unit: "",
    digits: 0,
    values: found.kind,
    first: 0,
    end: found.kind.length,
    kinds: {
      name: (value) => (value < 0 ? words.none : names[value]!),
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
    ...(others > 0 ? [entry(found.named.length, words.other, others)] : []),
    ...(found.none > 0 ? [entry(-1, "none", found.none)] : []),
  );
  return {
    element: h(
      "div",
      { class: "bottlenecks" },
      h("h3", {}, words.title),
      picture.element,
      list,
      saveButtons(
        words.title,
        () => words.file,
        () => onPaper(() => heatSvg(calendar, picture.spec())),
        () =>
          csvText([
            ["time", words.column],
            ...found.limits.map((limit, hour) => [stamp(calendar, hour), limit]),
          ]),
      ),
    ),
    draw: picture.draw,
  };
}
