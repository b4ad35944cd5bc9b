/** The SQL of processes and of what was published of them. Row-level security narrows each to what the actor may see. */

import { sql, type Transaction } from '@drystone/database';
import type { JsonObject } from '@drystone/ocds';
import type { Amendment, Difference } from './amendment.ts';
import type { Lot, Process, ProcessForm } from './process.ts';

export const moment = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

const columns = sql`id, ocid, json_build_object('id', buyer, 'name', buyer_name) as buyer, partners, stage, content, revision, ${moment('published_at')} as "publishedAt", follows,
  case when closed_as is not null then json_build_object('as', closed_as, 'at', ${moment('closed_at')}, 'why', why_closed) end as closed`;

export async function insertProcess(transaction: Transaction, process: { id: string; ocid: string; buyer: string; buyerName: string; content: ProcessForm; now: Temporal.Instant; savedSteps: readonly string[] | null; follows: string | null }): Promise<void> {
  await sql`
    insert into commissioning.process (id, ocid, buyer, buyer_name, stage, content, title, deadline, saved_steps, follows, created_at, changed_at)
    values (${process.id}, ${process.ocid}, ${process.buyer}, ${process.buyerName}, 'planning', ${JSON.stringify(process.content)}, ${process.content.title},
      ${process.content.deadline}, ${process.savedSteps}, ${process.follows}, ${process.now.toString()}, ${process.now.toString()})`.execute(transaction);
}

export async function findProcess(transaction: Transaction, id: string): Promise<Process | undefined> {
  const { rows } = await sql<Process>`select ${columns} from commissioning.process where id = ${id}`.execute(transaction);
  return rows[0];
}

/** The lots of each process, by its id. */
export async function findLots(transaction: Transaction, processes: readonly string[]): Promise<ReadonlyMap<string, readonly Lot[]>> {
  const { rows } = await sql<{ id: string; lots: Lot[] }>`select id, content->'lots' as lots from commissioning.process where id = any (${processes}::uuid[])`.execute(transaction);
  return new Map(rows.map(({ id, lots }) => [id, lots]));
}

export interface ProcessQuery {
  /** Leads it, or commissions it with others. */
  readonly buyer?: string | undefined;
  readonly q: string;
  /** Drafts too, of those the actor acts for. */
  readonly drafts: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** The newest first; one more than the limit where there are more. */
export async function findProcesses(transaction: Transaction, { buyer, q, drafts, limit, offset }: ProcessQuery): Promise<readonly Process[]> {
  const { rows } = await sql<Process>`
    select ${columns} from commissioning.process
    where (${drafts} or stage <> 'planning') and (${buyer ?? null}::uuid is null or buyer = ${buyer ?? null} or partners @> ${JSON.stringify([{ id: buyer }])}::jsonb)
      and (${q} = '' or search @@ websearch_to_tsquery('english', ${q}))
    order by coalesce(published_at, changed_at) desc, id limit ${limit + 1} offset ${offset}`.execute(transaction);
  return rows;
}

/** Whose it is; until the transaction ends nobody else changes it. */
export async function lockProcess(transaction: Transaction, id: string): Promise<void> {
  await sql`select 1 from commissioning.process where id = ${id} for update`.execute(transaction);
}

/** Whether it was still a draft at that revision. */
export async function updateProcess(transaction: Transaction, change: { id: string; revision: number; buyerName: string; content: ProcessForm; now: Temporal.Instant; step: string | undefined }): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.process set
      saved_steps = case when ${change.step ?? null}::text is null or saved_steps is null or ${change.step ?? null} = any(saved_steps) then saved_steps else saved_steps || ${change.step ?? null}::text end,
      content = ${JSON.stringify(change.content)}, title = ${change.content.title}, deadline = ${change.content.deadline},
      buyer_name = ${change.buyerName}, revision = revision + 1, changed_at = ${change.now.toString()}
    where id = ${change.id} and revision = ${change.revision} and stage = 'planning' returning 1`.execute(transaction);
  return rows.length === 1;
}

/** Keeps what the process is at its revision now. */
export async function keepVersion(transaction: Transaction, id: string, by: { actor: string; name: string; buyer: string }, now: Temporal.Instant): Promise<void> {
  await sql`insert into commissioning.process_version (process, revision, content, actor, by_name, by_buyer, at) select id, revision, content, ${by.actor}, ${by.name}, ${by.buyer}, ${now.toString()} from commissioning.process where id = ${id}`.execute(transaction);
}

export interface Version {
  readonly content: ProcessForm;
  readonly actor: string;
  /** Who wrote it, and for which buyer; null in versions older than that was kept. */
  readonly by: { readonly name: string; readonly buyer: string } | null;
  readonly at: string;
}

export async function findVersion(transaction: Transaction, id: string, revision: number): Promise<Version | undefined> {
  const { rows } = await sql<Version>`select content, actor, ${moment('at')} as at, case when by_name is not null then json_build_object('name', by_name, 'buyer', by_buyer) end as by from commissioning.process_version where process = ${id} and revision = ${revision}`.execute(transaction);
  return rows[0];
}

/** The pages of the editor that were saved; undefined where it did not come from there. */
export async function findSavedSteps(transaction: Transaction, id: string): Promise<readonly string[] | undefined> {
  const { rows } = await sql<{ steps: readonly string[] | null }>`select saved_steps as steps from commissioning.process where id = ${id}`.execute(transaction);
  return rows[0]?.steps ?? undefined;
}

/** Whether it was still published at that revision. */
export async function updatePublished(transaction: Transaction, change: { id: string; revision: number; content: ProcessForm; now: Temporal.Instant }): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.process set content = ${JSON.stringify(change.content)}, title = ${change.content.title}, deadline = ${change.content.deadline}, revision = revision + 1, changed_at = ${change.now.toString()}
    where id = ${change.id} and revision = ${change.revision} and stage = 'tender' returning 1`.execute(transaction);
  return rows.length === 1;
}

/** Whether it was still published at that revision. */
export async function closeProcess(transaction: Transaction, change: { id: string; revision: number; as: 'withdrawn' | 'unsuccessful'; why: string; now: Temporal.Instant }): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.process set stage = 'withdrawn', closed_as = ${change.as}, why_closed = ${change.why}, closed_at = ${change.now.toString()}, changed_at = ${change.now.toString()}, revision = revision + 1
    where id = ${change.id} and revision = ${change.revision} and stage = 'tender' returning 1`.execute(transaction);
  return rows.length === 1;
}

/** Takes the process' next number, with the process locked. */
export async function insertAmendment(transaction: Transaction, amendment: { process: string; description: string; changes: readonly Difference[]; now: Temporal.Instant }): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into commissioning.amendment (process, number, at, description, changes)
    select ${amendment.process}, coalesce(max(number), 0) + 1, ${amendment.now.toString()}, ${amendment.description}, ${JSON.stringify(amendment.changes)}::jsonb from commissioning.amendment where process = ${amendment.process}
    returning number`.execute(transaction);
  return rows[0]!.number;
}

export async function findAmendments(transaction: Transaction, process: string): Promise<readonly Amendment[]> {
  const { rows } = await sql<Amendment>`select number, ${moment('at')} as at, description, changes from commissioning.amendment where process = ${process} order by number`.execute(transaction);
  return rows;
}

/** Whether it was still a draft at that revision. */
export async function markPublished(transaction: Transaction, id: string, revision: number, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.process set stage = 'tender', published_at = ${now.toString()}, changed_at = ${now.toString()}, revision = revision + 1
    where id = ${id} and revision = ${revision} and stage = 'planning' returning 1`.execute(transaction);
  return rows.length === 1;
}

/** Takes the process' next number, with the process locked. */
export async function insertRelease(transaction: Transaction, ocid: string, now: Temporal.Instant, build: (number: number) => JsonObject): Promise<void> {
  const { rows } = await sql<{ number: number }>`select coalesce(max(number), 0) + 1 as number from commissioning.release where ocid = ${ocid}`.execute(transaction);
  const { number } = rows[0]!;
  await sql`insert into commissioning.release (ocid, number, date, release) values (${ocid}, ${number}, ${now.toString()}, ${JSON.stringify(build(number))})`.execute(transaction);
}

export interface StoredRelease {
  readonly ocid: string;
  readonly number: number;
  readonly date: string;
  readonly release: JsonObject;
}

/** In the order of publication, after the one named. */
export async function findReleases(transaction: Transaction, after: { date: string; ocid: string; number: number } | undefined, limit: number): Promise<readonly StoredRelease[]> {
  const { rows } = await sql<StoredRelease>`
    select ocid, number, to_char(date at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as date, release from commissioning.release
    where ${after === undefined ? sql`true` : sql`(date, ocid, number) > (${after.date}::timestamptz, ${after.ocid}, ${after.number})`}
    order by release.date, ocid, number limit ${limit}`.execute(transaction);
  return rows;
}

/** The newest tenders, each as it was first published. */
export async function findRecentTenders(transaction: Transaction, limit: number): Promise<readonly JsonObject[]> {
  const { rows } = await sql<{ release: JsonObject }>`select release from commissioning.release where release->'tag' ? 'tender' order by date desc limit ${limit}`.execute(transaction);
  return rows.map(({ release }) => release);
}

export async function releasesOf(transaction: Transaction, ocid: string): Promise<readonly JsonObject[]> {
  const { rows } = await sql<{ release: JsonObject }>`select release from commissioning.release where ocid = ${ocid} order by number`.execute(transaction);
  return rows.map(({ release }) => release);
}

export async function findOcids(transaction: Transaction, after: string, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ ocid: string }>`select distinct ocid from commissioning.release where ocid > ${after} order by ocid limit ${limit}`.execute(transaction);
  return rows.map(({ ocid }) => ocid);
}
