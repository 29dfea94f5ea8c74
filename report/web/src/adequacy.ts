// The page of `corridor adequacy`: how often and how much is missing, with the cables and without.

import { whiskers, type RangeRow } from "./bars.ts";
import { chart } from "./chart.ts";
import { chartSvg } from "./chart-svg.ts";
import { css, csvText, fact, h, section, table, type Child } from "./dom.ts";
import type { Drawable } from "./explorer.ts";
import { frozen, onPaper, saveButtons } from "./export-picture.ts";
import { decimal, quantity } from "./format.ts";
import { card } from "./headline.ts";
import type { Series } from "./series.ts";
import { factTable, type FactColumn } from "./tables.ts";

interface Indices {
  lole_h: number;
  lole_half_width_h: number;
}

interface Area extends Indices {
  name: string;
  without_cables?: Indices | null;
}

/** The members of result.json that the page reads. */
export interface Adequacy {
  study: string;
  network: string;
  answer: string;
  years: number;
  hours: number;
  seed: number;
  areas_are: string;
  units: number;
  system: Area;
  areas: Area[];
  cables: string[];
  links: { name: string; is_cable: boolean }[];
  rules: string[];
  notes: string[];
  left_out: string[];
}

const count = (n: number) => Array.from({ length: n }, (_, i) => i);

function header(answer: Adequacy): HTMLElement {
  return h(
    "header",
    {},
    h("p", { class: "eyebrow" }, `Adequacy study ${answer.study}`),
    h("h1", {}, answer.network),
    h(
      "p",
      { class: "lead" },
      "Something is missing in ",
      fact(answer, "/system/lole_h", "hours_part"),
      " a year, ",
      fact(answer, "/system/eens_mwh", "mwh"),
      " in all.",
    ),
    h("p", { class: "why" }, answer.answer),
  );
}

function cards(answer: Adequacy): HTMLElement {
  const at = (pointer: string, kind: Parameters<typeof fact>[2]) => fact(answer, pointer, kind);
  const list = [
    card(
      "Hours short",
      at("/system/lole_h", "hours_part"),
      "a year, \u00b1 ",
      at("/system/lole_half_width_h", "hours_part"),
      " (95 %)",
    ),
    card(
      "Energy not served",
      at("/system/eens_mwh", "mwh"),
      "a year, \u00b1 ",
      at("/system/eens_half_width_mwh", "mwh"),
      " (95 %)",
    ),
    card(
      "Sampled years",
      at("/years", "count"),
      "of ",
      at("/hours", "hours"),
      "; something is missing in ",
      at("/short_years", "count"),
    ),
    card("Parts that fail", at("/units", "count"), "units, lines, links"),
  ];
  if (answer.system.without_cables)
    list.push(
      card(
        "Without the cables",
        at("/system/without_cables/lole_h", "hours_part"),
        "short; ",
        at("/system/without_cables/eens_mwh", "mwh"),
        " not served",
      ),
    );
  return h("dl", { class: "cards" }, ...list);
}

const indices = (part: string, words: string): FactColumn[] => [
  { text: `Hours short${words}`, key: `${part}lole_h`, kind: "hours_part" },
  { text: "\u00b1 95 %", key: `${part}lole_half_width_h`, kind: "hours_part" },
  { text: `Not served${words}`, key: `${part}eens_mwh`, kind: "mwh" },
  { text: "\u00b1 95 %", key: `${part}eens_half_width_mwh`, kind: "mwh" },
];

/** Hours short of each area with its interval, with cables and without. */
function picture(answer: Adequacy): Element[] {
  const short = answer.areas.filter(
    (area) => area.lole_h > 0 || (area.without_cables?.lole_h ?? 0) > 0,
  );
  if (short.length === 0) return [];
  const row = (name: string, found: Indices): RangeRow => ({
    name,
    low: Math.max(0, found.lole_h - found.lole_half_width_h),
    high: found.lole_h + found.lole_half_width_h,
    middle: found.lole_h,
  });
  const rows = short.flatMap((area) => [
    row(area.name, area),
    ...(area.without_cables ? [row(`${area.name}, without`, area.without_cables)] : []),
  ]);
  const label = "Hours short a year by area";
  const svg = whiskers(rows, label, "h a year");
  return [
    h("h3", {}, label),
    svg,
    h(
      "p",
      { class: "note" },
      "Dot: mean; bar: interval of 95 %. Without: with the cables taken away.",
    ),
    saveButtons(
      label,
      () => "hours-short",
      () => frozen(svg),
    ),
  ];
}

function areas(answer: Adequacy): HTMLElement {
  const without = answer.areas.some((area) => area.without_cables);
  return section(
    "areas",
    answer.areas_are === "zones" ? "Zones" : "Countries",
    ...picture(answer),
    factTable(
      answer,
      "Areas",
      "areas",
      [{ text: "Area", of: (i) => answer.areas[i]!.name }],
      [
        { text: "Demand", key: "demand_mwh", kind: "mwh" },
        ...indices("", ""),
        ...(without ? indices("without_cables/", ", without cables") : []),
      ],
      count(answer.areas.length),
      24,
    ),
  );
}

function links(answer: Adequacy): HTMLElement[] {
  if (answer.links.length === 0) return [];
  return [
    section(
      "links",
      "Links and lines that fail",
      factTable(
        answer,
        "Availability",
        "links",
        [
          { text: "Link", of: (i) => answer.links[i]!.name },
          { text: "Taken away", of: (i) => (answer.links[i]!.is_cable ? "yes" : "no") },
        ],
        [
          { text: "Capacity", key: "capacity_mw", kind: "mw" },
          { text: "Available", key: "available_share", kind: "share" },
          { text: "Expected", key: "expected_share", kind: "share" },
          { text: "Worst year", key: "worst_year_share", kind: "share" },
        ],
        count(answer.links.length),
        12,
      ),
    ),
  ];
}

/** Energy not served in each sampled year, sorted; null where nothing is missing in any. */
function yearsChart(answer: Adequacy, series: Series): Drawable | null {
  const columns = ["unserved [MWh]", "without cables unserved [MWh]"]
    .map((heading) => series.column("adequacy_years.csv", heading))
    .filter((column) => column !== undefined);
  if (columns.length === 0 || !columns.some((one) => one.values.some((mwh) => mwh > 0)))
    return null;
  const sorted = columns.map((column) => [...column.values].sort((a, b) => b - a));
  const names = ["with the cables", "without them"];
  const shown = chart(() => ({
    title: "Energy not served by sampled year, sorted",
    unit: "MWh",
    height: 260,
    fromZero: true,
    x: count(sorted[0]!.length).map((i) => i + 1),
    values: sorted,
    lines: sorted.map((_, i) => ({
      label: names[i]!,
      colour: css(i === 0 ? "--accent" : "--load-4"),
      width: 1.8,
      ...(i === 0 ? {} : { dash: [6, 3] }),
    })),
    xText: (year) => `${decimal(year, 0)} of ${decimal(answer.years, 0)} years`,
    xTick: (year) => decimal(year, 0),
    xLabel: "sampled years, worst first",
  }));
  const rows = count(sorted[0]!.length).map((i) => [
    String(i + 1),
    ...sorted.map((values) => String(values[i])),
  ]);
  const worst = table({
    caption: "The worst years, MWh not served",
    headings: ["Year", ...names.slice(0, sorted.length)].map((text, i) => ({
      text,
      number: i > 0,
    })),
    rows: rows
      .slice(0, 20)
      .map(([place, ...cells]): Child[] => [
        place!,
        ...cells.map((cell) => decimal(Number(cell), 1)),
      ]),
    className: "short",
  });
  const element = section(
    "years",
    "Year by year",
    shown.element,
    saveButtons(
      "Energy not served by year",
      () => "years",
      () => onPaper(() => chartSvg(shown.spec())),
      () =>
        csvText([
          ["place", ...names.slice(0, sorted.length).map((name) => `${name} [MWh]`)],
          ...rows,
        ]),
    ),
    h("details", { class: "data" }, h("summary", {}, "The numbers as a table"), worst),
  );
  return { element, draw: shown.draw };
}

function basis(answer: Adequacy): HTMLElement {
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [
          h(
            "details",
            { class: "data" },
            h("summary", {}, `${title} (${String(lines.length)})`),
            h("ul", {}, ...lines.map((line) => h("li", {}, line))),
          ),
        ];
  return section(
    "basis",
    "What the numbers stand on",
    h(
      "p",
      {},
      `${quantity(answer.years, "count")} years drawn from number ${String(answer.seed)} on. Intervals are of 95 %.`,
    ),
    ...list("What is assumed", answer.rules),
    ...list("What to know of this study", answer.notes),
    ...list("Left out of the network", answer.left_out),
    h("h3", {}, "Rounding"),
    h("p", { class: "note" }, "Numbers are rounded to the digits shown, from result.json."),
  );
}

export function adequacyPage(
  answer: Adequacy,
  series: Series,
): { elements: HTMLElement[]; drawn: Drawable[] } {
  const years = yearsChart(answer, series);
  return {
    elements: [
      header(answer),
      cards(answer),
      areas(answer),
      ...(years === null ? [] : [years.element]),
      ...links(answer),
      basis(answer),
    ],
    drawn: years === null ? [] : [years],
  };
}
