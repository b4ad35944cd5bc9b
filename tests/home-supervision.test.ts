/** Who is silent, and what many have in common: found by the worker's look, on real PostgreSQL. */

import type { SignalKind } from '@drystone/alarm-protocols';
import { readDeviceMessage } from '@drystone/alarm-protocols/device';
import { openDatabase, sql, type Database } from '@drystone/database';
import { createReceiving, superviseOnce, type Look } from '@drystone/home';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { administratorKey, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { testServer, type TestServer } from './support/server.ts';

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly account: string;
  readonly protocol: string;
  readonly priority: number;
  readonly outcome: string | null;
  readonly signals: number;
}
interface Incident {
  readonly id: string;
  readonly kind: string;
  readonly reach: string;
  readonly name: string | null;
  readonly caseId: string;
  readonly members: number;
  readonly returned: number;
  readonly endedAt: string | null;
}

let server: TestServer;
let intake: Database;
let owner: pg.Client;
let response: string;
let operator: { authorization: string };
const organisations = commissioningOn(() => server);
const clock = () => Temporal.Now.instant();
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  intake = openDatabase({ ...server.intake, connections: 2 });
  owner = new pg.Client({ connectionString: server.ownerUrl });
  await owner.connect();
  afterAll(() => Promise.all([intake.close(), owner.end()]));
});
/** Each test has homes and operators of its own, and doors that have been open for two days. */
beforeEach(async () => {
  response = await organisations.organisation('provider', 'Hearth of the Tests');
  operator = await organisations.keyFor(response, ['operator']);
  await asHome(sql`delete from home.heard`);
  await asHome(sql`delete from home.silence`);
  await asHome(sql`delete from home.open_doors`);
  await asHome(sql`insert into home.open_doors (id, opened_at, open_until) values (gen_random_uuid(), now() - interval '2 days', now())`);
});

const asHome = (statement: ReturnType<typeof sql>) => server.database.as('system:home', (transaction) => statement.execute(transaction));
const look = async (): Promise<Look> => (await superviseOnce({ database: server.database, receiving: createReceiving({ database: intake, clock }) }))!;
async function list<Item>(path: string, headers: Record<string, string> = operator): Promise<readonly Item[]> {
  const { status, body, text } = await server.call('GET', path, undefined, headers);
  expect([status, text]).toEqual([200, text]);
  return (body as { items: Item[] }).items;
}
const openCases = () => list<Case>('/api/home/cases?open=true&limit=500');
const incidents = () => list<Incident>('/api/home/incidents?limit=500');

let accounts = 0;
/** Homes with a unit each, straight into the tables where there are many. */
async function homes(count: number, { area = null, scheme = null, protocol = 'dc09', settings = {} }: { readonly area?: string | null; readonly scheme?: string | null; readonly protocol?: string; readonly settings?: object } = {}): Promise<readonly string[]> {
  const rows = Array.from({ length: count }, () => `C${(++accounts).toString(16).toUpperCase().padStart(5, '0')}`);
  await asHome(sql`insert into home.dwelling (id, organisation, reference, area, scheme) select gen_random_uuid(), ${response}, account, ${area}, ${scheme} from unnest(${rows}::text[]) as new (account)`);
  await asHome(sql`
    insert into home.local_unit (id, protocol, account, organisation, dwelling, settings) select gen_random_uuid(), ${protocol}, reference, organisation, id, ${JSON.stringify(settings)} from home.dwelling where reference = any (${rows}::text[])`);
  return rows;
}
async function say(account: string, kind: SignalKind, { state = 'new', protocol = 'dc09', id = `${++accounts}` } = {}): Promise<void> {
  const signal = { ...readDeviceMessage(JSON.stringify({ id, kind, state }), { protocol: 'webhook', account }), protocol: protocol as 'dc09' };
  await createReceiving({ database: intake, clock }).receive([{ signal, outcome: 'accepted', sender: 'the tests' }]);
}
/** As if they had been heard so many hours ago and not since. */
async function heardAgo(which: readonly string[], hours: number): Promise<void> {
  await longAgo(which);
  await asHome(sql`
    insert into home.heard (local_unit, heard_at) select id, now() - make_interval(secs => ${hours * 3600}) from home.local_unit where account = any (${[...which]}::text[])
    on conflict (local_unit, device) do update set heard_at = excluded.heard_at, line_ended_at = null`);
}
/** What they have said was said three days ago. */
async function longAgo(which: readonly string[]): Promise<void> {
  await owner.query("update home.signal set received_at = received_at - interval '3 days', last_at = last_at - interval '3 days' where account = any ($1)", [which]);
}

describe('a local unit', () => {
  it('that is not heard for longer than it should is a case, once, and what is heard of it then comes to it', async () => {
    const [account] = await homes(1);
    await say(account!, 'heartbeat');
    expect(await look()).toMatchObject({ silent: 0 });
    await heardAgo([account!], 26);
    expect(await look()).toMatchObject({ silent: 0 });
    await heardAgo([account!], 26.5);
    expect([await look(), await look()]).toMatchObject([{ silent: 1, incidentsBegun: 0 }, { silent: 0 }]);
    const [found, ...more] = await openCases();
    expect([found, more]).toMatchObject([{ kind: 'went-silent', account, state: 'offered', priority: 3, signals: 1 }, []]);
    await say(account!, 'heartbeat');
    expect(await look()).toMatchObject({ heardAgain: 1 });
    expect(await list(`/api/home/signals?case=${found!.id}`)).toMatchObject([{ state: 'restored', meaning: 'Heard again' }, { state: 'new', notes: ['found-by-supervision'], meaning: expect.stringMatching(/^Nothing heard since 20/) }]);
    expect((await openCases()).map(({ id }) => id)).toEqual([found!.id]);
    const { rows } = await server.database.pool.query<{ type: string }>("select type from platform.event where type like 'local_unit.%' and data ->> 'organisation' = $1 order by transaction_id, id", [response]);
    expect(rows.map(({ type }) => type)).toEqual(['local_unit.went_silent', 'local_unit.heard_again']);
  });

  it('has its own interval where it is registered, or none; an activation device too', async () => {
    const put = async (account: string, form: object) => expect((await server.call('PUT', `/api/home/local-units/dc09/${account}`, { organisation: response, dwelling: { reference: account, scheme: 'Riverside Court' }, ...form }, operator)).status).toBe(201);
    await put('AB0001', { reception: { signOfLifeSeconds: 300 } });
    await put('AB0002', { reception: { signOfLifeSeconds: null } });
    await put('AB0003', { devices: [{ id: 'smoke-1', signOfLifeSeconds: 600 }, { id: 'pendant' }] });
    expect((await server.call('GET', '/api/home/local-units/dc09/AB0003', undefined, operator)).body).toMatchObject({ dwelling: { scheme: 'Riverside Court' }, devices: [{ id: 'pendant', signOfLifeSeconds: null }, { id: 'smoke-1', signOfLifeSeconds: 600 }] });
    await heardAgo(['AB0001', 'AB0002', 'AB0003'], 0.2);
    await asHome(sql`insert into home.heard (local_unit, device, heard_at) select id, device, now() - interval '12 minutes' from home.local_unit, unnest(array['smoke-1', 'pendant']) as device where account = 'AB0003'`);
    expect(await look()).toMatchObject({ silent: 2 });
    expect((await openCases()).map(({ account, kind }) => [account, kind]).sort()).toEqual([['AB0001', 'went-silent'], ['AB0003', 'device-lost']]);
    await heardAgo(['AB0002'], 1_000);
    expect(await look()).toMatchObject({ silent: 0 });
  });

  it('over MQTT whose line ended has time for a new one; its pings are signs of life', async () => {
    const [gone, back] = await homes(2, { protocol: 'mqtt' });
    for (const account of [gone!, back!]) await say(account, 'went-silent', { protocol: 'mqtt' });
    expect(await look()).toMatchObject({ silent: 0 });
    expect(await openCases()).toEqual([]);
    await longAgo([gone!, back!]);
    await asHome(sql`update home.heard set line_ended_at = now() - interval '3 minutes', heard_at = now() - interval '3 minutes'`);
    await asHome(sql`update home.heard set heard_at = now() from home.local_unit where local_unit.id = local_unit and account = ${back}`);
    expect(await look()).toMatchObject({ silent: 1 });
    expect((await openCases()).map(({ account }) => account)).toEqual([gone]);
  });

  it('is not silent for what our own doors, or the clock, did not let in', async () => {
    const all = await homes(50);
    await heardAgo(all, 47);
    await asHome(sql`update home.open_doors set open_until = now() - interval '46 hours'`);
    await asHome(sql`insert into home.open_doors (id, opened_at, open_until) values (gen_random_uuid(), now() - interval '1 hour', now())`);
    expect(await look()).toMatchObject({ silent: 0 });
    await heardAgo(all, -1);
    expect(await look()).toMatchObject({ silent: 0 });
    const { rows } = (await asHome(sql`select count(*)::int as ahead from home.heard where heard_at > now()`)) as { rows: { ahead: number }[] };
    expect(rows).toEqual([{ ahead: 0 }]);
  });

  it('of a home that everybody has left is not waited for', async () => {
    const [account] = await homes(1);
    await asHome(sql`insert into home.service_user (id, organisation, dwelling, name, status, registered_at, left_at) select gen_random_uuid(), organisation, id, ''::bytea, 'left', now(), now() from home.dwelling where reference = ${account}`);
    await heardAgo([account!], 30);
    expect(await look()).toMatchObject({ silent: 0 });
  });
});

describe('a network that is down', () => {
  it('is one incident with one case, not a thousand; it ends when they return, and who does not is a case then', async () => {
    const all = await homes(1_000, { area: 'belfast' });
    await homes(5, { area: 'belfast' });
    // The first were found before anybody knew.
    await heardAgo(all, 1);
    await heardAgo(all.slice(0, 4), 30);
    expect(await look()).toMatchObject({ silent: 4, incidentsBegun: 0 });
    expect(await openCases()).toHaveLength(4);
    await heardAgo(all.slice(4), 30);
    const began = performance.now();
    expect(await look()).toMatchObject({ silent: 996, incidentsBegun: 1, folded: 4 });
    expect(performance.now() - began).toBeLessThan(5_000);
    const [incident, ...more] = await incidents();
    expect([incident, more]).toMatchObject([{ kind: 'silence', reach: 'all', name: null, members: 1_000, returned: 0, endedAt: null }, []]);
    expect(await openCases()).toMatchObject([{ id: incident!.caseId, kind: 'link-failure', protocol: 'supervision', account: 'all homes', priority: 2, state: 'offered' }]);
    expect((await list<Case>('/api/home/cases?open=false')).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 4 }, () => 'part-of-incident'));
    // Somebody who falls meanwhile is no part of it.
    await say(all[7]!, 'fall');
    expect((await openCases()).map(({ kind, account }) => [kind, account])).toEqual([['fall', all[7]], ['link-failure', 'all homes']]);
    await heardAgo(all.slice(0, 990), 0);
    expect(await look()).toMatchObject({ heardAgain: 990, incidentsEnded: 0, silent: 0 });
    expect(await incidents()).toMatchObject([{ members: 1_000, returned: 990, endedAt: null }]);
    await asHome(sql`update home.incident_member set returned_at = returned_at - interval '16 minutes'`);
    expect(await look()).toMatchObject({ incidentsEnded: 1, incidentsBegun: 0 });
    await look();
    expect((await openCases()).filter(({ kind }) => kind === 'went-silent').map(({ account }) => account).sort()).toEqual(all.slice(990));
    expect((await incidents())[0]!.endedAt).not.toBeNull();
  });

  it('is told to those who answer these homes, with its members, page by page', async () => {
    const all = await homes(12, { area: 'mid-ulster' });
    await heardAgo(all, 30);
    await look();
    const [incident] = await incidents();
    const first = await server.call('GET', `/api/home/incidents/${incident!.id}/members?limit=7`, undefined, operator);
    const { items, next } = first.body as { items: { account: string }[]; next: string };
    const rest = (await server.call('GET', next, undefined, operator)).body as { items: { account: string }[]; next: null };
    expect([[...items, ...rest.items].map(({ account }) => account).sort(), rest.next]).toEqual([all, null]);
    const other = await organisations.keyFor(await organisations.organisation('provider', 'Another'), ['operator']);
    expect([await list('/api/home/incidents', other), (await server.call('GET', `/api/home/incidents/${incident!.id}/members`, undefined, other)).status, (await server.call('GET', '/api/home/incidents')).status]).toEqual([[], 404, 401]);
    expect((await list<Incident>('/api/home/incidents?open=true', asAdministrator)).map(({ id }) => id)).toContain(incident!.id);
    expect((await server.call('GET', '/api/home/incidents?open=perhaps', undefined, operator)).status).toBe(400);
  });
});

describe('a scheme that loses its power', () => {
  it('is one incident: cases that nobody has taken become part of it; a call for help and a case in hand do not', async () => {
    const all = await homes(12, { area: 'belfast', scheme: 'Riverside Court' });
    const elsewhere = await homes(2, { area: 'belfast' });
    for (const account of [...all.slice(0, 6), ...elsewhere]) await say(account, 'mains-failure');
    await say(all[1]!, 'personal-alarm');
    await say(all[2]!, 'battery-low');
    const [taken] = await list<Case>(`/api/home/cases?account=${all[0]}`);
    expect((await server.call('POST', `/api/home/cases/${taken!.id}/steps`, { to: 'acknowledged' }, operator)).status).toBe(200);
    expect(await look()).toMatchObject({ incidentsBegun: 1, folded: 4 });
    const [incident] = await incidents();
    expect(incident).toMatchObject({ kind: 'mains', reach: 'scheme', name: 'Riverside Court', members: 6, returned: 0 });
    const open = await openCases();
    expect(open.map(({ kind, account }) => [kind, account])).toEqual(expect.arrayContaining([['mains-failure', 'scheme Riverside Court'], ['personal-alarm', all[1]], ['mains-failure', all[0]], ['mains-failure', all[2]], ['mains-failure', elsewhere[0]], ['mains-failure', elsewhere[1]]]));
    expect(open).toHaveLength(6);
    // Who comes later joins; who says it again is no case of its own again.
    for (const account of [all[6]!, all[5]!]) await say(account, 'mains-failure');
    expect(await look()).toMatchObject({ incidentsBegun: 0, folded: 2 });
    expect(await openCases()).toHaveLength(6);
    for (const account of all.slice(0, 7)) await say(account, 'mains-failure', { state: 'restored' });
    await look();
    expect(await look()).toMatchObject({ incidentsEnded: 0 });
    expect(await incidents()).toMatchObject([{ members: 7, returned: 7, endedAt: expect.any(String) }]);
    // Nobody has answered what was grouped: it is in no figure of how promptly people do.
    const { rows } = await server.database.pool.query<{ actor: string }>("select distinct actor from platform.event as closed where type = 'case.acknowledged' and subject in (select subject from platform.event where type = 'case.closed' and data ->> 'outcome' = 'part-of-incident')");
    expect(rows).toEqual([{ actor: 'system:home' }]);
  });
});
