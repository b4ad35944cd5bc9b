/** The SQL of processes that several buyers share. */

import { sql, type Transaction } from '@drystone/database';
import type { FieldProblem } from '@drystone/problems';
import type { Partner } from './process.ts';

export interface Partnership {
  readonly process: string;
  readonly buyer: { readonly id: string; readonly name: string };
  readonly sharePercent: number;
  readonly state: 'invited' | 'joined' | 'declined' | 'left';
}

const columns = sql`process, json_build_object('id', buyer, 'name', buyer_name) as buyer, share_percent::float8 as "sharePercent", state`;

export async function findPartnerships(transaction: Transaction, process: string): Promise<readonly Partnership[]> {
  const { rows } = await sql<Partnership>`select ${columns} from commissioning.partnership where process = ${process} order by invited_at, partnership.buyer`.execute(transaction);
  return rows;
}

export async function findPartnership(transaction: Transaction, process: string, buyer: string): Promise<Partnership | undefined> {
  const { rows } = await sql<Partnership>`select ${columns} from commissioning.partnership where process = ${process} and buyer = ${buyer}`.execute(transaction);
  return rows[0];
}

/** What waits for an answer of theirs, and what they joined. */
export async function findPartnershipsOf(transaction: Transaction, buyers: readonly string[]): Promise<readonly Partnership[]> {
  const { rows } = await sql<Partnership>`select ${columns} from commissioning.partnership where buyer = any (${buyers}::uuid[]) and state in ('invited', 'joined') order by invited_at desc limit 200`.execute(transaction);
  return rows;
}

/** An offer, or with `answered` what became of it. */
export async function putPartnership(transaction: Transaction, given: { process: string; buyer: { id: string; name: string }; lead: string; sharePercent: number; now: Temporal.Instant; answered?: Partnership['state'] }): Promise<void> {
  const [state, answeredAt] = [given.answered ?? 'invited', given.answered === undefined ? null : given.now.toString()];
  await sql`
    insert into commissioning.partnership (process, buyer, buyer_name, lead, share_percent, state, invited_at, answered_at)
    values (${given.process}, ${given.buyer.id}, ${given.buyer.name}, ${given.lead}, ${given.sharePercent}, ${state}, ${given.now.toString()}, ${answeredAt})
    on conflict (process, buyer) do update set share_percent = excluded.share_percent, state = excluded.state, answered_at = excluded.answered_at`.execute(transaction);
}

/** With the process locked. */
export async function updatePartners(transaction: Transaction, process: string, partners: readonly Partner[]): Promise<void> {
  await sql`update commissioning.process set partners = ${JSON.stringify(partners)}::jsonb where id = ${process}`.execute(transaction);
}

/** What stands in the way of publishing: who commissions it must be settled. */
export function unanswered(partnerships: readonly Partnership[]): readonly FieldProblem[] {
  return partnerships.filter(({ state }) => state === 'invited').map(({ buyer }) => ({ field: 'buyers', message: `"${buyer.name}" has not answered yet`, mend: 'wait for their answer, or go on without them' }));
}
