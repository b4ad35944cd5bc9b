/**
 * AES-CBC as DC-09 uses it: initial vector of zeros, no PKCS padding, but padding of its own in
 * front. It keeps a message from being read, not from being changed: there is no check of its own.
 */

import { cbc } from '@noble/ciphers/aes.js';

const blockBytes = 16;
const zeros = new Uint8Array(blockBytes);
const bar = 0x7c;

/** 16, 24 or 32 bytes: AES-128, 192 or 256. */
export type Key = Uint8Array;

/** So many bytes from a random source; which of them may stand in padding is seen to here. */
export type PaddingSource = (length: number) => Uint8Array;

/** @returns undefined where the ciphertext is not made of whole blocks or the key has no length AES knows. */
export function decrypt(ciphertext: Uint8Array, key: Key): Uint8Array | undefined {
  if (ciphertext.length === 0 || ciphertext.length % blockBytes !== 0 || !fits(key)) return undefined;
  return cbc(key, zeros, { disablePadding: true }).decrypt(ciphertext);
}

/** Puts padding and a bar in front of `content`, 16 bytes of it where none were needed, and encrypts both. */
export function encrypt(content: Uint8Array, key: Key, padding: PaddingSource): Uint8Array {
  if (!fits(key)) throw new RangeError(`a key has 16, 24 or 32 bytes, this one has ${key.length}`);
  const length = blockBytes - ((content.length + 1) % blockBytes);
  const plain = new Uint8Array(length + 1 + content.length);
  plain.set(padding(length).subarray(0, length).map(allowed));
  plain[length] = bar;
  plain.set(content, length + 1);
  return cbc(key, zeros, { disablePadding: true }).encrypt(plain);
}

export function fits(key: Key): boolean {
  return key.length === 16 || key.length === 24 || key.length === 32;
}

/** Not `|`, `[` or `]`, which mean something, and no control character, which some panels stumble over. */
function allowed(byte: number): number {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.';
  return letters.charCodeAt(byte & 63);
}
