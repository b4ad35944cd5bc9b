/**
 * What the intake writes down for supervision: that its doors are open, so that silence counts, and
 * whose lines showed life without saying anything. A write that fails is made good by the next.
 */

import { randomUUIDv7 } from 'node:crypto';
import { sql, type Database } from '@drystone/database';
import { repeating, type Repeating } from '@drystone/events';

export interface Listening {
  /** A line of this MQTT account has shown life. */
  heard(account: string): void;
  /** Writes it down, again and again until it is stopped. */
  keepListening(): Repeating;
}

const everyMs = 30_000;
/** After a longer gap nobody knows whether the doors were open. */
const gapSeconds = 90;
const mostAtOnce = 2_000;

export function createListening(database: Database, onError: (error: unknown) => void): Listening {
  /** Each with when it was, by a clock that no setting moves. */
  const accounts = new Map<string, number>();
  let id = randomUUIDv7();

  async function writeDown(): Promise<void> {
    const took = await database.as('system:intake', async (transaction) => {
      const { numAffectedRows } = await sql`update home.open_doors set open_until = now() where id = ${id} and open_until between now() - make_interval(secs => ${gapSeconds}) and now()`.execute(transaction);
      return Number(numAffectedRows ?? 0) > 0;
    });
    if (!took) {
      id = randomUUIDv7();
      await database.as('system:intake', (transaction) => sql`insert into home.open_doors (id, opened_at, open_until) values (${id}, now(), now())`.execute(transaction));
    }
    for (const some of inPieces([...accounts])) {
      const [names, agesMs] = [some.map(([account]) => account), some.map(([, at]) => performance.now() - at)];
      await database.as('system:intake', (transaction) =>
        // When it was, and not now: its line may have ended since.
        sql`
          insert into home.heard (local_unit, device, heard_at)
          select id, '', now() - make_interval(secs => age / 1000) from unnest(${names}::text[], ${agesMs}::float8[]) as new (account, age) join home.local_unit using (account) where protocol = 'mqtt' order by id
          on conflict (local_unit, device) do update set heard_at = greatest(heard.heard_at, excluded.heard_at)`.execute(transaction),
      );
      for (const [account, at] of some) if (accounts.get(account) === at) accounts.delete(account);
    }
  }

  return {
    heard: (account) => void accounts.set(account.toUpperCase(), performance.now()),
    keepListening: () =>
      repeating(async () => {
        try {
          await writeDown();
        } catch (error) {
          onError(error);
        }
        return everyMs;
      }),
  };
}

function inPieces<Item>(all: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(all.length / mostAtOnce) }, (_, piece) => all.slice(piece * mostAtOnce, (piece + 1) * mostAtOnce));
}
