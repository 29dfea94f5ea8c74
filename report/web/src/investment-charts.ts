// The curves of an investment: what each capacity is worth, what one more MW is, and the cash flow.

import { chart, markDashes, type Chart, type LineSpec } from "./chart.ts";
import { chartSvg } from "./chart-svg.ts";
import { css, csvText, h, table, type Child } from "./dom.ts";
import type { Drawable } from "./explorer.ts";
import { onPaper, saveButtons } from "./export-picture.ts";
import { decimal } from "./format.ts";
import type { Investment } from "./investment-answer.ts";
import type { Series } from "./series.ts";

const MILLION = 1e6;
const millions = (usd: number) => usd / MILLION;

function pictured(
  title: string,
  name: string,
  picture: Chart,
  rows: string[][],
  note: string,
): Drawable {
  const [headings, ...cells] = rows;
  const numbers = table({
    caption: title,
    className: "short",
    headings: headings!.map((text) => ({ text, number: true })),
    rows: cells.map((row): Child[] =>
      row.map((cell) => (cell === "" ? "n/a" : decimal(Number(cell), cell.includes(".") ? 2 : 0))),
    ),
  });
  return {
    element: h(
      "div",
      {},
      h("h3", {}, title),
      picture.element,
      h("p", { class: "note" }, note),
      saveButtons(
        title,
        () => name,
        () => onPaper(() => chartSvg(picture.spec())),
        () => csvText(rows),
      ),
      h("details", { class: "data" }, h("summary", {}, `${title}: the numbers`), numbers),
    ),
    draw: picture.draw,
  };
}

const byCapacity = {
  height: 270,
  xText: (mw: number) => `${decimal(mw, 0)} MW`,
  xTick: (mw: number) => decimal(mw, 0),
  xLabel: "capacity, MW",
};

function level(label: string, place: number): LineSpec {
  const dash = markDashes[place % markDashes.length]!;
  return { label, colour: css("--text"), dash: [...dash], width: 1.4, level: true };
}

export function valueChart(answer: Investment): Drawable {
  const points = answer.value_curve;
  const picture = chart(() => ({
    ...byCapacity,
    title: "Value of the capacity",
    unit: "million USD a year",
    fromZero: true,
    x: points.map((point) => point.capacity_mw),
    values: [
      points.map((point) => millions(point.value_usd_per_year)),
      points.map((point) => millions(point.value_high_usd_per_year)),
      points.map((point) => millions(point.value_low_usd_per_year)),
      points.map((p) => millions(p.capacity_mw * answer.optimum.annual_cost_usd_per_mw_year)),
    ],
    lines: [
      { label: "saved by the link", colour: css("--accent"), width: 2, digits: 1 },
      { label: "certified at most", colour: css("--accent-soft"), width: 0.6, digits: 1 },
      { label: "certified at least", colour: css("--accent-soft"), width: 0.6, digits: 1 },
      { label: "its annual cost", colour: css("--load-4"), dash: [6, 3], width: 1.6, digits: 1 },
    ],
    bands: [{ series: [2, 3], fill: css("--band") }],
  }));
  return pictured(
    "Value of the capacity",
    "value-curve",
    picture,
    [
      ["capacity [MW]", "value [USD/year]", "at least [USD/year]", "at most [USD/year]"],
      ...points.map((point) => [
        point.capacity_mw.toFixed(2),
        point.value_usd_per_year.toFixed(0),
        point.value_low_usd_per_year.toFixed(0),
        point.value_high_usd_per_year.toFixed(0),
      ]),
    ],
    "What the system saves in a year with a link of that size, between two bounds that certificates prove; and what the link costs in a year.",
  );
}

export function marginalChart(answer: Investment): Drawable {
  const points = answer.value_curve;
  const cost = answer.optimum.annual_cost_usd_per_mw_year;
  const picture = chart(() => ({
    ...byCapacity,
    title: "Value of one more MW against its cost",
    unit: "USD/MW a year",
    fromZero: true,
    x: points.map((point) => point.capacity_mw),
    values: [
      points.map((point) => point.marginal_value_usd_per_mw_year),
      points.map((point) => point.marginal_most_usd_per_mw_year),
      points.map((point) => point.marginal_least_usd_per_mw_year),
      points.map(() => cost),
    ],
    lines: [
      { label: "one more MW saves", colour: css("--accent"), width: 2 },
      { label: "certified at most", colour: css("--accent-soft"), width: 0.6 },
      { label: "certified at least", colour: css("--accent-soft"), width: 0.6 },
      level("annual cost of a MW", 0),
    ],
  }));
  const or = (value: number | null) => (value === null ? "" : value.toFixed(0));
  return pictured(
    "Value of one more MW against its cost",
    "marginal-value",
    picture,
    [
      ["capacity [MW]", "one more MW saves [USD/MW-year]", "at least", "at most"],
      ...points.map((point) => [
        point.capacity_mw.toFixed(2),
        point.marginal_value_usd_per_mw_year.toFixed(0),
        or(point.marginal_least_usd_per_mw_year),
        or(point.marginal_most_usd_per_mw_year),
      ]),
    ],
    "The best size is where one more MW stops to save what it costs.",
  );
}

/** Cash by year for society and owner, and what has come together by then; null without the table. */
export function cashChart(series: Series): Drawable | null {
  const society = series.column("cash_flow.csv", "society [USD]"),
    owner = series.column("cash_flow.csv", "owner [USD]");
  if (society === undefined || owner === undefined) return null;
  const years = [...society.values.keys()];
  const sums = (values: Float64Array) => {
    let sum = 0;
    return [...values].map((value) => (sum += value));
  };
  const columns = [
    { label: "society, year by year", values: [...society.values], colour: "--accent", dash: [] },
    { label: "owner, year by year", values: [...owner.values], colour: "--load-4", dash: [] },
    { label: "society, summed up", values: sums(society.values), colour: "--accent", dash: [6, 3] },
    { label: "owner, summed up", values: sums(owner.values), colour: "--load-4", dash: [6, 3] },
  ];
  const picture = chart(() => ({
    title: "Cash flow",
    unit: "million USD",
    height: 270,
    fromZero: true,
    x: years,
    values: columns.map(({ values }) => values.map(millions)),
    lines: columns.map(({ label, colour, dash }) => ({
      label,
      colour: css(colour),
      width: 1.8,
      digits: 1,
      ...(dash.length > 0 ? { dash } : {}),
    })),
    xText: (year) => `year ${decimal(year, 0)}`,
    xTick: (year) => decimal(year, 0),
    xLabel: "year from the first payment",
  }));
  return pictured(
    "Cash flow",
    "cash-flow",
    picture,
    [
      ["year", ...columns.map(({ label }) => `${label} [USD]`)],
      ...years.map((year) => [
        String(year),
        ...columns.map(({ values }) => values[year]!.toFixed(0)),
      ]),
    ],
    "Real money, before tax and without discounting, rounded to the step that the page holds.",
  );
}
