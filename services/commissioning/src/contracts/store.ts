/** The SQL of contracts as they run. Row-level security narrows each to what the actor may see. */

import { sql, type Transaction } from '@drystone/database';
import { moment } from '../processes/store.ts';
import type { AgreedRule, Claim, ClaimForm, Invoice, InvoiceForm, Obligation, ObligationForm } from './contract.ts';
import type { PaymentRule } from './payment-rule.ts';

interface Between {
  readonly id: string;
  readonly award: string;
  readonly buyer: string;
  readonly provider: string;
}

/** Until the transaction ends nothing else is agreed, claimed, invoiced or decided under this award. */
export async function lockContract(transaction: Transaction, award: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`contract ${award}`}, 0))`.execute(transaction);
}

export async function insertObligation(transaction: Transaction, { id, award, buyer, provider }: Between, form: ObligationForm, now: Temporal.Instant): Promise<void> {
  const { measure, unit, quantity, amount } = form.kind === 'milestone' ? { measure: null, unit: 'milestone', quantity: 1, amount: form.amountPence } : { ...form, amount: null };
  await sql`
    insert into commissioning.obligation (id, award, buyer, provider, kind, measure, title, unit, quantity, amount_pence, due, made_at)
    values (${id}, ${award}, ${buyer}, ${provider}, ${form.kind}, ${measure}, ${form.title}, ${unit}, ${quantity}, ${amount}, ${form.due}, ${now.toString()})`.execute(transaction);
}

export async function findObligations(transaction: Transaction, awards: readonly string[]): Promise<readonly Obligation[]> {
  const { rows } = await sql<Obligation>`
    select id, award, kind, measure, title, unit, quantity::float8 as quantity, amount_pence as "amountPence", to_char(due, 'YYYY-MM-DD') as due
    from commissioning.obligation where award = any (${awards}::uuid[]) order by due, id`.execute(transaction);
  return rows;
}

/** Under which award an obligation, claim, rule or invoice is. */
export async function awardOfPart(transaction: Transaction, table: 'obligation' | 'claim' | 'payment_rule' | 'invoice', id: string): Promise<string | undefined> {
  const { rows } = await sql<{ award: string }>`select award from ${sql.table(`commissioning.${table}`)} where id = ${id}`.execute(transaction);
  return rows[0]?.award;
}

export async function insertClaim(transaction: Transaction, { id, award, buyer, provider }: Between, obligation: string, { quantity, doneOn, evidence, link }: ClaimForm, now: Temporal.Instant): Promise<void> {
  await sql`
    insert into commissioning.claim (id, obligation, award, buyer, provider, quantity, done_on, evidence, link, state, claimed_at)
    values (${id}, ${obligation}, ${award}, ${buyer}, ${provider}, ${quantity}, ${doneOn}, ${evidence}, ${link}, 'claimed', ${now.toString()})`.execute(transaction);
}

export async function findClaims(transaction: Transaction, awards: readonly string[]): Promise<readonly Claim[]> {
  const { rows } = await sql<Claim>`
    select id, obligation, award, quantity::float8 as quantity, to_char(done_on, 'YYYY-MM-DD') as "doneOn", evidence, link, state, ${moment('claimed_at')} as "claimedAt", ${moment('decided_at')} as "decidedAt", decided_by as "decidedBy", reason
    from commissioning.claim where award = any (${awards}::uuid[]) order by claimed_at, id`.execute(transaction);
  return rows;
}

/** Whether it was still to be decided. */
export async function decideClaim(transaction: Transaction, id: string, state: 'confirmed' | 'returned', by: string, reason: string | null, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.claim set state = ${state}, decided_at = ${now.toString()}, decided_by = ${by}, reason = ${reason} where id = ${id} and state = 'claimed' returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function insertRule(transaction: Transaction, { id, award, buyer }: Between, rule: PaymentRule, now: Temporal.Instant): Promise<void> {
  await sql`insert into commissioning.payment_rule (id, award, buyer, rule, made_at) values (${id}, ${award}, ${buyer}, ${JSON.stringify(rule)}, ${now.toString()})`.execute(transaction);
}

export async function findRules(transaction: Transaction, award: string): Promise<readonly AgreedRule[]> {
  const { rows } = await sql<AgreedRule>`
    select id, award, rule, ${moment('made_at')} as "madeAt", ${moment('ended_at')} as "endedAt" from commissioning.payment_rule where award = ${award} order by made_at, id`.execute(transaction);
  return rows;
}

/** Whether it stood until then. */
export async function endRule(transaction: Transaction, id: string, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`update commissioning.payment_rule set ended_at = ${now.toString()} where id = ${id} and ended_at is null returning 1`.execute(transaction);
  return rows.length === 1;
}

export const numberKey = (number: string): string => number.replaceAll(/\s+/g, '').toUpperCase();

/** Whether the number was free. */
export async function insertInvoice(transaction: Transaction, { id, award, buyer, provider }: Between, form: InvoiceForm, receivedOn: string, now: Temporal.Instant): Promise<boolean> {
  const { numInsertedOrUpdatedRows, numAffectedRows } = (await sql`
    insert into commissioning.invoice (id, award, buyer, provider, number, number_key, dated, due_on, net_pence, vat_pence, milestone, month, note, state, received_at, received_on)
    values (${id}, ${award}, ${buyer}, ${provider}, ${form.number}, ${numberKey(form.number)}, ${form.dated}, ${form.dueOn}, ${form.netPence}, ${form.vatPence}, ${form.milestone},
      ${form.month === null ? null : `${form.month}-01`}, ${form.note}, 'received', ${now.toString()}, ${receivedOn})
    on conflict (buyer, provider, number_key) do nothing`.execute(transaction)) as { numInsertedOrUpdatedRows?: bigint; numAffectedRows?: bigint };
  return Number(numAffectedRows ?? numInsertedOrUpdatedRows ?? 0n) === 1;
}

const invoiceColumns = sql`
  id, award, number, to_char(dated, 'YYYY-MM-DD') as dated, to_char(due_on, 'YYYY-MM-DD') as "dueOn", net_pence as "netPence", vat_pence as "vatPence", milestone, to_char(month, 'YYYY-MM') as month, note, state,
  to_char(received_on, 'YYYY-MM-DD') as "receivedOn", reason, to_char(settled_on, 'YYYY-MM-DD') as "settledOn", to_char(paid_on, 'YYYY-MM-DD') as "paidOn"`;

export async function findInvoices(transaction: Transaction, awards: readonly string[]): Promise<readonly Invoice[]> {
  const { rows } = await sql<Invoice>`select ${invoiceColumns} from commissioning.invoice where award = any (${awards}::uuid[]) order by received_at, id`.execute(transaction);
  return rows;
}

/** Of one buyer, or of all. */
export async function findInvoicesByBuyer(transaction: Transaction, buyer: string | undefined): Promise<readonly (Invoice & { readonly buyer: string })[]> {
  const { rows } = await sql<Invoice & { buyer: string }>`select buyer, ${invoiceColumns} from commissioning.invoice where (${buyer ?? null}::uuid is null or buyer = ${buyer ?? null}) order by received_at, id`.execute(transaction);
  return rows;
}

export async function updateInvoice(transaction: Transaction, id: string, { state, reason, settledOn, paidOn }: Pick<Invoice, 'state' | 'reason' | 'settledOn' | 'paidOn'>, by: string): Promise<void> {
  await sql`update commissioning.invoice set state = ${state}, reason = ${reason}, settled_on = ${settledOn}, paid_on = ${paidOn}, decided_by = ${by} where id = ${id}`.execute(transaction);
}

/** Published processes with an award that ran in that month, whose figures of it are not published. */
export async function findUnpublishedFigures(transaction: Transaction, month: string, from: Temporal.Instant, to: Temporal.Instant): Promise<readonly { readonly process: string; readonly buyer: string }[]> {
  const { rows } = await sql<{ process: string; buyer: string }>`
    select distinct process, buyer from commissioning.award
    where starts_at < ${to.toString()} and least(ends_at, coalesce(ended_at, ends_at)) > ${from.toString()}
      and not exists (select from commissioning.figures_published as done where done.process = award.process and done.month = ${`${month}-01`}::date)`.execute(transaction);
  return rows;
}

/** Whether nobody else has. */
export async function markFiguresPublished(transaction: Transaction, process: string, month: string): Promise<boolean> {
  const { rows } = await sql`insert into commissioning.figures_published (process, month) values (${process}, ${`${month}-01`}) on conflict do nothing returning 1`.execute(transaction);
  return rows.length === 1;
}
