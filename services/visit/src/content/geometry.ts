/** Plane geometry on WGS 84 degrees, exact enough at the size of a region. */

export interface Point {
  readonly lat: number;
  readonly lon: number;
}

/** GeoJSON position: longitude first. */
export type Ring = readonly (readonly number[])[];

const earthRadiusMetres = 6_371_008.8;
const radians = Math.PI / 180;

/** Great-circle distance in metres (haversine). */
export function distanceMetres(a: Point, b: Point): number {
  const dLat = (b.lat - a.lat) * radians;
  const dLon = (b.lon - a.lon) * radians;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(dLon / 2) ** 2;
  return 2 * earthRadiusMetres * Math.asin(Math.sqrt(h));
}

/** Whether the point is inside the polygon (outer ring first, then holes). */
export function insidePolygon(point: Point, polygon: readonly Ring[]): boolean {
  const [outer, ...holes] = polygon;
  return outer !== undefined && insideRing(point, outer) && !holes.some((hole) => insideRing(point, hole));
}

/** Whether the point is inside any polygon of a GeoJSON Polygon or MultiPolygon. */
export function insideShape(point: Point, shape: GeoJSON.Polygon | GeoJSON.MultiPolygon): boolean {
  return polygonsOf(shape).some((polygon) => insidePolygon(point, polygon));
}

/** Distance in metres from the point to the nearest edge of the shape. */
export function distanceToShape(point: Point, shape: GeoJSON.Polygon | GeoJSON.MultiPolygon): number {
  let best = Infinity;
  for (const polygon of polygonsOf(shape)) {
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i++) {
        best = Math.min(best, distanceToSegment(point, ring[i - 1]!, ring[i]!));
      }
    }
  }
  return best;
}

function polygonsOf(shape: GeoJSON.Polygon | GeoJSON.MultiPolygon): readonly (readonly Ring[])[] {
  return shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
}

function insideRing({ lat, lon }: Point, ring: Ring): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[i] as [number, number];
    const [x2, y2] = ring[j] as [number, number];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

function distanceToSegment(point: Point, from: readonly number[], to: readonly number[]): number {
  const scale = Math.cos(point.lat * radians);
  const [ax, ay] = [(from[0]! - point.lon) * scale, from[1]! - point.lat];
  const [bx, by] = [(to[0]! - point.lon) * scale, to[1]! - point.lat];
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
  return Math.hypot(ax + t * dx, ay + t * dy) * radians * earthRadiusMetres;
}
