/** Puts a table of service users in: first as a dry run that tells each line's fate, then all of it in one transaction. */

import { randomUUIDv7 } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { appendEvents } from '@drystone/events';
import { Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { readTable, sameAs, type Fate } from './importing.ts';
import { dwellingCalled, findDwelling, findServiceUsers, putDwelling, putServiceUser } from './store.ts';

export interface ImportReport {
  /** Whether it was put in. */
  readonly done: boolean;
  /** What is wrong with the file as a whole; null where its lines could be read. */
  readonly problem: string | null;
  readonly counts: Readonly<Record<Fate['fate'], number>>;
  readonly lines: readonly Fate[];
}

export interface Imports {
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
        const registered: string[] = [];
        for (const { fate, row } of table.lines) {
          if (fate !== 'new' || row === null) continue;
          const { serviceUser, dwelling } = row;
          const key = { organisation, reference: serviceUser.dwelling };
          const known = await findDwelling(transaction, sealing, key);
          // What is registered of a home already is left as it is.
          const fills = dwelling !== null && (known === undefined || (known.address === null && known.accessNotes === null && !known.hasKeySafe && known.keyholders.length === 0));
          const home = fills
            ? await putDwelling(transaction, sealing, key, { ...dwelling, area: dwelling.area ?? known?.area ?? null, position: known?.position ?? null }, randomUUIDv7)
            : (known?.id ?? (await dwellingCalled(transaction, organisation, serviceUser.dwelling, randomUUIDv7)));
          const id = randomUUIDv7();
          await putServiceUser(transaction, sealing, { id, organisation, dwelling: home, at }, serviceUser);
          registered.push(id);
        }
        await appendEvents(transaction, registered.map((subject) => ({ type: 'service_user.registered' as const, subject, at, data: { organisation } })));
        return { done: true, problem: null, counts, lines };
      });
    },
  };
}
