// The picture of the network: coasts, branches with arrows and MW, buses by price, names.

import type { Solved } from "./answer.ts";
import { cssOf, loadingClass, loadingClasses, sequential } from "./colours.ts";
import { css, h, s } from "./dom.ts";
import { countryName, decimal, shortName, stepped } from "./format.ts";
import type { Branch, Grid } from "./grid.ts";
import { around, boxAround, place, type Box, type Wish } from "./labels.ts";
import { islandsKm, seasKm, waterKm } from "./land-built.ts";
import type { Picture } from "./moment.ts";
import { curveOf, viewportOf, type Curve, type Viewport } from "./viewport.ts";

const DOT_PX = 5;
const NAME_PX = 12;
const FLOW_PX = 11;
const LETTER = 0.56; // mean width of a letter, of its size
/** Less than this is drawn as no flow. */
const IDLE_MW = 0.05;

interface DrawnBranch {
  branch: Branch;
  curve: Curve;
  group: SVGGElement;
  title: SVGTitleElement;
  arrow: SVGPathElement;
  label: SVGTextElement | null;
}

interface Scale {
  low: number;
  high: number;
}

const textWidth = (text: string, size: number) => Math.ceil(text.length * size * LETTER) + 4;

function shapePath(flat: readonly number[], view: Viewport): string {
  const points: string[] = [];
  for (let i = 0; i < flat.length; i += 2)
    points.push(
      view
        .pixel([flat[i]!, flat[i + 1]!])
        .map((value) => value.toFixed(1))
        .join(" "),
    );
  return `M${points.join("L")}Z`;
}

export class NetworkMap {
  readonly svg: SVGSVGElement;
  private drawn: DrawnBranch[] = [];
  private dots: { circle: SVGCircleElement; title: SVGTitleElement }[] = [];

  constructor(
    private readonly answer: Solved,
    private readonly grid: Grid,
    private readonly largestMw: readonly number[],
  ) {
    this.svg = s("svg", {
      role: "img",
      class: "map",
      "aria-label": "Map of the network with flows",
    });
  }

  /** Draws everything anew for a width, showing a country ("" for all). */
  draw(width: number, country: string): void {
    const shown = this.answer.buses.map((bus) => country === "" || bus.country === country);
    const view = viewportOf(
      this.grid.places.filter((_, i) => shown[i]),
      width,
    );
    const { svg } = this;
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${String(view.width)} ${String(view.height)}`);
    svg.setAttribute("width", String(view.width));
    svg.setAttribute("height", String(view.height));
    if (this.grid.onDrawnLand) this.drawLand(view);
    this.drawBranches(view);
    this.drawBuses(view);
    this.drawLabels(view, shown);
  }

  private drawLand(view: Viewport): void {
    const part = (className: string, shapes: number[][]) =>
      s("path", { class: className, d: shapes.map((shape) => shapePath(shape, view)).join("") });
    this.svg.append(part("water", waterKm), part("island", islandsKm));
  }

  private drawBranches(view: Viewport): void {
    this.drawn = this.grid.branches.map((branch): DrawnBranch => {
      const curve = curveOf(branch, this.grid, view);
      const title = s("title");
      const arrow = s("path", { class: "arrow", d: "M-5 -4L6 0L-5 4Z" });
      const group = s(
        "g",
        { class: "branch" },
        title,
        s("path", { class: branch.kind === "line" ? "wire" : "wire link", d: curve.path }),
        s("path", { class: "motion", d: curve.path }),
        arrow,
      );
      this.svg.append(group);
      return { branch, curve, group, title, arrow, label: null };
    });
  }

  private drawBuses(view: Viewport): void {
    this.dots = this.answer.buses.map((_, i) => {
      const [cx, cy] = view.pixel(this.grid.places[i]!);
      const title = s("title");
      const circle = s("circle", { class: "bus", cx, cy, r: DOT_PX }, title);
      this.svg.append(circle);
      return { circle, title };
    });
  }

  /** Names of buses that carry most, then MW of branches, then the others, then countries. */
  private drawLabels(view: Viewport, shown: readonly boolean[]): void {
    const dots = this.grid.places.map((point) => view.pixel(point));
    const taken: Box[] = dots.map((dot) => boxAround(dot, 2 * DOT_PX + 2, 2 * DOT_PX + 2));
    const frame: Box = { left: 2, top: 2, right: view.width - 2, bottom: view.height - 2 };
    const inFrame = ([x, y]: readonly [number, number]) =>
      x > 0 && y > 0 && x < view.width && y < view.height;
    for (const drawn of this.drawn) {
      const tip = drawn.curve.at(0.5);
      taken.push(boxAround([tip.x, tip.y], 9, 9));
    }
    const buses = dots.map((_, i) => i).filter((i) => shown[i] === true || inFrame(dots[i]!));
    const weight = this.busWeights();
    buses.sort((a, b) => weight[b]! - weight[a]! || a - b);
    const flows = this.drawn
      .map((_, i) => i)
      .filter((i) => inFrame([this.drawn[i]!.curve.at(0.5).x, this.drawn[i]!.curve.at(0.5).y]));
    flows.sort((a, b) => this.flowWeight(b) - this.flowWeight(a) || a - b);
    const most = Math.max(4, Math.round(view.width / 60));
    this.nameBuses(buses.slice(0, most), dots, frame, taken);
    this.numberFlows(flows, frame, taken);
    this.nameBuses(buses.slice(most), dots, frame, taken);
    if (this.grid.onDrawnLand) this.nameSeas(view, frame, taken);
  }

  /** MWh through the branches of a bus, so that those on the way get their names first. */
  private busWeights(): number[] {
    const weight = this.answer.buses.map(() => 0);
    for (const { from, to, meanMw, kind } of this.grid.branches) {
      const size = Math.abs(meanMw) * (kind === "line" ? 1 : 4);
      weight[from]! += size;
      weight[to]! += size;
    }
    return weight;
  }

  private flowWeight(i: number): number {
    const { meanMw, kind, useShare } = this.grid.branches[i]!;
    return (Math.abs(meanMw) + 100) * (kind === "line" ? 1 : 8) * (0.3 + useShare);
  }

  private nameBuses(
    buses: readonly number[],
    dots: readonly (readonly [number, number])[],
    frame: Box,
    taken: Box[],
  ): void {
    const names = buses.map((bus) => shortName(this.answer.buses[bus]!));
    const wishes = buses.map((bus, i): Wish => {
      const width = textWidth(names[i]!, NAME_PX),
        height = NAME_PX + 2;
      return { width, height, places: around(dots[bus]![0], dots[bus]![1], DOT_PX, width, height) };
    });
    place(wishes, frame, taken).forEach((centre, i) => {
      if (centre === null) return;
      this.svg.append(s("text", { class: "name", x: centre[0], y: centre[1] }, names[i]!));
    });
  }

  private numberFlows(flows: readonly number[], frame: Box, taken: Box[]): void {
    const wishes = flows.map((i): Wish => {
      const width = textWidth(decimal(this.largestMw[i]!, 0), FLOW_PX),
        height = FLOW_PX + 1;
      const places = [0.5, 0.4, 0.6, 0.32, 0.68].flatMap((share): [number, number][] => {
        const { x, y, degrees } = this.drawn[i]!.curve.at(share);
        const turn = (degrees * Math.PI) / 180;
        const away =
          6 + (Math.abs(Math.sin(turn)) * width) / 2 + (Math.abs(Math.cos(turn)) * height) / 2;
        const side = (sign: number): [number, number] => [
          x - sign * Math.sin(turn) * away,
          y + sign * Math.cos(turn) * away,
        ];
        return [side(-1), side(1)];
      });
      return { width, height, places };
    });
    place(wishes, frame, taken).forEach((centre, k) => {
      if (centre === null) return;
      const label = s("text", { class: "flow", x: centre[0], y: centre[1] });
      this.drawn[flows[k]!]!.label = label;
      this.svg.append(label);
    });
  }

  private nameSeas(view: Viewport, frame: Box, taken: Box[]): void {
    const wishes = seasKm.map((sea): Wish => ({
      width: textWidth(sea.name, NAME_PX),
      height: NAME_PX,
      places: [-30, 0, 30, 60, -60].map((dy) => {
        const [x, y] = view.pixel([sea.at[0]!, sea.at[1]!]);
        return [x, y + dy];
      }),
    }));
    place(wishes, frame, taken).forEach((centre, i) => {
      if (centre !== null)
        this.svg.append(s("text", { class: "sea", x: centre[0], y: centre[1] }, seasKm[i]!.name));
    });
  }

  /** Puts the numbers of a picture into what is drawn. */
  show(picture: Picture, scale: Scale): void {
    this.drawn.forEach((drawn, i) => {
      const mw = picture.flowMw[i]!,
        use = picture.useShare[i]!,
        size = Math.abs(mw);
      const idle = size < IDLE_MW;
      const { branch, curve, group, arrow, label, title } = drawn;
      const { x, y, degrees } = curve.at(0.5);
      group.setAttribute(
        "class",
        `branch ${loadingClass(use).className}${mw < 0 ? " back" : ""}${idle ? " idle" : ""}`,
      );
      group.style.setProperty(
        "--width",
        String(idle ? 1 : Math.min(7, 1.4 + Math.sqrt(size) / 11)),
      );
      arrow.setAttribute(
        "transform",
        `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${(mw < 0 ? degrees + 180 : degrees).toFixed(1)})`,
      );
      const text = stepped(size, picture.flowStep[i]!);
      const [from, to] = mw < 0 ? [branch.to, branch.from] : [branch.from, branch.to];
      title.textContent =
        `${branch.id}: ${text} MW from ${shortName(this.answer.buses[from]!)} to ` +
        `${shortName(this.answer.buses[to]!)}, ${decimal(100 * use, 1)} % of its limit`;
      if (label !== null) label.textContent = idle ? "0" : decimal(size, 0);
    });
    this.dots.forEach(({ circle, title }, i) => {
      const price = picture.price[i]!,
        bus = this.answer.buses[i]!;
      circle.style.fill = cssOf(
        sequential((price - scale.low) / Math.max(scale.high - scale.low, 1e-9)),
      );
      title.textContent = `${bus.name ?? bus.id} (${countryName(bus.country)}): ${decimal(price, 2)} USD/MWh`;
    });
  }
}

const KEY_PX = 58;

/** A picture of the map that stands alone: what it shows is written below it, with the legend. */
export function withKey(map: SVGSVGElement, words: string, scale: Scale): SVGSVGElement {
  const { width, height } = map.viewBox.baseVal;
  const font = { "font-size": "12px", "font-family": css("--font"), fill: css("--text") };
  const text = (x: number, y: number, content: string) => s("text", { x, y, ...font }, content);
  const part = Math.min(130, (width - 24) / 5);
  const bar = (x: number, share: number) =>
    s("rect", { x, y: height + 12, width: 4.5, height: 10, fill: cssOf(sequential(share)) });
  const steps = 30,
    left = Math.max(width - 330, 200);
  map.setAttribute("viewBox", `0 0 ${String(width)} ${String(height + KEY_PX)}`);
  map.setAttribute("height", String(height + KEY_PX));
  map.append(
    s("rect", { y: height, width, height: KEY_PX, fill: "#ffffff" }),
    text(12, height + 21, `${words}: arrows and MW`),
    ...loadingClasses.flatMap(({ className, name }, i) => [
      s("rect", {
        x: 12 + part * i,
        y: height + 37,
        width: 20,
        height: 5,
        fill: css(`--${className}`),
      }),
      text(38 + part * i, height + 44, name),
    ]),
    text(left, height + 21, `${decimal(scale.low, 0)}`),
    ...Array.from({ length: steps }, (_, i) => bar(left + 30 + 4 * i, i / (steps - 1))),
    text(left + 160, height + 21, `${decimal(scale.high, 0)} USD/MWh at the bus`),
  );
  return map;
}

export function legend(scale: Scale, hasLinks: boolean): HTMLElement {
  const entry = (className: string, name: string) =>
    h("li", {}, h("span", { class: `swatch ${className}`, "aria-hidden": "true" }), name);
  const bar = h("span", { class: "price-bar", "aria-hidden": "true" });
  return h(
    "div",
    { class: "legend" },
    h(
      "div",
      {},
      h("h3", {}, "Loading of lines and links"),
      h(
        "ul",
        {},
        ...loadingClasses.map(({ className, name }) => entry(className, name)),
        ...(hasLinks ? [entry("link-swatch", "HVDC link (dashed)")] : []),
      ),
    ),
    h(
      "div",
      {},
      h("h3", {}, "Price at the bus, USD/MWh"),
      h("p", { class: "price-scale" }, decimal(scale.low, 0), bar, decimal(scale.high, 0)),
    ),
  );
}
