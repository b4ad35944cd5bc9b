/** The SQL of alarm cases. */

import { sql, type RawBuilder, type Transaction } from '@drystone/database';
import type { Route } from '../response/route.ts';
import { rfc3339 } from '../signals/reading.ts';
import type { AlarmCase, CaseState } from './alarm-case.ts';

export interface StoredCase extends AlarmCase, Route {
  readonly organisation: string;
  readonly protocol: string;
  readonly account: string;
  readonly dwelling: { readonly reference: string; readonly area: string | null } | null;
  /** Null where nobody knows where it comes from. */
  readonly dwellingId: string | null;
  readonly kind: string;
  /** Null only for a closed one. */
  readonly dueAt: Temporal.Instant | null;
  readonly signals: number;
  readonly outcome: string | null;
  readonly cause: string | null;
  readonly closedAt: Temporal.Instant | null;
  /** When somebody took it first. */
  readonly acknowledgedAt: Temporal.Instant | null;
  /** For whom whoever has it, or had it last, took it. A duty team can take what is with a provider. */
  readonly takenFor: string | null;
  /** The own protocol that was in force then; null: the built-in one. */
  readonly protocolVersion: string | null;
  /** When the first of those who were sent was there. */
  readonly attendedAt: Temporal.Instant | null;
}

export interface CaseQuery {
  readonly since?: string | undefined;
  readonly account?: string | undefined;
  readonly organisation?: string | undefined;
  readonly open?: boolean | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

interface Row extends Omit<StoredCase, 'owner' | 'receivedAt' | 'since' | 'dueAt' | 'closedAt' | 'acknowledgedAt' | 'attendedAt' | 'dwelling'> {
  readonly queue: string | null;
  readonly operator: string | null;
  readonly receivedAt: string;
  readonly since: string;
  readonly dueAt: string | null;
  readonly closedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly attendedAt: string | null;
  readonly dwelling: StoredCase['dwelling'];
}

const columns = sql`one.id, one.organisation, service, protocol, account, alarm_group as "group", kind, priority, state, queue, operator, rungs,
  ${rfc3339('since')} as since, ${rfc3339('received_at')} as "receivedAt", ${rfc3339('due_at')} as "dueAt", one.dwelling as "dwellingId", outcome, cause, ${rfc3339('closed_at')} as "closedAt",
  award, responder, fallbacks, ${rfc3339('acknowledged_at')} as "acknowledgedAt", ${rfc3339('attended_at')} as "attendedAt", taken_for as "takenFor", protocol_version as "protocolVersion",
  (select json_build_object('reference', reference, 'area', area) from home.dwelling where dwelling.id = one.dwelling) as dwelling,
  (select count(*)::int from home.signal where case_id = one.id) as signals`;

function caseOf({ queue, operator, receivedAt, since, dueAt, closedAt, acknowledgedAt, attendedAt, ...row }: Row): StoredCase {
  const instant = (text: string) => Temporal.Instant.from(text);
  return {
    ...row,
    owner: queue !== null ? { queue } : operator !== null ? { operator } : null,
    receivedAt: instant(receivedAt),
    since: instant(since),
    dueAt: dueAt === null ? null : instant(dueAt),
    closedAt: closedAt === null ? null : instant(closedAt),
    acknowledgedAt: acknowledgedAt === null ? null : instant(acknowledgedAt),
    attendedAt: attendedAt === null ? null : instant(attendedAt),
  };
}

/** @param scope organisations; undefined: all. */
export async function findCases(transaction: Transaction, scope: readonly string[] | undefined, { since, account, open, before, limit }: CaseQuery): Promise<readonly StoredCase[]> {
  const all = [
    answeredBy(scope),
    ...(since === undefined ? [] : [sql`received_at >= ${since}`]),
    ...(account === undefined ? [] : [sql`account = any (${[account, account.toUpperCase(), account.toLowerCase()]}::text[])`]),
    ...(open === undefined ? [] : [open ? sql`state <> 'closed'` : sql`state = 'closed'`]),
    ...(before === undefined ? [] : [sql`(received_at, one.id) < (select received_at, id from home.alarm_case where id = ${before})`]),
  ];
  const { rows } = await sql<Row>`select ${columns} from home.alarm_case as one where ${sql.join(all, sql` and `)} order by received_at desc, one.id desc limit ${limit}`.execute(transaction);
  return rows.map(caseOf);
}

export interface Queue {
  /** That nobody has. */
  readonly waiting: readonly StoredCase[];
  readonly mine: readonly StoredCase[];
  readonly others: readonly StoredCase[];
  /** How many there are, also of those that are not listed; `talking`: of mine, with whose home I speak. */
  readonly counts: { readonly waiting: number; readonly mine: number; readonly others: number; readonly talking: number };
}

/** So many of each list are left out. */
export type QueueSkips = Readonly<Partial<Record<'waiting' | 'mine' | 'others', number>>>;

const answeredBy = (scope: readonly string[] | undefined) => (scope === undefined ? sql`true` : sql`(organisation = any (${[...scope]}::uuid[]) or responder = any (${[...scope]}::uuid[]))`);

/** Open cases in the order of `byUrgency`, by who has them. @param scope organisations; undefined: all. @param most of each. */
export async function findQueue(transaction: Transaction, scope: readonly string[] | undefined, operator: string, most: number, skip: QueueSkips): Promise<Queue> {
  const [mine, others] = [sql`operator = ${operator}`, sql`operator <> ${operator}`];
  const { rows } = await sql<Queue['counts']>`
    select count(*) filter (where operator is null) as waiting, count(*) filter (where ${mine}) as mine, count(*) filter (where ${others}) as others, count(*) filter (where ${mine} and state = 'talking') as talking
    from home.alarm_case where state <> 'closed' and ${answeredBy(scope)}`.execute(transaction);
  return { waiting: await findWaiting(transaction, scope, most, skip.waiting), mine: await byUrgency(transaction, scope, mine, most, skip.mine), others: await byUrgency(transaction, scope, others, most, skip.others), counts: rows[0]! };
}

/** Open cases that nobody has. */
export function findWaiting(transaction: Transaction, scope: readonly string[] | undefined, most: number, skip = 0): Promise<readonly StoredCase[]> {
  return byUrgency(transaction, scope, sql`operator is null`, most, skip);
}

async function byUrgency(transaction: Transaction, scope: readonly string[] | undefined, whose: RawBuilder<unknown>, most: number, skip = 0): Promise<readonly StoredCase[]> {
  const { rows } = await sql<Row>`select ${columns} from home.alarm_case as one where state <> 'closed' and ${whose} and ${answeredBy(scope)} order by priority, received_at, one.id limit ${most} offset ${skip}`.execute(transaction);
  return rows.map(caseOf);
}

export async function findCase(transaction: Transaction, id: string): Promise<StoredCase | undefined> {
  const { rows } = await sql<Row>`select ${columns} from home.alarm_case as one where id = ${id}`.execute(transaction);
  return rows[0] && caseOf(rows[0]);
}

/** Nobody else changes it until the transaction ends. */
export async function lockCase(transaction: Transaction, id: string): Promise<void> {
  await sql`select from home.alarm_case where id = ${id} for update`.execute(transaction);
}

/** Cases whose time has come, those that wait longest first; what another process has in hand is passed over. A `since` still to come: the clock was set back. */
export async function lockDueCases(transaction: Transaction, now: Temporal.Instant, most: number): Promise<readonly StoredCase[]> {
  const { rows } = await sql<{ id: string }>`
    select id from home.alarm_case where state <> 'closed' and (due_at <= ${now.toString()} or since > ${now.add({ seconds: 5 }).toString()})
    order by due_at limit ${most} for update skip locked`.execute(transaction);
  const { rows: found } = await sql<Row>`select ${columns} from home.alarm_case as one where id = any (${rows.map(({ id }) => id)}::uuid[])`.execute(transaction);
  return found.map(caseOf);
}

export interface CaseChange extends Pick<AlarmCase, 'id' | 'owner' | 'rungs' | 'since'> {
  readonly state: CaseState;
  readonly dueAt: Temporal.Instant | null;
  /** Left out: as it was. */
  readonly taken?: { readonly for: string; readonly protocolVersion: string | null };
  readonly closed?: { readonly outcome: string; readonly cause: string; readonly at: Temporal.Instant };
}

export async function putCase(transaction: Transaction, { id, state, owner, rungs, since, dueAt, taken, closed }: CaseChange): Promise<void> {
  await sql`
    update home.alarm_case set state = ${state}, queue = ${owner && 'queue' in owner ? owner.queue : null}, operator = ${owner && 'operator' in owner ? owner.operator : null}, rungs = ${rungs},
      since = ${since.toString()}, due_at = ${dueAt?.toString() ?? null}, outcome = ${closed?.outcome ?? null}, cause = ${closed?.cause ?? null}, closed_at = ${closed?.at.toString() ?? null},
      acknowledged_at = case when ${state} = 'acknowledged' then coalesce(acknowledged_at, ${since.toString()}) else acknowledged_at end,
      attended_at = case when ${state} = 'arrived' then coalesce(attended_at, ${since.toString()}) else attended_at end,
      taken_for = ${taken === undefined ? sql`taken_for` : taken.for}, protocol_version = ${taken === undefined ? sql`protocol_version` : taken.protocolVersion}
    where id = ${id}`.execute(transaction);
}
