// Places for buses that have no coordinates: a ring, then springs along branches and a push
// between all buses. The same network gives the same picture.
//   source  Fruchterman, Reingold, Software: Practice and Experience 21(11), 1991

import type { Point } from "./project.ts";

const STEPS = 300;
/** Above this many buses the springs take too long, and nobody could read the picture. */
const SPRING_LIMIT = 400;

function ring(n: number): [number, number][] {
  return Array.from({ length: n }, (_, i) => [
    Math.cos((2 * Math.PI * i) / n - Math.PI / 2) * 1.6,
    Math.sin((2 * Math.PI * i) / n - Math.PI / 2),
  ]);
}

function forces(at: [number, number][], pairs: readonly Point[], rest: number): [number, number][] {
  const force: [number, number][] = at.map(() => [0, 0]);
  const pull = (a: number, b: number, strength: (distance: number) => number) => {
    const dx = at[b]![0] - at[a]![0],
      dy = at[b]![1] - at[a]![1];
    const distance = Math.max(1e-6, Math.hypot(dx, dy));
    const size = strength(distance) / distance;
    force[a]![0] += dx * size;
    force[a]![1] += dy * size;
    force[b]![0] -= dx * size;
    force[b]![1] -= dy * size;
  };
  for (let a = 0; a < at.length; a++)
    for (let b = a + 1; b < at.length; b++) pull(a, b, (distance) => -(rest * rest) / distance);
  for (const [a, b] of pairs) if (a !== b) pull(a, b, (distance) => (distance * distance) / rest);
  return force;
}

/** A place for each of n buses; pairs are the branches between them. */
export function layout(n: number, pairs: readonly Point[]): Point[] {
  const at = ring(n);
  if (n < 3 || n > SPRING_LIMIT) return at;
  const rest = Math.sqrt(4 / n);
  for (let step = 0; step < STEPS; step++) {
    const longest = 0.2 * (1 - step / STEPS);
    forces(at, pairs, rest).forEach(([fx, fy], i) => {
      const size = Math.hypot(fx, fy);
      const share = size > longest ? longest / size : 1;
      at[i]![0] += fx * share;
      at[i]![1] += fy * share;
    });
  }
  return at;
}
