/** What whoever answers a case must know of the home it comes from. Each look is in the log: who saw what, about whom. */

import { may, type Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { Problem } from '@drystone/problems';
import { requireAnswering, type Cases } from '../alarms/cases.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { Dwelling, Keyholder, ServiceUser } from './person.ts';
import { findDevices, findDwelling, findHistory, findKeySafe, findResidents, type PastCase } from './store.ts';

export interface DwellingOfCase extends Pick<Dwelling, 'reference' | 'area' | 'address' | 'position' | 'accessNotes' | 'hasKeySafe'> {
  readonly serviceUsers: readonly Pick<ServiceUser, 'id' | 'name' | 'preferredName' | 'bornIn' | 'languages' | 'phone' | 'healthNotes' | 'status'>[];
  readonly keyholders: readonly Keyholder[];
  readonly devices: readonly { readonly id: string; readonly type: string | null; readonly room: string | null }[];
  /** Its cases before this one, the newest first. */
  readonly history: readonly PastCase[];
  /** There are more before them. */
  readonly hasOlderHistory: boolean;
}

export interface DwellingOfCaseOperations {
  /** Null where nobody knows where the alarm comes from. @param historyLength so many of its cases before this one, at most. @throws Problem `unknown-case`, also to whoever does not answer it. */
  dwellingOf(caller: Caller | undefined, caseId: string, historyLength?: number): Promise<DwellingOfCase | null>;
  /** @throws Problem 403 to whoever does not have the case, or once it is closed; 404 where there is no key safe. */
  keySafeCode(caller: Caller | undefined, caseId: string): Promise<{ readonly code: string; readonly where: string | null }>;
}

export interface DwellingOfCaseOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly sealing: Sealing;
  readonly cases: Pick<Cases, 'alarmCase'>;
}

const usualHistory = 10;

export function createDwellingOfCase({ database, clock, sealing, cases }: DwellingOfCaseOptions): DwellingOfCaseOperations {
  return {
    async dwellingOf(caller, caseId, historyLength = usualHistory) {
      const alarmCase = await cases.alarmCase(caller, caseId);
      const { organisation, dwellingId } = alarmCase;
      const { actor } = requireAnswering(caller, 'person.read', alarmCase);
      // A provider has no reason to look any more.
      if (alarmCase.state === 'closed' && !may(caller!, 'person.read', organisation)) throw new Problem({ kind: 'not-allowed', detail: 'The case is closed: who lives there is not told any more.' });
      if (dwellingId === null) return null;
      return database.as({ actor, organisations: [organisation] }, async (transaction) => {
        const dwelling = await findDwelling(transaction, sealing, { id: dwellingId });
        if (dwelling === undefined) return null;
        const { reference, area, address, position, accessNotes, hasKeySafe, keyholders } = dwelling;
        const history = await findHistory(transaction, dwellingId, caseId, historyLength + 1);
        const residents = await findResidents(transaction, sealing, dwellingId);
        await appendEvent(transaction, { type: 'dwelling.seen', subject: dwellingId, at: clock(), data: { organisation, case: caseId, serviceUsers: residents.map(({ id }) => id), keyholders: keyholders.length } });
        return {
          reference,
          area,
          address,
          position,
          accessNotes,
          hasKeySafe,
          keyholders,
          serviceUsers: residents.map(({ id, name, preferredName, bornIn, languages, phone, healthNotes, status }) => ({ id, name, preferredName, bornIn, languages, phone, healthNotes, status })),
          devices: await findDevices(transaction, dwellingId),
          history: history.slice(0, historyLength),
          hasOlderHistory: history.length > historyLength,
        };
      });
    },
    async keySafeCode(caller, caseId) {
      const alarmCase = await cases.alarmCase(caller, caseId);
      const { organisation } = alarmCase;
      const { actor } = requireAnswering(caller, 'key-safe-code.read', alarmCase);
      const now = clock();
      const told = await database.as({ actor, organisations: [organisation] }, async (transaction) => {
        const { state, operator, dwelling } = (await lockedCase(transaction, caseId))!;
        const holds = state !== 'closed' && operator === actor;
        const keySafe = holds && dwelling !== null ? await findKeySafe(transaction, sealing, dwelling) : undefined;
        const about = dwelling ?? caseId;
        // Refused or told, it is in the log: that somebody asked is worth knowing too.
        await appendEvent(transaction, keySafe === undefined ? { type: 'key_safe.not_told', subject: about, at: now, data: { organisation, case: caseId } } : { type: 'key_safe.seen', subject: about, at: now, data: { organisation, case: caseId } });
        return { holds, keySafe };
      });
      if (!told.holds) throw new Problem({ kind: 'not-allowed', detail: 'The code of a key safe is told only to the operator who has the case, and only while it is open.' });
      if (told.keySafe === undefined) throw new Problem({ kind: 'not-found', detail: 'No key safe is registered for this home.' });
      return told.keySafe;
    },
  };
}

/** Locked, so that it is not closed or handed back while its code is read. */
async function lockedCase(transaction: Transaction, id: string) {
  const { rows } = await sql<{ state: string; operator: string | null; dwelling: string | null }>`select state, operator, dwelling from home.alarm_case where id = ${id} for share`.execute(transaction);
  return rows[0];
}
