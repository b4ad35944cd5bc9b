/** Keys of local units and secrets of webhooks, sealed as personal fields are: a copy of the tables decrypts no alarm. */

import type { Sealing } from '../sealing/sealing.ts';

export interface SealedKeys {
  /** For this row and no other. */
  seal(keys: readonly Uint8Array[], row: string): Buffer;
  /** @throws Error where they were sealed by a key that is not there, or for another row. */
  open(sealed: Uint8Array, row: string): readonly Uint8Array[];
}

export function createSealedKeys(sealing: Sealing, table: string, column: string): SealedKeys {
  return {
    seal: (keys, row) => sealing.seal(JSON.stringify(keys.map((each) => Buffer.from(each).toString('hex'))), { table, column, row }),
    open: (sealed, row) => (JSON.parse(sealing.open(sealed, { table, column, row })) as string[]).map((each) => Buffer.from(each, 'hex')),
  };
}
