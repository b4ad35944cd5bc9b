/**
 * What the product tells of a tender by itself: providers of a lot that fits, each once, and before that of a buyer that asks
 * the market; those who wrote that it is answered; openers that the deadline has passed; bidders that their tender was amended,
 * and that their bids are open, or broken. A job asks for all of it, and asking
 * twice tells nothing twice.
 */

import type { Database, Transaction } from '@drystone/database';
import { sql } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { deadlineWords } from '../bids/deadline.ts';
import { newLink } from '../bids/openers.ts';
import { findUnreadable, lockBox } from '../bids/store.ts';
import { findEngagement, findFollowers, markEngagementTold, takeDecided, untoldDecisions, untoldEngagements } from '../engagement/store.ts';
import { phases } from '../engagement/enquiry.ts';
import { methodOf } from '../methods/method.ts';
import type { Organisations } from '../ports.ts';
import { buyersOf, type Process } from '../processes/process.ts';
import { findProcess } from '../processes/store.ts';
import { fitOf } from './fit.ts';
import { findAlerted, takeAlerts, takeMarketAlert } from './store.ts';

export interface Telling {
  /** @returns how many letters were written. */
  tellOfTenders(): Promise<number>;
}

const pageSize = 200;

export function createTelling({ database, clock, organisations, origin, timeZone }: { readonly database: Database; readonly clock: () => Temporal.Instant; readonly organisations: Pick<Organisations, 'addresses'>; readonly origin: string; readonly timeZone: string }): Telling {
  const pending = (query: ReturnType<typeof sql<{ id: string }>>) => database.as('system:commissioning', async (transaction) => (await query.execute(transaction)).rows.map(({ id }) => id));
  const processOf = (id: string) => database.as('system:commissioning', (transaction) => findProcess(transaction, id));

  async function alertProviders(process: Process): Promise<number> {
    const { content } = process;
    let letters = 0;
    if (methodOf(content.method).ocds !== 'direct' && content.deadline !== null && Temporal.Instant.compare(clock(), content.deadline) < 0) {
      for (let after: string | undefined; ; ) {
        const profiles = await database.as('system:commissioning', (transaction) => findAlerted(transaction, after, pageSize));
        for (const profile of profiles) {
          const fitting = content.lots.filter((lot) => fitOf(profile.content, lot) !== undefined);
          if (fitting.length === 0) continue;
          const addresses = await organisations.addresses(profile.organisation);
          letters += await database.as('system:commissioning', async (transaction) => {
            const fresh = await takeAlerts(transaction, profile.organisation, process.id, fitting.map(({ id }) => id), clock());
            if (fresh.length === 0) return 0;
            await appendEvent(transaction, { type: 'lot.alerted', subject: profile.organisation, at: clock(), data: { process: process.id, lots: fresh } });
            const lots = fitting.filter(({ id }) => fresh.includes(id)).map(({ title }) => `- ${title}`).join('\n');
            const body = m.mail_alert_body({ buyer: process.buyer.name, title: content.title, lots, deadline: deadlineWords(Temporal.Instant.from(content.deadline!), timeZone), link: `${origin}/commissioning/processes/${process.id}`, list: `${origin}/account/organisations/${profile.organisation}/lots` });
            for (const to of addresses) await post(transaction, { to, subject: m.mail_alert_subject({ title: content.title }), body }, clock());
            return addresses.length;
          });
        }
        after = profiles.at(-1)?.organisation;
        if (profiles.length < pageSize) break;
      }
    }
    await database.as('system:commissioning', (transaction) => sql`insert into commissioning.alerted_tender (process, at) values (${process.id}, ${clock().toString()}) on conflict do nothing`.execute(transaction));
    return letters;
  }

  /** Those for whom a lot of the draft would be; which lots those are stays in the draft. */
  async function tellMarket(process: Process): Promise<number> {
    const engagement = await database.as('system:commissioning', (transaction) => findEngagement(transaction, process.id));
    let letters = 0;
    if (engagement !== undefined && Temporal.Instant.compare(clock(), engagement.openUntil) < 0) {
      for (let after: string | undefined; ; ) {
        const profiles = await database.as('system:commissioning', (transaction) => findAlerted(transaction, after, pageSize));
        for (const profile of profiles.filter(({ content }) => process.content.lots.some((lot) => fitOf(content, lot) !== undefined))) {
          const addresses = await organisations.addresses(profile.organisation);
          letters += await database.as('system:commissioning', async (transaction) => {
            if (!(await takeMarketAlert(transaction, profile.organisation, process.id, clock()))) return 0;
            await appendEvent(transaction, { type: 'engagement.alerted', subject: profile.organisation, at: clock(), data: { process: process.id } });
            const body = m.mail_engagement_body({ buyer: process.buyer.name, title: engagement.title, until: deadlineWords(Temporal.Instant.from(engagement.openUntil), timeZone), link: `${origin}/commissioning/processes/${process.id}/questions`, list: `${origin}/account/organisations/${profile.organisation}/lots` });
            for (const to of addresses) await post(transaction, { to, subject: m.mail_engagement_subject({ title: engagement.title }), body }, clock());
            return addresses.length;
          });
        }
        after = profiles.at(-1)?.organisation;
        if (profiles.length < pageSize) break;
      }
    }
    await database.as('system:commissioning', (transaction) => markEngagementTold(transaction, process.id, clock()));
    return letters;
  }

  /** One letter for all that was decided since the last one: to those who wrote, whom a lot fits, or who have begun a bid, whoever of them asked. */
  async function tellAnswers(process: Process): Promise<number> {
    const followers = await Promise.all(
      phases.map(async (phase) => {
        const found = await database.as('system:commissioning', (transaction) => findFollowers(transaction, process.id, phase));
        const bidding = phase === 'tender' ? (await begunBids(process)).map(({ member }) => member) : [];
        return { phase, addresses: (await Promise.all([...new Set([...found, ...bidding])].map((each) => organisations.addresses(each)))).flat() };
      }),
    );
    return database.as('system:commissioning', async (transaction) => {
      const decided = await takeDecided(transaction, process.id, clock());
      const letters = followers.flatMap(({ phase, addresses }) => {
        const count = decided.filter((each) => each === phase).length;
        return count === 0 ? [] : addresses.map((to) => ({ to, count }));
      });
      for (const { to, count } of letters) await post(transaction, { to, subject: m.mail_answered_subject({ title: process.content.title }), body: m.mail_answered_body({ count, title: process.content.title, buyer: buyersOf(process).map(({ name }) => name).join(', '), link: `${origin}/commissioning/processes/${process.id}/questions` }) }, clock());
      return letters.length;
    });
  }

  /** A new link, for the one in their first letter may be weeks old. */
  async function tellOpeners(process: Process): Promise<number> {
    return database.as({ actor: 'system:opening', organisations: [process.buyer.id] }, async (transaction) => {
      // In the order of those who open: else each waits for the other.
      await lockBox(transaction, process.id, 'alone');
      const { rows } = await sql<{ id: string; name: string; email: string }>`
        with told as (update commissioning.tender_key set openers_told_at = ${clock().toString()} where process = ${process.id} and openers_told_at is null and opened_at is null returning process)
        select opener.id, name, email from commissioning.opener join told on told.process = opener.process`.execute(transaction);
      for (const { id, name, email } of rows) {
        const link = `${origin}/commissioning/opening/${await newLink(transaction, id)}`;
        await post(transaction, { to: email, subject: m.mail_open_now_subject({ title: process.content.title }), body: m.mail_open_now_body({ name, title: process.content.title, buyer: process.buyer.name, link }) }, clock());
      }
      return rows.length;
    });
  }

  const begunBids = async ({ id }: Process) => (await database.as('system:telling', (transaction) => sql<{ id: string; member: string }>`select id, unnest(member_ids) as member from commissioning.bid where process = ${id}`.execute(transaction))).rows;

  /** Whoever has begun a bid, handed in or not; what a deadline that was moved does to it is theirs to read. */
  async function tellAmended(process: Process): Promise<number> {
    const letters = await lettersTo(await begunBids(process));
    return database.as('system:telling', async (transaction) => {
      const { rows: told } = await sql<{ description: string }>`update commissioning.amendment set bidders_told_at = ${clock().toString()} where process = ${process.id} and bidders_told_at is null returning description`.execute(transaction);
      if (told.length === 0) return 0;
      const { title, deadline } = process.content;
      const what = told.map(({ description }) => description).join('\n\n');
      for (const { id, to } of letters) await post(transaction, { to, subject: m.mail_amended_subject({ title }), body: m.mail_amended_body({ title, buyer: process.buyer.name, what, deadline: deadlineWords(Temporal.Instant.from(deadline!), timeZone), link: `${origin}/commissioning/bids/${id}` }) }, clock());
      return letters.length;
    });
  }

  const lettersTo = async (bids: readonly { readonly id: string; readonly member: string }[]) => (await Promise.all(bids.map(async ({ id, member }) => (await organisations.addresses(member)).map((to) => ({ id, to }))))).flat();

  async function tellBidders(process: Process): Promise<number> {
    const acting = { actor: 'system:opening' as const, organisations: [process.buyer.id] };
    const bidders = (transaction: Transaction) => sql<{ id: string; member: string }>`select id, unnest(member_ids) as member from commissioning.opened_bid where process = ${process.id}`.execute(transaction);
    const [{ rows }, broken] = [await database.as(acting, bidders), await database.as(acting, (transaction) => findUnreadable(transaction, process.id))];
    const letters = await lettersTo(rows);
    const sorry = await lettersTo(broken.flatMap(({ bid, members }) => members.map((member) => ({ id: bid, member }))));
    return database.as(acting, async (transaction) => {
      const { rows: told } = await sql`update commissioning.tender_key set bidders_told_at = ${clock().toString()} where process = ${process.id} and bidders_told_at is null returning 1`.execute(transaction);
      if (told.length === 0) return 0;
      for (const { id, to } of letters) await post(transaction, { to, subject: m.mail_opened_subject({ title: process.content.title }), body: m.mail_opened_body({ title: process.content.title, buyer: process.buyer.name, link: `${origin}/commissioning/bids/${id}` }) }, clock());
      for (const { id, to } of sorry) await post(transaction, { to, subject: m.mail_unreadable_subject({ title: process.content.title }), body: m.mail_unreadable_body({ title: process.content.title, buyer: process.buyer.name, link: `${origin}/commissioning/bids/${id}` }) }, clock());
      return letters.length + sorry.length;
    });
  }

  return {
    async tellOfTenders() {
      let letters = 0;
      const work: readonly [ReturnType<typeof sql<{ id: string }>>, (process: Process) => Promise<number>][] = [
        [sql<{ id: string }>`select id from commissioning.process where stage = 'tender' and not exists (select from commissioning.alerted_tender where alerted_tender.process = process.id) order by published_at limit 100`, alertProviders],
        [untoldEngagements, tellMarket],
        [untoldDecisions, tellAnswers],
        [sql<{ id: string }>`select id from commissioning.process join commissioning.tender_key on tender_key.process = process.id where stage = 'tender' and deadline <= now() and opened_at is null and openers_told_at is null limit 100`, tellOpeners],
        [sql<{ id: string }>`select distinct process as id from commissioning.amendment where bidders_told_at is null limit 100`, tellAmended],
        [sql<{ id: string }>`select process as id from commissioning.tender_key where opened_at is not null and bidders_told_at is null limit 100`, tellBidders],
      ];
      for (const [query, tell] of work) for (const id of await pending(query)) letters += await tell((await processOf(id))!);
      return letters;
    },
  };
}
