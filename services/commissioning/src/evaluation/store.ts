/** The SQL of evaluations. Row-level security narrows each to what the actor may see: scores to their own, until moderation begins. */

import { sql, type Transaction } from '@drystone/database';
import { moment } from '../processes/store.ts';
import type { AssessmentSummary, Challenge, Consensus, Decision, Evaluator, ModerationChange, PriceQuestion, Score, SetAside } from './forms.ts';

export interface At {
  readonly process: string;
  readonly lot: string;
  readonly buyer: string;
}

/** The lot's evaluation, locked until the transaction ends; begun where there was none. */
export async function lockEvaluation(transaction: Transaction, { process, lot, buyer }: At): Promise<{ readonly moderationAt: string | null }> {
  await sql`insert into commissioning.evaluation (process, lot, buyer) values (${process}, ${lot}, ${buyer}) on conflict do nothing`.execute(transaction);
  const { rows } = await sql<{ moderationAt: string | null }>`select ${moment('moderation_at')} as "moderationAt" from commissioning.evaluation where process = ${process} and lot = ${lot} for update`.execute(transaction);
  return rows[0]!;
}

export async function findEvaluations(transaction: Transaction, process: string): Promise<readonly { readonly lot: string; readonly moderationAt: string | null }[]> {
  const { rows } = await sql<{ lot: string; moderationAt: string | null }>`select lot, ${moment('moderation_at')} as "moderationAt" from commissioning.evaluation where process = ${process}`.execute(transaction);
  return rows;
}

export async function beginModeration(transaction: Transaction, { process, lot }: At, now: Temporal.Instant): Promise<void> {
  await sql`update commissioning.evaluation set moderation_at = ${now.toString()} where process = ${process} and lot = ${lot} and moderation_at is null`.execute(transaction);
}

/** Whether they were not among them before. */
export async function insertEvaluator(transaction: Transaction, { process, lot, buyer }: At, evaluator: Pick<Evaluator, 'actor' | 'name' | 'kind' | 'organisation'>, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`
    insert into commissioning.evaluator (process, lot, buyer, actor, name, kind, organisation, appointed_at)
    values (${process}, ${lot}, ${buyer}, ${evaluator.actor}, ${evaluator.name}, ${evaluator.kind}, ${evaluator.organisation}, ${now.toString()})
    on conflict (process, lot, actor) do update set dismissed_at = null, why_dismissed = null where evaluator.dismissed_at is not null returning 1`.execute(transaction);
  return rows.length === 1;
}

/** How far what follows a deadline is. */
export interface Progress {
  readonly process: string;
  readonly opened: boolean;
  readonly lots: number;
  /** Of the lots: those whose scores are all in, and those that are decided. */
  readonly moderated: number;
  readonly decided: number;
  readonly openChallenges: number;
}

/** Of each tender of these buyers whose deadline has passed. */
export async function findProgress(transaction: Transaction, buyers: readonly string[], now: Temporal.Instant): Promise<readonly Progress[]> {
  const { rows } = await sql<Progress>`
    select id as process, jsonb_array_length(content->'lots') as lots,
      exists (select from commissioning.tender_key where tender_key.process = process.id and opened_at is not null) or exists (select from commissioning.opened_bid where opened_bid.process = process.id) as opened,
      (select count(*)::int from commissioning.evaluation where evaluation.process = process.id and moderation_at is not null) as moderated,
      (select count(distinct lot)::int from commissioning.decision where decision.process = process.id and set_aside_at is null) as decided,
      (select coalesce(sum(open_challenges), 0)::int from commissioning.decision where decision.process = process.id and set_aside_at is null) as "openChallenges"
    from commissioning.process where buyer = any (${buyers}::uuid[]) and stage = 'tender' and deadline <= ${now.toString()} order by deadline desc limit 500`.execute(transaction);
  return rows;
}

const evaluatorColumns = sql`
  evaluator.process, evaluator.lot, evaluator.actor, name, kind, organisation, ${moment('submitted_at')} as "submittedAt", ${moment('dismissed_at')} as "dismissedAt",
  case when conflict.process is not null then json_build_object('declared', declared, 'what', what, 'bidders', bidders, 'lots', lots, 'mitigation', mitigation) end as conflict`;

export async function findEvaluators(transaction: Transaction, process: string, actor?: string): Promise<readonly Evaluator[]> {
  const { rows } = await sql<Evaluator>`
    select ${evaluatorColumns} from commissioning.evaluator left join commissioning.conflict on conflict.process = evaluator.process and conflict.actor = evaluator.actor
    where evaluator.process = ${process} and (${actor ?? null}::text is null or evaluator.actor = ${actor ?? null}) order by appointed_at, name`.execute(transaction);
  return rows;
}

/** The lots somebody was asked to score for an organisation, the newest first. */
export async function findAppointments(transaction: Transaction, organisations: readonly string[], actor: string): Promise<readonly { readonly process: string; readonly lot: string; readonly submittedAt: string | null }[]> {
  const { rows } = await sql<{ process: string; lot: string; submittedAt: string | null }>`
    select process, lot, ${moment('submitted_at')} as "submittedAt" from commissioning.evaluator
    where organisation = any (${organisations}::uuid[]) and actor = ${actor} and dismissed_at is null order by appointed_at desc limit 100`.execute(transaction);
  return rows;
}

export async function dismissEvaluator(transaction: Transaction, { process, lot }: At, actor: string, why: string, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`update commissioning.evaluator set dismissed_at = ${now.toString()}, why_dismissed = ${why} where process = ${process} and lot = ${lot} and actor = ${actor} and dismissed_at is null returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function markSubmitted(transaction: Transaction, { process, lot }: At, actor: string, now: Temporal.Instant): Promise<void> {
  await sql`update commissioning.evaluator set submitted_at = ${now.toString()} where process = ${process} and lot = ${lot} and actor = ${actor}`.execute(transaction);
}

/** Whether it was not declared before. */
export async function insertConflict(transaction: Transaction, conflict: { process: string; buyer: string; actor: string; what: string | null; bidders: readonly string[]; lots: readonly string[]; now: Temporal.Instant }): Promise<boolean> {
  const { rows } = await sql`
    insert into commissioning.conflict (process, actor, buyer, declared, what, bidders, lots, at)
    values (${conflict.process}, ${conflict.actor}, ${conflict.buyer}, ${conflict.what !== null}, ${conflict.what}, ${conflict.bidders}, ${conflict.lots}, ${conflict.now.toString()})
    on conflict do nothing returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function updateMitigation(transaction: Transaction, process: string, actor: string, mitigation: string): Promise<boolean> {
  const { rows } = await sql`update commissioning.conflict set mitigation = ${mitigation} where process = ${process} and actor = ${actor} and declared returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function putScore(transaction: Transaction, { process, lot, buyer }: At, { bid, criterion, actor, score, reason }: Score, now: Temporal.Instant): Promise<void> {
  await sql`
    insert into commissioning.score (process, lot, buyer, bid, criterion, actor, score, reason, saved_at)
    values (${process}, ${lot}, ${buyer}, ${bid}, ${criterion}, ${actor}, ${score}, ${reason}, ${now.toString()})
    on conflict (bid, criterion, actor) do update set score = excluded.score, reason = excluded.reason, saved_at = excluded.saved_at`.execute(transaction);
}

/** Before moderation begins: the actor's own alone. */
export async function findScores(transaction: Transaction, { process, lot }: Pick<At, 'process' | 'lot'>): Promise<readonly Score[]> {
  const { rows } = await sql<Score>`select bid, criterion, actor, score, reason from commissioning.score where process = ${process} and lot = ${lot} order by saved_at, actor`.execute(transaction);
  return rows;
}

export async function findConsensus(transaction: Transaction, { process, lot }: Pick<At, 'process' | 'lot'>): Promise<readonly Consensus[]> {
  const { rows } = await sql<Consensus>`select bid, criterion, score, reason, revision from commissioning.consensus where process = ${process} and lot = ${lot}`.execute(transaction);
  return rows;
}

export async function putConsensus(transaction: Transaction, { process, lot, buyer }: At, { bid, criterion, score, reason }: Omit<Consensus, 'revision'>): Promise<void> {
  await sql`
    insert into commissioning.consensus (process, lot, buyer, bid, criterion, score, reason) values (${process}, ${lot}, ${buyer}, ${bid}, ${criterion}, ${score}, ${reason})
    on conflict (bid, criterion) do update set score = excluded.score, reason = excluded.reason, revision = consensus.revision + 1`.execute(transaction);
}

export async function insertChange(transaction: Transaction, { process, lot, buyer }: At, change: Omit<ModerationChange, 'at'> & { readonly id: string; readonly actor: string }, now: Temporal.Instant): Promise<void> {
  await sql`
    insert into commissioning.moderation_change (id, process, lot, buyer, bid, criterion, actor, name, before, after, reason, at)
    values (${change.id}, ${process}, ${lot}, ${buyer}, ${change.bid}, ${change.criterion}, ${change.actor}, ${change.name}, ${change.before}, ${change.after}, ${change.reason}, ${now.toString()})`.execute(transaction);
}

export async function findChanges(transaction: Transaction, { process, lot }: Pick<At, 'process' | 'lot'>): Promise<readonly ModerationChange[]> {
  const { rows } = await sql<ModerationChange>`select bid, criterion, name, before, after, reason, ${moment('at')} as at from commissioning.moderation_change where process = ${process} and lot = ${lot} order by moderation_change.at, id`.execute(transaction);
  return rows;
}

export async function insertPriceQuestion(transaction: Transaction, { process, lot, buyer }: At, question: { bid: string; provider: string; question: string }, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`
    insert into commissioning.price_question (bid, process, lot, buyer, provider, question, asked_at) values (${question.bid}, ${process}, ${lot}, ${buyer}, ${question.provider}, ${question.question}, ${now.toString()})
    on conflict do nothing returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function answerPriceQuestion(transaction: Transaction, bid: string, answer: string, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`update commissioning.price_question set answer = ${answer}, answered_at = ${now.toString()} where bid = ${bid} and answered_at is null returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function findPriceQuestions(transaction: Transaction, { process, provider }: { readonly process?: string; readonly provider?: string }): Promise<readonly PriceQuestion[]> {
  const { rows } = await sql<PriceQuestion>`select bid, lot, question, ${moment('asked_at')} as "askedAt", answer, ${moment('answered_at')} as "answeredAt" from commissioning.price_question where (${process ?? null}::uuid is null or process = ${process ?? null}) and (${provider ?? null}::uuid is null or provider = ${provider ?? null}) order by asked_at`.execute(transaction);
  return rows;
}

export async function insertSetAside(transaction: Transaction, { process, lot, buyer }: At, aside: SetAside & { readonly actor: string }, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`
    insert into commissioning.set_aside (bid, process, lot, buyer, ground, why, actor, at) values (${aside.bid}, ${process}, ${lot}, ${buyer}, ${aside.ground}, ${aside.why}, ${aside.actor}, ${now.toString()})
    on conflict do nothing returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function deleteSetAside(transaction: Transaction, bid: string): Promise<boolean> {
  const { rows } = await sql`delete from commissioning.set_aside where bid = ${bid} returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function findSetAside(transaction: Transaction, process: string): Promise<readonly SetAside[]> {
  const { rows } = await sql<SetAside>`select bid, ground, why from commissioning.set_aside where process = ${process}`.execute(transaction);
  return rows;
}

const decisionColumns = sql`
  id, process, lot, buyer, outcome, reason, winners, figures, ${moment('made_at')} as "madeAt", ${moment('standstill_until')} as "standstillUntil",
  open_challenges as "openChallenges", ${moment('set_aside_at')} as "setAsideAt", why_set_aside as "whySetAside"`;

type StoredDecision = Decision & { readonly buyer: string };

export async function findDecisions(transaction: Transaction, process: string): Promise<readonly StoredDecision[]> {
  const { rows } = await sql<StoredDecision>`select ${decisionColumns} from commissioning.decision where process = ${process} order by made_at, id`.execute(transaction);
  return rows;
}

export async function findDecision(transaction: Transaction, id: string): Promise<StoredDecision | undefined> {
  const { rows } = await sql<StoredDecision>`select ${decisionColumns} from commissioning.decision where id = ${id}`.execute(transaction);
  return rows[0];
}

export async function insertDecision(transaction: Transaction, { id, process, lot, outcome, reason, winners, figures, madeAt, standstillUntil }: Omit<Decision, 'openChallenges' | 'setAsideAt' | 'whySetAside'>, buyer: string, record: object): Promise<void> {
  await sql`
    insert into commissioning.decision (id, process, lot, buyer, outcome, reason, winners, figures, made_at, standstill_until)
    values (${id}, ${process}, ${lot}, ${buyer}, ${outcome}, ${reason}, ${JSON.stringify(winners)}, ${JSON.stringify(figures)}, ${madeAt}, ${standstillUntil})`.execute(transaction);
  await sql`insert into commissioning.decision_record (decision, buyer, record) values (${id}, ${buyer}, ${JSON.stringify(record)})`.execute(transaction);
}

export async function markSetAside(transaction: Transaction, id: string, why: string, now: Temporal.Instant): Promise<void> {
  await sql`update commissioning.decision set set_aside_at = ${now.toString()}, why_set_aside = ${why} where id = ${id}`.execute(transaction);
}

export async function insertSummary(transaction: Transaction, buyer: string, { id, decision, process, lot, provider, at, content, bid, members }: AssessmentSummary & { readonly bid: string; readonly members: readonly string[] }): Promise<void> {
  await sql`
    insert into commissioning.assessment_summary (id, decision, process, lot, buyer, bid, provider, member_ids, content, at)
    values (${id}, ${decision}, ${process}, ${lot}, ${buyer}, ${bid}, ${provider}, ${members}, ${JSON.stringify(content)}, ${at})`.execute(transaction);
}

const summaryColumns = sql`id, decision, process, lot, provider, ${moment('at')} as at, content`;

export async function findSummary(transaction: Transaction, id: string): Promise<AssessmentSummary | undefined> {
  const { rows } = await sql<AssessmentSummary>`select ${summaryColumns} from commissioning.assessment_summary where id = ${id}`.execute(transaction);
  return rows[0];
}

/** Of one organisation's bids, or of one decision; the newest first. */
export async function findSummaries(transaction: Transaction, query: { readonly member?: string; readonly decision?: string }): Promise<readonly AssessmentSummary[]> {
  const { rows } = await sql<AssessmentSummary>`
    select ${summaryColumns} from commissioning.assessment_summary
    where (${query.member ?? null}::uuid is null or ${query.member ?? null} = any (member_ids)) and (${query.decision ?? null}::uuid is null or decision = ${query.decision ?? null}) order by assessment_summary.at desc, id limit 500`.execute(transaction);
  return rows;
}

const challengeColumns = sql`id, decision, process, lot, provider, ground, ${moment('raised_at')} as "raisedAt", state, resolution, ${moment('resolved_at')} as "resolvedAt"`;

export async function insertChallenge(transaction: Transaction, { process, lot, buyer }: At, challenge: { id: string; decision: string; provider: string; ground: string; actor: string }, now: Temporal.Instant): Promise<void> {
  await sql`
    insert into commissioning.challenge (id, decision, process, lot, buyer, provider, ground, raised_by, raised_at)
    values (${challenge.id}, ${challenge.decision}, ${process}, ${lot}, ${buyer}, ${challenge.provider}, ${challenge.ground}, ${challenge.actor}, ${now.toString()})`.execute(transaction);
  await sql`update commissioning.decision set open_challenges = open_challenges + 1 where id = ${challenge.decision}`.execute(transaction);
}

export async function findChallenge(transaction: Transaction, id: string): Promise<(Challenge & { readonly process: string }) | undefined> {
  const { rows } = await sql<Challenge & { process: string }>`select ${challengeColumns} from commissioning.challenge where id = ${id}`.execute(transaction);
  return rows[0];
}

export async function findChallenges(transaction: Transaction, process: string): Promise<readonly Challenge[]> {
  const { rows } = await sql<Challenge>`select ${challengeColumns} from commissioning.challenge where process = ${process} order by raised_at, id`.execute(transaction);
  return rows;
}

/** Whether it was open. */
export async function resolveChallenge(transaction: Transaction, id: string, state: Challenge['state'], resolution: string, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql<{ decision: string }>`
    update commissioning.challenge set state = ${state}, resolution = ${resolution}, resolved_at = ${now.toString()} where id = ${id} and state = 'open' returning decision`.execute(transaction);
  if (rows[0]) await sql`update commissioning.decision set open_challenges = open_challenges - 1 where id = ${rows[0].decision}`.execute(transaction);
  return rows.length === 1;
}

/** Whether an award rests on a decision that is being challenged. */
export async function isChallenged(transaction: Transaction, award: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from commissioning.decision join commissioning.award on award.process = decision.process
    where award.id = ${award} and open_challenges > 0 and set_aside_at is null and winners @> ${JSON.stringify([{ award }])}::jsonb`.execute(transaction);
  return rows.length > 0;
}
