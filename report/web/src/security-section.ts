// What outages cost: limits after an outage that the dispatch keeps, and what links do then.

import type { Solved } from "./answer.ts";
import { fact, h, section, type Child } from "./dom.ts";
import { factTable } from "./tables.ts";

const count = (n: number) => Array.from({ length: n }, (_, i) => i);

function lead(answer: Solved): Child[] {
  const { form, price_of_security_usd: price } = answer.security!;
  const words: Child[] = [
    form === "corrective"
      ? "After any single outage every limit holds once links have moved."
      : "After any single outage every limit holds without any action.",
  ];
  if (price !== null)
    words.push(" That costs ", fact(answer, "/security/price_of_security_usd", "usd"), ".");
  return words;
}

/** Nothing where the study asks for no security. */
export function securitySection(answer: Solved): HTMLElement[] {
  const { security } = answer;
  if (security === undefined) return [];
  const { limits, actions = [] } = security;
  return [
    section(
      "security",
      "What outages cost",
      h("p", {}, ...lead(answer)),
      limits.length === 0
        ? h("p", {}, "No limit after an outage costs anything in any hour.")
        : factTable(
            answer,
            "Limits after an outage, dearest first",
            "security/limits",
            [
              { text: "Line", of: (i) => limits[i]!.line },
              { text: "After the outage of", of: (i) => limits[i]!.outage },
              { text: "Kind", of: (i) => limits[i]!.outage_kind },
            ],
            [
              { text: "Costs in", key: "hours", kind: "hours" },
              { text: "One more MW saves", key: "usd_per_mw", kind: "usd" },
            ],
            count(limits.length),
            10,
          ),
      ...(actions.length === 0
        ? []
        : [
            factTable(
              answer,
              "What links do after an outage",
              "security/actions",
              [
                { text: "Link", of: (i) => actions[i]!.link },
                { text: "After the outage of", of: (i) => actions[i]!.outage },
              ],
              [
                { text: "At most", key: "most_mw", kind: "mw" },
                { text: "In", key: "hours", kind: "hours" },
              ],
              count(actions.length),
              10,
            ),
          ]),
    ),
  ];
}
