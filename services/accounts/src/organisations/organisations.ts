/** Organisations, the people in them and the keys of their programs. Each operation asks the table of permissions first. */

import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { requirePermission, type Caller, type Operation, type OrganisationKind, type Role } from '@drystone/access';
import type { Acting, Database, Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { invalid, parsed, Problem } from '@drystone/problems';
import { z } from 'zod';
import { invitationForm, keyForm, organisationChange, organisationForm, organisationQuery, strangeRoles, type ApiKey, type Member, type Organisation, type PublicOrganisation } from './organisation.ts';
import { deleteMember, findKeys, findMembers, findNamed, findOrganisations, findProviders, insertInvitation, insertKey, insertOrganisation, lockMembers, putMember, revokeKey, takeInvitation, updateOrganisation } from './store.ts';

export interface Organisations {
  /** Whoever registers it is its first member, with every role that edits. */
  register(caller: Caller | undefined, form: unknown): Promise<Organisation>;
  mine(caller: Caller | undefined): Promise<readonly Organisation[]>;
  organisation(caller: Caller | undefined, id: string): Promise<Organisation>;
  /** What everybody may know of it: what it is, its name and its numbers in public registers. */
  publicly(id: string): Promise<PublicOrganisation | undefined>;
  /** Organisations by words of their names, for whoever is signed in; the first twenty. */
  named(caller: Caller | undefined, query: unknown): Promise<readonly PublicOrganisation[]>;
  /** Where mail reaches those who lead it: for letters of the product, never to be shown. */
  addresses(id: string): Promise<readonly string[]>;
  /** Everybody who acts for it, people and programs, for other services: shown to nobody as it stands. */
  people(id: string): Promise<readonly { readonly actor: string; readonly name: string; readonly email: string | null; readonly roles: readonly Role[] }[]>;
  /** Whoever is registered to provide, in public: by name. */
  registeredProviders(): Promise<readonly { readonly id: string; readonly name: string; readonly kind: 'provider' | 'community' }[]>;
  /** @throws Problem 412 where it is not at that revision any more. */
  edit(caller: Caller | undefined, id: string, revision: number, change: unknown): Promise<Organisation>;
  members(caller: Caller | undefined, id: string): Promise<readonly Member[]>;
  /** Mails a link that makes whoever opens it, signed in with that address, a member. */
  invite(caller: Caller | undefined, id: string, form: unknown): Promise<void>;
  /** @returns the organisation joined. */
  accept(caller: Caller | undefined, email: string, token: string): Promise<string>;
  /** No roles: the member leaves. The last who may invite others cannot. */
  setRoles(caller: Caller | undefined, id: string, personId: string, roles: unknown): Promise<void>;
  keys(caller: Caller | undefined, id: string): Promise<readonly ApiKey[]>;
  /** The key itself is told this once. */
  createKey(caller: Caller | undefined, id: string, form: unknown): Promise<{ readonly id: string; readonly key: string }>;
  revokeKey(caller: Caller | undefined, id: string, keyId: string): Promise<void>;
}

const invitationDays = 14;
const mostNamed = 20;
/** Who may invite and change members (see the table of permissions), by kind of organisation. */
const leading: Readonly<Record<OrganisationKind, Role>> = { buyer: 'commissioner', provider: 'editor', community: 'editor' };

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export function createOrganisations({ database, clock, origin }: { readonly database: Database; readonly clock: () => Temporal.Instant; readonly origin: string }): Organisations {
  async function within<Result>(caller: Caller | undefined, operation: Operation, id: string, work: (transaction: Transaction, allowed: Caller, organisation: Organisation) => Promise<Result>): Promise<Result> {
    if (!z.uuid().safeParse(id).success) throw unknown();
    const allowed = requirePermission(caller, operation, id);
    return database.as(actingFor(allowed, id), async (transaction) => {
      const [organisation] = await findOrganisations(transaction, [id]);
      if (organisation === undefined) throw unknown();
      return work(transaction, allowed, organisation);
    });
  }

  return {
    async register(caller, form) {
      const given = parsed(organisationForm, form);
      const allowed = requirePermission(caller, given.kind === 'buyer' ? 'organisation.register-buyer' : 'organisation.register');
      const id = randomUUIDv7();
      const now = clock();
      await database.as(actingFor(allowed, id), async (transaction) => {
        await insertOrganisation(transaction, id, given, now);
        if (allowed.personId !== undefined) await putMember(transaction, id, allowed.personId, [leading[given.kind]], now);
        await appendEvent(transaction, { type: 'organisation.registered', subject: id, at: now, data: { kind: given.kind } });
      });
      return { id, kind: given.kind, name: given.name, companyNumber: given.companyNumber ?? null, charityNumber: given.charityNumber ?? null, revision: 1 };
    },

    async mine(caller) {
      const allowed = requirePermission(caller, 'organisation.register');
      const ids = allowed.memberships.map(({ organisationId }) => organisationId);
      return database.as(actingFor(allowed), (transaction) => findOrganisations(transaction, ids));
    },

    organisation: (caller, id) => within(caller, 'organisation.read', id, async (_, __, organisation) => organisation),

    async publicly(id) {
      if (!z.uuid().safeParse(id).success) return undefined;
      const [found] = await database.as('system:accounts', (transaction) => findOrganisations(transaction, [id]));
      if (found === undefined) return undefined;
      const { revision: _, ...open } = found;
      return open;
    },

    async named(caller, query) {
      requirePermission(caller, 'organisation.register');
      const { q, kind } = parsed(organisationQuery, query);
      const found = await database.as('system:accounts', (transaction) => findNamed(transaction, q.split(/\s+/), kind, mostNamed));
      return found.map(({ revision: _, ...open }) => open);
    },

    async addresses(id) {
      if (!z.uuid().safeParse(id).success) return [];
      return database.as('system:accounts', async (transaction) => {
        const [organisation] = await findOrganisations(transaction, [id]);
        if (organisation === undefined) return [];
        return (await findMembers(transaction, id)).filter((member) => member.roles.includes(leading[organisation.kind])).map(({ email }) => email);
      });
    },

    async people(id) {
      if (!z.uuid().safeParse(id).success) return [];
      return database.as('system:accounts', async (transaction) => {
        const members = await findMembers(transaction, id);
        const keys = await findKeys(transaction, id);
        return [...members.map(({ personId, name, email, roles }) => ({ actor: `account:${personId}`, name, email, roles })), ...keys.map((key) => ({ actor: `key:${key.id}`, name: key.name, email: null, roles: key.roles }))];
      });
    },

    registeredProviders: () => database.as('system:accounts', findProviders),

    edit: (caller, id, revision, change) =>
      within(caller, 'organisation.edit', id, async (transaction) => {
        if (!(await updateOrganisation(transaction, id, revision, parsed(organisationChange, change)))) {
          throw new Problem({ kind: 'overtaken', detail: 'Somebody else changed this organisation since you read it. Look at it anew and try again.' });
        }
        const [organisation] = await findOrganisations(transaction, [id]);
        await appendEvent(transaction, { type: 'organisation.changed', subject: id, at: clock(), data: { revision: organisation!.revision } });
        return organisation!;
      }),

    members: (caller, id) => within(caller, 'member.read', id, (transaction) => findMembers(transaction, id)),

    invite: (caller, id, form) =>
      within(caller, 'member.invite', id, async (transaction, allowed, organisation) => {
        const { email, roles } = parsed(invitationForm, form);
        refuseStrangeRoles(organisation, roles);
        const token = randomBytes(24).toString('base64url');
        const invitation = randomUUIDv7();
        const now = clock();
        await insertInvitation(transaction, { id: invitation, organisation: id, email, roles, tokenHash: hashOf(token), invitedBy: allowed.actor, expiresAt: now.add({ hours: 24 * invitationDays }) });
        await appendEvent(transaction, { type: 'member.invited', subject: id, at: now, data: { invitation, roles } });
        const body = m.mail_invitation_body({ name: allowed.name, organisation: organisation.name, days: invitationDays, link: `${origin}/account/invitation?token=${token}` });
        await post(transaction, { to: email, subject: m.mail_invitation_subject({ organisation: organisation.name }), body }, now);
      }),

    async accept(caller, email, token) {
      const allowed = requirePermission(caller, 'organisation.register');
      if (allowed.personId === undefined) throw new Problem({ kind: 'not-allowed', detail: 'A person accepts an invitation, not a program.' });
      const { personId } = allowed;
      const now = clock();
      // Nobody acts for the organisation before they are in it.
      return database.as('system:accounts', async (transaction) => {
        const invitation = await takeInvitation(transaction, hashOf(token), email.toLowerCase(), now);
        if (invitation === undefined) {
          throw new Problem({ kind: 'unknown-invitation', detail: 'This invitation has been used, has run out, or was for another address. Ask for a new one.' });
        }
        await putMember(transaction, invitation.organisation, personId, invitation.roles, now);
        await appendEvent(transaction, { type: 'member.joined', subject: invitation.organisation, at: now, data: { person: personId, roles: invitation.roles } });
        return invitation.organisation;
      });
    },

    setRoles: (caller, id, personId, roles) =>
      within(caller, 'member.edit', id, async (transaction, _, organisation) => {
        const given = parsed(invitationForm.shape.roles.min(0), roles, 'roles');
        refuseStrangeRoles(organisation, given);
        await lockMembers(transaction, id);
        const members = await findMembers(transaction, id);
        if (!members.some((member) => member.personId === personId)) throw new Problem({ kind: 'not-found', detail: 'There is no such member.' });
        const leads = leading[organisation.kind];
        const othersLead = members.some((member) => member.personId !== personId && member.roles.includes(leads));
        if (!othersLead && !given.includes(leads)) {
          throw invalid([{ field: 'roles', message: `nobody else here is ${leads}`, mend: `make somebody else ${leads} first` }], 'impossible-request');
        }
        if (given.length === 0) await deleteMember(transaction, id, personId);
        else await putMember(transaction, id, personId, given, clock());
        await appendEvent(transaction, { type: 'member.changed', subject: id, at: clock(), data: { person: personId, roles: given } });
      }),

    keys: (caller, id) => within(caller, 'api-key.read', id, (transaction) => findKeys(transaction, id)),

    createKey: (caller, id, form) =>
      within(caller, 'api-key.create', id, async (transaction, allowed, organisation) => {
        const { name, roles } = parsed(keyForm, form);
        refuseStrangeRoles(organisation, roles);
        const own = allowed.memberships.find(({ organisationId }) => organisationId === id)?.roles ?? roles;
        const more = allowed.administrator ? [] : roles.filter((role) => !own.includes(role));
        if (more.length > 0) throw invalid([{ field: 'roles', message: `you do not have ${more.join(', ')} yourself`, mend: 'leave it out' }]);
        const key = `dry_${randomBytes(32).toString('base64url')}`;
        const keyId = randomUUIDv7();
        await insertKey(transaction, { id: keyId, organisation: id, name, roles, hash: hashOf(key), at: clock() });
        await appendEvent(transaction, { type: 'api_key.created', subject: id, at: clock(), data: { key: keyId, roles } });
        return { id: keyId, key };
      }),

    revokeKey: (caller, id, keyId) =>
      within(caller, 'api-key.revoke', id, async (transaction) => {
        if (!z.uuid().safeParse(keyId).success || !(await revokeKey(transaction, id, keyId, clock()))) throw new Problem({ kind: 'not-found', detail: 'There is no such key, or it is revoked already.' });
        await appendEvent(transaction, { type: 'api_key.revoked', subject: id, at: clock(), data: { key: keyId } });
      }),
  };
}

/** As the caller, seeing what their organisations have, and one more where they are allowed to. */
function actingFor({ actor, memberships }: Caller, organisation?: string): Acting {
  const own = memberships.map(({ organisationId }) => organisationId);
  return { actor, organisations: organisation === undefined || own.includes(organisation) ? own : [...own, organisation] };
}

function refuseStrangeRoles({ kind }: Organisation, roles: readonly Role[]): void {
  const strange = strangeRoles(kind, roles);
  if (strange.length > 0) throw invalid([{ field: 'roles', message: `${strange.join(', ')} is nothing that a ${kind} has`, mend: 'leave it out' }]);
}

function unknown(): Problem {
  return new Problem({ kind: 'unknown-organisation', detail: 'There is no such organisation.' });
}
