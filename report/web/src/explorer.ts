// One quantity at a time, seen three ways: over time, by day and hour, and sorted. With the numbers
// behind it as a table and as CSV.

import { chart, type Chart, type LineSpec } from "./chart.ts";
import {
  css,
  csvText,
  button,
  freshId,
  h,
  savePicture,
  saveText,
  table,
  type Child,
} from "./dom.ts";
import { decimal, stepped } from "./format.ts";
import { heat, type Heat } from "./heat.ts";
import { days, duration } from "./statistics.ts";
import { clock, day, dayAndHour, periods, stamp, type Calendar, type Period } from "./time.ts";

export interface Choice {
  label: string;
  group: string;
  unit: string;
  /** Rounding of the values: a power of ten. */
  step: number;
  values: () => Float64Array;
  /** A line across the chart, such as a limit. */
  marks?: { label: string; value: number }[];
}

export interface ExplorerSpec {
  name: string;
  what: string;
  choices: Choice[];
  chosen: number;
  calendar: Calendar;
  fromZero?: boolean;
  extra?: HTMLElement;
}

/** Up to so many hours a chart shows each of them; beyond, days with their least and largest. */
export const HOURLY_LIMIT = 31 * 24;
const DURATION_POINTS = 600;
const TABLE_ROWS = 400;

export interface Drawable {
  element: HTMLElement;
  draw: () => void;
}

function selectOf(choices: readonly Choice[], chosen: number): HTMLSelectElement {
  const select = h("select", { id: freshId("choice") });
  const groups = new Map<string, HTMLOptGroupElement>();
  choices.forEach((choice, i) => {
    const option = h(
      "option",
      { value: i, ...(i === chosen ? { selected: true } : {}) },
      choice.label,
    );
    if (choice.group === "") {
      select.append(option);
      return;
    }
    let group = groups.get(choice.group);
    if (group === undefined) {
      group = h("optgroup", { label: choice.group });
      groups.set(choice.group, group);
      select.append(group);
    }
    group.append(option);
  });
  return select;
}

const digitsOf = (choice: Choice) => Math.max(0, -choice.step);

function overTime(spec: ExplorerSpec, state: { choice: Choice; period: Period }): Chart {
  return chart(() => {
    const { choice, period } = state;
    const values = choice.values(),
      { calendar } = spec;
    const accent = css("--accent"),
      digits = digitsOf(choice);
    const marks = (choice.marks ?? []).map((mark): LineSpec => ({
      label: mark.label,
      colour: css("--text"),
      dash: [6, 4],
      width: 1.2,
      digits,
    }));
    const across = (n: number) =>
      (choice.marks ?? []).map((mark) => new Array<number>(n).fill(mark.value));
    const common = {
      title: `${choice.label} over time`,
      unit: choice.unit,
      height: 250,
      ...(spec.fromZero === true ? { fromZero: true } : {}),
      xTick: (hour: number) =>
        period.end - period.first > 100 ? day(calendar, hour) : dayAndHour(calendar, hour),
    };
    if (period.end - period.first <= HOURLY_LIMIT) {
      const x = Array.from({ length: period.end - period.first }, (_, i) => period.first + i);
      const y = x.map((hour) => (Number.isNaN(values[hour]!) ? null : values[hour]!));
      return {
        ...common,
        x,
        values: [y, ...across(x.length)],
        xText: (hour) => clock(calendar, hour),
        lines: [{ label: choice.label, colour: accent, digits }, ...marks],
      };
    }
    const bands = days(values, period.first, period.end);
    return {
      ...common,
      x: bands.first,
      values: [bands.mean, bands.most, bands.least, ...across(bands.first.length)],
      xText: (hour) => day(calendar, hour),
      lines: [
        { label: "mean of the day", colour: accent, width: 2, digits },
        { label: "largest of the day", colour: css("--accent-soft"), width: 0.5, digits },
        { label: "least of the day", colour: css("--accent-soft"), width: 0.5, digits },
        ...marks,
      ],
      bands: [{ series: [2, 3], fill: css("--band") }],
    };
  });
}

function sorted(spec: ExplorerSpec, state: { choice: Choice; period: Period }): Chart {
  return chart(() => {
    const { choice, period } = state;
    const all = duration(choice.values(), period.first, period.end);
    const n = Math.min(all.length, DURATION_POINTS);
    const places = Array.from({ length: n }, (_, i) =>
      n > 1 ? Math.round((i * (all.length - 1)) / (n - 1)) : 0,
    );
    const marks = choice.marks ?? [];
    return {
      title: `${choice.label}, duration curve`,
      unit: choice.unit,
      height: 220,
      x: places.map((place) => (100 * (place + 1)) / all.length),
      values: [
        places.map((place) => all[place]!),
        ...marks.map((mark) => new Array<number>(n).fill(mark.value)),
      ],
      lines: [
        {
          label: "reached or exceeded",
          colour: css("--accent"),
          fill: css("--band"),
          digits: digitsOf(choice),
        },
        ...marks.map((mark): LineSpec => ({
          label: mark.label,
          colour: css("--text"),
          dash: [6, 4],
          width: 1.2,
          digits: digitsOf(choice),
        })),
      ],
      xText: (share) => `${decimal(share, 1)} % of hours`,
      xTick: (share) => `${decimal(share, 0)} %`,
      xLabel: "share of the hours",
      ...(spec.fromZero === true ? { fromZero: true } : {}),
    };
  });
}

function hourTable(calendar: Calendar, choice: Choice, period: Period): HTMLElement {
  const values = choice.values(),
    rows: Child[][] = [];
  const hourly = period.end - period.first <= TABLE_ROWS;
  if (hourly)
    for (let hour = period.first; hour < period.end; hour++)
      rows.push([clock(calendar, hour), stepped(values[hour]!, choice.step)]);
  else {
    const bands = days(values, period.first, period.end);
    bands.first.forEach((hour, i) =>
      rows.push([
        day(calendar, hour),
        ...[bands.mean[i]!, bands.least[i]!, bands.most[i]!].map((value) =>
          stepped(value, choice.step),
        ),
      ]),
    );
  }
  const headings = hourly
    ? ["Hour", choice.unit]
    : ["Day", `Mean, ${choice.unit}`, "Least", "Largest"];
  return table({
    caption: `${choice.label}, ${period.label}`,
    rows,
    className: "short",
    headings: headings.map((text, i) => ({ text, number: i > 0 })),
  });
}

export function explorer(spec: ExplorerSpec): Drawable {
  const all = periods(spec.calendar);
  const state = { choice: spec.choices[spec.chosen]!, period: all[0]! };
  const select = selectOf(spec.choices, spec.chosen);
  const period = h(
    "select",
    { id: freshId("period") },
    ...all.map((entry, i) => h("option", { value: i }, entry.label)),
  );
  const time = overTime(spec, state),
    curve = sorted(spec, state);
  const cells: Heat = heat(spec.calendar, () => ({
    title: state.choice.label,
    unit: state.choice.unit,
    digits: digitsOf(state.choice),
    values: state.choice.values(),
    first: state.period.first,
    end: state.period.end,
  }));
  const shown = h("span");
  const data = h("div");
  const details = h("details", { class: "data" }, h("summary", {}, "The numbers as a table"), data);
  const fill = () => {
    if (details.open) data.replaceChildren(hourTable(spec.calendar, state.choice, state.period));
  };
  const draw = () => {
    shown.textContent = spec.choices.length > 1 ? `: ${state.choice.label}` : "";
    time.draw();
    cells.draw();
    curve.draw();
    fill();
  };
  select.addEventListener("change", () => {
    state.choice = spec.choices[Number(select.value)]!;
    draw();
  });
  period.addEventListener("change", () => {
    state.period = all[Number(period.value)]!;
    draw();
  });
  details.addEventListener("toggle", fill);
  const asCsv = () => {
    const values = state.choice.values();
    const rows: (string | number)[][] = [["time", `${state.choice.label} [${state.choice.unit}]`]];
    for (let hour = state.period.first; hour < state.period.end; hour++)
      rows.push([
        stamp(spec.calendar, hour),
        Number.isNaN(values[hour]!) ? "" : values[hour]!.toFixed(digitsOf(state.choice)),
      ]);
    saveText(`${spec.name}.csv`, "text/csv", csvText(rows));
  };
  const picture = () => {
    const canvas = time.canvas();
    if (canvas !== null) savePicture(`${spec.name}.png`, canvas);
  };
  const choose =
    spec.choices.length > 1 ? [h("label", { for: select.id }, `${spec.what} `, select)] : [];
  const element = h(
    "div",
    { class: "explorer" },
    h(
      "div",
      { class: "controls" },
      ...choose,
      ...(all.length > 1 ? [h("label", { for: period.id }, "Period ", period)] : []),
      button("Hours as CSV", asCsv),
      button("Chart as PNG", picture),
    ),
    h("h3", {}, "Over time", shown),
    time.element,
    ...(spec.extra === undefined ? [] : [spec.extra]),
    h(
      "div",
      { class: "pair" },
      h("div", {}, h("h3", {}, "Day by hour of the day"), cells.element),
      h("div", {}, h("h3", {}, "Duration curve"), curve.element),
    ),
    details,
  );
  return { element, draw };
}
