// The page of `corridor invest`: which size is best, what it earns, and how sure that is.

import { fact, h, section, table, type Child } from "./dom.ts";
import type { Drawable } from "./explorer.ts";
import { countryName, decimal, keyName, quantity } from "./format.ts";
import { card } from "./headline.ts";
import { risk } from "./investment-risk.ts";
import { cashChart, marginalChart, valueChart } from "./investment-charts.ts";
import type { Investment } from "./investment-answer.ts";
import type { Series } from "./series.ts";
import { factTable, type FactColumn } from "./tables.ts";

const count = (n: number) => Array.from({ length: n }, (_, i) => i);

function header(answer: Investment): HTMLElement {
  return h(
    "header",
    {},
    h(
      "p",
      { class: "eyebrow" },
      `Investment in ${answer.link}, money of ${String(answer.price_year)}`,
    ),
    h("h1", {}, answer.network),
    h("p", { class: "lead" }, answer.question),
    h("p", { class: "why" }, answer.answer),
  );
}

function cards(answer: Investment): HTMLElement {
  const at = (pointer: string, kind: Parameters<typeof fact>[2]) => fact(answer, pointer, kind);
  const list = [
    card(
      "Best size",
      at("/optimum/capacity_mw", "mw"),
      "certified between ",
      at("/optimum/low_mw", "mw"),
      " and ",
      at("/optimum/high_mw", "mw"),
    ),
    card(
      "The first MW saves",
      at("/value_curve/0/marginal_value_usd_per_mw_year", "usd"),
      "a year, and costs ",
      at("/optimum/annual_cost_usd_per_mw_year", "usd"),
    ),
  ];
  answer.appraisal?.views
    .slice(0, 2)
    .forEach((view, i) =>
      list.push(
        card(
          `Net present value, ${view.who}`,
          at(`/appraisal/views/${String(i)}/npv_usd`, "usd"),
          "of ",
          at("/appraisal/capacity_mw", "mw"),
          `: ${view.benefit}`,
        ),
      ),
    );
  if (answer.appraisal !== undefined)
    list.push(
      card(
        "Levelised cost",
        at("/appraisal/levelised_cost_usd_per_mwh", "usd_per_mwh"),
        "of what is delivered",
      ),
    );
  return h("dl", { class: "cards" }, ...list);
}

function sizes(answer: Investment): HTMLElement {
  const { by_cost_and_return: nine, modules = [] } = answer.optimum;
  return section(
    "sizes",
    "Which size is best",
    factTable(
      answer,
      "Best size by cost and return",
      "optimum/by_cost_and_return",
      [
        { text: "Capital cost", of: (i) => nine[i]!.capital },
        { text: "Return asked for", of: (i) => nine[i]!.wacc },
      ],
      [
        { text: "A MW costs a year", key: "annual_cost_usd_per_mw_year", kind: "usd" },
        { text: "Best size", key: "capacity_mw", kind: "mw" },
        { text: "At least", key: "low_mw", kind: "mw" },
        { text: "At most", key: "high_mw", kind: "mw" },
        { text: "Net value a year", key: "net_usd_per_year", kind: "usd" },
      ],
      count(nine.length),
      9,
    ),
    ...(modules.length === 0
      ? []
      : [
          factTable(
            answer,
            "Cables of a size",
            "optimum/modules",
            [{ text: "Module", of: (i) => quantity(modules[i]!.module_mw, "mw") }],
            [
              { text: "Best number", key: "best_count", kind: "count" },
              { text: "Together", key: "capacity_mw", kind: "mw" },
              { text: "NPV at low cost", key: "npv_usd/low", kind: "usd" },
              { text: "NPV at central cost", key: "npv_usd/central", kind: "usd" },
              { text: "NPV at high cost", key: "npv_usd/high", kind: "usd" },
            ],
            count(modules.length),
            6,
          ),
        ]),
  );
}

function appraisal(answer: Investment, cash: Drawable | null): HTMLElement[] {
  const { appraisal: part } = answer;
  if (part === undefined) return [];
  const { views, regimes = [] } = part;
  const regimeColumns: FactColumn[] = [
    { text: "Revenue a year", key: "revenue_usd_per_year", kind: "usd" },
    { text: "NPV after tax", key: "npv_after_tax_usd", kind: "usd" },
    { text: "Return after tax", key: "irr_after_tax_share", kind: "share" },
    { text: "NPV of equity", key: "equity_npv_usd", kind: "usd" },
    { text: "Return of equity", key: "equity_irr_share", kind: "share" },
    { text: "Debt", key: "debt_usd", kind: "usd" },
  ];
  return [
    section(
      "appraisal",
      "What it earns",
      h("p", {}, fact(answer, "/appraisal/capacity_mw", "mw"), `: ${part.why_this_size}.`),
      factTable(
        answer,
        "Views of society and owner",
        "appraisal/views",
        [
          { text: "Who", of: (i) => views[i]!.who },
          { text: "Benefit", of: (i) => views[i]!.benefit },
        ],
        [
          { text: "Benefit a year", key: "benefit_usd_per_year", kind: "usd" },
          { text: "NPV", key: "npv_usd", kind: "usd" },
          { text: "First-year return", key: "first_year_return_share", kind: "share" },
        ],
        count(views.length),
        6,
      ),
      ...(cash === null ? [] : [cash.element]),
      ...(regimes.length === 0
        ? []
        : [
            factTable(
              answer,
              "Regimes of revenue",
              "appraisal/regimes",
              [{ text: "Regime", of: (i) => regimes[i]!.regime }],
              regimeColumns,
              count(regimes.length),
              6,
            ),
          ]),
    ),
  ];
}

function surplus(answer: Investment): HTMLElement[] {
  const all = answer.together?.surplus_changes ?? [];
  if (all.length === 0) return [];
  const order = count(all.length)
    .filter((i) => Math.abs(all[i]!.put_in_usd_per_year) >= 0.5)
    .sort((a, b) => Math.abs(all[b]!.put_in_usd_per_year) - Math.abs(all[a]!.put_in_usd_per_year));
  return [
    section(
      "surplus",
      "Who gains and who pays",
      factTable(
        answer,
        "Change of surplus a year",
        "together/surplus_changes",
        [
          { text: "Who", of: (i) => keyName(all[i]!.agent) },
          { text: "Country", of: (i) => countryName(all[i]!.country) },
        ],
        [
          { text: "Put in alone", key: "put_in_usd_per_year", kind: "usd" },
          { text: "Taken out of all", key: "taken_out_usd_per_year", kind: "usd" },
        ],
        order,
        12,
      ),
    ),
  ];
}

function basis(answer: Investment): HTMLElement {
  const { checks = [], inputs = [] } = answer;
  const number = (value: number | null) =>
    value === null ? "" : decimal(value, value % 1 === 0 ? 0 : 3);
  const claims = [
    ["Can be claimed", answer.can_claim],
    ["Cannot be claimed", answer.cannot_claim],
  ].filter(([, text]) => text !== undefined && text !== "");
  return section(
    "basis",
    "What the numbers stand on",
    ...claims.map(([title, text]) => h("p", {}, h("strong", {}, `${title!}: `), text!)),
    factTable(
      answer,
      "Sums that must close",
      "checks",
      [{ text: "Sum", of: (i) => checks[i]!.name }],
      [
        { text: "Gap", key: "gap", kind: "small" },
        { text: "Allowed", key: "tolerance", kind: "small" },
      ],
      count(checks.length),
      16,
    ),
    h(
      "details",
      { class: "data" },
      h("summary", {}, `Inputs, with their sources (${String(inputs.length)})`),
      table({
        caption: "Inputs",
        headings: ["Input", "Of", "Low", "Central", "High", "Unit", "Confidence", "Source"].map(
          (text, i) => ({ text, number: i >= 2 && i <= 4 }),
        ),
        rows: inputs.map((input): Child[] => [
          input.name,
          input.region,
          number(input.low),
          number(input.central),
          number(input.high),
          input.unit,
          input.confidence,
          input.source.replaceAll("|", ", "),
        ]),
      }),
    ),
    h("h3", {}, "Rounding"),
    h(
      "p",
      { class: "note" },
      "Numbers are rounded to the digits shown, from result.json; the cash flow to 1/20,000 of its largest year or finer.",
    ),
  );
}

export function investmentPage(
  answer: Investment,
  series: Series,
): { elements: HTMLElement[]; drawn: Drawable[] } {
  const value = valueChart(answer),
    marginal = marginalChart(answer),
    cash = cashChart(series);
  return {
    elements: [
      header(answer),
      cards(answer),
      section("value", "What the capacity is worth", value.element, marginal.element),
      sizes(answer),
      ...appraisal(answer, cash),
      ...risk(answer),
      ...surplus(answer),
      basis(answer),
    ],
    drawn: [value, marginal, ...(cash === null ? [] : [cash])],
  };
}
