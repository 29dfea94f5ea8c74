// Two results side by side: what the second has more or less than the first.

import { at, isSolved, type Answer, type Solved } from "./answer.ts";
import { hoursSection, type Two } from "./compare-hours.ts";
import { csvText, button, h, saveText, section, table, type Child } from "./dom.ts";
import type { Drawable } from "./explorer.ts";
import { countryName, decimal, keyName, quantity, type Kind } from "./format.ts";
import type { Series } from "./series.ts";

function numberAt(answer: Answer, pointer: string): number | null {
  const value = at(answer, pointer);
  return typeof value === "number" ? value : null;
}

/** "+1.2 GWh": a difference says its sign. */
function signed(value: number | null, kind: Kind): string {
  if (value === null) return "n/a";
  // The difference of two shares is not a share of anything: percentage points.
  const text = quantity(value, kind).replace(/ %$/, " pp");
  return value > 0 && !/^[0.,]+( |$)/.test(text) ? `+${text}` : text;
}

function cells(answers: Two<Answer>, pointers: Two<string>, kind: Kind): Child[] {
  const values = [numberAt(answers[0], pointers[0]), numberAt(answers[1], pointers[1])] as const;
  const one = (i: 0 | 1) =>
    h(
      "span",
      { "data-json": pointers[i], "data-answer": i, "data-kind": kind },
      values[i] === null ? "not there" : quantity(values[i], kind),
    );
  const difference = values[0] === null || values[1] === null ? null : values[1] - values[0];
  return [one(0), one(1), signed(difference, kind)];
}

const threeHeadings = (first: string) => [
  { text: first },
  { text: "First", number: true },
  { text: "Second", number: true },
  { text: "Difference", number: true },
];

const kindOf = (key: string): Kind =>
  key.endsWith("_usd")
    ? "usd"
    : key.endsWith("_mwh")
      ? "mwh"
      : key.endsWith("_mw")
        ? "mw"
        : key.endsWith("_t")
          ? "t"
          : key.startsWith("hours") || key.includes("hours")
            ? "hours"
            : "count";

function sums(answers: Two<Solved>): HTMLElement {
  const rows: Child[][] = [
    [h("strong", {}, "Objective"), ...cells(answers, ["/objective_usd", "/objective_usd"], "usd")],
  ];
  const add = (group: "costs" | "export" | "totals") => {
    const keys = new Set([...Object.keys(answers[0][group]), ...Object.keys(answers[1][group])]);
    for (const key of keys) {
      const pointer = `/${group}/${key}`;
      const values = answers.map((answer) => numberAt(answer, pointer));
      if (values.every((value) => value === null || value === 0)) continue;
      const name = keyName(key.replace(/_(usd|mwh|mw|t)$/, ""));
      rows.push([
        group === "export" ? `Export: ${name.toLowerCase()}` : name,
        ...cells(answers, [pointer, pointer], kindOf(key)),
      ]);
    }
  };
  add("costs");
  add("export");
  add("totals");
  return section(
    "sums",
    "Cost, export and other sums",
    table({ caption: "Sums of both", headings: threeHeadings("Sum"), rows }),
  );
}

function settings(answers: Two<Answer>): HTMLElement {
  const all = answers.map((answer): Record<string, string | number | null> => ({
    network: answer.network,
    case: answer.case,
    hours: answer.hours,
    start: answer.start,
    seed: answer.seed,
    ...Object.fromEntries(
      Object.entries(answer.assumptions.settings).filter(([key]) => key !== "network"),
    ),
  }));
  const keys = [...new Set(all.flatMap((one) => Object.keys(one)))];
  const text = (value: string | number | null | undefined) =>
    value === null || value === undefined || value === "" ? "none" : String(value);
  const rows = keys
    .map((key): Child[] => [key, text(all[0]![key]), text(all[1]![key])])
    .filter(([, first, second]) => first !== second);
  const out = (answer: Answer) => new Set(answer.left_out);
  const only = (one: Answer, other: Answer) => one.left_out.filter((line) => !out(other).has(line));
  const lists = [
    ["Left out only of the first", only(answers[0], answers[1])],
    ["Left out only of the second", only(answers[1], answers[0])],
  ] as const;
  return section(
    "settings",
    "What was changed",
    rows.length === 0
      ? h("p", {}, "Every setting is the same.")
      : table({
          caption: "Settings that differ",
          headings: [{ text: "Setting" }, { text: "First" }, { text: "Second" }],
          rows,
        }),
    ...lists
      .filter(([, lines]) => lines.length > 0)
      .map(([title, lines]) =>
        h("div", {}, h("h3", {}, title), h("ul", {}, ...lines.map((line) => h("li", {}, line)))),
      ),
  );
}

interface Row {
  name: string;
  places: Two<number>;
}

/** Rows of both by their names; -1 where one has none. */
function matched(first: readonly string[], second: readonly string[]): Row[] {
  return [...new Set([...first, ...second])].map((name) => ({
    name,
    places: [first.indexOf(name), second.indexOf(name)],
  }));
}

function listTable(
  answers: Two<Solved>,
  caption: string,
  list: string,
  rows: Row[],
  columns: { text: string; key: string; kind: Kind }[],
  sortBy: string,
  name: (id: string) => string,
): HTMLElement {
  const pointers = (row: Row, key: string): Two<string> => [
    `/${list}/${String(row.places[0])}/${key}`,
    `/${list}/${String(row.places[1])}/${key}`,
  ];
  const change = (row: Row) => {
    const [a, b] = pointers(row, sortBy);
    return Math.abs((numberAt(answers[1], b) ?? 0) - (numberAt(answers[0], a) ?? 0));
  };
  const sorted = [...rows].sort((a, b) => change(b) - change(a) || (a.name < b.name ? -1 : 1));
  const body = sorted.map((row): Child[] => [
    name(row.name),
    ...columns.flatMap(({ key, kind }) => cells(answers, pointers(row, key), kind)),
  ]);
  const headings = [
    { text: caption },
    ...columns.flatMap(({ text }) =>
      [`${text}, first`, "second", "difference"].map((words) => ({ text: words, number: true })),
    ),
  ];
  const asCsv = () => {
    saveText(
      `compare-${list}.csv`,
      "text/csv",
      csvText([
        ["id", ...columns.flatMap(({ key }) => [`${key} first`, `${key} second`])],
        ...sorted.map((row) => [
          row.name,
          ...columns.flatMap(({ key }) =>
            pointers(row, key).map((pointer, i) => numberAt(answers[i]!, pointer) ?? ""),
          ),
        ]),
      ]),
    );
  };
  return h(
    "div",
    {},
    table({ caption, headings, rows: body, printed: 12, className: "short" }),
    button(`${caption} as CSV`, asCsv),
  );
}

function branches(answers: Two<Solved>): HTMLElement {
  const ids = (pick: (answer: Solved) => { id: string }[]) =>
    matched(
      pick(answers[0]).map(({ id }) => id),
      pick(answers[1]).map(({ id }) => id),
    );
  const columns: { text: string; key: string; kind: Kind }[] = [
    { text: "Congestion rent", key: "rent_usd", kind: "usd" },
    { text: "Mean use", key: "utilisation_share", kind: "share" },
    { text: "Lost", key: "loss_mwh", kind: "mwh" },
  ];
  const one = (caption: string, list: "links" | "lines") => {
    const rows = ids((answer) => answer[list]);
    return rows.length === 0
      ? []
      : [listTable(answers, caption, list, rows, columns, "rent_usd", (id) => id)];
  };
  return section(
    "branches",
    "Lines and links",
    h("p", {}, "Sorted by how much the rent changes."),
    ...one("HVDC links", "links"),
    ...one("AC lines", "lines"),
  );
}

function countries(answers: Two<Solved>): HTMLElement {
  const rows = matched(
    answers[0].countries.map(({ country }) => country),
    answers[1].countries.map(({ country }) => country),
  );
  const columns: { text: string; key: string; kind: Kind }[] = [
    { text: "Mean price, USD/MWh", key: "price_mean_usd_per_mwh", kind: "price" },
    { text: "Generation", key: "generation_mwh", kind: "mwh" },
    { text: "Curtailed", key: "curtailed_mwh", kind: "mwh" },
  ];
  return section(
    "countries",
    "Countries",
    h("p", {}, "Sorted by how much the price changes."),
    listTable(
      answers,
      "Countries",
      "countries",
      rows,
      columns,
      "price_mean_usd_per_mwh",
      countryName,
    ),
  );
}

function headline(answers: Two<Answer>): HTMLElement {
  const name = (answer: Answer) =>
    `${answer.study} (${answer.network}, ${decimal(answer.hours, 0)} h)`;
  const [first, second] = answers;
  const words: string[] = [];
  if (isSolved(first) && isSolved(second)) {
    const usd = second.objective_usd - first.objective_usd,
      mw = second.export.mean_mw - first.export.mean_mw;
    words.push(`The second costs ${quantity(Math.abs(usd), "usd")} ${usd < 0 ? "less" : "more"}`);
    if ((first.export.interface ?? "") !== "" && (second.export.interface ?? "") !== "")
      words.push(
        ` and exports ${quantity(Math.abs(mw), "mw")} ${mw < 0 ? "less" : "more"} on average`,
      );
    if (first.hours !== second.hours) words.push("; the two do not have the same length");
  } else words.push(`First: ${first.status}; second: ${second.status}`);
  return h(
    "header",
    {},
    h("p", { class: "eyebrow" }, "Two results of corridor"),
    h("h1", {}, "Comparison"),
    h(
      "div",
      { class: "headline" },
      h("p", { class: "lead" }, `${words.join("")}.`),
      h(
        "p",
        { class: "seal" },
        "First: ",
        h("strong", {}, name(first)),
        ". Second: ",
        h("strong", {}, name(second)),
        ".",
      ),
    ),
  );
}

/** Everything of the comparison; parts that need the hours are drawn by the caller. */
export function comparison(answers: Two<Answer>): {
  elements: HTMLElement[];
  hours: (series: Two<Series>) => Drawable | null;
} {
  const [first, second] = answers;
  const elements = [headline(answers), settings(answers)];
  if (!isSolved(first) || !isSolved(second)) return { elements, hours: () => null };
  const both: Two<Solved> = [first, second];
  elements.push(sums(both), countries(both), branches(both));
  const calendar = {
    firstHour: first.first_hour,
    hours: first.hours,
    year: first.assumptions.year,
  };
  return { elements, hours: (series) => hoursSection(both, series, calendar) };
}
