/** A place as the pages draw and name it, from what is known of it. */

import type { Catalogue } from '@drystone/visit/offline';
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point, Polygon } from 'geojson';
import type { BaseMap, GuidePlace } from '../page-services.ts';
import type { Bounds } from './map/projection.ts';

export function guidePlaceOf(catalogue: Catalogue): GuidePlace {
  const { slug, name, timeZone, gateway, mapCredit, ideas } = catalogue.place;
  const baseMap = baseMapOf(catalogue);
  const extent = boundsOf(Object.values(catalogue.shapes));
  const land = baseMap.land.features.map(({ geometry }) => geometry);
  return { slug, name, timeZone, gateway, mapCredit, ideas, extent, drawn: land.length === 0 ? extent : boundsOf(land), baseMap };
}

function boundsOf(shapes: readonly (Polygon | MultiPolygon)[]): Bounds {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const shape of shapes) {
    for (const [lon = 0, lat = 0] of (shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates).flat(2)) {
      [west, east] = [Math.min(west, lon), Math.max(east, lon)];
      [south, north] = [Math.min(south, lat), Math.max(north, lat)];
    }
  }
  return { west, south, east, north };
}

function baseMapOf({ place, roads, towns }: Catalogue): BaseMap {
  const nodes = new Map(roads.nodes.map((node) => [node.id, node]));
  return {
    land: collection((roads.water?.land ?? []).map((geometry) => feature(geometry, {}))),
    lakes: collection((roads.water?.lakes ?? []).map((geometry) => feature(geometry, {}))),
    roads: collection(
      roads.roads.map((road) => {
        const [from, to] = [nodes.get(road.from)!, nodes.get(road.to)!];
        const coordinates = [[from.lon, from.lat], ...road.via.map(([lat, lon]) => [lon, lat]), [to.lon, to.lat]];
        return feature({ type: 'LineString' as const, coordinates }, { class: road.roadClass, name: road.name });
      }),
    ),
    towns: collection(
      // Where two names do not fit beside each other, the one that comes first is drawn.
      [...towns.values()].sort((a, b) => Number(b.slug === place.gateway) - Number(a.slug === place.gateway)).map((town) =>
        feature({ type: 'Point' as const, coordinates: [town.lon, town.lat] }, { slug: town.slug, name: town.name, rank: town.rank }),
      ),
    ),
  };
}

function feature<G extends Polygon | MultiPolygon | LineString | Point, P>(geometry: G, properties: P): Feature<G, P> {
  return { type: 'Feature', geometry, properties };
}

function collection<G extends Polygon | MultiPolygon | LineString | Point, P>(features: Feature<G, P>[]): FeatureCollection<G, P> {
  return { type: 'FeatureCollection', features };
}
