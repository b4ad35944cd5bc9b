/** Reports are signed, and any change of them shows. */

import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signReport, thumbprint, verifyReport, type ConformanceReport, type SignedReport, type SigningKey } from './conformance.ts';

const report: ConformanceReport = {
  format: 'drystone-conformance/1',
  part: 'visit.content',
  suite: '1',
  endpoint: 'https://provider.example/feed',
  startedAt: '2027-01-11T09:00:00Z',
  tookMs: 1200,
  runner: 'drystone 0.1.0',
  items: 3,
  checks: [{ id: 'items-fit', aspect: 'correct', title: 'Each item fits the schema', outcome: 'passed', wanted: 'every item', measured: '3 of 3, “é”', findings: [], findingsLeftOut: 0 }],
  passed: true,
};

async function aKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519') as { publicKey: KeyObject; privateKey: KeyObject };
  const x = publicKey.export({ format: 'jwk' }).x!;
  return { keyId: await thumbprint(x), publicKey: x, sign: async (data) => sign(null, data, privateKey) };
}

describe('a signed report', () => {
  it('is taken for what it is, whatever the order of its members', async () => {
    const key = await aKey();
    const signed = await signReport(report, key);
    const turned = { signature: signed.signature, report: Object.fromEntries(Object.entries(signed.report).toReversed()) };
    expect(await verifyReport(JSON.parse(JSON.stringify(turned)))).toEqual({ ok: true, report, keyId: key.keyId });
  });

  const changes: [string, (signed: SignedReport) => unknown][] = [
    ['a figure was changed', (signed) => ({ ...signed, report: { ...report, items: 4 } })],
    ['a check was turned to passed', (signed) => ({ ...signed, report: { ...report, checks: [{ ...report.checks[0]!, measured: '' }] } })],
    ['the endpoint is another', (signed) => ({ ...signed, report: { ...report, endpoint: 'https://other.example/feed' } })],
    ['the signature is another', (signed) => ({ ...signed, signature: { ...signed.signature, value: `${'A'.repeat(85)}A` } })],
    ['it is no report', () => ({})],
    ['it is nothing', () => null],
    ['something was added', (signed) => ({ ...signed, report: { ...report, endorsed: 'by everybody' } })],
  ];
  it.each(changes)('is refused where %s', async (_, change) => {
    expect((await verifyReport(change(await signReport(report, await aKey())))).ok).toBe(false);
  });

  it('of one key does not pass for that of another', async () => {
    const [mine, theirs] = [await signReport(report, await aKey()), await signReport(report, await aKey())];
    expect(await verifyReport({ report, signature: { ...mine.signature, keyId: theirs.signature.keyId } })).toMatchObject({ ok: false });
    expect(await verifyReport({ report, signature: { ...mine.signature, keyId: theirs.signature.keyId, publicKey: theirs.signature.publicKey } })).toMatchObject({ ok: false });
  });

  it('cannot say that all passed where something did not', async () => {
    const failed = { ...report, checks: [{ ...report.checks[0]!, outcome: 'failed' as const }] };
    expect(await verifyReport(await signReport(failed, await aKey()))).toMatchObject({ ok: false });
    expect(await verifyReport(await signReport({ ...failed, passed: false }, await aKey()))).toMatchObject({ ok: true });
  });

  it('names its key as RFC 8037 (appendix A.3) does', async () => {
    expect(await thumbprint('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo')).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });
});
