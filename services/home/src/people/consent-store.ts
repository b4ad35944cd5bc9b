/** The SQL of consents. */

import { sql, type Transaction } from '@drystone/database';
import type { Sealing } from '../sealing/sealing.ts';
import { rfc3339 } from '../signals/reading.ts';
import { stateOf, type Consent, type ConsentForm } from './consent.ts';
import { rowOf } from './fields.ts';

export interface StoredConsent extends Consent {
  readonly organisation: string;
  readonly person: string | null;
}

interface ConsentRow extends Omit<StoredConsent, 'recipientName' | 'relation' | 'email' | 'state'> {
  readonly recipientName: Buffer;
  readonly relation: Buffer | null;
  readonly email: Buffer;
  readonly invitationEndsAt: string | null;
  readonly hasLeft: boolean;
}

export interface Moment {
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
}

/** Of one service user, one account or one invitation, or one by its id; the newest first. */
export type WhichConsents = { readonly id: string } | { readonly serviceUser: string } | { readonly person: string } | { readonly tokenHash: Buffer };

export async function findConsents(transaction: Transaction, sealing: Sealing, which: WhichConsents, { now, today }: Moment): Promise<readonly StoredConsent[]> {
  const condition = 'id' in which ? sql`consent.id = ${which.id}` : 'person' in which ? sql`person = ${which.person}` : 'tokenHash' in which ? sql`token_hash = ${which.tokenHash}` : sql`service_user = ${which.serviceUser}`;
  const { rows } = await sql<ConsentRow>`
    select consent.id, consent.organisation, service_user as "serviceUser", recipient_name as "recipientName", relation, email, categories, statement, given_how as how, given_on::text as "givenOn", until::text,
      ${rfc3339('recorded_at')} as "recordedAt", recorded_by as "recordedBy", person, ${rfc3339('accepted_at')} as "acceptedAt", ${rfc3339('invitation_ends_at')} as "invitationEndsAt",
      ${rfc3339('withdrawn_at')} as "withdrawnAt", withdrawn_how as "withdrawnHow", (select status = 'left' or erased_at is not null from home.service_user where id = service_user) as "hasLeft"
    from home.consent where ${condition} order by recorded_at desc, consent.id desc`.execute(transaction);
  return rows.map((row) => {
    const { open } = rowOf(sealing, 'consent', row.id);
    const { invitationEndsAt: _, hasLeft: __, ...kept } = row;
    return { ...kept, recipientName: open('recipient_name', row.recipientName), relation: open('relation', row.relation), email: open('email', row.email), state: stateOf(row, now, today) };
  });
}

export interface NewConsent {
  readonly id: string;
  readonly organisation: string;
  readonly serviceUser: string;
  readonly statement: number;
  readonly at: Temporal.Instant;
  readonly by: string;
  readonly tokenHash: Buffer;
  readonly invitationEndsAt: Temporal.Instant;
}

export async function insertConsent(transaction: Transaction, sealing: Sealing, { id, organisation, serviceUser, statement, at, by, tokenHash, invitationEndsAt }: NewConsent, form: ConsentForm): Promise<void> {
  const { seal } = rowOf(sealing, 'consent', id);
  await sql`
    insert into home.consent (id, organisation, service_user, recipient_name, relation, email, categories, statement, given_how, given_on, until, recorded_at, recorded_by, token_hash, invitation_ends_at)
    values (${id}, ${organisation}, ${serviceUser}, ${seal('recipient_name', form.recipientName)}, ${seal('relation', form.relation)}, ${seal('email', form.email)}, ${[...form.categories]}::text[], ${statement}, ${form.how},
      ${form.givenOn}::date, ${form.until}::date, ${at.toString()}, ${by}, ${tokenHash}, ${invitationEndsAt.toString()})`.execute(transaction);
}

export async function acceptConsent(transaction: Transaction, id: string, person: string, at: Temporal.Instant): Promise<void> {
  await sql`update home.consent set person = ${person}, accepted_at = ${at.toString()}, token_hash = null where id = ${id}`.execute(transaction);
}

export async function withdrawConsent(transaction: Transaction, id: string, how: string, at: Temporal.Instant): Promise<void> {
  await sql`update home.consent set withdrawn_at = ${at.toString()}, withdrawn_how = ${how}, token_hash = null where id = ${id} and withdrawn_at is null`.execute(transaction);
}
