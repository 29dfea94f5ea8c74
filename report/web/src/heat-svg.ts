// A heat map as an SVG document of its own, with title, axes and scale.

import { cssOf } from "./colours.ts";
import { css, s } from "./dom.ts";
import { decimal } from "./format.ts";
import { colourScale, type HeatSpec } from "./heat.ts";
import { day, hourOfDay, type Calendar } from "./time.ts";

const WIDTH = 960,
  LEFT = 60,
  RIGHT = 34,
  TOP = 40,
  ROW = 9,
  HOURS = 24,
  KIND_ROW = 18;

function words(x: number, y: number, text: string, more: Record<string, string> = {}): SVGElement {
  const common = { fill: css("--text"), "font-size": "12px", "font-family": css("--font") };
  return s("text", { x, y, "text-anchor": "middle", ...common, ...more }, text);
}

function cells(spec: HeatSpec, offset: number, dayWidth: number): SVGElement[] {
  const rgb = spec.kinds?.rgb ?? colourScale(spec).rgb;
  const rows = new Map<string, string[]>();
  for (let hour = spec.first; hour < spec.end; hour++) {
    const value = spec.values[hour]!;
    if (Number.isNaN(value)) continue;
    const place = hour - spec.first + offset;
    const x = LEFT + Math.floor(place / HOURS) * dayWidth,
      y = TOP + (place % HOURS) * ROW;
    const colour = cssOf(rgb(value));
    const path = rows.get(colour) ?? [];
    if (path.length === 0) rows.set(colour, path);
    path.push(
      `M${x.toFixed(2)} ${String(y)}h${dayWidth.toFixed(2)}v${String(ROW)}h-${dayWidth.toFixed(2)}z`,
    );
  }
  return [...rows].map(([fill, path]) => s("path", { fill, d: path.join("") }));
}

function sizeScale(spec: HeatSpec, y: number): SVGElement[] {
  const { low, high, rgb } = colourScale(spec);
  const steps = 60,
    width = 240,
    x0 = LEFT + 80;
  return [
    words(x0 - 8, y + 10, decimal(low, spec.digits), { "text-anchor": "end" }),
    ...Array.from({ length: steps }, (_, i) =>
      s("rect", {
        x: x0 + (i * width) / steps,
        y,
        width: width / steps + 0.5,
        height: 12,
        fill: cssOf(rgb(low + ((high - low) * i) / (steps - 1))),
      }),
    ),
    words(x0 + width + 8, y + 10, `${decimal(high, spec.digits)} ${spec.unit}`, {
      "text-anchor": "start",
    }),
  ];
}

function kindScale(spec: HeatSpec, values: readonly number[], y: number): SVGElement[] {
  return values.flatMap((value, i) => {
    const x = LEFT + 440 * (i % 2),
      top = y + KIND_ROW * Math.floor(i / 2);
    return [
      s("rect", { x, y: top, width: 14, height: 12, fill: cssOf(spec.kinds!.rgb(value)) }),
      words(x + 20, top + 10, spec.kinds!.name(value), { "text-anchor": "start" }),
    ];
  });
}

export function heatSvg(calendar: Calendar, spec: HeatSpec): SVGSVGElement {
  const offset = hourOfDay(calendar, spec.first);
  const days = Math.max(1, Math.ceil((spec.end - spec.first + offset) / HOURS));
  const dayWidth = (WIDTH - LEFT - RIGHT) / days;
  const bottom = TOP + HOURS * ROW,
    every = Math.max(1, Math.ceil(days / 8));
  const kinds = spec.kinds === undefined ? [] : [...new Set(spec.values)].sort((a, b) => a - b);
  const height = bottom + 70 + KIND_ROW * Math.max(0, Math.ceil(kinds.length / 2) - 1);
  const unit = spec.unit === "" ? "" : `, ${spec.unit}`;
  const ticks = Array.from({ length: Math.ceil(days / every) }, (_, i) =>
    words(
      LEFT + i * every * dayWidth,
      bottom + 18,
      day(calendar, spec.first - offset + i * every * HOURS),
      { "text-anchor": "start" },
    ),
  );
  return s(
    "svg",
    { viewBox: `0 0 ${String(WIDTH)} ${String(height)}`, width: WIDTH, height },
    s("rect", { width: WIDTH, height, fill: "#ffffff" }),
    words(LEFT, 22, `${spec.title}${unit}`, {
      "text-anchor": "start",
      "font-size": "15px",
      "font-weight": "600",
    }),
    ...[0, 12, 24].map((hour) =>
      words(
        LEFT - 8,
        TOP + hour * ROW + (hour === 0 ? 10 : hour === 24 ? 0 : 4),
        `${String(hour)} h`,
        {
          "text-anchor": "end",
        },
      ),
    ),
    ...cells(spec, offset, dayWidth),
    ...ticks,
    ...(spec.kinds === undefined
      ? sizeScale(spec, bottom + 36)
      : kindScale(spec, kinds, bottom + 36)),
  );
}
