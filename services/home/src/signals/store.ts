/** The SQL of signals that come: what is there already, and all that a batch of them leaves behind. */

import { hash } from 'node:crypto';
import type { AlarmSignal } from '@drystone/alarm-protocols';
import { sql, type RawBuilder, type Transaction } from '@drystone/database';
import { resendMinutes, type Arrival, type EarlierSignal, type Facts, type KnownUnit, type NewCase, type OpenCase, type Placing } from './placing.ts';

/** One batch at a time for a sender, whatever server it comes to: what a second one finds is committed. */
export async function lockSenders(transaction: Transaction, signals: readonly AlarmSignal[]): Promise<void> {
  const keys = [...new Set(signals.map(({ protocol, account }) => hash('sha256', `${protocol} ${account}`, 'buffer').readBigInt64BE().toString()))].sort();
  await sql`select pg_advisory_xact_lock(key) from (select key::bigint from unnest(${keys}::text[]) with ordinality as each (key, place) order by place) as keys`.execute(transaction);
}

export async function findFacts(transaction: Transaction, signals: readonly AlarmSignal[], now: Temporal.Instant): Promise<Facts> {
  const accounts = [...new Set(signals.map(({ account }) => cleaned(account)))];
  const { rows: cases } = await sql<OpenCase & { sender: string }>`
    select id, alarm_group as "group", state, protocol || ' ' || account as sender from home.alarm_case
    where state <> 'closed' and account = any (${accounts}::text[]) order by received_at desc, id for update`.execute(transaction);
  const { rows } = await sql<{ units: readonly (KnownUnit & { sender: string })[] | null; earlier: readonly (EarlierSignal & { key: string })[] | null; duty: string | null }>`
    select
      (select json_agg(json_build_object('id', id, 'organisation', organisation, 'dwelling', dwelling, 'sender', protocol || ' ' || account))
        from home.local_unit where account = any (${accounts.map((account) => account.toUpperCase())}::text[])) as units,
      -- The newest of each key, found by its index whatever the planner thinks that ten minutes hold: of what has just come it knows nothing.
      (select json_agg(json_build_object('id', newest.id, 'caseId', newest.case_id, 'outcome', newest.outcome, 'key', encode(newest.resend_key, 'hex')))
        from unnest(${[...new Set(signals.map(hashOf))].map((hash) => Buffer.from(hash, 'hex'))}::bytea[]) as asked (key)
          -- Later than now: the clock was set back.
          cross join lateral (select * from home.signal where resend_key = asked.key and received_at <= ${now.add({ minutes: resendMinutes }).toString()} order by received_at desc limit 1) as newest
        -- Not the last time it came, or a unit that never counts would say one thing for ever.
        where newest.received_at >= ${now.subtract({ minutes: resendMinutes }).toString()}) as earlier,
      (select organisation from home.duty) as duty`.execute(transaction);
  const { units, earlier, duty } = rows[0]!;
  const unitBySender = new Map(units?.map((unit) => [unit.sender, unit]));
  const earlierByKey = new Map(earlier?.map((each) => [each.key, each]));
  const casesBySender = Map.groupBy(cases, ({ sender }) => sender);
  return {
    unitOf: ({ protocol, account }) => unitBySender.get(`${protocol} ${cleaned(account).toUpperCase()}`),
    earlierOf: (signal) => earlierByKey.get(hashOf(signal)),
    openCasesOf: ({ protocol, account }) => casesBySender.get(`${protocol} ${cleaned(account)}`) ?? [],
    duty: duty ?? undefined,
  };
}

/** Signals, cases, resends and urgency in one statement. */
export async function keep(transaction: Transaction, { signals, resends, cases, urgency }: Placing, now: Temporal.Instant): Promise<void> {
  const newSignals = signals.map(({ id, organisation, localUnit, caseId, arrival: { signal, outcome, sender } }) => ({
    ...{ id, organisation, local_unit: localUnit, case_id: caseId, outcome, sender, protocol: signal.protocol, kind: signal.kind, state: signal.state, priority: signal.priority },
    account: signal.account,
    sequence: signal.sequence,
    code: signal.code,
    meaning: signal.meaning,
    resend_key: `\\x${hashOf(signal)}`,
    raw: `\\x${rawBytes(signal).toString('hex')}`,
    notes: signal.notes,
    told: toldOf(signal),
  }));
  const again = new Map<string, { count: number; accepted: boolean }>();
  for (const { id, accepted } of resends) again.set(id, { count: (again.get(id)?.count ?? 0) + 1, accepted: accepted || (again.get(id)?.accepted ?? false) });
  const resent = [...again].map(([id, each]) => ({ id, ...each }));
  const raised = [...Map.groupBy(urgency, ({ caseId }) => caseId)].map(([id, each]) => ({ id, priority: Math.min(...each.map(({ priority }) => priority)) }));
  await sql`
    with new_case as (
      ${inserting(cases)}
    ), raised as (
      update home.alarm_case set priority = least(alarm_case.priority, more.priority)
      from jsonb_to_recordset(${JSON.stringify(raised)}::jsonb) as more (id uuid, priority smallint) where alarm_case.id = more.id and more.priority < alarm_case.priority
    ), new_signal as (
      insert into home.signal (id, organisation, received_at, protocol, account, sequence, local_unit, resend_key, last_at, outcome, kind, state, priority, code, meaning, told, notes, raw, sender, case_id)
      select id, organisation, ${now.toString()}, protocol, account, sequence, local_unit, resend_key::bytea, ${now.toString()}, outcome, kind, state, priority, code, meaning, told,
        array(select jsonb_array_elements_text(notes)), raw::bytea, sender, case_id
      from jsonb_to_recordset(${jsonOf(newSignals)}::jsonb) as new (id uuid, organisation uuid, protocol text, account text, sequence text, local_unit uuid, resend_key text, outcome text, kind text, state text, priority smallint, code text, meaning text, told jsonb, notes jsonb, raw text, sender text, case_id uuid)
    ) select`.execute(transaction);
  if (resent.length === 0) return;
  // Of its own: it may be about what the statement above has put in.
  await sql`
    update home.signal set resends = resends + more.count, last_at = ${now.toString()}, outcome = case when more.accepted then 'accepted' else outcome end
    from jsonb_to_recordset(${JSON.stringify(resent)}::jsonb) as more (id uuid, count integer, accepted boolean) where signal.id = more.id`.execute(transaction);
}

/** Cases alone: of what no signal has said. */
export async function keepCases(transaction: Transaction, cases: readonly NewCase[]): Promise<void> {
  await inserting(cases).execute(transaction);
}

function inserting(cases: readonly NewCase[]): RawBuilder<unknown> {
  const newCases = cases.map(({ id, organisation, service, protocol, account, dwelling, group, kind, priority, state, owner, rungs, since, receivedAt, dueAt }) => ({
    ...{ id, organisation, service, protocol, account, dwelling, alarm_group: group, kind, priority, state, rungs, since, received_at: receivedAt, due_at: dueAt },
    queue: owner && 'queue' in owner ? owner.queue : null,
  }));
  return sql`
    insert into home.alarm_case (id, organisation, service, protocol, account, dwelling, alarm_group, kind, priority, state, queue, rungs, since, received_at, due_at)
    select id, organisation, service, protocol, account, dwelling, alarm_group, kind, priority, state, queue, rungs, since, received_at, due_at
    from jsonb_to_recordset(${jsonOf(newCases)}::jsonb) as new (id uuid, organisation uuid, service text, protocol text, account text, dwelling uuid, alarm_group text, kind text, priority smallint, state text, queue text, rungs integer, since timestamptz, received_at timestamptz, due_at timestamptz)`;
}

/** Of each account the one that came last. */
export async function keepLastStates(transaction: Transaction, arrivals: readonly Arrival[], now: Temporal.Instant): Promise<void> {
  const states = new Map(arrivals.flatMap(({ signal, lastState }) => (lastState === undefined ? [] : [[signal.account.toUpperCase(), Buffer.from(lastState)] as const])));
  const kept = [...states].filter(([, body]) => body.length > 0);
  const gone = [...states].flatMap(([account, body]) => (body.length > 0 ? [] : [account]));
  if (kept.length > 0) {
    await sql`
      insert into home.mqtt_state (account, body, at) select account, body, ${now.toString()}::timestamptz from unnest(${kept.map(([account]) => account)}::text[], ${kept.map(([, body]) => body)}::bytea[]) as new (account, body)
      on conflict (account) do update set body = excluded.body, at = excluded.at`.execute(transaction);
  }
  if (gone.length > 0) await sql`delete from home.mqtt_state where account = any (${gone}::text[])`.execute(transaction);
}

export async function findLastStates(transaction: Transaction, accounts: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const { rows } = await sql<{ account: string; body: Buffer }>`select account, body from home.mqtt_state where account = any (${accounts.map((account) => account.toUpperCase())}::text[])`.execute(transaction);
  return new Map(rows.map(({ account, body }) => [account, body]));
}

const hashes = new WeakMap<object, string>();

/** In hexadecimal. */
function hashOf(signal: Pick<AlarmSignal, 'resendKey'>): string {
  const known = hashes.get(signal);
  if (known !== undefined) return known;
  const made = hash('sha256', signal.resendKey);
  hashes.set(signal, made);
  return made;
}

/** The bytes of DC-09 as they came; the text of the others. */
function rawBytes({ protocol, raw }: AlarmSignal): Buffer {
  return Buffer.from(raw, protocol === 'dc09' ? 'latin1' : 'utf8');
}

function toldOf({ activationDevice, location, text, occurredAt, callBack, batteryPercent }: AlarmSignal): object {
  return { activationDevice, location, text, occurredAt, callBack, batteryPercent };
}

/** Every text in it cleaned. */
function jsonOf(value: readonly object[]): string {
  const json = JSON.stringify(value);
  // Written so, where there is anything to clean; it is rare, and looking at each text takes long.
  if (!/\\u(?:0000|d[89a-f])/.test(json)) return json;
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? cleaned(each) : each));
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair; the raw bytes have them. */
function cleaned(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
