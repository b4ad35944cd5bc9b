/** What came in, read back: by whoever answers it, and by a platform administrator. */

import { may, requirePermission, type Caller, type Operation } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';

export interface ReadSignal {
  readonly id: string;
  readonly receivedAt: string;
  readonly protocol: string;
  /** As it was written. */
  readonly account: string;
  readonly sequence: string | null;
  readonly code: string;
  readonly meaning: string;
  readonly caseId: string | null;
  readonly raw: string;
  readonly kind: string;
  readonly state: string;
  readonly priority: number;
  readonly known: boolean;
  readonly outcome: 'accepted' | 'attempted';
  readonly resends: number;
  readonly lastAt: string;
  readonly notes: readonly string[];
  readonly told: Readonly<Record<string, unknown>>;
}

export interface SignalQuery {
  readonly since?: string | undefined;
  readonly account?: string | undefined;
  readonly organisation?: string | undefined;
  readonly caseId?: string | undefined;
  /** Older than the signal of this id, in the order of the list. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** The organisations for which this caller may do it, or the one that was asked for; undefined: all. @throws Problem 401, 403. */
export function scopeOf(caller: Caller | undefined, operation: Operation, organisation?: string): readonly string[] | undefined {
  if (organisation !== undefined) {
    requirePermission(caller, operation, organisation);
    return [organisation];
  }
  if (caller?.administrator) return undefined;
  const organisations = (caller?.memberships ?? []).map(({ organisationId }) => organisationId).filter((id) => may(caller!, operation, id));
  if (organisations.length === 0) requirePermission(caller, operation);
  return organisations;
}

export const rfc3339 = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

/** The newest first. */
export async function readSignals(database: Database, caller: Caller | undefined, query: SignalQuery): Promise<readonly ReadSignal[]> {
  const scope = scopeOf(caller, 'signal.read', query.organisation);
  return database.as('system:home', (transaction) => findSignals(transaction, scope, query));
}

async function findSignals(transaction: Transaction, scope: readonly string[] | undefined, { since, account, caseId, before, limit }: SignalQuery): Promise<readonly ReadSignal[]> {
  const all = [
    ...(scope === undefined ? [] : [sql`(organisation = any (${[...scope]}::uuid[]) or case_id in (select id from home.alarm_case where responder = any (${[...scope]}::uuid[])))`]),
    ...(since === undefined ? [] : [sql`received_at >= ${since}`]),
    // Written in capitals or not, it is the same account.
    ...(account === undefined ? [] : [sql`account = any (${[account, account.toUpperCase(), account.toLowerCase()]}::text[])`]),
    ...(caseId === undefined ? [] : [sql`case_id = ${caseId}`]),
    ...(before === undefined ? [] : [sql`(received_at, id) < (select received_at, id from home.signal where id = ${before})`]),
  ];
  const { rows } = await sql<Omit<ReadSignal, 'raw'> & { raw: Buffer }>`
    select id, ${rfc3339('received_at')} as "receivedAt", protocol, account, sequence, code, meaning, case_id as "caseId", raw, kind, state, priority, local_unit is not null as known, outcome, resends,
      ${rfc3339('last_at')} as "lastAt", notes, told
    from home.signal ${all.length === 0 ? sql`` : sql`where ${sql.join(all, sql` and `)}`} order by received_at desc, id desc limit ${limit}`.execute(transaction);
  return rows.map((row) => ({ ...row, raw: row.raw.toString(row.protocol === 'dc09' ? 'latin1' : 'utf8') }));
}

/** Signs of life that are two days old say nothing any more. */
export async function forgetSignsOfLife(database: Database, now: Temporal.Instant): Promise<number> {
  return database.as('system:home', async (transaction) => {
    const { numAffectedRows } = await sql`delete from home.signal where kind = 'heartbeat' and received_at < ${now.subtract({ hours: 48 }).toString()}`.execute(transaction);
    return Number(numAffectedRows ?? 0);
  });
}
