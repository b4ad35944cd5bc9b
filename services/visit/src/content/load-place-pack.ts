/**
 * Puts a place pack into the database. A pack that has not changed since the last start is left
 * alone; a changed one replaces the place's content in one transaction.
 */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql, type Database, type Transaction } from '@drystone/database';
import { checkContent } from './check-content.ts';
import { PlacePackError, readPlacePack, type PlacePack } from './place-pack.ts';
import { searchText, searchWords } from '../attractions/search-text.ts';

export { PlacePackError };

/** Raised when a pack is put into the database in another form, so that every pack is loaded again. */
const loaderVersion = '2';

export interface Loaded {
  readonly place: string;
  readonly timeZone: string;
  readonly attractions: number;
  readonly changed: boolean;
}

/**
 * Loads every place below `folder`.
 * @throws PlacePackError where a record does not fit, before anything is written.
 */
export async function loadPlacePacks(database: Database, folder: string): Promise<Loaded[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const loaded: Loaded[] = [];
  for (const entry of entries.filter((each) => each.isDirectory())) {
    loaded.push(await loadPlacePack(database, join(folder, entry.name)));
  }
  const slugs = loaded.map(({ place }) => place);
  await database.as('system:content', (transaction) => sql`delete from visit.place where slug <> all(${slugs})`.execute(transaction));
  return loaded;
}

export async function loadPlacePack(database: Database, folder: string): Promise<Loaded> {
  const hash = await hashFolder(folder);
  const known = await database.as('system:content', async (transaction: Transaction) => {
    const { rows } = await sql<{ slug: string; timeZone: string; count: number }>`
      select place.slug, place.record->>'timeZone' as "timeZone", count(attraction.slug)::int as count
      from visit.place left join visit.attraction on attraction.place = place.slug
      where content_hash = ${hash} group by place.slug`.execute(transaction);
    return rows[0];
  });
  if (known !== undefined) return { place: known.slug, timeZone: known.timeZone, attractions: known.count, changed: false };

  const pack = await readPlacePack(folder);
  const problems = checkContent(pack);
  if (problems.length > 0) throw new PlacePackError(problems);
  await database.as('system:content', (transaction: Transaction) => replaceContent(transaction, pack, hash));
  return { place: pack.place.slug, timeZone: pack.place.timeZone, attractions: pack.attractions.length, changed: true };
}

async function replaceContent(transaction: Transaction, pack: PlacePack, hash: string): Promise<void> {
  const place = pack.place.slug;
  const record = { ...pack.place, shapes: Object.fromEntries(pack.shapes), roads: pack.roads };
  await sql`
    insert into visit.place (slug, record, content_hash) values (${place}, ${JSON.stringify(record)}, ${hash})
    on conflict (slug) do update
      set record = excluded.record, content_hash = excluded.content_hash, revision = place.revision + 1, loaded_at = now()`.execute(transaction);
  await sql`delete from visit.attraction where place = ${place}`.execute(transaction);
  await sql`delete from visit.town where place = ${place}`.execute(transaction);
  await sql`delete from visit.area where place = ${place}`.execute(transaction);
  await sql`
    insert into visit.area (slug, place, name, gss_code)
    select slug, ${place}, name, "gssCode"
    from json_to_recordset(${JSON.stringify(pack.areas)}) as area(slug text, name text, "gssCode" text)`.execute(transaction);
  await sql`
    insert into visit.town (place, slug, name, area, lat, lon, rank)
    select ${place}, slug, name, area, lat, lon, rank
    from json_to_recordset(${JSON.stringify(pack.towns)}) as town(slug text, name text, area text, lat float8, lon float8, rank int)`.execute(transaction);

  const townNames = new Map(pack.towns.map((town) => [town.slug, town.name]));
  const rows = pack.attractions.map((attraction) => ({
    slug: attraction.slug,
    area: attraction.area,
    kind: attraction.kind,
    name: attraction.name,
    lat: attraction.position.lat,
    lon: attraction.position.lon,
    renown: attraction.renown,
    record: attraction,
    search_text: searchText(attraction, townNames.get(attraction.town) ?? ''),
    search_words: searchWords(attraction, townNames.get(attraction.town) ?? ''),
  }));
  await sql`
    insert into visit.attraction (slug, place, area, kind, name, lat, lon, renown, record, search_text, search_words)
    select slug, ${place}, area, kind, name, lat, lon, renown, record, search_text, search_words
    from json_to_recordset(${JSON.stringify(rows)}) as attraction(
      slug text, area text, kind text, name text, lat float8, lon float8, renown float8, record jsonb, search_text text, search_words text[])`.execute(transaction);
}

async function hashFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256').update(loaderVersion);
  files.forEach((file, index) => hash.update(file.slice(folder.length)).update('\0').update(contents[index]!).update('\0'));
  return hash.digest('hex');
}
