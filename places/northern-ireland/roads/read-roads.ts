/** Reads this place's roads and the water on its map, for the tests beside it. */
import { readFileSync } from 'node:fs';
import type { GeometryCollection, MultiPolygon, Polygon } from 'geojson';
import { parse } from 'yaml';
import { parseRoadData, type RoadData, type WaterData } from '../../../packages/road-network/src/index.ts';

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const polygons = (file: string): readonly (Polygon | MultiPolygon)[] =>
  (JSON.parse(read(file)) as GeometryCollection<Polygon | MultiPolygon>).geometries;

export const water: WaterData = { land: polygons('../map/land.geojson'), lakes: polygons('../map/lakes.geojson') };

export const roadData: RoadData = parseRoadData({ nodes: parse(read('nodes.yaml')), roads: parse(read('roads.yaml')), water });

export interface Town {
  readonly slug: string;
  readonly name: string;
  readonly area: string;
  readonly lat: number;
  readonly lon: number;
}

export const towns: readonly Town[] = parse(read('../towns.yaml'));

/** A drive whose length and usual time at midday are well known. */
export interface KnownDrive {
  readonly from: string;
  readonly to: string;
  readonly start: { readonly lat: number; readonly lon: number };
  readonly end: { readonly lat: number; readonly lon: number };
  readonly km: number;
  readonly minutes: number;
}

export const knownDrives: readonly KnownDrive[] = read('known-drives.csv')
  .trim()
  .split('\n')
  .slice(1)
  .map((row): KnownDrive => {
    const [from = '', to = '', ...numbers] = row.split(',');
    const [fromLat = NaN, fromLon = NaN, toLat = NaN, toLon = NaN, km = NaN, minutes = NaN] = numbers.map(Number);
    return { from, to, start: { lat: fromLat, lon: fromLon }, end: { lat: toLat, lon: toLon }, km, minutes };
  });
