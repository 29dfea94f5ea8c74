// Prices, flows, storage and curtailment over the hours.

import type { Solved } from "./answer.ts";
import { fact, h, section, type Child } from "./dom.ts";
import { explorer, type Choice, type Drawable } from "./explorer.ts";
import { countryName, shortName, technologyName } from "./format.ts";
import { flowOf, type Grid } from "./grid.ts";
import type { Column, Series } from "./series.ts";
import { sumOf } from "./statistics.ts";
import type { Calendar } from "./time.ts";

function choiceOf(label: string, group: string, column: Column | undefined): Choice[] {
  return column === undefined
    ? []
    : [{ label, group, unit: column.unit, step: column.step, values: () => column.values }];
}

function together(label: string, columns: (Column | undefined)[]): Choice[] {
  const known = columns.filter((column) => column !== undefined);
  if (known.length < 2) return [];
  let sum: Float64Array | null = null;
  return [
    {
      label,
      group: "Together",
      unit: known[0]!.unit,
      step: Math.max(...known.map((column) => column.step)),
      values: () =>
        (sum ??= sumOf(
          known.map((column) => column.values),
          known[0]!.values.length,
        )),
    },
  ];
}

function explored(
  id: string,
  title: string,
  lead: Child[],
  spec: Omit<Parameters<typeof explorer>[0], "name">,
): Drawable {
  const inside = explorer({ ...spec, name: id });
  return { element: section(id, title, h("p", {}, ...lead), inside.element), draw: inside.draw };
}

export function priceSection(answer: Solved, series: Series, calendar: Calendar): Drawable | null {
  const buses = answer.buses.flatMap((bus) =>
    choiceOf(
      `${shortName(bus)} (${bus.id})`,
      countryName(bus.country),
      series.column("prices.csv", `${bus.id} [USD/MWh]`),
    ),
  );
  if (buses.length === 0) return null;
  const markets = answer.markets.flatMap((market) =>
    choiceOf(
      `Market ${market.id}`,
      "Markets",
      series.column("markets.csv", `${market.id} price [USD/MWh]`),
    ),
  );
  const loads = answer.buses.map((bus) => bus.load_mwh);
  const exporter = answer.export.elements?.find((element) => element.kind === "HVDC link")?.id;
  const gate = answer.links.find((link) => link.id === exporter)?.from;
  const chosen =
    gate !== undefined
      ? answer.buses.findIndex((bus) => bus.id === gate)
      : loads.indexOf(Math.max(...loads));
  return explored(
    "prices",
    "Prices",
    ["What one more MWh of load would cost at a bus in each hour."],
    { what: "Price at", choices: [...buses, ...markets], chosen: Math.max(0, chosen), calendar },
  );
}

export function flowSection(
  answer: Solved,
  series: Series,
  grid: Grid,
  calendar: Calendar,
): Drawable | null {
  const choices = grid.branches.flatMap((branch) => {
    const [from, to] = [answer.buses[branch.from]!, answer.buses[branch.to]!];
    return choiceOf(
      `${branch.id}: ${shortName(from)} to ${shortName(to)}`,
      branch.kind === "line" ? "Lines" : "HVDC links",
      flowOf(branch, series),
    ).map((choice): Choice => ({
      ...choice,
      marks: [
        { label: "limit", value: branch.limitMw },
        ...(choice.values().some((value) => value < 0)
          ? [{ label: "limit back", value: -branch.limitBackMw }]
          : []),
      ],
    }));
  });
  if (choices.length === 0) return null;
  const dearest = answer.binding[0]?.id;
  return explored(
    "flows",
    "Flows and limits",
    ["MW sent through a branch, positive in the direction of its name, between its limits."],
    {
      what: "Branch",
      choices,
      chosen: Math.max(
        0,
        grid.branches.findIndex((branch) => branch.id === dearest),
      ),
      calendar,
    },
  );
}

export function storageSection(
  answer: Solved,
  series: Series,
  calendar: Calendar,
): Drawable | null {
  const column = (id: string, word: string, unit: string) =>
    series.column("storage.csv", `${id} ${word} [${unit}]`);
  const kinds = [...new Set(answer.storages.map((store) => store.kind))];
  const level = (ids: string[]) => ids.map((id) => column(id, "level", "MWh"));
  const sums = kinds.flatMap((kind) => {
    const ids = answer.storages.filter((store) => store.kind === kind).map((store) => store.id);
    const name = kind === "battery" ? "batteries" : kind === "reservoir" ? "reservoirs" : kind;
    return [
      ...together(`All ${name}: level`, level(ids)),
      ...together(
        `All ${name}: discharge`,
        ids.map((id) => column(id, "discharge", "MW")),
      ),
      ...(kind === "reservoir"
        ? []
        : together(
            `All ${name}: charge`,
            ids.map((id) => column(id, "charge", "MW")),
          )),
    ];
  });
  const each = answer.storages.flatMap(({ id, kind }) => [
    ...choiceOf(`${id}: level`, id, column(id, "level", "MWh")),
    ...choiceOf(`${id}: discharge`, id, column(id, "discharge", "MW")),
    ...(kind === "reservoir" ? [] : choiceOf(`${id}: charge`, id, column(id, "charge", "MW"))),
    ...choiceOf(`${id}: value of one MWh more`, id, column(id, "value", "USD/MWh")),
  ]);
  if (each.length === 0) return null;
  return explored(
    "storage",
    "Storage",
    ["Levels at the end of each hour, power, and what one MWh more in store would be worth."],
    { what: "Quantity", choices: [...sums, ...each], chosen: 0, calendar, fromZero: true },
  );
}

/** What areas hold against the loss of a link; only where the study asks for it. */
export function reserveSection(
  answer: Solved,
  series: Series,
  calendar: Calendar,
): Drawable | null {
  const choices = series
    .headings("reserves.csv")
    .flatMap((heading) =>
      choiceOf(heading.replace(/ \[[^\]]*\]$/, ""), "", series.column("reserves.csv", heading)),
    );
  if (choices.length === 0) return null;
  const cost = answer.costs["reserve_usd"] ?? 0;
  return explored(
    "reserves",
    "Reserves",
    [
      "Held by areas against the loss of a link, and what a MW less to be lost would save",
      ...(cost > 0 ? ["; it costs ", fact(answer, "/costs/reserve_usd", "usd")] : []),
      ".",
    ],
    { what: "Quantity", choices, chosen: 0, calendar, fromZero: true },
  );
}

export function curtailmentSection(
  answer: Solved,
  series: Series,
  calendar: Calendar,
  total: HTMLElement,
): Drawable | null {
  const plants = answer.generators.filter(
    (plant) => series.column("curtailment.csv", `${plant.id} [MW]`) !== undefined,
  );
  if (plants.length === 0) return null;
  const columnOf = (id: string) => series.column("curtailment.csv", `${id} [MW]`);
  const countryOf = new Map(answer.buses.map((bus) => [bus.id, bus.country]));
  const sumFor = (label: string, chosen: typeof plants): Choice[] => {
    const columns = chosen
      .map((plant) => columnOf(plant.id))
      .filter((column) => column !== undefined);
    const values = sumOf(
      columns.map((column) => column.values),
      answer.hours,
    );
    if (!values.some((value) => value !== 0)) return [];
    return [
      {
        label,
        group: "",
        unit: "MW",
        step: Math.max(...columns.map((column) => column.step)),
        values: () => values,
      },
    ];
  };
  const technologies = [...new Set(plants.map((plant) => plant.technology))];
  const countries = [...new Set(plants.map((plant) => countryOf.get(plant.bus) ?? ""))];
  const choices = [
    ...sumFor("Curtailment, all", plants),
    ...technologies.flatMap((technology) =>
      sumFor(
        `Curtailment, ${technologyName(technology)}`,
        plants.filter((plant) => plant.technology === technology),
      ),
    ),
    ...countries.flatMap((country) =>
      sumFor(
        `Curtailment, ${countryName(country)}`,
        plants.filter((plant) => countryOf.get(plant.bus) === country),
      ),
    ),
  ];
  const lead: Child[] = ["Wind, sun and river power that was there and not taken: ", total, "."];
  if (choices.length === 0) {
    const element = section("curtailment", "Curtailment", h("p", {}, ...lead));
    return { element, draw: () => undefined };
  }
  return explored("curtailment", "Curtailment", lead, {
    what: "Quantity",
    choices,
    chosen: 0,
    calendar,
    fromZero: true,
  });
}
