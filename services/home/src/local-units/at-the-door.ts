/** What a door asks before it can read a message: how its sender is received. Asked of the database each time, together where many ask at once. */

import type { Database } from '@drystone/database';
import { together } from '../signals/together.ts';
import { receptionForm, type Reception, type UnitProtocol } from './local-unit.ts';
import type { SealedKeys } from './sealed-keys.ts';
import { findUnitsAtTheDoor } from './store.ts';

export interface KnownAtTheDoor {
  readonly reception: Reception;
  readonly keys: readonly Uint8Array[];
}

export interface AtTheDoor {
  /** Undefined where nobody knows it. Rejects where the database does not say. */
  unitOf(account: string): Promise<KnownAtTheDoor | undefined>;
}

export function createAtTheDoor(database: Database, sealed: SealedKeys, protocol: UnitProtocol): AtTheDoor {
  const ask = together(
    async (accounts: readonly string[]) => {
      const units = await database.as('system:intake', (transaction) => findUnitsAtTheDoor(transaction, protocol, [...new Set(accounts)]));
      const known = new Map(units.map(({ id, account, keys, settings }) => [account, { reception: receptionForm.parse(settings), keys: keys === null ? [] : sealed.open(keys, id) }]));
      return accounts.map((account) => known.get(account));
    },
    { most: 500, atOnce: 1, mostWaiting: 10_000 },
  );
  // What no account can be called is not asked for: a NUL would fail the others' question too.
  return { unitOf: async (account) => (/^[\x21-\x7e]{1,64}$/.test(account) ? ask(account.toUpperCase()) : undefined) };
}
