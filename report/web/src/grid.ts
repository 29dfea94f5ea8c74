// The network as the map draws it: places of buses, branches with their limits and their flows.

import type { Solved } from "./answer.ts";
import { layout } from "./layout.ts";
import { drawn } from "./land.ts";
import { project, type Point } from "./project.ts";
import { difference } from "./statistics.ts";
import type { Column, Series } from "./series.ts";

export interface Branch {
  id: string;
  kind: "line" | "HVDC link";
  /** Its place among the lines or links of result.json. */
  pointer: string;
  from: number;
  to: number;
  limitMw: number;
  limitBackMw: number;
  /** Mean over the study, positive from -> to, from result.json. */
  meanMw: number;
  useShare: number;
  /** The k-th of n branches between the same two buses. */
  lane: number;
  lanes: number;
}

export interface Grid {
  places: Point[];
  /** Whether the places are on Earth, and whether the coasts are drawn there. */
  onMap: boolean;
  onDrawnLand: boolean;
  branches: Branch[];
}

interface Ends {
  from: string;
  to: string;
}

function placesOf(
  answer: Solved,
  pairs: Point[],
): { places: Point[]; onMap: boolean; onDrawnLand: boolean } {
  const known = answer.buses.map((bus): Point | null =>
    bus.longitude_deg === null || bus.latitude_deg === null
      ? null
      : [bus.longitude_deg, bus.latitude_deg],
  );
  const onMap = known.every((point) => point !== null);
  if (!onMap) return { places: layout(answer.buses.length, pairs), onMap, onDrawnLand: false };
  const onDrawnLand = known.every(
    ([longitude, latitude]) =>
      longitude > drawn.west &&
      longitude < drawn.east &&
      latitude > drawn.south &&
      latitude < drawn.north,
  );
  return { places: known.map(project), onMap, onDrawnLand };
}

export function gridOf(answer: Solved): Grid {
  const position = new Map(answer.buses.map((bus, i) => [bus.id, i]));
  const end = (id: string) => position.get(id) ?? 0;
  const pairOf = (branch: Ends) => [branch.from, branch.to].sort().join(" ");
  const count = new Map<string, number>();
  const lane = (branch: Ends) => {
    const pair = pairOf(branch),
      k = count.get(pair) ?? 0;
    count.set(pair, k + 1);
    return k;
  };
  const common = (branch: Ends & { id: string; utilisation_share: number }) => ({
    id: branch.id,
    from: end(branch.from),
    to: end(branch.to),
    useShare: branch.utilisation_share,
    lane: lane(branch),
    lanes: 1,
  });
  const branches: Branch[] = [
    ...answer.links.map((link, i): Branch => ({
      ...common(link),
      kind: "HVDC link",
      pointer: `/links/${String(i)}`,
      limitMw: link.capacity_mw,
      limitBackMw: link.capacity_mw,
      meanMw: (link.forward_mwh - link.back_mwh) / answer.hours,
    })),
    ...answer.lines.map((line, i): Branch => ({
      ...common(line),
      kind: "line",
      pointer: `/lines/${String(i)}`,
      limitMw: line.limit_mw,
      limitBackMw: line.limit_back_mw,
      meanMw: (line.forward_mwh - line.back_mwh) / answer.hours,
    })),
  ];
  for (const branch of branches) {
    const [a, b] = [answer.buses[branch.from]!.id, answer.buses[branch.to]!.id];
    branch.lanes = count.get(pairOf({ from: a, to: b })) ?? 1;
  }
  return {
    ...placesOf(
      answer,
      branches.map((branch) => [branch.from, branch.to]),
    ),
    branches,
  };
}

/** MW sent, positive from -> to; undefined when the page does not hold the hours. */
export function flowOf(branch: Branch, series: Series): Column | undefined {
  if (branch.kind === "line") return series.column("line_flows.csv", `${branch.id} [MW]`);
  const forward = series.column("hvdc.csv", `${branch.id} forward sent [MW]`);
  const back = series.column("hvdc.csv", `${branch.id} back sent [MW]`);
  if (forward === undefined || back === undefined) return undefined;
  return {
    heading: `${branch.id} [MW]`,
    unit: "MW",
    step: Math.max(forward.step, back.step),
    values: difference(forward.values, back.values),
  };
}

/** USD/MWh that one more MW of limit saves in each hour. */
export function shadowOf(branch: Branch, series: Series): Column | undefined {
  return branch.kind === "line"
    ? series.column("line_shadow_prices.csv", `${branch.id} [USD/MWh]`)
    : series.column("hvdc.csv", `${branch.id} shadow price [USD/MWh]`);
}

export function loading(branch: Branch, mw: number): number {
  const limit = mw >= 0 ? branch.limitMw : branch.limitBackMw;
  return limit > 0 ? Math.abs(mw) / limit : 0;
}
