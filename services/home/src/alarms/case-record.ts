/** What was done about a case, read from the log: the steps of its protocol, and everything in its order. */

import type { Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import { rfc3339 } from '../signals/reading.ts';
import { actsFor, requireAnswering, type Cases } from './cases.ts';
import { protocolOfCase, servingProtocol } from './own-protocols.ts';
import { findProtocols, type OwnProtocol } from './protocol-store.ts';
import type { ProtocolText } from './protocol-text.ts';
import { builtInProtocols, type ProtocolSubject, type Serving } from './protocols.ts';
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
  /** What the step says that it is about, where it is one of an own protocol. */
  readonly stepText: string | null;
}

/** Which text the steps are of. */
export interface CaseProtocol {
  readonly subject: ProtocolSubject;
  /** Null: the built-in text, which nobody of an organisation has approved. */
  readonly own: (Pick<ProtocolText, 'title' | 'approvedBy' | 'approvedOn'> & { readonly organisation: { readonly id: string; readonly name: string | null }; readonly version: number; readonly madeAt: string }) | null;
  /** Another has come into force since its operator took it. */
  readonly isOvertaken: boolean;
}

export interface CaseRecord {
  readonly protocol: CaseProtocol;
  /** In the order of the protocol. `step`: the code of a built-in one, the number of one that has its own `text`. */
  readonly steps: readonly { readonly step: string; readonly text: string | null; readonly done: Doing | null }[];
  /** The oldest first. */
  readonly events: readonly RecordedEvent[];
  /** There are more before them. */
  readonly hasEarlier: boolean;
  readonly notes: number;
}

export interface RecordQuery {
  /** Id of an event: what was before it. */
  readonly before?: string | undefined;
  /** So many events at most, the newest. */
  readonly limit: number;
}

export interface CaseRecords {
  /** @throws Problem `unknown-case`. */
  caseRecord(caller: Caller | undefined, id: string, query?: RecordQuery): Promise<CaseRecord>;
  /** Says of a step of the protocol that it is done, or not after all; said twice, it is in the log once. @throws Problem 404 where the protocol has no such step, `taken` to whoever does not have the case. */
  markStep(caller: Caller | undefined, id: string, step: string, done: boolean): Promise<CaseRecord>;
}

export interface CaseRecordsOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly cases: Pick<Cases, 'alarmCase'>;
}

const usualEvents = 100;

export function createCaseRecords({ database, clock, organisations, cases }: CaseRecordsOptions): CaseRecords {
  async function caseRecord(caller: Caller | undefined, id: string, { before, limit }: RecordQuery = { limit: usualEvents }): Promise<CaseRecord> {
    const alarmCase = await cases.alarmCase(caller, id);
    const { organisation, responder } = alarmCase;
    const people = await Promise.all([organisation, ...(responder === null ? [] : [responder])].map((each) => organisations.people(each)));
    const names = new Map(people.flat().map(({ actor, name }) => [actor, name]));
    const { found, hasEarlier, marks, notes, follows, current, texts } = await database.as('system:home', async (transaction) => {
      const some = await findEvents(transaction, alarmCase, { before, limit: limit + 1 });
      const rows = some.slice(-limit);
      const versions = await findProtocols(transaction, [...new Set(rows.flatMap(({ data }) => (typeof data['protocol'] === 'string' ? [data['protocol']] : [])))]);
      return { found: rows, hasEarlier: some.length > limit, marks: await findMarks(transaction, id), notes: await countNotes(transaction, id), follows: await protocolOfCase(transaction, alarmCase), current: await servingProtocol(transaction, alarmCase), texts: new Map(versions.map(({ id: version, text }) => [version, text])) };
    });
    const by = (actor: string | null) => (actor === null || actor.startsWith('system:') ? null : { actor, name: names.get(actor) ?? null });
    const events = found.map(({ actor, ...event }) => ({
      ...event,
      by: by(actor),
      stepText: texts.get(String(event.data['protocol']))?.steps[Number(event.data['step']) - 1] ?? null,
    }));
    const { subject, own } = follows;
    return {
      protocol: {
        subject,
        own: own && { title: own.text.title, approvedBy: own.text.approvedBy, approvedOn: own.text.approvedOn, organisation: { id: own.organisation, name: (await organisations.publicly(own.organisation))?.name ?? null }, version: own.version, madeAt: own.madeAt },
        isOvertaken: alarmCase.state !== 'closed' && current.own?.id !== own?.id,
      },
      steps: stepsOf(follows).map((each) => {
        const mark = marks.find(isDone(each.step, own?.id));
        return { ...each, done: mark === undefined ? null : { at: mark.at, by: by(mark.actor) } };
      }),
      ...{ events, hasEarlier, notes },
    };
  }

  return {
    caseRecord,
    async markStep(caller, id, step, done) {
      const found = await cases.alarmCase(caller, id);
      const { actor } = requireAnswering(caller, 'case.take', found);
      const follows = await database.as('system:home', (transaction) => protocolOfCase(transaction, found));
      if (!stepsOf(follows).some((each) => each.step === step)) throw new Problem({ kind: 'not-found', detail: `The protocol of this case has no step ${step}.` });
      await database.as({ actor, organisations: [actsFor(caller, found)] }, async (transaction) => {
        await lockCase(transaction, id);
        const now = await findCase(transaction, id);
        const holds = now !== undefined && now.state !== 'closed' && now.owner !== null && 'operator' in now.owner && now.owner.operator === actor && now.protocolVersion === (follows.own?.id ?? null);
        if (!holds) throw new Problem({ kind: 'taken', detail: 'Steps are marked by the operator who has the case, while it is open.' });
        const wasDone = (await findMarks(transaction, id)).some(isDone(step, follows.own?.id));
        if (wasDone !== done) await appendEvent(transaction, { type: done ? 'case.step_done' : 'case.step_undone', subject: id, at: clock(), data: { step, ...(follows.own && { protocol: follows.own.id }) } });
      });
      return caseRecord(caller, id);
    },
  };
}

const stepsOf = ({ subject, own }: Serving<OwnProtocol>): readonly { readonly step: string; readonly text: string | null }[] =>
  own === null ? builtInProtocols[subject]!.map((step) => ({ step, text: null })) : own.text.steps.map((text, index) => ({ step: String(index + 1), text }));

/** @param protocol the version of an own one; undefined: the built-in. */
const isDone = (step: string, protocol: string | undefined) => (mark: Mark) => mark.type === 'case.step_done' && mark.step === step && mark.protocol === (protocol ?? null);

interface Mark {
  readonly type: string;
  readonly at: string;
  readonly actor: string | null;
  readonly step: string;
  readonly protocol: string | null;
}

/** What was said last of each step. */
async function findMarks(transaction: Transaction, id: string): Promise<readonly Mark[]> {
  const { rows } = await sql<Mark>`
    select distinct on (data ->> 'step', data ->> 'protocol') type, ${rfc3339('at')} as at, actor, data ->> 'step' as step, data ->> 'protocol' as protocol
    from platform.event where subject = ${id} and type in ('case.step_done', 'case.step_undone') order by data ->> 'step', data ->> 'protocol', platform.event.at desc, id desc`.execute(transaction);
  return rows;
}

async function countNotes(transaction: Transaction, id: string): Promise<number> {
  const { rows } = await sql<{ notes: number }>`select count(*)::int as notes from platform.event where subject = ${id} and type = 'case_note.added'`.execute(transaction);
  return rows[0]!.notes;
}

interface Row extends Omit<RecordedEvent, 'by' | 'stepText'> {
  readonly actor: string | null;
}

/** What has the case as its subject, and looks at its home's key safe for its sake. */
async function findEvents(transaction: Transaction, { id, dwellingId }: StoredCase, { before, limit }: RecordQuery): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select id, ${rfc3339('at')} as at, type, actor, data from (
      select id, at, type, actor, data from (select id, at, type, actor, data from platform.event where subject = ${id} and (type like 'case.%' or type = 'case_note.added')
      union all
      select id, at, type, actor, data from platform.event where subject = ${dwellingId ?? id} and type in ('key_safe.seen', 'key_safe.not_told') and data ->> 'case' = ${id}) as all_of_it
      ${before === undefined ? sql`` : sql`where (at, id) < (select at, id from platform.event where id = ${before})`} order by at desc, id desc limit ${limit}
    ) as newest order by newest.at, newest.id`.execute(transaction);
  return rows;
}
