/** What operators write down of a case: about a person, in free words, and so sealed. It is added to and never changed. */

import { randomUUIDv7 } from 'node:crypto';
import type { Caller } from '@drystone/access';
import { sql, type Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { requireAnswering, type Cases } from '../alarms/cases.ts';
import type { Organisations } from '../ports.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { rfc3339 } from '../signals/reading.ts';
import { rowOf } from './fields.ts';

export interface CaseNote {
  readonly id: string;
  readonly at: string;
  readonly by: { readonly actor: string; readonly name: string | null };
  readonly text: string;
}

export interface CaseNotes {
  /** The oldest first. @throws Problem `unknown-case`. */
  caseNotes(caller: Caller | undefined, caseId: string): Promise<readonly CaseNote[]>;
  /** Also once the case is closed: what one hears afterwards belongs to it. */
  addCaseNote(caller: Caller | undefined, caseId: string, text: string): Promise<CaseNote>;
}

export interface CaseNotesOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly sealing: Sealing;
  readonly cases: Pick<Cases, 'alarmCase'>;
}

export function createCaseNotes({ database, clock, organisations, sealing, cases }: CaseNotesOptions): CaseNotes {
  return {
    async caseNotes(caller, caseId) {
      const alarmCase = await cases.alarmCase(caller, caseId);
      const { organisation } = alarmCase;
      const { actor } = requireAnswering(caller, 'case-note.write', alarmCase);
      const names = new Map((await organisations.people(organisation)).map((each) => [each.actor, each.name]));
      return database.as({ actor, organisations: [organisation] }, async (transaction) => {
        const { rows } = await sql<{ id: string; at: string; author: string; text: Buffer }>`select id, ${rfc3339('at')} as at, author, text from home.case_note where case_id = ${caseId} order by at, id`.execute(transaction);
        if (rows.length > 0) await appendEvent(transaction, { type: 'case_notes.seen', subject: caseId, at: clock(), data: { organisation, notes: rows.length } });
        return rows.map(({ id, at, author, text }) => ({ id, at, by: { actor: author, name: names.get(author) ?? null }, text: rowOf(sealing, 'case_note', id).open('text', text) }));
      });
    },
    async addCaseNote(caller, caseId, text) {
      const alarmCase = await cases.alarmCase(caller, caseId);
      const { organisation } = alarmCase;
      const { actor, name } = requireAnswering(caller, 'case-note.write', alarmCase);
      const id = randomUUIDv7();
      const now = clock();
      await database.as({ actor, organisations: [organisation] }, async (transaction) => {
        await sql`insert into home.case_note (id, organisation, case_id, at, author, text) values (${id}, ${organisation}, ${caseId}, ${now.toString()}, ${actor}, ${rowOf(sealing, 'case_note', id).seal('text', text)})`.execute(transaction);
        await appendEvent(transaction, { type: 'case_note.added', subject: caseId, at: now, data: { note: id } });
      });
      return { id, at: now.toString({ smallestUnit: 'millisecond' }), by: { actor, name }, text };
    },
  };
}
