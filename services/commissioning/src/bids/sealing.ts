/**
 * How a bid is sealed: HPKE (RFC 9180, X25519 with HKDF-SHA256 and AES-256-GCM) to the tender's key,
 * whose private half is split two of three (Shamir, GF(256)) between openers, each share sealed to
 * its opener's own code. What this protects from whom: docs/decisions/0020.
 */

import { createHash } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { combine, split } from 'shamir-secret-sharing';
import { newSecret } from './code.ts';

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const encapsulatedBytes = 32;
const nonceBytes = 12;
/** Lengths tell of contents: sealed texts have whole multiples of it. */
const paddedTo = 4096;

export const openersNeeded = 2;
export const openersNamed = 3;

/** What belongs together: sealed for one purpose it does not open for another. */
export type Purpose = `bid ${string}` | `share ${string}` | `copy ${string}` | `document ${string}`;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** The public key of whoever holds a secret of 32 bytes. */
export async function publicKeyOf(secret: Uint8Array): Promise<Uint8Array> {
  const { publicKey } = await suite.kem.deriveKeyPair(exact(secret));
  return new Uint8Array(await suite.kem.serializePublicKey(publicKey));
}

/** Encapsulated key and ciphertext; only the holder of the private key opens it, and only for the same purpose. */
export async function seal(publicKey: Uint8Array, plain: Uint8Array, purpose: Purpose): Promise<Buffer> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(exact(publicKey));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: bytesOf(`drystone 1 ${purpose}`) }, exact(plain));
  return Buffer.concat([Buffer.from(enc), Buffer.from(ct)]);
}

/** @returns undefined where the secret is another's, the purpose another, or a bit was changed. */
export async function unseal(secret: Uint8Array, sealed: Uint8Array, purpose: Purpose): Promise<Uint8Array | undefined> {
  const recipientKey = await suite.kem.deriveKeyPair(exact(secret));
  try {
    return new Uint8Array(await suite.open({ recipientKey, enc: exact(sealed.subarray(0, encapsulatedBytes)), info: bytesOf(`drystone 1 ${purpose}`) }, exact(sealed.subarray(encapsulatedBytes))));
  } catch {
    return undefined;
  }
}

export interface TenderKey {
  readonly publicKey: Uint8Array;
  /** Sealed to the openers, in their order. */
  readonly shares: readonly Buffer[];
}

/** A new key whose private half is nowhere once this returns: each opener's public key opens one share. */
export async function makeTenderKey(tender: string, openers: readonly Uint8Array[]): Promise<TenderKey> {
  const secret = newSecret();
  const publicKey = await publicKeyOf(secret);
  const parts = await split(secret, openersNamed, openersNeeded);
  const shares = await Promise.all(openers.map((opener, index) => seal(opener, parts[index]!, `share ${tender}`)));
  for (const bytes of [secret, ...parts]) bytes.fill(0);
  return { publicKey, shares };
}

/** The private half of a tender's key. @returns undefined where the shares do not make it. */
export async function joinShares(shares: readonly Uint8Array[], publicKey: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    const secret = await combine(shares.map(exact));
    return Buffer.from(await publicKeyOf(secret)).equals(Buffer.from(publicKey)) ? secret : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON text, filled up with spaces so that its length tells little. */
export function padded(value: unknown): Uint8Array {
  const text = Buffer.from(JSON.stringify(value));
  return Buffer.concat([text, Buffer.alloc(paddedTo - (text.length % paddedTo), ' ')]);
}

export const read = <Value>(plain: Uint8Array): Value => JSON.parse(Buffer.from(plain).toString()) as Value;

/** AES-256-GCM under a key used for nothing else but this thing and its later versions. */
export async function lock(key: Uint8Array, plain: Uint8Array, purpose: Purpose): Promise<Buffer> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: bytesOf(purpose) }, await aesKey(key), exact(plain));
  return Buffer.concat([nonce, Buffer.from(sealed)]);
}

/** @returns undefined where the key is another's or a bit was changed. */
export async function unlock(key: Uint8Array, locked: Uint8Array, purpose: Purpose): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: exact(locked.subarray(0, nonceBytes)), additionalData: bytesOf(purpose) }, await aesKey(key), exact(locked.subarray(nonceBytes))));
  } catch {
    return undefined;
  }
}

const aesKey = (key: Uint8Array) => crypto.subtle.importKey('raw', exact(key), 'AES-GCM', false, ['encrypt', 'decrypt']);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The same bytes in a buffer of their own, as WebCrypto wants them. */
const exact = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);
