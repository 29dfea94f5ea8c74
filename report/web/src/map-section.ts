// The map with its slider: one position for the whole study, then hours, days or weeks.

import type { Solved } from "./answer.ts";
import { button, csvText, freshId, h, saveText, section, table, type Child } from "./dom.ts";
import { frozen, onPaper, saveButtons } from "./export-picture.ts";
import { countryName, decimal, quantity, shortName, stepped } from "./format.ts";
import { gridOf, type Grid } from "./grid.ts";
import { legend, NetworkMap, withKey } from "./map.ts";
import {
  hoursFrom,
  hoursOf,
  momentOf,
  pictureOfHours,
  pictureOfStudy,
  type Hours,
  type Mode,
  type Moment,
  type Picture,
} from "./moment.ts";
import type { Series } from "./series.ts";
import { quantile, range } from "./statistics.ts";
import { clock, day, stamp, type Calendar } from "./time.ts";

const STEP_MS = 250;
const PAPER_WIDTH = 1000;
const MODES: [Mode, string][] = [
  ["study", "mean of the study"],
  ["hour", "hour by hour"],
  ["day", "day by day"],
  ["week", "week by week"],
];

export class MapSection {
  readonly element: HTMLElement;
  private readonly grid: Grid;
  private map: NetworkMap;
  private hours: Hours | null = null;
  private mode: Mode = "study";
  private hour = 0;
  private country = "";
  private timer = 0;
  private scale: { low: number; high: number };
  private readonly frame = h("div", { class: "map-frame" });
  private readonly key = h("div");
  private readonly tables = h("div");
  private readonly slider = h("input", {
    type: "range",
    min: 0,
    value: 0,
    step: 1,
    disabled: true,
  });
  private readonly moment = h("output", { class: "moment" });
  private readonly player: HTMLButtonElement;
  private readonly modes: HTMLSelectElement;
  private readonly details: HTMLDetailsElement;

  constructor(
    private readonly answer: Solved,
    private readonly calendar: Calendar,
  ) {
    this.grid = gridOf(answer);
    this.map = new NetworkMap(
      answer,
      this.grid,
      this.grid.branches.map((b) => Math.abs(b.meanMw)),
    );
    const [low, high] = range(answer.buses.map((bus) => bus.price_mean_usd_per_mwh));
    this.scale = { low, high };
    this.player = button(
      "Play",
      () => {
        this.toggle();
      },
      { disabled: true, class: "play" },
    );
    this.modes = h(
      "select",
      { disabled: true },
      ...MODES.map(([value, text]) => h("option", { value }, text)),
    );
    this.details = h(
      "details",
      { class: "data" },
      h("summary", {}, "Flows and prices as tables"),
      this.tables,
    );
    this.element = section(
      "map",
      "Where the power flows",
      this.controls(),
      this.frame,
      this.key,
      saveButtons(
        "Map",
        () => `map-${this.fileWords()}`,
        () => {
          const moment = momentOf(this.mode, this.hour, this.answer.hours);
          return onPaper(() => withKey(frozen(this.map.svg), this.words(moment), this.scale));
        },
      ),
      h("p", { class: "note" }, this.note()),
      this.details,
    );
    this.listen();
    this.redraw();
  }

  private note(): string {
    const flows = "Arrows point where power goes; numbers are MW. ";
    if (!this.grid.onMap)
      return `${flows}The network has no coordinates: places are chosen for legibility.`;
    if (!this.grid.onDrawnLand)
      return `${flows}Lambert conformal conic projection of the coordinates of the buses.`;
    return (
      `${flows}Buses stand for regions, lines are drawn straight. Coasts are coarse and drawn by hand; ` +
      "no borders are shown, and nothing here is a statement on any border. Lambert conformal conic projection."
    );
  }

  private controls(): HTMLElement {
    const countries = [...new Set(this.answer.buses.map((bus) => bus.country))];
    const zoom = h(
      "select",
      {},
      h("option", { value: "" }, "whole network"),
      ...countries
        .filter((code) => this.answer.buses.filter((bus) => bus.country === code).length > 1)
        .map((code) => h("option", { value: code }, countryName(code))),
    );
    zoom.addEventListener("change", () => {
      this.country = zoom.value;
      this.redraw();
    });
    const labelled = (text: string, control: HTMLElement) => {
      control.id = freshId("control");
      return h("label", { for: control.id }, text, control);
    };
    this.slider.max = String(Math.max(0, this.answer.hours - 1));
    return h(
      "div",
      { class: "controls" },
      labelled("Show ", this.modes),
      this.player,
      labelled("Time ", this.slider),
      this.moment,
      ...(zoom.options.length > 2 ? [labelled("Zoom to ", zoom)] : []),
    );
  }

  private listen(): void {
    this.slider.addEventListener("input", () => {
      if (this.mode === "study") this.setMode("hour");
      this.hour = Number(this.slider.value);
      this.show();
    });
    this.slider.addEventListener("keydown", (event) => {
      const days = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
      if (days === 0) return;
      event.preventDefault();
      this.slider.value = String(Number(this.slider.value) + 24 * days);
      this.slider.dispatchEvent(new Event("input"));
    });
    this.modes.addEventListener("change", () => {
      this.setMode(this.modes.value as Mode);
      this.show();
    });
    this.details.addEventListener("toggle", () => {
      this.show();
    });
    let width = 0;
    new ResizeObserver(() => {
      const now = this.frame.clientWidth;
      if (now === 0 || now === width) return;
      width = now;
      this.redraw();
    }).observe(this.frame);
  }

  private setMode(mode: Mode): void {
    this.mode = mode;
    this.modes.value = mode;
    this.slider.step = mode === "study" ? "1" : String(hoursOf[mode]);
    if (mode === "study") this.stop();
  }

  /** From now on the hours can be shown. */
  setSeries(series: Series): void {
    this.hours = hoursFrom(this.answer, this.grid, series);
    if (this.hours === null || this.answer.hours < 2) return;
    const prices = Float64Array.from(
      this.hours.price.flatMap((column) => {
        const every = Math.max(1, Math.floor(column.values.length / 500));
        return [...column.values.filter((_, hour) => hour % every === 0)];
      }),
    );
    this.scale = { low: quantile(prices, 0.02), high: quantile(prices, 0.98) };
    if (this.scale.high <= this.scale.low) this.scale.high = this.scale.low + 1;
    this.map = new NetworkMap(
      this.answer,
      this.grid,
      this.hours.flow.map((column) => {
        const [least, most] = range(column.values);
        return Math.max(Math.abs(least), Math.abs(most));
      }),
    );
    for (const control of [this.slider, this.player, this.modes]) control.disabled = false;
    this.redraw();
  }

  private toggle(): void {
    if (this.timer !== 0) {
      this.stop();
      return;
    }
    if (this.mode === "study") this.setMode("hour");
    const step = () => {
      const next = this.hour + Number(this.slider.step);
      this.hour = next < this.answer.hours ? next : 0;
      this.show();
    };
    this.timer = window.setInterval(step, STEP_MS);
    this.player.textContent = "Pause";
    this.element.classList.add("playing");
    step();
  }

  private stop(): void {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.player.textContent = "Play";
    this.element.classList.remove("playing");
  }

  redraw(): void {
    // On paper the page is the width; labels keep their size there by being drawn for more of it.
    const printing = document.documentElement.classList.contains("printing");
    const width = printing ? PAPER_WIDTH : this.frame.clientWidth || 1100;
    this.map.draw(width, this.country);
    this.frame.replaceChildren(this.map.svg);
    this.key.replaceChildren(legend(this.scale, this.answer.links.length > 0));
    this.show();
  }

  private show(): void {
    const moment = momentOf(this.mode, this.hour, this.answer.hours);
    const picture =
      moment.mode === "study" || this.hours === null
        ? pictureOfStudy(this.answer, this.grid)
        : pictureOfHours(this.grid, this.hours, moment);
    this.map.show(picture, this.scale);
    const text = this.words(moment);
    this.moment.textContent = text;
    this.slider.value = String(moment.mode === "study" ? 0 : moment.first);
    this.slider.setAttribute("aria-valuetext", text);
    if (this.details.open) this.fillTables(moment, picture);
  }

  private words({ mode, first, end }: Moment): string {
    if (mode === "study") return `mean of ${quantity(this.answer.hours, "hours")}`;
    if (mode === "hour") return clock(this.calendar, first);
    const last = day(this.calendar, end - 1);
    return mode === "day" ? `mean of ${last}` : `mean of ${day(this.calendar, first)} to ${last}`;
  }

  /** What is shown, as a part of the name of a file. */
  private fileWords(): string {
    const { mode, first } = momentOf(this.mode, this.hour, this.answer.hours);
    return mode === "study" ? "mean" : `${mode}-${stamp(this.calendar, first).replaceAll(":", "")}`;
  }

  private fillTables(moment: Moment, picture: Picture): void {
    const buses = this.answer.buses;
    const rows = this.grid.branches.map((branch, i): Child[] => {
      const mw = picture.flowMw[i]!;
      const attributes =
        moment.mode === "study"
          ? { "data-flow": branch.pointer }
          : moment.mode === "hour"
            ? { "data-flow": branch.pointer, "data-hour": moment.first }
            : {};
      return [
        branch.id,
        branch.kind,
        `${shortName(buses[branch.from]!)} to ${shortName(buses[branch.to]!)}`,
        h("span", attributes, stepped(mw, picture.flowStep[i]!)),
        decimal(100 * picture.useShare[i]!, 1),
      ];
    });
    const prices = buses.map((bus, i): Child[] => [
      bus.id,
      bus.name ?? "",
      countryName(bus.country),
      h(
        "span",
        moment.mode === "hour" ? { "data-price": bus.id, "data-hour": moment.first } : {},
        decimal(picture.price[i]!, 2),
      ),
    ]);
    const flowHeads = ["Branch", "Kind", "Positive from, to", "Flow, MW", "Loading, %"];
    const priceHeads = ["Bus", "Name", "Country", "Price, USD/MWh"];
    const isNumber = (heading: string) => /, (MW|%|USD.MWh)$/.test(heading);
    const head = (names: string[]) => names.map((text) => ({ text, number: isNumber(text) }));
    const when = this.words(moment);
    const asCsv = (headings: string[], cells: Child[][]) =>
      csvText([
        headings,
        ...cells.map((row) =>
          row.map((cell, i) => {
            const text = typeof cell === "string" ? cell : (cell.textContent ?? "");
            return isNumber(headings[i]!)
              ? text.replaceAll("\u2212", "-").replaceAll(",", "")
              : text;
          }),
        ),
      ]);
    const name = this.fileWords();
    this.tables.replaceChildren(
      table({ caption: `Flows, ${when}`, headings: head(flowHeads), rows, className: "short" }),
      button("Flows as CSV", () => {
        saveText(`flows-${name}.csv`, "text/csv", asCsv(flowHeads, rows));
      }),
      table({
        caption: `Prices, ${when}`,
        headings: head(priceHeads),
        rows: prices,
        className: "short",
      }),
      button("Prices as CSV", () => {
        saveText(`prices-${name}.csv`, "text/csv", asCsv(priceHeads, prices));
      }),
    );
  }
}
