// Day by hour of the day: every hour of the study as a cell, so that seasons and evenings show.

import { cssOf, diverging, sequential } from "./colours.ts";
import { css, h } from "./dom.ts";
import { decimal } from "./format.ts";
import { range } from "./statistics.ts";
import { clock, day, hourOfDay, type Calendar } from "./time.ts";

type Rgb = readonly [number, number, number];

export interface HeatSpec {
  title: string;
  unit: string;
  digits: number;
  values: Float64Array;
  first: number;
  end: number;
  /** Colours for kinds instead of for sizes. */
  kinds?: { name: (value: number) => string; rgb: (value: number) => Rgb };
}

const HOURS = 24;
const CELL = 4; // canvas pixels of an hour; of a day as many as fit
const CANVAS = 1460;

export function colourScale(spec: HeatSpec): {
  rgb: (value: number) => Rgb;
  low: number;
  high: number;
  stops: string[];
} {
  const [low, high] = range(spec.values, spec.first, spec.end);
  const signed = low < 0 && high > 0 && low < -0.05 * high;
  const size = Math.max(-low, high, 1e-9);
  const span = Math.max(high - low, 1e-9);
  const colour = signed ? diverging : sequential;
  const share = (value: number) => (signed ? 0.5 + value / (2 * size) : (value - low) / span);
  const stops = [0, 0.25, 0.5, 0.75, 1].map((part) => cssOf(colour(part)));
  return {
    rgb: (value) => colour(share(value)),
    low: signed ? -size : low,
    high: signed ? size : high,
    stops,
  };
}

function hexRgb(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export const rgbOfHex = hexRgb;

export interface Heat {
  element: HTMLElement;
  draw: () => void;
  /** What it shows, as it stands. */
  spec: () => HeatSpec;
}

function ticksOf(calendar: Calendar, first: number, days: number): HTMLElement {
  const count = Math.min(days, 6);
  return h(
    "div",
    { class: "heat-x", "aria-hidden": "true" },
    ...Array.from({ length: count }, (_, i) =>
      h("span", {}, day(calendar, first + Math.floor((i * days) / count) * HOURS)),
    ),
  );
}

/** A heat map that is described anew each time it is drawn. */
export function heat(calendar: Calendar, describe: () => HeatSpec): Heat {
  const canvas = h("canvas", { height: HOURS * CELL, role: "img" });
  const scale = h("div", { class: "heat-scale" });
  const readout = h("p", { class: "readout" });
  const ticks = h("div");
  const element = h(
    "div",
    { class: "heat" },
    h(
      "div",
      { class: "heat-body" },
      h(
        "div",
        { class: "heat-y", "aria-hidden": "true" },
        h("span", {}, "0 h"),
        h("span", {}, "12 h"),
        h("span", {}, "24 h"),
      ),
      h("div", {}, canvas, ticks),
    ),
    scale,
    readout,
  );
  let spec = describe();
  let dayWidth = 1;

  const draw = () => {
    spec = describe();
    const offset = hourOfDay(calendar, spec.first);
    const days = Math.max(1, Math.ceil((spec.end - spec.first + offset) / HOURS));
    dayWidth = Math.max(1, Math.floor(CANVAS / days));
    canvas.width = days * dayWidth;
    canvas.setAttribute("aria-label", `${spec.title}: day by hour of the day, in ${spec.unit}`);
    const colours = colourScale(spec);
    const rgb = spec.kinds?.rgb ?? colours.rgb;
    const context = canvas.getContext("2d")!;
    context.fillStyle = css("--surface");
    context.fillRect(0, 0, canvas.width, canvas.height);
    for (let hour = spec.first; hour < spec.end; hour++) {
      const value = spec.values[hour]!;
      if (Number.isNaN(value)) continue;
      const place = hour - spec.first + offset;
      context.fillStyle = cssOf(rgb(value));
      context.fillRect(
        Math.floor(place / HOURS) * dayWidth,
        (place % HOURS) * CELL,
        dayWidth,
        CELL,
      );
    }
    ticks.replaceChildren(ticksOf(calendar, spec.first - offset, days));
    scale.replaceChildren();
    if (spec.kinds === undefined) {
      const bar = h("span", { class: "bar", "aria-hidden": "true" });
      bar.style.background = `linear-gradient(to right, ${colours.stops.join(", ")})`;
      scale.append(
        decimal(colours.low, spec.digits),
        bar,
        `${decimal(colours.high, spec.digits)} ${spec.unit}`,
      );
    }
    readout.textContent = "\u00a0";
  };

  canvas.addEventListener("mousemove", (event) => {
    const box = canvas.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * (canvas.width / dayWidth));
    const row = Math.min(HOURS - 1, Math.floor(((event.clientY - box.top) / box.height) * HOURS));
    const hour = spec.first + column * HOURS + row - hourOfDay(calendar, spec.first);
    const value = hour >= spec.first && hour < spec.end ? spec.values[hour] : undefined;
    readout.textContent =
      value === undefined || Number.isNaN(value)
        ? "\u00a0"
        : `${clock(calendar, hour)}: ${spec.kinds?.name(value) ?? `${decimal(value, spec.digits)} ${spec.unit}`}`;
  });
  return { element, draw, spec: describe };
}
