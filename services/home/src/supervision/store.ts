/** The SQL of supervision: signs of life, silences, incidents. All moments are PostgreSQL's. */

import { sql, type Transaction } from '@drystone/database';
import type { UnitProtocol } from '../local-units/local-unit.ts';
import { supervision } from '../signals/placing.ts';
import type { Affected, Course, IncidentKind, OpenIncident, Place, Reach } from './incidents.ts';
import type { OpenDoors } from './silence.ts';

/** One look at a time, on whatever server. */
export async function isOurs(transaction: Transaction): Promise<boolean> {
  const { rows } = await sql<{ ours: boolean }>`select pg_try_advisory_xact_lock(hashtextextended('home.supervision', 0)) as ours`.execute(transaction);
  return rows[0]!.ours;
}

const epoch = (column: string) => sql.raw(`floor(extract(epoch from ${column}) * 1000)::float8`);
const instant = (milliseconds: number) => Temporal.Instant.fromEpochMilliseconds(milliseconds);
const instantOrNull = (milliseconds: number | null) => (milliseconds === null ? null : instant(milliseconds));

export async function findNow(transaction: Transaction): Promise<Temporal.Instant> {
  const { rows } = await sql<{ now: number }>`select ${epoch('now()')} as now`.execute(transaction);
  return instant(rows[0]!.now);
}

/** What has come since the last look, of whom. A resend changes a row that is up to ten minutes old. */
export async function noteSignsOfLife(transaction: Transaction): Promise<void> {
  await sql`
    with fresh as (
      select local_unit, told -> 'activationDevice' ->> 'id' as device, least(last_at, now()) as at, kind = 'went-silent' as is_end from home.signal
      where local_unit is not null and sender <> ${supervision}
        and received_at > coalesce((select looked_at from home.supervised), '-infinity') - interval '11 minutes' and last_at > coalesce((select looked_at from home.supervised), '-infinity') - interval '30 seconds'
    ), heard as (
      select local_unit, '' as device, coalesce(max(at) filter (where not is_end), max(at)) as heard_at, max(at) filter (where is_end) as line_ended_at from fresh group by local_unit
      union all
      select local_unit, device, max(at), null from fresh join home.activation_device using (local_unit, device) where sign_of_life_seconds is not null and not is_end group by local_unit, device
    )
    insert into home.heard (local_unit, device, heard_at, line_ended_at) select local_unit, device, heard_at, line_ended_at from heard where exists (select from home.local_unit where id = local_unit) order by local_unit, device
    on conflict (local_unit, device) do update set heard_at = greatest(heard.heard_at, excluded.heard_at), line_ended_at = greatest(heard.line_ended_at, excluded.line_ended_at)`.execute(transaction);
  // The clock was set back.
  await sql`update home.heard set heard_at = now(), line_ended_at = null where heard_at > now() + interval '5 seconds'`.execute(transaction);
  await sql`insert into home.supervised (looked_at) values (now()) on conflict (one) do update set looked_at = excluded.looked_at`.execute(transaction);
}

export async function findOpenDoors(transaction: Transaction): Promise<readonly OpenDoors[]> {
  await sql`delete from home.open_doors where open_until < now() - interval '3 days'`.execute(transaction);
  const { rows } = await sql<{ from: number; until: number }>`select ${epoch('opened_at')} as "from", ${epoch('open_until')} as until from home.open_doors`.execute(transaction);
  return rows.map(({ from, until }) => ({ from: instant(from), until: instant(until) }));
}

export interface Supervised extends Place {
  readonly localUnit: string;
  /** Empty: the local unit itself. */
  readonly device: string;
  readonly protocol: UnitProtocol;
  /** Undefined: as its protocol has it; null: it is not expected to. */
  readonly everySeconds: number | null | undefined;
  readonly heardAt: Temporal.Instant;
  readonly lineEndedAt: Temporal.Instant | null;
  readonly silence: { readonly id: string; readonly foundAt: Temporal.Instant; readonly lastHeardAt: Temporal.Instant; readonly incident: string | null; readonly caseId: string | null; readonly caseMade: boolean } | null;
}

interface SupervisedRow extends Place {
  readonly localUnit: string;
  readonly device: string;
  readonly protocol: UnitProtocol;
  readonly told: boolean;
  readonly everySeconds: number | null;
  readonly heardAt: number;
  readonly lineEndedAt: number | null;
  readonly silence: string | null;
  readonly foundAt: number;
  readonly lastHeardAt: number;
  readonly incident: string | null;
  readonly caseId: string | null;
  readonly caseMade: boolean;
}

/** All who have ever been heard, but for homes that everybody has left. */
export async function findSupervised(transaction: Transaction): Promise<readonly Supervised[]> {
  const { rows } = await sql<SupervisedRow>`
    select heard.local_unit as "localUnit", heard.device, unit.organisation, unit.protocol, home.area, home.scheme,
      heard.device <> '' or settings ? 'signOfLifeSeconds' as told, case when heard.device = '' then (settings ->> 'signOfLifeSeconds')::int else device.sign_of_life_seconds end as "everySeconds",
      ${epoch('heard_at')} as "heardAt", ${epoch('line_ended_at')} as "lineEndedAt",
      silence.id as silence, ${epoch('found_at')} as "foundAt", ${epoch('last_heard_at')} as "lastHeardAt", silence.incident, silence.case_id as "caseId", silence.case_made as "caseMade"
    from home.heard join home.local_unit as unit on unit.id = heard.local_unit join home.dwelling as home on home.id = unit.dwelling
      left join home.activation_device as device on device.local_unit = heard.local_unit and device.device = heard.device
      left join home.silence on silence.local_unit = heard.local_unit and silence.device = heard.device and heard_again_at is null
    where not exists (select from home.service_user where dwelling = unit.dwelling) or exists (select from home.service_user where dwelling = unit.dwelling and status <> 'left')`.execute(transaction);
  return rows.map(({ told, everySeconds, heardAt, lineEndedAt, silence, foundAt, lastHeardAt, incident, caseId, caseMade, ...row }) => ({
    ...row,
    everySeconds: told ? everySeconds : undefined,
    heardAt: instant(heardAt),
    lineEndedAt: instantOrNull(lineEndedAt),
    silence: silence === null ? null : { id: silence, foundAt: instant(foundAt), lastHeardAt: instant(lastHeardAt), incident, caseId, caseMade },
  }));
}

export interface NewSilence {
  readonly id: string;
  readonly localUnit: string;
  readonly device: string;
  readonly lastHeardAt: Temporal.Instant;
}

export async function putSilences(transaction: Transaction, silences: readonly NewSilence[]): Promise<void> {
  const rows = silences.map(({ id, localUnit, device, lastHeardAt }) => ({ id, local_unit: localUnit, device, last_heard_at: lastHeardAt }));
  await sql`
    insert into home.silence (id, local_unit, device, found_at, last_heard_at) select id, local_unit, device, now(), last_heard_at from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as new (id uuid, local_unit uuid, device text, last_heard_at timestamptz)
    on conflict (local_unit, device) do update set id = excluded.id, found_at = excluded.found_at, last_heard_at = excluded.last_heard_at, case_id = null, case_made = false, incident = null, heard_again_at = null`.execute(transaction);
}

/** They were heard again, or nobody expects to hear them any more. Those with a case stay until it has been told. */
export async function endSilences(transaction: Transaction, ids: readonly string[]): Promise<void> {
  await sql`update home.incident_member set returned_at = now() from home.silence where silence.id = any (${[...ids]}::uuid[]) and incident_member.incident = silence.incident and incident_member.local_unit = silence.local_unit and returned_at is null`.execute(transaction);
  await sql`delete from home.silence where id = any (${[...ids]}::uuid[]) and not case_made`.execute(transaction);
  await sql`update home.silence set heard_again_at = now() where id = any (${[...ids]}::uuid[])`.execute(transaction);
}

export interface NewIncident extends Omit<OpenIncident, 'id'> {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly caseId: string;
}

export async function putIncident(transaction: Transaction, { id, organisation, kind, reach, name, caseId }: NewIncident): Promise<void> {
  await sql`insert into home.incident (id, organisation, kind, reach, name, began_at, case_id) values (${id}, ${organisation}, ${kind}, ${reach}, ${name}, now(), ${caseId})`.execute(transaction);
}

export async function putMembers(transaction: Transaction, incident: string, localUnits: readonly string[]): Promise<void> {
  await sql`
    insert into home.incident_member (incident, local_unit, joined_at) select ${incident}, unit, now() from unnest(${[...localUnits]}::uuid[]) as new (unit)
    on conflict (incident, local_unit) do update set returned_at = null`.execute(transaction);
  await sql`update home.silence set incident = ${incident} where local_unit = any (${[...localUnits]}::uuid[]) and device = '' and heard_again_at is null and exists (select from home.incident where id = ${incident} and kind = 'silence')`.execute(transaction);
}

export async function findOpenIncidents(transaction: Transaction): Promise<readonly (OpenIncident & Course)[]> {
  const { rows } = await sql<OpenIncident & { kind: IncidentKind; reach: Reach; members: number; returned: number; lastJoinedAt: number; lastReturnedAt: number | null; caseClosed: boolean }>`
    select id, organisation, kind, reach, name, count(*)::int as members, count(returned_at)::int as returned, ${epoch('max(joined_at)')} as "lastJoinedAt", ${epoch('max(returned_at)')} as "lastReturnedAt",
      coalesce((select state = 'closed' from home.alarm_case where alarm_case.id = incident.case_id), true) as "caseClosed"
    from home.incident join home.incident_member on incident = incident.id where ended_at is null group by incident.id`.execute(transaction);
  return rows.map((row) => ({ ...row, lastJoinedAt: instant(row.lastJoinedAt), lastReturnedAt: instantOrNull(row.lastReturnedAt) }));
}

/** Members that did not come back are on their own from now on. */
export async function endIncident(transaction: Transaction, id: string): Promise<void> {
  await sql`update home.incident set ended_at = now() where id = ${id}`.execute(transaction);
  await sql`update home.silence set incident = null where incident = ${id}`.execute(transaction);
}

export interface WithoutPower extends Affected {
  readonly caseId: string;
}

/** Open cases of lost mains of these minutes, each with its home. */
export async function findWithoutPower(transaction: Transaction, minutes: number): Promise<readonly WithoutPower[]> {
  const { rows } = await sql<WithoutPower>`
    select unit.id, one.id as "caseId", unit.organisation, home.area, home.scheme
    from home.alarm_case as one join home.local_unit as unit on unit.protocol = one.protocol and unit.account = upper(one.account) join home.dwelling as home on home.id = unit.dwelling
    where one.state <> 'closed' and one.kind = 'mains-failure' and one.received_at > now() - make_interval(mins => ${minutes})`.execute(transaction);
  return rows;
}

/** Where there are homes with a local unit, but for these. */
export async function findPlaces(transaction: Transaction, except: readonly string[]): Promise<readonly Place[]> {
  const { rows } = await sql<Place>`select unit.organisation, home.area, home.scheme from home.local_unit as unit join home.dwelling as home on home.id = unit.dwelling where unit.id <> all (${[...except]}::uuid[])`.execute(transaction);
  return rows;
}

/** Members of open incidents whose power is back. */
export async function notePowerBack(transaction: Transaction): Promise<void> {
  await sql`
    update home.incident_member as member set returned_at = now() from home.incident where incident.id = member.incident and ended_at is null and kind = 'mains' and returned_at is null
      and exists (select from home.signal where signal.local_unit = member.local_unit and kind = 'mains-failure' and state = 'restored' and received_at >= member.joined_at - interval '1 minute' and received_at > now() - interval '2 days')`.execute(transaction);
}

/** Cases of technical findings that nobody has taken, and in which nothing else was said: in the order in which signals that come lock them, or each would wait for the other. */
export async function lockUntaken(transaction: Transaction, ids: readonly string[]): Promise<readonly { readonly id: string; readonly group: string; readonly responder: string | null }[]> {
  const { rows } = await sql<{ id: string; group: string; responder: string | null }>`
    select id, alarm_group as "group", responder from home.alarm_case
    where id = any (${[...ids]}::uuid[]) and state in ('received', 'offered') and alarm_group = 'technical'
      and not exists (select from home.signal where case_id = alarm_case.id and kind not in ('mains-failure', 'went-silent')) order by received_at desc, id for update`.execute(transaction);
  return rows;
}

export async function closeAsPart(transaction: Transaction, ids: readonly string[], outcome: string): Promise<void> {
  await sql`
    update home.alarm_case set state = 'closed', queue = null, operator = null, due_at = null, since = now(), closed_at = now(), outcome = ${outcome}, cause = 'technical', acknowledged_at = coalesce(acknowledged_at, now())
    where id = any (${[...ids]}::uuid[])`.execute(transaction);
}

export interface SilenceToTell {
  readonly id: string;
  readonly protocol: UnitProtocol;
  readonly account: string;
  readonly device: string;
  readonly lastHeardAt: string;
  readonly isOver: boolean;
}

/** Silences of which whoever answers has not been told, or not that they are over. */
export async function findToTell(transaction: Transaction, most: number): Promise<readonly SilenceToTell[]> {
  const { rows } = await sql<SilenceToTell>`
    select silence.id, protocol, account, device, to_char(last_heard_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastHeardAt", heard_again_at is not null as "isOver"
    from home.silence join home.local_unit on local_unit.id = silence.local_unit where (not case_made and incident is null) or heard_again_at is not null order by silence.id limit ${most}`.execute(transaction);
  return rows;
}

export async function putTold(transaction: Transaction, told: readonly { readonly id: string; readonly caseId: string | null; readonly isOver: boolean }[]): Promise<void> {
  await sql`delete from home.silence where id = any (${told.filter(({ isOver }) => isOver).map(({ id }) => id)}::uuid[])`.execute(transaction);
  await sql`
    update home.silence set case_made = true, case_id = new."caseId" from jsonb_to_recordset(${JSON.stringify(told.filter(({ isOver }) => !isOver))}::jsonb) as new (id uuid, "caseId" uuid) where silence.id = new.id`.execute(transaction);
}
