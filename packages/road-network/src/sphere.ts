/**
 * Distances on the ground, flat-earth: within a few hundred kilometres an equirectangular
 * projection with the right radii of curvature errs less than 0.1 %, and costs one cosine.
 */

export interface Point {
  readonly lat: number;
  readonly lon: number;
}

const degree = Math.PI / 180;

/** WGS 84 metres in one degree of latitude at `lat`. */
export function metresPerLatDegree(lat: number): number {
  return 111_132.954 - 559.822 * Math.cos(2 * lat * degree) + 1.175 * Math.cos(4 * lat * degree);
}

/** WGS 84 metres in one degree of longitude at `lat`. */
export function metresPerLonDegree(lat: number): number {
  return 111_412.84 * Math.cos(lat * degree) - 93.5 * Math.cos(3 * lat * degree) + 0.118 * Math.cos(5 * lat * degree);
}

/** Metres between two points, straight; the same in both directions to the last bit. */
export function straightMetres(a: Point, b: Point): number {
  const middle = (a.lat + b.lat) / 2;
  return Math.hypot((a.lat - b.lat) * metresPerLatDegree(middle), (a.lon - b.lon) * metresPerLonDegree(middle));
}

/** Metres along a line. */
export function lineMetres(line: readonly Point[]): number {
  let metres = 0;
  for (let i = 1; i < line.length; i++) metres += straightMetres(line[i - 1]!, line[i]!);
  return metres;
}
