// One quantity at a time, seen three ways: over time, by day and hour, and sorted. With the numbers
// behind it as a table and as CSV.

import { chart, markDashes, type Chart, type LineSpec } from "./chart.ts";
import { chartSvg } from "./chart-svg.ts";
import { css, freshId, h } from "./dom.ts";
import { onPaper, saveButtons } from "./export-picture.ts";
import { dayByHourCsv, durationCsv, hoursCsv, numberTables } from "./explorer-tables.ts";
import { decimal } from "./format.ts";
import { heat, type Heat } from "./heat.ts";
import { heatSvg } from "./heat-svg.ts";
import { days, duration } from "./statistics.ts";
import { clock, day, dayAndHour, periods, stretch, type Calendar, type Period } from "./time.ts";

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
const DAY = 24;

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

export const digitsOf = (choice: Choice): number => Math.max(0, -choice.step);

/** A line across a chart at a value, the first dashed, the second dotted. */
function markLine(label: string, place: number, digits: number): LineSpec {
  const dash = markDashes[place % markDashes.length]!;
  return { label, colour: css("--text"), dash: [...dash], width: 1.4, digits, level: true };
}

function overTime(
  spec: ExplorerSpec,
  state: { choice: Choice; period: Period },
  onSelect: (from: number, to: number) => void,
): Chart {
  return chart(() => {
    const { choice, period } = state;
    const values = choice.values(),
      { calendar } = spec;
    const accent = css("--accent"),
      digits = digitsOf(choice);
    const marks = (choice.marks ?? []).map(({ label }, i) => markLine(label, i, digits));
    const across = (n: number) =>
      (choice.marks ?? []).map((mark) => new Array<number>(n).fill(mark.value));
    const common = {
      title: `${choice.label} over time`,
      onSelect,
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
        ...marks.map(({ label }, i) => markLine(label, i, digitsOf(choice))),
      ],
      xText: (share) => `${decimal(share, 1)} % of hours`,
      xTick: (share) => `${decimal(share, 0)} %`,
      xLabel: "share of the hours",
      ...(spec.fromZero === true ? { fromZero: true } : {}),
    };
  });
}

/** The controls of an explorer: what is shown, of which period. */
function controls(
  spec: ExplorerSpec,
  state: { choice: Choice; period: Period },
  draw: () => void,
): { elements: HTMLElement[]; choosePeriod: (period: Period) => void } {
  const listed = periods(spec.calendar);
  // A stretch that was drawn over the chart stands in the list, behind the months.
  const own = h("option", { value: listed.length });
  let drawn = listed[0]!;
  const select = selectOf(spec.choices, spec.chosen);
  const period = h(
    "select",
    { id: freshId("period") },
    ...listed.map((entry, i) => h("option", { value: i }, entry.label)),
  );
  select.addEventListener("change", () => {
    state.choice = spec.choices[Number(select.value)]!;
    draw();
  });
  period.addEventListener("change", () => {
    state.period = listed[Number(period.value)] ?? drawn;
    draw();
  });
  const choosePeriod = (chosen: Period) => {
    state.period = drawn = chosen;
    own.textContent = chosen.label;
    period.append(own);
    period.value = own.value;
    draw();
  };
  const choose =
    spec.choices.length > 1 ? [h("label", { for: select.id }, `${spec.what} `, select)] : [];
  const when = spec.calendar.hours > DAY ? [h("label", { for: period.id }, "Period ", period)] : [];
  const elements =
    choose.length + when.length > 0 ? [h("div", { class: "controls" }, ...choose, ...when)] : [];
  return { elements, choosePeriod };
}

export function explorer(spec: ExplorerSpec): Drawable {
  const state = { choice: spec.choices[spec.chosen]!, period: periods(spec.calendar)[0]! };
  const time = overTime(spec, state, (from, to) => {
      choosePeriod(stretch(calendar, from, to));
    }),
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
  const details = h("details", { class: "data" }, h("summary", {}, "The numbers as tables"), data);
  const fill = () => {
    if (details.open)
      data.replaceChildren(...numberTables(spec.calendar, state.choice, state.period));
  };
  const draw = () => {
    shown.textContent = spec.choices.length > 1 ? `: ${state.choice.label}` : "";
    time.draw();
    cells.draw();
    curve.draw();
    fill();
  };
  details.addEventListener("toggle", fill);
  const { calendar, name } = spec;
  const { elements: chosen, choosePeriod } = controls(spec, state, draw);
  const subject = name.charAt(0).toUpperCase() + name.slice(1);
  const svgOf = (picture: Chart) => () => onPaper(() => chartSvg(picture.spec()));
  const element = h(
    "div",
    { class: "explorer" },
    ...chosen,
    h("h3", {}, "Over time", shown),
    time.element,
    h("p", { class: "note hint" }, "Draw over a stretch to look at its hours."),
    saveButtons(
      `${subject} over time`,
      () => name,
      svgOf(time),
      () => hoursCsv(calendar, state.choice, state.period),
    ),
    ...(spec.extra === undefined ? [] : [spec.extra]),
    h(
      "div",
      { class: "pair" },
      h(
        "div",
        {},
        h("h3", {}, "Day by hour of the day"),
        cells.element,
        saveButtons(
          `${subject} by day and hour`,
          () => `${name}-day-by-hour`,
          () => onPaper(() => heatSvg(calendar, cells.spec())),
          () => dayByHourCsv(calendar, state.choice, state.period),
        ),
      ),
      h(
        "div",
        {},
        h("h3", {}, "Duration curve"),
        curve.element,
        saveButtons(
          `${subject}, duration curve`,
          () => `${name}-duration`,
          svgOf(curve),
          () => durationCsv(state.choice, state.period),
        ),
      ),
    ),
    details,
  );
  return { element, draw };
}
