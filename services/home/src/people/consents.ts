/**
 * What service users agreed to share, with whom and how they said so: recorded by the operators who asked them,
 * shown to be given, and withdrawn as easily (UK GDPR, article 7). Whoever it is shared with is invited by mail.
 */

import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import { sql, type Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { invalid, parsed, Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { consentForm, statementNumber, withdrawalForm, type Consent } from './consent.ts';
import { acceptConsent, findConsents, insertConsent, withdrawConsent, type StoredConsent } from './consent-store.ts';
import { organisationOf, unknownConsent } from './whose.ts';

export interface Consents {
  /** The newest first, those that hold no more among them. @throws Problem `unknown-service-user`. */
  consents(caller: Caller | undefined, serviceUser: string): Promise<readonly Consent[]>;
  /** Records it, and mails an invitation to whom it is shared with. */
  giveConsent(caller: Caller | undefined, serviceUser: string, form: unknown): Promise<Consent>;
  /** From this moment on nothing is shown any more. */
  withdrawConsent(caller: Caller | undefined, consent: string, form: unknown): Promise<Consent>;
  /** By whoever was invited, signed in with that address. @returns its id. */
  acceptInvitation(caller: Caller | undefined, email: string, token: string): Promise<string>;
}

export interface ConsentsOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly sealing: Sealing;
  readonly timeZone: string;
  /** Where the pages are, for links in letters. */
  readonly origin: string;
}

const invitationDays = 14;
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export function createConsents({ database, clock, organisations, sealing, timeZone, origin }: ConsentsOptions): Consents {
  const moment = (now = clock()) => ({ now, today: now.toZonedDateTimeISO(timeZone).toPlainDate() });
  const told = ({ organisation: _, person: __, ...consent }: StoredConsent): Consent => consent;

  return {
    async consents(caller, serviceUser) {
      const organisation = await organisationOf(database, caller, 'consent.read', 'serviceUser', serviceUser);
      return database.as({ actor: caller!.actor, organisations: [organisation] }, async (transaction) => {
        const found = await findConsents(transaction, sealing, { serviceUser }, moment());
        if (found.length > 0) await appendEvent(transaction, { type: 'service_user.seen', subject: serviceUser, at: clock(), data: { organisation } });
        return found.map(told);
      });
    },
    async giveConsent(caller, serviceUser, given) {
      const organisation = await organisationOf(database, caller, 'consent.edit', 'serviceUser', serviceUser);
      const form = parsed(consentForm, given);
      const { now, today } = moment();
      if (Temporal.PlainDate.compare(form.givenOn, today) > 0) throw invalid([{ field: 'givenOn', message: 'is still to come', mend: 'give the day on which they agreed' }]);
      if (form.until !== null && Temporal.PlainDate.compare(form.until, today) < 0) throw invalid([{ field: 'until', message: 'is past', mend: 'give a day that is still to come, or none' }]);
      const name = (await organisations.publicly(organisation))?.name ?? '';
      const token = randomBytes(24).toString('base64url');
      const id = randomUUIDv7();
      return database.as({ actor: caller!.actor, organisations: [organisation] }, async (transaction) => {
        const { rows } = await sql<{ left: boolean }>`select status = 'left' as "left" from home.service_user where id = ${serviceUser} for update`.execute(transaction);
        if (rows[0]?.left !== false) throw new Problem({ kind: 'taken', detail: 'They have left the service: nothing is shared any more.' });
        await insertConsent(transaction, sealing, { id, organisation, serviceUser, statement: statementNumber, at: now, by: caller!.actor, tokenHash: hashOf(token), invitationEndsAt: now.add({ hours: 24 * invitationDays }) }, form);
        await appendEvent(transaction, { type: 'consent.given', subject: serviceUser, at: now, data: { organisation, consent: id, categories: form.categories, how: form.how, statement: statementNumber } });
        // Who it is about stands on the page, not in the letter.
        await post(transaction, { to: form.email, subject: m.mail_family_subject({ organisation: name }), body: m.mail_family_body({ name: form.recipientName, organisation: name, days: invitationDays, link: `${origin}/home/family/invitation?token=${token}` }) }, now);
        return told((await findConsents(transaction, sealing, { id }, { now, today }))[0]!);
      });
    },
    async withdrawConsent(caller, id, given) {
      const organisation = await organisationOf(database, caller, 'consent.edit', 'consent', id);
      const { how } = parsed(withdrawalForm, given);
      const now = clock();
      return database.as({ actor: caller!.actor, organisations: [organisation] }, async (transaction) => {
        await sql`select from home.consent where id = ${id} for update`.execute(transaction);
        const [before] = await findConsents(transaction, sealing, { id }, moment(now));
        if (before === undefined) throw unknownConsent();
        if (before.withdrawnAt !== null) return told(before);
        await withdrawConsent(transaction, id, how, now);
        await appendEvent(transaction, { type: 'consent.withdrawn', subject: before.serviceUser, at: now, data: { organisation, consent: id, how } });
        return told((await findConsents(transaction, sealing, { id }, moment(now)))[0]!);
      });
    },
    async acceptInvitation(caller, email, token) {
      const { personId, actor } = requirePermission(caller, 'family.read');
      if (personId === undefined) throw new Problem({ kind: 'not-allowed', detail: 'A person accepts an invitation, not a program.' });
      const now = clock();
      return database.as('system:home', async (transaction) => {
        await sql`select from home.consent where token_hash = ${hashOf(token)} for update`.execute(transaction);
        const [found] = await findConsents(transaction, sealing, { tokenHash: hashOf(token) }, moment(now));
        if (found === undefined || found.state !== 'invited' || found.email !== email.toLowerCase()) throw new Problem({ kind: 'unknown-invitation', detail: 'This invitation has been used, has run out, was taken back, or was for another address. Ask whoever sent it for a new one.' });
        await acceptConsent(transaction, found.id, personId, now);
        await appendEvent(transaction, { type: 'consent.accepted', subject: found.serviceUser, at: now, data: { organisation: found.organisation, consent: found.id, by: actor } });
        return found.id;
      });
    },
  };
}

