/** Which areas of a place share a border, read from their outlines: two that meet have corners in common. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Outlines {
  readonly features: readonly { readonly properties: Readonly<Record<string, unknown>>; readonly geometry: { readonly coordinates: unknown } }[];
}

/** One corner in common is a touch, not a border. */
const fewestCorners = 2;

/** By the areas' slugs; those without an outline in the folder of their place have no neighbours that we know of. */
export async function neighbouringAreas(placesFolder: string, areas: readonly { readonly slug: string; readonly gssCode: string | null; readonly place: string }[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const neighbours = new Map<string, readonly string[]>();
  for (const [place, own] of Map.groupBy(areas, (area) => area.place)) {
    let outlines: Outlines;
    try {
      outlines = JSON.parse(await readFile(join(placesFolder, place, 'areas.geojson'), 'utf8'));
    } catch {
      continue;
    }
    const corners = new Map(own.map(({ slug, gssCode }) => [slug, cornersOf(outlines.features.find(({ properties }) => properties['slug'] === slug || (gssCode !== null && properties['gssCode'] === gssCode))?.geometry.coordinates)] as const));
    for (const [slug, mine] of corners) neighbours.set(slug, [...corners].filter(([other, theirs]) => other !== slug && inCommon(mine, theirs) >= fewestCorners).map(([other]) => other));
  }
  return neighbours;
}

function cornersOf(coordinates: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (!Array.isArray(coordinates)) return found;
  if (typeof coordinates[0] === 'number') found.add(`${coordinates[0]} ${coordinates[1]}`);
  else for (const part of coordinates) cornersOf(part, found);
  return found;
}

function inCommon(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let count = 0;
  for (const corner of one) if (other.has(corner)) count++;
  return count;
}
