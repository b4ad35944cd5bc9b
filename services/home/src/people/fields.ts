/** Which columns are sealed, and opening and sealing them in their place. */

import type { Sealing } from '../sealing/sealing.ts';

/** Every sealed column of the schema, by table: what a new key has to seal anew. */
export const sealedColumns = {
  local_unit: ['keys'],
  webhook: ['secrets'],
  dwelling: ['address', 'position', 'access_notes', 'key_safe'],
  service_user: ['name', 'preferred_name', 'born_in', 'phone', 'health_notes'],
  keyholder: ['name', 'phone', 'relation'],
  case_note: ['text'],
  consent: ['recipient_name', 'relation', 'email'],
} as const;
export type SealedTable = keyof typeof sealedColumns;
export type SealedColumn<Table extends SealedTable> = (typeof sealedColumns)[Table][number];

export interface Row<Table extends SealedTable> {
  seal(column: SealedColumn<Table>, text: string): Buffer;
  seal(column: SealedColumn<Table>, text: string | null): Buffer | null;
  open(column: SealedColumn<Table>, sealed: Uint8Array): string;
  open(column: SealedColumn<Table>, sealed: Uint8Array | null): string | null;
}

/** The sealed fields of one row. */
export function rowOf<Table extends SealedTable>(sealing: Sealing, table: Table, row: string): Row<Table> {
  return {
    seal: ((column: string, text: string | null) => (text === null ? null : sealing.seal(text, { table, column, row }))) as Row<Table>['seal'],
    open: ((column: string, sealed: Uint8Array | null) => (sealed === null ? null : sealing.open(sealed, { table, column, row }))) as Row<Table>['open'],
  };
}
