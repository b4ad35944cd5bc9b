/**
 * Reading the log. Ids and times do not tell in which order transactions were committed: one that
 * began early may commit late, and whoever had read past it would never see it. So a reader goes in
 * the order of (transaction id, event id), and only as far as the oldest transaction that still
 * runs: below it nothing can be added any more.
 */

import { sql, type Database, type Transaction } from '@drystone/database';

/** An event as it was appended; `type` is one of `EventTypes`, and `data` is that of its type. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly awardId: string | null;
  readonly at: Temporal.Instant;
  readonly data: unknown;
}

export interface EventReader {
  /** Under which its position is kept; it works as `system:` and this name. */
  readonly name: string;
  /**
   * Its effect, in the transaction that moves its position on: both are there, or neither. Told
   * again after a failure, so whatever it does outside the transaction it may do twice.
   */
  read(transaction: Transaction, events: readonly StoredEvent[]): Promise<void>;
}

/** Events in one transaction. */
const most = 1_000;

/** Reads on by at most a thousand events. @returns how many they were: none also where another process reads for it now. */
export function readOn(database: Database, reader: EventReader): Promise<number> {
  return database.as(`system:${reader.name}`, async (transaction) => {
    const from = await position(transaction, reader.name, true);
    return from === undefined ? 0 : step(transaction, reader, from);
  });
}

/** Reads until there is nothing left that may be read. */
export async function readToEnd(database: Database, reader: EventReader): Promise<void> {
  while ((await readOn(database, reader)) > 0);
}

/**
 * Reads the whole log again in one transaction, after `forget` has taken away what was made of it:
 * nobody sees a half-built figure. Other readers wait meanwhile, because this is a transaction that runs.
 */
export function readAnew(database: Database, reader: EventReader, forget: (transaction: Transaction) => Promise<void>): Promise<number> {
  return database.as(`system:${reader.name}`, async (transaction) => {
    await position(transaction, reader.name, false);
    await forget(transaction);
    await sql`update platform.event_reader set transaction_id = default, event_id = default where name = ${reader.name}`.execute(transaction);
    let read = 0;
    for (;;) {
      const count = await step(transaction, reader, (await position(transaction, reader.name, false))!);
      if (count === 0) return read;
      read += count;
    }
  });
}

/** Whether anything waits for one of these readers: a look that writes nothing. */
export async function isAnythingNew(database: Database, names: readonly string[]): Promise<boolean> {
  return database.as('system:events', async (transaction) => {
    const { rows } = await sql<{ new: boolean }>`
      select exists (
        select from unnest(${names}::text[]) as wanted (name) left join platform.event_reader as reader using (name)
        where exists (
          select from platform.event
          where (transaction_id, id) > (coalesce(reader.transaction_id, '0'), coalesce(reader.event_id, '00000000-0000-0000-0000-000000000000'))
            and transaction_id < pg_snapshot_xmin(pg_current_snapshot()))) as new`.execute(transaction);
    return rows[0]!.new;
  });
}

/** When a reader last moved on; undefined where it never has. */
export async function movedAt(transaction: Transaction, name: string): Promise<Temporal.Instant | undefined> {
  const { rows } = await sql<{ at: Date }>`select moved_at as at from platform.event_reader where name = ${name}`.execute(transaction);
  return rows[0] && Temporal.Instant.fromEpochMilliseconds(rows[0].at.getTime());
}

interface Position {
  readonly transactionId: string;
  readonly eventId: string;
}

/** Locked until the transaction ends. Undefined where somebody else has it and `unlessTaken` is set. */
async function position(transaction: Transaction, name: string, unlessTaken: boolean): Promise<Position | undefined> {
  await sql`insert into platform.event_reader (name) values (${name}) on conflict do nothing`.execute(transaction);
  const { rows } = await sql<Position>`
    select transaction_id::text as "transactionId", event_id as "eventId" from platform.event_reader
    where name = ${name} for update ${unlessTaken ? sql`skip locked` : sql``}`.execute(transaction);
  return rows[0];
}

async function step(transaction: Transaction, reader: EventReader, { transactionId, eventId }: Position): Promise<number> {
  const { rows } = await sql<Omit<StoredEvent, 'at'> & { at: Date; transactionId: string }>`
    select id, transaction_id::text as "transactionId", type, subject, award_id as "awardId", at, data from platform.event
    where (transaction_id, id) > (${transactionId}::xid8, ${eventId}::uuid) and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
    order by transaction_id, id limit ${most}`.execute(transaction);
  const last = rows.at(-1);
  if (last === undefined) return 0;
  await reader.read(
    transaction,
    rows.map(({ transactionId: _, at, ...event }) => ({ ...event, at: Temporal.Instant.fromEpochMilliseconds(at.getTime()) })),
  );
  await sql`update platform.event_reader set transaction_id = ${last.transactionId}::xid8, event_id = ${last.id}, moved_at = clock_timestamp() where name = ${reader.name}`.execute(transaction);
  return rows.length;
}
