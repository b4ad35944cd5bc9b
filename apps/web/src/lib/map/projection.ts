/**
 * The plane all drawn maps share: Web Mercator, so that a live map laid over a drawn one fits it, in
 * units of about 25 m at the latitude of Northern Ireland.
 */

const unitsPerDegree = 2_573;
const degrees = 180 / Math.PI;

/** A rectangle of the earth, in degrees. */
export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const project = (lon: number, lat: number): readonly [number, number] => [
  Math.round(lon * unitsPerDegree),
  Math.round(-Math.log(Math.tan((45 + lat / 2) / degrees)) * degrees * unitsPerDegree),
];

/** All of some bounds, as a square. */
export const viewOf = ({ west, south, east, north }: Bounds, drawn: Bounds): View =>
  viewAround([{ lon: west, lat: south }, { lon: east, lat: north }], drawn, { shape: 1.02, margin: 0.02 });

/** A view of the given shape (width ÷ height) around the points, with room at the edges, and no more of what is not drawn than must be. */
export function viewAround(
  points: readonly { readonly lon: number; readonly lat: number }[],
  drawn: Bounds,
  { shape, margin = 0.14, leastMetres = 9_000 }: { readonly shape: number; readonly margin?: number; readonly leastMetres?: number },
): View {
  const projected = points.map(({ lon, lat }) => project(lon, lat));
  const xs = projected.map(([x]) => x);
  const ys = projected.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const least = leastMetres / metresPerUnit(drawn);
  let width = Math.max((right - left) * (1 + 2 * margin), least);
  let height = Math.max((bottom - top) * (1 + 2 * margin), least / shape);
  if (width / height < shape) width = height * shape;
  else height = width / shape;
  const [west, north] = project(drawn.west, drawn.north);
  const [east, south] = project(drawn.east, drawn.south);
  return {
    x: within((left + right - width) / 2, width, west, east),
    y: within((top + bottom - height) / 2, height, north, south),
    width: Math.round(width),
    height: Math.round(height),
  };
}

export function metresPerUnit({ south, north }: Bounds): number {
  return (111_320 / unitsPerDegree) * Math.cos((south + north) / 2 / degrees);
}

/** Beyond the drawn land there is only an edge to see: a view that would show it moves aside. */
function within(start: number, length: number, from: number, to: number): number {
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
