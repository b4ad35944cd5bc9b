/** The SQL of organisations, members, invitations and keys. Row-level security narrows each to what the actor may see. */

import type { OrganisationKind, Role } from '@drystone/access';
import { sql, type Transaction } from '@drystone/database';
import type { ApiKey, Member, Organisation, OrganisationChange, OrganisationForm } from './organisation.ts';

const moment = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

export async function insertOrganisation(transaction: Transaction, id: string, form: OrganisationForm, at: Temporal.Instant): Promise<void> {
  await sql`
    insert into accounts.organisation (id, kind, name, company_number, charity_number, created_at)
    values (${id}, ${form.kind}, ${form.name}, ${form.companyNumber ?? null}, ${form.charityNumber ?? null}, ${at.toString()})`.execute(transaction);
}

export async function findOrganisations(transaction: Transaction, ids: readonly string[]): Promise<readonly Organisation[]> {
  const { rows } = await sql<Organisation>`
    select id, kind, name, company_number as "companyNumber", charity_number as "charityNumber", revision
    from accounts.organisation where id = any(${ids}) order by name, id`.execute(transaction);
  return rows;
}

/** Those whose name has each of the words, the shortest name first. */
export async function findNamed(transaction: Transaction, words: readonly string[], kind: OrganisationKind | undefined, limit: number): Promise<readonly Organisation[]> {
  const { rows } = await sql<Organisation>`
    select id, kind, name, company_number as "companyNumber", charity_number as "charityNumber", revision from accounts.organisation
    where (${kind ?? null}::text is null or kind = ${kind ?? null}) and (select bool_and(position(lower(word) in lower(name)) > 0) from unnest(${words}::text[]) as word)
    order by length(name), name, id limit ${limit}`.execute(transaction);
  return rows;
}

/** All but the buyers. */
export async function findProviders(transaction: Transaction) {
  const { rows } = await sql<{ id: string; name: string; kind: 'provider' | 'community' }>`select id, name, kind from accounts.organisation where kind <> 'buyer' order by name, id limit 5000`.execute(transaction);
  return rows;
}

/** Whether it was still at that revision. */
export async function updateOrganisation(transaction: Transaction, id: string, revision: number, change: OrganisationChange): Promise<boolean> {
  const { rows } = await sql`
    update accounts.organisation set
      name = coalesce(${change.name ?? null}, name),
      company_number = coalesce(${change.companyNumber ?? null}, company_number),
      charity_number = coalesce(${change.charityNumber ?? null}, charity_number),
      revision = revision + 1
    where id = ${id} and revision = ${revision} returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function putMember(transaction: Transaction, organisation: string, person: string, roles: readonly Role[], at: Temporal.Instant): Promise<void> {
  await sql`
    insert into accounts.membership (organisation, person, roles, since) values (${organisation}, ${person}, ${roles}, ${at.toString()})
    on conflict (organisation, person) do update set roles = excluded.roles`.execute(transaction);
}

export async function findMembers(transaction: Transaction, organisation: string): Promise<readonly Member[]> {
  const { rows } = await sql<Member>`
    select person.id as "personId", person.name, person.email, membership.roles
    from accounts.membership join accounts.person on person.id = membership.person
    where membership.organisation = ${organisation} order by person.name, person.email`.execute(transaction);
  return rows;
}

/** Whether somebody was there to leave. */
export async function deleteMember(transaction: Transaction, organisation: string, person: string): Promise<boolean> {
  const { rows } = await sql`delete from accounts.membership where organisation = ${organisation} and person = ${person} returning 1`.execute(transaction);
  return rows.length === 1;
}

/** Until the transaction ends nobody else changes who is in the organisation. */
export async function lockMembers(transaction: Transaction, organisation: string): Promise<void> {
  await sql`select 1 from accounts.organisation where id = ${organisation} for update`.execute(transaction);
}

export async function membershipsOf(transaction: Transaction, person: string) {
  const { rows } = await sql<{ organisationId: string; kind: OrganisationKind; roles: readonly Role[] }>`
    select membership.organisation as "organisationId", organisation.kind, membership.roles
    from accounts.membership join accounts.organisation on organisation.id = membership.organisation
    where membership.person = ${person}`.execute(transaction);
  return rows;
}

export async function isAdministrator(transaction: Transaction, person: string): Promise<boolean> {
  const { rows } = await sql`select 1 from accounts.administrator where person = ${person}`.execute(transaction);
  return rows.length === 1;
}

export interface NewInvitation {
  readonly id: string;
  readonly organisation: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly tokenHash: Buffer;
  readonly invitedBy: string;
  readonly expiresAt: Temporal.Instant;
}

export async function insertInvitation(transaction: Transaction, invitation: NewInvitation): Promise<void> {
  await sql`
    insert into accounts.invitation (id, organisation, email, roles, token_hash, invited_by, expires_at)
    values (${invitation.id}, ${invitation.organisation}, ${invitation.email}, ${invitation.roles}, ${invitation.tokenHash}, ${invitation.invitedBy}, ${invitation.expiresAt.toString()})`.execute(transaction);
}

/** The invitation, which is used up; undefined where there is none, or not for this address, or not any more. */
export async function takeInvitation(transaction: Transaction, tokenHash: Buffer, email: string, now: Temporal.Instant) {
  const { rows } = await sql<{ organisation: string; roles: readonly Role[] }>`
    delete from accounts.invitation where token_hash = ${tokenHash} and email = ${email} and expires_at > ${now.toString()}
    returning organisation, roles`.execute(transaction);
  return rows[0];
}

export async function insertKey(transaction: Transaction, key: { id: string; organisation: string; name: string; roles: readonly Role[]; hash: Buffer; at: Temporal.Instant }): Promise<void> {
  await sql`
    insert into accounts.api_key (id, organisation, name, roles, key_hash, created_at)
    values (${key.id}, ${key.organisation}, ${key.name}, ${key.roles}, ${key.hash}, ${key.at.toString()})`.execute(transaction);
}

export async function findKeys(transaction: Transaction, organisation: string): Promise<readonly ApiKey[]> {
  const { rows } = await sql<ApiKey>`
    select id, name, roles, ${moment('created_at')} as "createdAt", ${moment('last_used_at')} as "lastUsedAt"
    from accounts.api_key where organisation = ${organisation} and revoked_at is null order by created_at, id`.execute(transaction);
  return rows;
}

/** Whether there was such a key, not revoked yet. */
export async function revokeKey(transaction: Transaction, organisation: string, id: string, at: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`update accounts.api_key set revoked_at = ${at.toString()} where organisation = ${organisation} and id = ${id} and revoked_at is null returning 1`.execute(transaction);
  return rows.length === 1;
}

/** Whose key this is; the day of its use is noted. */
export async function useKey(transaction: Transaction, hash: Buffer, now: Temporal.Instant) {
  const { rows } = await sql<{ id: string; name: string; organisationId: string; kind: OrganisationKind; roles: readonly Role[] }>`
    select api_key.id, api_key.name, organisation as "organisationId", kind, roles
    from accounts.api_key join accounts.organisation on organisation.id = api_key.organisation
    where key_hash = ${hash} and revoked_at is null`.execute(transaction);
  const key = rows[0];
  if (key) {
    await sql`
      update accounts.api_key set last_used_at = ${now.toString()}
      where id = ${key.id} and (last_used_at is null or last_used_at < ${now.subtract({ hours: 1 }).toString()})`.execute(transaction);
  }
  return key;
}
