/** The feeds of a provider: registered, looked at, pulled at once, taken away. */

import { randomUUIDv7 } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { askForJob } from '@drystone/jobs';
import { z } from 'zod';
import { fieldProblems, invalid, Problem } from '../../problem.ts';
import { actingFor } from '../acting.ts';
import { feedFormats } from './read-feed.ts';
import { deleteFeed, findFeeds, insertFeed, wantFeed, type Feed } from './store.ts';

export const feedForm = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'use an address such as https://provider.example/places.json' })
    .max(2_000)
    .refine((url) => !/^https?:\/\/[^/]*@/.test(url), 'leave the password out'),
  format: z.enum(feedFormats),
  everyHours: z.int().min(1).max(168).default(24),
});

export interface Feeds {
  feeds(caller: Caller | undefined, provider: string): Promise<readonly Feed[]>;
  /** It is read at once, and then on its schedule for as long as an award of the provider is in force. */
  registerFeed(caller: Caller | undefined, provider: string, form: unknown): Promise<Feed>;
  removeFeed(caller: Caller | undefined, provider: string, id: string): Promise<void>;
  /** @throws Problem 409 where it was pulled a moment ago. */
  pullFeed(caller: Caller | undefined, provider: string, id: string): Promise<void>;
}

export const pullFeedsJob = 'pull_feeds';
const mostFeeds = 10;

export function createFeeds({ database, clock }: { readonly database: Database; readonly clock: () => Temporal.Instant }): Feeds {
  const unknown = () => new Problem({ kind: 'not-found', detail: 'This provider has no such feed.' });
  const isId = (id: string) => z.uuid().safeParse(id).success;
  return {
    async feeds(caller, provider) {
      const allowed = requirePermission(caller, 'content.read', provider);
      return database.as(actingFor(allowed, provider), (transaction) => findFeeds(transaction, provider));
    },
    async registerFeed(caller, provider, given) {
      const allowed = requirePermission(caller, 'content.edit', provider);
      const form = feedForm.safeParse(given);
      if (!form.success) throw invalid(fieldProblems(form.error));
      const now = clock();
      return database.as(actingFor(allowed, provider), async (transaction) => {
        if ((await findFeeds(transaction, provider)).length >= mostFeeds) throw invalid([{ field: 'url', message: `a provider may have ${mostFeeds} feeds`, mend: 'take one away first' }], 'impossible-request');
        const feed = await insertFeed(transaction, { id: randomUUIDv7(), provider, ...form.data, url: new URL(form.data.url).href, at: now });
        if (feed === undefined) throw new Problem({ kind: 'taken', detail: 'This feed is registered already.' });
        await appendEvent(transaction, { type: 'feed.registered', subject: feed.id, at: now, data: { provider, format: feed.format } });
        await askForJob(transaction, pullFeedsJob);
        return feed;
      });
    },
    async removeFeed(caller, provider, id) {
      const allowed = requirePermission(caller, 'content.edit', provider);
      await database.as(actingFor(allowed, provider), async (transaction) => {
        if (!isId(id) || !(await deleteFeed(transaction, provider, id))) throw unknown();
        await appendEvent(transaction, { type: 'feed.removed', subject: id, at: clock(), data: { provider } });
      });
    },
    async pullFeed(caller, provider, id) {
      const allowed = requirePermission(caller, 'content.edit', provider);
      await database.as(actingFor(allowed, provider), async (transaction) => {
        if (!isId(id) || !(await findFeeds(transaction, provider)).some((feed) => feed.id === id)) throw unknown();
        if (!(await wantFeed(transaction, provider, id, clock()))) throw new Problem({ kind: 'taken', detail: 'It was read less than a minute ago: wait a moment.' });
        await askForJob(transaction, pullFeedsJob);
      });
    },
  };
}
