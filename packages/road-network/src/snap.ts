/**
 * Joins a point to the roads near it: to the nearest place on each, not only to their ends,
 * and never over water. Several roads are offered, for the nearest may be the wrong way round.
 */
import { metresPerLatDegree, metresPerLonDegree, straightMetres, type Point } from './sphere.ts';
import type { Water } from './water.ts';

/** A road that may be joined anywhere along its drawn line. */
export interface Joinable {
  readonly road: number;
  readonly line: readonly Point[];
}

/** A place where a point may join a road. */
export interface Snap {
  readonly road: number;
  /** How far along the road's drawn line, 0 at its `from` and 1 at its `to`. */
  readonly fraction: number;
  readonly lineSegment: number;
  readonly at: Point;
  /** From the point to the road, as the crow flies. */
  readonly straightMetres: number;
}

const mostSnaps = 10;
/** A road is offered up to twice as far away as the nearest one, and this much more. */
const fartherMetres = 400;
const farthestMetres = 25_000;

/** Gives, for a point, the places to join a road, nearest first; none where water lies all round. */
export function createSnapper(roads: readonly Joinable[], water: Water | undefined): (point: Point) => readonly Snap[] {
  const segments = roads.flatMap(({ line }, index) =>
    line.slice(1).map((end, i) => ({ index, lineSegment: i, start: line[i]!, end })),
  );
  const ends = new Float64Array(segments.length * 4);
  segments.forEach(({ start, end }, i) => ends.set([start.lon, start.lat, end.lon, end.lat], i * 4));
  const lengths = roads.map(({ line }) => segmentMetres(line));
  const nearestSquared = new Float64Array(roads.length);
  const nearestSegment = new Int32Array(roads.length);
  const nearestAlong = new Float64Array(roads.length);

  return function snap(point: Point): readonly Snap[] {
    const perLon = metresPerLonDegree(point.lat);
    const perLat = metresPerLatDegree(point.lat);
    nearestSquared.fill(Infinity);
    for (let i = 0; i < segments.length; i++) {
      const x = (ends[i * 4]! - point.lon) * perLon;
      const y = (ends[i * 4 + 1]! - point.lat) * perLat;
      const dx = (ends[i * 4 + 2]! - point.lon) * perLon - x;
      const dy = (ends[i * 4 + 3]! - point.lat) * perLat - y;
      const square = dx * dx + dy * dy;
      const along = square === 0 ? 0 : Math.min(1, Math.max(0, -(x * dx + y * dy) / square));
      const [nearX, nearY] = [x + along * dx, y + along * dy];
      const away = nearX * nearX + nearY * nearY;
      const { index } = segments[i]!;
      if (away >= nearestSquared[index]!) continue;
      nearestSquared[index] = away;
      nearestSegment[index] = i;
      nearestAlong[index] = along;
    }

    const near: number[] = [];
    for (let index = 0; index < roads.length; index++) {
      if (nearestSquared[index]! <= farthestMetres ** 2) near.push(index);
    }
    near.sort((a, b) => nearestSquared[a]! - nearestSquared[b]!);

    const found: Snap[] = [];
    let reach = farthestMetres;
    for (const index of near) {
      if (found.length === mostSnaps || Math.sqrt(nearestSquared[index]!) > reach) break;
      const snapped = snapTo(index);
      if (water?.blocks(point, snapped.at)) continue;
      if (found.length === 0) reach = 2 * snapped.straightMetres + fartherMetres;
      found.push(snapped);
    }
    return found;

    function snapTo(index: number): Snap {
      const { lineSegment, start, end } = segments[nearestSegment[index]!]!;
      const along = nearestAlong[index]!;
      const at = { lat: start.lat + along * (end.lat - start.lat), lon: start.lon + along * (end.lon - start.lon) };
      const { before, total } = lengths[index]!;
      const own = before[lineSegment + 1]! - before[lineSegment]!;
      const fraction = total === 0 ? 0 : (before[lineSegment]! + along * own) / total;
      return { road: roads[index]!.road, fraction, lineSegment, at, straightMetres: straightMetres(point, at) };
    }
  };
}

/** Metres from the line's start to each of its points, and in all. */
function segmentMetres(line: readonly Point[]): { readonly before: readonly number[]; readonly total: number } {
  const before = [0];
  for (let i = 1; i < line.length; i++) before.push(before[i - 1]! + straightMetres(line[i - 1]!, line[i]!));
  return { before, total: before[before.length - 1]! };
}
