/** Requests that say who sends them: HTTP message signatures (RFC 9421) by Ed25519. */

import { createHash } from 'node:crypto';
import { httpbis } from 'http-message-signatures';

export interface RequestKey {
  /** As published at `/.well-known/drystone-keys.json`. */
  readonly keyId: string;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** Of a body, as RFC 9530 writes it. */
export function contentDigest(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** The headers with `signature` and `signature-input` over method, address and, where there is a body, its digest and type; good for five minutes. */
export async function signedHeaders(key: RequestKey, method: string, url: URL, headers: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const signed = await httpbis.signMessage(
    {
      key: { id: key.keyId, alg: 'ed25519', sign: async (data) => Buffer.from(await key.sign(data)) },
      name: 'drystone',
      fields: ['@method', '@target-uri', ...['content-digest', 'content-type'].filter((name) => name in headers)],
      params: ['created', 'expires', 'keyid', 'alg', 'tag'],
      paramValues: { tag: 'drystone' },
    },
    { method, url: url.href, headers: { ...headers } },
  );
  const added = Object.entries(signed.headers).filter(([name]) => /^signature(-input)?$/i.test(name));
  return { ...headers, ...Object.fromEntries(added.map(([name, value]) => [name.toLowerCase(), String(value)])) };
}
