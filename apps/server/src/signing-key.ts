/**
 * The key that vouches for what this Drystone says to others: conformance reports and its requests to
 * providers. Made once, kept beside the database; its public half is published.
 */

import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thumbprint, type SigningKey } from '@drystone/part';
import { z } from 'zod';
import { StartError } from './configuration.ts';
import { makeDataDirectory } from './data-directory.ts';

const privateJwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().length(43), d: z.string().length(43) });

/** @param given the setting `SIGNING_KEY`, in place of the kept one. @throws StartError where it is no key. */
export async function keptSigningKey(dataDirectory: string, given?: string): Promise<SigningKey> {
  const file = join(dataDirectory, 'signing-key.json');
  if (given !== undefined) return keyOf(given, 'SIGNING_KEY');
  await makeDataDirectory(dataDirectory);
  try {
    await writeFile(file, JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return keyOf(await readFile(file, 'utf8'), file);
}

async function keyOf(text: string, name: string): Promise<SigningKey> {
  let key: KeyObject;
  let publicKey: string;
  try {
    const jwk = privateJwk.parse(JSON.parse(text));
    key = createPrivateKey({ key: jwk, format: 'jwk' });
    // What the private half says, whatever stands beside it.
    publicKey = key.export({ format: 'jwk' }).x!;
  } catch {
    throw new StartError(`${name}: use a private Ed25519 key as a JWK (RFC 8037), such as {"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}`);
  }
  return { keyId: await thumbprint(publicKey), publicKey, sign: async (data) => sign(null, data, key) };
}
