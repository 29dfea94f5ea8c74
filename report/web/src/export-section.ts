// Export against its target, and what stands in its way in each hour.

import type { Solved } from "./answer.ts";
import { h, section, table, type Child } from "./dom.ts";
import { explorer, type Drawable } from "./explorer.ts";
import type { Grid } from "./grid.ts";
import { bottlenecks, namesByHour } from "./names-by-hour.ts";
import type { Series } from "./series.ts";
import type { Calendar } from "./time.ts";

const limitWords = {
  title: "The limit that costs most in each hour",
  file: "limit-of-each-hour",
  column: "limit that costs most",
  other: "another limit",
  none: "no limit costs anything",
};

function bindingTable(
  answer: Solved,
  fact: (pointer: string, kind: "usd" | "hours") => HTMLElement,
): HTMLElement {
  const rows = answer.binding.map((limit, i): Child[] => [
    limit.id,
    limit.kind,
    fact(`/binding/${String(i)}/hours_full`, "hours"),
    fact(`/binding/${String(i)}/shadow_usd_per_mw`, "usd"),
    fact(`/binding/${String(i)}/shadow_usd`, "usd"),
  ]);
  return table({
    caption: "Limits that cost money, dearest first",
    rows,
    printed: 6,
    className: "short",
    headings: [
      { text: "Branch" },
      { text: "Kind" },
      { text: "Full in", number: true },
      { text: "One more MW saves", number: true },
      { text: "Shadow price x limit", number: true },
    ],
  });
}

export function exportSection(
  answer: Solved,
  series: Series,
  grid: Grid,
  calendar: Calendar,
  fact: (pointer: string, kind: "usd" | "hours") => HTMLElement,
): Drawable {
  const sold = answer.export;
  const drawn: Drawable[] = [];
  const column = series.column("export.csv", "export [MW]");
  if ((sold.interface ?? "") !== "" && column !== undefined) {
    const marks = [
      ...(sold.target_mw > 0 ? [{ label: "target", value: sold.target_mw }] : []),
      ...(sold.capacity_mw > 0 ? [{ label: "all elements full", value: sold.capacity_mw }] : []),
    ];
    drawn.push(
      explorer({
        name: "export",
        what: "Export",
        chosen: 0,
        calendar,
        fromZero: true,
        choices: [
          {
            label: "Export",
            group: "",
            unit: "MW",
            step: column.step,
            values: () => column.values,
            marks,
          },
        ],
      }),
    );
  }
  const found = bottlenecks(grid, series, answer.hours);
  if (found !== null && found.named.length > 0)
    drawn.push(namesByHour(found, calendar, limitWords));
  const exports = drawn.length > 0 && (sold.interface ?? "") !== "";
  const lead = exports
    ? "MW through the export interface, against the target and against what its elements can carry together."
    : "The limits of lines and links that make the dispatch dearer.";
  const element = section(
    "export",
    exports ? "Export against the target" : "What limits the flows",
    h("p", {}, lead),
    ...drawn.map((part) => part.element),
    ...(answer.binding.length > 0
      ? [bindingTable(answer, fact)]
      : [h("p", {}, "No limit costs anything in any hour.")]),
  );
  return {
    element,
    draw: () => {
      for (const part of drawn) part.draw();
    },
  };
}
