// The walk of the page: the answer is drawn at once; the hours are read when everything else stands.

import { adequacyPage, type Adequacy } from "./adequacy.ts";
import { isSolved, type Answer, type Solved } from "./answer.ts";
import { fact, h } from "./dom.ts";
import { comparison } from "./compare.ts";
import { exportSection } from "./export-section.ts";
import type { Drawable } from "./explorer.ts";
import { gridOf } from "./grid.ts";
import { cards, headline, title } from "./headline.ts";
import { investmentPage } from "./investment.ts";
import type { Investment } from "./investment-answer.ts";
import { MapSection } from "./map-section.ts";
import { outageSection } from "./outage-section.ts";
import {
  curtailmentSection,
  flowSection,
  priceSection,
  reserveSection,
  storageSection,
} from "./series-sections.ts";
import { securitySection } from "./security-section.ts";
import { Series, type CodedSeries } from "./series.ts";
import { stackSection } from "./stack.ts";
import { basisSection, branchSection, countrySection } from "./tables.ts";
import type { Calendar } from "./time.ts";

function blocks<T>(className: string): T[] {
  return [...document.querySelectorAll(`script.${className}`)].map(
    (element) => JSON.parse(element.textContent) as T,
  );
}

function calendarOf(answer: Answer): Calendar {
  return { firstHour: answer.first_hour, hours: answer.hours, year: answer.assumptions.year };
}

function header(answer: Answer, calendar: Calendar): HTMLElement {
  return h(
    "header",
    {},
    h("p", { class: "eyebrow" }, `Study ${answer.study}, case ${answer.case}`),
    h("h1", {}, answer.network),
    headline(answer, calendar),
  );
}

function contents(): HTMLElement {
  const links = [...document.querySelectorAll("main section")].map((part) =>
    h("a", { href: `#${part.id}` }, part.querySelector("h2")?.textContent ?? part.id),
  );
  return h("nav", { "aria-label": "Parts of the page" }, ...links);
}

type Maker = () => Drawable | null;

interface Parts {
  elements: HTMLElement[];
  drawn: Drawable[];
}

function hourlyParts(answer: Solved, series: Series, calendar: Calendar): Maker[] {
  const grid = gridOf(answer);
  const number = (pointer: string, kind: "usd" | "hours" | "mwh") => fact(answer, pointer, kind);
  return [
    () => exportSection(answer, series, grid, calendar, number),
    () => priceSection(answer, series, calendar),
    () => stackSection(answer, series, calendar),
    () => storageSection(answer, series, calendar),
    () => curtailmentSection(answer, series, calendar, number("/totals/curtailed_mwh", "mwh")),
    () => flowSection(answer, series, grid, calendar),
    () => reserveSection(answer, series, calendar),
    () => outageSection(answer, series, calendar),
  ];
}

/** Makes and draws each part in a turn of its own, so that the page answers meanwhile. */
function makeParts(
  makers: readonly Maker[],
  into: HTMLElement,
  drawn: Drawable[],
  done: () => void,
): void {
  const [first, ...rest] = makers;
  if (first === undefined) {
    done();
    return;
  }
  setTimeout(() => {
    const part = first();
    if (part !== null) {
      into.append(part.element);
      part.draw();
      drawn.push(part);
    }
    makeParts(rest, into, drawn, done);
  }, 0);
}

function footer(): HTMLElement {
  return h(
    "footer",
    {},
    h(
      "p",
      {},
      "Made by corridor from result.json and the tables beside this page. It asks nobody for anything. ",
      "Charts by uPlot (MIT).",
    ),
  );
}

/** Other colours and, on paper, another width: what is drawn in pixels is drawn anew. */
function redrawOnChange(parts: readonly Drawable[], map: MapSection | null): void {
  const again = () => {
    map?.redraw();
    for (const part of parts) part.draw();
  };
  const { classList } = document.documentElement;
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  window.addEventListener("beforeprint", () => {
    classList.add("printing");
    again();
  });
  window.addEventListener("afterprint", () => {
    classList.remove("printing");
    again();
  });
}

function showSolved(main: HTMLElement, answer: Solved, calendar: Calendar): void {
  const map = new MapSection(answer, calendar);
  const late = h("div", { id: "hours" });
  const nav = h("div", { class: "nav" });
  const basis = h("div");
  main.append(
    header(answer, calendar),
    cards(answer),
    nav,
    map.element,
    late,
    branchSection(answer),
    ...securitySection(answer),
    countrySection(answer),
    basis,
    footer(),
  );
  map.redraw();
  const readHours = () => {
    performance.mark("hours-read");
    const coded = blocks<CodedSeries>("series")[0];
    const series = new Series(coded ?? { left_out: [], tables: [] });
    const parts: Drawable[] = [];
    basis.replaceChildren(basisSection(answer, series.leftOut));
    map.setSeries(series);
    redrawOnChange(parts, map);
    document.body.dataset["ready"] = "yes";
    makeParts(hourlyParts(answer, series, calendar), late, parts, () => {
      nav.replaceChildren(contents());
      performance.mark("all-drawn");
      document.body.dataset["drawn"] = "yes";
    });
  };
  afterFirstPaint(readHours);
}

/** The hours stand behind the script: they are there when the document is, and a frame is painted. */
function afterFirstPaint(run: () => void): void {
  const soon = () => {
    requestAnimationFrame(() => {
      setTimeout(run, 0);
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", soon);
  else soon();
}

function showComparison(main: HTMLElement, answers: readonly [Answer, Answer]): void {
  const { elements, hours } = comparison(answers);
  const late = h("div");
  main.append(...elements.slice(0, 3), late, ...elements.slice(3), footer());
  document.title = `corridor: ${answers[0].study} and ${answers[1].study}`;
  afterFirstPaint(() => {
    const [first, second] = blocks<CodedSeries>("series").map((coded) => new Series(coded));
    const part = first !== undefined && second !== undefined ? hours([first, second]) : null;
    if (part !== null) {
      late.append(part.element);
      part.draw();
      redrawOnChange([part], null);
    }
    document.body.dataset["ready"] = document.body.dataset["drawn"] = "yes";
  });
}

/** Pages that are not of hours: drawn at once. */
function showParts(main: HTMLElement, title: string, make: (series: Series) => Parts): void {
  const coded = blocks<CodedSeries>("series")[0];
  const { elements, drawn } = make(new Series(coded ?? { left_out: [], tables: [] }));
  const nav = h("div", { class: "nav" });
  main.append(...elements.slice(0, 2), nav, ...elements.slice(2), footer());
  nav.append(contents());
  document.title = title;
  for (const part of drawn) part.draw();
  redrawOnChange(drawn, null);
  document.body.dataset["ready"] = document.body.dataset["drawn"] = "yes";
}

function showUnsolved(main: HTMLElement, answer: Answer, calendar: Calendar): void {
  main.append(header(answer, calendar), basisSection(answer, []), footer());
  document.body.dataset["ready"] = document.body.dataset["drawn"] = "yes";
}

function start(): void {
  const main = document.querySelector("main");
  const [answer, other] = blocks<Answer>("answer");
  if (main === null || answer === undefined) return;
  main.replaceChildren();
  if (other !== undefined) {
    showComparison(main, [answer, other]);
    return;
  }
  if (answer.schema.startsWith("corridor-invest-")) {
    const invested = answer as unknown as Investment;
    afterFirstPaint(() => {
      showParts(main, `Investment in ${invested.link}`, (series) =>
        investmentPage(invested, series),
      );
    });
    return;
  }
  if (answer.schema.startsWith("corridor-adequacy-")) {
    const adequacy = answer as unknown as Adequacy;
    afterFirstPaint(() => {
      showParts(main, `Adequacy study ${adequacy.study}`, (series) =>
        adequacyPage(adequacy, series),
      );
    });
    return;
  }
  const calendar = calendarOf(answer);
  document.title = title(answer);
  if (isSolved(answer)) showSolved(main, answer, calendar);
  else showUnsolved(main, answer, calendar);
}

start();
