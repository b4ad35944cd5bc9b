/** From scores to a decision that takes effect, and what can stop it. Each operation asks the table of permissions first. */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller } from '@drystone/access';
import type { Acting, Database, Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { parsed, Problem } from '@drystone/problems';
import { actingFor } from '../acting.ts';
import { awardForm, stateOf } from '../awards/award.ts';
import type { Awarding } from '../awards/awarding.ts';
import { findAward, updateAward } from '../awards/store.ts';
import { openedBid, openedBids, type OpenedBid } from '../bids/opened.ts';
import { methodOf } from '../methods/method.ts';
import type { Organisations, PublicOrganisation } from '../ports.ts';
import type { Lot, Process } from '../processes/process.ts';
import type { Publishing } from '../processes/publishing.ts';
import { findProcess, lockProcess } from '../processes/store.ts';
import { measuresFor } from '../social-value/import.ts';
import { cannot, countingScores, lotOf, moderated, processOf, refuseDecided, type Moderation } from './evaluating.ts';
import { challengeForm, decisionForm, reasonForm, resolutionForm, setAsideForm, type AssessmentSummary, type Challenge, type CriterionScore, type Decision, type Figures, type PriceQuestion, type Result, type Winner } from './forms.ts';
import { highestOf } from './scales.ts';
import { lowPrices, promisedWorth, rankBids, type ScoredBid } from './scoring.ts';
import { weightSensitivity, withoutEach } from './sensitivity.ts';
import { answerPriceQuestion, deleteSetAside, findChallenge, findChallenges, findDecision, findDecisions, findPriceQuestions, findSummaries, findSummary, insertChallenge, insertDecision, insertPriceQuestion, insertSetAside, insertSummary, lockEvaluation, markSetAside, resolveChallenge, type At } from './store.ts';

export interface Deciding {
  /** The ranking as it stands, and what would change it. */
  result(caller: Caller | undefined, processId: string, lot: string): Promise<Result>;
  /** Asks a bidder whose price looks abnormally low to explain it; mailed to them. */
  askAboutPrice(caller: Caller | undefined, processId: string, bid: string, form: unknown): Promise<void>;
  explainPrice(caller: Caller | undefined, bid: string, form: unknown): Promise<void>;
  /** What a bidder was asked about its prices. */
  priceQuestions(caller: Caller | undefined, provider: string): Promise<readonly PriceQuestion[]>;
  /** With its ground; a low price only once its bidder could explain it. */
  setBidAside(caller: Caller | undefined, processId: string, bid: string, form: unknown): Promise<void>;
  takeBidBack(caller: Caller | undefined, processId: string, bid: string): Promise<void>;
  /** Awards the lot, or says that nobody could be awarded it; tells every bidder why. */
  decide(caller: Caller | undefined, processId: string, lot: string, form: unknown): Promise<Decision>;
  /** The first one first; what was set aside stays, with the reason. */
  decisions(processId: string): Promise<readonly Decision[]>;
  /** Ends its awards; the lot can be decided anew. */
  setDecisionAside(caller: Caller | undefined, decision: string, form: unknown): Promise<Decision>;
  /** @throws Problem 404, also for somebody else's. */
  summary(caller: Caller | undefined, id: string): Promise<AssessmentSummary>;
  summariesOf(caller: Caller | undefined, provider: string): Promise<readonly AssessmentSummary[]>;
  /** Within the standstill, by a bidder or on its behalf by the commissioner: its awards wait until it is resolved. */
  challenge(caller: Caller | undefined, decision: string, form: unknown): Promise<Challenge>;
  challenges(caller: Caller | undefined, processId: string): Promise<readonly Challenge[]>;
  resolve(caller: Caller | undefined, challenge: string, form: unknown): Promise<Challenge>;
}

export interface DecidingOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly publishing: Publishing;
  readonly awarding: Awarding;
  /** Where the product is reached, without a slash at the end. */
  readonly origin: string;
  readonly timeZone: string;
}

/** Our habit, no figure of the Act: how long a bidder who does not answer has had a reasonable opportunity to. */
const explainDays = 5;

export function createDeciding({ database, clock, organisations, publishing: { permitted, surroundings, publish }, awarding, origin, timeZone }: DecidingOptions): Deciding {
  async function of(caller: Caller | undefined, processId: string, bidId: string) {
    const { acting, allowed, process } = await permitted(caller, 'evaluation.manage', processId);
    const bid = isId(bidId) ? (await database.as(acting, (transaction) => openedBids(transaction, processId))).find(({ id }) => id === bidId) : undefined;
    if (bid === undefined) throw new Problem({ kind: 'unknown-evaluation', detail: 'There is no such bid.' });
    return { acting, allowed, process, bid, at: { process: processId, lot: bid.lot, buyer: process.buyer.id } satisfies At };
  }

  const addressesOf = async (organisation: string) => (await organisations.people(organisation)).flatMap(({ email, roles }) => (email !== null && roles.includes('editor') ? [email] : []));

  async function decisionOf(id: string) {
    const decision = isId(id) ? await database.as('anonymous', (transaction) => findDecision(transaction, id)) : undefined;
    if (decision === undefined) throw unknownDecision();
    return decision;
  }

  /** Stops, or lets go on, the awards of a decision that have not ended. */
  async function changeAwards(transaction: Transaction, decision: Decision, change: 'suspend' | 'resume' | 'end', why: string | null, now: Temporal.Instant): Promise<void> {
    for (const { award: id } of decision.winners) {
      const award = (await findAward(transaction, id))!;
      if (stateOf(award, now) === 'ended') continue;
      if (change === 'suspend' ? award.suspendedSince !== null : change === 'resume' && award.suspendedSince === null) continue;
      await updateAward(transaction, id, award.revision, {
        suspendedSince: change === 'suspend' ? now.toString() : change === 'resume' ? null : award.suspendedSince,
        endedAt: change === 'end' ? now.toString() : award.endedAt,
        whyEnded: change === 'end' ? why : award.whyEnded,
      });
      await appendEvent(transaction, { type: change === 'end' ? 'award.ended' : change === 'suspend' ? 'award.suspended' : 'award.resumed', subject: id, awardId: id, at: now, data: {} });
    }
  }

  async function undo(transaction: Transaction, decision: Decision, why: string, now: Temporal.Instant): Promise<void> {
    await changeAwards(transaction, decision, 'end', why, now);
    await markSetAside(transaction, decision.id, why, now);
    await appendEvent(transaction, { type: 'decision.set_aside', subject: decision.process, at: now, data: { lot: decision.lot, decision: decision.id } });
  }

  return {
    async result(caller, processId, lotId) {
      const { acting, process } = await permitted(caller, 'evaluation.manage', processId);
      const lot = lotOf(process, lotId);
      return database.as(acting, (transaction) => resultIn(transaction, process, lot));
    },

    async askAboutPrice(caller, processId, bidId, form) {
      const { acting, process, bid, at } = await of(caller, processId, bidId);
      const { reason: question } = parsed(reasonForm, form);
      const now = clock();
      const to = await addressesOf(bid.provider.id);
      await database.as(acting, async (transaction) => {
        await lockProcess(transaction, processId);
        await refuseDecided(transaction, at);
        if (!(await insertPriceQuestion(transaction, at, { bid: bidId, provider: bid.provider.id, question }, now))) throw new Problem({ kind: 'taken', detail: 'This bidder was asked already.' });
        await appendEvent(transaction, { type: 'price.questioned', subject: processId, at: now, data: { lot: bid.lot, bid: bidId } });
        for (const address of to) await post(transaction, { to: address, subject: m.mail_price_question_subject({ title: process.content.title }), body: m.mail_price_question_body({ buyer: process.buyer.name, title: process.content.title, question, link: `${origin}/commissioning/feedback/${bid.provider.id}` }) }, now);
      });
    },

    async explainPrice(caller, bidId, form) {
      const allowed = requirePermission(caller, 'organisation.register');
      const acting: Acting = { actor: allowed.actor, organisations: allowed.memberships.filter(({ organisationId }) => may(allowed, 'evaluation.answer', organisationId)).map(({ organisationId }) => organisationId) };
      const { reason: answer } = parsed(reasonForm, form);
      const now = clock();
      await database.as(acting, async (transaction) => {
        const bid = isId(bidId) ? await openedBid(transaction, bidId) : undefined;
        if (bid === undefined || !acting.organisations.includes(bid.provider.id)) throw new Problem({ kind: 'unknown-evaluation', detail: 'There is no such question.' });
        if (!(await answerPriceQuestion(transaction, bidId, answer, now))) throw new Problem({ kind: 'taken', detail: 'There is no question, or it is answered already.' });
        await appendEvent(transaction, { type: 'price.explained', subject: bid.process, at: now, data: { lot: bid.lot, bid: bidId } });
      });
    },

    async priceQuestions(caller, provider) {
      const allowed = requirePermission(caller, 'evaluation.answer', provider);
      return database.as({ actor: allowed.actor, organisations: [provider] }, async (transaction) => {
        return isId(provider) ? findPriceQuestions(transaction, { provider }) : [];
      });
    },

    async setBidAside(caller, processId, bidId, form) {
      const { acting, allowed, bid, at } = await of(caller, processId, bidId);
      const { ground, why } = parsed(setAsideForm, form);
      const now = clock();
      await database.as(acting, async (transaction) => {
        await lockProcess(transaction, processId);
        await refuseDecided(transaction, at);
        if (ground === 'abnormally-low') {
          const question = (await findPriceQuestions(transaction, { process: processId })).find((each) => each.bid === bidId);
          if (question === undefined) throw cannot('ground', 'must be explained by the bidder first (Procurement Act 2023, section 19(4))', 'ask them about the price');
          const waited = now.epochMilliseconds - Temporal.Instant.from(question.askedAt).epochMilliseconds;
          if (question.answer === null && waited < explainDays * 86_400_000) throw cannot('ground', `can still be explained: the bidder was asked less than ${explainDays} days ago`, 'wait for the answer');
        }
        if (!(await insertSetAside(transaction, at, { bid: bidId, ground, why, actor: allowed.actor }, now))) throw new Problem({ kind: 'taken', detail: 'This bid is set aside already.' });
        await appendEvent(transaction, { type: 'bid.set_aside', subject: processId, at: now, data: { lot: bid.lot, bid: bidId, ground } });
      });
    },

    async takeBidBack(caller, processId, bidId) {
      const { acting, bid, at } = await of(caller, processId, bidId);
      const now = clock();
      await database.as(acting, async (transaction) => {
        await lockProcess(transaction, processId);
        await refuseDecided(transaction, at);
        if (!(await deleteSetAside(transaction, bidId))) throw new Problem({ kind: 'taken', detail: 'This bid is not set aside.' });
        await appendEvent(transaction, { type: 'bid.taken_back', subject: processId, at: now, data: { lot: bid.lot, bid: bidId } });
      });
    },

    async decide(caller, processId, lotId, form) {
      const { acting, process } = await permitted(caller, 'decision.make', processId);
      const given = parsed(decisionForm, form);
      const lot = lotOf(process, lotId);
      const bids = (await database.as(acting, (transaction) => openedBids(transaction, processId))).filter((each) => each.lot === lotId);
      const providers = new Map<string, PublicOrganisation>();
      for (const id of new Set(bids.map(({ provider }) => provider.id))) {
        const found = await organisations.publicly(id);
        if (found !== undefined) providers.set(id, found);
      }
      const letters = new Map<string, readonly string[]>();
      for (const id of new Set(bids.flatMap(({ members }) => members.map((member) => member.id)))) letters.set(id, await addressesOf(id));
      const around = await surroundings(process);
      const known = new Set(around.organisations.map(({ id }) => id));
      const withBidders = { ...around, organisations: [...around.organisations, ...[...providers.values()].filter(({ id }) => !known.has(id))] };

      return database.as(acting, async (transaction) => {
        const at: At = { process: processId, lot: lotId, buyer: process.buyer.id };
        await lockProcess(transaction, processId);
        await lockEvaluation(transaction, at);
        const now = clock();
        const bought = (await findProcess(transaction, processId))!;
        refuseTooEarly(bought, now);
        await refuseDecided(transaction, at);
        const { result, state } = await ranked(transaction, bought, lot);
        const id = randomUUIDv7();
        const standstill = given.outcome === 'award' ? (awarding.freeFrom(bought, now)?.toString() ?? null) : null;
        const winners: Winner[] = [];
        if (given.outcome === 'award') {
          refuseUnranked(result, state, bids, given.winners);
          for (const { bid: bidId, share } of given.winners) {
            const bid = bids.find((each) => each.id === bidId)!;
            const provider = providers.get(bid.provider.id);
            if (provider === undefined) throw cannot('winners', `"${bid.provider.name}" is not registered any more`, 'decide for another');
            const award = await awarding.awardIn(transaction, { process: bought, provider, now, given: awardForm.parse({ lot: lotId, provider: provider.id, share, valuePence: bid.pricePence, reason: given.reason, ...(given.startsAt !== undefined && { startsAt: given.startsAt }) }) });
            const { scores, total } = result.ranking.find((each) => each.bid === bidId)!;
            winners.push({ bid: bidId, provider: provider.id, name: provider.name, share, valuePence: bid.pricePence, award, scores, total });
          }
        }
        const decision = { id, process: processId, lot: lotId, outcome: given.outcome, reason: given.reason, winners, figures: figuresOf(bids, state), madeAt: now.toString(), standstillUntil: standstill };
        await insertDecision(transaction, decision, process.buyer.id, { ranking: result.ranking, weights: result.weights, withoutEach: result.withoutEach, criteria: lot.criteria });
        for (const bid of bids) {
          const summary = summaryOf(bought, lot, bid, decision, result, state);
          const summaryId = randomUUIDv7();
          await insertSummary(transaction, process.buyer.id, { id: summaryId, decision: id, process: processId, lot: lotId, provider: bid.provider.id, at: now.toString(), content: summary, bid: bid.id, members: bid.members.map((member) => member.id) });
          const until = standstill === null ? '' : m.mail_summary_standstill({ date: Temporal.Instant.from(standstill).toZonedDateTimeISO(timeZone).toPlainDate().toString() });
          for (const address of new Set(bid.members.flatMap((member) => letters.get(member.id) ?? []))) {
            await post(transaction, { to: address, subject: m.mail_summary_subject({ title: bought.content.title }), body: m.mail_summary_body({ buyer: process.buyer.name, title: bought.content.title, lot: lot.title, until, link: `${origin}/commissioning/feedback/summaries/${summaryId}` }) }, now);
          }
        }
        await appendEvent(transaction, { type: 'decision.made', subject: processId, at: now, data: { lot: lotId, decision: id, outcome: given.outcome } });
        await publish(transaction, processId, withBidders, given.outcome === 'award' ? ['award', 'contract'] : ['tenderUpdate'], now);
        return told((await findDecision(transaction, id))!);
      });
    },

    async decisions(processId) {
      if (!isId(processId)) return [];
      return (await database.as('anonymous', (transaction) => findDecisions(transaction, processId))).map(told);
    },

    async setDecisionAside(caller, decisionId, form) {
      const known = await decisionOf(decisionId);
      const { acting, process } = await permitted(caller, 'decision.make', known.process);
      const { reason } = parsed(reasonForm, form);
      const around = await surroundings(process);
      return database.as(acting, async (transaction) => {
        await lockProcess(transaction, known.process);
        const now = clock();
        const decision = (await findDecision(transaction, decisionId))!;
        if (decision.setAsideAt !== null) throw new Problem({ kind: 'taken', detail: 'This decision is set aside already.' });
        if (decision.openChallenges > 0) throw cannot('decision', 'is being challenged', 'resolve the challenge, which can set it aside');
        await undo(transaction, decision, reason, now);
        await publish(transaction, known.process, around, ['awardCancellation', 'contractTermination'], now);
        return told((await findDecision(transaction, decisionId))!);
      });
    },

    async summary(caller, id) {
      const found = caller === undefined || !isId(id) ? undefined : await database.as(readingOf(caller), (transaction) => findSummary(transaction, id));
      if (found === undefined) throw new Problem({ kind: 'unknown-evaluation', detail: 'There is no such assessment summary.' });
      return found;
    },

    async summariesOf(caller, provider) {
      const allowed = requirePermission(caller, 'evaluation.answer', provider);
      return isId(provider) ? database.as({ actor: allowed.actor, organisations: [provider] }, (transaction) => findSummaries(transaction, { member: provider })) : [];
    },

    async challenge(caller, decisionId, form) {
      const { provider, ground } = parsed(challengeForm, form);
      const known = isId(decisionId) ? await database.as('anonymous', (transaction) => findDecision(transaction, decisionId)) : undefined;
      const forBuyer = caller !== undefined && known !== undefined && may(caller, 'decision.make', known.buyer);
      const allowed = forBuyer ? caller : requirePermission(caller, 'evaluation.answer', provider);
      if (known === undefined) throw unknownDecision();
      const acting = actingFor(allowed, known.buyer);
      const process = await processOf(database, known.process);
      const around = await surroundings(process);
      const addresses = (await organisations.people(known.buyer)).flatMap(({ email, roles }) => (email !== null && roles.includes('commissioner') ? [email] : []));
      return database.as(acting, async (transaction) => {
        await lockProcess(transaction, known.process);
        const now = clock();
        const decision = (await findDecision(transaction, decisionId))!;
        // Nobody who did not bid learns of it.
        if (!(await findSummaries(transaction, { decision: decisionId, member: provider })).some((summary) => summary.lot === decision.lot)) throw unknownDecision();
        if (decision.setAsideAt !== null) throw cannot('decision', 'is set aside', 'wait for the next one');
        if (decision.standstillUntil === null || Temporal.Instant.compare(now, decision.standstillUntil) >= 0) throw cannot('decision', decision.standstillUntil === null ? 'has no standstill' : `had its standstill until ${decision.standstillUntil}`, 'go to the court, within 30 days of knowing (Procurement Act 2023, section 106)');
        const id = randomUUIDv7();
        await insertChallenge(transaction, { process: decision.process, lot: decision.lot, buyer: decision.buyer }, { id, decision: decisionId, provider, ground, actor: allowed.actor }, now);
        await changeAwards(transaction, decision, 'suspend', null, now);
        await appendEvent(transaction, { type: 'challenge.raised', subject: decision.process, at: now, data: { lot: decision.lot, decision: decisionId, challenge: id } });
        for (const to of addresses) await post(transaction, { to, subject: m.mail_challenge_subject({ title: process.content.title }), body: m.mail_challenge_body({ title: process.content.title, link: `${origin}/commissioning/processes/${process.id}/evaluation/${decision.lot}/decision` }) }, now);
        await publish(transaction, decision.process, around, ['awardUpdate', 'contractUpdate'], now);
        return withoutProcess((await findChallenge(transaction, id))!);
      });
    },

    async challenges(caller, processId) {
      if (caller === undefined) throw new Problem({ kind: 'not-signed-in', detail: 'Sign in first, or send an API key as `Authorization: Bearer`.' });
      if (!isId(processId)) return [];
      const process = await processOf(database, processId);
      const acting = may(caller, 'evaluation.manage', process.buyer.id) ? actingFor(caller, process.buyer.id) : readingOf(caller);
      return (await database.as(acting, (transaction) => findChallenges(transaction, processId))).map(withoutProcess);
    },

    async resolve(caller, challengeId, form) {
      if (caller === undefined) throw new Problem({ kind: 'not-signed-in', detail: 'Sign in first, or send an API key as `Authorization: Bearer`.' });
      const given = parsed(resolutionForm, form);
      const acting = actingFor(caller, '00000000-0000-0000-0000-000000000000');
      const seen = isId(challengeId) ? await database.as({ ...acting, organisations: caller.memberships.map(({ organisationId }) => organisationId) }, (transaction) => findChallenge(transaction, challengeId)) : undefined;
      if (seen === undefined) throw new Problem({ kind: 'unknown-evaluation', detail: 'There is no such challenge.' });
      const process = await processOf(database, seen.process);
      // Whoever raised it can withdraw it; the rest is the commissioner's.
      if (!may(caller, 'decision.make', process.buyer.id) && !(given.state === 'withdrawn' && may(caller, 'evaluation.answer', seen.provider))) requirePermission(caller, 'decision.make', process.buyer.id);
      const around = await surroundings(process);
      return database.as(actingFor(caller, process.buyer.id), async (transaction) => {
        await lockProcess(transaction, process.id);
        const now = clock();
        if (!(await resolveChallenge(transaction, challengeId, given.state, given.resolution, now))) throw new Problem({ kind: 'taken', detail: 'This challenge is resolved already.' });
        const decision = (await findDecision(transaction, seen.decision))!;
        await appendEvent(transaction, { type: 'challenge.resolved', subject: process.id, at: now, data: { lot: decision.lot, decision: decision.id, challenge: challengeId, as: given.state } });
        const stands = decision.setAsideAt === null;
        if (given.state === 'upheld' && stands) await undo(transaction, decision, given.resolution, now);
        else if (stands && decision.openChallenges === 0) await changeAwards(transaction, decision, 'resume', null, now);
        await publish(transaction, process.id, around, given.state === 'upheld' ? ['awardCancellation', 'contractTermination'] : ['awardUpdate', 'contractUpdate'], now);
        return withoutProcess((await findChallenge(transaction, challengeId))!);
      });
    },
  };

  /** The caller reads what is their own organisations'. */
  function readingOf(caller: Caller): Acting {
    return { actor: caller.actor, organisations: caller.memberships.filter(({ organisationId }) => may(caller, 'evaluation.answer', organisationId) || may(caller, 'evaluation.manage', organisationId)).map(({ organisationId }) => organisationId) };
  }
}

const isId = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
const unknownDecision = () => new Problem({ kind: 'unknown-evaluation', detail: 'There is no such decision.' });
const told = ({ buyer: _, ...decision }: Decision & { readonly buyer: string }): Decision => decision;
const withoutProcess = ({ process: _, ...challenge }: Challenge & { readonly process?: string }): Challenge => challenge;

async function resultIn(transaction: Transaction, process: Process, lot: Lot): Promise<Result> {
  return (await ranked(transaction, process, lot)).result;
}

async function ranked(transaction: Transaction, process: Process, lot: Lot): Promise<{ result: Result; state: Awaited<ReturnType<typeof moderated>> }> {
  const at: At = { process: process.id, lot: lot.id, buyer: process.buyer.id };
  const state = await moderated(transaction, at);
  const aside = new Set(state.setAside.map(({ bid }) => bid));
  const bids = (await openedBids(transaction, process.id)).filter((each) => each.lot === lot.id && !aside.has(each.id));
  const proxies = new Map((await measuresFor(transaction, process.buyer.id)).map(({ id, proxyPence }) => [id, proxyPence]));
  const counting = new Map(bids.map((bid) => [bid.id, countingScores(lot, bid.id, state)]));
  const scored: ScoredBid[] = bids.map((bid) => ({ id: bid.id, pricePence: bid.pricePence, promisedPence: promisedWorth(bid.socialValue, lot.socialValue, proxies), scores: Object.fromEntries(Object.entries(counting.get(bid.id)!).map(([id, each]) => [id, each!.score])) }));
  const missing = bids.flatMap((bid) => lot.criteria.flatMap(({ id, kind }) => (kind === 'price' || counting.get(bid.id)![id] !== undefined ? [] : [{ bid: bid.id, criterion: id }])));
  const ready = state.moderationAt !== null && missing.length === 0 && bids.length > 0;
  const results = rankBids(lot.criteria, scored);
  const scoresOf = (bid: string, points: Readonly<Record<string, number>>): CriterionScore[] =>
    lot.criteria.map(({ id, title, kind, weight, scale, panel, panelRule }) => {
      const counts = counting.get(bid)![id];
      return { criterion: id, title, weight, score: counts?.score ?? null, highest: kind === 'price' ? null : highestOf(scale), points: points[id]!, reason: counts === undefined ? '' : panel ? (panelRule === 'median' ? m.evaluation_panel_median({ count: counts.panel ?? 0 }) : m.evaluation_panel_mean({ count: counts.panel ?? 0 })) : counts.reason };
    });
  return {
    state,
    result: {
      ranking: state.moderationAt === null ? [] : results.map((each) => ({ ...each, provider: bids.find(({ id }) => id === each.bid)!.provider.name, pricePence: bids.find(({ id }) => id === each.bid)!.pricePence, scores: scoresOf(each.bid, each.points) })),
      missing,
      lowPrices: lowPrices(bids),
      weights: ready ? weightSensitivity(lot.criteria, scored) : [],
      withoutEach: ready ? withoutEach(lot.criteria, scored, state.scores.filter(({ criterion }) => lot.criteria.some(({ id, panel }) => id === criterion && !panel)).map(({ actor, bid, criterion, score }) => ({ evaluator: actor, bid, criterion, score }))) : [],
    },
  };
}

function refuseTooEarly({ content, stage }: Process, now: Temporal.Instant): void {
  if (stage !== 'tender') throw cannot('process', stage === 'planning' ? 'is not published' : 'is closed', 'decide a tender that stands');
  if (methodOf(content.method).ocds === 'direct') throw cannot('process', 'has no competition to decide', 'make the award itself');
  if (content.deadline === null || Temporal.Instant.compare(now, content.deadline) < 0) throw cannot('process', `takes bids until ${content.deadline}`, 'decide after that');
}

/** An award goes to the most advantageous tender: Procurement Act 2023, section 19(1) and (2). */
function refuseUnranked({ ranking, missing }: Result, { moderationAt, setAside }: Pick<Moderation, 'setAside'> & { readonly moderationAt: string | null }, bids: readonly OpenedBid[], winners: readonly { readonly bid: string; readonly share: number }[]): void {
  if (moderationAt === null) throw cannot('lot', 'is still being scored', 'wait until all scores are in, and moderate them');
  const nameOf = (id: string) => bids.find((bid) => bid.id === id)?.provider.name ?? id;
  if (missing.length > 0) throw cannot('scores', `are missing: ${missing.length} for ${[...new Set(missing.map(({ bid }) => nameOf(bid)))].join(', ')}`, 'agree on each in moderation');
  const chosen = new Set(winners.map(({ bid }) => bid));
  const strange = winners.find(({ bid }) => !ranking.some((each) => each.bid === bid));
  if (strange !== undefined) throw cannot('winners', setAside.some(({ bid }) => bid === strange.bid) ? `${nameOf(strange.bid)} is set aside` : 'name a bid that is none of this lot', 'choose from the ranking');
  const worst = Math.min(...ranking.filter(({ bid }) => chosen.has(bid)).map(({ total }) => total));
  const passed = ranking.find(({ bid, total }) => !chosen.has(bid) && total > worst);
  if (passed !== undefined) throw cannot('winners', `pass over ${passed.provider}, who has more points (Procurement Act 2023, section 19)`, 'award those before them, or set a bid aside with its ground');
}

function figuresOf(bids: readonly OpenedBid[], { evaluators, setAside, changes }: Pick<Moderation, 'evaluators' | 'setAside' | 'changes'>): Figures {
  const own = evaluators.filter(({ dismissedAt, submittedAt }) => dismissedAt === null && submittedAt !== null);
  const declared = evaluators.filter(({ conflict }) => conflict?.declared);
  return {
    bids: bids.length,
    setAside: setAside.filter(({ bid }) => bids.some(({ id }) => id === bid)).length,
    evaluators: own.filter(({ kind }) => kind === 'evaluator').length,
    panel: own.filter(({ kind }) => kind === 'panel').length,
    conflicts: declared.length,
    mitigated: declared.filter(({ conflict }) => conflict!.mitigation !== null).length,
    changes: changes.filter(({ before }) => before !== null).length,
  };
}

/** Own scores and reasons, the winners' and theirs, and nothing of what anybody else wrote: Procurement Regulations 2024, regulation 31. */
function summaryOf({ content, buyer }: Process, lot: Lot, bid: OpenedBid, decision: Pick<Decision, 'outcome' | 'reason' | 'winners' | 'standstillUntil' | 'figures'>, { ranking }: Result, { setAside }: Pick<Moderation, 'setAside'>): AssessmentSummary['content'] {
  const own = ranking.find((each) => each.bid === bid.id);
  const aside = setAside.find((each) => each.bid === bid.id);
  return {
    title: content.title,
    lotTitle: lot.title,
    buyer: buyer.name,
    bidder: bid.provider.name,
    won: decision.winners.some((each) => each.bid === bid.id),
    outcome: decision.outcome,
    reason: decision.reason,
    own: { scores: own?.scores ?? [], total: own?.total ?? 0, rank: own?.rank ?? null, pricePence: bid.pricePence },
    setAside: aside === undefined ? null : { ground: aside.ground, why: aside.why },
    winners: decision.winners.filter((each) => each.bid !== bid.id).map(({ name, total, scores }) => ({ name, total, scores })),
    bids: decision.figures.bids,
    standstillUntil: decision.standstillUntil,
  };
}
