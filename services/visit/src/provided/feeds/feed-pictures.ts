/** The pictures that a feed names by their addresses: fetched, taken in, and named by the guide's own from then on. */

import type { Database } from '@drystone/database';
import { OutboundError, type Outbound } from '@drystone/outbound';
import { mostPictures, type Attraction } from '@drystone/part-visit-content';
import { addressOfPicture } from '../../pictures/own-picture.ts';
import type { KeepPicture } from '../../pictures/pictures.ts';
import { Problem } from '../../problem.ts';
import { isObject, type Json } from './json.ts';
import type { FeedFault, FeedItem } from './item.ts';
import { findFeedPictures, keepFeedPictures, type FeedPicture } from './store.ts';

/** What became of each address. */
export interface TakenPictures {
  /** The guide's own address of it. */
  readonly own: ReadonlyMap<string, string>;
  readonly faults: ReadonlyMap<string, Pick<FeedFault, 'message' | 'mend'>>;
  /** Else some are left for the next time, when the feed is read again although it is as it was. */
  readonly areAll: boolean;
}

/** Of one reading: the next takes the rest. */
const mostFetched = 100;
const mostBytes = 10 * 1024 * 1024;
const fetchMs = 20_000;
/** A picture at the same address may be another by then. */
const freshDays = 7;

export interface TakingPictures {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly keep: KeepPicture;
}

/** Takes in what the items name, for the feed's provider. */
export async function takePictures({ database, clock, keep }: TakingPictures, outbound: Outbound, feed: { readonly id: string; readonly provider: string; readonly url: string }, items: Iterable<FeedItem>, signal: AbortSignal): Promise<TakenPictures> {
  const acting = { actor: 'system:content', organisations: [feed.provider] } as const;
  const wanted = new Set([...items].flatMap((item) => picturesNamed(item)).flatMap((url) => whole(url, feed.url) ?? []));
  const known = new Map((await database.as(acting, (transaction) => findFeedPictures(transaction, feed.id))).map((each) => [each.url, each]));
  const faults = new Map<string, Pick<FeedFault, 'message' | 'mend'>>();
  const fresh = clock().subtract({ hours: 24 * freshDays });
  const taken: FeedPicture[] = [];
  let [fetched, areAll] = [0, true];
  for (const url of wanted) {
    const before = known.get(url);
    if (before !== undefined && Temporal.Instant.compare(Temporal.Instant.from(before.readAt), fresh) > 0) {
      taken.push(before);
      continue;
    }
    if (fetched >= mostFetched || signal.aborted) {
      areAll = false;
      if (before !== undefined) taken.push(before);
      continue;
    }
    fetched++;
    try {
      const { status, body } = await outbound.call(url, { mostBytes, wholeMs: fetchMs, signal });
      if (status !== 200) throw new OutboundError('unreachable', `answers ${status}`, 'see that it is there for everybody');
      const { id } = await keep(acting, feed.provider, body);
      taken.push({ url, picture: id, readAt: clock().toString() });
    } catch (error) {
      if (error instanceof Problem && error.errors[0] !== undefined) faults.set(url, { message: error.errors[0].message, mend: error.errors[0].mend ?? '' });
      else if (error instanceof OutboundError) {
        faults.set(url, error);
        areAll = false;
      } else throw error;
      // What was there stays for as long as its host has a bad day.
      if (before !== undefined) taken.push(before);
    }
  }
  await database.as(acting, (transaction) => keepFeedPictures(transaction, feed.id, feed.provider, taken));
  return { own: new Map(taken.map(({ url, picture }) => [url, addressOfPicture(picture)])), faults, areAll };
}

/** The record with the guide's own addresses; what could not be taken in is left out, and told. */
export function withOwnPictures(record: Attraction, feedUrl: string, where: string, { own, faults }: Pick<TakenPictures, 'own' | 'faults'>): { readonly record: Attraction; readonly faults: readonly FeedFault[] } {
  const { pictures, ...rest } = record;
  if (pictures === undefined) return { record, faults: [] };
  const told: FeedFault[] = [];
  const taken = pictures.flatMap((picture, index) => {
    const address = whole(picture.url, feedUrl) ?? picture.url;
    const url = own.get(address);
    if (url !== undefined) return [{ ...picture, url }];
    const fault = faults.get(address);
    if (fault !== undefined) told.push({ where, field: `pictures.${index}`, message: `${address.slice(0, 200)} ${fault.message}`, mend: fault.mend });
    return [];
  });
  return { record: taken.length === 0 ? rest : { ...rest, pictures: taken }, faults: told };
}

function picturesNamed(item: FeedItem): readonly string[] {
  if (item.kind === 'described') return (item.described.pictures ?? []).slice(0, mostPictures).map(({ url }) => url);
  if (item.kind !== 'record') return [];
  const { record } = item as { readonly record: Json };
  const pictures = isObject(record) ? record['pictures'] : undefined;
  return Array.isArray(pictures) ? pictures.slice(0, mostPictures).flatMap((each: Json) => (isObject(each) && typeof each['url'] === 'string' ? [each['url']] : [])) : [];
}

function whole(url: string, feedUrl: string): string | undefined {
  return URL.parse(url, feedUrl)?.href;
}
