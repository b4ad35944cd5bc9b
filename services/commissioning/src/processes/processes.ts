/** Contracting processes and their awards. Each operation asks the table of permissions first. */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller } from '@drystone/access';
import type { Acting, Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { askForJob } from '@drystone/jobs';
import type { Part } from '@drystone/part';
import { invalid, parsed, Problem } from '@drystone/problems';
import { z } from 'zod';
import { actingFor } from '../acting.ts';
import { awardForm, reasonForm, stateOf, type Award, type CurrentAward } from '../awards/award.ts';
import type { Awarding } from '../awards/awarding.ts';
import { findAward, findAwards, updateAward, type AwardQuery } from '../awards/store.ts';
import { tellJob } from '../bids/openers.ts';
import { isChallenged } from '../evaluation/store.ts';
import { methodOf, methods, type Method } from '../methods/method.ts';
import type { Calendar } from '../methods/standstill.ts';
import { parts } from '../parts.ts';
import type { Organisations, PublicOrganisation } from '../ports.ts';
import { measuresFor } from '../social-value/import.ts';
import { endEngagement } from '../engagement/engaging.ts';
import { hindrances } from './law.ts';
import { buyersOf, processForm, type Process } from './process.ts';
import { overtaken, overtakenBy, unknownProcess, type Publishing } from './publishing.ts';
import { findPartnerships, unanswered } from './sharing-store.ts';
import { findProcess, findProcesses, findSavedSteps, findVersion, insertProcess, keepVersion, lockProcess, markPublished, updateProcess, type Version } from './store.ts';

export interface Processes {
  readonly parts: readonly Part[];
  readonly methods: readonly Method[];

  /** A draft, which its buyer alone sees. */
  createProcess(caller: Caller | undefined, buyerId: string, form: unknown, beginning?: { readonly savedSteps: readonly string[] | null; readonly follows: string | null }): Promise<Process>;
  /** What is published, and with `mine` the drafts of those the caller buys for; `more` where there are further ones. */
  processes(caller: Caller | undefined, query: { readonly q?: string | undefined; readonly buyer?: string | undefined; readonly mine?: boolean | undefined; readonly limit: number; readonly offset: number }): Promise<{ readonly items: readonly Process[]; readonly more: boolean }>;
  /** @throws Problem `unknown-process`, also for somebody else's draft. */
  process(caller: Caller | undefined, id: string): Promise<Process>;
  /** @throws Problem 412 where it is not a draft at that revision any more. */
  editProcess(caller: Caller | undefined, id: string, revision: number, form: unknown, step?: string): Promise<Process>;
  /** What a draft was at an earlier revision; undefined where that is not known. */
  draftAt(caller: Caller | undefined, id: string, revision: number): Promise<Version | undefined>;
  /** The pages of the editor that were saved; undefined where the draft did not come from there. */
  savedSteps(caller: Caller | undefined, id: string): Promise<readonly string[] | undefined>;
  /** @throws Problem 422 naming each thing that the law, or plain sense, has against it. */
  publishProcess(caller: Caller | undefined, id: string, revision: number): Promise<Process>;

  /** Binds a provider to a part; it takes effect the moment its term starts. */
  makeAward(caller: Caller | undefined, processId: string, form: unknown): Promise<CurrentAward>;
  awards(query: AwardQuery & { readonly limit: number; readonly offset: number }): Promise<{ readonly items: readonly CurrentAward[]; readonly more: boolean }>;
  award(id: string): Promise<CurrentAward>;
  suspendAward(caller: Caller | undefined, id: string): Promise<CurrentAward>;
  resumeAward(caller: Caller | undefined, id: string): Promise<CurrentAward>;
  /** Before its time; for good. */
  endAward(caller: Caller | undefined, id: string, form: unknown): Promise<CurrentAward>;
}

export interface ProcessesOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  /** Registered with the Open Contracting Partnership: `ocds-` and six characters. */
  readonly ocidPrefix: string;
  /** In which the buyers' days begin and end. */
  readonly timeZone: string;
  /** Whose bank holidays the standstill leaves out. */
  readonly calendar: Calendar;
  readonly publishing: Publishing;
  readonly awarding: Awarding;
}

export function createProcesses({ database, clock, organisations, ocidPrefix, timeZone, awarding, publishing: { permitted, surroundings, publish } }: ProcessesOptions): Processes {
  const current = (award: Award): CurrentAward => ({ ...award, state: stateOf(award, clock()) });

  async function buyerOf(id: string): Promise<PublicOrganisation> {
    const buyer = z.uuid().safeParse(id).success ? await organisations.publicly(id) : undefined;
    if (buyer === undefined) throw new Problem({ kind: 'unknown-organisation', detail: 'There is no such organisation.' });
    if (buyer.kind !== 'buyer') throw invalid([{ field: 'buyer', message: `"${buyer.name}" is not a buyer`, mend: 'let a public body that buys commission it' }], 'impossible-request');
    return buyer;
  }

  async function changeAward(caller: Caller | undefined, id: string, decide: (award: Award, now: Temporal.Instant) => { suspendedSince: string | null; endedAt: string | null; whyEnded: string | null; event: 'award.suspended' | 'award.resumed' | 'award.ended' }): Promise<CurrentAward> {
    const known = await awardOf(id);
    const { acting, process } = await permitted(caller, 'award.change', known.process);
    const around = await surroundings(process);
    const now = clock();
    return database.as(acting, async (transaction) => {
      await lockProcess(transaction, known.process);
      const award = (await findAward(transaction, id))!;
      if (stateOf(award, now) === 'ended') throw invalid([{ field: 'award', message: 'has ended', mend: 'make another award' }], 'impossible-request');
      const { event, ...change } = decide(award, now);
      if (event === 'award.resumed' && (await isChallenged(transaction, id))) throw invalid([{ field: 'award', message: 'is stopped by a challenge', mend: 'resolve the challenge first' }], 'impossible-request');
      await updateAward(transaction, id, award.revision, change);
      await appendEvent(transaction, { type: event, subject: id, awardId: id, at: now, data: {} });
      await publish(transaction, known.process, around, [event === 'award.ended' ? 'contractTermination' : 'contractUpdate'], now);
      return current((await findAward(transaction, id))!);
    });
  }

  async function awardOf(id: string): Promise<Award> {
    const award = z.uuid().safeParse(id).success ? await database.as('anonymous', (transaction) => findAward(transaction, id)) : undefined;
    if (award === undefined) throw new Problem({ kind: 'unknown-award', detail: 'There is no such award.' });
    return award;
  }

  return {
    parts,
    methods,

    async createProcess(caller, buyerId, form, { savedSteps, follows } = { savedSteps: null, follows: null }) {
      const allowed = requirePermission(caller, 'process.create', buyerId);
      const content = parsed(processForm, form);
      const buyer = await buyerOf(buyerId);
      const id = randomUUIDv7();
      // Its random bits: an OCID must not tell how many processes there are, or when a draft was begun.
      const ocid = `${ocidPrefix}-${id.replaceAll('-', '').slice(16)}`;
      const now = clock();
      return database.as(actingFor(allowed, buyerId), async (transaction) => {
        await insertProcess(transaction, { id, ocid, buyer: buyerId, buyerName: buyer.name, content, now, savedSteps, follows });
        await keepVersion(transaction, id, { actor: allowed.actor, name: allowed.name, buyer: buyerId }, now);
        await appendEvent(transaction, { type: 'process.created', subject: id, at: now, data: { ocid } });
        return (await findProcess(transaction, id))!;
      });
    },

    async processes(caller, { q = '', buyer, mine = false, limit, offset }) {
      const drafts = mine ? requirePermission(caller, 'organisation.register') : undefined;
      const acting: Acting = drafts === undefined ? { actor: caller?.actor ?? 'anonymous', organisations: [] } : { actor: drafts.actor, organisations: drafts.memberships.filter(({ organisationId }) => may(drafts, 'process.read-draft', organisationId)).map(({ organisationId }) => organisationId) };
      const found = await database.as(acting, (transaction) => findProcesses(transaction, { q, buyer, drafts: mine, limit, offset }));
      return { items: found.slice(0, limit), more: found.length > limit };
    },

    async process(caller, id) {
      const process = z.uuid().safeParse(id).success ? await database.as('system:commissioning', (transaction) => findProcess(transaction, id)) : undefined;
      if (process === undefined || (process.stage === 'planning' && !(caller !== undefined && buyersOf(process).some(({ id: buyer }) => may(caller, 'process.read-draft', buyer))))) throw unknownProcess();
      return process;
    },

    async editProcess(caller, id, revision, form, step) {
      const { allowed, acting, process, through } = await permitted(caller, 'process.edit', id);
      const content = parsed(processForm, form);
      const buyer = await buyerOf(process.buyer.id);
      const now = clock();
      return database.as(acting, async (transaction) => {
        if (!(await updateProcess(transaction, { id, revision, buyerName: buyer.name, content, now, step }))) throw await overtakenBy(transaction, process, revision);
        await keepVersion(transaction, id, { actor: allowed.actor, name: allowed.name, buyer: through }, now);
        await appendEvent(transaction, { type: 'process.changed', subject: id, at: now, data: { revision: revision + 1 } });
        return (await findProcess(transaction, id))!;
      });
    },

    async draftAt(caller, id, revision) {
      const { acting } = await permitted(caller, 'process.read-draft', id);
      return database.as(acting, (transaction) => findVersion(transaction, id, revision));
    },
    async savedSteps(caller, id) {
      const { acting } = await permitted(caller, 'process.read-draft', id);
      return database.as(acting, (transaction) => findSavedSteps(transaction, id));
    },

    async publishProcess(caller, id, revision) {
      const { acting, process } = await permitted(caller, 'process.publish', id);
      const now = clock();
      const around = await surroundings(process);
      const known = new Set(around.areas.map(({ slug }) => slug));
      return database.as(acting, async (transaction) => {
        await lockProcess(transaction, id);
        const { content } = (await findProcess(transaction, id))!;
        const measures = new Set((await measuresFor(transaction, process.buyer.id)).map((each) => each.id));
        const found = [...hindrances(content, now, known, timeZone), ...unanswered(await findPartnerships(transaction, id)), ...content.lots.flatMap(({ socialValue }, lot) => socialValue.flatMap(({ measure }, index) => (measures.has(measure) ? [] : [{ field: `lots.${lot}.socialValue.${index}.measure`, message: `"${measure}" is no measure there is`, mend: 'use one of GET /api/commissioning/measures, or import your list' }])))];
        if (found.length > 0) throw invalid(found, 'impossible-request');
        if (!(await markPublished(transaction, id, revision, now))) throw overtaken(process);
        await endEngagement(transaction, id, now);
        await appendEvent(transaction, { type: 'tender.published', subject: id, at: now, data: { ocid: process.ocid, lots: content.lots.length } });
        await askForJob(transaction, tellJob);
        await publish(transaction, id, around, ['tender'], now);
        return (await findProcess(transaction, id))!;
      });
    },

    async makeAward(caller, processId, form) {
      const { acting, process } = await permitted(caller, 'award.make', processId);
      const given = parsed(awardForm, form);
      const provider = await organisations.publicly(given.provider);
      if (provider === undefined || provider.kind === 'buyer') throw invalid([{ field: 'provider', message: provider === undefined ? 'is not registered' : `"${provider.name}" buys, it does not provide`, mend: 'give the id of a registered provider or community group' }], 'impossible-request');
      const now = clock();
      const around = await surroundings(process, provider);
      return database.as(acting, async (transaction) => {
        await lockProcess(transaction, processId);
        const bought = (await findProcess(transaction, processId))!;
        if (methodOf(bought.content.method).ocds !== 'direct') throw invalid([{ field: 'process', message: 'is a competition: who is awarded it follows from the evaluation', mend: 'decide the lot at its evaluation' }], 'impossible-request');
        const id = await awarding.awardIn(transaction, { process: bought, provider, given, now });
        await publish(transaction, processId, around, ['award', 'contract'], now);
        return current((await findAward(transaction, id))!);
      });
    },

    async awards({ limit, offset, ...query }) {
      const found = await database.as('anonymous', (transaction) => findAwards(transaction, query, limit + 1, offset, clock()));
      return { items: found.slice(0, limit).map(current), more: found.length > limit };
    },
    award: async (id) => current(await awardOf(id)),

    suspendAward: (caller, id) =>
      changeAward(caller, id, (award, now) => {
        if (award.suspendedSince !== null) throw new Problem({ kind: 'taken', detail: 'This award is suspended already.' });
        return { ...award, suspendedSince: now.toString(), event: 'award.suspended' };
      }),
    resumeAward: (caller, id) =>
      changeAward(caller, id, (award) => {
        if (award.suspendedSince === null) throw new Problem({ kind: 'taken', detail: 'This award is not suspended.' });
        return { ...award, suspendedSince: null, event: 'award.resumed' };
      }),
    async endAward(caller, id, form) {
      const { reason } = parsed(reasonForm, form);
      return changeAward(caller, id, (award, now) => ({ ...award, endedAt: now.toString(), whyEnded: reason, event: 'award.ended' }));
    },
  };
}
