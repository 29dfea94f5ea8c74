// What meets the load: generation by technology, storage and purchases, stacked.

import type { Solved } from "./answer.ts";
import { chart, type LineSpec } from "./chart.ts";
import { chartSvg } from "./chart-svg.ts";
import { technologyColour, technologyRank } from "./colours.ts";
import { css, csvText, freshId, h, section, table, type Child } from "./dom.ts";
import { onPaper, saveButtons } from "./export-picture.ts";
import { countryName, decimal, technologyName } from "./format.ts";
import { HOURLY_LIMIT, type Drawable } from "./explorer.ts";
import type { Series } from "./series.ts";
import { days, sumOf } from "./statistics.ts";
import { clock, day, dayAndHour, periods, stamp, type Calendar, type Period } from "./time.ts";

interface Layer {
  name: string;
  technology: string;
  values: Float64Array;
}

export interface Stack {
  layers: Layer[];
  load: Float64Array;
}

const storageLayer: Record<string, [string, string]> = {
  reservoir: ["reservoir", "hydro, reservoirs"],
  "pumped hydro": ["pumped", "pumped storage, discharging"],
  battery: ["battery", "batteries, discharging"],
};

/** The layers of a country ("" for all), those that run all the time at the bottom. */
export function stackOf(answer: Solved, series: Series, country: string): Stack {
  const { hours } = answer;
  const countryOf = new Map(answer.buses.map((bus) => [bus.id, bus.country]));
  const within = (bus: string) => country === "" || countryOf.get(bus) === country;
  const groups = new Map<string, { technology: string; columns: Float64Array[] }>();
  const add = (name: string, technology: string, file: string, heading: string) => {
    const column = series.column(file, heading);
    if (column === undefined) return;
    const group = groups.get(name) ?? { technology, columns: [] };
    group.columns.push(column.values);
    groups.set(name, group);
  };
  for (const plant of answer.generators)
    if (within(plant.bus))
      add(technologyName(plant.technology), plant.technology, "dispatch.csv", `${plant.id} [MW]`);
  for (const store of answer.storages) {
    const [technology, name] = storageLayer[store.kind] ?? ["battery", store.kind];
    if (within(store.bus)) add(name, technology, "storage.csv", `${store.id} discharge [MW]`);
  }
  for (const market of answer.markets)
    if (within(market.bus))
      add("bought from markets", "import", "markets.csv", `${market.id} sold [MW]`);
  for (const bus of answer.buses)
    if (within(bus.id)) add("not served", "unserved", "shedding.csv", `${bus.id} [MW]`);
  const layers = [...groups]
    .map(([name, { technology, columns }]): Layer => ({
      name,
      technology,
      values: sumOf(columns, hours),
    }))
    .filter((layer) => layer.values.some((value) => value > 0))
    .sort(
      (a, b) =>
        technologyRank(a.technology) - technologyRank(b.technology) || (a.name < b.name ? -1 : 1),
    );
  const loads = answer.buses
    .filter((bus) => within(bus.id))
    .map((bus) => series.column("load.csv", `${bus.id} [MW]`)?.values)
    .filter((values) => values !== undefined);
  return { layers, load: sumOf(loads, hours) };
}

const SHOWN = 10;

/** At most SHOWN layers by name; the smallest are added up. */
function fewer(stack: Stack): Stack {
  if (stack.layers.length <= SHOWN) return stack;
  const size = (layer: Layer) => layer.values.reduce((sum, value) => sum + value, 0);
  const kept = new Set([...stack.layers].sort((a, b) => size(b) - size(a)).slice(0, SHOWN - 1));
  const rest = stack.layers.filter((layer) => !kept.has(layer));
  const others: Layer = {
    name: "other",
    technology: "other",
    values: sumOf(
      rest.map((layer) => layer.values),
      stack.load.length,
    ),
  };
  return { layers: [...stack.layers.filter((layer) => kept.has(layer)), others], load: stack.load };
}

interface Points {
  x: number[];
  layer: number[][];
  load: number[];
}

function pointsOf(stack: Stack, period: Period): Points {
  const hourly = period.end - period.first <= HOURLY_LIMIT;
  const cut = (values: Float64Array) =>
    hourly
      ? [...values.subarray(period.first, period.end)]
      : days(values, period.first, period.end).mean;
  const x = hourly
    ? Array.from({ length: period.end - period.first }, (_, i) => period.first + i)
    : days(stack.load, period.first, period.end).first;
  return { x, layer: stack.layers.map((layer) => cut(layer.values)), load: cut(stack.load) };
}

function cumulated(layers: readonly number[][]): number[][] {
  const out: number[][] = [];
  for (const layer of layers) {
    const below = out.at(-1);
    out.push(layer.map((value, i) => value + (below?.[i] ?? 0)));
  }
  return out;
}

function stackChart(state: { stack: Stack; period: Period }, calendar: Calendar) {
  return chart(() => {
    const { stack, period } = state;
    const points = pointsOf(stack, period),
      tops = cumulated(points.layer),
      n = tops.length;
    const hourly = period.end - period.first <= HOURLY_LIMIT;
    // The highest is drawn first, so that each area covers what is below it but its own part.
    const lines = stack.layers
      .map((layer, i): LineSpec => ({
        label: layer.name,
        colour: css("--surface"),
        width: 0.6,
        fill: technologyColour(layer.technology, i),
        part: points.layer[i]!,
        digits: 0,
      }))
      .reverse();
    return {
      title: "Generation by technology, stacked, with the load",
      unit: "MW",
      height: 330,
      fromZero: true,
      noLegend: true,
      x: points.x,
      values: [...[...tops].reverse(), points.load],
      lines: [
        ...lines,
        { label: "load", colour: css("--text"), width: 1.8, dash: [5, 3], digits: 0 },
      ].slice(0, n + 1),
      xText: (hour) => (hourly ? clock(calendar, hour) : `${day(calendar, hour)}, mean`),
      xTick: (hour) =>
        period.end - period.first > 100 ? day(calendar, hour) : dayAndHour(calendar, hour),
    };
  });
}

function stackLegend(stack: Stack): HTMLElement {
  return h(
    "ul",
    { class: "kinds" },
    ...stack.layers
      .map((layer, i) => {
        const swatch = h("span", { class: "swatch square", "aria-hidden": "true" });
        swatch.style.background = technologyColour(layer.technology, i);
        return h("li", {}, swatch, layer.name);
      })
      .reverse(),
    h("li", {}, h("span", { class: "swatch dashed", "aria-hidden": "true" }), "load"),
  );
}

function stackTable(stack: Stack, period: Period, calendar: Calendar): HTMLElement {
  const points = pointsOf(stack, period);
  const hourly = period.end - period.first <= HOURLY_LIMIT;
  const rows = points.x.map((hour, i): Child[] => [
    hourly ? clock(calendar, hour) : day(calendar, hour),
    decimal(points.load[i]!, 0),
    ...points.layer.map((layer) => decimal(layer[i]!, 0)),
  ]);
  return table({
    caption: `Generation and load in MW${hourly ? "" : ", means of days"}`,
    rows,
    className: "short",
    headings: [hourly ? "Hour" : "Day", "load", ...stack.layers.map((layer) => layer.name)].map(
      (text, i) => ({ text, number: i > 0 }),
    ),
  });
}

export function stackSection(answer: Solved, series: Series, calendar: Calendar): Drawable {
  const all = periods(calendar);
  const state = { stack: fewer(stackOf(answer, series, "")), period: all[0]! };
  const countries = answer.countries.filter(
    (country) => country.generation_mwh > 0 || country.load_mwh > 0,
  );
  const place = h(
    "select",
    { id: freshId("country") },
    h("option", { value: "" }, "whole network"),
    ...countries.map(({ country }) => h("option", { value: country }, countryName(country))),
  );
  const period = h(
    "select",
    { id: freshId("period") },
    ...all.map((entry, i) => h("option", { value: i }, entry.label)),
  );
  const picture = stackChart(state, calendar);
  const key = h("div"),
    data = h("div");
  const details = h("details", { class: "data" }, h("summary", {}, "The numbers as a table"), data);
  const fill = () => {
    if (details.open) data.replaceChildren(stackTable(state.stack, state.period, calendar));
  };
  const draw = () => {
    picture.draw();
    key.replaceChildren(stackLegend(state.stack));
    fill();
  };
  place.addEventListener("change", () => {
    state.stack = fewer(stackOf(answer, series, place.value));
    draw();
  });
  period.addEventListener("change", () => {
    state.period = all[Number(period.value)]!;
    draw();
  });
  details.addEventListener("toggle", fill);
  const asCsv = () => {
    const rows: (string | number)[][] = [
      ["time", "load [MW]", ...state.stack.layers.map((layer) => `${layer.name} [MW]`)],
    ];
    for (let hour = state.period.first; hour < state.period.end; hour++)
      rows.push([
        stamp(calendar, hour),
        state.stack.load[hour]!.toFixed(1),
        ...state.stack.layers.map((layer) => layer.values[hour]!.toFixed(1)),
      ]);
    return csvText(rows);
  };
  const element = section(
    "generation",
    "What meets the load",
    h(
      "p",
      {},
      "Generation by technology, what storage gives and what markets sell. Above the load: charging, exports and losses.",
    ),
    h(
      "div",
      { class: "controls" },
      ...(countries.length > 1 ? [h("label", { for: place.id }, "Where ", place)] : []),
      ...(all.length > 1 ? [h("label", { for: period.id }, "Period ", period)] : []),
    ),
    picture.element,
    key,
    saveButtons(
      "Generation",
      () => "generation",
      () => onPaper(() => chartSvg(picture.spec())),
      asCsv,
    ),
    details,
  );
  return { element, draw };
}
