/** Seals anew, by the key in use, what was sealed by one before it. Batch by batch, so that it can be stopped at any time and goes on where it was. */

import { sql, type Database, type Transaction } from '@drystone/database';
import type { KeyRing } from '../sealing/key-ring.ts';
import { createSealing, type Sealing } from '../sealing/sealing.ts';
import { rowOf, sealedColumns, type SealedTable } from './fields.ts';
import { nameWords, phoneWords, postcodeWords } from './search-words.ts';

type SealedRow = Readonly<Record<string, Buffer | null>> & { readonly id: string; readonly organisation: string };

const batchRows = 200;
const tables = Object.keys(sealedColumns) as SealedTable[];

/** @returns how many rows were sealed anew. Stops after `most` of them. */
export async function sealAnew(database: Database, ring: KeyRing, most = Number.POSITIVE_INFINITY): Promise<number> {
  const sealing = createSealing(ring);
  let done = 0;
  for (const table of tables) {
    for (;;) {
      const rows = Math.min(batchRows, most - done);
      const moved = rows > 0 ? await database.as('system:home', (transaction) => sealBatch(transaction, sealing, table, ring.keys()[0].id, rows)) : 0;
      done += moved;
      if (moved === 0) break;
    }
  }
  return done;
}

/** Rows that hold a field of another key than the one in use. */
export async function rowsOfOlderKeys(database: Database, ring: KeyRing): Promise<number> {
  return database.as('system:home', async (transaction) => {
    let count = 0;
    for (const table of tables) {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from home.${sql.raw(table)} where ${ofOlderKeys(table, ring.keys()[0].id)}`.execute(transaction);
      count += rows[0]!.count;
    }
    return count;
  });
}

function ofOlderKeys(table: SealedTable, current: string) {
  return sql.join(sealedColumns[table].map((column) => sql`substring(${sql.ref(column)} from 2 for get_byte(${sql.ref(column)}, 0)) <> ${Buffer.from(current)}::bytea`), sql` or `);
}

async function sealBatch(transaction: Transaction, sealing: Sealing, table: SealedTable, current: string, most: number): Promise<number> {
  const columns = sealedColumns[table] as readonly string[];
  const { rows } = await sql<SealedRow>`
    select id, organisation, ${sql.join(columns.map((column) => sql.ref(column)))} from home.${sql.raw(table)} where ${ofOlderKeys(table, current)} order by id limit ${most} for update`.execute(transaction);
  for (const row of rows) {
    const { open, seal } = rowOf(sealing, table, row.id);
    const opened = Object.fromEntries(columns.map((column) => [column, open(column as never, row[column] ?? null)])) as Readonly<Record<string, string | null>>;
    const words = wordsOf(table, opened);
    const changes = [
      ...columns.map((column) => sql`${sql.ref(column)} = ${seal(column as never, opened[column] ?? null)}`),
      ...(words === undefined ? [] : [sql`words = ${[...sealing.index(row.organisation, words)]}::bytea[]`]),
    ];
    await sql`update home.${sql.raw(table)} set ${sql.join(changes)} where id = ${row.id}`.execute(transaction);
  }
  return rows.length;
}

/** What stands in its blind index, which a new key writes anew too. */
function wordsOf(table: SealedTable, { name, preferred_name: preferred, phone, address }: Readonly<Record<string, string | null>>): readonly string[] | undefined {
  if (table === 'service_user') return [...nameWords(name ?? null, preferred ?? null), ...phoneWords(phone ?? null)];
  if (table === 'dwelling') return postcodeWords(address == null ? null : (JSON.parse(address) as { postcode: string }).postcode);
  return undefined;
}
