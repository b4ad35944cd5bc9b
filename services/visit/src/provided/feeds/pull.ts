/**
 * Pulls the feeds that are due: reads each, hands in what is new or other, says what is still so,
 * and proposes to take out what is gone. A curator decides, as with everything that is handed in.
 */

import { randomUUIDv7 } from 'node:crypto';
import type { Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { OutboundError, type Outbound } from '@drystone/outbound';
import { visitContent } from '@drystone/part-visit-content';
import type { Catalogues } from '../../content/catalogue.ts';
import type { Awards, ServingAward } from '../../ports.ts';
import { decideVersion, insertVersion, lockContent } from '../store.ts';
import { takePictures, withOwnPictures, type TakenPictures, type TakingPictures } from './feed-pictures.ts';
import { FeedError, type FeedFault, type FeedItem } from './item.ts';
import { ComeBackLater, readFeed } from './read-feed.ts';
import { recordOf, sameSaying } from './record.ts';
import { findItems, findNewest, forgetItems, keepItems, saveResult, takeDueFeed, type DueFeed, type FeedResult, type KeptItem, type NewestVersion } from './store.ts';

export interface PullOptions extends TakingPictures {
  readonly catalogues: Catalogues;
  readonly awards: Awards;
}

const wholeMs = 5 * 60_000;
const leaseMinutes = 15;
const firstPauseMinutes = 15;
const longestPauseMinutes = 24 * 60;
const mostFaults = 50;
/** An unchanged place is confirmed so often. */
const confirmedEveryDays = 30;
/** Of what a feed held: when more goes at once, it is more likely that the feed broke. */
const mostVanishingShare = 0.5;

/** Of which transaction its provider acts and the system with it. */
const actingFor = (provider: string) => ({ actor: 'system:content', organisations: [provider] }) as const;

/** @returns how many were pulled. */
export async function pullDueFeeds({ database, clock, catalogues, awards, keep }: PullOptions, outbound: Outbound, most = 200): Promise<number> {
  let pulled = 0;
  while (pulled < most) {
    const now = clock();
    const serving = await awards.allWhoServe(visitContent.id, now);
    const feed = await database.as('system:content', (transaction) => takeDueFeed(transaction, now, now.add({ minutes: leaseMinutes }), [...new Set(serving.map(({ providerId }) => providerId))]));
    if (feed === undefined) break;
    await pull(feed, serving);
    pulled++;
  }
  return pulled;

  async function pull(feed: DueFeed, serving: readonly ServingAward[]): Promise<void> {
    const signal = AbortSignal.timeout(wholeMs);
    try {
      const reading = await readFeed(outbound, { url: feed.url, format: feed.format, known: feed }, signal);
      const items = new Map<string, FeedItem>();
      const keyless: FeedFault[] = [];
      if (reading.changed) {
        for await (const item of reading.items) {
          if (item.kind === 'fault' && item.key === undefined) keyless.push(item.fault);
          // Of two that say they are the same, the later one says what is so now.
          else items.set(item.kind === 'fault' ? item.key! : item.key, item);
        }
        if (items.size === 0) throw new FeedError(keyless[0] === undefined ? 'holds no places' : `holds no place that can be read: ${keyless[0].where}: ${keyless[0].field} ${keyless[0].message}`, keyless[0]?.mend ?? 'see that it is the right address and form');
      }
      const all = await catalogues.all();
      const pictures = reading.changed ? await takePictures({ database, clock, keep }, outbound, feed, items.values(), signal) : undefined;
      await database.as(actingFor(feed.provider), async (transaction) => {
        await lockContent(transaction, feed.provider);
        const result = pictures === undefined ? await confirmAll(transaction, feed, serving) : await takeIn(transaction, feed, [...items], keyless, pictures, serving, all);
        await save(transaction, feed, result, { known: !reading.changed ? undefined : pictures?.areAll ? reading.known() : { etag: null, lastModified: null }, failures: 0, minutes: feed.everyHours * 60 });
      });
    } catch (error) {
      if (!(error instanceof FeedError) && !(error instanceof OutboundError)) throw error;
      const failures = feed.failures + 1;
      const pause = Math.min(longestPauseMinutes, firstPauseMinutes * 2 ** Math.min(10, failures - 1));
      const asked = error instanceof ComeBackLater ? Math.min(7 * 24 * 60, error.seconds / 60) : 0;
      const result: FeedResult = { ...nothing(clock()), outcome: 'failed', failure: { message: error.message.slice(0, 400), mend: error.mend } };
      await database.as(actingFor(feed.provider), (transaction) => save(transaction, feed, result, { known: { etag: null, lastModified: null }, failures, minutes: Math.max(pause, asked) }));
    }
  }

  async function save(transaction: Transaction, feed: DueFeed, result: FeedResult, { known, failures, minutes }: { known: Parameters<typeof saveResult>[2]['known']; failures: number; minutes: number }): Promise<void> {
    const now = clock();
    // A tenth more or less, so that not all feeds come at the same minute for ever.
    const nextAt = now.add({ seconds: Math.round(minutes * 60 * (0.9 + 0.2 * Math.random())) });
    if (!(await saveResult(transaction, feed.id, { result, known, failures, nextAt }))) return;
    const { outcome, items, submitted, withdrawals, faults, faultsLeftOut } = result;
    await appendEvent(transaction, { type: 'feed.pulled', subject: feed.id, at: now, data: { provider: feed.provider, outcome, items, submitted, withdrawals, faults: faults.length + faultsLeftOut } });
  }

  async function takeIn(transaction: Transaction, feed: DueFeed, items: readonly (readonly [string, FeedItem])[], keyless: readonly FeedFault[], pictures: TakenPictures, serving: readonly ServingAward[], all: Awaited<ReturnType<Catalogues['all']>>): Promise<FeedResult> {
    const now = clock();
    const { provider, id: feedId, url } = feed;
    const ground = { catalogues: all, host: new URL(url).host, feedUrl: url, today: now.toZonedDateTimeISO('UTC').toPlainDate().toString() };
    const kept = new Map((await findItems(transaction, feedId)).map((item) => [item.key, item]));
    const newest = new Map(await findNewest(transaction, provider));
    const faults = [...keyless];
    const bySlug = new Map<string, string>();
    const keep: KeptItem[] = [];
    const gone: string[] = [];
    let [submitted, unchanged] = [0, 0];

    for (const [key, item] of items) {
      const before = kept.get(key);
      if (item.kind === 'gone') {
        gone.push(key);
        continue;
      }
      if (item.kind === 'fault') {
        faults.push(item.fault);
        continue;
      }
      const mapped = recordOf(item, ground, before?.slug);
      if ('faults' in mapped) {
        faults.push(...mapped.faults);
        continue;
      }
      const { place, leftOut } = mapped.mapped;
      const { record, faults: untaken } = withOwnPictures(mapped.mapped.record, url, item.where, pictures);
      faults.push(...leftOut, ...untaken);
      const twin = bySlug.get(record.slug);
      if (twin !== undefined) {
        faults.push({ where: item.where, field: 'slug', message: `"${record.slug}" is at ${twin} too`, mend: 'give each place a slug or name of its own' });
        continue;
      }
      bySlug.set(record.slug, item.where);
      const known = newest.get(record.slug);
      const outcome = await handIn(known, record, place);
      if (outcome === 'submitted') submitted++;
      else unchanged++;
      if (outcome === 'returned') faults.push({ where: item.where, field: 'item', message: `was returned: ${known!.reason ?? ''}`, mend: 'change it in the feed as the curator asks' });
      const isDue = outcome === 'shown' && (before?.confirmedAt == null || Temporal.Instant.compare(Temporal.Instant.from(before.confirmedAt).add({ hours: 24 * confirmedEveryDays }), now) <= 0);
      if (isDue) await confirm(transaction, provider, known!, serving, now);
      keep.push({ key, slug: record.slug, confirmedAt: isDue ? now.toString() : (before?.confirmedAt ?? null) });
    }

    const there = new Set(items.map(([key]) => key));
    gone.push(...[...kept.keys()].filter((key) => !there.has(key)));
    const leaving = gone.flatMap((key) => kept.get(key) ?? []).filter(({ slug }) => !bySlug.has(slug));
    let withdrawals = 0;
    if (leaving.length > 3 && leaving.length > kept.size * mostVanishingShare) {
      faults.unshift({ where: 'the feed', field: 'items', message: `${leaving.length} of ${kept.size} places are not in it any more; none was taken out`, mend: 'put them back, or take them out by hand' });
    } else {
      for (const { slug } of leaving) {
        const known = newest.get(slug);
        if (known === undefined || (known.record === null && (known.shown === null || known.state === 'submitted'))) continue;
        const version = await insertVersion(transaction, { id: randomUUIDv7(), provider, place: known.place, slug, record: null, state: known.shown === null ? 'published' : 'submitted', at: now, feed: feedId });
        await appendEvent(transaction, { type: known.shown === null ? 'content.withdrawn' : 'content.submitted', subject: slug, at: now, data: { provider, version: version.number } });
        withdrawals++;
      }
      await forgetItems(transaction, feedId, gone);
    }
    await keepItems(transaction, feedId, provider, keep);
    return { ...nothing(now), outcome: 'read', items: items.length + keyless.length, submitted, unchanged, withdrawals, faults: faults.slice(0, mostFaults), faultsLeftOut: Math.max(0, faults.length - mostFaults) };

    async function handIn(known: NewestVersion | undefined, record: NonNullable<NewestVersion['record']>, place: string): Promise<'submitted' | 'waiting' | 'shown' | 'returned'> {
      if (known !== undefined) {
        if (known.record !== null && sameSaying(known.record, record)) return known.state === 'submitted' ? 'waiting' : known.state === 'returned' ? 'returned' : 'shown';
        // Back before anybody let it go: as if it had never been away.
        if (known.record === null && known.state !== 'published' && known.shown !== null && sameSaying({ ...known.shown, slug: record.slug }, record)) {
          if (known.state === 'submitted') await decideVersion(transaction, known.id, 'returned', 'It is in the feed again.', now);
          return 'shown';
        }
      }
      const version = await insertVersion(transaction, { id: randomUUIDv7(), provider, place, slug: record.slug, record, state: 'submitted', at: now, feed: feedId });
      await appendEvent(transaction, { type: 'content.submitted', subject: record.slug, at: now, data: { provider, version: version.number } });
      return 'submitted';
    }
  }

  async function confirmAll(transaction: Transaction, feed: DueFeed, serving: readonly ServingAward[]): Promise<FeedResult> {
    const now = clock();
    const kept = await findItems(transaction, feed.id);
    const due = kept.filter(({ confirmedAt }) => confirmedAt === null || Temporal.Instant.compare(Temporal.Instant.from(confirmedAt).add({ hours: 24 * confirmedEveryDays }), now) <= 0);
    if (due.length > 0) {
      const newest = await findNewest(transaction, feed.provider);
      const shown = due.filter(({ slug }) => newest.get(slug)?.state === 'published' && newest.get(slug)?.shown != null);
      for (const { slug } of shown) await confirm(transaction, feed.provider, newest.get(slug)!, serving, now);
      await keepItems(transaction, feed.id, feed.provider, shown.map((item) => ({ ...item, confirmedAt: now.toString() })));
    }
    return { ...nothing(now), outcome: 'unchanged', items: kept.length, unchanged: kept.length, faults: feed.result?.faults ?? [], faultsLeftOut: feed.result?.faultsLeftOut ?? 0 };
  }
}

/** The award under which a provider's place is in the guide. */
export function awardFor(serving: readonly ServingAward[], provider: string, area: string): { readonly awardId: string } | Record<string, never> {
  const award = serving.find(({ providerId, areas }) => providerId === provider && areas.includes(area));
  return award === undefined ? {} : { awardId: award.awardId };
}

async function confirm(transaction: Transaction, provider: string, { slug, number, shown }: NewestVersion, serving: readonly ServingAward[], at: Temporal.Instant): Promise<void> {
  await appendEvent(transaction, { type: 'content.confirmed', subject: slug, at, ...(shown && awardFor(serving, provider, shown.area)), data: { provider, version: number } });
}

function nothing(at: Temporal.Instant): FeedResult {
  return { at: at.toString({ smallestUnit: 'second' }), outcome: 'read', items: 0, submitted: 0, unchanged: 0, withdrawals: 0, faults: [], faultsLeftOut: 0, failure: null };
}
