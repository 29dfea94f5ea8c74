// The hours of two results side by side.

import type { Solved } from "./answer.ts";
import { chart, type Chart } from "./chart.ts";
import { chartSvg } from "./chart-svg.ts";
import { css, csvText, freshId, h, section, table, type Child } from "./dom.ts";
import { HOURLY_LIMIT, type Drawable } from "./explorer.ts";
import { onPaper, saveButtons } from "./export-picture.ts";
import { decimal, shortName } from "./format.ts";
import { flowOf, gridOf } from "./grid.ts";
import type { Column, Series } from "./series.ts";
import { days, duration } from "./statistics.ts";
import { clock, day, dayAndHour, stamp, type Calendar } from "./time.ts";

export type Two<T> = readonly [T, T];

interface Pair {
  label: string;
  group: string;
  columns: Two<Column>;
}

function pairsOf(answers: Two<Solved>, series: Two<Series>): Pair[] {
  const both = (
    label: string,
    group: string,
    first: Column | undefined,
    second: Column | undefined,
  ): Pair[] =>
    first === undefined || second === undefined ? [] : [{ label, group, columns: [first, second] }];
  const same = (label: string, group: string, file: string, heading: string) =>
    both(label, group, series[0].column(file, heading), series[1].column(file, heading));
  const grids = [gridOf(answers[0]), gridOf(answers[1])] as const;
  return [
    ...same("Export", "Export", "export.csv", "export [MW]"),
    ...answers[0].buses.flatMap((bus) =>
      same(`Price at ${shortName(bus)} (${bus.id})`, "Prices", "prices.csv", `${bus.id} [USD/MWh]`),
    ),
    ...grids[0].branches.flatMap((branch) => {
      const other = grids[1].branches.find(
        ({ id, kind }) => id === branch.id && kind === branch.kind,
      );
      return other === undefined
        ? []
        : both(
            `Flow of ${branch.id}`,
            "Flows",
            flowOf(branch, series[0]),
            flowOf(other, series[1]),
          );
    }),
  ];
}

function twoLines(state: { pair: Pair }, calendar: Calendar): Two<Chart> {
  const names = ["first", "second"] as const;
  const lines = () =>
    names.map((label, i) => ({
      label,
      colour: i === 0 ? css("--muted") : css("--accent"),
      width: 1.6,
      ...(i === 0 ? { dash: [5, 3] } : {}),
      digits: Math.max(0, -state.pair.columns[i as 0 | 1].step),
    }));
  const time = chart(() => {
    const { columns, label } = state.pair;
    const hourly = calendar.hours <= HOURLY_LIMIT;
    const cut = (column: Column) =>
      hourly ? [...column.values] : days(column.values, 0, calendar.hours).mean;
    const x = hourly
      ? [...columns[0].values.keys()]
      : days(columns[0].values, 0, calendar.hours).first;
    return {
      title: label,
      unit: columns[0].unit,
      height: 260,
      x,
      values: columns.map(cut),
      lines: lines(),
      xText: (hour) => (hourly ? clock(calendar, hour) : `${day(calendar, hour)}, mean`),
      xTick: (hour) => (calendar.hours > 100 ? day(calendar, hour) : dayAndHour(calendar, hour)),
    };
  });
  const curve = chart(() => {
    const { columns, label } = state.pair;
    const sorted = columns.map((column) => duration(column.values, 0, calendar.hours));
    const n = Math.min(600, ...sorted.map((values) => values.length));
    const places = Array.from({ length: n }, (_, i) => i / Math.max(1, n - 1));
    return {
      title: `${label}, duration curves`,
      unit: columns[0].unit,
      height: 240,
      x: places.map((place) => 100 * place),
      values: sorted.map((values) =>
        places.map((place) => values[Math.round(place * (values.length - 1))]!),
      ),
      lines: lines(),
      xText: (share) => `${decimal(share, 1)} % of hours`,
      xTick: (share) => `${decimal(share, 0)} %`,
      xLabel: "share of the hours",
    };
  });
  return [time, curve];
}

function hoursCsv({ columns, label }: Pair, calendar: Calendar): string {
  return csvText([
    ["time", `${label} first [${columns[0].unit}]`, `${label} second [${columns[0].unit}]`],
    ...[...columns[0].values.keys()].map((hour) => [
      stamp(calendar, hour),
      ...columns.map((column) => column.values[hour]!.toFixed(Math.max(0, -column.step))),
    ]),
  ]);
}

function sortedCsv({ columns, label }: Pair, calendar: Calendar): string {
  const sorted = columns.map((column) => duration(column.values, 0, calendar.hours));
  const { unit } = columns[0];
  return csvText([
    ["share of hours [%]", `${label} first [${unit}]`, `${label} second [${unit}]`],
    ...[...sorted[0]!.keys()].map((i) => [
      ((100 * (i + 1)) / sorted[0]!.length).toFixed(3),
      ...sorted.map((values, k) =>
        values[i] === undefined ? "" : values[i].toFixed(Math.max(0, -columns[k]!.step)),
      ),
    ]),
  ]);
}

/** Means of days, of both and their difference. */
function dayTable({ columns, label }: Pair, calendar: Calendar): HTMLElement {
  const [first, second] = columns.map((column) => days(column.values, 0, calendar.hours));
  const digits = Math.max(0, -Math.max(...columns.map((column) => column.step)));
  return table({
    caption: `${label}, means of days, ${columns[0].unit}`,
    className: "short",
    headings: ["Day", "First", "Second", "Difference"].map((text, i) => ({ text, number: i > 0 })),
    rows: first!.first.map((hour, i): Child[] => [
      day(calendar, hour),
      ...[first!.mean[i]!, second!.mean[i]!, second!.mean[i]! - first!.mean[i]!].map((value) =>
        decimal(value, digits),
      ),
    ]),
  });
}

export function hoursSection(
  answers: Two<Solved>,
  series: Two<Series>,
  calendar: Calendar,
): Drawable | null {
  const [first, second] = answers;
  if (first.hours !== second.hours || first.first_hour !== second.first_hour) return null;
  const pairs = pairsOf(answers, series);
  if (pairs.length === 0) return null;
  const state = { pair: pairs[0]! };
  const select = h("select", { id: freshId("choice") });
  for (const group of new Set(pairs.map((pair) => pair.group)))
    select.append(
      h(
        "optgroup",
        { label: group },
        ...pairs.flatMap((pair, i) =>
          pair.group === group ? [h("option", { value: i }, pair.label)] : [],
        ),
      ),
    );
  const [time, curve] = twoLines(state, calendar);
  const data = h("div");
  const details = h("details", { class: "data" }, h("summary", {}, "The numbers as a table"), data);
  const fill = () => {
    if (details.open) data.replaceChildren(dayTable(state.pair, calendar));
  };
  details.addEventListener("toggle", fill);
  const draw = () => {
    time.draw();
    curve.draw();
    fill();
  };
  select.addEventListener("change", () => {
    state.pair = pairs[Number(select.value)]!;
    draw();
  });
  const element = section(
    "hours-of-both",
    "Hours of both",
    h("div", { class: "controls" }, h("label", { for: select.id }, "Quantity ", select)),
    h("h3", {}, "Over time"),
    time.element,
    saveButtons(
      "Over time",
      () => "compare-hours",
      () => onPaper(() => chartSvg(time.spec())),
      () => hoursCsv(state.pair, calendar),
    ),
    h("h3", {}, "Duration curves"),
    curve.element,
    saveButtons(
      "Duration curves",
      () => "compare-duration",
      () => onPaper(() => chartSvg(curve.spec())),
      () => sortedCsv(state.pair, calendar),
    ),
    details,
  );
  return { element, draw };
}
