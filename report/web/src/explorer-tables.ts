// The numbers behind the three pictures of an explorer, as tables and as CSV.

import { csvText, h, table, type Child } from "./dom.ts";
import { digitsOf, type Choice } from "./explorer.ts";
import { decimal, stepped } from "./format.ts";
import { days, duration } from "./statistics.ts";
import { clock, day, hourOfDay, stamp, type Calendar, type Period } from "./time.ts";

/** Up to so many rows a table shows hours; beyond, days. */
const TABLE_ROWS = 400;
const DAY = 24;

const headingsOf = (texts: readonly string[]) => texts.map((text, i) => ({ text, number: i > 0 }));

function overTime(calendar: Calendar, choice: Choice, period: Period): HTMLElement {
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
  return table({
    caption: `${choice.label}, ${period.label}`,
    rows,
    className: "short",
    headings: headingsOf(
      hourly ? ["Hour", choice.unit] : ["Day", `Mean, ${choice.unit}`, "Least", "Largest"],
    ),
  });
}

/** Mean, least and largest of each hour of the day. */
export function byHourOfDay(
  calendar: Calendar,
  values: Float64Array,
  period: Period,
): { mean: number; least: number; most: number }[] {
  const sum = new Float64Array(DAY),
    count = new Float64Array(DAY);
  const least = new Float64Array(DAY).fill(Infinity),
    most = new Float64Array(DAY).fill(-Infinity);
  for (let hour = period.first; hour < period.end; hour++) {
    const value = values[hour]!,
      of = hourOfDay(calendar, hour);
    if (Number.isNaN(value)) continue;
    sum[of]! += value;
    count[of]!++;
    least[of] = Math.min(least[of]!, value);
    most[of] = Math.max(most[of]!, value);
  }
  return Array.from({ length: DAY }, (_, of) =>
    count[of]! > 0
      ? { mean: sum[of]! / count[of]!, least: least[of]!, most: most[of]! }
      : { mean: NaN, least: NaN, most: NaN },
  );
}

function hoursOfDay(calendar: Calendar, choice: Choice, period: Period): HTMLElement {
  const rows = byHourOfDay(calendar, choice.values(), period).map(
    ({ mean, least, most }, of): Child[] => [
      `${String(of).padStart(2, "0")}:00`,
      ...[mean, least, most].map((value) => stepped(value, choice.step)),
    ],
  );
  return table({
    caption: `${choice.label} by hour of the day (UTC)`,
    rows,
    className: "short",
    headings: headingsOf(["Hour", `Mean, ${choice.unit}`, "Least", "Largest"]),
  });
}

const SHARES = [0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100];

function reached(choice: Choice, period: Period): HTMLElement {
  const sorted = duration(choice.values(), period.first, period.end);
  const rows = SHARES.map((share): Child[] => [
    `${decimal(share, 0)} %`,
    stepped(sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)] ?? NaN, choice.step),
  ]);
  return table({
    caption: `${choice.label}, reached or exceeded in a share of the hours`,
    rows,
    className: "short",
    headings: headingsOf(["Share of hours", choice.unit]),
  });
}

export function numberTables(calendar: Calendar, choice: Choice, period: Period): HTMLElement[] {
  return [
    overTime(calendar, choice, period),
    h("div", { class: "pair" }, hoursOfDay(calendar, choice, period), reached(choice, period)),
  ];
}

function cell(value: number | undefined, choice: Choice): string {
  return value === undefined || Number.isNaN(value) ? "" : value.toFixed(digitsOf(choice));
}

export function hoursCsv(calendar: Calendar, choice: Choice, period: Period): string {
  const values = choice.values();
  const rows: string[][] = [["time", `${choice.label} [${choice.unit}]`]];
  for (let hour = period.first; hour < period.end; hour++)
    rows.push([stamp(calendar, hour), cell(values[hour], choice)]);
  return csvText(rows);
}

/** A row for each day, a column for each hour of it. */
export function dayByHourCsv(calendar: Calendar, choice: Choice, period: Period): string {
  const values = choice.values();
  const rows: string[][] = [
    ["day", ...Array.from({ length: DAY }, (_, of) => `${String(of)} h [${choice.unit}]`)],
  ];
  const start = period.first - hourOfDay(calendar, period.first);
  for (let first = start; first < period.end; first += DAY)
    rows.push([
      stamp(calendar, first).slice(0, "2030-01-01".length),
      ...Array.from({ length: DAY }, (_, of) => {
        const hour = first + of;
        return hour >= period.first && hour < period.end ? cell(values[hour], choice) : "";
      }),
    ]);
  return csvText(rows);
}

export function durationCsv(choice: Choice, period: Period): string {
  const sorted = duration(choice.values(), period.first, period.end);
  return csvText([
    ["share of hours [%]", `${choice.label} [${choice.unit}]`],
    ...[...sorted].map((value, i) => [
      ((100 * (i + 1)) / sorted.length).toFixed(3),
      cell(value, choice),
    ]),
  ]);
}
