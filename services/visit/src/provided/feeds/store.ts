/** The SQL of feeds. */

import type { Attraction } from '@drystone/part-visit-content';
import { sql, type Transaction } from '@drystone/database';
import type { Version } from '../store.ts';
import type { FeedFault } from './item.ts';
import type { FeedFormat, Known } from './read-feed.ts';

export interface FeedResult {
  readonly at: string;
  readonly outcome: 'read' | 'unchanged' | 'failed';
  readonly items: number;
  readonly submitted: number;
  readonly unchanged: number;
  readonly withdrawals: number;
  readonly faults: readonly FeedFault[];
  readonly faultsLeftOut: number;
  /** Why it could not be read, and how to mend it. */
  readonly failure: { readonly message: string; readonly mend: string } | null;
}

export interface Feed {
  readonly id: string;
  readonly provider: string;
  readonly url: string;
  readonly format: FeedFormat;
  readonly everyHours: number;
  readonly failures: number;
  readonly nextAt: string;
  readonly result: FeedResult | null;
}

const columns = sql`id, provider, url, format, every_hours as "everyHours", failures, to_char(next_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "nextAt", result`;

export async function findFeeds(transaction: Transaction, provider: string): Promise<readonly Feed[]> {
  const { rows } = await sql<Feed>`select ${columns} from visit.feed where provider = ${provider} order by created_at, id`.execute(transaction);
  return rows;
}

/** Undefined where the provider has a feed of that address already. */
export async function insertFeed(transaction: Transaction, { id, provider, url, format, everyHours, at }: { id: string; provider: string; url: string; format: FeedFormat; everyHours: number; at: Temporal.Instant }): Promise<Feed | undefined> {
  const { rows } = await sql<Feed>`
    insert into visit.feed (id, provider, url, format, every_hours, next_at, created_at, wanted)
    values (${id}, ${provider}, ${url}, ${format}, ${everyHours}, ${at.toString()}, ${at.toString()}, true)
    on conflict (provider, url) do nothing returning ${columns}`.execute(transaction);
  return rows[0];
}

/** Whether it was there. */
export async function deleteFeed(transaction: Transaction, provider: string, id: string): Promise<boolean> {
  const { rows } = await sql`delete from visit.feed where provider = ${provider} and id = ${id} returning 1`.execute(transaction);
  return rows.length === 1;
}

/** Makes it due now; false where there is none, or it was pulled within the last minute or is being pulled. */
export async function wantFeed(transaction: Transaction, provider: string, id: string, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`
    update visit.feed set next_at = ${now.toString()}, wanted = true, etag = null, last_modified = null
    where provider = ${provider} and id = ${id} and (result is null or (result->>'at')::timestamptz < ${now.subtract({ minutes: 1 }).toString()}) returning 1`.execute(transaction);
  return rows.length === 1;
}

export interface DueFeed extends Feed, Known {
  readonly wanted: boolean;
}

/** Takes the feed that has waited longest of those that are due; until `lease` nobody else does. */
export async function takeDueFeed(transaction: Transaction, now: Temporal.Instant, lease: Temporal.Instant, serving: readonly string[]): Promise<DueFeed | undefined> {
  const { rows } = await sql<DueFeed>`
    update visit.feed set next_at = ${lease.toString()}
    where id = (select id from visit.feed where next_at <= ${now.toString()} and (wanted or provider = any(${serving})) order by next_at limit 1 for update skip locked)
    returning ${columns}, etag, last_modified as "lastModified", wanted`.execute(transaction);
  return rows[0];
}

/** False where the feed was taken away meanwhile. */
export async function saveResult(transaction: Transaction, id: string, { result, known, failures, nextAt }: { result: FeedResult; known: Known | undefined; failures: number; nextAt: Temporal.Instant }): Promise<boolean> {
  const { rows } = await sql`
    update visit.feed set result = ${JSON.stringify(result)}, failures = ${failures}, next_at = ${nextAt.toString()}, wanted = false,
      etag = ${known === undefined ? sql`etag` : (known.etag ?? null)}, last_modified = ${known === undefined ? sql`last_modified` : (known.lastModified ?? null)}
    where id = ${id} returning 1`.execute(transaction);
  return rows.length === 1;
}

export interface KeptItem {
  readonly key: string;
  readonly slug: string;
  readonly confirmedAt: string | null;
}

export async function findItems(transaction: Transaction, feed: string): Promise<readonly KeptItem[]> {
  const { rows } = await sql<KeptItem>`select key, slug, to_char(confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "confirmedAt" from visit.feed_item where feed = ${feed}`.execute(transaction);
  return rows;
}

export async function keepItems(transaction: Transaction, feed: string, provider: string, items: readonly KeptItem[]): Promise<void> {
  await sql`
    insert into visit.feed_item (feed, provider, key, slug, confirmed_at)
    select ${feed}, ${provider}, key, slug, "confirmedAt" from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as given (key text, slug text, "confirmedAt" timestamptz)
    on conflict (feed, key) do update set slug = excluded.slug, confirmed_at = excluded.confirmed_at`.execute(transaction);
}

export async function forgetItems(transaction: Transaction, feed: string, keys: readonly string[]): Promise<void> {
  await sql`delete from visit.feed_item where feed = ${feed} and key = any(${keys})`.execute(transaction);
}

export interface FeedPicture {
  /** Where the feed says that it is. */
  readonly url: string;
  readonly picture: string;
  readonly readAt: string;
}

export async function findFeedPictures(transaction: Transaction, feed: string): Promise<readonly FeedPicture[]> {
  const { rows } = await sql<FeedPicture>`select url, picture, to_char(read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "readAt" from visit.feed_picture where feed = ${feed}`.execute(transaction);
  return rows;
}

/** These, and no others any more. */
export async function keepFeedPictures(transaction: Transaction, feed: string, provider: string, pictures: readonly FeedPicture[]): Promise<void> {
  await sql`delete from visit.feed_picture where feed = ${feed} and not (url = any(${pictures.map(({ url }) => url)}))`.execute(transaction);
  await sql`
    insert into visit.feed_picture (feed, provider, url, picture, read_at)
    select ${feed}, ${provider}, url, picture, "readAt" from jsonb_to_recordset(${JSON.stringify(pictures)}::jsonb) as given (url text, picture uuid, "readAt" timestamptz)
    where exists (select from visit.feed where id = ${feed})
    on conflict (feed, url) do update set picture = excluded.picture, read_at = excluded.read_at`.execute(transaction);
}

export interface NewestVersion extends Pick<Version, 'id' | 'slug' | 'number' | 'place' | 'record' | 'state' | 'reason' | 'feed'> {
  /** What is in the guide today, under whatever slug. */
  readonly shown: Attraction | null;
}

export async function findNewest(transaction: Transaction, provider: string): Promise<ReadonlyMap<string, NewestVersion>> {
  const { rows } = await sql<NewestVersion>`
    select distinct on (version.slug) version.id, version.slug, version.number, version.place, version.record, version.state, version.reason, version.feed, shown.record as shown
    from visit.provided_version as version left join visit.provided_attraction as shown on shown.provider = version.provider and shown.own_slug = version.slug
    where version.provider = ${provider} order by version.slug, version.number desc`.execute(transaction);
  return new Map(rows.map((row) => [row.slug, row]));
}
