/** What was done about a case, read from the log: the steps of its protocol, and everything in its order. */

import type { Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import { rfc3339 } from '../signals/reading.ts';
import { actsFor, requireAnswering, type Cases } from './cases.ts';
import { protocolOf, type ProtocolStep } from './protocols.ts';
import { findCase, lockCase, type StoredCase } from './store.ts';

export interface Doing {
  readonly at: string;
  /** Null: nobody, it came of itself. */
  readonly by: { readonly actor: string; readonly name: string | null } | null;
}

export interface RecordedEvent extends Doing {
  readonly id: string;
  readonly type: string;
  /** Codes and numbers alone. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface CaseRecord {
  /** In the order of the protocol. */
  readonly steps: readonly { readonly step: ProtocolStep; readonly done: Doing | null }[];
  /** The oldest first; the newest of them where there are very many. */
  readonly events: readonly RecordedEvent[];
}

export interface CaseRecords {
  /** @throws Problem `unknown-case`. */
  caseRecord(caller: Caller | undefined, id: string): Promise<CaseRecord>;
  /** Says of a step of the protocol that it is done, or not after all; said twice, it is in the log once. @throws Problem 404 where the protocol has no such step, `taken` to whoever does not have the case. */
  markStep(caller: Caller | undefined, id: string, step: string, done: boolean): Promise<CaseRecord>;
}

export interface CaseRecordsOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly cases: Pick<Cases, 'alarmCase'>;
}

const mostEvents = 500;

export function createCaseRecords({ database, clock, organisations, cases }: CaseRecordsOptions): CaseRecords {
  async function caseRecord(caller: Caller | undefined, id: string): Promise<CaseRecord> {
    const alarmCase = await cases.alarmCase(caller, id);
    const { organisation, responder } = alarmCase;
    const people = await Promise.all([organisation, ...(responder === null ? [] : [responder])].map((each) => organisations.people(each)));
    const names = new Map(people.flat().map(({ actor, name }) => [actor, name]));
    const found = await database.as('system:home', (transaction) => findEvents(transaction, alarmCase));
    const events = found.map(({ actor, ...event }) => ({ ...event, by: actor === null || actor.startsWith('system:') ? null : { actor, name: names.get(actor) ?? null } }));
    return { steps: protocolOf(alarmCase).map((step) => ({ step, done: doneIn(events, step) })), events };
  }

  return {
    caseRecord,
    async markStep(caller, id, step, done) {
      const found = await cases.alarmCase(caller, id);
      const { actor } = requireAnswering(caller, 'case.take', found);
      if (!protocolOf(found).some((each) => each === step)) throw new Problem({ kind: 'not-found', detail: `The protocol of this case has no step ${step}.` });
      await database.as({ actor, organisations: [actsFor(caller, found)] }, async (transaction) => {
        await lockCase(transaction, id);
        const now = await findCase(transaction, id);
        const holds = now !== undefined && now.state !== 'closed' && now.owner !== null && 'operator' in now.owner && now.owner.operator === actor;
        if (!holds) throw new Problem({ kind: 'taken', detail: 'Steps are marked by the operator who has the case, while it is open.' });
        const isDone = doneIn(await findEvents(transaction, found), step) !== null;
        if (isDone !== done) await appendEvent(transaction, { type: done ? 'case.step_done' : 'case.step_undone', subject: id, at: clock(), data: { step } });
      });
      return caseRecord(caller, id);
    },
  };
}

function doneIn(events: readonly (Omit<RecordedEvent, 'by'> & Partial<Pick<RecordedEvent, 'by'>>)[], step: string): Doing | null {
  const last = events.findLast(({ type, data }) => (type === 'case.step_done' || type === 'case.step_undone') && data['step'] === step);
  return last === undefined || last.type === 'case.step_undone' ? null : { at: last.at, by: last.by ?? null };
}

interface Row extends Omit<RecordedEvent, 'by'> {
  readonly actor: string | null;
}

/** What has the case as its subject, and looks at its home's key safe for its sake. */
async function findEvents(transaction: Transaction, { id, dwellingId }: StoredCase): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select id, ${rfc3339('at')} as at, type, actor, data from (
      select id, at, type, actor, data from platform.event where subject = ${id} and (type like 'case.%' or type = 'case_note.added')
      union all
      select id, at, type, actor, data from platform.event where subject = ${dwellingId ?? id} and type in ('key_safe.seen', 'key_safe.not_told') and data ->> 'case' = ${id}
      order by at desc, id desc limit ${mostEvents}
    ) as newest order by newest.at, newest.id`.execute(transaction);
  return rows;
}
