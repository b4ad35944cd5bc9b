/** All there is of one person, to be handed to them, and its erasure: by whoever runs the platform, from the command line. */

import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { Problem } from '@drystone/problems';
import type { KeyRing } from '../sealing/key-ring.ts';
import { createSealing } from '../sealing/sealing.ts';
import { rfc3339 } from '../signals/reading.ts';
import { findConsents } from './consent-store.ts';
import { looksAt } from './disclosures.ts';
import { rowOf } from './fields.ts';
import { retentionRules } from './retention.ts';
import { findDevices, findDwelling, findKeySafe, findServiceUser } from './store.ts';

interface Whose {
  readonly dwelling: string;
  readonly organisation: string;
  readonly registeredAt: string;
  readonly leftAt: string | null;
  /** Others are registered in the same dwelling and have not left: what is known of it is theirs too. */
  readonly shared: boolean;
}

/** @throws Problem `unknown-service-user`. */
async function whoseIs(transaction: Transaction, id: string): Promise<Whose> {
  const { rows } = await sql<Whose>`
    select dwelling, organisation, ${rfc3339('registered_at')} as "registeredAt", ${rfc3339('left_at')} as "leftAt",
      exists (select from home.service_user as other where other.dwelling = person.dwelling and other.id <> person.id and other.erased_at is null and other.status <> 'left') as shared
    from home.service_user as person where id = ${id} and erased_at is null`.execute(transaction);
  if (rows[0] === undefined) throw new Problem({ kind: 'unknown-service-user', detail: `There is no service user ${id}, or they were erased.` });
  return rows[0];
}

/** Where somebody lives and lived before: `dwelling`, `since` and `until`, null where it is not over. */
export const theirHomes = (id: string) => sql`
  select dwelling, since, until from home.former_home where service_user = ${id}
  union all
  select dwelling, coalesce((select max(until) from home.former_home where service_user = person.id), registered_at) as since, left_at as until from home.service_user as person where id = ${id}`;

/** Cases of their homes while they lived there. */
export const theirCases = (id: string) => sql`
  select happened.id from home.alarm_case as happened join (${theirHomes(id)}) as lived
  on happened.dwelling = lived.dwelling and happened.received_at >= lived.since and (lived.until is null or happened.received_at <= lived.until)`;

/** Signals of their homes while they lived there, with the home they lived in as `lived`. */
const theirSignals = (id: string) => sql`
  home.signal join home.local_unit as unit on unit.id = signal.local_unit join (${theirHomes(id)}) as lived
  on unit.dwelling = lived.dwelling and signal.received_at >= lived.since and (lived.until is null or signal.received_at <= lived.until)`;

export async function exportPerson(database: Database, ring: KeyRing, id: string, now: Temporal.Instant) {
  const sealing = createSealing(ring);
  return database.as('system:home', async (transaction) => {
    const whose = await whoseIs(transaction, id);
    const { rows: cases } = await sql<{ id: string }>`
      select id, ${rfc3339('received_at')} as "receivedAt", alarm_group as "group", kind, priority, state, outcome, cause, ${rfc3339('closed_at')} as "closedAt"
      from home.alarm_case where id in (${theirCases(id)}) order by received_at, id`.execute(transaction);
    const { rows: notes } = await sql<{ id: string; caseId: string; at: string; text: Buffer }>`select id, case_id as "caseId", ${rfc3339('at')} as at, text from home.case_note where case_id in (${theirCases(id)}) order by at, id`.execute(transaction);
    const { rows: signals } = await sql<{ caseId: string | null }>`
      select case_id as "caseId", ${rfc3339('received_at')} as "receivedAt", signal.protocol, kind, state, code, meaning, told from ${theirSignals(id)} order by received_at, signal.id`.execute(transaction);
    const { rows: formerly } = await sql<{ dwelling: string; since: string; until: string }>`select dwelling, ${rfc3339('since')} as since, ${rfc3339('until')} as until from home.former_home where service_user = ${id} order by since`.execute(transaction);
    const formerHomes = [];
    // Who lives there now is not theirs to know.
    for (const { dwelling, since, until } of formerly) {
      const home = (await findDwelling(transaction, sealing, { id: dwelling }))!;
      formerHomes.push({ since, until, reference: home.reference, area: home.area, address: home.address });
    }
    const { rows: events } = await sql<{ subject: string }>`select subject, type, ${rfc3339('at')} as at, data from platform.event where subject = any (${cases.map((each) => each.id)}::text[]) and type like 'case.%' order by at, id`.execute(transaction);
    await appendEvent(transaction, { type: 'service_user.exported', subject: id, at: now, data: { organisation: whose.organisation } });
    return {
      exportedAt: now.toString({ smallestUnit: 'second' }),
      serviceUser: await findServiceUser(transaction, sealing, id),
      dwelling: { ...(await findDwelling(transaction, sealing, { id: whose.dwelling })), keySafe: (await findKeySafe(transaction, sealing, whose.dwelling)) ?? null, devices: await findDevices(transaction, whose.dwelling) },
      cases: cases.map((each) => ({
        ...each,
        notes: notes.filter(({ caseId }) => caseId === each.id).map(({ id: note, at, text }) => ({ at, text: rowOf(sealing, 'case_note', note).open('text', text) })),
        events: events.filter(({ subject }) => subject === each.id).map(({ subject: _, ...event }) => event),
      })),
      signals,
      formerHomes,
      consents: await findConsents(transaction, sealing, { serviceUser: id }, { now, today: now.toZonedDateTimeISO('UTC').toPlainDate() }),
      seenBy: await looksAt(transaction, { about: [id, whose.dwelling], limit: 100_000 }),
    };
  });
}

export interface Erased {
  readonly erased: Readonly<Record<'fields' | 'notes' | 'signals' | 'keyholders', number>>;
  /** What of the dwelling is still there, because others live in it. */
  readonly dwellingKept: boolean;
  readonly kept: readonly { readonly what: string; readonly rows: number; readonly why: string }[];
}

/** Erases who they were and what was written of them; cases stay, as times and codes. @throws Problem `unknown-service-user`; `taken` while a case of theirs is open. */
export async function erasePerson(database: Database, id: string, now: Temporal.Instant): Promise<Erased> {
  return database.as('system:home', async (transaction) => {
    await sql`select from home.service_user where id = ${id} for update`.execute(transaction);
    const whose = await whoseIs(transaction, id);
    const affected = async (statement: ReturnType<typeof sql>): Promise<number> => Number((await statement.execute(transaction)).numAffectedRows ?? 0);
    const { rows: open } = await sql`select from home.alarm_case where id in (${theirCases(id)}) and state <> 'closed'`.execute(transaction);
    if (open.length > 0) throw new Problem({ kind: 'taken', detail: 'An alarm of this home is open: whoever answers it needs what is known. Erase them when it is closed.' });
    const notes = await affected(sql`delete from home.case_note where case_id in (${theirCases(id)})`);
    const fields = await affected(sql`
      update home.service_user set name = null, preferred_name = null, born_in = null, phone = null, health_notes = null, languages = '{}', words = '{}', erased_at = ${now.toString()},
        status = 'left', suspended_for = null, suspended_until = null, left_at = coalesce(left_at, ${now.toString()}), revision = revision + 1 where id = ${id}`);
    await affected(sql`delete from home.consent where service_user = ${id}`);
    // Of a home they moved out of, too: where nobody else lives there now, and of its signals those that nobody else there can have made.
    const elsewhere = sql`exists (select from home.service_user as other where other.dwelling = lived.dwelling and other.id <> ${id} and other.erased_at is null and other.status <> 'left'`;
    const { rows: emptied } = await sql<{ dwelling: string }>`select distinct dwelling from (${theirHomes(id)}) as lived where not ${elsewhere})`.execute(transaction);
    const homes = emptied.map(({ dwelling }) => dwelling);
    const keyholders = await affected(sql`delete from home.keyholder where dwelling = any (${homes}::uuid[])`);
    await affected(sql`update home.dwelling set address = null, position = null, access_notes = null, key_safe = null, words = '{}', revision = revision + 1 where id = any (${homes}::uuid[])`);
    await affected(sql`delete from home.mqtt_state where account in (select account from home.local_unit where dwelling = any (${homes}::uuid[]) and protocol = 'mqtt')`);
    const signals = await affected(sql`update home.signal set told = '{}', raw = '' where id in (select signal.id from ${theirSignals(id)} where not ${elsewhere} and other.registered_at <= coalesce(lived.until, 'infinity')))`);
    const { rows: cases } = await sql<{ count: number }>`select count(*)::int as count from (${theirCases(id)}) as theirs`.execute(transaction);
    await appendEvent(transaction, { type: 'service_user.erased', subject: id, at: now, data: { organisation: whose.organisation } });
    const { what, why } = retentionRules.find((rule) => rule.id === 'cases')!;
    return { erased: { fields, notes, signals, keyholders }, dwellingKept: whose.shared, kept: [{ what, rows: cases[0]!.count, why }] };
  });
}
