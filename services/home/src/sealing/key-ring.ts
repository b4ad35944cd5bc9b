/** Keys that seal personal fields: the one in use, and those before it, for as long as something is sealed by them. */

import { randomBytes } from 'node:crypto';

export interface HomeKey {
  /** Written beside each field that it seals. */
  readonly id: string;
  readonly bytes: Buffer;
}

export interface KeyRing {
  /** The one in use first. Asked each time: another process may have made a new one. */
  keys(): readonly [HomeKey, ...HomeKey[]];
  /** Where keys of local units from before there was a ring were sealed by it. */
  readonly secret?: string | undefined;
}

const keyBytes = 32;
const keyPattern = /^([a-z0-9]{1,16}):([A-Za-z0-9_-]{43})$/;

/** @param text `id:key,id:key`, each key 32 bytes in base64url, the one in use first. @throws Error that says what is wrong, and not the key. */
export function parseKeys(text: string): readonly [HomeKey, ...HomeKey[]] {
  const keys = text.trim().split(/[\s,]+/).map((each) => {
    const [, id, key] = keyPattern.exec(each) ?? [];
    if (id === undefined || key === undefined) throw new Error('use id:key,id:key, the one in use first: an id of small letters and digits, and a key of 32 bytes in base64url, 43 characters');
    return { id, bytes: Buffer.from(key, 'base64url') };
  });
  const twice = keys.find(({ id }, index) => keys.findIndex((each) => each.id === id) !== index);
  if (twice !== undefined) throw new Error(`names the key ${twice.id} twice`);
  return keys as [HomeKey, ...HomeKey[]];
}

export function writeKeys(keys: readonly HomeKey[]): string {
  return keys.map(({ id, bytes }) => `${id}:${bytes.toString('base64url')}`).join(',');
}

/** A new one, with an id that none of these has. */
export function newKey(others: readonly HomeKey[]): HomeKey {
  const numbers = others.map(({ id }) => Number(/^k(\d{1,9})$/.exec(id)?.[1] ?? 0));
  return { id: `k${Math.max(0, ...numbers) + 1}`, bytes: randomBytes(keyBytes) };
}
