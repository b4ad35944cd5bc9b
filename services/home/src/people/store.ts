/** The SQL of service users, their dwellings and keyholders; sealed fields go in and out here and nowhere else. */

import { sql, type Transaction } from '@drystone/database';
import type { Sealing } from '../sealing/sealing.ts';
import { rfc3339 } from '../signals/reading.ts';
import { rowOf } from './fields.ts';
import { keySafeForm, type Dwelling, type DwellingForm, type Keyholder, type ServiceUser, type ServiceUserForm, type SuspensionForm } from './person.ts';
import { nameWords, phoneWords, postcodeWords } from './search-words.ts';

interface DwellingRow {
  readonly id: string;
  readonly organisation: string;
  readonly reference: string;
  readonly area: string | null;
  readonly address: Buffer | null;
  readonly position: Buffer | null;
  readonly accessNotes: Buffer | null;
  readonly keySafe: Buffer | null;
  readonly revision: number;
}

interface ServiceUserRow extends Omit<ServiceUser, 'name' | 'preferredName' | 'bornIn' | 'phone' | 'healthNotes'> {
  readonly name: Buffer;
  readonly preferredName: Buffer | null;
  readonly bornIn: Buffer | null;
  readonly phone: Buffer | null;
  readonly healthNotes: Buffer | null;
}

const dwellingColumns = sql`id, organisation, reference, area, address, position, access_notes as "accessNotes", key_safe as "keySafe", revision`;
const serviceUserColumns = sql`person.id, person.organisation, (select reference from home.dwelling where id = person.dwelling) as dwelling, name, preferred_name as "preferredName", born_in as "bornIn", languages, phone, health_notes as "healthNotes",
  status, suspended_for as "suspendedFor", suspended_until::text as "suspendedUntil", ${rfc3339('registered_at')} as "registeredAt", ${rfc3339('left_at')} as "leftAt", revision`;

export type DwellingKey = { readonly id: string } | { readonly organisation: string; readonly reference: string };

export async function findDwelling(transaction: Transaction, sealing: Sealing, key: DwellingKey): Promise<Dwelling | undefined> {
  const { rows } = await sql<DwellingRow>`select ${dwellingColumns} from home.dwelling where ${'id' in key ? sql`id = ${key.id}` : sql`organisation = ${key.organisation} and reference = ${key.reference}`}`.execute(transaction);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { id, organisation, reference, area, revision, keySafe } = row;
  const { open } = rowOf(sealing, 'dwelling', id);
  return {
    id,
    organisation,
    reference,
    area,
    revision,
    address: JSON.parse(open('address', row.address) ?? 'null'),
    position: JSON.parse(open('position', row.position) ?? 'null'),
    accessNotes: open('access_notes', row.accessNotes),
    hasKeySafe: keySafe !== null,
    keyholders: await findKeyholders(transaction, sealing, id),
  };
}

async function findKeyholders(transaction: Transaction, sealing: Sealing, dwelling: string): Promise<readonly Keyholder[]> {
  const { rows } = await sql<{ id: string; order: number; name: Buffer; phone: Buffer; relation: Buffer | null; minutesAway: number | null }>`
    select id, call_order as order, name, phone, relation, minutes_away as "minutesAway" from home.keyholder where dwelling = ${dwelling} order by call_order`.execute(transaction);
  return rows.map(({ id, order, name, phone, relation, minutesAway }) => {
    const { open } = rowOf(sealing, 'keyholder', id);
    return { order, name: open('name', name), phone: open('phone', phone), relation: open('relation', relation), minutesAway };
  });
}

export async function findKeySafe(transaction: Transaction, sealing: Sealing, dwelling: string) {
  const { rows } = await sql<{ keySafe: Buffer | null }>`select key_safe as "keySafe" from home.dwelling where id = ${dwelling}`.execute(transaction);
  const sealed = rows[0]?.keySafe ?? null;
  return sealed === null ? undefined : keySafeForm.parse(JSON.parse(rowOf(sealing, 'dwelling', dwelling).open('key_safe', sealed)));
}

/** @param id of the dwelling where it is new; one that is there keeps its own. */
export async function putDwelling(transaction: Transaction, sealing: Sealing, { organisation, reference }: { readonly organisation: string; readonly reference: string }, form: DwellingForm, newId: () => string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into home.dwelling (id, organisation, reference, area) values (${newId()}, ${organisation}, ${reference}, ${form.area})
    on conflict (organisation, reference) do update set area = excluded.area, revision = dwelling.revision + 1 returning id`.execute(transaction);
  const { id } = rows[0]!;
  await fillDwellings(transaction, sealing, [{ id, organisation, form }]);
  await sql`delete from home.keyholder where dwelling = ${id}`.execute(transaction);
  for (const [index, { name, phone, relation, minutesAway }] of form.keyholders.entries()) {
    const keyholder = newId();
    const { seal } = rowOf(sealing, 'keyholder', keyholder);
    await sql`
      insert into home.keyholder (id, organisation, dwelling, call_order, name, phone, relation, minutes_away)
      values (${keyholder}, ${organisation}, ${id}, ${index + 1}, ${seal('name', name)}, ${seal('phone', phone)}, ${seal('relation', relation)}, ${minutesAway})`.execute(transaction);
  }
  return id;
}

const hexOf = (sealed: Buffer | null): string | null => sealed?.toString('hex') ?? null;
const hexWords = (words: readonly Buffer[]): readonly string[] => words.map((word) => word.toString('hex'));
const wordsIn = sql`(select coalesce(array_agg(decode(word, 'hex')), '{}') from jsonb_array_elements_text(new.words) as word)`;

/** What is sealed of dwellings that are there, in one statement; a key safe that is left out stays. */
export async function fillDwellings(transaction: Transaction, sealing: Sealing, dwellings: readonly { readonly id: string; readonly organisation: string; readonly form: DwellingForm }[]): Promise<void> {
  const rows = dwellings.map(({ id, organisation, form: { address, position, accessNotes, keySafe } }) => {
    const { seal } = rowOf(sealing, 'dwelling', id);
    return {
      id,
      address: hexOf(seal('address', address && JSON.stringify(address))),
      position: hexOf(seal('position', position && JSON.stringify(position))),
      access_notes: hexOf(seal('access_notes', accessNotes)),
      keeps: keySafe === undefined,
      key_safe: hexOf(seal('key_safe', keySafe ? JSON.stringify(keySafe) : null)),
      words: hexWords(sealing.index(organisation, postcodeWords(address?.postcode ?? null))),
    };
  });
  await sql`
    update home.dwelling set address = decode(new.address, 'hex'), position = decode(new.position, 'hex'), access_notes = decode(new.access_notes, 'hex'), words = ${wordsIn},
      key_safe = case when new.keeps then dwelling.key_safe else decode(new.key_safe, 'hex') end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as new (id uuid, address text, "position" text, access_notes text, keeps boolean, key_safe text, words jsonb) where dwelling.id = new.id`.execute(transaction);
}

export interface CalledDwelling {
  readonly id: string;
  readonly reference: string;
  /** Nothing is known of it but that there is such a home. */
  readonly isEmpty: boolean;
}

/** Dwellings of these references, made where there are none. */
export async function dwellingsCalled(transaction: Transaction, organisation: string, references: readonly string[], newId: () => string): Promise<readonly CalledDwelling[]> {
  const rows = [...new Set(references)].map((reference) => ({ id: newId(), reference }));
  await sql`insert into home.dwelling (id, organisation, reference) select id, ${organisation}, reference from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as new (id uuid, reference text) on conflict (organisation, reference) do nothing`.execute(transaction);
  const { rows: found } = await sql<CalledDwelling>`
    select id, reference, num_nonnulls(address, position, access_notes, key_safe) = 0 and not exists (select from home.keyholder where dwelling = dwelling.id) as "isEmpty"
    from home.dwelling where organisation = ${organisation} and reference = any (${rows.map(({ reference }) => reference)}::text[])`.execute(transaction);
  return found;
}

/** Its id, made where there is none of this reference. */
export async function dwellingCalled(transaction: Transaction, organisation: string, reference: string, newId: () => string): Promise<string> {
  return (await dwellingsCalled(transaction, organisation, [reference], newId))[0]!.id;
}

/** Their areas, where these say so; each is at a new revision. */
export async function reviseDwellings(transaction: Transaction, dwellings: readonly { readonly id: string; readonly area: string | null }[]): Promise<void> {
  await sql`
    update home.dwelling set area = coalesce(new.area, dwelling.area), revision = dwelling.revision + 1
    from jsonb_to_recordset(${JSON.stringify(dwellings)}::jsonb) as new (id uuid, area text) where dwelling.id = new.id`.execute(transaction);
}

export interface ServiceUserToPut {
  readonly id: string;
  readonly organisation: string;
  readonly dwelling: string;
  readonly at: Temporal.Instant;
  readonly form: ServiceUserForm;
}

/** In one statement, however many they are. */
export async function putServiceUsers(transaction: Transaction, sealing: Sealing, people: readonly ServiceUserToPut[]): Promise<void> {
  const rows = people.map(({ id, organisation, dwelling, at, form }) => {
    const { seal } = rowOf(sealing, 'service_user', id);
    return {
      id,
      organisation,
      dwelling,
      name: hexOf(seal('name', form.name)),
      preferred_name: hexOf(seal('preferred_name', form.preferredName)),
      born_in: hexOf(seal('born_in', form.bornIn === null ? null : String(form.bornIn))),
      languages: form.languages,
      phone: hexOf(seal('phone', form.phone)),
      health_notes: hexOf(seal('health_notes', form.healthNotes)),
      registered_at: at.toString(),
      words: hexWords(sealing.index(organisation, [...nameWords(form.name, form.preferredName), ...phoneWords(form.phone)])),
    };
  });
  await sql`
    insert into home.service_user (id, organisation, dwelling, name, preferred_name, born_in, languages, phone, health_notes, registered_at, words)
    select id, organisation, dwelling, decode(name, 'hex'), decode(preferred_name, 'hex'), decode(born_in, 'hex'), array(select jsonb_array_elements_text(languages)), decode(phone, 'hex'), decode(health_notes, 'hex'), registered_at, ${wordsIn}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as new (id uuid, organisation uuid, dwelling uuid, name text, preferred_name text, born_in text, languages jsonb, phone text, health_notes text, registered_at timestamptz, words jsonb)
    on conflict (id) do update set dwelling = excluded.dwelling, name = excluded.name, preferred_name = excluded.preferred_name, born_in = excluded.born_in, languages = excluded.languages, phone = excluded.phone,
      health_notes = excluded.health_notes, words = excluded.words, revision = service_user.revision + 1`.execute(transaction);
}

/** Keeps where they lived until now, where this is another home. */
export async function noteMove(transaction: Transaction, serviceUser: string, dwelling: string, at: Temporal.Instant): Promise<void> {
  await sql`
    insert into home.former_home (service_user, organisation, dwelling, since, until)
    select id, organisation, dwelling, coalesce((select max(until) from home.former_home where service_user = person.id), registered_at), ${at.toString()}
    from home.service_user as person where id = ${serviceUser} and dwelling <> ${dwelling}`.execute(transaction);
}

export type Standing = { readonly status: 'active' } | ({ readonly status: 'suspended' } & SuspensionForm) | { readonly status: 'left'; readonly at: Temporal.Instant };

export async function putStanding(transaction: Transaction, id: string, standing: Standing): Promise<void> {
  await sql`
    update home.service_user set status = ${standing.status}, suspended_for = ${standing.status === 'suspended' ? standing.for : null}, suspended_until = ${standing.status === 'suspended' ? standing.until : null}::date,
      left_at = ${standing.status === 'left' ? standing.at.toString() : null}::timestamptz, revision = revision + 1 where id = ${id}`.execute(transaction);
}

function serviceUserOf(sealing: Sealing, row: ServiceUserRow): ServiceUser {
  const { open } = rowOf(sealing, 'service_user', row.id);
  const bornIn = open('born_in', row.bornIn);
  return { ...row, name: open('name', row.name), preferredName: open('preferred_name', row.preferredName), bornIn: bornIn === null ? null : Number(bornIn), phone: open('phone', row.phone), healthNotes: open('health_notes', row.healthNotes) };
}

export async function findServiceUser(transaction: Transaction, sealing: Sealing, id: string): Promise<ServiceUser | undefined> {
  const { rows } = await sql<ServiceUserRow>`select ${serviceUserColumns} from home.service_user as person where id = ${id} and erased_at is null`.execute(transaction);
  return rows[0] && serviceUserOf(sealing, rows[0]);
}

/** Who lives there and has not left. */
export async function findResidents(transaction: Transaction, sealing: Sealing, dwelling: string): Promise<readonly ServiceUser[]> {
  const { rows } = await sql<ServiceUserRow>`select ${serviceUserColumns} from home.service_user as person where dwelling = ${dwelling} and status <> 'left' and erased_at is null order by registered_at, id`.execute(transaction);
  return rows.map((row) => serviceUserOf(sealing, row));
}

/** Of all local units of a dwelling. */
export async function findDevices(transaction: Transaction, dwelling: string) {
  const { rows } = await sql<{ id: string; type: string | null; room: string | null }>`
    select device as id, type, room from home.activation_device where local_unit in (select id from home.local_unit where dwelling = ${dwelling}) order by device`.execute(transaction);
  return rows;
}

export interface PastCase {
  readonly id: string;
  readonly receivedAt: string;
  readonly kind: string;
  readonly outcome: string | null;
  readonly cause: string | null;
}

/** The newest first. */
export async function findHistory(transaction: Transaction, dwelling: string, except: string, most: number): Promise<readonly PastCase[]> {
  const { rows } = await sql<PastCase>`
    select id, ${rfc3339('received_at')} as "receivedAt", kind, outcome, cause from home.alarm_case where dwelling = ${dwelling} and id <> ${except} order by received_at desc, id desc limit ${most}`.execute(transaction);
  return rows;
}

export interface FoundServiceUser extends Pick<ServiceUser, 'id' | 'organisation' | 'dwelling' | 'name' | 'preferredName' | 'status' | 'suspendedUntil'> {
  /** Of the dwelling. */
  readonly postcode: string | null;
}

interface Found extends Omit<FoundServiceUser, 'name' | 'preferredName' | 'postcode'> {
  readonly name: Buffer;
  readonly preferredName: Buffer | null;
  readonly dwellingId: string;
  readonly address: Buffer | null;
}

export interface ServiceUserSearch {
  /** Null: everybody. */
  readonly question: { readonly of: 'service-user' | 'dwelling'; readonly anyOf: readonly (readonly string[])[] } | null;
  readonly status?: ServiceUser['status'] | undefined;
  /** Registered after this one. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** @param scope organisations; undefined: all of them, each searched by itself, as their indexes differ. */
export async function findServiceUsers(transaction: Transaction, sealing: Sealing, scope: readonly string[] | undefined, { question, status, after, limit }: ServiceUserSearch): Promise<readonly FoundServiceUser[]> {
  const organisations = scope ?? (await sql<{ organisation: string }>`select distinct organisation from home.service_user`.execute(transaction)).rows.map(({ organisation }) => organisation);
  if (organisations.length === 0) return [];
  const words = question?.of === 'dwelling' ? sql`home.words` : sql`person.words`;
  const within = organisations.map((organisation) => {
    const entries = question === null ? [] : question.anyOf.flatMap((all) => sealing.lookUp(organisation, all));
    const matches = question === null ? sql`true` : sql.join(entries.map((all) => sql`${words} @> ${[...all]}::bytea[]`), sql` or `);
    return sql`(person.organisation = ${organisation} and (${matches}))`;
  });
  const { rows } = await sql<Found>`
    select person.id, person.organisation, home.reference as dwelling, home.id as "dwellingId", name, preferred_name as "preferredName", status, suspended_until::text as "suspendedUntil", address
    from home.service_user as person join home.dwelling as home on home.id = person.dwelling
    where erased_at is null and (${sql.join(within, sql` or `)}) ${status === undefined ? sql`` : sql`and status = ${status}`} ${after === undefined ? sql`` : sql`and person.id > ${after}`}
    order by person.id limit ${limit}`.execute(transaction);
  return rows.map(({ dwellingId, address, name, preferredName, ...row }) => {
    const { open } = rowOf(sealing, 'service_user', row.id);
    const opened = rowOf(sealing, 'dwelling', dwellingId).open('address', address);
    return { ...row, name: open('name', name), preferredName: open('preferred_name', preferredName), postcode: opened === null ? null : (JSON.parse(opened) as { postcode: string }).postcode };
  });
}
