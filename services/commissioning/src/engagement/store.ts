/** The SQL of market engagements, and of what is asked and answered. Row-level security hides who asked, and what is confidential. */

import { sql, type RawBuilder, type Transaction } from '@drystone/database';
import { moment } from '../processes/store.ts';
import type { DecidingBuyer, Engagement, Enquiry, Phase } from './enquiry.ts';

const engagementColumns = sql`content->>'title' as title, content->'problem' as problem, content->>'background' as background, content->>'how' as how, content->'asked' as asked,
  ${moment('opened_at')} as "openedAt", ${moment('open_until')} as "openUntil", engagement.revision`;

export async function findEngagement(transaction: Transaction, process: string): Promise<Engagement | undefined> {
  const { rows } = await sql<Engagement>`select ${engagementColumns} from commissioning.engagement where process = ${process}`.execute(transaction);
  return rows[0];
}

/** Opens it, or changes it; with the process locked. */
export async function putEngagement(transaction: Transaction, process: string, { openUntil, openedAt, ...content }: Omit<Engagement, 'revision'>): Promise<void> {
  await sql`
    insert into commissioning.engagement (process, content, opened_at, open_until) values (${process}, ${JSON.stringify(content)}, ${openedAt}, ${openUntil})
    on conflict (process) do update set content = excluded.content, open_until = excluded.open_until, revision = engagement.revision + 1`.execute(transaction);
}

/** Whether it was open, and is not any more. */
export async function closeEngagement(transaction: Transaction, process: string, now: Temporal.Instant): Promise<number | undefined> {
  const { rows } = await sql<{ revision: number }>`update commissioning.engagement set open_until = ${now.toString()}, revision = revision + 1 where process = ${process} and open_until > ${now.toString()} returning revision`.execute(transaction);
  return rows[0]?.revision;
}

export interface OpenEngagement {
  readonly id: string;
  readonly title: string;
  readonly buyer: string;
  readonly openUntil: string;
}

/** Those that close first first. */
export async function findOpenEngagements(transaction: Transaction, now: Temporal.Instant, limit: number, offset: number): Promise<readonly OpenEngagement[]> {
  const { rows } = await sql<OpenEngagement>`
    select process.id, engagement.content->>'title' as title, buyer_name as buyer, ${moment('open_until')} as "openUntil"
    from commissioning.engagement join commissioning.process on process.id = engagement.process
    where open_until > ${now.toString()} and stage = 'planning' order by open_until, process.id limit ${limit} offset ${offset}`.execute(transaction);
  return rows;
}

/** Until the transaction ends nobody else asks, takes back or decides here. */
export async function lockEnquiries(transaction: Transaction, process: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`enquiries ${process}`}, 0))`.execute(transaction);
}

/** Of one process: nobody answers more. */
export const mostEnquiries = 500;

const enquiriesOf = (chosen: RawBuilder<unknown>) => sql<Enquiry>`
  select enquiry.id, enquiry.phase, kind, about, enquiry.text, ${moment('asked_at')} as "askedAt", claimed,
    case when enquirer.enquiry is not null then json_build_object('id', organisation, 'name', name) end as by,
    case when withheld_ground is not null then json_build_object('ground', withheld_ground, 'why', why_withheld, 'by', withheld_by) end as withheld,
    case when answer is not null then json_build_object('text', answer, 'at', ${moment('answered_at')}, 'by', answered_by) end as answer,
    earlier_answers as earlier,
    case when why_refused is not null then json_build_object('why', why_refused, 'at', ${moment('refused_at')}, 'by', refused_by) end as refused,
    taken_back_at is not null as "takenBack", revision,
    case when original.enquiry is not null then json_build_object('text', original.text, 'claim', original.claim) end as original
  from (${chosen}) as enquiry left join commissioning.enquirer on enquirer.enquiry = enquiry.id left join commissioning.enquiry_original as original on original.enquiry = enquiry.id`;

/** As `isWaiting`. */
const waits = sql`answer is null and why_refused is null and taken_back_at is null and (kind = 'question' or enquiry.text is null)`;

export interface WhichEnquiries {
  readonly phase?: Phase | undefined;
  /** Only what waits for a decision, or, the last decided first, only what does not; of neither what is taken back. */
  readonly waiting?: boolean | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** The oldest first. The page is chosen before it is asked of each who sent it. */
export async function findEnquiries(transaction: Transaction, process: string, { phase, waiting, limit, offset }: WhichEnquiries = { limit: mostEnquiries, offset: 0 }): Promise<readonly Enquiry[]> {
  const which = waiting === undefined ? sql`` : waiting ? sql`and ${waits}` : sql`and taken_back_at is null and not (${waits})`;
  const order = waiting === false ? sql`coalesce(answered_at, refused_at) desc nulls last, asked_at desc, enquiry.id` : sql`asked_at, enquiry.id`;
  const page = sql`select * from commissioning.enquiry where process = ${process} and (${phase ?? null}::text is null or phase = ${phase ?? null}) ${which} order by ${order} limit ${limit} offset ${offset}`;
  const { rows } = await sql<Enquiry>`${enquiriesOf(page)} order by ${order}`.execute(transaction);
  return rows;
}

/** How many stand there, and how many of them wait for a decision. */
export async function countSaid(transaction: Transaction, process: string): Promise<{ readonly said: number; readonly waiting: number }> {
  const { rows } = await sql<{ said: number; waiting: number }>`select count(*) filter (where taken_back_at is null)::int as said, count(*) filter (where ${waits})::int as waiting from commissioning.enquiry where process = ${process}`.execute(transaction);
  return rows[0]!;
}

/** What the open data can tell of what was asked. */
export interface ToldEnquiries {
  /** Whether anything was asked, told or not. */
  readonly any: boolean;
  /** Names, by id, of all who sent what stands, where they may be known. */
  readonly enquirers: ReadonlyMap<string, string>;
  /** What is new since the release before, or said otherwise, the oldest first. */
  readonly fresh: readonly Enquiry[];
}

/**
 * What a release tells of what was asked, noted as told. As everybody reads it, whoever the transaction acts for: who publishes may
 * themselves act for somebody who asked.
 * @param facts.marketAsked whether responses can still be taken back.
 * @param facts.together whether an answer says which buyer's it is.
 */
export async function takeUntold(transaction: Transaction, process: string, { marketAsked, together }: { readonly marketAsked: boolean; readonly together: boolean }): Promise<ToldEnquiries> {
  const { rows: decided } = await sql<{ decided: boolean; any: boolean }>`select commissioning.is_decided(${process}) as decided, exists (select from commissioning.enquiry where process = ${process}) as any`.execute(transaction);
  const { any, decided: isDecided } = decided[0]!;
  if (!any) return { any, enquirers: new Map(), fresh: [] };
  const isNamed = (phase: Phase) => phase === 'engagement' || isDecided;
  const named = sql`(enquiry.phase = 'engagement' or ${isDecided})`;
  /** As `stands`. */
  const standing = sql`enquiry.process = ${process} and taken_back_at is null and (answer is not null or why_refused is not null or (kind = 'response' and enquiry.text is not null and not ${marketAsked}))`;
  /** All that what is told of one depends on. */
  const version = sql`concat_ws(' ', revision, case when ${named} then 'named' end, case when ${together} then 'together' end)`;
  // Only those are written: row-level security asks of each whether its process is the actor's.
  const { rows: fresh } = await sql<{ id: string }>`
    with untold as materialized (select id, ${version} as version from commissioning.enquiry where ${standing} and released is distinct from ${version})
    update commissioning.enquiry set released = version from untold where enquiry.id = untold.id returning enquiry.id`.execute(transaction);
  const { rows: told } = await sql<Enquiry>`${enquiriesOf(sql`select * from commissioning.enquiry where id = any (${fresh.map(({ id }) => id)}::uuid[])`)} order by asked_at, enquiry.id`.execute(transaction);
  const { rows: enquirers } = await sql<{ id: string; name: string }>`
    select distinct on (organisation) organisation as id, name from commissioning.enquiry join commissioning.enquirer on enquirer.enquiry = enquiry.id
    where ${standing} and ${named} order by organisation, asked_at desc`.execute(transaction);
  return { any, enquirers: new Map(enquirers.map(({ id, name }) => [id, name])), fresh: told.map((each) => ({ ...each, by: isNamed(each.phase) ? each.by : null, original: null })) };
}

export async function findEnquiry(transaction: Transaction, process: string, id: string): Promise<Enquiry | undefined> {
  const { rows } = await enquiriesOf(sql`select * from commissioning.enquiry where process = ${process} and id = ${id}`).execute(transaction);
  return rows[0];
}

/** How many there are, how many of them the organisation sent since, and whether it sent the same words already. */
export async function countEnquiries(transaction: Transaction, process: string, organisation: string, since: Temporal.Instant, text: string): Promise<{ readonly all: number; readonly own: number; readonly same: number }> {
  const { rows } = await sql<{ all: number; own: number; same: number }>`
    select count(*)::int as all, count(*) filter (where organisation = ${organisation} and asked_at > ${since.toString()})::int as own,
      count(*) filter (where organisation = ${organisation} and taken_back_at is null and coalesce(original.text, enquiry.text) = ${text})::int as same
    from commissioning.enquiry left join commissioning.enquirer on enquirer.enquiry = enquiry.id left join commissioning.enquiry_original as original on original.enquiry = enquiry.id
    where enquiry.process = ${process}`.execute(transaction);
  return rows[0]!;
}

export interface NewEnquiry {
  readonly id: string;
  readonly process: string;
  readonly phase: Phase;
  readonly kind: Enquiry['kind'];
  readonly about: string | null;
  readonly by: { readonly id: string; readonly name: string };
  readonly text: string;
  readonly claim: string | null;
  readonly now: Temporal.Instant;
}

export async function insertEnquiry(transaction: Transaction, { id, process, phase, kind, about, by, text, claim, now }: NewEnquiry): Promise<void> {
  await sql`insert into commissioning.enquirer (enquiry, process, phase, organisation, name) values (${id}, ${process}, ${phase}, ${by.id}, ${by.name})`.execute(transaction);
  await sql`
    insert into commissioning.enquiry (id, process, phase, kind, about, text, claimed, asked_at)
    values (${id}, ${process}, ${phase}, ${kind}, ${about}, ${claim === null ? text : null}, ${claim !== null}, ${now.toString()})`.execute(transaction);
  if (claim !== null) await keepOriginal(transaction, { id, process, text, claim });
}

/** The first words stay the ones that were sent. */
export async function keepOriginal(transaction: Transaction, { id, process, text, claim }: Pick<NewEnquiry, 'id' | 'process' | 'text' | 'claim'>): Promise<void> {
  await sql`insert into commissioning.enquiry_original (enquiry, process, text, claim) values (${id}, ${process}, ${text}, ${claim}) on conflict do nothing`.execute(transaction);
}

export async function takeBackEnquiry(transaction: Transaction, id: string, now: Temporal.Instant): Promise<void> {
  await sql`update commissioning.enquiry set text = null, claimed = false, taken_back_at = ${now.toString()}, revision = revision + 1 where id = ${id}`.execute(transaction);
  await sql`delete from commissioning.enquiry_original where enquiry = ${id}`.execute(transaction);
}

/** What was decided, whole; whether it was still at that revision. */
export async function updateEnquiry(transaction: Transaction, id: string, revision: number, { text, withheld, answer, earlier, refused }: Pick<Enquiry, 'text' | 'withheld' | 'answer' | 'earlier' | 'refused'>): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.enquiry set text = ${text}, withheld_ground = ${withheld?.ground ?? null}, why_withheld = ${withheld?.why ?? null}, withheld_by = ${json(withheld?.by)},
      answer = ${answer?.text ?? null}, answered_at = ${answer?.at ?? null}, answered_by = ${json(answer?.by)}, earlier_answers = ${JSON.stringify(earlier)}::jsonb,
      why_refused = ${refused?.why ?? null}, refused_at = ${refused?.at ?? null}, refused_by = ${json(refused?.by)}, told_at = null, revision = revision + 1
    where id = ${id} and revision = ${revision} and taken_back_at is null returning 1`.execute(transaction);
  return rows.length === 1;
}

const json = (by: DecidingBuyer | undefined) => sql`${by === undefined ? null : JSON.stringify(by)}::jsonb`;

export interface Waiting {
  readonly process: string;
  readonly title: string;
  readonly buyer: string;
  readonly count: number;
  /** When the first of them was asked. */
  readonly since: string;
}

/** What of their processes, led or shared, waits for an answer, by process, the longest waiting first; of what is withdrawn nothing waits any more. */
export async function findWaiting(transaction: Transaction, buyers: readonly string[]): Promise<readonly Waiting[]> {
  const { rows } = await sql<Waiting>`
    select process.id as process, process.title, buyer_name as buyer, count(*)::int as count, ${moment('min(asked_at)')} as since
    from commissioning.enquiry join commissioning.process on process.id = enquiry.process
    where (process.buyer = any (${buyers}::uuid[]) or process.partner_ids && ${buyers}::uuid[]) and stage <> 'withdrawn' and ${waits}
    group by process.id order by min(asked_at) limit 200`.execute(transaction);
  return rows;
}

/** Before the tender, engagements that ended by themselves, and no release says so. */
export async function findEndedUntold(transaction: Transaction, now: Temporal.Instant): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select process.id from commissioning.engagement join commissioning.process on process.id = engagement.process
    where stage = 'planning' and open_until <= ${now.toString()} and not exists (select from commissioning.release where release.ocid = process.ocid and date >= open_until) order by open_until limit 100`.execute(transaction);
  return rows.map(({ id }) => id);
}

/** Processes with engagements that providers were not told of, or with decisions that those who wrote were not. */
export const untoldEngagements = sql<{ id: string }>`select engagement.process as id from commissioning.engagement join commissioning.process on process.id = engagement.process where told_at is null and stage = 'planning' order by opened_at limit 100`;
export const untoldDecisions = sql<{ id: string }>`select process as id from commissioning.enquiry where told_at is null and (answered_at is not null or refused_at is not null) group by process order by min(asked_at) limit 100`;

/** Whether it was not told of before. */
export async function markEngagementTold(transaction: Transaction, process: string, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`update commissioning.engagement set told_at = ${now.toString()} where process = ${process} and told_at is null returning 1`.execute(transaction);
  return rows.length === 1;
}

/** Takes what was decided and not told yet; the phase of each. */
export async function takeDecided(transaction: Transaction, process: string, now: Temporal.Instant): Promise<readonly Phase[]> {
  const { rows } = await sql<{ phase: Phase }>`
    update commissioning.enquiry set told_at = ${now.toString()}
    where process = ${process} and told_at is null and (answered_at is not null or refused_at is not null) returning phase`.execute(transaction);
  return rows.map(({ phase }) => phase);
}

/** Everybody who wrote in one phase of a process, and whom its tender was made known to because a lot fits them. */
export async function findFollowers(transaction: Transaction, process: string, phase: Phase): Promise<readonly string[]> {
  const { rows } = await sql<{ organisation: string }>`
    select organisation from commissioning.enquirer where process = ${process} and phase = ${phase}
    union select organisation from commissioning.lot_alert join commissioning.provider_profile using (organisation) where process = ${process} and ${phase} = 'tender' and alerts`.execute(transaction);
  return rows.map(({ organisation }) => organisation);
}
