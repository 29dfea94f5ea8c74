// Colours that people with any kind of colour vision tell apart.

/** Okabe and Ito, Color Universal Design, 2008, without black and the yellow that is too light. */
export const categories = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#d55e00",
  "#8c6bb1",
  "#8a8a8a",
];

/** Nuñez, Anderton, Renslow, PLoS ONE 13(7), 2018: cividis, at nine places. */
const cividis = [
  [0, 34, 78],
  [26, 56, 111],
  [64, 77, 108],
  [91, 98, 110],
  [116, 118, 119],
  [143, 140, 119],
  [173, 162, 111],
  [206, 187, 95],
  [254, 232, 56],
] as const;

/** Blue, light, orange: both ends differ in hue and are equally dark. */
const blueOrange = [
  [5, 80, 140],
  [66, 130, 185],
  [140, 185, 220],
  [205, 222, 235],
  [242, 240, 236],
  [250, 218, 180],
  [240, 170, 95],
  [210, 115, 30],
  [150, 65, 0],
] as const;

type Rgb = readonly [number, number, number];

function between(scale: readonly Rgb[], share: number): Rgb {
  const place = Math.min(1, Math.max(0, share)) * (scale.length - 1);
  const low = Math.floor(place),
    part = place - low;
  const left = scale[low]!,
    right = scale[Math.min(low + 1, scale.length - 1)]!;
  const mix = (i: 0 | 1 | 2) => Math.round(left[i] + part * (right[i] - left[i]));
  return [mix(0), mix(1), mix(2)];
}

export function sequential(share: number): Rgb {
  return between(cividis, share);
}

export function diverging(share: number): Rgb {
  return between(blueOrange, share);
}

export function cssOf([red, green, blue]: Rgb): string {
  return `rgb(${String(red)} ${String(green)} ${String(blue)})`;
}

/** How full a branch is: upper ends of the classes, and a word for the legend. */
export const loadingClasses = [
  { below: 0.25, name: "0 to 25 %", className: "load-0" },
  { below: 0.5, name: "25 to 50 %", className: "load-1" },
  { below: 0.75, name: "50 to 75 %", className: "load-2" },
  { below: 0.999, name: "75 to 99.9 %", className: "load-3" },
  { below: Infinity, name: "full", className: "load-4" },
] as const;

export function loadingClass(share: number): (typeof loadingClasses)[number] {
  return loadingClasses.find((entry) => share < entry.below) ?? loadingClasses[4];
}

/** From the plant that runs on to the one that comes last; colours of neighbours differ in light. */
const technologyColours: [RegExp, string][] = [
  [/nuclear/, "#7b4ba0"],
  [/geothermal|biomass/, "#8a6d3b"],
  [/coal|lignite/, "#4d4d4d"],
  [/oil/, "#a0522d"],
  [/gas.*steam/, "#d55e00"],
  [/gas_ccgt/, "#f0a35e"],
  [/gas/, "#f7cfa3"],
  [/hydro_ror|river/, "#0072b2"],
  [/reservoir/, "#3d9bd1"],
  [/wind/, "#009e73"],
  [/solar/, "#f2c500"],
  [/pumped|battery/, "#cc79a7"],
  [/import|market/, "#b8b8b8"],
  [/unserved/, "#b00020"],
];

export function technologyRank(technology: string): number {
  const rank = technologyColours.findIndex(([pattern]) => pattern.test(technology));
  return rank < 0 ? technologyColours.length : rank;
}

export function technologyColour(technology: string, position: number): string {
  return (
    technologyColours[technologyRank(technology)]?.[1] ?? categories[position % categories.length]!
  );
}
