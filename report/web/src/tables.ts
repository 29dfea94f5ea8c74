// The tables of sums: branches, countries, costs; and what the numbers stand on.

import type { Answer, Solved } from "./answer.ts";
import {
  button,
  csvText,
  fact,
  h,
  s,
  saveText,
  section,
  table,
  type Child,
  type Heading,
} from "./dom.ts";
import { at } from "./answer.ts";
import { frozen, saveButtons } from "./export-picture.ts";
import { countryName, decimal, keyName, quantity, type Kind } from "./format.ts";

export interface FactColumn {
  text: string;
  key: string;
  kind: Kind;
}

/** A table whose cells stand in result.json, row by row, with its download. */
export function factTable(
  answer: object,
  caption: string,
  list: string,
  head: { text: string; of: (i: number) => string }[],
  columns: FactColumn[],
  order: number[],
  printed: number,
): HTMLElement {
  const headings: Heading[] = [
    ...head.map(({ text }) => ({ text })),
    ...columns.map(({ text }) => ({ text, number: true })),
  ];
  const rows = order.map((i): Child[] => [
    ...head.map(({ of }) => of(i)),
    ...columns.map(({ key, kind }) => fact(answer, `/${list}/${String(i)}/${key}`, kind)),
  ]);
  const asCsv = () => {
    const cell = (value: unknown) => (typeof value === "number" ? value : "");
    saveText(
      `${list.split("/").at(-1)!}.csv`,
      "text/csv",
      csvText([
        [...head.map(({ text }) => text), ...columns.map(({ key }) => key.replaceAll("/", " "))],
        ...order.map((i) => [
          ...head.map(({ of }) => of(i)),
          ...columns.map(({ key }) => cell(at(answer, `/${list}/${String(i)}/${key}`))),
        ]),
      ]),
    );
  };
  return h(
    "div",
    {},
    table({ caption, headings, rows, printed, className: "short" }),
    button(`${caption.split(",")[0]!} as CSV`, asCsv),
  );
}

const bySize = (n: number, size: (i: number) => number) =>
  Array.from({ length: n }, (_, i) => i).sort((a, b) => size(b) - size(a) || a - b);

export function branchSection(answer: Solved): HTMLElement {
  const columns: FactColumn[] = [
    { text: "Forward", key: "forward_mwh", kind: "mwh" },
    { text: "Back", key: "back_mwh", kind: "mwh" },
    { text: "Lost", key: "loss_mwh", kind: "mwh" },
    { text: "Mean use", key: "utilisation_share", kind: "share" },
    { text: "Full in", key: "hours_full", kind: "hours" },
    { text: "Congestion rent", key: "rent_usd", kind: "usd" },
    { text: "One more MW saves", key: "shadow_usd_per_mw", kind: "usd" },
  ];
  const { links, lines } = answer;
  const ends = (branch: { from: string; to: string }) => `${branch.from} to ${branch.to}`;
  return section(
    "branches",
    "Loss and rent of lines and links",
    h("p", {}, "Rent is the price difference between the ends times the flow. Sorted by rent."),
    ...(links.length === 0
      ? []
      : [
          factTable(
            answer,
            "HVDC links",
            "links",
            [
              { text: "Link", of: (i) => links[i]!.id },
              { text: "Forward is", of: (i) => ends(links[i]!) },
            ],
            [{ text: "Capacity", key: "capacity_mw", kind: "mw" }, ...columns],
            bySize(links.length, (i) => links[i]!.rent_usd),
            8,
          ),
        ]),
    ...(lines.length === 0
      ? []
      : [
          factTable(
            answer,
            "AC lines",
            "lines",
            [{ text: "Line", of: (i) => lines[i]!.id }],
            [{ text: "Limit", key: "limit_mw", kind: "mw" }, ...columns],
            bySize(lines.length, (i) => lines[i]!.rent_usd),
            8,
          ),
        ]),
  );
}

const RANGE_WIDTH = 560,
  RANGE_LEFT = 130,
  RANGE_ROW = 24;

/** P10 to P90 of the hourly price of each country, with its median and mean, on one scale. */
function priceRanges(answer: Solved): SVGSVGElement {
  const { countries } = answer;
  const top = Math.max(
    1,
    ...countries.map(({ price_usd_per_mwh: price }) => Math.max(price.p90, price.mean)),
  );
  const low = Math.min(0, ...countries.map(({ price_usd_per_mwh: price }) => price.p10));
  const x = (usd: number) =>
    RANGE_LEFT + ((usd - low) / (top - low)) * (RANGE_WIDTH - RANGE_LEFT - 30);
  const step =
    [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000].find((size) => (top - low) / size <= 7) ?? 2000;
  const height = countries.length * RANGE_ROW + 46;
  const svg = s("svg", {
    class: "ranges",
    role: "img",
    viewBox: `0 0 ${String(RANGE_WIDTH)} ${String(height)}`,
    "aria-label": "Price by country: from P10 to P90 of the hours, mean as a dot, in USD/MWh",
  });
  for (let usd = Math.ceil(low / step) * step; usd <= top; usd += step)
    svg.append(
      s("line", { class: "grid", x1: x(usd), x2: x(usd), y1: 6, y2: height - 40 }),
      s("text", { class: "tick", x: x(usd), y: height - 28 }, decimal(usd, 0)),
    );
  svg.append(
    s("text", { class: "tick", x: (RANGE_LEFT + RANGE_WIDTH) / 2, y: height - 10 }, "USD/MWh"),
  );
  countries.forEach(({ country, price_usd_per_mwh: price }, i) => {
    const y = 6 + RANGE_ROW * (i + 0.5);
    svg.append(
      s("text", { class: "row-name", x: RANGE_LEFT - 8, y }, countryName(country)),
      s("line", { class: "whisker", x1: x(price.p10), x2: x(price.p90), y1: y, y2: y }),
      s("line", { class: "median", x1: x(price.p50), x2: x(price.p50), y1: y - 6, y2: y + 6 }),
      s("circle", { class: "mean", cx: x(price.mean), cy: y, r: 4 }),
    );
  });
  return svg;
}

export function countrySection(answer: Solved): HTMLElement {
  const { countries } = answer;
  const ranges = priceRanges(answer);
  const price = (text: string, key: string): FactColumn => ({
    text: `${text}, USD/MWh`,
    key,
    kind: "price",
  });
  return section(
    "countries",
    "Countries",
    h(
      "div",
      { class: "pair" },
      h(
        "div",
        {},
        h("h3", {}, "Price in each country"),
        ranges,
        saveButtons(
          "Price in each country",
          () => "prices-by-country",
          () => frozen(ranges),
        ),
        h(
          "p",
          { class: "note" },
          "Bar: from the price that 10 % of the hours stay below to the one that 90 % do; tick: median; dot: mean.",
        ),
      ),
      h("div", {}, costTable(answer)),
    ),
    factTable(
      answer,
      "Countries",
      "countries",
      [{ text: "Country", of: (i) => countryName(countries[i]!.country) }],
      [
        { text: "Load", key: "load_mwh", kind: "mwh" },
        { text: "Generation", key: "generation_mwh", kind: "mwh" },
        { text: "Curtailed", key: "curtailed_mwh", kind: "mwh" },
        { text: "Not served", key: "unserved_mwh", kind: "mwh" },
        { text: "Bought of markets, net", key: "market_net_mwh", kind: "mwh" },
        { text: "CO\u2082", key: "co2_t", kind: "t" },
        { text: "Cost of plants", key: "operating_cost_usd", kind: "usd" },
        price("Mean price", "price_mean_usd_per_mwh"),
        price("P10", "price_usd_per_mwh/p10"),
        price("Median", "price_usd_per_mwh/p50"),
        price("P90", "price_usd_per_mwh/p90"),
      ],
      Array.from({ length: countries.length }, (_, i) => i),
      14,
    ),
  );
}

function costTable(answer: Solved): HTMLElement {
  const rows = Object.entries(answer.costs)
    .filter(([, value]) => value !== 0)
    .map(([key]): Child[] => [
      key === "market_sales_usd" ? "Market sales (taken off)" : keyName(key.replace(/_usd$/, "")),
      fact(answer, `/costs/${key}`, "usd"),
    ]);
  rows.push([h("strong", {}, "Objective"), fact(answer, "/objective_usd", "usd")]);
  return table({
    caption: "Cost",
    headings: [{ text: "Part" }, { text: "Amount", number: true }],
    rows,
  });
}

const certificateRows: [string, string, Kind][] = [
  ["Gap between the cost and its proven lower bound, as a share", "relative_gap", "small"],
  ["Largest violation of a row, MW", "primal_residual_mw", "small"],
  ["Largest violation of a bound, MW", "bound_violation_mw", "small"],
  ["Largest reduced cost of the wrong sign, USD/MWh", "dual_residual", "small"],
  ["Lower bound", "lower_bound_usd", "usd"],
  ["Cost, recomputed", "objective_usd", "usd"],
];

function certificateTable(answer: Answer): HTMLElement {
  const rows = certificateRows.map(([text, key, kind]): Child[] => [
    text,
    fact(answer, `/certificate/${key}`, kind),
  ]);
  return table({
    caption:
      answer.certificate?.accepted === true ? "Certificate: accepted" : "Certificate: not accepted",
    headings: [{ text: "Measure" }, { text: "Value", number: true }],
    rows,
  });
}

function identityTable(answer: Answer): HTMLElement {
  const rows = (answer.identities ?? []).map((identity, i): Child[] => [
    identity.name,
    h(
      "span",
      { "data-json": `/identities/${String(i)}/left`, "data-kind": "count" },
      quantity(identity.left, "count"),
    ),
    identity.unit,
    fact(answer, `/identities/${String(i)}/relative_gap`, "small"),
  ]);
  return table({
    caption: "Sums that must close",
    rows,
    headings: [
      { text: "Sum" },
      { text: "Amount", number: true },
      { text: "Unit" },
      { text: "Closes to, as a share", number: true },
    ],
  });
}

/** The numbers of rows of the data, by how sure they are, as a bar. */
function confidence(answer: Answer): HTMLElement {
  const part = (key: string, text: string) =>
    h(
      "li",
      {},
      h("span", { class: `swatch square sure-${text}`, "aria-hidden": "true" }),
      fact(answer, `/assumptions/${key}`, "count"),
      ` rows ${text}`,
    );
  return h(
    "ul",
    { class: "kinds" },
    part("rows_reported", "reported"),
    part("rows_derived", "derived"),
    part("rows_assumed", "assumed"),
  );
}

export function basisSection(answer: Answer, leftOut: readonly string[]): HTMLElement {
  const settings = Object.entries(answer.assumptions.settings).filter(
    ([, value]) => value !== null && value !== "",
  );
  const shown = h(
    "dl",
    { class: "settings" },
    ...settings.map(([key, value]) => h("div", {}, h("dt", {}, key), h("dd", {}, String(value)))),
  );
  const sources = h(
    "p",
    { class: "sources" },
    answer.sources.map(({ key, rows }) => `${key} (${String(rows)})`).join(", "),
  );
  const rounding =
    "Numbers are rounded to the digits shown, from result.json. Hourly numbers are rounded once more, as the " +
    "page holds them: prices to 0.01 USD/MWh, power and energy to whole MW and MWh, to tens or more above 20,000, to fractions below 200. " +
    "Charts of more than a month show means of days, with their least and largest.";
  return section(
    "basis",
    "What the numbers stand on",
    h(
      "div",
      { class: "pair" },
      ...(answer.certificate === undefined ? [] : [certificateTable(answer)]),
      ...(answer.identities === undefined ? [] : [identityTable(answer)]),
    ),
    h(
      "p",
      {},
      `Weather year number ${String(answer.seed)}; loads and prices of ${String(answer.assumptions.year)}; ${answer.method}, `,
      `${decimal(answer.iterations, 0)} iterations in ${decimal(answer.windows, 0)} window${answer.windows === 1 ? "" : "s"}.`,
    ),
    h("h3", {}, "How sure the data are"),
    confidence(answer),
    h(
      "details",
      { class: "data" },
      h("summary", {}, `Settings of the study (${String(settings.length)})`),
      shown,
    ),
    ...(answer.left_out.length === 0
      ? []
      : [
          h(
            "details",
            { class: "data" },
            h("summary", {}, `Left out of the network (${String(answer.left_out.length)})`),
            h("ul", {}, ...answer.left_out.map((text) => h("li", {}, text))),
          ),
        ]),
    h(
      "details",
      { class: "data" },
      h("summary", {}, `Sources, with the rows that name them (${String(answer.sources.length)})`),
      sources,
    ),
    h("h3", {}, "Rounding"),
    h(
      "p",
      { class: "note" },
      rounding,
      ...(leftOut.length === 0
        ? []
        : [
            ` Not in this page for want of room: ${leftOut.join(", ")}; the files beside it hold them.`,
          ]),
    ),
  );
}
