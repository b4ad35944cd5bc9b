/** The SQL of what people recorded in the barrier register. */

import { sql, type Transaction } from '@drystone/database';
import { moment } from '../processes/store.ts';
import type { Entry, Recorded, Sorting } from './barrier.ts';

interface Row {
  readonly id: string;
  readonly said: string;
  readonly sorting: Sorting | null;
  readonly at: string;
  readonly heardFrom: Recorded['heardFrom'];
  readonly sortedBy: Recorded['sortedBy'];
  readonly hidden: Recorded['hidden'];
  readonly revision: number;
}

const columns = sql`id, said, sorting, ${moment('recorded_at')} as at, heard_from as "heardFrom", revision,
  case when sorted_by is not null then json_build_object('id', sorted_by, 'name', sorted_by_name) end as "sortedBy",
  case when hidden_at is not null then json_build_object('at', ${moment('hidden_at')}, 'why', why_hidden) end as hidden`;

/** So many are searched; more than councils have excuses. */
const most = 5_000;

function entryOf({ id, said, sorting, ...recorded }: Row): Entry {
  return { id, said, ...(sorting ?? { kind: null, answer: '', tried: [], mend: '', rules: [], sources: [] }), recorded };
}

/** The newest first, without those that are hidden. */
export async function findRecorded(transaction: Transaction): Promise<readonly Entry[]> {
  const { rows } = await sql<Row>`select ${columns} from commissioning.barrier where hidden_at is null order by recorded_at desc, id limit ${most}`.execute(transaction);
  return rows.map(entryOf);
}

export async function findEntry(transaction: Transaction, id: string): Promise<Entry | undefined> {
  const { rows } = await sql<Row>`select ${columns} from commissioning.barrier where id = ${id}`.execute(transaction);
  return rows[0] && entryOf(rows[0]);
}

/** How many this actor recorded since; with a lock, so that two at once count each other. */
export async function countRecorded(transaction: Transaction, actor: string, since: Temporal.Instant): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`barrier ${actor}`}, 0))`.execute(transaction);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from commissioning.barrier where recorded_by = ${actor} and recorded_at > ${since.toString()}`.execute(transaction);
  return rows[0]!.count;
}

/** Whether it was new. */
export async function insertBarrier(transaction: Transaction, barrier: { id: string; said: string; words: string; heardFrom: string; recordedBy: string; now: Temporal.Instant }): Promise<boolean> {
  const { rows } = await sql`
    insert into commissioning.barrier (id, said, words, heard_from, recorded_by, recorded_at)
    values (${barrier.id}, ${barrier.said}, ${barrier.words}, ${barrier.heardFrom}, ${barrier.recordedBy}, ${barrier.now.toString()})
    on conflict do nothing returning 1`.execute(transaction);
  return rows.length === 1;
}

/** Whether it was still at that revision; what it was before is kept. */
export async function updateSorting(transaction: Transaction, change: { id: string; revision: number; sorting: Sorting; by: { id: string; name: string }; now: Temporal.Instant }): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.barrier set sorting = ${JSON.stringify(change.sorting)}, sorted_by = ${change.by.id}, sorted_by_name = ${change.by.name}, sorted_at = ${change.now.toString()}, revision = revision + 1
    where id = ${change.id} and revision = ${change.revision} returning 1`.execute(transaction);
  if (rows.length === 0) return false;
  await sql`insert into commissioning.barrier_sorting (barrier, revision, sorting, sorted_by, sorted_at) values (${change.id}, ${change.revision + 1}, ${JSON.stringify(change.sorting)}, ${change.by.id}, ${change.now.toString()})`.execute(transaction);
  return true;
}

/** Whether it was still at that revision. */
export async function updateHidden(transaction: Transaction, change: { id: string; revision: number; why: string | null; now: Temporal.Instant }): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.barrier set hidden_at = ${change.why === null ? null : change.now.toString()}, why_hidden = ${change.why}, revision = revision + 1
    where id = ${change.id} and revision = ${change.revision} returning 1`.execute(transaction);
  return rows.length === 1;
}
