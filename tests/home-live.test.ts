/** The queue of a console, and what it hears while it is open. */

import { openDatabase, sql } from '@drystone/database';
import { kinds } from '@drystone/alarm-protocols';
import { builtInProtocols, createLiveCases, serving, subjectsOf, type CaseNews } from '@drystone/home';
import type { Caller } from '@drystone/access';
import { beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { insertedAlarm } from './support/home.ts';
import { testServer, type TestServer } from './support/server.ts';

interface Case {
  readonly id: string;
  readonly group: string;
  readonly owner: { operator?: string } | null;
}
interface Queue {
  readonly waiting: readonly Case[];
  readonly mine: readonly Case[];
  readonly others: readonly Case[];
  readonly counts: { readonly waiting: number; readonly mine: number; readonly others: number };
  readonly position: string;
}
type Headers = Readonly<Record<string, string>>;

let server: TestServer;
let centre: string;
let [olive, omar, stranger]: Headers[] = [];
const organisations = commissioningOn(() => server);
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  centre = await organisations.organisation('provider', 'Hearth of the Tests');
  [olive, omar] = [await organisations.keyFor(centre, ['operator']), await organisations.keyFor(centre, ['operator'])];
  stranger = await organisations.keyFor(await organisations.organisation('provider', 'Another hearth'), ['operator']);
});

const queue = async (headers: Headers, limit = 100) => (await server.call('GET', `/api/home/queue?limit=${limit}`, undefined, headers)).body as Queue;
const next = async (headers: Headers) => (await server.call('POST', '/api/home/queue/next', undefined, headers)).body as { case: Case | null };
const step = (id: string, to: object, headers: Headers) => server.call('POST', `/api/home/cases/${id}/steps`, to, headers);

interface Told {
  readonly event: string;
  readonly id: string;
  readonly data: { cases?: readonly string[] | 'all' };
}

/** Listens until it is stopped; `ended` once the server has ended it. */
async function listen(headers: Headers, after?: string) {
  const stop = new AbortController();
  const response = await fetch(`${server.url}/api/home/live${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`, { headers, signal: stop.signal });
  const told: Told[] = [];
  let written = '';
  const ended = (async () => {
    try {
      for await (const chunk of response.body!) {
        written += Buffer.from(chunk as Uint8Array).toString();
        for (let end = written.indexOf('\n\n'); end >= 0; end = written.indexOf('\n\n')) {
          const fields = Object.fromEntries(written.slice(0, end).split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
          written = written.slice(end + 2);
          if (fields['event']) told.push({ event: fields['event'], id: fields['id']!, data: JSON.parse(fields['data']!) as Told['data'] });
        }
      }
      return 'ended';
    } catch {
      return 'stopped';
    }
  })();
  return { status: response.status, type: response.headers.get('content-type'), told, ended, stop: () => stop.abort(), cases: () => told.flatMap(({ data }) => data.cases ?? []) };
}

describe('the queue', () => {
  it('has the most urgent first, also where more wait than it lists, and says how many there are', async () => {
    for (let late = 0; late < 3; late++) await insertedAlarm(server, centre, { kind: 'battery-low' });
    const first = await insertedAlarm(server, centre, { kind: 'smoke' });
    for (let late = 0; late < 3; late++) await insertedAlarm(server, centre, { kind: 'flood' });
    const second = await insertedAlarm(server, centre, { kind: 'fall' });
    const { waiting, counts } = await queue(olive!, 3);
    expect(waiting.map(({ id, group }) => [id === first.caseId || id === second.caseId, group])).toEqual([[true, 'fire'], [true, 'fall'], [false, 'environment']]);
    expect(counts).toEqual({ waiting: 8, mine: 0, others: 0, talking: 0 });
    expect((await next(olive!)).case).toMatchObject({ id: first.caseId });
    expect(await queue(olive!)).toMatchObject({ mine: [{ id: first.caseId }], counts: { waiting: 7, mine: 1, others: 0 } });
    expect(await queue(omar!)).toMatchObject({ others: [{ id: first.caseId }], counts: { waiting: 7, mine: 0, others: 1 } });
    const ids = (await queue(olive!)).waiting.map(({ id }) => id);
    expect(((await server.call('GET', '/api/home/queue?limit=3&skip=3', undefined, olive!)).body as Queue).waiting.map(({ id }) => id)).toEqual(ids.slice(3, 6));
    // Each list has pages of its own.
    const later = async (query: string, headers: Headers) => (await server.call('GET', `/api/home/queue?limit=3&${query}`, undefined, headers)).body as Queue;
    expect(await later('skipMine=1', olive!)).toMatchObject({ mine: [], counts: { mine: 1 }, waiting: [{ id: ids[0] }, {}, {}] });
    expect(await later('skipOthers=1', omar!)).toMatchObject({ others: [], counts: { others: 1 } });
    expect((await server.call('GET', '/api/home/queue?skipMine=-1', undefined, olive!)).status).toBe(400);
    expect(await queue(stranger!)).toMatchObject({ waiting: [], counts: { waiting: 0, mine: 0, others: 0 } });
  });

  it('gives each of those who ask at once a case of their own, until none is left', async () => {
    const taken = (await Promise.all([olive!, omar!, olive!, omar!, olive!, omar!, olive!, omar!, olive!].map(next))).map(({ case: of }) => of?.id);
    expect(taken.filter((id) => id !== undefined)).toHaveLength(7);
    expect(new Set(taken.filter((id) => id !== undefined)).size).toBe(7);
    expect(await next(olive!)).toEqual({ case: null });
    const { rows } = await server.database.pool.query<{ times: number }>("select count(*)::int as times from platform.event where type = 'case.acknowledged' group by subject");
    expect(rows.map(({ times }) => times)).toEqual(rows.map(() => 1));
  });

  it('is for those alone who answer alarms', async () => {
    expect((await server.call('GET', '/api/home/queue')).status).toBe(401);
    const editor = await organisations.keyFor(centre, ['editor']);
    for (const [method, path] of [['GET', '/api/home/queue'], ['POST', '/api/home/queue/next'], ['GET', '/api/home/live']] as const) expect((await server.call(method, path, undefined, editor)).status).toBe(403);
    expect((await listen({})).status).toBe(401);
  });
});

describe('the record of a case', () => {
  interface Record_ {
    readonly steps: readonly { readonly step: string; readonly done: { readonly by: { readonly name: string | null } } | null }[];
    readonly events: readonly { readonly type: string; readonly data: object }[];
  }
  const mark = (id: string, name: string, done: boolean, headers: Headers) => server.call('PUT', `/api/home/cases/${id}/protocol/${name}`, { done }, headers);
  const doneIn = (body: unknown) => (body as Record_).steps.filter(({ done }) => done !== null).map((each) => each.step);

  it('has the steps of its protocol, marked by whoever has the case, each change once', async () => {
    const { caseId } = await insertedAlarm(server, centre);
    expect((await mark(caseId, 'speak', true, olive!)).status).toBe(409);
    await step(caseId, { to: 'acknowledged' }, olive!);
    expect(doneIn((await mark(caseId, 'speak', true, olive!)).body)).toEqual(['speak']);
    await mark(caseId, 'speak', true, olive!);
    await mark(caseId, 'fall-injury', true, olive!);
    expect(doneIn((await mark(caseId, 'speak', false, olive!)).body)).toEqual(['fall-injury']);
    expect([(await mark(caseId, 'gas-out', true, olive!)).status, (await mark(caseId, 'speak', true, omar!)).status, (await mark(caseId, 'speak', true, stranger!)).status]).toEqual([404, 409, 404]);
    const { body } = await server.call('GET', `/api/home/cases/${caseId}/record`, undefined, omar!);
    expect((body as Record_).events.map(({ type }) => type)).toEqual(['case.offered', 'case.acknowledged', 'case.step_done', 'case.step_done', 'case.step_undone']);
    await step(caseId, { to: 'closed', outcome: 'advice', cause: 'fall' }, olive!);
    expect((await mark(caseId, 'speak', true, olive!)).status).toBe(409);
    expect((await server.call('GET', `/api/home/cases/${caseId}/record`, undefined, stranger!)).status).toBe(404);
  });

  it('has a built-in protocol for each kind that wants one, and for an incident', () => {
    const protocolOf = (alarm: Parameters<typeof subjectsOf>[0]) => builtInProtocols[serving(subjectsOf(alarm), () => undefined).subject]!;
    for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) expect([kind, protocolOf({ protocol: 'dc09', kind, group: kinds[kind].group }).length > 0]).toEqual([kind, kinds[kind].group !== 'information']);
    expect(protocolOf({ protocol: 'dc09', kind: 'carbon-monoxide', group: 'fire' })).toContain('gas-emergency');
    expect(protocolOf({ protocol: 'dc09', kind: 'smoke', group: 'fire' })).toContain('fire-service');
    expect(protocolOf({ protocol: 'supervision', kind: 'link-failure', group: 'technical' })).toContain('incident-members');
  });
});

describe('a console that listens', () => {
  it('hears of a new alarm and of each step within a second, by id alone; others do not', async () => {
    const [mine, theirs] = [await listen(olive!), await listen(stranger!)];
    expect([mine.status, mine.type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await expect.poll(() => mine.told.length).toBeGreaterThan(0);
    const began = performance.now();
    const { caseId } = await insertedAlarm(server, centre);
    await expect.poll(() => mine.cases(), { interval: 10 }).toContain(caseId);
    expect(performance.now() - began).toBeLessThan(2_000);
    const before = mine.told.length;
    expect((await step(caseId, { to: 'acknowledged' }, omar!)).status).toBe(200);
    await expect.poll(() => mine.told.slice(before).flatMap(({ data }) => data.cases ?? [])).toEqual([caseId]);
    expect(theirs.cases()).toEqual([]);
    // Nothing but events, places and ids.
    for (const each of mine.told) expect(Object.keys(each.data).filter((key) => key !== 'cases')).toEqual([]);
    mine.stop();
    theirs.stop();
  });

  it('hears what it has missed from the place it was at, from that of the queue, and all where nobody knows the place', async () => {
    const { position } = await queue(olive!);
    const one = await insertedAlarm(server, centre);
    const first = await listen(olive!, position);
    await expect.poll(() => first.cases()).toEqual([one.caseId]);
    first.stop();
    const two = await insertedAlarm(server, centre);
    const again = await listen({ ...olive!, 'last-event-id': first.told.at(-1)!.id });
    await expect.poll(() => again.cases()).toEqual([two.caseId]);
    again.stop();
    for (const strange of ['rubbish', '2:1:', '9000000000:9000000000:', "1:2:' or 1=1"]) {
      const lost = await listen(olive!, strange);
      await expect.poll(() => lost.told.find(({ event }) => event === 'changed')?.data.cases).toBe('all');
      lost.stop();
    }
  });

  it('hears of an alarm while another transaction runs on', async () => {
    const mine = await listen(olive!);
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const slow = server.database.as('system:home', async (transaction) => {
      await sql`select pg_current_xact_id()`.execute(transaction);
      await held;
    });
    const { caseId } = await insertedAlarm(server, centre);
    await expect.poll(() => mine.cases()).toContain(caseId);
    letGo();
    await slow;
    mine.stop();
  });

  it('is ended when its key is revoked', async () => {
    const { id, key } = (await server.call('POST', `/api/accounts/organisations/${centre}/keys`, { name: 'For a day', roles: ['operator'] }, asAdministrator)).body as { id: string; key: string };
    const mine = await listen({ authorization: `Bearer ${key}` });
    await expect.poll(() => mine.told.length).toBeGreaterThan(0);
    await server.call('DELETE', `/api/accounts/organisations/${centre}/keys/${id}`, undefined, asAdministrator);
    expect(await Promise.race([mine.ended, new Promise((resolve) => setTimeout(resolve, 5_000, 'still there'))])).toBe('ended');
  });

  it('is the oldest of five of one person: it hears that it was replaced, and no more', async () => {
    const all = [];
    for (let each = 0; each < 5; each++) all.push(await listen(omar!));
    expect(await all[0]!.ended).toBe('ended');
    expect(all[0]!.told.at(-1)!.event).toBe('replaced');
    const { caseId } = await insertedAlarm(server, centre);
    for (const each of all.slice(1)) await expect.poll(() => each.cases()).toContain(caseId);
    for (const each of all) each.stop();
  });
});

describe('those who listen', () => {
  const operator: Caller = { actor: 'key:1', personId: undefined, name: '', administrator: true, memberships: [] };

  it('are no more than one process takes, and whoever leaves makes room', async () => {
    const database = openDatabase({ ...server.prepared, connections: 1 });
    const live = createLiveCases({ database, limits: { streams: 2, streamsEach: 9, aliveEveryMs: 20, identifyEveryMs: 10_000 } });
    const [one, two] = [new AbortController(), new AbortController()];
    await live.liveCases(async () => operator, undefined, one.signal);
    await live.liveCases(async () => operator, undefined, two.signal);
    await expect(live.liveCases(async () => operator, undefined, new AbortController().signal)).rejects.toMatchObject({ kind: 'too-many-requests' });
    one.abort();
    await live.liveCases(async () => operator, undefined, new AbortController().signal);
    await live.endLive();
    await database.close();
  });

  it('get no sign of life while the log cannot be read, and hear afterwards what they missed', async () => {
    let away = false;
    const database = openDatabase({ ...server.prepared, connections: 2 });
    const failing = { ...database, as: (async (acting, work) => (away ? Promise.reject(new Error('the database is away')) : database.as(acting, work))) as typeof database.as };
    const live = createLiveCases({ database: failing, limits: { streams: 2, streamsEach: 2, aliveEveryMs: 400, identifyEveryMs: 10_000 } });
    const told: CaseNews[] = [];
    const over = (async () => {
      for await (const news of await live.liveCases(async () => operator, undefined, new AbortController().signal)) told.push(news);
    })();
    await expect.poll(() => told.length).toBeGreaterThan(1);
    away = true;
    await new Promise((resolve) => setTimeout(resolve, 900));
    const silent = told.length;
    const { caseId } = await insertedAlarm(server, centre);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(told.length).toBe(silent);
    away = false;
    await expect.poll(() => told.flatMap(({ cases }) => cases)).toContain(caseId);
    await live.endLive();
    await over;
    await database.close();
  });
});
