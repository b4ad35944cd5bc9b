/** The SQL of what providers publish. Row-level security narrows each to what the actor may see. */

import type { Attraction } from '@drystone/part-visit-content';
import { sql, type Transaction } from '@drystone/database';
import { searchText, searchWords } from '../attractions/search-text.ts';
import { ownPictures } from '../pictures/own-picture.ts';
import { keepForVersion } from '../pictures/store.ts';
import type { ProvidedAttraction } from './join.ts';

export type VersionState = 'submitted' | 'published' | 'returned';

export interface Version {
  readonly id: string;
  readonly provider: string;
  readonly place: string;
  readonly slug: string;
  readonly number: number;
  /** Null: taken away. */
  readonly record: Attraction | null;
  readonly state: VersionState;
  readonly reason: string | null;
  readonly at: string;
  /** The feed that brought it; null where it was typed or pushed. */
  readonly feed: string | null;
}

const columns = sql`id, provider, place, slug, number, record, state, reason, feed, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`;

/** Until the transaction ends nobody else changes this provider's content. */
export async function lockContent(transaction: Transaction, provider: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`content of ${provider}`}, 0))`.execute(transaction);
}

export async function insertVersion(transaction: Transaction, version: { id: string; provider: string; place: string; slug: string; record: Attraction | null; state: VersionState; at: Temporal.Instant; feed?: string }): Promise<Version> {
  const { rows } = await sql<Version>`
    insert into visit.provided_version (id, provider, place, slug, number, record, state, at, feed)
    select ${version.id}, ${version.provider}, ${version.place}, ${version.slug}, coalesce(max(number), 0) + 1, ${version.record === null ? null : JSON.stringify(version.record)}::jsonb, ${version.state}, ${version.at.toString()}, ${version.feed ?? null}::uuid
    from visit.provided_version where provider = ${version.provider} and slug = ${version.slug}
    returning ${columns}`.execute(transaction);
  if (version.record !== null) await keepForVersion(transaction, version.id, version.provider, ownPictures(version.record));
  return rows[0]!;
}

/** The newest first. */
export async function findVersions(transaction: Transaction, provider: string, slug: string): Promise<readonly Version[]> {
  const { rows } = await sql<Version>`select ${columns} from visit.provided_version where provider = ${provider} and slug = ${slug} order by number desc`.execute(transaction);
  return rows;
}

export async function findVersion(transaction: Transaction, id: string): Promise<Version | undefined> {
  const { rows } = await sql<Version>`select ${columns} from visit.provided_version where id = ${id}`.execute(transaction);
  return rows[0];
}

/** The newest version of each place of a provider, and whether an earlier or this one is in the guide. */
export async function findContent(transaction: Transaction, provider: string): Promise<readonly (Version & { readonly published: boolean })[]> {
  const { rows } = await sql<Version & { published: boolean }>`
    select ${columns}, exists (select from visit.provided_attraction as shown where shown.provider = newest.provider and shown.own_slug = newest.slug) as published
    from (select distinct on (slug) * from visit.provided_version where provider = ${provider} order by slug, number desc) as newest order by slug`.execute(transaction);
  return rows;
}

export async function countContent(transaction: Transaction, provider: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(distinct slug)::int as count from visit.provided_version where provider = ${provider}`.execute(transaction);
  return rows[0]!.count;
}

/** The longest waiting first; only the newest of each place, with the slug under which it is in the guide today. */
export async function findWaiting(transaction: Transaction, providers: readonly string[]): Promise<readonly (Version & { readonly shownAs: string | null })[]> {
  const { rows } = await sql<Version & { shownAs: string | null }>`
    select ${columns}, (select shown.slug from visit.provided_attraction as shown where shown.provider = version.provider and shown.own_slug = version.slug) as "shownAs"
    from visit.provided_version as version
    where state = 'submitted' and provider = any(${providers})
      and not exists (select from visit.provided_version as later where later.provider = version.provider and later.slug = version.slug and later.number > version.number)
    order by at, id limit 500`.execute(transaction);
  return rows;
}

/** Whether it was still waiting. */
export async function decideVersion(transaction: Transaction, id: string, state: 'published' | 'returned', reason: string | null, at: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`update visit.provided_version set state = ${state}, reason = ${reason}, decided_at = ${at.toString()} where id = ${id} and state = 'submitted' returning 1`.execute(transaction);
  return rows.length === 1;
}

/**
 * Puts a record where it is found, in place of the one before.
 * @param ownSlug the provider's slug of it, where it is a place that is in the guide under another.
 */
export async function showRecord(transaction: Transaction, provider: string, place: string, record: Attraction, townName: string, ownSlug: string): Promise<void> {
  await sql`delete from visit.provided_attraction where provider = ${provider} and own_slug = ${ownSlug} and slug <> ${record.slug}`.execute(transaction);
  await sql`
    insert into visit.provided_attraction (provider, slug, own_slug, place, area, kind, name, lat, lon, renown, record, pictures, search_text, search_words)
    values (${provider}, ${record.slug}, ${ownSlug}, ${place}, ${record.area}, ${record.kind}, ${record.name}, ${record.position.lat}, ${record.position.lon}, ${record.renown}, ${JSON.stringify(record)}, ${ownPictures(record)}, ${searchText(record, townName)}, ${searchWords(record, townName)})
    on conflict (provider, slug) do update set own_slug = excluded.own_slug, area = excluded.area, kind = excluded.kind, name = excluded.name, lat = excluded.lat, lon = excluded.lon,
      renown = excluded.renown, record = excluded.record, pictures = excluded.pictures, search_text = excluded.search_text, search_words = excluded.search_words`.execute(transaction);
  await changedContent(transaction, place);
}

/** Under which slug a provider's place is in the guide, by the provider's own; undefined where it is not. */
export async function shownSlug(transaction: Transaction, provider: string, ownSlug: string): Promise<string | undefined> {
  const { rows } = await sql<{ slug: string }>`select slug from visit.provided_attraction where provider = ${provider} and own_slug = ${ownSlug}`.execute(transaction);
  return rows[0]?.slug;
}

/** Which of a provider's own places is shown under a slug. */
export async function ownSlugOf(transaction: Transaction, provider: string, slug: string): Promise<string | undefined> {
  const { rows } = await sql<{ ownSlug: string }>`select own_slug as "ownSlug" from visit.provided_attraction where provider = ${provider} and slug = ${slug}`.execute(transaction);
  return rows[0]?.ownSlug;
}

/** Whether it was shown. */
export async function hideRecord(transaction: Transaction, provider: string, place: string, ownSlug: string): Promise<boolean> {
  const { rows } = await sql`delete from visit.provided_attraction where provider = ${provider} and own_slug = ${ownSlug} returning 1`.execute(transaction);
  if (rows.length > 0) await changedContent(transaction, place);
  return rows.length > 0;
}

async function changedContent(transaction: Transaction, place: string): Promise<void> {
  await sql`update visit.place set revision = revision + 1 where slug = ${place}`.execute(transaction);
}

export async function findProvided(transaction: Transaction, place: string): Promise<readonly ProvidedAttraction[]> {
  const { rows } = await sql<ProvidedAttraction>`select provider, record from visit.provided_attraction where place = ${place} order by provider, slug`.execute(transaction);
  return rows;
}
