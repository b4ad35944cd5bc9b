/** `drystone prove visit.content`: a provider's endpoint held to the part's suite, from a terminal. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutbound } from '@drystone/outbound';
import { parseAllowed } from '@drystone/outbound/allowed';
import { conformanceReport, verifyReport, type SignedReport } from '@drystone/part';
import { proveContent } from '@drystone/part-visit-content/conformance';
import { catalogueOfPack, placeOfRecord, readPlacePack, type Catalogue } from '@drystone/visit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { prove as proveCommand } from '../apps/cli/src/prove.ts';
import { aPlace } from './support/commissioning.ts';
import { madeUpProvider, type MadeUpProvider } from './support/provider.ts';

const program = join(import.meta.dirname, '../apps/cli/bin/drystone.mjs');
const places = ['first', 'second', 'third'].map((slug) => ({ ...aPlace, slug: `${slug}-fall`, price: { ...aPlace.price, year: Temporal.Now.plainDateISO().year }, accessibility: { ...aPlace.accessibility, stepFree: 'limited', note: 'Level to the gate, then forty steps.' }, summary: `${aPlace.summary} The ${slug} of three, loudest after rain.` }));
let data: string;
let provider: MadeUpProvider;
let catalogue: Catalogue;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'drystone-prove-'));
  provider = await madeUpProvider(places);
  catalogue = catalogueOfPack(await readPlacePack(join(import.meta.dirname, '../places/northern-ireland')));
});
afterEach(() => {
  provider.items = places;
  provider.instead = undefined;
});
afterAll(async () => {
  await provider.close();
  await rm(data, { recursive: true, force: true });
});

function drystone(words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'prove', ...words], { env: { ...inherited, DATA_DIR: data, OUTBOUND_ALLOW: provider.hostAndPort } }, (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }));
  });
}
/** The suite without the command around it. */
async function failedChecks(): Promise<string[]> {
  const outbound = createOutbound({ userAgent: 'Drystone/test', allowed: parseAllowed([provider.hostAndPort]) });
  const report = await proveContent({ endpoint: provider.url, outbound, recordProblems: (record) => placeOfRecord(record, [catalogue]).problems, clock: () => Temporal.Now.instant(), runner: 'test' });
  await outbound.close();
  expect(conformanceReport.parse(report).passed).toBe(report.checks.every(({ outcome }) => outcome === 'passed'));
  return report.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id).toSorted();
}

describe('an endpoint that serves the part well', () => {
  it('passes; the report is signed, kept, and tells nothing but the truth', async () => {
    const file = join(data, 'report.json');
    const { code, out, err } = await drystone(['visit.content', provider.url, '--json', '--out', file]);
    const signed = JSON.parse(out) as SignedReport;
    expect([code, signed.report.passed, signed.report.items, err]).toEqual([0, true, 3, expect.stringMatching(/… reading the pages/)]);
    expect(await verifyReport(JSON.parse(await readFile(file, 'utf8')))).toMatchObject({ ok: true, keyId: signed.signature.keyId });
    expect(provider.requests.every(({ headers }) => /^Drystone\//.test(headers['user-agent']!) && headers['signature-input']!.includes(`keyid="${signed.signature.keyId}"`))).toBe(true);
    expect(new Set(provider.requests.map(({ method }) => method))).toEqual(new Set(['GET', 'HEAD', 'PROPFIND']));
  });
});

interface Wrong {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

describe('an endpoint that does not', () => {
  it('is told each fault with its mend, and ends with 1', async () => {
    provider.items = [
      { ...places[0], name: '<b>Bold</b> Fall', position: { ...aPlace.position, lat: 54.1 } },
      { ...places[1], hours: { opening: 'whenever', basis: 'unverified' }, price: { ...aPlace.price, adult: 100, child: 200, year: 2020 } },
      { ...places[2], accessibility: { ...aPlace.accessibility, stepFree: 'limited', parking: 'unknown' }, summary: 'A SUMMARY IN CAPITALS THAT GOES ON AND ON. It is followed by one that is short enough.' },
      { ...places[2], slug: 'first-fall', hours: 'unknown', summary: `${'Words that never come to any end at all and go on '.repeat(6)}. Then it ends.` },
      { slug: 'no-fields' },
    ];
    expect(await failedChecks()).toEqual(['access-note', 'access-told', 'capitals', 'described', 'hours', 'hours-told', 'plain-text', 'position', 'price', 'schema', 'sentences', 'unique']);
    const { code, out } = await drystone(['visit.content', provider.url]);
    expect(code).toBe(1);
    expect(out).toMatch(/FAILED {3}Each place lies in its area[\s\S]+\/items\/0\/position: first-fall: is \d+ m outside causeway-coast-and-glens\n +Mend: /);
    expect(out).toMatch(/\d+ passed, \d+ failed\. It does not conform yet\.\nSigned by key [\w-]{43}/);
  });

  it.each<[string, string[], (request: IncomingMessage) => Wrong | undefined]>([
    ['shows its insides when it fails', ['unknown-place', 'unknown-cursor', 'no-traces'], (request) => (/no-such/.test(request.url!) ? { status: 500, type: 'text/plain', body: 'Error: boom\n    at handler (/srv/app/index.js:12:5)' } : undefined)],
    ['answers everything by a page', ['pages', 'one-place', 'unknown-place', 'unknown-cursor', 'not-modified', 'unknown-method'], (request) => (request.url === '/feed' && request.method !== 'PROPFIND' && !request.headers['if-none-match'] ? undefined : { status: 200, type: 'text/html', body: '<p>Home' })],
    ['leads in circles', ['pages', 'not-modified'], (request) => (request.url === '/feed' && request.method === 'GET' ? { status: 200, type: 'application/json', body: JSON.stringify({ items: places, next: '/feed' }) } : undefined)],
    ['leads to somebody else', ['pages', 'not-modified'], (request) => (request.url === '/feed' && request.method === 'GET' ? { status: 200, type: 'application/json', body: JSON.stringify({ items: places, next: 'http://169.254.169.254/' }) } : undefined)],
  ])('%s: %j', async (_, faults, instead) => {
    provider.instead = (request, response) => {
      const wrong = instead(request);
      if (wrong !== undefined) response.writeHead(wrong.status, { 'content-type': wrong.type }).end(wrong.body);
      return wrong !== undefined;
    };
    expect(await failedChecks()).toEqual(faults.toSorted());
  });
});

describe('what cannot be run', () => {
  it.each<[string, () => string[], RegExp, Record<string, string>?]>([
    ['no part', () => [], /give a part and an address/],
    ['a part without a suite', () => ['visit.recommender', provider.url], /there is no suite for "visit.recommender"/],
    ['no address', () => ['visit.content', 'provider'], /"provider" is not an address/],
    ['an address inside', () => ['visit.content', provider.url], /127\.0\.0\.1 is not on the public internet \(loopback\): use an address that everybody can reach, or allow your own by OUTBOUND_ALLOW=127\.0\.0\.1:\d+$/, { OUTBOUND_ALLOW: '' }],
    ['nobody there', () => ['visit.content', 'http://127.0.0.1:9/feed'], /cannot be reached \(ECONNREFUSED\)/, { OUTBOUND_ALLOW: '127.0.0.1:9' }],
    ['a folder that is not there', () => ['visit.content', provider.url, '--out', '/no/such/report.json'], /cannot be written: there is no such folder/],
    ['a setting that makes no sense', () => ['visit.content', provider.url], /OUTBOUND_ALLOW is "everything": "everything" is neither host:port/, { OUTBOUND_ALLOW: 'everything' }],
  ])('%s: exit code 2', async (_, words, line, environment) => {
    for (const [name, value] of Object.entries({ DATA_DIR: data, OUTBOUND_ALLOW: provider.hostAndPort, ...environment })) vi.stubEnv(name, value);
    await expect(proveCommand.run(words())).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(line) });
    vi.unstubAllEnvs();
  });
});
