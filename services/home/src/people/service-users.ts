/** The register of service users and their dwellings: put in, found, changed, suspended and left by the operators who answer for them. */

import { randomUUIDv7 } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent, appendEvents } from '@drystone/events';
import { parsed, Problem } from '@drystone/problems';
import { z } from 'zod';
import type { Organisations } from '../ports.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { findUnitsOf, type UnitOfDwelling } from '../local-units/store.ts';
import { scopeOf } from '../signals/reading.ts';
import { dwellingForm, serviceUserForm, suspensionForm, type Dwelling, type ServiceUser } from './person.ts';
import { questionOf } from './search-words.ts';
import { dwellingCalled, findDwelling, findServiceUser, findServiceUsers, noteMove, putDwelling, putServiceUsers, putStanding, type FoundServiceUser, type Standing } from './store.ts';
import { organisationOf } from './whose.ts';

export interface ServiceUserQuery {
  readonly organisation?: string | undefined;
  /** A name, the beginning of one, a telephone number or a postcode. */
  readonly q?: string | undefined;
  readonly status?: ServiceUser['status'] | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface DwellingKey {
  readonly organisation: string;
  readonly reference: string;
}

/** What is registered of somebody, their home with whoever has a key of it, and what is installed there. */
export interface PersonalRecord {
  readonly serviceUser: ServiceUser;
  readonly dwelling: Dwelling;
  readonly units: readonly UnitOfDwelling[];
}

export interface ServiceUsers {
  /** Names and where they live, in the order in which they were registered. */
  serviceUsers(caller: Caller | undefined, query: ServiceUserQuery): Promise<readonly FoundServiceUser[]>;
  /** @throws Problem `unknown-service-user`, also to whoever does not answer for them. */
  serviceUser(caller: Caller | undefined, id: string): Promise<ServiceUser>;
  /** Them and their home. @throws Problem `unknown-service-user`. */
  personalRecord(caller: Caller | undefined, id: string): Promise<PersonalRecord>;
  registerServiceUser(caller: Caller | undefined, organisation: string, form: unknown): Promise<ServiceUser>;
  /** What is left out stays as it is. @throws Problem 412 where it is not at that revision any more. */
  changeServiceUser(caller: Caller | undefined, id: string, revision: number, change: unknown): Promise<ServiceUser>;
  suspendServiceUser(caller: Caller | undefined, id: string, form: unknown): Promise<ServiceUser>;
  /** Back home, or back in the service. */
  resumeServiceUser(caller: Caller | undefined, id: string): Promise<ServiceUser>;
  serviceUserLeaves(caller: Caller | undefined, id: string): Promise<ServiceUser>;
  /** Its key safe's code is not in it. @throws Problem `unknown-dwelling`. */
  dwelling(caller: Caller | undefined, key: DwellingKey): Promise<Dwelling>;
  putDwelling(caller: Caller | undefined, key: DwellingKey, form: unknown): Promise<{ readonly dwelling: Dwelling; readonly isNew: boolean }>;
  /** The home of a service user. @throws Problem `unknown-service-user`. */
  dwellingOfServiceUser(caller: Caller | undefined, id: string): Promise<Dwelling>;
  /** What is left out stays as it is. @throws Problem 412 where it is not at that revision any more. */
  changeDwellingOfServiceUser(caller: Caller | undefined, id: string, revision: number, change: unknown): Promise<Dwelling>;
}

export interface ServiceUsersOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly sealing: Sealing;
}

export function createServiceUsers({ database, clock, organisations, sealing }: ServiceUsersOptions): ServiceUsers {
  const newId = randomUUIDv7;
  const unknownDwelling = (reference: string) => new Problem({ kind: 'unknown-dwelling', detail: `There is no dwelling ${reference} that you answer for.` });

  const overtaken = (revision: number) => new Problem({ kind: 'overtaken', detail: `It is at revision ${revision} by now: read it again.` });
  const noteDwellingSeen = (transaction: Transaction, { id, organisation, keyholders }: Dwelling, serviceUsers: readonly string[]) =>
    appendEvent(transaction, { type: 'dwelling.seen', subject: id, at: clock(), data: { organisation, case: null, serviceUsers, keyholders: keyholders.length } });

  async function dwellingIdOf(transaction: Transaction, serviceUser: string): Promise<string> {
    const { rows } = await sql<{ dwelling: string }>`select dwelling from home.service_user where id = ${serviceUser}`.execute(transaction);
    return rows[0]!.dwelling;
  }

  async function change(caller: Caller | undefined, id: string, work: (transaction: Transaction, before: ServiceUser) => Promise<'changed' | 'suspended' | 'resumed' | 'left'>): Promise<ServiceUser> {
    const organisation = await organisationOf(database, caller, 'person.edit', 'serviceUser', id);
    const { actor } = requirePermission(caller, 'person.edit', organisation);
    return database.as({ actor, organisations: [organisation] }, async (transaction) => {
      await sql`select from home.service_user where id = ${id} for update`.execute(transaction);
      const became = await work(transaction, (await findServiceUser(transaction, sealing, id))!);
      const after = (await findServiceUser(transaction, sealing, id))!;
      await appendEvent(transaction, { type: `service_user.${became}`, subject: id, at: clock(), data: { organisation, revision: after.revision } });
      return after;
    });
  }

  const stand = (caller: Caller | undefined, id: string, standing: Standing, became: 'suspended' | 'resumed' | 'left') =>
    change(caller, id, async (transaction) => {
      await putStanding(transaction, id, standing);
      return became;
    });

  return {
    async serviceUsers(caller, query) {
      const scope = scopeOf(caller, 'person.read', query.organisation);
      const question = query.q === undefined || query.q.trim() === '' ? null : questionOf(query.q);
      if (question === undefined) return [];
      const found = await database.as('system:home', (transaction) => findServiceUsers(transaction, sealing, scope, { ...query, question }));
      const listed = [...Map.groupBy(found, ({ organisation }) => organisation)].map(([organisation, some]) => ({ type: 'service_users.listed' as const, subject: organisation, at: clock(), data: { organisation, serviceUsers: some.map(({ id }) => id), searched: question !== null } }));
      await database.as(caller!.actor, (transaction) => appendEvents(transaction, listed));
      return found;
    },
    async serviceUser(caller, id) {
      const organisation = await organisationOf(database, caller, 'person.read', 'serviceUser', id);
      return database.as({ actor: caller!.actor, organisations: [organisation] }, async (transaction) => {
        await appendEvent(transaction, { type: 'service_user.seen', subject: id, at: clock(), data: { organisation } });
        return (await findServiceUser(transaction, sealing, id))!;
      });
    },
    async personalRecord(caller, id) {
      const organisation = await organisationOf(database, caller, 'person.read', 'serviceUser', id);
      return database.as({ actor: caller!.actor, organisations: [organisation] }, async (transaction) => {
        const dwelling = (await findDwelling(transaction, sealing, { id: await dwellingIdOf(transaction, id) }))!;
        await appendEvent(transaction, { type: 'service_user.seen', subject: id, at: clock(), data: { organisation } });
        await noteDwellingSeen(transaction, dwelling, [id]);
        return { serviceUser: (await findServiceUser(transaction, sealing, id))!, dwelling, units: await findUnitsOf(transaction, dwelling.id) };
      });
    },
    async registerServiceUser(caller, organisation, given) {
      const { actor } = requirePermission(caller, 'person.edit', organisation);
      const form = parsed(serviceUserForm, given);
      if ((await organisations.publicly(organisation)) === undefined) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${organisation}.` });
      const id = newId();
      const at = clock();
      return database.as({ actor, organisations: [organisation] }, async (transaction) => {
        await putServiceUsers(transaction, sealing, [{ id, organisation, dwelling: await dwellingCalled(transaction, organisation, form.dwelling, newId), at, form }]);
        await appendEvent(transaction, { type: 'service_user.registered', subject: id, at, data: { organisation } });
        return (await findServiceUser(transaction, sealing, id))!;
      });
    },
    changeServiceUser: (caller, id, revision, given) =>
      change(caller, id, async (transaction, before) => {
        if (before.revision !== revision) throw overtaken(before.revision);
        const form = changed(serviceUserForm, before, given);
        const dwelling = await dwellingCalled(transaction, before.organisation, form.dwelling, newId);
        await noteMove(transaction, id, dwelling, clock());
        await putServiceUsers(transaction, sealing, [{ id, organisation: before.organisation, dwelling, at: Temporal.Instant.from(before.registeredAt), form }]);
        return 'changed';
      }),
    suspendServiceUser: async (caller, id, form) => stand(caller, id, { status: 'suspended', ...parsed(suspensionForm, form) }, 'suspended'),
    resumeServiceUser: (caller, id) => stand(caller, id, { status: 'active' }, 'resumed'),
    serviceUserLeaves: (caller, id) => stand(caller, id, { status: 'left', at: clock() }, 'left'),
    async dwelling(caller, key) {
      const { actor } = requirePermission(caller, 'person.read', key.organisation);
      return database.as({ actor, organisations: [key.organisation] }, async (transaction) => {
        const found = await findDwelling(transaction, sealing, key);
        if (found === undefined) throw unknownDwelling(key.reference);
        await noteDwellingSeen(transaction, found, []);
        return found;
      });
    },
    async putDwelling(caller, key, given) {
      const { actor } = requirePermission(caller, 'person.edit', key.organisation);
      const form = parsed(dwellingForm, given);
      if ((await organisations.publicly(key.organisation)) === undefined) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${key.organisation}.` });
      return database.as({ actor, organisations: [key.organisation] }, async (transaction) => {
        const before = await findDwelling(transaction, sealing, key);
        const id = await putDwelling(transaction, sealing, key, form, newId);
        const dwelling = (await findDwelling(transaction, sealing, { id }))!;
        await appendEvent(transaction, { type: 'dwelling.changed', subject: id, at: clock(), data: { organisation: key.organisation, revision: dwelling.revision } });
        return { dwelling, isNew: before === undefined };
      });
    },
    async dwellingOfServiceUser(caller, id) {
      const organisation = await organisationOf(database, caller, 'person.read', 'serviceUser', id);
      return database.as({ actor: caller!.actor, organisations: [organisation] }, async (transaction) => {
        const dwelling = (await findDwelling(transaction, sealing, { id: await dwellingIdOf(transaction, id) }))!;
        await noteDwellingSeen(transaction, dwelling, [id]);
        return dwelling;
      });
    },
    async changeDwellingOfServiceUser(caller, id, revision, given) {
      const organisation = await organisationOf(database, caller, 'person.edit', 'serviceUser', id);
      return database.as({ actor: caller!.actor, organisations: [organisation] }, async (transaction) => {
        const home = await dwellingIdOf(transaction, id);
        await sql`select from home.dwelling where id = ${home} for update`.execute(transaction);
        const before = (await findDwelling(transaction, sealing, { id: home }))!;
        if (before.revision !== revision) throw overtaken(before.revision);
        await putDwelling(transaction, sealing, before, changed(dwellingForm, { ...before, keyholders: before.keyholders.map(({ order: _, ...keyholder }) => keyholder) }, given), newId);
        const after = (await findDwelling(transaction, sealing, { id: home }))!;
        await appendEvent(transaction, { type: 'dwelling.changed', subject: home, at: clock(), data: { organisation, revision: after.revision } });
        return after;
      });
    },
  };
}

/** What a form says after a change that may leave fields out, judged as a whole. @throws Problem 400 naming each field at fault. */
function changed<Schema extends z.ZodObject>(schema: Schema, before: object, given: unknown): z.output<Schema> {
  const change = parsed(z.record(z.string(), z.unknown()), given);
  const kept = Object.fromEntries(Object.entries(before).filter(([field]) => field in schema.shape));
  return parsed(schema, { ...kept, ...change });
}
