/**
 * Seals personal fields one by one: AES-256-GCM, bound to table, column and row, so that no field can be
 * put in another's place. And finds them again without opening them, by a blind index of whole words.
 *
 * A sealed field is the length of its key's id, the id, nonce, tag and ciphertext.
 */

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { HomeKey, KeyRing } from './key-ring.ts';

export interface Field {
  readonly table: string;
  readonly column: string;
  /** Id of its row. */
  readonly row: string;
}

export interface Sealing {
  seal(text: string, field: Field): Buffer;
  /** @throws Error where it was sealed for another field, was changed, or its key is not there. */
  open(sealed: Uint8Array, field: Field): string;
  /** By the key in use. */
  isSealedAnew(sealed: Uint8Array): boolean;
  /** What stands in the index for words of one organisation, by the key in use. */
  index(organisation: string, words: readonly string[]): readonly Buffer[];
  /** What to look for: for each key there is, all of these words. */
  lookUp(organisation: string, words: readonly string[]): readonly (readonly Buffer[])[];
}

const nonceBytes = 12;
const tagBytes = 16;
/** Enough that words of one organisation are not taken for each other, and no more. */
const indexBytes = 8;

export function createSealing(ring: KeyRing): Sealing {
  const derived = new Map<string, Buffer>();
  const keyFor = (use: 'fields' | 'index', { id, bytes }: HomeKey): Buffer => {
    const name = `${use} ${id} ${bytes.toString('base64url')}`;
    const known = derived.get(name) ?? Buffer.from(hkdfSync('sha256', bytes, '', `drystone home ${use}`, 32));
    derived.set(name, known);
    return known;
  };
  const before = ring.secret === undefined ? undefined : Buffer.from(hkdfSync('sha256', ring.secret, '', 'drystone home local unit keys', 32));
  const blind = (key: HomeKey, organisation: string, words: readonly string[]): readonly Buffer[] =>
    [...new Set(words)].map((word) => createHmac('sha256', keyFor('index', key)).update(`${organisation} ${word}`).digest().subarray(0, indexBytes));

  return {
    seal(text, field) {
      const [key] = ring.keys();
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', keyFor('fields', key), nonce).setAAD(Buffer.from(nameOf(field)));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(key.id.length), Buffer.from(key.id), nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed, field) {
      const id = keyIdOf(sealed);
      const known = ring.keys().find((each) => each.id === id);
      const key = id === '' ? before : known && keyFor('fields', known);
      if (key === undefined) throw new Error(`the key ${id === '' ? 'made of SECRET_KEY' : id} that sealed ${field.table}.${field.column} is not there`);
      const box = Buffer.from(sealed).subarray(1 + id.length);
      const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceBytes)).setAAD(Buffer.from(id === '' ? field.row : nameOf(field)));
      decipher.setAuthTag(box.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([decipher.update(box.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
    },
    isSealedAnew: (sealed) => keyIdOf(sealed) === ring.keys()[0].id,
    index: (organisation, words) => blind(ring.keys()[0], organisation, words),
    lookUp: (organisation, words) => ring.keys().map((key) => blind(key, organisation, words)),
  };
}

const nameOf = ({ table, column, row }: Field): string => `home.${table}.${column} ${row}`;

/** Id of the key that sealed it; empty: the one made of `SECRET_KEY`. */
export function keyIdOf(sealed: Uint8Array): string {
  return Buffer.from(sealed).subarray(1, 1 + (sealed[0] ?? 0)).toString();
}
