// From places in km to pixels of a picture, and the curves of branches between them.

import type { Branch, Grid } from "./grid.ts";
import type { Point } from "./project.ts";

export interface Viewport {
  width: number;
  height: number;
  pixel: (point: Point) => [number, number];
}

const MARGIN = 46;
const LOWEST = 200;
const HIGHEST = 620;
/** A view of one place has no size of its own. */
const SMALLEST_KM = 1e-3;

/** Shows the places of some buses, in a picture of that width. */
export function viewportOf(places: readonly Point[], width: number): Viewport {
  const xs = places.map(([x]) => x),
    ys = places.map(([, y]) => y);
  const left = Math.min(...xs),
    right = Math.max(...xs),
    top = Math.min(...ys),
    bottom = Math.max(...ys);
  const wide = Math.max(right - left, SMALLEST_KM),
    tall = Math.max(bottom - top, SMALLEST_KM);
  const inner = Math.max(width - 2 * MARGIN, 40);
  const height = Math.round(
    Math.min(HIGHEST, Math.max(LOWEST, (tall / wide) * inner + 2 * MARGIN)),
  );
  const scale = Math.min(inner / wide, (height - 2 * MARGIN) / tall);
  const x0 = width / 2 - (scale * (left + right)) / 2,
    y0 = height / 2 - (scale * (top + bottom)) / 2;
  return { width, height, pixel: ([x, y]) => [x0 + scale * x, y0 + scale * y] };
}

export interface Curve {
  path: string;
  /** Point and direction (degrees) at a share of the way. */
  at: (share: number) => { x: number; y: number; degrees: number };
}

const LANE_PX = 13;

/** A line between two buses; parallel branches bend away from each other. */
export function curveOf(branch: Branch, grid: Grid, view: Viewport): Curve {
  const [x1, y1] = view.pixel(grid.places[branch.from]!),
    [x2, y2] = view.pixel(grid.places[branch.to]!);
  const length = Math.max(1, Math.hypot(x2 - x1, y2 - y1));
  // The side of a lane must not depend on which end a branch calls its first.
  const side = branch.from < branch.to ? 1 : -1;
  const bend = side * 2 * LANE_PX * (branch.lane - (branch.lanes - 1) / 2);
  const cx = (x1 + x2) / 2 - (bend * (y2 - y1)) / length,
    cy = (y1 + y2) / 2 + (bend * (x2 - x1)) / length;
  const round = (value: number) => String(Math.round(10 * value) / 10);
  return {
    path: `M${round(x1)} ${round(y1)}Q${round(cx)} ${round(cy)} ${round(x2)} ${round(y2)}`,
    at: (t) => {
      const u = 1 - t;
      const dx = 2 * u * (cx - x1) + 2 * t * (x2 - cx),
        dy = 2 * u * (cy - y1) + 2 * t * (y2 - cy);
      return {
        x: u * u * x1 + 2 * u * t * cx + t * t * x2,
        y: u * u * y1 + 2 * u * t * cy + t * t * y2,
        degrees: (Math.atan2(dy, dx) * 180) / Math.PI,
      };
    },
  };
}
