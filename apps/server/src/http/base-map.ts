/** The geography of a place as GeoJSON, for the pages' own maps. */

import type { Catalogue } from '@drystone/visit';
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point, Polygon } from 'geojson';

export interface BaseMap {
  readonly land: FeatureCollection<Polygon | MultiPolygon>;
  readonly lakes: FeatureCollection<Polygon | MultiPolygon>;
  readonly roads: FeatureCollection<LineString, { readonly class: string; readonly name: string }>;
  readonly towns: FeatureCollection<Point, { readonly slug: string; readonly name: string; readonly rank: number }>;
}

export function baseMapOf({ roads, towns }: Catalogue): BaseMap {
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
      [...towns.values()].map((town) =>
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
