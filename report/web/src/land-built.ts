// The build replaces this module by one that holds the same shapes projected (build.mjs, "land").

import { islands, seaNames, water } from "./land.ts";
import { project, type Point } from "./project.ts";

const rounded = (shape: readonly Point[]): number[] =>
  shape.flatMap((point) => project(point).map((km) => Math.round(km)));

/** x, y, x, y, ... in km of the projection. */
export const waterKm: number[][] = Object.values(water).map(rounded);
export const islandsKm: number[][] = islands.map(rounded);
export const seasKm: { name: string; at: number[] }[] = seaNames.map((sea) => ({
  name: sea.name,
  at: rounded([sea.place]),
}));
