/**
 * What running a part's conformance suite against an endpoint found, signed by whoever ran it: a
 * bidder for themselves, or the platform again. The signature says that nobody changed the report
 * since, and by its key who vouches for it.
 */

import canonicalize from 'canonicalize';
import { z } from 'zod';

export const aspects = ['correct', 'complete', 'fast', 'fails-well', 'accessible'] as const;
/** What a check is about. */
export type Aspect = (typeof aspects)[number];

const moment = z.iso.datetime({ offset: true });
const line = z.string().max(500);

const finding = z.strictObject({
  /** Item, page or request, for example `/items/3/hours/opening`. */
  where: line,
  what: line,
  mend: line,
});

const check = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(60),
  aspect: z.enum(aspects),
  title: line,
  /** `skipped` where what it looks at is not there, because another check failed. */
  outcome: z.enum(['passed', 'failed', 'skipped']),
  /** What was wanted and what was found, in words with units; empty where there is no figure. */
  wanted: line,
  measured: line,
  findings: z.array(finding).max(50),
  /** How many more there were. */
  findingsLeftOut: z.int().min(0),
});

export const conformanceReport = z.strictObject({
  format: z.literal('drystone-conformance/1'),
  /** For example `visit.content`. */
  part: z.string().min(3).max(60),
  /** Version of the suite. */
  suite: z.string().max(20),
  endpoint: z.url({ protocol: /^https?$/ }).max(2000),
  startedAt: moment,
  tookMs: z.int().min(0),
  /** Whose program ran it, for example `drystone 0.1.0`. */
  runner: line,
  /** Things the endpoint gave, for example attractions. */
  items: z.int().min(0),
  checks: z.array(check).min(1).max(200),
  /** Whether no check failed and none was skipped. */
  passed: z.boolean(),
});
export type ConformanceReport = z.output<typeof conformanceReport>;
export type ConformanceCheck = z.output<typeof check>;
export type ConformanceFinding = z.output<typeof finding>;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

export const signedReport = z.strictObject({
  report: conformanceReport,
  signature: z.strictObject({
    /** Over the UTF-8 bytes of the report in the canonical form of RFC 8785. */
    algorithm: z.literal('Ed25519'),
    /** Thumbprint of the key (RFC 7638), as published at `/.well-known/drystone-keys.json`. */
    keyId: base64url.length(43),
    /** The public key itself, the `x` of its JWK (RFC 8037). */
    publicKey: base64url.length(43),
    value: base64url.length(86),
  }),
});
export type SignedReport = z.output<typeof signedReport>;

/** A private key that stays where it is; see `platform`'s or one's own in `DATA_DIR`. */
export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: string;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

export async function signReport(report: ConformanceReport, key: SigningKey): Promise<SignedReport> {
  const value = toBase64url(await key.sign(signedBytes(report)));
  return { report, signature: { algorithm: 'Ed25519', keyId: key.keyId, publicKey: key.publicKey, value } };
}

export type Verified =
  /** `keyId` says whose signature it is: compare it with the keys you know. */
  | { readonly ok: true; readonly report: ConformanceReport; readonly keyId: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Whether this is a report of the form above that nobody has changed since it was signed, and that
 * says `passed` only where its checks did.
 *
 * @example
 * const verified = await verifyReport(JSON.parse(text));
 * if (verified.ok && verified.keyId === platformKeyId) …
 */
export async function verifyReport(given: unknown): Promise<Verified> {
  const parsed = signedReport.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, reason: `${issue!.path.map(String).join('.') || 'the report'}: ${issue!.message}` };
  }
  const { report, signature } = parsed.data;
  if (signature.keyId !== (await thumbprint(signature.publicKey))) return { ok: false, reason: 'the key is not the one that the signature names' };
  const key = await crypto.subtle.importKey('jwk', publicJwk(signature.publicKey), 'Ed25519', false, ['verify']).catch(() => undefined);
  if (key === undefined || !(await crypto.subtle.verify('Ed25519', key, fromBase64url(signature.value), signedBytes(report)))) return { ok: false, reason: 'the signature does not fit: the report was changed, or is not of this key' };
  if (report.passed !== allPassed(report.checks)) return { ok: false, reason: 'it says something else of the whole than of its checks' };
  return { ok: true, report, keyId: signature.keyId };
}

export function allPassed(checks: readonly Pick<ConformanceCheck, 'outcome'>[]): boolean {
  return checks.length > 0 && checks.every(({ outcome }) => outcome === 'passed');
}

/** A public key as RFC 8037 writes it; `publicKey` is its `x`. */
export function publicJwk(publicKey: string): { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string } {
  return { kty: 'OKP', crv: 'Ed25519', x: publicKey };
}

/** RFC 7638: SHA-256 over the key's required members in the order of their names. */
export async function thumbprint(publicKey: string): Promise<string> {
  const { kty, crv, x } = publicJwk(publicKey);
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify({ crv, kty, x })))));
}

function signedBytes(report: ConformanceReport): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalize(report)!);
}

function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
