// The outage that loads a branch most in each hour, where `corridor security` has looked at the result.

import type { Solved } from "./answer.ts";
import { h, section } from "./dom.ts";
import { explorer, type Choice, type Drawable } from "./explorer.ts";
import { namesByHour, ranked } from "./names-by-hour.ts";
import type { Column, Series } from "./series.ts";
import type { Calendar } from "./time.ts";

const FILE = "security_hours.csv";

const outageWords = {
  title: "The worst outage of each hour",
  file: "worst-outage",
  column: "worst outage",
  other: "another outage",
  none: "none overloads anything",
};

/** Shares as percent, or words that are numbers as these. */
function choices(loading: Column, overloads: Column | undefined): Choice[] {
  const percent = loading.values.map((share) => 100 * share);
  const count = overloads?.words?.map(Number);
  return [
    {
      label: "Loading after the worst outage",
      group: "",
      unit: "%",
      step: Math.min(0, loading.step + 2),
      values: () => percent,
      marks: [{ label: "limit", value: 100 }],
    },
    ...(overloads === undefined || count === undefined
      ? []
      : [
          {
            label: "Branches over their limit after an outage",
            group: "",
            unit: "pairs",
            step: 0,
            values: () => overloads.values.map((place) => count[place]!),
          },
        ]),
  ];
}

/** null where the folder holds no such table, or one of other hours. */
export function outageSection(answer: Solved, series: Series, calendar: Calendar): Drawable | null {
  const outage = series.column(FILE, "worst contingency"),
    branch = series.column(FILE, "worst branch"),
    loading = series.column(FILE, "worst loading [share]");
  if (outage?.words === undefined || branch?.words === undefined || loading === undefined)
    return null;
  if (outage.values.length !== answer.hours) return null;
  const none = (column: Column) => (place: number) => (column.words![place] === "" ? -1 : place);
  const worst = ranked(outage.values.map(none(outage)), outage.words);
  const loaded = ranked(branch.values.map(none(branch)), branch.words);
  const spec = { name: "outages", what: "Quantity", chosen: 0, calendar, fromZero: true };
  const parts = [
    namesByHour(worst, calendar, outageWords),
    namesByHour(loaded, calendar, {
      ...outageWords,
      title: "The branch that it loads most",
      file: "worst-branch",
      column: "branch most loaded",
      other: "another branch",
      none: "none",
    }),
    explorer({
      ...spec,
      choices: choices(loading, series.column(FILE, "overloads")),
    }),
  ];
  const element = section(
    "outages",
    "What would trip worst",
    h(
      "p",
      {},
      "Every single outage of every hour, in the DC approximation, before anybody acts (corridor security).",
    ),
    ...parts.map((part) => part.element),
  );
  return {
    element,
    draw: () => {
      for (const part of parts) part.draw();
    },
  };
}
