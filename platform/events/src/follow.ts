/**
 * Following the log live, for pages that show what happens. A place in the log is a snapshot of
 * PostgreSQL: what comes after it is what was not committed then and is now. So nothing is skipped,
 * nothing is told twice, and a transaction that runs for minutes holds nobody up, as it does readers
 * that go in order (`read.ts`). It keeps nothing in the database and wakes by looking, as the tailer
 * does: writers tell nobody anything.
 */

import { sql, type Database, type Transaction } from '@drystone/database';
import type { StoredEvent } from './read.ts';
import { repeating, type Repeating } from './repeating.ts';

export interface News {
  /** Where this leads to: what follows begins here. */
  readonly position: string;
  /** Null: more has happened than is worth telling one by one, or nobody knows what. */
  readonly events: readonly StoredEvent[] | null;
}

/** A place in the log as it was read; `xmin:xmax:xip,…`. */
const snapshotForm = /^(\d{1,19}):(\d{1,19}):((?:\d{1,19}(?:,\d{1,19}){0,200})?)$/;

/** Whether PostgreSQL would take it: a place that somebody hands in may be anything. */
export function isPosition(text: string): boolean {
  const found = snapshotForm.exec(text);
  if (found === null) return false;
  const [xmin, xmax] = [BigInt(found[1]!), BigInt(found[2]!)];
  const running = found[3] === '' ? [] : found[3]!.split(',').map(BigInt);
  return xmin > 0n && xmin <= xmax && xmax < 2n ** 63n && running.every((each, index) => each >= xmin && each < xmax && (index === 0 || each > running[index - 1]!));
}

/** What is read after this in the same transaction holds all that was committed before the place. */
export async function positionNow(transaction: Transaction): Promise<string> {
  const { rows } = await sql<{ position: string }>`select pg_current_snapshot()::text as position`.execute(transaction);
  return rows[0]!.position;
}

/** More at once is told as a whole. */
const most = 1_000;

/** @param after as `positionNow` gave it, or an older answer of this. A place that lies ahead is of another database. */
export async function committedSince(transaction: Transaction, after: string): Promise<News> {
  const { rows } = await sql<{ position: string; ahead: boolean; events: readonly (Omit<StoredEvent, 'at'> & { readonly at: string })[] }>`
    select pg_current_snapshot()::text as position, pg_snapshot_xmax(${after}::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) as ahead,
      coalesce((select json_agg(json_build_object('id', id, 'type', type, 'subject', subject, 'awardId', award_id, 'at', at, 'data', data) order by transaction_id, id)
        from (select * from platform.event where transaction_id >= pg_snapshot_xmin(${after}::pg_snapshot) and not pg_visible_in_snapshot(transaction_id, ${after}::pg_snapshot) order by transaction_id, id limit ${most + 1}) as each), '[]') as events`.execute(transaction);
  const { position, ahead, events } = rows[0]!;
  return { position, events: ahead || events.length > most ? null : events.map(({ at, ...event }) => ({ ...event, at: Temporal.Instant.from(at) })) };
}

/** While something happens, and while nothing does. */
const busyMs = 100;
const quietMs = 200;
/** Where it failed, as when the database is away. */
const failedMs = 1_000;

/**
 * Looks at the log again and again, and tells what is new; no news is told too, as a sign of life. What
 * happened while it could not look is told afterwards.
 *
 * @param from a place; what was committed after it is told.
 */
export function follow(database: Database, from: string, tell: (news: News) => Promise<void> | void, onError: (error: unknown) => void): Repeating {
  let position = from;
  return repeating(async () => {
    try {
      const news = await database.as('system:events', (transaction) => committedSince(transaction, position));
      await tell(news);
      position = news.position;
      return news.events?.length === 0 ? quietMs : busyMs;
    } catch (error) {
      onError(error);
      return failedMs;
    }
  });
}
