// Where labels stand so that none covers another: the most important first, each at the first of
// its places that is free, or not at all.

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Wish {
  width: number;
  height: number;
  /** Centres of the label, best first. */
  places: (readonly [number, number])[];
}

export const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export function boxAround([x, y]: readonly [number, number], width: number, height: number): Box {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}

const inside = (box: Box, frame: Box) =>
  box.left >= frame.left &&
  box.right <= frame.right &&
  box.top >= frame.top &&
  box.bottom <= frame.bottom;

/** The place of each wish, in their order, or null; `taken` grows by the boxes that were placed. */
export function place(
  wishes: readonly Wish[],
  frame: Box,
  taken: Box[],
): (readonly [number, number] | null)[] {
  return wishes.map((wish) => {
    for (const centre of wish.places) {
      const box = boxAround(centre, wish.width, wish.height);
      if (!inside(box, frame) || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return centre;
    }
    return null;
  });
}

/** Eight places around a dot, the right one first. */
export function around(
  x: number,
  y: number,
  radius: number,
  width: number,
  height: number,
): [number, number][] {
  const dx = radius + width / 2 + 2,
    dy = radius + height / 2 + 1;
  return [
    [x + dx, y],
    [x - dx, y],
    [x, y - dy],
    [x, y + dy],
    [x + dx, y - dy * 0.8],
    [x - dx, y - dy * 0.8],
    [x + dx, y + dy * 0.8],
    [x - dx, y + dy * 0.8],
  ];
}
