/** The register of service users and their dwellings: put in, found, changed, suspended and left by the operators who answer for them. */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller, type Operation } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent, appendEvents } from '@drystone/events';
import { Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { scopeOf } from '../signals/reading.ts';
import type { Dwelling, DwellingForm, ServiceUser, ServiceUserForm, SuspensionForm } from './person.ts';
import { questionOf } from './search-words.ts';
import { dwellingCalled, findDwelling, findServiceUser, findServiceUsers, putDwelling, putServiceUser, putStanding, type FoundServiceUser, type Standing } from './store.ts';

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

export interface ServiceUsers {
  /** Names and where they live, in the order in which they were registered. */
  serviceUsers(caller: Caller | undefined, query: ServiceUserQuery): Promise<readonly FoundServiceUser[]>;
  /** @throws Problem `unknown-service-user`, also to whoever does not answer for them. */
  serviceUser(caller: Caller | undefined, id: string): Promise<ServiceUser>;
  registerServiceUser(caller: Caller | undefined, organisation: string, form: ServiceUserForm): Promise<ServiceUser>;
  /** @throws Problem 412 where it is not at that revision any more. */
  changeServiceUser(caller: Caller | undefined, id: string, revision: number, form: ServiceUserForm): Promise<ServiceUser>;
  suspendServiceUser(caller: Caller | undefined, id: string, form: SuspensionForm): Promise<ServiceUser>;
  /** Back home, or back in the service. */
  resumeServiceUser(caller: Caller | undefined, id: string): Promise<ServiceUser>;
  serviceUserLeaves(caller: Caller | undefined, id: string): Promise<ServiceUser>;
  /** Its key safe's code is not in it. @throws Problem `unknown-dwelling`. */
  dwelling(caller: Caller | undefined, key: DwellingKey): Promise<Dwelling>;
  putDwelling(caller: Caller | undefined, key: DwellingKey, form: DwellingForm): Promise<{ readonly dwelling: Dwelling; readonly isNew: boolean }>;
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

  /** Whoever may not do it is not told that there is such a person. */
  async function organisationOf(caller: Caller | undefined, operation: Operation, id: string): Promise<string> {
    if (caller === undefined) requirePermission(caller, operation);
    const { rows } = await database.as('system:home', (transaction) => sql<{ organisation: string }>`select organisation from home.service_user where id = ${id} and erased_at is null`.execute(transaction));
    const found = rows[0]?.organisation;
    if (found === undefined || !may(caller!, operation, found)) throw new Problem({ kind: 'unknown-service-user', detail: `There is no service user ${id} that you answer for.` });
    return found;
  }

  async function change(caller: Caller | undefined, id: string, work: (transaction: Transaction, before: ServiceUser) => Promise<'changed' | 'suspended' | 'resumed' | 'left'>): Promise<ServiceUser> {
    const organisation = await organisationOf(caller, 'person.edit', id);
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
      const organisation = await organisationOf(caller, 'person.read', id);
      return database.as({ actor: caller!.actor, organisations: [organisation] }, async (transaction) => {
        await appendEvent(transaction, { type: 'service_user.seen', subject: id, at: clock(), data: { organisation } });
        return (await findServiceUser(transaction, sealing, id))!;
      });
    },
    async registerServiceUser(caller, organisation, form) {
      const { actor } = requirePermission(caller, 'person.edit', organisation);
      if ((await organisations.publicly(organisation)) === undefined) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${organisation}.` });
      const id = newId();
      const at = clock();
      return database.as({ actor, organisations: [organisation] }, async (transaction) => {
        await putServiceUser(transaction, sealing, { id, organisation, dwelling: await dwellingCalled(transaction, organisation, form.dwelling, newId), at }, form);
        await appendEvent(transaction, { type: 'service_user.registered', subject: id, at, data: { organisation } });
        return (await findServiceUser(transaction, sealing, id))!;
      });
    },
    changeServiceUser: (caller, id, revision, form) =>
      change(caller, id, async (transaction, before) => {
        if (before.revision !== revision) throw new Problem({ kind: 'overtaken', detail: `It is at revision ${before.revision} by now: read it again.` });
        await putServiceUser(transaction, sealing, { id, organisation: before.organisation, dwelling: await dwellingCalled(transaction, before.organisation, form.dwelling, newId), at: Temporal.Instant.from(before.registeredAt) }, form);
        return 'changed';
      }),
    suspendServiceUser: (caller, id, form) => stand(caller, id, { status: 'suspended', ...form }, 'suspended'),
    resumeServiceUser: (caller, id) => stand(caller, id, { status: 'active' }, 'resumed'),
    serviceUserLeaves: (caller, id) => stand(caller, id, { status: 'left', at: clock() }, 'left'),
    async dwelling(caller, key) {
      const { actor } = requirePermission(caller, 'person.read', key.organisation);
      return database.as({ actor, organisations: [key.organisation] }, async (transaction) => {
        const found = await findDwelling(transaction, sealing, key);
        if (found === undefined) throw unknownDwelling(key.reference);
        await appendEvent(transaction, { type: 'dwelling.seen', subject: found.id, at: clock(), data: { organisation: key.organisation, case: null, serviceUsers: [], keyholders: found.keyholders.length } });
        return found;
      });
    },
    async putDwelling(caller, key, form) {
      const { actor } = requirePermission(caller, 'person.edit', key.organisation);
      if ((await organisations.publicly(key.organisation)) === undefined) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${key.organisation}.` });
      return database.as({ actor, organisations: [key.organisation] }, async (transaction) => {
        const before = await findDwelling(transaction, sealing, key);
        const id = await putDwelling(transaction, sealing, key, form, newId);
        const dwelling = (await findDwelling(transaction, sealing, { id }))!;
        await appendEvent(transaction, { type: 'dwelling.changed', subject: id, at: clock(), data: { organisation: key.organisation, revision: dwelling.revision } });
        return { dwelling, isNew: before === undefined };
      });
    },
  };
}
