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
  const degrees = new Map<string, number>();
  for (const road of roads.roads) {
    for (const end of [road.from, road.to]) degrees.set(end, (degrees.get(end) ?? 0) + importance(road.roadClass));
  }
  const nodeNear = new Map(roads.nodes.map((node) => [node.name.toLowerCase(), node.id]));
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
        feature({ type: 'Point' as const, coordinates: [town.lon, town.lat] }, { slug: town.slug, name: town.name, rank: rankOf(degrees.get(nodeNear.get(town.name.toLowerCase()) ?? '') ?? 0) }),
      ),
    ),
  };
}

/** How much the roads that meet in a town say about it: 1 the main towns … 4 villages. */
function rankOf(meeting: number): number {
  return meeting >= 12 ? 1 : meeting >= 8 ? 2 : meeting >= 4 ? 3 : 4;
}

function importance(roadClass: string): number {
  return { motorway: 4, dual: 4, primary: 3, secondary: 2 }[roadClass] ?? 1;
}

function feature<G extends Polygon | MultiPolygon | LineString | Point, P>(geometry: G, properties: P): Feature<G, P> {
  return { type: 'Feature', geometry, properties };
}

function collection<G extends Polygon | MultiPolygon | LineString | Point, P>(features: Feature<G, P>[]): FeatureCollection<G, P> {
  return { type: 'FeatureCollection', features };
}
