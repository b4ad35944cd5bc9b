/** Puts a table of service users in: first as a dry run that tells each line's fate, then all of it in one transaction. */

import { randomUUIDv7 } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { appendEvents } from '@drystone/events';
import { Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { otherColumns, readTable, requiredColumns, sameAs, type Fate } from './importing.ts';
import type { DwellingForm } from './person.ts';
import { dwellingsCalled, fillDwellings, findServiceUsers, putServiceUsers, reviseDwellings } from './store.ts';

export interface ImportReport {
  /** Whether it was put in. */
  readonly done: boolean;
  /** What is wrong with the file as a whole; null where its lines could be read. */
  readonly problem: string | null;
  readonly counts: Readonly<Record<Fate['fate'], number>>;
  readonly lines: readonly Fate[];
}

export interface Imports {
  /** Which columns a table may have, and which it must. */
  readonly importColumns: { readonly required: readonly string[]; readonly others: readonly string[] };
  /** @param commit puts it in where no line is wrong; duplicates are left out. Otherwise nothing is changed. */
  importServiceUsers(caller: Caller | undefined, organisation: string, file: Uint8Array, commit: boolean): Promise<ImportReport>;
}

export interface ImportsOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly sealing: Sealing;
}

const everybody = 1_000_000;

export function createImports({ database, clock, organisations, sealing }: ImportsOptions): Imports {
  return {
    importColumns: { required: requiredColumns, others: otherColumns },
    async importServiceUsers(caller, organisation, file, commit) {
      const { actor } = requirePermission(caller, 'person.edit', organisation);
      if ((await organisations.publicly(organisation)) === undefined) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${organisation}.` });
      const at = clock();
      return database.as({ actor, organisations: [organisation] }, async (transaction) => {
        const there = await findServiceUsers(transaction, sealing, [organisation], { question: null, limit: everybody });
        const table = readTable(file, new Set(there.map(({ dwelling, name }) => sameAs(dwelling, name))));
        if ('problem' in table) return { done: false, problem: table.problem, counts: { new: 0, duplicate: 0, wrong: 0 }, lines: [] };
        const counts = { new: 0, duplicate: 0, wrong: 0 };
        for (const { fate } of table.lines) counts[fate]++;
        const lines = table.lines.map(({ line, fate, reasons }) => ({ line, fate, reasons }));
        if (!commit || counts.wrong > 0) return { done: false, problem: null, counts, lines };
        const news = table.lines.flatMap(({ fate, row }) => (fate === 'new' && row !== null ? [row] : []));
        const homes = new Map((await dwellingsCalled(transaction, organisation, news.map(({ serviceUser }) => serviceUser.dwelling), randomUUIDv7)).map((home) => [home.reference, home]));
        // What is registered of a home already is left as it is; of those who share one, the first line tells of it.
        const told = new Map<string, DwellingForm>();
        for (const { serviceUser, dwelling } of news) {
          const { id, isEmpty } = homes.get(serviceUser.dwelling)!;
          if (dwelling !== null && isEmpty && !told.has(id)) told.set(id, dwelling);
        }
        await fillDwellings(transaction, sealing, [...told].map(([id, form]) => ({ id, organisation, form })));
        await reviseDwellings(transaction, [...told].map(([id, { area }]) => ({ id, area })));
        const people = news.map(({ serviceUser }) => ({ id: randomUUIDv7(), organisation, dwelling: homes.get(serviceUser.dwelling)!.id, at, form: serviceUser }));
        await putServiceUsers(transaction, sealing, people);
        await appendEvents(transaction, people.map(({ id: subject }) => ({ type: 'service_user.registered' as const, subject, at, data: { organisation } })));
        return { done: true, problem: null, counts, lines };
      });
    },
  };
}
