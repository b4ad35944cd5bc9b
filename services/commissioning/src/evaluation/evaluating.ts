/** Scoring: who scores what, each alone, then together. Each operation asks the table of permissions first. */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller } from '@drystone/access';
import type { Acting, Database, Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { invalid, parsed, Problem } from '@drystone/problems';
import { actingFor } from '../acting.ts';
import { openedBids, type OpenedBid } from '../bids/opened.ts';
import { unreadableBids, type OpenersOfTender } from '../bids/openers.ts';
import type { Organisations } from '../ports.ts';
import type { Criterion, Lot, Process } from '../processes/process.ts';
import type { Publishing } from '../processes/publishing.ts';
import { findProcess, lockProcess } from '../processes/store.ts';
import { appointmentForm, conflictForm, mitigationForm, moderationForm, reasonForm, scoreForm, type Consensus, type Evaluator, type ModerationChange, type PriceQuestion, type Score, type SetAside } from './forms.ts';
import { highestOf, scales, type Scale } from './scales.ts';
import { panelScore } from './scoring.ts';
import { beginModeration, dismissEvaluator, findAppointments, findChanges, findConsensus, findDecisions, findEvaluations, findEvaluators, findPriceQuestions, findProgress, findScores, findSetAside, insertChange, insertConflict, insertEvaluator, lockEvaluation, markSubmitted, putConsensus, putScore, updateMitigation, type At, type Progress } from './store.ts';

/** A bid by its bidders' names alone, as one must know them to declare a conflict. */
export interface NamedBid {
  readonly id: string;
  readonly lot: string;
  readonly provider: { readonly id: string; readonly name: string };
  readonly members: readonly { readonly id: string; readonly name: string }[];
}

export interface Overview {
  readonly process: Process;
  readonly lots: readonly { readonly lot: string; readonly moderationAt: string | null; readonly evaluators: readonly Evaluator[]; readonly bids: readonly NamedBid[] }[];
  readonly setAside: readonly SetAside[];
  readonly priceQuestions: readonly PriceQuestion[];
  /** Handed in, and not among the bids: their seal was broken. */
  readonly unreadable: OpenersOfTender['unreadable'];
}

export interface Desk {
  readonly process: Process;
  readonly lot: Lot;
  readonly me: Evaluator;
  /** What they score: the panel its own, evaluators the rest but the price. */
  readonly criteria: readonly Criterion[];
  /** Names only, until a conflict is declared or ruled out; then without the bids they have one with. */
  readonly names: readonly NamedBid[];
  readonly bids: readonly OpenedBid[];
  readonly scores: readonly Score[];
  readonly moderationAt: string | null;
}

export interface Moderation {
  readonly process: Process;
  readonly lot: Lot;
  readonly bids: readonly OpenedBid[];
  readonly evaluators: readonly Evaluator[];
  readonly scores: readonly Score[];
  readonly consensus: readonly Consensus[];
  readonly changes: readonly ModerationChange[];
  readonly setAside: readonly SetAside[];
}

export interface Evaluating {
  readonly scales: readonly Scale[];
  /** Who evaluates and how far they are; no scores. */
  evaluation(caller: Caller | undefined, processId: string): Promise<Overview>;
  /** How far the evaluation of each tender is whose deadline has passed, of those that the caller commissions as its lead. */
  evaluations(caller: Caller | undefined): Promise<readonly Progress[]>;
  appoint(caller: Caller | undefined, processId: string, lot: string, form: unknown): Promise<void>;
  dismiss(caller: Caller | undefined, processId: string, lot: string, actor: string, form: unknown): Promise<void>;
  /** Once for a process, before any bid is seen. */
  declareConflict(caller: Caller | undefined, processId: string, form: unknown): Promise<void>;
  mitigateConflict(caller: Caller | undefined, processId: string, actor: string, form: unknown): Promise<void>;
  /** What the caller was asked to score, as an evaluator or on a panel, or for one organisation's panel alone; the newest first. */
  scoringTasks(caller: Caller | undefined, panelOf?: string): Promise<readonly { readonly process: string; readonly title: string; readonly buyer: string; readonly lot: string; readonly submittedAt: string | null }[]>;
  desk(caller: Caller | undefined, processId: string, lot: string): Promise<Desk>;
  /** Keeps one score with its reason; nobody else sees it before moderation. */
  saveScore(caller: Caller | undefined, processId: string, lot: string, form: unknown): Promise<void>;
  /** For good. When the last one submits, moderation begins. */
  submitScores(caller: Caller | undefined, processId: string, lot: string): Promise<void>;
  /** Ends scoring: what was not submitted by then does not count. */
  beginModeration(caller: Caller | undefined, processId: string, lot: string): Promise<void>;
  moderation(caller: Caller | undefined, processId: string, lot: string): Promise<Moderation>;
  /** The score that counts, with why. @throws Problem 412 where somebody else set it meanwhile. */
  moderate(caller: Caller | undefined, processId: string, lot: string, form: unknown): Promise<void>;
}

export interface EvaluatingOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly publishing: Publishing;
  /** Where the product is reached, without a slash at the end. */
  readonly origin: string;
}

export const cannot = (field: string, message: string, mend: string) => invalid([{ field, message, mend }], 'impossible-request');
export const overtakenScore = () => new Problem({ kind: 'overtaken', detail: 'Somebody else set this score since you read it. Look at it anew and try again.' });
const unknownEvaluation = () => new Problem({ kind: 'unknown-evaluation', detail: 'You were not asked to score this lot, or there is no such lot.' });

export function createEvaluating({ database, clock, organisations, origin, publishing: { permitted } }: EvaluatingOptions): Evaluating {
  /** The appointment of whoever calls, with leave to read the buyer's bids. */
  async function appointed(caller: Caller | undefined, processId: string, lot?: string): Promise<{ acting: Acting; allowed: Caller; process: Process; mine: readonly Evaluator[] }> {
    if (caller === undefined) requirePermission(caller, 'evaluation.score');
    const process = await processOf(database, processId);
    const acting = actingFor(caller!, process.buyer.id);
    const mine = (await database.as(acting, (transaction) => findEvaluators(transaction, processId, caller!.actor))).filter((each) => each.dismissedAt === null && (lot === undefined || each.lot === lot));
    const [first] = mine;
    if (first === undefined || first.kind === 'evaluator') requirePermission(caller, 'evaluation.score', process.buyer.id);
    else requirePermission(caller, 'panel.score', first.organisation);
    if (first === undefined) throw unknownEvaluation();
    return { acting, allowed: caller!, process, mine };
  }

  async function managed(caller: Caller | undefined, processId: string, lotId: string) {
    const found = await permitted(caller, 'evaluation.manage', processId);
    return { ...found, lot: lotOf(found.process, lotId), at: { process: processId, lot: lotId, buyer: found.process.buyer.id } satisfies At };
  }

  return {
    scales,

    async evaluation(caller, processId) {
      const { acting, process } = await permitted(caller, 'evaluation.manage', processId);
      const unreadable = await unreadableBids(database, process);
      return database.as(acting, async (transaction) => {
        const [evaluations, evaluators, bids] = [await findEvaluations(transaction, processId), await findEvaluators(transaction, processId), await openedBids(transaction, processId)];
        return {
          process,
          lots: process.content.lots.map(({ id }) => ({ lot: id, moderationAt: evaluations.find((each) => each.lot === id)?.moderationAt ?? null, evaluators: evaluators.filter((each) => each.lot === id), bids: bids.filter((each) => each.lot === id).map(named) })),
          setAside: await findSetAside(transaction, processId),
          priceQuestions: await findPriceQuestions(transaction, { process: processId }),
          unreadable,
        };
      });
    },

    async evaluations(caller) {
      const allowed = requirePermission(caller, 'organisation.register');
      const buyers = allowed.memberships.map(({ organisationId }) => organisationId).filter((id) => may(allowed, 'evaluation.manage', id));
      return database.as({ actor: allowed.actor, organisations: buyers }, (transaction) => findProgress(transaction, buyers, clock()));
    },

    async appoint(caller, processId, lotId, form) {
      const { acting, process, lot, at } = await managed(caller, processId, lotId);
      const { evaluator, kind, organisation } = parsed(appointmentForm, form);
      const from = await organisations.publicly(organisation);
      if (from === undefined || !(from.id === process.buyer.id || (kind === 'panel' && from.kind === 'community'))) throw cannot('organisation', 'is neither the buyer nor, for a panel, a community group', 'choose the buyer or a group you invite');
      const role = kind === 'panel' ? 'panel-member' : 'evaluator';
      const person = (await organisations.people(organisation)).find((each) => each.actor === evaluator || each.email?.toLowerCase() === evaluator);
      if (person === undefined || !person.roles.includes(role)) throw cannot('evaluator', `is not ${role === 'evaluator' ? 'an evaluator' : 'a panel member'} of "${from.name}"`, 'give them that role first');
      if (kind === 'panel' && !lot.criteria.some(({ panel }) => panel)) throw cannot('kind', 'has nothing to score: no criterion of this lot is scored by citizens', 'appoint evaluators');
      const now = clock();
      await database.as(acting, async (transaction) => {
        const { moderationAt } = await lockEvaluation(transaction, at);
        if (moderationAt !== null) throw cannot('lot', 'is being moderated', 'appoint nobody any more');
        if (!(await insertEvaluator(transaction, at, { actor: person.actor, name: person.name, kind, organisation }, now))) throw new Problem({ kind: 'taken', detail: `${person.name} is among them already.` });
        await appendEvent(transaction, { type: 'evaluator.appointed', subject: processId, at: now, data: { lot: lotId, kind } });
        if (person.email !== null) await post(transaction, { to: person.email, subject: m.mail_appointed_subject({ title: process.content.title }), body: m.mail_appointed_body({ buyer: process.buyer.name, title: process.content.title, lot: lot.title, link: `${origin}/commissioning/processes/${processId}/evaluation/${lotId}/desk` }) }, now);
      });
    },

    async dismiss(caller, processId, lotId, actor, form) {
      const { acting, at } = await managed(caller, processId, lotId);
      const { reason } = parsed(reasonForm, form);
      const now = clock();
      await database.as(acting, async (transaction) => {
        const { moderationAt } = await lockEvaluation(transaction, at);
        if (moderationAt !== null) throw cannot('lot', 'is being moderated: what was scored stays', 'leave it');
        const kind = (await findEvaluators(transaction, processId, actor)).find((each) => each.lot === lotId)?.kind ?? 'evaluator';
        if (!(await dismissEvaluator(transaction, at, actor, reason, now))) throw unknownEvaluation();
        await appendEvent(transaction, { type: 'evaluator.dismissed', subject: processId, at: now, data: { lot: lotId, kind } });
      });
    },

    async declareConflict(caller, processId, form) {
      const { acting, allowed, process, mine } = await appointed(caller, processId);
      const given = parsed(conflictForm, form);
      const declared = given.conflict === 'declared' ? given : undefined;
      if (mine.some(({ conflict }) => conflict !== null)) throw new Problem({ kind: 'taken', detail: 'You have declared that already. Tell the commissioner where it has changed.' });
      const now = clock();
      await database.as(acting, async (transaction) => {
        const bidders = new Set((await openedBids(transaction, processId)).flatMap(({ members }) => members.map(({ id }) => id)));
        if (declared?.bidders.some((id) => !bidders.has(id))) throw cannot('bidders', 'names somebody who has not bid', 'name bidders of this tender');
        if (declared?.lots.some((id) => !process.content.lots.some((lot) => lot.id === id))) throw cannot('lots', 'names a lot there is not', 'name lots of this tender');
        if (!(await insertConflict(transaction, { process: processId, buyer: process.buyer.id, actor: allowed.actor, what: declared?.what ?? null, bidders: declared?.bidders ?? [], lots: declared?.lots ?? [], now }))) throw new Problem({ kind: 'taken', detail: 'You have declared that already. Tell the commissioner where it has changed.' });
        await appendEvent(transaction, { type: 'conflict.declared', subject: processId, at: now, data: { declared: declared !== undefined } });
      });
    },

    async mitigateConflict(caller, processId, actor, form) {
      const { acting } = await permitted(caller, 'evaluation.manage', processId);
      const { mitigation } = parsed(mitigationForm, form);
      const now = clock();
      await database.as(acting, async (transaction) => {
        if (!(await updateMitigation(transaction, processId, actor, mitigation))) throw new Problem({ kind: 'unknown-evaluation', detail: 'Nobody of that name has declared a conflict.' });
        await appendEvent(transaction, { type: 'conflict.mitigated', subject: processId, at: now, data: {} });
      });
    },

    async scoringTasks(caller, panelOf) {
      const allowed = panelOf === undefined ? requirePermission(caller, 'organisation.register') : requirePermission(caller, 'panel.score', panelOf);
      const organisations = panelOf === undefined ? allowed.memberships.map(({ organisationId }) => organisationId).filter((id) => may(allowed, 'evaluation.score', id) || may(allowed, 'panel.score', id)) : [panelOf];
      return database.as({ actor: allowed.actor, organisations }, async (transaction) => {
        const found = await findAppointments(transaction, organisations, allowed.actor);
        return Promise.all(
          found.map(async (each) => {
            const process = await findProcess(transaction, each.process);
            return { ...each, title: process?.content.title ?? '', buyer: process?.buyer.name ?? '' };
          }),
        );
      });
    },

    async desk(caller, processId, lotId) {
      const { acting, process, mine } = await appointed(caller, processId, lotId);
      const lot = lotOf(process, lotId);
      const me = mine[0]!;
      return database.as(acting, async (transaction) => {
        const all = (await openedBids(transaction, processId)).filter((each) => each.lot === lotId);
        const moderationAt = (await findEvaluations(transaction, processId)).find((each) => each.lot === lotId)?.moderationAt ?? null;
        const own = (await findScores(transaction, { process: processId, lot: lotId })).filter(({ actor }) => actor === me.actor);
        return { process, lot, me, criteria: criteriaOf(lot, me), names: all.map(named), bids: await readable(transaction, process, me, all), scores: own, moderationAt };
      });
    },

    async saveScore(caller, processId, lotId, form) {
      const { acting, process, mine } = await appointed(caller, processId, lotId);
      const given = parsed(scoreForm, form);
      const lot = lotOf(process, lotId);
      const me = mine[0]!;
      const now = clock();
      await database.as(acting, async (transaction) => {
        const at: At = { process: processId, lot: lotId, buyer: process.buyer.id };
        const { moderationAt } = await lockEvaluation(transaction, at);
        const again = (await findEvaluators(transaction, processId, me.actor)).find((each) => each.lot === lotId)!;
        if (moderationAt !== null || again.submittedAt !== null) throw cannot('lot', again.submittedAt === null ? 'is being moderated: scoring has ended' : 'is submitted: you cannot change your scores any more', 'bring it up in moderation');
        const bids = await readable(transaction, process, me, (await openedBids(transaction, processId)).filter((each) => each.lot === lotId));
        if (!bids.some(({ id }) => id === given.bid)) throw cannot('bid', 'is none that you score', me.conflict === null ? 'declare first whether you have a conflict of interest' : 'choose one of those you were given');
        const criterion = criteriaOf(lot, me).find(({ id }) => id === given.criterion);
        if (criterion === undefined) throw cannot('criterion', 'is none that you score', `use one of: ${criteriaOf(lot, me).map(({ id }) => id).join(', ')}`);
        if (given.score > highestOf(criterion.scale)) throw cannot('score', `is more than ${highestOf(criterion.scale)}`, 'use a step of the scale');
        await putScore(transaction, at, { ...given, actor: me.actor }, now);
        await appendEvent(transaction, { type: 'score.saved', subject: processId, at: now, data: { lot: lotId, criterion: criterion.id } });
      });
    },

    async submitScores(caller, processId, lotId) {
      const { acting, process, mine } = await appointed(caller, processId, lotId);
      const lot = lotOf(process, lotId);
      const me = mine[0]!;
      const now = clock();
      await database.as(acting, async (transaction) => {
        const at: At = { process: processId, lot: lotId, buyer: process.buyer.id };
        const { moderationAt } = await lockEvaluation(transaction, at);
        const everybody = (await findEvaluators(transaction, processId)).filter((each) => each.lot === lotId && each.dismissedAt === null);
        if (everybody.find(({ actor }) => actor === me.actor)?.submittedAt !== null) return;
        if (moderationAt !== null) throw cannot('lot', 'is being moderated: scoring has ended', 'bring it up in moderation');
        if (me.conflict === null) throw cannot('conflict', 'is not declared', 'say first whether you have one');
        const bids = await readable(transaction, process, me, (await openedBids(transaction, processId)).filter((each) => each.lot === lotId));
        const own = (await findScores(transaction, at)).filter(({ actor }) => actor === me.actor);
        const open = bids.flatMap((bid) => criteriaOf(lot, me).flatMap((criterion) => (isComplete(own.find((each) => each.bid === bid.id && each.criterion === criterion.id), me) ? [] : [{ field: `${bid.id}.${criterion.id}`, message: `“${criterion.title}” of ${bid.provider.name} has no ${me.kind === 'panel' ? 'score' : 'score with a reason'}`, mend: 'score it' }])));
        if (open.length > 0) throw invalid(open.slice(0, 50), 'impossible-request');
        await markSubmitted(transaction, at, me.actor, now);
        await appendEvent(transaction, { type: 'scores.submitted', subject: processId, at: now, data: { lot: lotId, kind: me.kind } });
        if (everybody.every((each) => each.actor === me.actor || each.submittedAt !== null)) await begin(transaction, at, now);
      });
    },

    async beginModeration(caller, processId, lotId) {
      const { acting, at } = await managed(caller, processId, lotId);
      const now = clock();
      await database.as(acting, async (transaction) => {
        const { moderationAt } = await lockEvaluation(transaction, at);
        if (moderationAt !== null) return;
        if (!(await findEvaluators(transaction, processId)).some((each) => each.lot === lotId && each.submittedAt !== null)) throw cannot('lot', 'has no scores that were submitted', 'wait for the first evaluator');
        await begin(transaction, at, now);
      });
    },

    async moderation(caller, processId, lotId) {
      const { acting, process, lot, at } = await managed(caller, processId, lotId);
      return database.as(acting, async (transaction) => ({
        process,
        lot,
        bids: (await openedBids(transaction, processId)).filter((each) => each.lot === lotId),
        ...(await moderated(transaction, at)),
      }));
    },

    async moderate(caller, processId, lotId, form) {
      const { acting, allowed, lot, at } = await managed(caller, processId, lotId);
      const given = parsed(moderationForm, form);
      const criterion = lot.criteria.find(({ id, kind, panel }) => id === given.criterion && kind !== 'price' && !panel);
      if (criterion === undefined) throw cannot('criterion', 'is none that evaluators moderate', 'a price is reckoned, and what citizens scored stays');
      if (given.score > highestOf(criterion.scale)) throw cannot('score', `is more than ${highestOf(criterion.scale)}`, 'use a step of the scale');
      const now = clock();
      await database.as(acting, async (transaction) => {
        await lockProcess(transaction, processId);
        const { moderationAt } = await lockEvaluation(transaction, at);
        if (moderationAt === null) throw cannot('lot', 'is still being scored', 'wait until all are in, or begin moderation');
        await refuseDecided(transaction, at);
        if (!(await openedBids(transaction, processId)).some(({ id, lot: of }) => id === given.bid && of === lotId)) throw cannot('bid', 'is none of this lot', 'choose one of the lot');
        const before = (await findConsensus(transaction, at)).find((each) => each.bid === given.bid && each.criterion === given.criterion);
        if ((before?.revision ?? 0) !== given.revision) throw overtakenScore();
        await putConsensus(transaction, at, given);
        await insertChange(transaction, at, { id: randomUUIDv7(), bid: given.bid, criterion: given.criterion, actor: allowed.actor, name: allowed.name, before: before?.score ?? null, after: given.score, reason: given.reason }, now);
        await appendEvent(transaction, { type: 'score.moderated', subject: processId, at: now, data: { lot: lotId, bid: given.bid, criterion: given.criterion, before: before?.score ?? null, after: given.score } });
      });
    },
  };

  async function begin(transaction: Transaction, at: At, now: Temporal.Instant): Promise<void> {
    await beginModeration(transaction, at, now);
    await appendEvent(transaction, { type: 'moderation.begun', subject: at.process, at: now, data: { lot: at.lot } });
  }
}

export async function processOf(database: Database, id: string): Promise<Process> {
  const process = /^[0-9a-f-]{36}$/i.test(id) ? await database.as('system:commissioning', (transaction) => findProcess(transaction, id)) : undefined;
  if (process === undefined) throw new Problem({ kind: 'unknown-process', detail: 'There is no such contracting process, or it is not published yet.' });
  return process;
}

export function lotOf(process: Process, id: string): Lot {
  const lot = process.content.lots.find((each) => each.id === id);
  if (lot === undefined) throw new Problem({ kind: 'unknown-evaluation', detail: 'There is no such lot.' });
  return lot;
}

/** Everything that is known once scores are open; scores count only where they were submitted. */
export async function moderated(transaction: Transaction, at: At): Promise<Pick<Moderation, 'evaluators' | 'scores' | 'consensus' | 'changes' | 'setAside'> & { readonly moderationAt: string | null }> {
  const moderationAt = (await findEvaluations(transaction, at.process)).find((each) => each.lot === at.lot)?.moderationAt ?? null;
  const evaluators = (await findEvaluators(transaction, at.process)).filter((each) => each.lot === at.lot);
  const counts = new Set(evaluators.filter(({ submittedAt, dismissedAt }) => submittedAt !== null && dismissedAt === null).map(({ actor }) => actor));
  const scores = moderationAt === null ? [] : (await findScores(transaction, at)).filter(({ actor }) => counts.has(actor));
  return { moderationAt, evaluators, scores, consensus: await findConsensus(transaction, at), changes: await findChanges(transaction, at), setAside: await findSetAside(transaction, at.process) };
}

/** The score that counts for each criterion of a bid: what was agreed on, or the panel's by its rule. */
export function countingScores(lot: Lot, bid: string, { scores, consensus }: Pick<Moderation, 'scores' | 'consensus'>): Readonly<Record<string, { readonly score: number; readonly reason: string; readonly panel: number | null } | undefined>> {
  return Object.fromEntries(
    lot.criteria.flatMap((criterion): [string, { score: number; reason: string; panel: number | null }][] => {
      if (criterion.kind === 'price') return [];
      if (!criterion.panel) {
        const agreed = consensus.find((each) => each.bid === bid && each.criterion === criterion.id);
        return agreed === undefined ? [] : [[criterion.id, { score: agreed.score, reason: agreed.reason, panel: null }]];
      }
      const own = scores.filter((each) => each.bid === bid && each.criterion === criterion.id).map(({ score }) => score);
      const score = panelScore(own, criterion.panelRule);
      return score === undefined ? [] : [[criterion.id, { score, reason: '', panel: own.length }]];
    }),
  );
}

export async function refuseDecided(transaction: Transaction, at: At): Promise<void> {
  if ((await findDecisions(transaction, at.process)).some((each) => each.lot === at.lot && each.setAsideAt === null)) throw new Problem({ kind: 'taken', detail: 'This lot is decided. Set the decision aside first, with the reason.' });
}

const named = ({ id, lot, provider, members }: OpenedBid): NamedBid => ({ id, lot, provider, members: members.map((each) => ({ id: each.id, name: each.name })) });

/** The panel scores what citizens score, evaluators the rest; a price is reckoned. */
const criteriaOf = ({ criteria }: Lot, { kind }: Evaluator): readonly Criterion[] => criteria.filter((each) => each.kind !== 'price' && each.panel === (kind === 'panel'));

/** The bids somebody may read: none before they declared, none of those they have a conflict with, none that is set aside. */
async function readable(transaction: Transaction, process: Process, me: Evaluator, bids: readonly OpenedBid[]): Promise<readonly OpenedBid[]> {
  if (me.conflict === null || me.conflict.lots.includes(me.lot)) return [];
  const { bidders } = me.conflict;
  const aside = new Set((await findSetAside(transaction, process.id)).map(({ bid }) => bid));
  return bids.filter(({ id, members, provider }) => !aside.has(id) && !bidders.includes(provider.id) && !members.some((member) => bidders.includes(member.id)));
}

const isComplete = (score: Score | undefined, { kind }: Evaluator): boolean => score !== undefined && (kind === 'panel' || score.reason.length >= 3);
