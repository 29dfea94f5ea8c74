// Charts over time by uPlot, with colours from the style sheet, and drawn anew when these change.

import uPlot from "uplot";
import { css, h } from "./dom.ts";
import { decimal } from "./format.ts";

export interface Chart {
  element: HTMLElement;
  /** Draws again: another width, or other colours. */
  draw: () => void;
  /** What it shows, as it stands. */
  spec: () => ChartSpec;
}

export interface LineSpec {
  label: string;
  colour: string;
  dash?: number[];
  width?: number;
  fill?: string;
  /** Only there to bound an area: neither drawn nor in the legend. */
  hidden?: boolean;
  digits?: number;
  /** A level across the chart, named where it ends too: on paper there is no legend. */
  level?: boolean;
  /** In the legend in the place of the value: of stacked areas, the part and not the sum. */
  part?: (number | null)[];
}

export interface ChartSpec {
  title: string;
  unit: string;
  height: number;
  x: number[];
  lines: LineSpec[];
  values: (number | null)[][];
  bands?: { series: [number, number]; fill: string }[];
  /** Words for a place on the x axis. */
  xText: (x: number) => string;
  /** Shorter words for the ticks. */
  xTick: (x: number) => string;
  xLabel?: string;
  fromZero?: boolean;
  noLegend?: boolean;
  /** A stretch of x was drawn over with the pointer; without it the chart only looks closer. */
  onSelect?: (from: number, to: number) => void;
}

/** Fewest pixels between two ticks of the time axis. */
const TICK_PX = 78;

/** Steps of ticks: whole hours that divide days and weeks, or 1, 2 and 5 of a power of ten. */
const hourSteps = [1, 2, 3, 6, 12, 24, 48, 72, 120, 168, 240, 336, 720, 1440, 2880];
const plainSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

/** Less than this is a click and not a stretch. */
const SHORTEST_PX = 6;

/** Ticks of large numbers are written in a larger unit. */
const larger: Record<string, string> = { MWh: "GWh", MW: "GW" };
const LARGE = 100000;

/** On paper a chart is drawn twice as large as it is shown, so that it is sharp. */
const PAPER = 2;
const PAPER_HEIGHT = 0.52;

interface Measures {
  /** Pixels of the canvas for one of the page. */
  factor: number;
  height: number;
  fontPx: number;
}

function measures(): Measures {
  return document.documentElement.classList.contains("printing")
    ? { factor: PAPER, height: PAPER_HEIGHT, fontPx: 8 }
    : { factor: 1, height: 1, fontPx: 12 };
}

function axes(spec: ChartSpec): uPlot.Axis[] {
  const most = Math.max(
    ...spec.values.map((line) => Math.max(...line.map((value) => Math.abs(value ?? 0)))),
  );
  const unit = most >= LARGE ? larger[spec.unit] : undefined;
  const factor = unit === undefined ? 1 : 1000;
  const { factor: scale, fontPx } = measures();
  const px = (size: number) => (scale * size * fontPx) / 12;
  const font = `${String(scale * fontPx)}px ${css("--font")}`;
  const common = {
    stroke: css("--muted"),
    font,
    labelFont: font,
    grid: { stroke: css("--grid"), width: scale },
    ticks: { stroke: css("--grid"), width: scale, size: px(4) },
  };
  return [
    {
      ...common,
      space: px(TICK_PX),
      incrs: spec.xLabel === undefined ? hourSteps : plainSteps,
      size: px(spec.xLabel === undefined ? 30 : 34),
      values: (_, ticks) => ticks.map((tick) => spec.xTick(tick)),
      ...(spec.xLabel === undefined ? {} : { label: spec.xLabel, labelSize: px(20) }),
    },
    {
      ...common,
      size: px(62),
      label: unit ?? spec.unit,
      labelSize: px(18),
      space: px(30),
      values: (_, ticks) => {
        const steps = (ticks.length > 1 ? Math.abs(ticks[1]! - ticks[0]!) : 1) / factor;
        return ticks.map((tick) => decimal(tick / factor, steps < 1 ? (steps < 0.1 ? 2 : 1) : 0));
      },
    },
  ];
}

function seriesOf(spec: ChartSpec): uPlot.Series[] {
  const lines = spec.lines.map((line): uPlot.Series => ({
    label: line.label,
    stroke: line.hidden === true ? "transparent" : line.colour,
    width: line.hidden === true ? 0 : measures().factor * (line.width ?? 1.5),
    points: { show: spec.x.length < 3 },
    spanGaps: false,
    ...(line.dash === undefined ? {} : { dash: line.dash }),
    ...(line.fill === undefined ? {} : { fill: line.fill }),
    value: (_, value, __, i) => {
      const shown = line.part !== undefined && i !== null ? line.part[i] : (value as number | null);
      return shown === null || shown === undefined
        ? ""
        : `${decimal(shown, line.digits ?? 0)} ${spec.unit}`;
    },
  }));
  return [
    { label: "", value: (_, x) => ((x as number | null) === null ? "" : spec.xText(x)) },
    ...lines,
  ];
}

/** From the least to the most with a little room; zero stays at the edge. */
export function yRange(spec: ChartSpec, least: number, most: number): [number, number] {
  const low = spec.fromZero === true ? Math.min(0, least) : least;
  const high = spec.fromZero === true ? Math.max(0, most) : most;
  const pad = Math.max((high - low) * 0.06, Math.abs(high) * 1e-3, 1e-3);
  return [low === 0 ? 0 : low - pad, high === 0 && low < 0 ? 0 : high + pad];
}

/** The border of a mark in the legend, so that lines of one colour differ there as they do above. */
function markerOf(dash: readonly number[] | undefined): string {
  return dash === undefined ? "solid" : dash[0]! <= 2 ? "dotted" : "dashed";
}

/** Dashes of the first line across a chart, the second, and so on. */
export const markDashes = [
  [7, 4],
  [2, 4],
] as const;

/** Writes the names of levels above them, at the right; below, where another name is just above. */
function nameLevels(plot: uPlot, spec: ChartSpec): void {
  const { ctx, bbox } = plot;
  const { factor, fontPx } = measures();
  const dots = factor * window.devicePixelRatio;
  ctx.save();
  ctx.font = `${String(dots * fontPx)}px ${css("--font")}`;
  ctx.fillStyle = css("--text");
  ctx.textAlign = "right";
  const above: number[] = [];
  spec.lines.forEach((line, i) => {
    const value = line.level === true ? spec.values[i]!.at(-1) : undefined;
    if (value === undefined || value === null) return;
    const y = plot.valToPos(value, "y", true);
    const crowded = above.some((other) => Math.abs(other - y) < 1.4 * dots * fontPx);
    ctx.textBaseline = crowded ? "top" : "bottom";
    ctx.fillText(line.label, bbox.left + bbox.width - 4 * dots, y + (crowded ? 2 : -2) * dots);
    if (!crowded) above.push(y);
  });
  ctx.restore();
}

/** A chart that is described anew each time it is drawn. */
export function chart(describe: () => ChartSpec): Chart {
  const element = h("div", { class: "chart" });
  let plot: uPlot | null = null;
  let width = 0;
  const draw = () => {
    width = element.clientWidth;
    if (width === 0) return;
    const spec = describe(),
      { factor, height } = measures();
    plot?.destroy();
    element.replaceChildren();
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", `${spec.title}, in ${spec.unit}`);
    const options: uPlot.Options = {
      width: width * factor,
      height: Math.round(spec.height * factor * height),
      series: seriesOf(spec),
      axes: axes(spec),
      scales: { x: { time: false }, y: { range: (_, least, most) => yRange(spec, least, most) } },
      legend: {
        show: spec.noLegend !== true,
        markers: { width: 2, dash: (_, i) => markerOf(spec.lines[i - 1]?.dash) },
      },
      cursor: { y: false, drag: { x: true, y: false, setScale: spec.onSelect === undefined } },
      hooks: {
        draw: [
          (drawn) => {
            nameLevels(drawn, spec);
          },
        ],
        setSelect: [
          (drawn) => {
            const { left, width } = drawn.select;
            if (width < SHORTEST_PX) return;
            spec.onSelect?.(drawn.posToVal(left, "x"), drawn.posToVal(left + width, "x"));
          },
        ],
      },
      ...(spec.bands === undefined ? {} : { bands: spec.bands }),
    };
    plot = new uPlot(options, [spec.x, ...spec.values] as uPlot.AlignedData, element);
    const entries = element.querySelectorAll<HTMLElement>(".u-legend .u-series");
    spec.lines.forEach((line, i) => {
      if (line.hidden === true) entries[i + 1]?.classList.add("unseen");
    });
  };
  new ResizeObserver(() => {
    if (element.clientWidth !== width) draw();
  }).observe(element);
  return { element, draw, spec: describe };
}
