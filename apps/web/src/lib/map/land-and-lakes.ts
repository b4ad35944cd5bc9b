/**
 * Land and lakes as our maps draw them. The land of the base map has holes where small lakes are and
 * the lakes are coarse, so under a square kilometre both would be specks: they are left away.
 */

import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { BaseMap } from '../../page-services.ts';
import { project } from './projection.ts';

type Areas = BaseMap['land'];

/** In square units of the drawn plane: about one square kilometre. */
const leastLake = 1_600;
/** With fewer corners a lake is a triangle, not a shore. */
const leastCorners = 7;

export const withoutHoles = (land: Areas): Areas => shaped(land, ([shore]) => (shore ? [shore] : []));

export const largeLakes = (lakes: Areas): Areas =>
  shaped(lakes, ([shore, ...islands]) => (shore && shore.length >= leastCorners && areaOf(shore) >= leastLake ? [shore, ...islands] : []));

function shaped(areas: Areas, rings: (polygon: Position[][]) => Position[][]): Areas {
  return {
    ...areas,
    features: areas.features.flatMap((feature) => {
      const polygons = polygonsOf(feature.geometry)
        .map(rings)
        .filter((polygon) => polygon.length > 0);
      return polygons.length === 0 ? [] : [{ ...feature, geometry: { type: 'MultiPolygon' as const, coordinates: polygons } }];
    }),
  };
}

const polygonsOf = (geometry: Polygon | MultiPolygon): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;

/** Area inside a ring, in square units of the drawn plane (shoelace formula). */
function areaOf(ring: readonly Position[]): number {
  const points = ring.map(([lon = 0, lat = 0]) => project(lon, lat));
  const doubled = points.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(doubled) / 2;
}
