/** The SQL of whose case it is, and of what providers' systems are told. */

import { randomUUIDv7 } from 'node:crypto';
import { sql, type Transaction } from '@drystone/database';
import type { WithdrawnBecause } from '@drystone/part-home-response';
import type { Route } from './route.ts';

export interface UnassignedCase {
  readonly id: string;
  readonly organisation: string;
  readonly area: string | null;
}

export async function findUnassigned(transaction: Transaction, most: number): Promise<readonly UnassignedCase[]> {
  const { rows } = await sql<UnassignedCase>`
    select one.id, one.organisation, dwelling.area from home.alarm_case as one left join home.dwelling on dwelling.id = one.dwelling
    where assigned_at is null and state <> 'closed' order by priority, received_at limit ${most}`.execute(transaction);
  return rows;
}

/** Those of them that nobody has in hand and that are still unassigned; nobody else changes them until the transaction ends. */
export async function lockUnassigned(transaction: Transaction, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select id from home.alarm_case where id = any (${[...ids]}::uuid[]) and assigned_at is null and state <> 'closed' for update skip locked`.execute(transaction);
  return new Set(rows.map(({ id }) => id));
}

/** Cases that wait with an award which is not among these. */
export async function findStranded(transaction: Transaction, awards: readonly string[], most: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from home.alarm_case where award is not null and state in ('received', 'offered') and award <> all (${[...awards]}::uuid[]) order by received_at limit ${most} for update skip locked`.execute(transaction);
  return rows.map(({ id }) => id);
}

export async function areAnyAwarded(transaction: Transaction): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`select exists (select from home.alarm_case where award is not null and state in ('received', 'offered')) as any`.execute(transaction);
  return rows[0]!.any;
}

export async function putRoute(transaction: Transaction, id: string, { award, responder, fallbacks }: Route, now: Temporal.Instant): Promise<void> {
  await sql`update home.alarm_case set award = ${award}, responder = ${responder}, fallbacks = ${JSON.stringify(fallbacks)}, assigned_at = ${now.toString()} where id = ${id}`.execute(transaction);
}

/** Asks anew who serves it. */
export async function forgetRoute(transaction: Transaction, id: string): Promise<void> {
  await sql`update home.alarm_case set award = null, responder = null, fallbacks = '[]', assigned_at = null where id = ${id}`.execute(transaction);
}

export async function findEndpoint(transaction: Transaction, provider: string): Promise<string | undefined> {
  const { rows } = await sql<{ url: string }>`select url from home.response_endpoint where provider = ${provider}`.execute(transaction);
  return rows[0]?.url;
}

export async function putEndpoint(transaction: Transaction, provider: string, url: string, now: Temporal.Instant): Promise<void> {
  await sql`insert into home.response_endpoint (provider, url, changed_at) values (${provider}, ${url}, ${now.toString()}) on conflict (provider) do update set url = excluded.url, changed_at = excluded.changed_at`.execute(transaction);
}

export async function deleteEndpoint(transaction: Transaction, provider: string): Promise<void> {
  await sql`delete from home.response_endpoint where provider = ${provider}`.execute(transaction);
}

export async function putOffer(transaction: Transaction, offer: { readonly caseId: string; readonly provider: string; readonly award: string; readonly url: string; readonly acknowledgeBy: Temporal.Instant }, now: Temporal.Instant): Promise<void> {
  await sql`
    insert into home.response_delivery (id, case_id, provider, award, url, acknowledge_by, due_at)
    values (${randomUUIDv7()}, ${offer.caseId}, ${offer.provider}, ${offer.award}, ${offer.url}, ${offer.acknowledgeBy.toString()}, ${now.toString()})`.execute(transaction);
}

/** Tells whoever was told of the case that it is not theirs any more. */
export async function putWithdrawal(transaction: Transaction, caseId: string, provider: string, because: WithdrawnBecause, now: Temporal.Instant): Promise<void> {
  await sql`update home.response_delivery set state = 'dropped' where case_id = ${caseId} and provider = ${provider} and because is null and state = 'waiting' and attempts = 0`.execute(transaction);
  await sql`
    insert into home.response_delivery (id, case_id, provider, award, because, url, due_at)
    select ${randomUUIDv7()}, case_id, provider, award, ${because}, url, ${now.toString()} from home.response_delivery
    where case_id = ${caseId} and provider = ${provider} and because is null and state <> 'dropped' order by id desc limit 1`.execute(transaction);
}

export interface Delivery {
  readonly id: string;
  readonly caseId: string;
  readonly provider: string;
  readonly award: string | null;
  readonly because: WithdrawnBecause | null;
  readonly url: string;
  readonly acknowledgeBy: string | null;
  readonly attempts: number;
}

/** Those whose time has come, each for one process; it comes back where that process falls. */
export async function takeDeliveries(transaction: Transaction, now: Temporal.Instant, most: number, leaseSeconds: number): Promise<readonly Delivery[]> {
  const { rows } = await sql<Delivery>`
    update home.response_delivery set attempts = attempts + 1, due_at = ${now.add({ seconds: leaseSeconds }).toString()}
    where id in (select id from home.response_delivery where state = 'waiting' and due_at <= ${now.toString()} order by due_at limit ${most} for update skip locked)
    returning id, case_id as "caseId", provider, award, because, url, to_json(acknowledge_by) #>> '{}' as "acknowledgeBy", attempts`.execute(transaction);
  return rows;
}

export async function putDelivered(transaction: Transaction, id: string, reference: string | null): Promise<void> {
  await sql`update home.response_delivery set state = 'delivered', reference = ${reference}, failure = null where id = ${id}`.execute(transaction);
}

/** @param again when to try once more; null: never. */
export async function putFailed(transaction: Transaction, id: string, failure: string, again: Temporal.Instant | null): Promise<void> {
  await sql`update home.response_delivery set failure = ${failure}, state = ${again === null ? 'failed' : 'waiting'}, due_at = coalesce(${again?.toString() ?? null}::timestamptz, due_at) where id = ${id}`.execute(transaction);
}

export async function putDropped(transaction: Transaction, id: string): Promise<void> {
  await sql`update home.response_delivery set state = 'dropped' where id = ${id}`.execute(transaction);
}
