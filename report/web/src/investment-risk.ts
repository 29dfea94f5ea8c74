// How sure the value of an investment is: draws and drivers.

import { tornado, whiskers, type RangeRow } from "./bars.ts";
import { fact, h, section, table, type Child } from "./dom.ts";
import { frozen, saveButtons } from "./export-picture.ts";
import { keyName } from "./format.ts";
import type { Investment } from "./investment-answer.ts";
import { factTable } from "./tables.ts";

const MILLION = 1e6;
const count = (n: number) => Array.from({ length: n }, (_, i) => i);

/** The picture of drivers for one of both, its legend and its numbers. */
function swings(answer: Investment, who: "society" | "owner"): HTMLElement[] {
  const all = answer.risk?.tornado ?? [];
  const places = count(all.length).filter((i) => all[i]!.who === who);
  const middle = answer.appraisal?.views.findIndex((view) => view.who === who) ?? -1;
  const central =
    middle >= 0
      ? (answer.appraisal as unknown as { views: { npv_usd: number }[] }).views[middle]!.npv_usd
      : 0;
  if (places.length === 0) return [];
  const rows = places.map((i): RangeRow => ({
    name: keyName(all[i]!.driver),
    low: all[i]!.npv_at_low_usd / MILLION,
    high: all[i]!.npv_at_high_usd / MILLION,
    middle: central / MILLION,
  }));
  const label = `Net present value for ${who === "owner" ? "the owner" : "society"} by driver`;
  const picture = tornado(rows, label, "million USD");
  return [
    h(
      "div",
      {},
      h("h3", {}, label),
      picture,
      saveButtons(
        label,
        () => `tornado-${who}`,
        () => frozen(picture),
      ),
    ),
  ];
}

function swingTable(answer: Investment): HTMLElement {
  const all = answer.risk?.tornado ?? [];
  return factTable(
    answer,
    "Drivers one by one",
    "risk/tornado",
    [
      { text: "For", of: (i) => all[i]!.who },
      { text: "Driver", of: (i) => keyName(all[i]!.driver) },
    ],
    [
      { text: "NPV at its low", key: "npv_at_low_usd", kind: "usd" },
      { text: "NPV at its high", key: "npv_at_high_usd", kind: "usd" },
      { text: "Swing", key: "swing_usd", kind: "usd" },
    ],
    count(all.length),
    8,
  );
}

export function risk(answer: Investment): HTMLElement[] {
  const { risk: part } = answer;
  if (part === undefined) return [];
  const whose = (["society", "owner"] as const).filter((who) => part[who] !== undefined);
  const rows = whose.map((who): RangeRow => {
    const sample = part[who]!;
    return {
      name: who,
      low: sample.p90_npv_usd / MILLION,
      high: sample.p10_npv_usd / MILLION,
      middle: sample.mean_npv_usd / MILLION,
      tick: sample.p50_npv_usd / MILLION,
    };
  });
  const label = "Net present value over the draws";
  const picture = whiskers(rows, label, "million USD");
  const lines: [string, string][] = [
    ["Exceeded with 90 %", "p90_npv_usd"],
    ["Exceeded with 50 %", "p50_npv_usd"],
    ["Exceeded with 10 %", "p10_npv_usd"],
    ["Mean", "mean_npv_usd"],
    ["Standard error of the mean", "standard_error_usd"],
    ["Mean of the worst part (CVaR)", "cvar_npv_usd"],
  ];
  const cells = (key: string, kind: Parameters<typeof fact>[2]) =>
    whose.map((who) => fact(answer, `/risk/${who}/${key}`, kind));
  return [
    section(
      "risk",
      "How sure that is",
      h(
        "div",
        { class: "pair" },
        h(
          "div",
          {},
          h("h3", {}, label),
          picture,
          h(
            "p",
            { class: "note" },
            "Bar: from the value exceeded with 90 % to the one exceeded with 10 %; tick: with 50 %; dot: mean.",
          ),
          saveButtons(
            label,
            () => "npv-draws",
            () => frozen(picture),
          ),
        ),
        table({
          caption: "Net present value over the draws",
          headings: ["Measure", ...whose].map((text, i) => ({ text, number: i > 0 })),
          rows: [
            ["Draws", ...cells("draws", "count")],
            ...lines.map(([text, key]): Child[] => [text, ...cells(key, "usd")]),
            ["Probability below 0", ...cells("probability_npv_below_0", "share")],
          ],
        }),
      ),
      h("p", { class: "note" }, part.convention),
      h("div", { class: "pair" }, ...swings(answer, "society"), ...swings(answer, "owner")),
      h(
        "ul",
        { class: "kinds" },
        ...[
          ["bar-low", "driver at its low"],
          ["bar-high", "driver at its high"],
        ].map(([className, text]) =>
          h(
            "li",
            {},
            h("span", { class: `swatch square ${className!}`, "aria-hidden": "true" }),
            text!,
          ),
        ),
      ),
      swingTable(answer),
    ),
  ];
}
