/** Test calls: each local unit is expected to make one a month. What came is a signal; what is overdue is a list, and a finding in the log, once. */

import type { Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvents } from '@drystone/events';
import { rfc3339, scopeOf } from '../signals/reading.ts';

export interface TestCallState {
  readonly localUnit: string;
  readonly organisation: string;
  readonly protocol: string;
  readonly account: string;
  readonly dwelling: string;
  readonly area: string | null;
  /** Null: none ever came. */
  readonly lastAt: string | null;
  /** When the next is expected at the latest. */
  readonly expectedBy: string;
}

export interface TestCallQuery {
  readonly organisation?: string | undefined;
  readonly overdue?: boolean | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface TestCalls {
  /** Those that wait longest first. */
  testCalls(caller: Caller | undefined, query: TestCallQuery): Promise<readonly TestCallState[]>;
}

export function createTestCalls({ database, clock, timeZone }: { readonly database: Database; readonly clock: () => Temporal.Instant; readonly timeZone: string }): TestCalls {
  return {
    async testCalls(caller, { organisation, ...query }) {
      const scope = scopeOf(caller, 'test-call.read', organisation);
      return database.as('system:home', (transaction) => findTestCalls(transaction, scope, query, clock(), timeZone));
    },
  };
}

/** Nobody is expected to press where everybody is away or has left. */
async function findTestCalls(transaction: Transaction, scope: readonly string[] | undefined, { overdue, after, limit }: Omit<TestCallQuery, 'organisation'>, now: Temporal.Instant, timeZone: string): Promise<readonly TestCallState[]> {
  const conditions = [
    sql`not (exists (select from home.service_user where dwelling = unit.dwelling) and not exists (select from home.service_user where dwelling = unit.dwelling and status = 'active'))`,
    ...(scope === undefined ? [] : [sql`unit.organisation = any (${[...scope]}::uuid[])`]),
    ...(overdue === undefined ? [] : [overdue ? sql`expected_by < ${now.toString()}` : sql`expected_by >= ${now.toString()}`]),
    ...(after === undefined ? [] : [sql`(expected_by, unit.id) > (select due.expected_by, other.id from home.local_unit as other ${dueOf('other', timeZone)} where other.id = ${after})`]),
  ];
  const { rows } = await sql<TestCallState>`
    select unit.id as "localUnit", unit.organisation, protocol, account, home.reference as dwelling, home.area, ${rfc3339('last_at')} as "lastAt", ${rfc3339('expected_by')} as "expectedBy"
    from home.local_unit as unit join home.dwelling as home on home.id = unit.dwelling ${dueOf('unit', timeZone)}
    where ${sql.join(conditions, sql` and `)} order by expected_by, unit.id limit ${limit}`.execute(transaction);
  return rows;
}

/**
 * Within a calendar month, by the clock of the service, after the last one or after it was registered: from
 * that moment on the coverage counts it as untested (`tested` of the figures). A month that has no such day
 * ends with it.
 */
function dueOf(unit: 'unit' | 'other', timeZone: string) {
  return sql`cross join lateral (
    select last_at, (case when extract(day from began) = extract(day from began + interval '1 month') then began + interval '1 month' else date_trunc('month', began) + interval '2 months' end) at time zone ${timeZone} as expected_by
    from (select max(received_at) as last_at from home.signal where local_unit = ${sql.ref(`${unit}.id`)} and kind = 'test-call') as newest
    cross join lateral (select coalesce(last_at, ${sql.ref(`${unit}.registered_at`)}) at time zone ${timeZone} as began) as beginning
  ) as due`;
}

/** Each that became overdue, once for the time it was expected by. @returns how many. */
export async function findOverdueTestCalls(database: Database, now: Temporal.Instant, timeZone: string): Promise<number> {
  return database.as('system:home', async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('home.test_call.overdue', 0))`.execute(transaction);
    const overdue = await findTestCalls(transaction, undefined, { overdue: true, limit: 100_000 }, now, timeZone);
    const { rows: told } = await sql<{ subject: string; expectedBy: string }>`select subject, data ->> 'expectedBy' as "expectedBy" from platform.event where type = 'test_call.overdue' and subject = any (${overdue.map(({ localUnit }) => localUnit)}::text[])`.execute(transaction);
    const known = new Set(told.map(({ subject, expectedBy }) => `${subject} ${expectedBy}`));
    const found = overdue.filter(({ localUnit, expectedBy }) => !known.has(`${localUnit} ${expectedBy}`));
    await appendEvents(transaction, found.map(({ localUnit, organisation, expectedBy }) => ({ type: 'test_call.overdue' as const, subject: localUnit, at: now, data: { organisation, expectedBy } })));
    return found.length;
  });
}
