/**
 * Reads a place pack from its folder: one folder a place, plain files, one YAML file an attraction.
 * What does not fit its schema is refused with file, field and reason.
 */

import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { attraction, interestSlugs, type Attraction } from '@drystone/part-visit-content';
import { parseRoadData, RoadDataError, type RoadData, type UnparsedRoadData, type WaterData } from '@drystone/road-network';
import { parse } from 'yaml';
import { z } from 'zod';
import { modes, paces } from '../trips/trip.ts';
import { fieldProblems } from '../problem.ts';

/** GeoJSON of areas, each with its properties where it has any. */
const shapes = z.union([
  z.object({ type: z.literal('FeatureCollection'), features: z.array(z.object({ geometry: z.custom<Shape>(isShape, 'use polygons'), properties: z.record(z.string(), z.unknown()) })) }),
  z
    .object({ type: z.literal('GeometryCollection'), geometries: z.array(z.custom<Shape>(isShape, 'use polygons')) })
    .transform(({ geometries }) => ({ features: geometries.map((geometry) => ({ geometry, properties: {} as Record<string, unknown> })) })),
]);
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

/** A stay to start from, on the first page. */
const idea = z.strictObject({
  title: z.string().max(80),
  text: z.string().max(160),
  days: z.int().min(1).max(14),
  from: slug.optional(),
  interests: z.array(z.enum(interestSlugs)).min(1),
  mode: z.enum(modes).optional(),
  pace: z.enum(paces).optional(),
  discovery: z.number().min(0).max(1).optional(),
  weatherProof: z.boolean().optional(),
});

const place = z.strictObject({
  slug,
  name: z.string(),
  /** IANA time zone in which every hour of the place is meant. */
  timeZone: z.string(),
  /** For public holidays in opening hours: ISO 3166-1 country in lower case and state as OSM names it. */
  country: z.string().length(2),
  state: z.string().optional(),
  currency: z.string().length(3),
  centre: z.strictObject({ lat: z.number(), lon: z.number() }),
  attributions: z.array(z.string()),
  /** The town where most visitors arrive. */
  gateway: slug,
  /** What must stand on the map itself, and where it leads. */
  mapCredit: z.strictObject({ text: z.string().max(80).regex(/^[^<>&]*$/, 'write plain text'), url: z.httpUrl() }).optional(),
  ideas: z.array(idea).max(8).default([]),
});

const area = z.strictObject({ slug, name: z.string(), gssCode: z.string().optional() });
const town = z.strictObject({
  slug,
  name: z.string(),
  area: slug,
  lat: z.number(),
  lon: z.number(),
  /** How soon a map names it: 1 the main towns … 4 villages. */
  rank: z.int().min(1).max(4).default(4),
});

export type Place = z.infer<typeof place>;
export type Area = z.infer<typeof area>;
export type Town = z.infer<typeof town>;
export type Shape = GeoJSON.Polygon | GeoJSON.MultiPolygon;

export interface PlacePack {
  readonly place: Place;
  readonly areas: readonly Area[];
  /** Outline of each area, by area slug. */
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly towns: readonly Town[];
  readonly attractions: readonly Attraction[];
  readonly roads: RoadData;
}

export interface ContentProblem {
  readonly file: string;
  readonly field: string;
  readonly reason: string;
}

/** A pack that does not fit: every problem at once, each with file, field and reason. */
export class PlacePackError extends Error {
  override readonly name = 'PlacePackError';
  readonly problems: readonly ContentProblem[];

  constructor(problems: readonly ContentProblem[]) {
    super(problems.map((problem) => `${problem.file}: ${problem.field}: ${problem.reason}`).join('\n'));
    this.problems = problems;
  }
}

/**
 * The place pack in `folder`.
 * @throws PlacePackError where a file is missing, unreadable or does not fit its schema.
 */
export async function readPlacePack(folder: string): Promise<PlacePack> {
  const problems: ContentProblem[] = [];

  async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const name = relative(join(folder, '..'), file);
    let content: unknown;
    try {
      content = parse(await readFile(file, 'utf8'));
    } catch (error) {
      problems.push({ file: name, field: 'file', reason: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
    const result = schema.safeParse(content);
    if (result.success) return result.data;
    for (const { field, message } of fieldProblems(result.error, 'record')) problems.push({ file: name, field, reason: message });
    return undefined;
  }

  const [placeRecord, areas, towns, outlines, nodes, roads, land, lakes] = await Promise.all([
    read(join(folder, 'place.yaml'), place),
    read(join(folder, 'areas.yaml'), z.array(area)),
    read(join(folder, 'towns.yaml'), z.array(town)),
    read(join(folder, 'areas.geojson'), shapes),
    read(join(folder, 'roads/nodes.yaml'), z.unknown()),
    read(join(folder, 'roads/roads.yaml'), z.unknown()),
    read(join(folder, 'map/land.geojson'), shapes),
    read(join(folder, 'map/lakes.geojson'), shapes),
  ]);

  const files = await attractionFiles(folder);
  const records = await Promise.all(
    files.map(async (file) => {
      const record = await read(file, attraction);
      if (record === undefined) return [];
      const name = relative(join(folder, '..'), file);
      if (record.slug !== basename(file, '.yaml')) problems.push({ file: name, field: 'slug', reason: `is ${record.slug}, the file is ${basename(file)}` });
      if (record.area !== basename(join(file, '..'))) problems.push({ file: name, field: 'area', reason: `is ${record.area}, the folder is ${basename(join(file, '..'))}` });
      return [record];
    }),
  );

  if (problems.length > 0 || !placeRecord || !areas || !towns || !outlines || !land || !lakes) throw new PlacePackError(problems);
  const attractions = records.flat();
  problems.push(...crossChecks(areas, towns, attractions));
  for (const [field, town] of [['gateway', placeRecord.gateway], ...placeRecord.ideas.map((each, index) => [`ideas.${index}.from`, each.from ?? placeRecord.gateway])] as const) {
    if (!towns.some((each) => each.slug === town)) problems.push({ file: `${basename(folder)}/place.yaml`, field: field!, reason: `${town} is not in towns.yaml` });
  }
  if (problems.length > 0) throw new PlacePackError(problems);

  const outlineOf = new Map<string, Shape>();
  for (const { slug: areaSlug, gssCode } of areas) {
    const feature = outlines.features.find(({ properties }) => properties['slug'] === areaSlug || (gssCode !== undefined && properties['gssCode'] === gssCode));
    if (feature === undefined) throw new PlacePackError([{ file: `${basename(folder)}/areas.geojson`, field: areaSlug, reason: 'has no outline' }]);
    outlineOf.set(areaSlug, feature.geometry);
  }
  const water: WaterData = { land: land.features.map(({ geometry }) => geometry), lakes: lakes.features.map(({ geometry }) => geometry) };
  return { place: placeRecord, areas, shapes: outlineOf, towns, attractions, roads: parseRoads(folder, { nodes, roads, water }) };
}

function parseRoads(folder: string, unparsed: UnparsedRoadData): RoadData {
  try {
    return parseRoadData(unparsed);
  } catch (error) {
    if (!(error instanceof RoadDataError)) throw error;
    throw new PlacePackError([{ file: `${basename(folder)}/roads`, field: error.field, reason: error.message }]);
  }
}

function isShape(value: unknown): boolean {
  const { type } = value as { type?: unknown };
  return type === 'Polygon' || type === 'MultiPolygon';
}

function crossChecks(areas: readonly Area[], towns: readonly Town[], attractions: readonly Attraction[]): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const areaSlugs = new Set(areas.map((each) => each.slug));
  const townSlugs = new Set(towns.map((each) => each.slug));
  const seen = new Set<string>();
  for (const each of attractions) {
    const file = `${each.area}/${each.slug}.yaml`;
    if (!areaSlugs.has(each.area)) problems.push({ file, field: 'area', reason: `${each.area} is not in areas.yaml` });
    if (!townSlugs.has(each.town)) problems.push({ file, field: 'town', reason: `${each.town} is not in towns.yaml` });
    if (seen.has(each.slug) || townSlugs.has(each.slug)) problems.push({ file, field: 'slug', reason: `${each.slug} is taken` });
    seen.add(each.slug);
  }
  return problems;
}

async function attractionFiles(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'attractions'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
