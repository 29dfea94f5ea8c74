// A chart as an SVG document of its own, with title, axes and legend: what is saved of it.

import { yRange, type ChartSpec, type LineSpec } from "./chart.ts";
import { css, s } from "./dom.ts";
import { decimal } from "./format.ts";

const WIDTH = 960,
  HEIGHT = 400,
  LEFT = 84,
  RIGHT = 34,
  TOP = 40,
  BOTTOM = 84,
  LEGEND_ROW = 18;

interface Frame {
  x: (value: number) => number;
  y: (value: number) => number;
  low: number;
  high: number;
  bottom: number;
}

/** 1, 2 or 5 times a power of ten, so that the range holds at most so many steps. */
export function niceStep(range: number, most: number): number {
  const least = Math.max(range, 1e-12) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}

const HOUR_STEPS = [1, 2, 3, 6, 12, 24, 48, 72, 120, 168, 336, 672, 1344, 2688];

function text(x: number, y: number, words: string, more: Record<string, string | number> = {}) {
  return s(
    "text",
    {
      x,
      y,
      fill: css("--text"),
      "font-size": "12px",
      "font-family": css("--font"),
      "text-anchor": "middle",
      ...more,
    },
    words,
  );
}

function axes(spec: ChartSpec, frame: Frame): SVGElement[] {
  const out: SVGElement[] = [];
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    out.push(s("line", { x1, y1, x2, y2, stroke: css("--grid"), "stroke-width": 1 }));
  const first = spec.x[0] ?? 0,
    last = spec.x.at(-1) ?? 1;
  const step = niceStep(frame.high - frame.low, 6);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  for (let k = Math.ceil(frame.low / step); k * step <= frame.high; k++) {
    line(LEFT, frame.y(k * step), WIDTH - RIGHT, frame.y(k * step));
    out.push(
      text(LEFT - 8, frame.y(k * step) + 4, decimal(k * step, decimals), { "text-anchor": "end" }),
    );
  }
  const wide =
    spec.xLabel === undefined
      ? (HOUR_STEPS.find((hours) => (last - first) / hours <= 8) ?? niceStep(last - first, 8))
      : niceStep(last - first, 8);
  const start = spec.xLabel === undefined ? first : Math.ceil(first / wide) * wide;
  for (let x = start; x <= last; x += wide) {
    line(frame.x(x), TOP, frame.x(x), frame.bottom);
    out.push(text(frame.x(x), frame.bottom + 18, spec.xTick(x)));
  }
  if (spec.xLabel !== undefined)
    out.push(text((LEFT + WIDTH - RIGHT) / 2, frame.bottom + 36, spec.xLabel));
  return out;
}

const round = (value: number) => String(Math.round(100 * value) / 100);

/** Stretches of a line without gaps. */
function stretches(spec: ChartSpec, values: readonly (number | null)[], frame: Frame): string[][] {
  const out: string[][] = [];
  let open: string[] = [];
  values.forEach((value, i) => {
    if (value === null || Number.isNaN(value)) {
      if (open.length > 0) out.push(open);
      open = [];
    } else open.push(`${round(frame.x(spec.x[i]!))} ${round(frame.y(value))}`);
  });
  if (open.length > 0) out.push(open);
  return out;
}

function drawLine(spec: ChartSpec, i: number, frame: Frame): SVGElement[] {
  const line = spec.lines[i]!;
  const parts = stretches(spec, spec.values[i]!, frame);
  const out: SVGElement[] = [];
  const ground = round(frame.y(Math.min(Math.max(0, frame.low), frame.high)));
  if (line.fill !== undefined)
    out.push(
      s("path", {
        fill: line.fill,
        d: parts
          .map((points) => {
            const x = (point: string) => point.split(" ")[0]!;
            return `M${x(points[0]!)} ${ground}L${points.join("L")}L${x(points.at(-1)!)} ${ground}Z`;
          })
          .join(""),
      }),
    );
  if (line.hidden !== true)
    out.push(
      s("path", {
        d: parts.map((points) => `M${points.join("L")}`).join(""),
        fill: "none",
        stroke: line.colour,
        "stroke-width": line.width ?? 1.5,
        ...(line.dash === undefined ? {} : { "stroke-dasharray": line.dash.join(" ") }),
      }),
    );
  return out;
}

function drawBands(spec: ChartSpec, frame: Frame): SVGElement[] {
  return (spec.bands ?? []).map(({ series: [upper, lower], fill }) => {
    const there = stretches(spec, spec.values[upper - 1]!, frame).flat();
    const back = stretches(spec, spec.values[lower - 1]!, frame)
      .flat()
      .reverse();
    return s("path", { fill, d: `M${[...there, ...back].join("L")}Z` });
  });
}

interface Entry {
  label: string;
  line: LineSpec;
  x: number;
  row: number;
}

/** Entries of the legend from left to right, in as many rows as they need. */
function legendEntries(spec: ChartSpec): Entry[] {
  let x = LEFT,
    row = 0;
  return spec.lines
    .filter((line) => line.hidden !== true)
    .map((line) => {
      const width = 34 + 6.6 * line.label.length;
      if (x > LEFT && x + width > WIDTH - RIGHT) {
        x = LEFT;
        row++;
      }
      const entry = { label: line.label, line, x, row };
      x += width + 14;
      return entry;
    });
}

function legend(entries: readonly Entry[], top: number): SVGElement[] {
  return entries.flatMap(({ label, line, x, row }) => {
    const y = top + LEGEND_ROW * row;
    const mark =
      line.fill === undefined
        ? s("line", {
            x1: x,
            x2: x + 22,
            y1: y - 4,
            y2: y - 4,
            stroke: line.colour,
            "stroke-width": 2,
            ...(line.dash === undefined ? {} : { "stroke-dasharray": line.dash.join(" ") }),
          })
        : s("rect", { x, y: y - 10, width: 22, height: 11, fill: line.fill, stroke: line.colour });
    return [mark, text(x + 28, y, label, { "text-anchor": "start" })];
  });
}

/** The chart on paper. */
export function chartSvg(spec: ChartSpec): SVGSVGElement {
  const numbers = spec.values.flat().filter((v): v is number => v !== null && !Number.isNaN(v));
  const least = numbers.reduce((a, b) => Math.min(a, b), Infinity),
    most = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  const [low, high] = yRange(spec, numbers.length > 0 ? least : 0, numbers.length > 0 ? most : 1);
  const entries = legendEntries(spec);
  const bottom = HEIGHT - BOTTOM,
    height = HEIGHT + LEGEND_ROW * (entries.at(-1)?.row ?? 0);
  const first = spec.x[0] ?? 0,
    span = Math.max((spec.x.at(-1) ?? 1) - first, 1e-9);
  const frame: Frame = {
    low,
    high,
    bottom,
    x: (value) => LEFT + ((value - first) / span) * (WIDTH - LEFT - RIGHT),
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - TOP),
  };
  return s(
    "svg",
    { viewBox: `0 0 ${String(WIDTH)} ${String(height)}`, width: WIDTH, height },
    s("rect", { width: WIDTH, height, fill: "#ffffff" }),
    text(LEFT, 22, `${spec.title}, ${spec.unit}`, {
      "text-anchor": "start",
      "font-size": "15px",
      "font-weight": "600",
    }),
    ...axes(spec, frame),
    ...drawBands(spec, frame),
    ...spec.lines.flatMap((_, i) => drawLine(spec, i, frame)),
    ...legend(entries, HEIGHT - 18),
  );
}
