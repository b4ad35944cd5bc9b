/**
 * The family's page: what happened in the home of somebody who agreed to share it, and of that only what they
 * agreed to. Whether it still holds is asked anew at each look, and each look is in the log.
 */

import { requirePermission, type Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { Problem } from '@drystone/problems';
import { z } from 'zod';
import type { Organisations } from '../ports.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { rfc3339 } from '../signals/reading.ts';
import { categories as all, type Category } from './consent.ts';
import { findConsents, type Moment, type StoredConsent } from './consent-store.ts';
import { rowOf } from './fields.ts';
import { theirCases, theirHomes } from './one-person.ts';

export interface FamilyHome {
  /** Id of the consent. */
  readonly id: string;
  /** What the service user likes to be called. */
  readonly name: string;
  /** Who answers their alarms. */
  readonly organisation: string;
  readonly categories: readonly Category[];
  readonly until: string | null;
}

export interface FamilyAlarm {
  readonly at: string;
  readonly group: string;
  /** Nobody has it yet, somebody has, or it is over. */
  readonly state: 'waiting' | 'in-hand' | 'over';
  /** Who was sent, in that order. */
  readonly sent: readonly string[];
  /** Who was first there, and when; null where nobody was, or nobody wrote it down. */
  readonly arrived: { readonly whom: string; readonly at: string } | null;
  readonly outcome: string | null;
}

export interface FamilyDevice {
  /** Null: nothing that is still kept. */
  readonly heardAt: string | null;
  /** Of the last weeks, the newest of each kind. */
  readonly troubles: readonly { readonly kind: string; readonly at: string }[];
}

export interface FamilyPage extends FamilyHome {
  /** Null where they did not agree to it, or others who live there have not. */
  readonly alarms: readonly FamilyAlarm[] | null;
  /** There are more of the last 90 days before them. */
  readonly hasOlderAlarms: boolean;
  readonly testCalls: readonly string[] | null;
  readonly devices: readonly FamilyDevice[] | null;
  /** What they agreed to, and is not shown because others live there who have not. */
  readonly withheld: readonly Category[];
}

export interface Family {
  /** Whether somebody shares something with whoever asks; tells nothing of it. */
  isFamily(caller: Caller | undefined): Promise<boolean>;
  /** Of everybody who shares something with whoever asks. */
  familyHomes(caller: Caller | undefined): Promise<readonly FamilyHome[]>;
  /** @throws Problem 404 where nothing is shared, or not any more. */
  familyPage(caller: Caller | undefined, consent: string): Promise<FamilyPage>;
}

export interface FamilyOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly sealing: Sealing;
  readonly timeZone: string;
}

const longestBack = { hours: 24 * 90 } as const;
const troublesBack = { hours: 24 * 14 } as const;
const mostShown = 100;

export function createFamily({ database, clock, organisations, sealing, timeZone }: FamilyOptions): Family {
  const moment = (now = clock()): Moment => ({ now, today: now.toZonedDateTimeISO(timeZone).toPlainDate() });

  /** A program has nobody close to it. */
  function personOf(caller: Caller | undefined): { readonly personId: string | undefined; readonly actor: Caller['actor'] } {
    const { personId, actor } = requirePermission(caller, 'family.read');
    return { personId, actor };
  }

  async function nameOf(transaction: Transaction, serviceUser: string): Promise<string> {
    const { rows } = await sql<{ name: Buffer; preferred: Buffer | null }>`select name, preferred_name as preferred from home.service_user where id = ${serviceUser}`.execute(transaction);
    const { open } = rowOf(sealing, 'service_user', serviceUser);
    return open('preferred_name', rows[0]!.preferred) ?? open('name', rows[0]!.name);
  }

  const homeOf = async (transaction: Transaction, { id, serviceUser, organisation, categories, until }: StoredConsent): Promise<FamilyHome> => ({ id, name: await nameOf(transaction, serviceUser), organisation: (await organisations.publicly(organisation))?.name ?? '', categories, until });

  /** As the platform: whoever looks is of no organisation. The log has them by their account. */
  async function looking<Result>(actor: Caller['actor'], shown: readonly StoredConsent[], categories: readonly Category[], at: Temporal.Instant, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return database.as('system:home', async (transaction) => {
      for (const { id, serviceUser, organisation } of shown) await appendEvent(transaction, { type: 'service_user.shown', subject: serviceUser, at, data: { organisation, consent: id, to: actor, categories } });
      return work(transaction);
    });
  }

  async function holdingFor(personId: string): Promise<readonly StoredConsent[]> {
    const found = await database.as('system:home', (transaction) => findConsents(transaction, sealing, { person: personId }, moment()));
    return found.filter(({ state }) => state === 'in-force');
  }

  return {
    async isFamily(caller) {
      const { personId } = personOf(caller);
      return personId !== undefined && (await holdingFor(personId)).length > 0;
    },
    async familyHomes(caller) {
      const { personId, actor } = personOf(caller);
      if (personId === undefined) return [];
      const { now } = moment();
      const holding = await holdingFor(personId);
      return looking(actor, holding, [], now, async (transaction) => {
        const homes: FamilyHome[] = [];
        for (const consent of holding) homes.push(await homeOf(transaction, consent));
        return homes;
      });
    },
    async familyPage(caller, id) {
      const { personId, actor } = personOf(caller);
      const { now, today } = moment();
      const [consent] = z.uuid().safeParse(id).success ? await database.as('system:home', (transaction) => findConsents(transaction, sealing, { id }, { now, today })) : [];
      if (consent === undefined || personId === undefined || consent.person !== personId || consent.state !== 'in-force') throw new Problem({ kind: 'not-found', detail: 'Nothing is shared with you here, or not any more.' });
      const withheld = await database.as('system:home', (transaction) => withheldOf(transaction, sealing, consent, { now, today }));
      const shown = consent.categories.filter((category) => !withheld.includes(category));
      return looking(actor, [consent], shown, now, async (transaction) => {
        const since = [Temporal.PlainDate.from(consent.givenOn).toZonedDateTime(timeZone).toInstant(), now.subtract(longestBack)].toSorted(Temporal.Instant.compare).at(-1)!;
        const of = <Found>(category: Category, find: () => Promise<Found>) => (shown.includes(category) ? find() : null);
        const alarms = await of('alarms', () => findAlarms(transaction, consent.serviceUser, since));
        return {
          ...(await homeOf(transaction, consent)),
          withheld,
          alarms: alarms?.slice(0, mostShown) ?? null,
          hasOlderAlarms: alarms !== null && alarms.length > mostShown,
          testCalls: await of('test-calls', () => findTests(transaction, consent.serviceUser, since)),
          devices: await of('devices', () => findDevices(transaction, consent.serviceUser, now.subtract(troublesBack))),
        };
      });
    },
  };
}

/** What happened in a home cannot be told apart by who lives there: it is shown where all of them share it with the same person. */
async function withheldOf(transaction: Transaction, sealing: Sealing, { serviceUser, person, categories }: StoredConsent, moment: Moment): Promise<readonly Category[]> {
  const { rows } = await sql<{ id: string }>`
    select other.id from home.service_user as other join home.service_user as one on one.dwelling = other.dwelling
    where one.id = ${serviceUser} and other.id <> one.id and other.status <> 'left' and other.erased_at is null`.execute(transaction);
  const shared = new Set<Category>(all);
  for (const { id } of rows) {
    const theirs = (await findConsents(transaction, sealing, { serviceUser: id }, moment)).filter((each) => each.person === person && each.state === 'in-force').flatMap((each) => each.categories);
    for (const category of all) if (!theirs.includes(category)) shared.delete(category);
  }
  return categories.filter((category) => !shared.has(category));
}

/** Of the groups that say that something happened to somebody; what is wrong with the equipment is of the devices. */
async function findAlarms(transaction: Transaction, serviceUser: string, since: Temporal.Instant): Promise<readonly FamilyAlarm[]> {
  const { rows } = await sql<FamilyAlarm>`
    select ${rfc3339('received_at')} as at, alarm_group as "group", case when state in ('received', 'offered') then 'waiting' when state = 'closed' then 'over' else 'in-hand' end as state, outcome,
      coalesce((select array_agg(data ->> 'whom' order by at, id) from platform.event where subject = one.id::text and type = 'case.sent'), '{}') as sent,
      (select jsonb_build_object('whom', data ->> 'whom', 'at', ${rfc3339('at')}) from platform.event where subject = one.id::text and type = 'case.arrived' order by at, id limit 1) as arrived
    from home.alarm_case as one where id in (${theirCases(serviceUser)}) and received_at >= ${since.toString()} and alarm_group not in ('technical', 'test', 'information')
    order by received_at desc, id desc limit ${mostShown + 1}`.execute(transaction);
  return rows;
}

async function findTests(transaction: Transaction, serviceUser: string, since: Temporal.Instant): Promise<readonly string[]> {
  const { rows } = await sql<{ at: string }>`
    select ${rfc3339('signal.received_at')} as at from home.signal join home.local_unit as unit on unit.id = signal.local_unit join (${theirHomes(serviceUser)}) as lived on lived.dwelling = unit.dwelling and lived.until is null and signal.received_at >= lived.since
    where signal.kind = 'test-call' and signal.received_at >= ${since.toString()} order by signal.received_at desc limit ${mostShown}`.execute(transaction);
  return rows.map(({ at }) => at);
}

async function findDevices(transaction: Transaction, serviceUser: string, since: Temporal.Instant): Promise<readonly FamilyDevice[]> {
  const { rows } = await sql<FamilyDevice>`
    select (select ${rfc3339('last_at')} from home.signal where signal.account = unit.account and local_unit = unit.id order by received_at desc, id desc limit 1) as "heardAt",
      coalesce((select json_agg(json_build_object('kind', kind, 'at', at) order by at desc) from (
        select kind, ${rfc3339('max(received_at)')} as at from home.signal
        where signal.account = unit.account and local_unit = unit.id and received_at >= ${since.toString()} and kind in ('battery-low', 'mains-failure', 'link-failure', 'device-lost', 'went-silent', 'technical-fault', 'tamper') group by kind) as newest), '[]') as troubles
    from home.local_unit as unit where dwelling = (select dwelling from home.service_user where id = ${serviceUser}) order by protocol, account`.execute(transaction);
  return rows;
}
