/**
 * Signatures of webhooks as Standard Webhooks has them (standardwebhooks.com, symmetric, `v1`):
 * HMAC-SHA256 over `id.timestamp.body`, in base64. The body of a vendor's cloud is a device message.
 */

export interface SignedRequest {
  /** `webhook-id` */
  readonly id: string | null;
  /** `webhook-timestamp`, seconds since 1970. */
  readonly timestamp: string | null;
  /** `webhook-signature`: one or several of `v1,BASE64`, apart by blanks. */
  readonly signature: string | null;
  readonly body: Uint8Array;
}

export interface SignatureTools {
  readonly hmacSha256: (key: Uint8Array, data: Uint8Array) => Uint8Array;
  /** In a time that does not depend on where they differ. Asked for values of one length only. */
  readonly equal: (a: Uint8Array, b: Uint8Array) => boolean;
}

export type Verification = { readonly ok: true; /** Of the secrets given. */ readonly secret: number } | { readonly ok: false; readonly why: 'not-signed' | 'too-old' | 'too-new' | 'wrong-signature' };

const signatureBytes = 32;
const mostSignatures = 10;

/** Whether one of `secrets` signed it, within `toleranceSeconds` of now. Several secrets serve while one is changed. */
export function verify(request: SignedRequest, secrets: readonly Uint8Array[], now: Temporal.Instant, { hmacSha256, equal }: SignatureTools, toleranceSeconds = 300): Verification {
  const { id, timestamp, signature, body } = request;
  if (!id || !/^[\x21-\x7e]{1,256}$/.test(id) || !timestamp || !/^\d{1,12}$/.test(timestamp) || !signature) return { ok: false, why: 'not-signed' };
  const offered = signature.split(' ').slice(0, mostSignatures).flatMap((each) => (each.startsWith('v1,') ? (fromBase64(each.slice(3)) ?? []) : []));
  if (offered.length === 0) return { ok: false, why: 'not-signed' };
  const age = now.epochMilliseconds / 1000 - Number(timestamp);
  if (age > toleranceSeconds) return { ok: false, why: 'too-old' };
  if (age < -toleranceSeconds) return { ok: false, why: 'too-new' };
  const data = signedContent(id, timestamp, body);
  for (const [index, secret] of secrets.entries()) {
    const wanted = hmacSha256(secret, data);
    if (offered.some((each) => each.length === signatureBytes && equal(each, wanted))) return { ok: true, secret: index };
  }
  return { ok: false, why: 'wrong-signature' };
}

/** The bytes that are signed: `id.timestamp.` and the body as it came. */
export function signedContent(id: string, timestamp: string, body: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const data = new Uint8Array(head.length + body.length);
  data.set(head);
  data.set(body, head.length);
  return data;
}

/** The three headers of a request of our own. */
export function sign(id: string, at: Temporal.Instant, body: Uint8Array, secret: Uint8Array, { hmacSha256 }: Pick<SignatureTools, 'hmacSha256'>): { readonly 'webhook-id': string; readonly 'webhook-timestamp': string; readonly 'webhook-signature': string } {
  const timestamp = String(Math.floor(at.epochMilliseconds / 1000));
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${toBase64(hmacSha256(secret, signedContent(id, timestamp, body)))}` };
}

/** A secret as vendors show it: `whsec_` and base64 of 24 to 64 bytes. */
export function readSecret(text: string): Uint8Array | undefined {
  const bytes = text.startsWith('whsec_') ? fromBase64(text.slice(6)) : undefined;
  return bytes && bytes.length >= 24 && bytes.length <= 64 ? bytes : undefined;
}

function fromBase64(text: string): Uint8Array | undefined {
  if (text.length > 128 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
