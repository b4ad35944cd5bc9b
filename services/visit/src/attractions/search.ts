/** Finding attractions: one statement, everything but the opening hours decided by the database. */

import { sql, type RawBuilder, type Transaction } from '@drystone/database';
import { hiddenBelow } from '@drystone/part-visit-recommender';
import { wordsOf } from './search-text.ts';
import type { AttractionQuery } from './attraction-view.ts';

/** Slips of spelling that are forgiven, by the length of the word: two letters swapped are two. */
const slipsForgiven = (word: string): number => (word.length <= 3 ? 0 : word.length === 4 ? 1 : word.length <= 8 ? 2 : 3);

/**
 * Slugs that match, the most fitting first; with `near`, the nearest first. `providers` are those whose content is in the guide now.
 */
export async function searchAttractions(transaction: Transaction, query: AttractionQuery, providers: readonly string[]): Promise<{ slug: string; distanceMetres: number | null }[]> {
  const conditions: RawBuilder<unknown>[] = [sql`place = ${query.place}`];
  if (query.area) conditions.push(sql`area = any(${query.area})`);
  if (query.kind) conditions.push(sql`kind = any(${query.kind})`);
  if (query.interest) conditions.push(sql`record->'interests' ?| ${query.interest}::text[]`);
  if (query.hidden) conditions.push(sql`renown < ${hiddenBelow}`);
  for (const need of query.accessibility ?? []) conditions.push(sql`record->'accessibility'->>${need} = 'yes'`);
  if (query.bbox) {
    const [west, south, east, north] = query.bbox;
    conditions.push(sql`lon between ${west} and ${east} and lat between ${south} and ${north}`);
  }
  const distance = query.near === undefined ? sql<null>`null::float8` : haversine(query.near);
  if (query.near && query.radiusMetres !== undefined) conditions.push(sql`${haversine(query.near)} <= ${query.radiusMetres}`);

  const words = wordsOf(query.q ?? '').slice(0, 12);
  // Every word must be there, or something alike to it.
  for (const word of words) {
    const slips = slipsForgiven(word);
    const misspelt = slips === 0 ? sql`false` : sql`exists (select from unnest(search_words) as known where levenshtein_less_equal(known, ${word.slice(0, 60)}, ${slips}) <= ${slips})`;
    conditions.push(sql`(search_text like ${`%${word}%`} or ${misspelt})`);
  }
  const phrase = words.join(' ');
  const order =
    query.near !== undefined
      ? sql`distance, slug`
      : words.length > 0
        ? sql`(lower(name) like ${`%${phrase}%`}) desc, strict_word_similarity(${phrase}, lower(name)) desc, renown desc, slug`
        : sql`renown desc, slug`;

  const { rows } = await sql<{ slug: string; distanceMetres: number | null }>`
    select slug, distance as "distanceMetres"
    from (
      select distinct on (slug) *, ${distance} as distance from (
        select ${searched} from visit.attraction union all select ${searched} from visit.provided_attraction where provider = any(${providers})
      ) as known where ${sql.join(conditions, sql` and `)} order by slug
    ) as found
    order by ${order}`.execute(transaction);
  return rows;
}

const searched = sql`slug, place, area, kind, name, lat, lon, renown, record, search_text, search_words`;

/** Great-circle metres from a point to the row's. */
function haversine([lat, lon]: readonly [number, number]): RawBuilder<number> {
  return sql<number>`2 * 6371008.8 * asin(sqrt(
    power(sin(radians(lat - ${lat}) / 2), 2) + cos(radians(${lat})) * cos(radians(lat)) * power(sin(radians(lon - ${lon}) / 2), 2)))`;
}
