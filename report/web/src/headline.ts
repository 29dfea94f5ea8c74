// The answer in one sentence, and the few numbers that most people come for.

import { isSolved, type Answer, type Solved } from "./answer.ts";
import { fact, h, type Child } from "./dom.ts";
import { decimal, quantity } from "./format.ts";
import { dayAndHour, day, type Calendar } from "./time.ts";

function startWords(answer: Answer, calendar: Calendar): string {
  const midnight = answer.start.endsWith("T00:00Z");
  return `${midnight ? day(calendar, 0) : `${dayAndHour(calendar, 0)} UTC`} ${String(calendar.year)}`;
}

function exportWords(answer: Solved): Child[] {
  const { export: sold } = answer;
  if ((sold.interface ?? "") === "") return [];
  const where =
    sold.terminal === "receiving" ? "at the receiving terminals" : "at the sending terminals";
  const words: Child[] = [
    " Export is ",
    fact(answer, "/export/energy_mwh", "mwh"),
    ` ${where}, `,
    fact(answer, "/export/mean_mw", "mw"),
    " on average",
  ];
  if (sold.target_mw > 0)
    words.push(
      "; the target of ",
      fact(answer, "/export/target_mw", "mw"),
      " is met in ",
      fact(answer, "/export/hours_at_target", "hours"),
    );
  return [...words, "."];
}

/** What the checker vouches for: of windows, only what their bound over all hours says. */
function seal(answer: Solved): HTMLElement {
  const badge = h(
    "span",
    { class: "badge" },
    answer.windows === 1 ? "certified optimum" : "certified windows",
  );
  const checker = "by a checker that shares no code with the solver.";
  const gap = answer.windows === 1 ? "relative_gap" : "all_hours_relative_gap";
  const bound: Child[] =
    answer.certificate[gap] === null
      ? [" Each window is optimal; how far all of them together are from the optimum is not known."]
      : [
          " no dispatch is cheaper by more than ",
          fact(answer, `/certificate/${gap}`, "small"),
          ` of the cost, ${checker}`,
        ];
  return h("p", { class: "seal" }, badge, ...bound);
}

/** "The cheapest dispatch of 168 h from 1 Jan 2030 costs 71.1 million USD. ..." */
export function headline(answer: Answer, calendar: Calendar): HTMLElement {
  const from = ` from ${startWords(answer, calendar)}`;
  if (!isSolved(answer))
    return h(
      "div",
      { class: "headline" },
      h(
        "p",
        { class: "lead" },
        "There is no dispatch to show for ",
        fact(answer, "/hours", "hours"),
        `${from}: ${answer.status}.`,
      ),
      ...(answer.why === "" ? [] : [h("p", { class: "why" }, answer.why)]),
    );
  const sells = answer.objective_usd < 0;
  const words: Child[] = [
    answer.windows === 1 ? "The cheapest dispatch of " : "The dispatch of ",
    fact(answer, "/hours", "hours"),
    from,
    sells ? " earns more than it costs: its cost is " : " costs ",
    fact(answer, "/objective_usd", "usd"),
    ".",
  ];
  return h(
    "div",
    { class: "headline" },
    h("p", { class: "lead" }, ...words, ...exportWords(answer)),
    seal(answer),
  );
}

export function card(title: string, value: Child, ...note: Child[]): HTMLElement {
  return h(
    "div",
    { class: "card" },
    h("dt", {}, title),
    h("dd", {}, h("strong", {}, value), ...(note.length > 0 ? [h("small", {}, ...note)] : [])),
  );
}

function exportCard(answer: Solved): HTMLElement[] {
  if ((answer.export.interface ?? "") === "") return [];
  const { target_mw: target, capacity_mw: capacity } = answer.export;
  const reach: Child[] =
    target > capacity && capacity > 0
      ? ["with every link full: ", fact(answer, "/export/capacity_mw", "mw"), ", below the target"]
      : target > 0
        ? [
            "target ",
            fact(answer, "/export/target_mw", "mw"),
            ", short of it by ",
            fact(answer, "/export/shortfall_mwh", "mwh"),
          ]
        : ["at most ", fact(answer, "/export/max_mw", "mw")];
  return [card("Export, mean", fact(answer, "/export/mean_mw", "mw"), ...reach)];
}

export function cards(answer: Solved): HTMLElement {
  const list = [
    ...exportCard(answer),
    card("Cost", fact(answer, "/objective_usd", "usd"), "as the optimizer counts"),
  ];
  const first = answer.binding[0];
  if (first !== undefined)
    list.push(
      card(
        "Dearest limit",
        first.id,
        "full in ",
        fact(answer, "/binding/0/hours_full", "hours"),
        "; one more MW saves ",
        fact(answer, "/binding/0/shadow_usd_per_mw", "usd"),
      ),
    );
  list.push(
    card(
      "Curtailed",
      fact(answer, "/totals/curtailed_mwh", "mwh"),
      "wind, sun and river power not taken",
    ),
    card("Not served", fact(answer, "/totals/unserved_mwh", "mwh"), "load that was not met"),
    card(
      "Lost on the way",
      fact(answer, "/totals/line_loss_mwh", "mwh"),
      "in lines; ",
      fact(answer, "/totals/link_loss_mwh", "mwh"),
      " in HVDC links",
    ),
  );
  if ((answer.totals["co2_t"] ?? 0) > 0)
    list.push(card("CO\u2082", fact(answer, "/totals/co2_t", "t"), "emitted by the plants"));
  return h("dl", { class: "cards" }, ...list);
}

export function title(answer: Answer): string {
  return (
    `${answer.network}: ${answer.study}, ${decimal(answer.hours, 0)} h, ` +
    `${answer.objective_usd === null ? answer.status : quantity(answer.objective_usd, "usd")}`
  );
}
