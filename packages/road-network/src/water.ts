/**
 * Whether a straight line goes over water: lakes, or sea (whatever lies outside the land).
 *
 * Small maps draw shores a few hundred metres wrong, so water at either end of a line is forgiven
 * (a harbour, a castle on a rock) and water between two shores is not (an inlet, a lough).
 */
import type { MultiPolygon, Polygon } from 'geojson';
import { straightMetres, type Point } from './sphere.ts';

export interface WaterData {
  /** Outside all of these is sea. They must not overlap one another. */
  readonly land?: readonly (Polygon | MultiPolygon)[] | undefined;
  /** Islands are holes. They must not overlap one another. */
  readonly lakes?: readonly (Polygon | MultiPolygon)[] | undefined;
}

/** A stretch of a line that is over water, as fractions of its length. */
export interface WaterStretch {
  readonly from: number;
  readonly to: number;
}

export interface Water {
  /** The stretches of the straight line from `a` to `b` that are over water, in order. */
  stretches(a: Point, b: Point): readonly WaterStretch[];
  /** True where the straight line would have to be swum or bridged. */
  blocks(a: Point, b: Point): boolean;
}

/** How much water a line may begin or end in: the point itself may be drawn in the water. */
const forgivenAtEndMetres = 500;
/** How much water between two shores is taken for a slip of the map. */
const forgivenBetweenMetres = 100;

export function createWater(data: WaterData): Water {
  const land = data.land && indexShores(data.land);
  const lakes = indexShores(data.lakes ?? []);

  function stretches(a: Point, b: Point): readonly WaterStretch[] {
    const shores: { readonly at: number; readonly isLake: boolean }[] = [];
    for (const at of crossings(lakes, a, b)) shores.push({ at, isLake: true });
    if (land) for (const at of crossings(land, a, b)) shores.push({ at, isLake: false });
    shores.sort((one, other) => one.at - other.at);

    let inLake = isInside(lakes, a);
    let atSea = land ? !isInside(land, a) : false;
    const found: WaterStretch[] = [];
    let since = inLake || atSea ? 0 : undefined;
    for (const { at, isLake } of shores) {
      if (isLake) inLake = !inLake;
      else atSea = !atSea;
      const wet = inLake || atSea;
      if (wet && since === undefined) since = at;
      if (!wet && since !== undefined) {
        found.push({ from: since, to: at });
        since = undefined;
      }
    }
    if (since !== undefined) found.push({ from: since, to: 1 });
    return found;
  }

  function blocks(a: Point, b: Point): boolean {
    const wet = stretches(a, b);
    if (wet.length === 0) return false;
    const metres = straightMetres(a, b);
    return wet.some(({ from, to }) => {
      const atEnd = from === 0 || to === 1;
      return (to - from) * metres > (atEnd ? forgivenAtEndMetres : forgivenBetweenMetres);
    });
  }

  return { stretches, blocks };
}

/** Shore lines cut into short runs with their bounds, so that most of a coast is passed over at once. */
interface Shores {
  /** x1, y1, x2, y2 of each segment. */
  readonly segments: Float64Array;
  /** west, south, east, north of each run. */
  readonly bounds: Float64Array;
}

const runLength = 16;

function indexShores(polygons: readonly (Polygon | MultiPolygon)[]): Shores {
  const segments: number[] = [];
  for (const polygon of polygons) {
    const parts = polygon.type === 'Polygon' ? [polygon.coordinates] : polygon.coordinates;
    for (const ring of parts.flat()) {
      for (let i = 1; i < ring.length; i++) {
        segments.push(ring[i - 1]![0]!, ring[i - 1]![1]!, ring[i]![0]!, ring[i]![1]!);
      }
    }
  }
  const runs = Math.ceil(segments.length / 4 / runLength);
  const bounds = new Float64Array(runs * 4);
  for (let run = 0; run < runs; run++) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    const end = Math.min(segments.length, (run + 1) * runLength * 4);
    for (let i = run * runLength * 4; i < end; i += 2) {
      west = Math.min(west, segments[i]!);
      east = Math.max(east, segments[i]!);
      south = Math.min(south, segments[i + 1]!);
      north = Math.max(north, segments[i + 1]!);
    }
    bounds.set([west, south, east, north], run * 4);
  }
  return { segments: Float64Array.from(segments), bounds };
}

/** Where the line from `a` to `b` meets the shores, as fractions of its length. */
function crossings({ segments, bounds }: Shores, a: Point, b: Point): number[] {
  const found: number[] = [];
  const [west, east] = [Math.min(a.lon, b.lon), Math.max(a.lon, b.lon)];
  const [south, north] = [Math.min(a.lat, b.lat), Math.max(a.lat, b.lat)];
  const dx = b.lon - a.lon;
  const dy = b.lat - a.lat;
  for (let run = 0; run * 4 < bounds.length; run++) {
    const at = run * 4;
    if (bounds[at]! > east || bounds[at + 1]! > north || bounds[at + 2]! < west || bounds[at + 3]! < south) continue;
    const end = Math.min(segments.length, (run + 1) * runLength * 4);
    for (let i = run * runLength * 4; i < end; i += 4) {
      const x = segments[i]! - a.lon;
      const y = segments[i + 1]! - a.lat;
      const ex = segments[i + 2]! - segments[i]!;
      const ey = segments[i + 3]! - segments[i + 1]!;
      const turn = dx * ey - dy * ex;
      if (turn === 0) continue;
      const along = (x * ey - y * ex) / turn;
      const across = (x * dy - y * dx) / turn;
      // Half-open, so that a line through a corner of the shore meets it once.
      if (along > 0 && along <= 1 && across >= 0 && across < 1) found.push(along);
    }
  }
  return found;
}

/** Even-odd rule (Sunday, "Inclusion of a point in a polygon", 2001), with a ray due east. */
function isInside({ segments, bounds }: Shores, point: Point): boolean {
  let inside = false;
  for (let run = 0; run * 4 < bounds.length; run++) {
    const at = run * 4;
    if (bounds[at + 1]! > point.lat || bounds[at + 3]! < point.lat || bounds[at + 2]! < point.lon) continue;
    const end = Math.min(segments.length, (run + 1) * runLength * 4);
    for (let i = run * runLength * 4; i < end; i += 4) {
      const y1 = segments[i + 1]!;
      const y2 = segments[i + 3]!;
      if (y1 > point.lat === y2 > point.lat) continue;
      const x1 = segments[i]!;
      if (point.lon < x1 + ((segments[i + 2]! - x1) * (point.lat - y1)) / (y2 - y1)) inside = !inside;
    }
  }
  return inside;
}
