// Pictures of ranges in own SVG: the tornado of drivers, and what may come out.

import { s } from "./dom.ts";
import { decimal } from "./format.ts";
import { niceStep } from "./chart-svg.ts";

const WIDTH = 620,
  RIGHT = 24,
  ROW = 24,
  FOOT = 46;

export interface RangeRow {
  name: string;
  low: number;
  high: number;
  /** Where the two parts of a bar meet, or where its dot is. */
  middle: number;
  tick?: number;
}

/** Width of a letter at 12 px, for the names of rows. */
const LETTER_PX = 6.6;

interface Frame {
  svg: SVGSVGElement;
  x: (value: number) => number;
  y: (row: number) => number;
}

/** Axis, grid and names of rows. */
function framed(
  rows: readonly RangeRow[],
  label: string,
  unit: string,
  mark: number | null,
): Frame {
  const left = 24 + LETTER_PX * Math.max(...rows.map(({ name }) => name.length));
  const all = rows.flatMap(({ low, high, middle }) => [low, high, middle]);
  if (mark !== null) all.push(mark);
  const low = Math.min(...all),
    high = Math.max(...all, low + 1e-9);
  const pad = 0.04 * (high - low);
  const x = (value: number) =>
    left + ((value - low + pad) / (high - low + 2 * pad)) * (WIDTH - left - RIGHT);
  const y = (row: number) => 6 + ROW * (row + 0.5);
  const height = rows.length * ROW + FOOT;
  const svg = s("svg", {
    class: "ranges",
    role: "img",
    viewBox: `0 0 ${String(WIDTH)} ${String(height)}`,
    "aria-label": `${label}, in ${unit}`,
  });
  const step = niceStep(high - low, 6),
    decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  for (let k = Math.ceil((low - pad) / step); k * step <= high + pad; k++)
    svg.append(
      s("line", { class: "grid", x1: x(k * step), x2: x(k * step), y1: 6, y2: height - 40 }),
      s("text", { class: "tick", x: x(k * step), y: height - 28 }, decimal(k * step, decimals)),
    );
  svg.append(s("text", { class: "tick", x: (left + WIDTH) / 2, y: height - 10 }, unit));
  if (mark !== null)
    svg.append(s("line", { class: "median", x1: x(mark), x2: x(mark), y1: 2, y2: height - 40 }));
  rows.forEach(({ name }, i) => {
    svg.append(s("text", { class: "row-name", x: left - 8, y: y(i) }, name));
  });
  return { svg, x, y };
}

/** From the low value of each driver to the high one, with the part of the low in another colour. */
export function tornado(rows: readonly RangeRow[], label: string, unit: string): SVGSVGElement {
  const { svg, x, y } = framed(rows, label, unit, rows[0]?.middle ?? null);
  const part = (className: string, from: number, to: number, row: number) => {
    const [a, b] = [Math.min(from, to), Math.max(from, to)];
    svg.append(
      s("rect", { class: className, x: x(a), y: y(row) - 8, width: x(b) - x(a), height: 16 }),
    );
  };
  rows.forEach(({ low, high, middle }, i) => {
    part("bar-low", low, middle, i);
    part("bar-high", middle, high, i);
  });
  return svg;
}

/** A whisker from low to high, a tick and a dot within. */
export function whiskers(rows: readonly RangeRow[], label: string, unit: string): SVGSVGElement {
  const { svg, x, y } = framed(rows, label, unit, null);
  rows.forEach(({ low, high, middle, tick }, i) => {
    svg.append(s("line", { class: "whisker", x1: x(low), x2: x(high), y1: y(i), y2: y(i) }));
    if (tick !== undefined)
      svg.append(
        s("line", { class: "median", x1: x(tick), x2: x(tick), y1: y(i) - 6, y2: y(i) + 6 }),
      );
    svg.append(s("circle", { class: "mean", cx: x(middle), cy: y(i), r: 4 }));
  });
  return svg;
}
