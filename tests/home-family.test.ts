/** What service users share with those close to them: recorded, shown, and stopped. Real HTTP, real PostgreSQL. */

import { sql } from '@drystone/database';
import { erasePerson, exportPerson, keepByRule } from '@drystone/home';
import { readPeriods } from '@drystone/home/retention-periods';
import { beforeAll, describe, expect, it } from 'vitest';
import { newestLetter, signIn, tokenIn } from './support/citizens.ts';
import { administratorKey, commissioningOn } from './support/commissioning.ts';
import { insertedAlarm, keys, type Alarm } from './support/home.ts';
import { testServer, type TestServer } from './support/server.ts';

const usual = readPeriods('');

type Headers = Readonly<Record<string, string>>;

let server: TestServer;
let response: string;
let operator: Headers;
let leader: Headers;
let stranger: Headers;
let aoife: { cookie: string };
let other: { cookie: string };
const organisations = commissioningOn(() => server);
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  response = await organisations.organisation('provider', 'Hearth of the Tests');
  operator = await organisations.keyFor(response, ['operator']);
  leader = await organisations.keyFor(response, ['editor']);
  stranger = await organisations.keyFor(await organisations.organisation('provider', 'Another'), ['operator']);
  aoife = await signIn(server, 'aoife@example.com');
  other = await signIn(server, 'other@example.com');
});

async function ask<Answer>(method: string, path: string, body?: unknown, expected = 200, headers: Headers = operator, more: Headers = {}): Promise<Answer> {
  const answer = await server.call(method, `/api/home/${path}`, body, { ...headers, ...more });
  expect([answer.status, answer.text]).toEqual([expected, answer.text]);
  return answer.body;
}
const run = <Row>(query: ReturnType<typeof sql<Row>>) => server.database.as('system:home', async (transaction) => (await query.execute(transaction)).rows);
const accept = (token: string, session: { cookie: string }) => fetch(`${server.url}/home/family/invitation`, { method: 'POST', body: new URLSearchParams({ token }), headers: { ...session, origin: server.url, accept: 'text/html' }, redirect: 'manual' });

const form = (change: object = {}) => ({ recipientName: 'Aoife Made-up', relation: 'Daughter', email: 'Aoife@Example.com', categories: ['devices', 'alarms'], how: 'spoken', givenOn: '2026-01-05', ...change });
interface Home extends Alarm {
  readonly userId: string;
  readonly reference: string;
}
async function aHome(): Promise<Home> {
  const alarm = await insertedAlarm(server, response);
  const reference = `Flat ${alarm.account}`;
  const { id: userId } = await ask<{ id: string }>('POST', 'service-users', { organisation: response, dwelling: reference, name: 'Maureen Made-up', preferredName: 'Mo', healthNotes: 'Takes warfarin.' }, 201);
  await run(sql`update home.service_user set registered_at = now() - interval '1 hour' where id = ${userId}`);
  return { ...alarm, userId, reference };
}
const give = (userId: string, change: object = {}) => ask<{ id: string }>('POST', `service-users/${userId}/consents`, form(change), 201);
/** Given, and accepted by whoever was invited. */
async function shared(userId: string, change: object = {}, session = aoife, email = 'aoife@example.com'): Promise<string> {
  const { id } = await give(userId, { email, ...change });
  expect((await accept(tokenIn(await newestLetter(server, email)), session)).headers.get('location')).toBe(`/home/family/${id}`);
  return id;
}

describe('a consent', () => {
  it('is recorded with how it was given, and invites by mail whoever it is shared with, once, and nobody else', async () => {
    const { userId } = await aHome();
    const { id } = await give(userId);
    const letter = await newestLetter(server, 'aoife@example.com');
    expect([letter.includes('Maureen'), letter.includes('Mo ')]).toEqual([false, false]);
    await ask('GET', `family/${id}`, undefined, 404, aoife);
    expect((await accept(tokenIn(letter), other)).status).toBe(404);
    expect((await accept(tokenIn(letter), aoife)).status).toBe(303);
    expect((await accept(tokenIn(letter), aoife)).status).toBe(404);
    const { items } = await ask<{ items: object[] }>('GET', `service-users/${userId}/consents`);
    expect(items).toMatchObject([{ id, recipientName: 'Aoife Made-up', email: 'aoife@example.com', categories: ['alarms', 'devices'], how: 'spoken', givenOn: '2026-01-05', until: null, state: 'in-force', statement: 1 }]);
    const events = await run(sql<{ type: string; data: object }>`select type, data from platform.event where subject = ${userId} and type like 'consent.%' order by at, id`);
    expect(events).toMatchObject([{ type: 'consent.given', data: { consent: id, categories: ['alarms', 'devices'], how: 'spoken', statement: 1 } }, { type: 'consent.accepted' }]);
    expect(JSON.stringify(events)).not.toMatch(/Aoife|example/i);
    const [row] = await run(sql<{ row: string }>`select row_to_json(t)::text as row from home.consent as t where id = ${id}`);
    expect(row!.row).not.toMatch(/Aoife|Daughter|example/i);
  });

  it.each([
    [{ categories: [] }],
    [{ categories: ['health'] }],
    [{ email: 'nobody' }],
    [{ how: 'assumed' }],
    [{ givenOn: '2999-01-01' }],
    [{ until: '2020-01-01' }],
    [{ recipientName: '' }],
    [{ recipientName: 'x'.repeat(121) }],
    [{ secret: true }],
  ])('is refused as %j', async (change) => {
    const { userId } = await aHome();
    await ask('POST', `service-users/${userId}/consents`, form(change), 400);
  });

  it('is for the operators who answer for them alone', async () => {
    const { userId } = await aHome();
    const { id } = await give(userId);
    for (const headers of [stranger, aoife]) {
      await ask('GET', `service-users/${userId}/consents`, undefined, 404, headers);
      await ask('POST', `service-users/${userId}/consents`, form(), 404, headers);
      await ask('POST', `consents/${id}/withdrawal`, { how: 'spoken' }, 404, headers);
    }
    await ask('GET', `service-users/${userId}/consents`, undefined, 401, {});
  });
});

describe('the family’s page', () => {
  it('shows what happened, only what was agreed to, and each look is told to whoever leads', async () => {
    const home = await aHome();
    await ask('POST', `cases/${home.caseId}/steps`, { to: 'acknowledged' });
    await ask('POST', `cases/${home.caseId}/steps`, { to: 'sent', whom: 'keyholder' });
    await ask('POST', `cases/${home.caseId}/steps`, { to: 'arrived', whom: 'keyholder' });
    await ask('POST', `cases/${home.caseId}/notes`, { text: 'Blood sugar low.' }, 201);
    await insertedAlarm(server, response, { kind: 'test-call', account: home.account });
    await insertedAlarm(server, response, { kind: 'battery-low', account: home.account });
    const id = await shared(home.userId);
    const page = await server.call('GET', `/api/home/family/${id}`, undefined, aoife);
    expect(page.body).toEqual({ id, name: 'Mo', organisation: 'Hearth of the Tests', categories: ['alarms', 'devices'], until: null, withheld: [], testCalls: null, hasOlderAlarms: false, alarms: [{ at: expect.any(String), group: 'fall', state: 'in-hand', sent: ['keyholder'], arrived: { whom: 'keyholder', at: expect.any(String) }, outcome: null }], devices: [{ heardAt: expect.any(String), troubles: [{ kind: 'battery-low', at: expect.any(String) }] }] });
    expect(page.text).not.toMatch(/warfarin|sugar|Maureen|Flat/);
    expect(await ask('GET', 'family', undefined, 200, aoife)).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ id, name: 'Mo' })]) });
    const { items } = await ask<{ items: object[] }>('GET', `disclosures?about=${home.userId}`, undefined, 200, leader);
    expect(items).toContainEqual(expect.objectContaining({ what: 'service_user.shown', actor: expect.stringMatching(/^account:/), serviceUsers: [home.userId] }));
    // Where there are very many, the newest are listed, and it is said that there are others.
    await run(sql`insert into home.alarm_case select (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid()))).* from home.alarm_case as one, generate_series(1, 100) where one.id = ${home.caseId}`);
    expect(await ask('GET', `family/${id}`, undefined, 200, aoife)).toMatchObject({ hasOlderAlarms: true, alarms: expect.objectContaining({ length: 100 }) });
    const read = await (await fetch(`${server.url}/home/family/${id}`, { headers: { ...aoife, accept: 'text/html' } })).text();
    expect(read).toContain('These are the newest 100. Hearth of the Tests can tell you of the others of the last 90 days.');
    await run(sql`update home.alarm_case set received_at = now() - interval '3 days' where dwelling = (select dwelling from home.alarm_case where id = ${home.caseId})`);
    // Of before they agreed, nothing.
    const late = await shared(home.userId, { givenOn: Temporal.Now.plainDateISO('Europe/London').toString(), categories: ['alarms', 'test-calls'] });
    await run(sql`update home.service_user set registered_at = now() - interval '9 days' where id = ${home.userId}`);
    expect(await ask('GET', `family/${late}`, undefined, 200, aoife)).toMatchObject({ alarms: [], testCalls: [expect.any(String)], devices: null });
  });

  it('is nothing to another family, to a program, and to whoever is not signed in', async () => {
    const { userId } = await aHome();
    const id = await shared(userId);
    await ask('GET', `family/${id}`, undefined, 404, other);
    await ask('GET', `family/${id}`, undefined, 404, operator);
    await ask('GET', `family/${id}`, undefined, 401, {});
    expect(await ask('GET', 'family', undefined, 200, other)).toEqual({ items: [], next: null });
    expect((await fetch(`${server.url}/home/family/${id}`, { headers: { ...other, accept: 'text/html' } })).status).toBe(404);
    await ask('GET', 'family/00000000-0000-4000-8000-000000000000', undefined, 404, aoife);
  });

  it('ends the moment it is taken back, also for an invitation that is still out', async () => {
    const { userId } = await aHome();
    const id = await shared(userId);
    await ask('GET', `family/${id}`, undefined, 200, aoife);
    await ask('POST', `consents/${id}/withdrawal`, { how: 'by magic' }, 400);
    expect(await ask('POST', `consents/${id}/withdrawal`, { how: 'spoken' })).toMatchObject({ state: 'withdrawn', withdrawnHow: 'spoken' });
    await ask('GET', `family/${id}`, undefined, 404, aoife);
    expect((await ask<{ items: { id: string }[] }>('GET', 'family', undefined, 200, aoife)).items.map((each) => each.id)).not.toContain(id);
    // Once more changes nothing.
    const [before] = await run(sql`select withdrawn_at from home.consent where id = ${id}`);
    await ask('POST', `consents/${id}/withdrawal`, { how: 'written' });
    expect(await run(sql`select withdrawn_at from home.consent where id = ${id}`)).toEqual([before]);
    const invited = await give(userId);
    const token = tokenIn(await newestLetter(server, 'aoife@example.com'));
    await ask('POST', `consents/${invited.id}/withdrawal`, { how: 'spoken' });
    expect((await accept(token, aoife)).status).toBe(404);
  });

  it('ends with its last day, with its invitation’s time, when they leave and when they are erased; and goes on while they are away', async () => {
    const home = await aHome();
    const id = await shared(home.userId);
    const page = (expected: number) => ask('GET', `family/${id}`, undefined, expected, aoife);
    await run(sql`update home.consent set until = current_date - 2 where id = ${id}`);
    await page(404);
    await run(sql`update home.consent set until = null where id = ${id}`);
    await ask('PUT', `service-users/${home.userId}/suspension`, { for: 'hospital' });
    expect(JSON.stringify(await page(200))).not.toContain('hospital');
    const late = await give(home.userId);
    const token = tokenIn(await newestLetter(server, 'aoife@example.com'));
    await run(sql`update home.consent set invitation_ends_at = now() where id = ${late.id}`);
    expect((await accept(token, aoife)).status).toBe(404);
    await ask('POST', `service-users/${home.userId}/leaving`);
    await page(404);
    await ask('POST', `service-users/${home.userId}/consents`, form(), 409);
    await ask('POST', `cases/${home.caseId}/steps`, { to: 'acknowledged' });
    await ask('POST', `cases/${home.caseId}/steps`, { to: 'closed', outcome: 'advice', cause: 'fall' });
    await erasePerson(server.database, home.userId, Temporal.Now.instant());
    await page(404);
    expect(await run(sql`select id from home.consent where service_user = ${home.userId}`)).toEqual([]);
  });

  it('shows nothing of a home that others live in, until all of them share it with the same person', async () => {
    const home = await aHome();
    const id = await shared(home.userId);
    const { id: second } = await ask<{ id: string }>('POST', 'service-users', { organisation: response, dwelling: home.reference, name: 'Cormac Made-up' }, 201);
    expect(await ask('GET', `family/${id}`, undefined, 200, aoife)).toMatchObject({ alarms: null, devices: null, withheld: ['alarms', 'devices'] });
    await shared(second, {}, other, 'other@example.com');
    expect(await ask('GET', `family/${id}`, undefined, 200, aoife)).toMatchObject({ withheld: ['alarms', 'devices'] });
    await shared(second, { categories: ['alarms'] });
    expect(await ask('GET', `family/${id}`, undefined, 200, aoife)).toMatchObject({ alarms: [{}], devices: null, withheld: ['devices'] });
  });
});

describe('somebody who moved', () => {
  const move = async ({ userId }: Home, dwelling: string) => {
    const { revision } = await ask<{ revision: number }>('GET', `service-users/${userId}`);
    await ask('PATCH', `service-users/${userId}`, { dwelling }, 200, operator, { 'if-match': `"${revision}"` });
  };
  const close = async ({ caseId }: Home) => {
    await ask('POST', `cases/${caseId}/steps`, { to: 'acknowledged' });
    await ask('POST', `cases/${caseId}/steps`, { to: 'closed', outcome: 'advice', cause: 'fall' });
  };
  const homeOf = (reference: string) => `dwellings/${response}/${encodeURIComponent(reference)}`;

  it('has what happened in the home they left in their export, and it goes when they are erased', async () => {
    const home = await aHome();
    await ask('PUT', homeOf(home.reference), { address: { lines: ['7 Fictitious Row'], postcode: 'BT1 5GS' }, keyholders: [{ name: 'Aoife', phone: '07700 900123' }] });
    await ask('POST', `cases/${home.caseId}/notes`, { text: 'Blood sugar low.' }, 201);
    await close(home);
    await move(home, `${home.reference} new`);
    const exported = await exportPerson(server.database, keys, home.userId, Temporal.Now.instant());
    expect(exported).toMatchObject({ cases: [{ id: home.caseId, notes: [{ text: 'Blood sugar low.' }] }], formerHomes: [{ reference: home.reference, address: { postcode: 'BT1 5GS' } }], signals: [{ kind: 'fall' }] });
    expect(await erasePerson(server.database, home.userId, Temporal.Now.instant())).toMatchObject({ erased: { notes: 1, signals: 1, keyholders: 1 } });
    expect(await ask('GET', homeOf(home.reference))).toMatchObject({ address: null, keyholders: [] });
  });

  it('leaves the home to whoever lives there now, and by rule it is emptied where nobody does', async () => {
    const home = await aHome();
    await ask('PUT', homeOf(home.reference), { accessNotes: 'Loud dog.', keyholders: [{ name: 'Sam', phone: '07700 900124' }] });
    await close(home);
    await move(home, `${home.reference} new`);
    const { id: next } = await ask<{ id: string }>('POST', 'service-users', { organisation: response, dwelling: home.reference, name: 'Next Tenant' }, 201);
    await erasePerson(server.database, home.userId, Temporal.Now.instant());
    expect(await ask('GET', homeOf(home.reference))).toMatchObject({ accessNotes: 'Loud dog.', keyholders: [{ name: 'Sam' }] });
    await move({ ...home, userId: next }, `${home.reference} elsewhere`);
    const later = Temporal.Now.instant().add({ hours: 24 * 31 });
    await keepByRule(server.database, later.subtract({ hours: 48 }), 'Europe/London', usual);
    expect(await ask('GET', homeOf(home.reference))).toMatchObject({ keyholders: [{ name: 'Sam' }] });
    await keepByRule(server.database, later, 'Europe/London', usual);
    expect(await ask('GET', homeOf(home.reference))).toMatchObject({ accessNotes: null, keyholders: [] });
  });
});
