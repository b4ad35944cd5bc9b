/** What is known of people and for how long it is kept, and why: as data, each rule with the statement that carries it out, once a day. */

import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvents } from '@drystone/events';
import type { RetentionId, RetentionPeriods } from './retention-periods.ts';

export interface RetentionRule {
  readonly id: RetentionId;
  readonly what: string;
  /** Its period is counted from. */
  readonly from: string;
  readonly why: string;
  /** @returns how many rows it erased. */
  readonly erase: (transaction: Transaction, before: Temporal.Instant) => Promise<number>;
}

const count = ({ numAffectedRows }: { readonly numAffectedRows?: bigint }): number => Number(numAffectedRows ?? 0);
/** Somebody lived there, and the last of them left, or moved out, before. */
const emptySince = (before: Temporal.Instant) => sql`
  (exists (select from home.service_user where dwelling = home.dwelling.id) or exists (select from home.former_home where dwelling = home.dwelling.id))
  and not exists (select from home.service_user where dwelling = home.dwelling.id and (left_at is null or left_at >= ${before.toString()}))
  and not exists (select from home.former_home where dwelling = home.dwelling.id and until >= ${before.toString()})`;

export const retentionRules: readonly RetentionRule[] = [
  {
    id: 'keyholders',
    what: 'Keyholders',
    from: 'the last service user of the dwelling left',
    why: 'Nobody is sent there any more. What is left covers a mistake and a change of mind.',
    erase: async (transaction, before) => count(await sql`delete from home.keyholder where dwelling in (select id from home.dwelling where ${emptySince(before)})`.execute(transaction)),
  },
  {
    id: 'access',
    what: 'Codes of key safes and notes on how one gets in',
    from: 'the last service user of the dwelling left',
    why: 'They open a home that we have no reason to enter.',
    erase: async (transaction, before) => count(await sql`update home.dwelling set key_safe = null, access_notes = null where (key_safe is not null or access_notes is not null) and ${emptySince(before)}`.execute(transaction)),
  },
  {
    id: 'health',
    what: 'Health notes',
    from: 'the service user left',
    why: 'They are there for whoever comes to help, and nobody comes any more.',
    erase: async (transaction, before) => count(await sql`update home.service_user set health_notes = null where health_notes is not null and left_at < ${before.toString()}`.execute(transaction)),
  },
  {
    id: 'notes',
    what: 'What operators wrote down of cases',
    from: 'the case was closed',
    why: 'A claim for injury can be made for three years (Limitation Act 1980, section 11; Limitation (Northern Ireland) Order 1989, article 7).',
    erase: async (transaction, before) => count(await sql`delete from home.case_note where case_id in (select id from home.alarm_case where state = 'closed' and closed_at < ${before.toString()})`.execute(transaction)),
  },
  {
    id: 'consents',
    what: 'What somebody agreed to share, and with whom',
    from: 'it was withdrawn or over, or the service user left',
    why: 'Whoever shares data by consent must be able to show it (UK GDPR, article 7(1)), as long as somebody can claim that it was not there.',
    erase: async (transaction, before) => count(await sql`delete from home.consent where least(withdrawn_at, (until + 1)::timestamptz, (select left_at from home.service_user where id = service_user)) < ${before.toString()}`.execute(transaction)),
  },
  {
    id: 'service-users',
    what: 'Names, years of birth and telephone numbers',
    from: 'the service user left',
    why: 'A claim for injury can be made for three years, and must be told whose it is.',
    erase: async (transaction, before) => count(await sql`update home.service_user set name = null, preferred_name = null, born_in = null, phone = null, health_notes = null, languages = '{}', words = '{}', erased_at = now() where erased_at is null and left_at < ${before.toString()}`.execute(transaction)),
  },
  {
    id: 'addresses',
    what: 'Addresses and positions of dwellings',
    from: 'the last service user of the dwelling left',
    why: 'As long as names: without one the other says nothing.',
    erase: async (transaction, before) => count(await sql`update home.dwelling set address = null, position = null, words = '{}' where (address is not null or position is not null) and ${emptySince(before)}`.execute(transaction)),
  },
  {
    id: 'cases',
    what: 'Cases and their signals: times, codes, outcomes',
    from: 'the case was closed',
    why: 'A claim under the contract can be made for six years (Limitation Act 1980, section 5; Limitation (Northern Ireland) Order 1989, article 4). The events of a case have ids and codes only and stay in the log.',
    erase: async (transaction, before) => {
      const old = sql`select id from home.alarm_case where state = 'closed' and closed_at < ${before.toString()}`;
      await sql`delete from home.signal where case_id in (${old})`.execute(transaction);
      await sql`delete from home.case_note where case_id in (${old})`.execute(transaction);
      return count(await sql`delete from home.alarm_case where state = 'closed' and closed_at < ${before.toString()}`.execute(transaction));
    },
  },
];

/** Carries the rules out, and ends suspensions whose last day is past. @returns how many rows each rule erased, where it did. */
export async function keepByRule(database: Database, now: Temporal.Instant, timeZone: string, periods: RetentionPeriods): Promise<Readonly<Record<string, number>>> {
  const local = now.toZonedDateTimeISO(timeZone);
  const erased: Record<string, number> = {};
  for (const { id, erase } of retentionRules) {
    const rows = await database.as('system:home', async (transaction) => {
      const rows = await erase(transaction, local.subtract(periods[id]).toInstant());
      if (rows > 0) await appendEvents(transaction, [{ type: 'retention.erased', subject: id, at: now, data: { rows } }]);
      return rows;
    });
    if (rows > 0) erased[id] = rows;
  }
  await database.as('system:home', async (transaction) => {
    const { rows } = await sql<{ id: string; organisation: string; revision: number }>`
      update home.service_user set status = 'active', suspended_for = null, suspended_until = null, revision = revision + 1
      where status = 'suspended' and suspended_until < ${local.toPlainDate().toString()}::date returning id, organisation, revision`.execute(transaction);
    await appendEvents(transaction, rows.map(({ id, organisation, revision }) => ({ type: 'service_user.resumed' as const, subject: id, at: now, data: { organisation, revision } })));
  });
  return erased;
}
