/**
 * Secrets that people keep on paper: 256 bits as fourteen groups of four letters and digits, the
 * last group a checksum, in Crockford's base 32 (no I, L, O or U to mistake).
 */

import { createHash, randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secretBytes = 32;
const dataLength = 52;
const groupLength = 4;

export const newSecret = (): Uint8Array => new Uint8Array(randomBytes(secretBytes));

/** For people to read: `7M2C-…`. */
export function codeOf(secret: Uint8Array): string {
  const data = base32(secret, dataLength);
  return groups(data + checksum(data)).join('-');
}

/** @returns undefined where it is no such code, or mistyped. */
export function secretOf(code: string): Uint8Array | undefined {
  const plain = normal(code);
  if (plain.length !== dataLength + groupLength || [...plain].some((letter) => !alphabet.includes(letter))) return undefined;
  const data = plain.slice(0, dataLength);
  if (checksum(data) !== plain.slice(dataLength)) return undefined;
  let bits = 0n;
  for (const letter of data) bits = (bits << 5n) | BigInt(alphabet.indexOf(letter));
  return Uint8Array.from(Buffer.from((bits >> 4n).toString(16).padStart(secretBytes * 2, '0'), 'hex'));
}

/** What is typed back to show that a code was written down: its last two groups. */
export const lastGroups = (code: string): string => code.split('-').slice(-2).join('-');

/** As it is meant, however it was typed. */
export const normal = (typed: string): string => typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');

function base32(bytes: Uint8Array, length: number): string {
  let bits = BigInt(`0x${Buffer.from(bytes).toString('hex')}`) << 4n;
  let written = '';
  for (let index = 0; index < length; index++, bits >>= 5n) written = alphabet[Number(bits & 31n)]! + written;
  return written;
}

const checksum = (data: string): string => {
  const hash = createHash('sha256').update(`drystone code ${data}`).digest();
  return [0, 1, 2, 3].map((index) => alphabet[hash[index]! & 31]!).join('');
};

const groups = (text: string): string[] => text.match(/.{4}/g)!;
