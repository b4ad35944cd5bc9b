/** The SQL of local units, their dwellings and devices. */

import { sql, type Transaction } from '@drystone/database';
import { rfc3339 } from '../signals/reading.ts';
import { receptionForm, type LocalUnit, type LocalUnitForm, type UnitProtocol } from './local-unit.ts';

export interface UnitKey {
  readonly protocol: UnitProtocol;
  readonly account: string;
}

/** What a door must know before it can read a message. */
export interface UnitAtTheDoor {
  readonly id: string;
  readonly protocol: UnitProtocol;
  readonly account: string;
  readonly keys: Buffer | null;
  readonly settings: unknown;
}

export async function findUnitsAtTheDoor(transaction: Transaction, protocol: UnitProtocol, accounts: readonly string[]): Promise<readonly UnitAtTheDoor[]> {
  const { rows } = await sql<UnitAtTheDoor>`select id, protocol, account, keys, settings from home.local_unit where protocol = ${protocol} and account = any (${[...accounts]}::text[])`.execute(transaction);
  return rows;
}

export async function findUnit(transaction: Transaction, { protocol, account }: UnitKey): Promise<LocalUnit | undefined> {
  const { rows } = await sql<LocalUnit>`
    select unit.id, protocol, account, unit.organisation, json_build_object('reference', dwelling.reference, 'area', dwelling.area, 'scheme', dwelling.scheme) as dwelling, keys is not null as encrypts, settings as reception, unit.revision,
      coalesce((select json_agg(json_build_object('id', device, 'type', type, 'room', room, 'signOfLifeSeconds', sign_of_life_seconds) order by device) from home.activation_device where local_unit = unit.id), '[]') as devices
    from home.local_unit as unit join home.dwelling on dwelling.id = unit.dwelling where protocol = ${protocol} and account = ${account}`.execute(transaction);
  return rows[0] && { ...rows[0], reception: receptionForm.parse(rows[0].reception) };
}

export interface UnitOfDwelling extends Pick<LocalUnit, 'id' | 'protocol' | 'account' | 'encrypts' | 'devices'> {
  /** When anything at all came from it last; null: nothing that is still kept. */
  readonly heardAt: string | null;
}

export async function findUnitsOf(transaction: Transaction, dwelling: string): Promise<readonly UnitOfDwelling[]> {
  const { rows } = await sql<UnitOfDwelling>`
    select unit.id, protocol, account, keys is not null as encrypts,
      (select ${rfc3339('last_at')} from home.signal where signal.account = unit.account and local_unit = unit.id order by received_at desc, id desc limit 1) as "heardAt",
      coalesce((select json_agg(json_build_object('id', device, 'type', type, 'room', room) order by device) from home.activation_device where local_unit = unit.id), '[]') as devices
    from home.local_unit as unit where dwelling = ${dwelling} order by protocol, account`.execute(transaction);
  return rows;
}

/** @param keys sealed; null: it sends plain; undefined: as they were. */
export async function putUnit(transaction: Transaction, id: string, { protocol, account }: UnitKey, { organisation, dwelling, reception, devices }: LocalUnitForm, keys: Buffer | null | undefined, newId: () => string, at: Temporal.Instant): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into home.dwelling (id, organisation, reference, area, scheme) values (${newId()}, ${organisation}, ${dwelling.reference}, ${dwelling.area}, ${dwelling.scheme ?? null})
    on conflict (organisation, reference) do update set area = excluded.area, scheme = ${dwelling.scheme === undefined ? sql`dwelling.scheme` : sql`excluded.scheme`} returning id`.execute(transaction);
  await sql`
    insert into home.local_unit (id, protocol, account, organisation, dwelling, keys, settings, registered_at) values (${id}, ${protocol}, ${account}, ${organisation}, ${rows[0]!.id}, ${keys ?? null}, ${JSON.stringify(reception)}, ${at.toString()})
    on conflict (protocol, account) do update set organisation = excluded.organisation, dwelling = excluded.dwelling, settings = excluded.settings, revision = local_unit.revision + 1,
      keys = ${keys === undefined ? sql`local_unit.keys` : sql`excluded.keys`}`.execute(transaction);
  await sql`delete from home.activation_device where local_unit = ${id}`.execute(transaction);
  await sql`
    insert into home.activation_device (local_unit, organisation, device, type, room, sign_of_life_seconds)
    select ${id}, ${organisation}, id, type, room, "signOfLifeSeconds" from jsonb_to_recordset(${JSON.stringify(devices)}::jsonb) as new (id text, type text, room text, "signOfLifeSeconds" integer)`.execute(transaction);
}

export async function findDuty(transaction: Transaction): Promise<string | undefined> {
  const { rows } = await sql<{ organisation: string }>`select organisation from home.duty`.execute(transaction);
  return rows[0]?.organisation;
}

export async function putDuty(transaction: Transaction, organisation: string): Promise<void> {
  await sql`insert into home.duty (organisation) values (${organisation}) on conflict (one) do update set organisation = excluded.organisation`.execute(transaction);
}
