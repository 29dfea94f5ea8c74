// What the map shows: the mean of the study, or of a stretch of its hours.

import type { Solved } from "./answer.ts";
import { flowOf, loading, type Grid } from "./grid.ts";
import type { Column, Series } from "./series.ts";
import { meanOf } from "./statistics.ts";

export type Mode = "study" | "hour" | "day" | "week";

export const hoursOf: Record<Exclude<Mode, "study">, number> = { hour: 1, day: 24, week: 168 };

export interface Moment {
  mode: Mode;
  /** The stretch [first, end) of hours. */
  first: number;
  end: number;
}

export interface Picture {
  flowMw: number[];
  useShare: number[];
  /** Decimals that the rounding of the hours leaves; the mean of the study has one of its own. */
  flowStep: number[];
  price: number[];
}

export function momentOf(mode: Mode, hour: number, hours: number): Moment {
  if (mode === "study") return { mode, first: 0, end: hours };
  const first = Math.floor(hour / hoursOf[mode]) * hoursOf[mode];
  return { mode, first, end: Math.min(first + hoursOf[mode], hours) };
}

export function pictureOfStudy(answer: Solved, grid: Grid): Picture {
  return {
    flowMw: grid.branches.map((branch) => branch.meanMw),
    useShare: grid.branches.map((branch) => branch.useShare),
    flowStep: grid.branches.map(() => 0),
    price: answer.buses.map((bus) => bus.price_mean_usd_per_mwh),
  };
}

/** The columns that pictures of hours are made of; null when the page does not hold them all. */
export interface Hours {
  flow: Column[];
  price: Column[];
}

export function hoursFrom(answer: Solved, grid: Grid, series: Series): Hours | null {
  const flow = grid.branches.map((branch) => flowOf(branch, series));
  const price = answer.buses.map((bus) => series.column("prices.csv", `${bus.id} [USD/MWh]`));
  if (!flow.every((column) => column !== undefined)) return null;
  if (!price.every((column) => column !== undefined)) return null;
  return { flow, price };
}

export function pictureOfHours(grid: Grid, hours: Hours, { first, end }: Moment): Picture {
  return {
    flowMw: hours.flow.map((column) => meanOf(column.values, first, end)),
    useShare: hours.flow.map((column, i) => {
      let sum = 0;
      for (let hour = first; hour < end; hour++)
        sum += loading(grid.branches[i]!, column.values[hour]!);
      return sum / (end - first);
    }),
    flowStep: hours.flow.map((column) => column.step),
    price: hours.price.map((column) => meanOf(column.values, first, end)),
  };
}
