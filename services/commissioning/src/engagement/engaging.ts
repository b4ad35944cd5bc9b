/**
 * A buyer asks the market before there is a tender; providers answer and ask in public; and while a tender is open they ask
 * the buyer. Everybody reads all of it. Who asked about a tender is told to nobody, its buyer included, before each of its
 * lots is decided: whoever knows who bids can lean on them, and the buyer answers the question and not the bidder.
 */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller } from '@drystone/access';
import type { Acting, Database, Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { askForJob } from '@drystone/jobs';
import { invalid, parsed, Problem } from '@drystone/problems';
import { z } from 'zod';
import { actingFor } from '../acting.ts';
import { tellJob } from '../bids/openers.ts';
import type { Organisations } from '../ports.ts';
import { buyersOf, type Process } from '../processes/process.ts';
import { unknownProcess, type Publishing } from '../processes/publishing.ts';
import { findProcess, lockProcess } from '../processes/store.ts';
import { aboutProblem, engagementForm, engagementHindrances, enquiryDecision, enquiryForm, isWaiting, stands, takingOf, type DecidingBuyer, type Engagement, type Enquiry, type EnquiryDecision, type Taking } from './enquiry.ts';
import * as store from './store.ts';

/** What everybody may know of a process that asks the market, or that can be asked. */
export interface PublicEngagement {
  readonly id: string;
  readonly ocid: string;
  readonly stage: Process['stage'];
  readonly title: string;
  readonly buyers: readonly { readonly id: string; readonly name: string }[];
  readonly lots: readonly { readonly id: string; readonly title: string }[];
  /** Null where the market was not asked. */
  readonly engagement: Engagement | null;
  readonly taking: Taking | null;
  /** For whom the caller may ask, whether they answer, and whether they ask the market: that is its lead's. */
  readonly you: { readonly ask: readonly string[]; readonly answer: boolean; readonly open: boolean };
}

export interface ShownEnquiry extends Enquiry {
  /** Whether the caller acts for who sent it. */
  readonly mine: boolean;
  /** Whether the buyer still has something to do about it. */
  readonly waiting: boolean;
  /** Whether the caller can take it back. */
  readonly revocable: boolean;
}

export interface Engaging {
  /** @throws Problem `unknown-process` where it is a draft that asks nothing. */
  engagement(caller: Caller | undefined, id: string): Promise<PublicEngagement>;
  /** Those that are open, the one that closes first first. */
  openEngagements(query: { readonly limit: number; readonly offset: number }): Promise<{ readonly items: readonly store.OpenEngagement[]; readonly more: boolean }>;
  /** Asks the market, or changes what is asked; revision 0 where nothing is asked yet. @throws Problem 412 */
  openEngagement(caller: Caller | undefined, id: string, revision: number, form: unknown): Promise<PublicEngagement>;
  closeEngagement(caller: Caller | undefined, id: string): Promise<PublicEngagement>;

  /** The oldest first; `said` are all that were not taken back, `waiting` those that nobody has decided. */
  enquiries(caller: Caller | undefined, id: string, query: store.WhichEnquiries): Promise<{ readonly items: readonly ShownEnquiry[]; readonly more: boolean; readonly said: number; readonly waiting: number }>;
  /** @throws Problem 409 where it is too late, or was asked already; 422 where nothing is asked here. */
  askEnquiry(caller: Caller | undefined, id: string, form: unknown): Promise<ShownEnquiry>;
  /** One of the caller's own, until it is answered; a response until the market is not asked any more. */
  takeBackEnquiry(caller: Caller | undefined, id: string, enquiry: string): Promise<void>;
  /** Answers, refuses with a reason, or withholds what is confidential, saying so. @throws Problem 412 where somebody was faster. */
  decideEnquiry(caller: Caller | undefined, id: string, enquiry: string, revision: number, form: unknown): Promise<ShownEnquiry>;
  /** What those for whom the caller answers have not answered yet. */
  waitingEnquiries(caller: Caller | undefined): Promise<readonly store.Waiting[]>;

  /** Releases that the time is over until which a market was asked, with the responses that stand since then. @returns how many */
  publishEnded(): Promise<number>;
}

/** Of one organisation, about one process. */
const mostADay = 20;

export interface EngagingOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Pick<Organisations, 'publicly'>;
  readonly publishing: Publishing;
}

export function createEngaging({ database, clock, organisations, publishing: { permitted, surroundings, publish } }: EngagingOptions): Engaging {
  const cannot = (field: string, message: string, mend: string) => invalid([{ field, message, mend }], 'impossible-request');
  const unknownEnquiry = () => new Problem({ kind: 'not-found', detail: 'There is no such question.' });

  /** What anybody may see; the draft itself is its buyers' alone. */
  async function seen(caller: Caller | undefined, id: string) {
    const found = z.uuid().safeParse(id).success
      ? await database.as('system:commissioning', async (transaction) => {
          const process = await findProcess(transaction, id);
          return process && { process, engagement: await store.findEngagement(transaction, id) };
        })
      : undefined;
    if (found === undefined) throw unknownProcess();
    const buys = caller !== undefined && buyersOf(found.process).some((buyer) => may(caller, 'process.read-draft', buyer.id));
    if (found.process.stage === 'planning' && found.engagement === undefined && !buys) throw unknownProcess();
    const answersFor = caller === undefined ? [] : buyersOf(found.process).flatMap(({ id: buyer }) => (may(caller, 'enquiry.answer', buyer) ? [buyer] : []));
    return { ...found, answersFor, taking: takingOf(found.process, found.engagement, clock()) };
  }

  const asks = (caller: Caller | undefined): readonly string[] => caller?.memberships.filter(({ kind, organisationId }) => kind !== 'buyer' && may(caller, 'enquiry.ask', organisationId)).map(({ organisationId }) => organisationId) ?? [];

  /** As the caller, for whom they ask and for whom they answer: the database shows what is theirs. */
  const reading = (caller: Caller | undefined, answersFor: readonly string[]): Acting => ({ actor: caller?.actor ?? 'anonymous', organisations: [...asks(caller), ...answersFor] });

  function shownTo(caller: Caller | undefined, enquiry: Enquiry, engagement: Engagement | undefined): ShownEnquiry {
    const mine = enquiry.by !== null && asks(caller).includes(enquiry.by.id);
    return { ...enquiry, mine, waiting: isWaiting(enquiry), revocable: mine && !enquiry.takenBack && !stands(enquiry, engagement, clock()) };
  }

  async function told(caller: Caller | undefined, id: string): Promise<PublicEngagement> {
    const { process, engagement, answersFor, taking } = await seen(caller, id);
    const { stage, ocid, content } = process;
    const published = stage !== 'planning';
    return {
      id,
      ocid,
      stage,
      title: published || engagement === undefined ? content.title : engagement.title,
      buyers: buyersOf(process),
      lots: published ? content.lots.map((lot) => ({ id: lot.id, title: lot.title })) : [],
      engagement: engagement ?? null,
      taking,
      you: { ask: asks(caller), answer: answersFor.length > 0, open: caller !== undefined && may(caller, 'engagement.open', process.buyer.id) },
    };
  }

  return {
    engagement: told,

    async openEngagements({ limit, offset }) {
      const found = await database.as('system:commissioning', (transaction) => store.findOpenEngagements(transaction, clock(), limit + 1, offset));
      return { items: found.slice(0, limit), more: found.length > limit };
    },

    async openEngagement(caller, id, revision, form) {
      const { acting, process } = await permitted(caller, 'engagement.open', id);
      const given = parsed(engagementForm, form);
      const around = await surroundings(process);
      await database.as(acting, async (transaction) => {
        await lockProcess(transaction, id);
        const now = clock();
        const current = (await findProcess(transaction, id))!;
        const before = await store.findEngagement(transaction, id);
        if ((before?.revision ?? 0) !== revision) throw new Problem({ kind: 'overtaken', detail: 'Somebody else opened or changed it since you read it. Look at it anew and try again.' });
        const found = engagementHindrances(current, before, given, now);
        if (found.length > 0) throw invalid(found, 'impossible-request');
        await store.putEngagement(transaction, id, { ...given, title: current.content.title, problem: current.content.problem, openedAt: now.toString() });
        await appendEvent(transaction, { type: before === undefined ? 'engagement.opened' : 'engagement.changed', subject: id, at: now, data: { revision: revision + 1, asked: given.asked.length } });
        await askForJob(transaction, tellJob);
        await publish(transaction, id, around, [before === undefined ? 'planning' : 'planningUpdate'], now);
      });
      return told(caller, id);
    },

    async closeEngagement(caller, id) {
      const { acting, process } = await permitted(caller, 'engagement.open', id);
      const around = await surroundings(process);
      await database.as(acting, async (transaction) => {
        await lockProcess(transaction, id);
        const now = clock();
        if (!(await endEngagement(transaction, id, now))) throw new Problem({ kind: 'taken', detail: 'The market is not asked at the moment.' });
        await publish(transaction, id, around, ['planningUpdate'], now);
      });
      return told(caller, id);
    },

    async enquiries(caller, id, query) {
      const { answersFor, engagement } = await seen(caller, id);
      return database.as(reading(caller, answersFor), async (transaction) => {
        const found = await store.findEnquiries(transaction, id, { ...query, limit: query.limit + 1 });
        return { items: found.slice(0, query.limit).map((each) => shownTo(caller, each, engagement)), more: found.length > query.limit, ...(await store.countSaid(transaction, id)) };
      });
    },

    async askEnquiry(caller, id, form) {
      const given = parsed(enquiryForm, form);
      const allowed = requirePermission(caller, 'enquiry.ask', given.organisation);
      const known = await seen(allowed, id);
      const by = await organisations.publicly(given.organisation);
      if (by === undefined || by.kind === 'buyer') throw cannot('organisation', 'does not provide', 'ask for a provider or a community group');
      const enquiry = randomUUIDv7();
      const acting = actingFor(allowed, given.organisation);
      return database.as(acting, async (transaction) => {
        await store.lockEnquiries(transaction, id);
        // After the lock: an end that came while we waited counts.
        const now = clock();
        const process = (await findProcess(transaction, id)) ?? known.process;
        const engagement = await store.findEngagement(transaction, id);
        const taking = takingOf(process, engagement, now);
        if (taking === null) throw cannot('process', 'takes no questions: nobody is invited to bid', 'write to its buyer');
        if (!taking.open) throw new Problem({ kind: 'too-late', detail: `Questions were taken until ${taking.until}.` });
        const misfit = aboutProblem(given, taking.phase, process, engagement);
        if (misfit !== undefined) throw invalid([misfit], 'impossible-request');
        const { all, own, same } = await store.countEnquiries(transaction, id, given.organisation, now.subtract({ hours: 24 }), given.text);
        if (same > 0) throw new Problem({ kind: 'taken', detail: 'You have sent the same words already.' });
        if (own >= mostADay) throw new Problem({ kind: 'too-many-requests', detail: `${mostADay} in a day are as many as one can send here. Go on tomorrow.`, retryAfterSeconds: 24 * 3600 });
        if (all >= store.mostEnquiries) throw new Problem({ kind: 'too-many-requests', detail: 'More was asked here than can be answered.' });
        await store.insertEnquiry(transaction, { id: enquiry, process: id, phase: taking.phase, kind: given.kind, about: given.about, by: { id: by.id, name: by.name }, text: given.text, claim: given.confidential, now });
        await appendEvent(transaction, { type: 'enquiry.asked', subject: id, at: now, data: { enquiry, phase: taking.phase, kind: given.kind } });
        const made = (await store.findEnquiry(transaction, id, enquiry))!;
        return { ...shownTo(caller, made, engagement), mine: true, revocable: true };
      });
    },

    async takeBackEnquiry(caller, id, enquiry) {
      const allowed = requirePermission(caller, 'organisation.register');
      await seen(allowed, id);
      await database.as(reading(allowed, []), async (transaction) => {
        await store.lockEnquiries(transaction, id);
        const now = clock();
        const found = z.uuid().safeParse(enquiry).success ? await store.findEnquiry(transaction, id, enquiry) : undefined;
        const { mine, revocable } = found === undefined ? { mine: false, revocable: false } : shownTo(allowed, found, await store.findEngagement(transaction, id));
        if (found === undefined || found.takenBack || !mine) throw unknownEnquiry();
        if (!revocable) throw cannot('enquiry', found.kind === 'response' ? 'is published: the market is not asked any more' : 'is answered: others build on it', 'ask again where something else is meant');
        await store.takeBackEnquiry(transaction, enquiry, now);
        await appendEvent(transaction, { type: 'enquiry.taken_back', subject: id, at: now, data: { enquiry } });
      });
    },

    async decideEnquiry(caller, id, enquiry, revision, form) {
      const { allowed, process, through } = await permitted(caller, 'enquiry.answer', id);
      const given = parsed(enquiryDecision, form);
      const by = buyersOf(process).find((buyer) => buyer.id === through)!;
      const around = await surroundings(process);
      // The release is the lead's word, whoever of its buyers answers.
      return database.as(actingFor(allowed, through, process.buyer.id), async (transaction) => {
        // In this order: whoever asks holds the enquiries first, and then the process by their foreign key.
        await store.lockEnquiries(transaction, id);
        await lockProcess(transaction, id);
        const now = clock();
        const before = z.uuid().safeParse(enquiry).success ? await store.findEnquiry(transaction, id, enquiry) : undefined;
        if (before === undefined || before.takenBack) throw unknownEnquiry();
        if (before.revision !== revision) throw new Problem({ kind: 'overtaken', detail: `${whatHappened(before)} Nothing of yours is written. Look at it anew and try again.` });
        if (given.withhold !== undefined && before.original === null) await store.keepOriginal(transaction, { id: enquiry, process: id, text: before.text!, claim: null });
        await store.updateEnquiry(transaction, enquiry, revision, decided(before, given, by, now));
        await appendEvent(transaction, { type: 'enquiry.decided', subject: id, at: now, data: { enquiry, buyer: through, decision: given.decision, withheld: given.withhold?.ground ?? null } });
        // Told by the worker's next round: many answers in a row are one letter.
        const after = (await store.findEnquiry(transaction, id, enquiry))!;
        const engagement = await store.findEngagement(transaction, id);
        if (stands(after, engagement, now)) await publish(transaction, id, around, [process.stage === 'planning' ? 'planningUpdate' : 'tenderUpdate'], now);
        return shownTo(caller, after, engagement);
      });
    },

    async waitingEnquiries(caller) {
      const allowed = requirePermission(caller, 'organisation.register');
      const buyers = allowed.memberships.filter(({ organisationId }) => may(allowed, 'enquiry.answer', organisationId)).map(({ organisationId }) => organisationId);
      return database.as({ actor: allowed.actor, organisations: buyers }, (transaction) => store.findWaiting(transaction, buyers));
    },

    async publishEnded() {
      const ended = await database.as('system:commissioning', (transaction) => store.findEndedUntold(transaction, clock()));
      let count = 0;
      for (const id of ended) {
        const process = (await database.as('system:commissioning', (transaction) => findProcess(transaction, id)))!;
        const around = await surroundings(process);
        count += await database.as({ actor: 'system:engagement', organisations: [process.buyer.id] }, async (transaction) => {
          await store.lockEnquiries(transaction, id);
          await lockProcess(transaction, id);
          const now = clock();
          // Opened again meanwhile, or told by another worker.
          if (!(await store.findEndedUntold(transaction, now)).includes(id)) return 0;
          await publish(transaction, id, around, ['planningUpdate'], now);
          return 1;
        });
      }
      return count;
    },
  };
}

/** Ends what asks the market, where it is open; with the process locked. A tender that is published ends it. */
export async function endEngagement(transaction: Transaction, process: string, now: Temporal.Instant): Promise<boolean> {
  const revision = await store.closeEngagement(transaction, process, now);
  if (revision === undefined) return false;
  await appendEvent(transaction, { type: 'engagement.closed', subject: process, at: now, data: { revision } });
  return true;
}

/** What a decision makes of it. @throws Problem 422 where words that their author calls confidential would stay unsettled. */
function decided(before: Enquiry, given: EnquiryDecision, by: DecidingBuyer, now: Temporal.Instant): Pick<Enquiry, 'text' | 'withheld' | 'answer' | 'earlier' | 'refused'> {
  const { withhold } = given;
  const same = { answer: before.answer, earlier: before.earlier, refused: before.refused };
  const shown = withhold === undefined ? { text: before.text, withheld: before.withheld } : { text: withhold.shown, withheld: { ground: withhold.ground, why: withhold.why, by } };
  const at = now.toString();
  switch (given.decision) {
    case 'withhold':
      return { ...same, ...shown };
    case 'refuse':
      return { ...shown, answer: null, earlier: earlierWith(before), refused: { why: given.reason, at, by } };
    case 'answer':
      if (shown.text === null) throw invalid([{ field: 'withhold', message: 'is missing: its author says that some of it is commercially confidential', mend: 'write what everybody may read of it, or refuse it with a reason' }], 'impossible-request');
      return { ...shown, answer: { text: given.answer, at, by }, earlier: earlierWith(before), refused: null };
  }
}

/** An answer that is given anew stays to be read: somebody may have built on it. */
const earlierWith = ({ answer, earlier }: Enquiry): Enquiry['earlier'] => (answer === null ? earlier : [...earlier, answer]);

function whatHappened({ answer, refused, withheld }: Enquiry): string {
  const what = [
    answer && `${answer.by.name} answered it: “${answer.text.slice(0, 200)}”.`,
    refused && `${refused.by.name} refused it: “${refused.why.slice(0, 200)}”.`,
    withheld && `${withheld.by.name} left something out of it.`,
  ].filter((each) => each !== null);
  return ['Somebody else changed this question since you read it.', ...what].join(' ');
}
