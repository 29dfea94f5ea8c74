// Lambert's conformal conic projection, on a sphere, in km east and north of its centre.
//   source  Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, 1987, ch. 15

export type Point = readonly [number, number];

const EARTH_KM = 6371;
const SOUTH_DEG = 38;
const NORTH_DEG = 50;
const CENTRE: Point = [47, 44];

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const height = (latitude: number) => Math.tan(Math.PI / 4 + radians(latitude) / 2);

const cone =
  Math.log(Math.cos(radians(SOUTH_DEG)) / Math.cos(radians(NORTH_DEG))) /
  Math.log(height(NORTH_DEG) / height(SOUTH_DEG));
const scale = (Math.cos(radians(SOUTH_DEG)) * height(SOUTH_DEG) ** cone) / cone;
const radius = (latitude: number) => (EARTH_KM * scale) / height(latitude) ** cone;

/** Longitude and latitude in degrees to km; y grows to the south, as on a screen. */
export function project([longitude, latitude]: Point): Point {
  const angle = cone * radians(longitude - CENTRE[0]);
  return [
    radius(latitude) * Math.sin(angle),
    radius(latitude) * Math.cos(angle) - radius(CENTRE[1]),
  ];
}
