/** What the worker does by itself: the log is read on. */

import { kpiReader } from '@drystone/commissioning';
import { sql } from '@drystone/database';
import { readToEnd, type EventReader } from '@drystone/events';
import type { TestDatabase } from './database.ts';

export const countLog = (test: Pick<TestDatabase, 'database'>): Promise<void> => readAll(test, kpiReader('Europe/London'));

/** Until nothing is left. Transactions of the tests beside this one, in other databases of the server, hold readers up too. */
export async function readAll({ database }: Pick<TestDatabase, 'database'>, reader: EventReader): Promise<void> {
  for (;;) {
    await readToEnd(database, reader);
    const { rows } = await database.as('system:tests', (transaction) =>
      sql<{ left: boolean }>`
        select exists (select from platform.event where not exists (
          select from platform.event_reader as reader where name = ${reader.name} and (event.transaction_id, event.id) <= (reader.transaction_id, reader.event_id))) as left`.execute(transaction),
    );
    if (!rows[0]!.left) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
