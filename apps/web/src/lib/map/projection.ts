/**
 * The plane all drawn maps share: x to the east and y to the south, in units of 25 m at the
 * latitude of the middle, from a corner north-west of the place.
 */

const west = -8.75;
const north = 55.65;
const unitsPerDegree = 111_320 / 25;
const squeeze = Math.cos((54.7 * Math.PI) / 180);

/** As far as the land and lakes of the base map reach, in degrees. */
export const drawnLand = { west: -8.69, south: 53.81, east: -5.11, north: 55.59 } as const;

export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const project = (lon: number, lat: number): readonly [number, number] => [
  Math.round((lon - west) * unitsPerDegree * squeeze),
  Math.round((north - lat) * unitsPerDegree),
];

/** All of Northern Ireland with a little sea around it. */
export const wholePlace: View = viewAround(
  [
    { lon: -8.2, lat: 54.0 },
    { lon: -5.4, lat: 55.32 },
  ],
  1.02,
  0,
);

/** A view of the given shape (width ÷ height) around the points, with room at the edges. */
export function viewAround(
  points: readonly { readonly lon: number; readonly lat: number }[],
  shape: number,
  margin = 0.14,
  leastMetres = 9_000,
): View {
  const projected = points.map(({ lon, lat }) => project(lon, lat));
  const xs = projected.map(([x]) => x);
  const ys = projected.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const least = leastMetres / 25;
  let width = Math.max((right - left) * (1 + 2 * margin), least);
  let height = Math.max((bottom - top) * (1 + 2 * margin), least / shape);
  if (width / height < shape) width = height * shape;
  else height = width / shape;
  return {
    x: within((left + right - width) / 2, width, 0),
    y: within((top + bottom - height) / 2, height, 1),
    width: Math.round(width),
    height: Math.round(height),
  };
}

/** Beyond the drawn land there is only an edge to see: a view that would show it moves aside. */
function within(start: number, length: number, axis: 0 | 1): number {
  const from = project(drawnLand.west, drawnLand.north)[axis];
  const to = project(drawnLand.east, drawnLand.south)[axis];
  return Math.round(length > to - from ? start : Math.min(Math.max(start, from), to - length));
}

/** Where a point lies in a view, in percent from its left and top edge; undefined outside it. */
export function placeIn(
  view: View,
  { lon, lat }: { readonly lon: number; readonly lat: number },
): { readonly left: number; readonly top: number } | undefined {
  const [x, y] = project(lon, lat);
  const left = (100 * (x - view.x)) / view.width;
  const top = (100 * (y - view.y)) / view.height;
  return left < 0 || left > 100 || top < 0 || top > 100
    ? undefined
    : { left: Math.round(left * 100) / 100, top: Math.round(top * 100) / 100 };
}

/** Path data of a line, leaving out points nearer than `leastUnits` to the one before. */
export function linePath(coordinates: readonly (readonly number[])[], leastUnits = 4): string {
  let d = '';
  let [lastX, lastY] = [Infinity, Infinity];
  coordinates.forEach(([lon = 0, lat = 0], index) => {
    const [x, y] = project(lon, lat);
    if (index > 0 && index < coordinates.length - 1 && Math.hypot(x - lastX, y - lastY) < leastUnits) return;
    d += index === 0 ? `M${x} ${y}` : `l${x - lastX} ${y - lastY}`.replace(' -', '-');
    [lastX, lastY] = [x, y];
  });
  return d;
}
