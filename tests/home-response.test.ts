/** An award of alarm response routes real cases: to a provider's own system or to its people, and on to the next when it fails. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWhoServes } from '@drystone/commissioning';
import { openDatabase, sql, type Database } from '@drystone/database';
import { assignCases, deliverDue, escalateDue, keepByRule, releaseStranded } from '@drystone/home';
import { readPeriods } from '@drystone/home/retention-periods';
import { createOutbound, type Outbound } from '@drystone/outbound';
import { parseAllowed } from '@drystone/outbound/allowed';
import { verifyReport, type SignedReport } from '@drystone/part';
import { keptSigningKey } from '@drystone/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { administratorKey, aLot, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { insertedAlarm } from './support/home.ts';
import { madeUpResponder, type Responder } from './support/responder.ts';
import { countLog } from './support/roll-up.ts';
import { publishedKey, testServer, type TestServer } from './support/server.ts';

const usual = readPeriods('');

interface Case {
  readonly id: string;
  readonly state: string;
  readonly owner: { queue?: string; operator?: string } | null;
  readonly award: string | null;
  readonly responder: string | null;
}

let server: TestServer;
let database: Database;
let buyer: string;
const commissioning = commissioningOn(() => server);
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  database = openDatabase({ ...server.prepared, connections: 4 });
  afterAll(() => database.close());
});
beforeEach(async () => {
  buyer = await commissioning.organisation('buyer');
});

/** In place of what the responder does. */
const answering = (answer: (response: ServerResponse) => unknown): Responder['instead'] => (_, response) => {
  answer(response);
  return true;
};
const now = () => Temporal.Now.instant();
const responseLot = { ...aLot, part: 'home.response', areas: ['belfast'], kpis: [{ metric: 'answered-within-60-seconds', target: 97.5 }] };
/** One award for each share, of one process; each to a provider of its own. */
async function awarded(...shares: readonly number[]) {
  const process = await commissioning.publish(await commissioning.draft(buyer, { lots: [responseLot] }));
  return Promise.all(shares.map(async (share) => {
    const provider = await commissioning.organisation('provider');
    return { provider, award: (await commissioning.award(process, provider, { share })).id, key: await commissioning.keyFor(provider, ['operator', 'editor']) };
  }));
}
const read = async (id: string, headers: Readonly<Record<string, string>> = asAdministrator) => commissioning.ask<Case>('GET', `/api/home/cases/${id}`, undefined, 200, headers);
const step = (id: string, to: object, headers: Readonly<Record<string, string>>) => server.call('POST', `/api/home/cases/${id}/steps`, to, headers);
const assign = () => assignCases({ database, awards: createWhoServes(database) }, now());
async function anAlarm(): Promise<string> {
  const { caseId } = await insertedAlarm(server, buyer);
  await assign();
  return caseId;
}
const eventsOf = (id: string) => database.as('system:events', async (transaction) => (await sql<{ type: string; award: string | null; data: Record<string, unknown> }>`select type, award_id as award, data from platform.event where subject = ${id} order by id`.execute(transaction)).rows);

describe('a case', () => {
  it('is the duty team’s where nobody was awarded its area, and where the award is another buyer’s', async () => {
    const owner = buyer;
    buyer = await commissioning.organisation('buyer');
    await awarded(1);
    buyer = owner;
    const id = await anAlarm();
    expect(await read(id)).toMatchObject({ award: null, responder: null, owner: { queue: 'operators' } });
    expect((await eventsOf(id)).filter(({ type }) => type === 'case.assigned')).toEqual([{ type: 'case.assigned', award: null, data: { group: 'fall', provider: null, by: 'duty-team' } }]);
  });

  it('is its provider’s people’s on our console: they see it, take it and close it, nobody else’s do', async () => {
    const [ours] = await awarded(1);
    const stranger = await commissioning.keyFor(await commissioning.organisation('provider'), ['operator']);
    const id = await anAlarm();
    expect(await read(id, ours!.key)).toMatchObject({ award: ours!.award, responder: ours!.provider, state: 'offered' });
    expect((await server.call('GET', `/api/home/cases/${id}`, undefined, stranger)).status).toBe(404);
    expect((await commissioning.ask<{ items: Case[] }>('GET', '/api/home/cases', undefined, 200, ours!.key)).items.map((each) => each.id)).toEqual([id]);
    expect((await commissioning.ask<{ items: object[] }>('GET', `/api/home/signals?case=${id}`, undefined, 200, ours!.key)).items).toHaveLength(1);
    expect((await commissioning.ask<{ items: object[] }>('GET', `/api/home/signals?case=${id}`, undefined, 200, stranger)).items).toEqual([]);
    const home = () => server.call('GET', `/api/home/cases/${id}/dwelling`, undefined, ours!.key);
    expect([(await home()).status, (await server.call('GET', `/api/home/cases/${id}/dwelling`, undefined, stranger)).status]).toEqual([200, 404]);
    for (const to of [{ to: 'acknowledged' }, { to: 'talking' }, { to: 'sent', whom: 'responder' }, { to: 'arrived', whom: 'responder' }, { to: 'closed', outcome: 'responder', cause: 'fall' }]) expect((await step(id, to, ours!.key)).status).toBe(200);
    expect((await home()).status).toBe(403);
    const events = await eventsOf(id);
    expect(events.find(({ type }) => type === 'case.acknowledged')).toMatchObject({ award: ours!.award, data: { group: 'fall', waitedMs: expect.any(Number) } });
    expect(events.find(({ type }) => type === 'case.closed')!.award).toBe(ours!.award);
    await countLog(server);
    const { items: figures } = await commissioning.ask<{ items: { metric: string; target: number | null; measured: number | null }[] }>('GET', `/api/commissioning/awards/${ours!.award}/performance`, undefined, 200);
    expect(figures.map(({ metric, target, measured }) => [metric, target, measured])).toEqual([
      ['answered-within-60-seconds', 97.5, 100],
      ['answered-within-180-seconds', null, 100],
      ['calls', null, 1],
      ['passed-on', null, 0],
      ['attended-within-45-minutes', null, 100],
      ['closed', null, 1],
    ]);
  });

  it('goes by shares, and what is left over stays with the duty team', async () => {
    const [first, second] = await awarded(0.5, 0.3);
    const ids = await Promise.all(Array.from({ length: 60 }, async () => (await insertedAlarm(server, buyer)).caseId));
    while ((await assign()) > 0);
    const by = Map.groupBy(await Promise.all(ids.map((id) => read(id))), ({ award }) => award);
    expect([...by.values()].flat()).toHaveLength(60);
    // Of 60 at one half, one in 10,000 times outside of these.
    expect(by.get(first!.award)!.length).toBeGreaterThan(14);
    expect(by.get(first!.award)!.length).toBeLessThan(46);
    expect(by.get(second!.award)!.length).toBeGreaterThan(4);
    expect(by.get(null)!.length).toBeGreaterThan(1);
  });

  it('that nobody takes goes to the next provider, and at last to everybody, each time with a next step', async () => {
    const both = await awarded(0.6, 0.4);
    const id = await anAlarm();
    const first = await read(id);
    const second = both.find(({ award }) => award !== first.award)!;
    for (const seconds of [31, 62, 125]) await escalateDue(database, now().add({ seconds }));
    expect(await read(id)).toMatchObject({ owner: { queue: 'next-provider' }, award: second.award, responder: second.provider });
    expect((await step(id, { to: 'acknowledged' }, both.find(({ award }) => award === first.award)!.key)).status).toBe(404);
    await escalateDue(database, now().add({ seconds: 190 }));
    expect(await read(id)).toMatchObject({ owner: { queue: 'shared-fallback' }, award: null, responder: null });
    expect((await eventsOf(id)).filter(({ type }) => type === 'case.passed_on').map(({ award, data }) => [award, data['why']])).toEqual([[first.award, 'not-acknowledged'], [second.award, 'not-acknowledged']]);
  });

  it('that waits when its award ends is assigned anew; one that somebody has stays with them', async () => {
    const [ours] = await awarded(1);
    const [waiting, held] = [await anAlarm(), await anAlarm()];
    expect((await step(held, { to: 'acknowledged' }, ours!.key)).status).toBe(200);
    await commissioning.ask('PUT', `/api/commissioning/awards/${ours!.award}/suspension`, undefined, 200);
    await releaseStranded({ database, awards: createWhoServes(database) }, now());
    await assign();
    expect(await read(waiting)).toMatchObject({ award: null, responder: null });
    expect(await read(held)).toMatchObject({ award: ours!.award, state: 'acknowledged' });
    expect((await step(held, { to: 'closed', outcome: 'advice', cause: 'fall' }, ours!.key)).status).toBe(200);
  });
});

describe('a provider’s own system', () => {
  let responder: Responder;
  let outbound: Outbound;
  let ours: Awaited<ReturnType<typeof awarded>>[number];
  const deliver = async (at = now()) => deliverDue({ database, outbound, clock: () => at, origin: server.url });
  beforeEach(async () => {
    [ours] = (await awarded(1)) as [typeof ours];
    responder = await madeUpResponder(ours.key.authorization.slice('Bearer '.length));
    outbound = createOutbound({ userAgent: 'Drystone/test', allowed: parseAllowed([responder.hostAndPort]), key: await keptSigningKey('', publishedKey) });
    expect(await commissioning.ask('PUT', `/api/provider/${ours.provider}/response-endpoint`, { url: `${responder.url}/` }, 200, ours.key)).toEqual({ url: responder.url });
    return async () => {
      await outbound.close();
      await responder.close();
    };
  });

  it('is told of its case, signed and without a word about anybody, and takes and closes it with its key', async () => {
    const id = await anAlarm();
    expect(await deliver()).toBe(1);
    const offered = responder.cases.get(id)!;
    expect(offered).toMatchObject({ id, award: ours.award, test: false, kind: 'fall', group: 'fall', area: 'belfast', links: { steps: `${server.url}/api/home/cases/${id}/steps` } });
    expect(Temporal.Instant.from(offered.receivedAt).until(Temporal.Instant.from(offered.acknowledgeBy)).total('seconds')).toBeGreaterThan(100);
    expect(await responder.step(offered, { to: 'acknowledged' })).toBe(200);
    expect(await responder.step(offered, { to: 'sent', whom: 'keyholder' })).toBe(200);
    expect(await responder.step(offered, { to: 'arrived', whom: 'keyholder' })).toBe(200);
    expect(await responder.step(offered, { to: 'closed', outcome: 'keyholder', cause: 'fall' })).toBe(200);
    expect(await read(id)).toMatchObject({ state: 'closed', award: ours.award });
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['case.offered', 'case.assigned', 'case.handed_over', 'case.acknowledged', 'case.sent', 'case.arrived', 'case.closed']);
    expect(await deliver()).toBe(0);
    // Past its time the case goes, with what was told of it.
    expect((await keepByRule(database, now().add({ hours: 24 * 366 * 7 }), 'Europe/London', usual))['cases']).toBeGreaterThan(0);
    expect((await server.call('GET', `/api/home/cases/${id}`, undefined, asAdministrator)).status).toBe(404);
  });

  it.each<[string, (responder: Responder) => void]>([
    ['that fails', (each) => void (each.instead = answering((response) => response.writeHead(500).end()))],
    ['that answers something else', (each) => void (each.instead = answering((response) => response.writeHead(200).end('<p>Welcome')))],
    ['that leads elsewhere', (each) => void (each.instead = answering((response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()))],
    ['that hangs up', (each) => void (each.instead = answering((response) => response.destroy()))],
  ])('%s loses the case within seconds: it is offered to the duty team from the first rung', async (_, fail) => {
    fail(responder);
    const id = await anAlarm();
    await deliver();
    await deliver(now().add({ seconds: 2 }));
    await escalateDue(database, now().add({ seconds: 3 }));
    expect(await read(id)).toMatchObject({ state: 'offered', owner: { queue: 'operators' }, award: null, responder: null });
    expect(responder.requests).toBe(2);
    expect((await eventsOf(id)).filter(({ type }) => type === 'case.passed_on')).toMatchObject([{ award: ours.award, data: { why: 'unreachable', provider: ours.provider } }]);
  });

  it('that fails again and again is left alone: the next case is not even offered to it', async () => {
    responder.instead = answering((response) => response.writeHead(503).end());
    for (let failures = 0; failures < 5; failures += 2) {
      await anAlarm();
      await deliver();
      await deliver(now().add({ seconds: 2 }));
    }
    const before = responder.requests;
    const id = await anAlarm();
    await deliver();
    expect([responder.requests - before, (await read(id)).award]).toEqual([0, null]);
  });

  it('is told when a case is taken away from it, and not of one that was taken before it heard', async () => {
    const operator = await commissioning.keyFor(buyer, ['operator']);
    const [late, told] = [await anAlarm(), await anAlarm()];
    expect((await step(late, { to: 'acknowledged' }, operator)).status).toBe(200);
    while ((await deliver()) > 0);
    expect([responder.cases.has(late), responder.cases.has(told)]).toEqual([false, true]);
    expect((await step(told, { to: 'acknowledged' }, operator)).status).toBe(200);
    await deliver();
    expect([...responder.withdrawn]).toEqual([[told, 'taken-elsewhere']]);
    expect(await responder.step(responder.cases.get(told)!, { to: 'acknowledged' })).toBe(409);
    // What others did is not counted for the provider.
    expect((await eventsOf(told)).find(({ type }) => type === 'case.acknowledged')!.award).toBeNull();
  });

  it('is an address of the web, of a provider, named by its own people; without one they answer here', async () => {
    const path = `/api/provider/${ours.provider}/response-endpoint`;
    for (const url of ['provider.example', 'ftp://provider.example/', 'https://me:secret@provider.example/', 'https://provider.example/?key=1', ' ']) expect((await server.call('PUT', path, { url }, ours.key)).status).toBe(400);
    expect((await server.call('PUT', `/api/provider/${buyer}/response-endpoint`, { url: 'https://provider.example/' }, asAdministrator)).status).toBe(404);
    expect((await server.call('DELETE', path, undefined, ours.key)).status).toBe(204);
    expect(await commissioning.ask('GET', path, undefined, 200, ours.key)).toEqual({ url: null });
    const id = await anAlarm();
    expect(await deliver()).toBe(0);
    expect((await eventsOf(id)).find(({ type }) => type === 'case.assigned')!.data['by']).toBe('console');
  });
});

describe('drystone prove home.response', () => {
  let data: string;
  let responder: Responder;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'drystone-prove-'));
    afterAll(() => rm(data, { recursive: true, force: true }));
  });
  beforeEach(async () => {
    responder = await madeUpResponder();
    return () => responder.close();
  });
  const drystone = (words: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
    const { DATABASE_URL: _, ...inherited } = process.env;
    return new Promise((resolve) => {
      execFile(process.execPath, [join(import.meta.dirname, '../apps/cli/bin/drystone.mjs'), 'prove', 'home.response', ...words], { env: { ...inherited, DATA_DIR: data, OUTBOUND_ALLOW: responder.hostAndPort } }, (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }));
    });
  };

  it('passes a system that serves the part well, and signs so', async () => {
    const file = join(data, 'report.json');
    const { code, out, err } = await drystone([responder.url, '--json', '--out', file]);
    const { report } = JSON.parse(out) as SignedReport;
    expect([code, report.checks.filter(({ outcome }) => outcome !== 'passed'), report.part, report.checks.length]).toEqual([0, [], 'home.response', 13]);
    expect(err).toMatch(/listening for steps at http:\/\/127\.0\.0\.1:\d+/);
    expect(await verifyReport(JSON.parse(await readFile(file, 'utf8')))).toMatchObject({ ok: true });
    expect([...responder.cases.values()].every(({ test }) => test)).toBe(true);
  });

  it('tells one that takes whatever comes each fault, and how to mend it', async () => {
    responder.instead = answering((response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ accepted: true, reference: String(responder.requests) })));
    const { code, out } = await drystone([responder.url, '--close-within', '1']);
    expect([code, out.match(/FAILED/g)?.length]).toEqual([1, 7]);
    expect(out).toMatch(/FAILED {3}A case that nobody signed is refused[\s\S]+Mend: answer 401/);
  });

  it.each<[string, () => string[], RegExp]>([
    ['nobody there', () => ['http://127.0.0.1:9/alarms'], /port 9 is not for web pages/],
    ['nowhere to listen', () => [responder.url, '--listen', 'everywhere'], /--listen is "everywhere": use host and port/],
    ['no seconds', () => [responder.url, '--close-within', 'soon'], /--close-within is "soon": use seconds/],
  ])('%s: exit code 2', async (_, words, line) => {
    const { code, err } = await drystone(words());
    expect([code, err]).toEqual([2, expect.stringMatching(line)]);
  });
});
