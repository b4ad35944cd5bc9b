/** How long what is known of people is kept, under which key, and who looked at it: real HTTP, real PostgreSQL, the real command. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from '@drystone/database';
import { erasePerson, findOverdueTestCalls, keepByRule, rowsOfOlderKeys, sealAnew } from '@drystone/home';
import { readPeriods } from '@drystone/home/retention-periods';
import { newKey } from '@drystone/home/key-ring';
import { keptHomeKeys } from '@drystone/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, commissioningOn } from './support/commissioning.ts';
import { insertedAlarm, registeredUnit, type Alarm } from './support/home.ts';
import { testServer, type TestServer } from './support/server.ts';

const usual = readPeriods('');

type Headers = Readonly<Record<string, string>>;

let directory: string;
let server: TestServer;
let response: string;
let operator: Headers;
let leader: Headers;
const organisations = commissioningOn(() => server);
/** Keys are kept in the data directory here, and not given. */
const environment = () => ({ DATA_DIR: directory, SECRET_KEY: '' });
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drystone-home-'));
  server = await testServer({ ADMIN_API_KEY: administratorKey, ...environment() });
  response = await organisations.organisation('provider', 'Hearth of the Tests');
  operator = await organisations.keyFor(response, ['operator']);
  leader = await organisations.keyFor(response, ['editor']);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function ask<Answer>(method: string, path: string, body?: unknown, expected = 200, headers: Headers = operator): Promise<Answer> {
  const answer = await server.call(method, `/api/home/${path}`, body, headers);
  expect([answer.status, answer.text]).toEqual([expected, answer.text]);
  return answer.body;
}

/** The command, from a terminal. */
async function drystone(...words: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const env = { PATH: process.env['PATH']!, DATABASE_URL: server.ownerUrl, ...environment() };
  return promisify(execFile)(process.execPath, [join(import.meta.dirname, '../apps/cli/src/main.ts'), 'home', ...words], { env, maxBuffer: 1e8 }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, error: stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, out: stdout, error: stderr }),
  );
}
const rowsOf = async <Row>(query: ReturnType<typeof sql<Row>>) => (await server.database.as('system:home', (transaction) => query.execute(transaction))).rows;
const run = (query: ReturnType<typeof sql>) => rowsOf(query);

interface Home extends Alarm {
  readonly reference: string;
  readonly userId: string;
}
async function aHome(user: object = {}): Promise<Home> {
  const alarm = await insertedAlarm(server, response);
  const reference = `Flat ${alarm.account}`;
  await ask('PUT', `dwellings/${response}/${encodeURIComponent(reference)}`, { address: { lines: ['7 Fictitious Row'], postcode: 'BT1 5GS' }, accessNotes: 'Loud dog.', keySafe: { code: 'C4771Y' }, keyholders: [{ name: 'Aoife', phone: '028 9012 3456' }] }, 200);
  const { id } = await ask<{ id: string }>('POST', 'service-users', { organisation: response, dwelling: reference, name: 'Maureen Fictitious', phone: '028 9099 8877', healthNotes: 'Warfarin.', ...user }, 201);
  // Lived there when the alarm came.
  await run(sql`update home.service_user set registered_at = now() - interval '1 hour' where id = ${id}`);
  await ask('POST', `cases/${alarm.caseId}/notes`, { text: 'Blood sugar low.' }, 201);
  return { ...alarm, reference, userId: id };
}
async function closed({ caseId }: Alarm): Promise<void> {
  await ask('POST', `cases/${caseId}/steps`, { to: 'acknowledged' });
  await ask('POST', `cases/${caseId}/steps`, { to: 'closed', outcome: 'advice', cause: 'fall' });
}

describe('a new key', () => {
  it('seals every field anew while the server runs; without the key before, all of it is read and found as ever', async () => {
    const name = 'Wilhelmina';
    const { caseId, userId, account } = await aHome({ name });
    await ask('PUT', `local-units/dc09/${account}`, { organisation: response, dwelling: { reference: `Flat ${account}` }, keys: ['00112233445566778899AABBCCDDEEFF'] });
    const before = await readFile(join(directory, 'home.keys'), 'utf8');
    const first = await drystone('rotate-key', '--json', '--forget-old');
    expect([first.code, first.error, JSON.parse(first.out)]).toEqual([0, '', { key: 'k2', rows: expect.any(Number), older: ['k1'], forgotten: true }]);
    const after = await readFile(join(directory, 'home.keys'), 'utf8');
    expect([after.split(',').length, after.startsWith('k2:'), before.startsWith('k1:'), after.includes(before.trim())]).toEqual([1, true, true, false]);
    expect(await ask('GET', `service-users/${userId}`)).toMatchObject({ name, healthNotes: 'Warfarin.' });
    expect((await ask<{ items: { id: string }[] }>('GET', `service-users?q=${name}`)).items.map(({ id }) => id)).toEqual([userId]);
    expect(await ask('GET', `cases/${caseId}/dwelling`)).toMatchObject({ address: { postcode: 'BT1 5GS' }, keyholders: [{ name: 'Aoife' }] });
    expect((await ask<{ items: { text: string }[] }>('GET', `cases/${caseId}/notes`)).items).toMatchObject([{ text: 'Blood sugar low.' }]);
    expect((await ask<{ items: unknown[] }>('GET', 'service-users?q=bt1')).items.length).toBeGreaterThan(0);
  });

  it('goes on where it was stopped, and finds people by both keys meanwhile', async () => {
    const name = 'Bartholomew';
    const { userId } = await aHome({ name });
    const ring = await keptHomeKeys({ dataDirectory: directory, secretKey: undefined, homeKeys: undefined });
    await ring.keep!([newKey(ring.keys()), ...ring.keys()]);
    const waiting = await rowsOfOlderKeys(server.database, ring);
    expect(waiting).toBeGreaterThan(2);
    expect([await sealAnew(server.database, ring, 2), await rowsOfOlderKeys(server.database, ring)]).toEqual([2, waiting - 2]);
    expect((await ask<{ items: { id: string }[] }>('GET', `service-users?q=${name}`)).items.map(({ id }) => id)).toEqual([userId]);
    expect([await sealAnew(server.database, ring), await rowsOfOlderKeys(server.database, ring)]).toEqual([waiting - 2, 0]);
    expect(await ask('GET', `service-users/${userId}`)).toMatchObject({ name });
  });
});

describe('one person', () => {
  it('is exported whole, with what was written of them and who looked', async () => {
    const home = await aHome();
    await ask('GET', `cases/${home.caseId}/dwelling`);
    await closed(home);
    const { code, out, error } = await drystone('export-person', home.userId);
    expect([code, error]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      serviceUser: { name: 'Maureen Fictitious', healthNotes: 'Warfarin.' },
      dwelling: { address: { postcode: 'BT1 5GS' }, keySafe: { code: 'C4771Y' }, keyholders: [{ name: 'Aoife' }] },
      cases: [{ id: home.caseId, outcome: 'advice', notes: [{ text: 'Blood sugar low.' }], events: expect.arrayContaining([expect.objectContaining({ type: 'case.closed' })]) }],
      signals: [{ kind: 'fall' }],
      seenBy: expect.arrayContaining([expect.objectContaining({ what: 'dwelling.seen', case: home.caseId })]),
    });
  });

  it('is erased: who they were and what was written of them is gone, times and codes stay, and it says so', async () => {
    const home = await aHome();
    await expect(erasePerson(server.database, home.userId, Temporal.Now.instant())).rejects.toThrow('An alarm of this home is open');
    await closed(home);
    const { code, out, error } = await drystone('erase-person', home.userId);
    expect([code, error]).toEqual([0, '']);
    expect(out).toMatch(/^Erased: the person's own fields, 1 notes, 1 keyholders, words in 1 signals\.\nKept: Cases and their signals: times, codes, outcomes \(1\)\. A claim/);
    await ask('GET', `service-users/${home.userId}`, undefined, 404);
    expect(await ask('GET', `dwellings/${response}/${encodeURIComponent(home.reference)}`)).toMatchObject({ address: null, accessNotes: null, hasKeySafe: false, keyholders: [] });
    expect((await ask<{ items: unknown[] }>('GET', `cases/${home.caseId}/notes`)).items).toEqual([]);
    expect(await ask('GET', `cases/${home.caseId}`)).toMatchObject({ outcome: 'advice', cause: 'fall' });
    expect(await rowsOf(sql`select name, phone, words, birth.born_in from home.service_user as birth where id = ${home.userId}`)).toEqual([{ name: null, phone: null, words: [], born_in: null }]);
    await expect(erasePerson(server.database, home.userId, Temporal.Now.instant())).rejects.toThrow('they were erased');
  });

  it('whose home is shared leaves it to the others', async () => {
    const home = await aHome();
    const { id } = await ask<{ id: string }>('POST', 'service-users', { organisation: response, dwelling: home.reference, name: 'Cormac Fictitious' }, 201);
    await closed(home);
    expect(await erasePerson(server.database, home.userId, Temporal.Now.instant())).toMatchObject({ dwellingKept: true, erased: { keyholders: 0, signals: 0 } });
    expect(await ask('GET', `service-users/${id}`)).toMatchObject({ name: 'Cormac Fictitious' });
    expect(await ask('GET', `dwellings/${response}/${encodeURIComponent(home.reference)}`)).toMatchObject({ hasKeySafe: true, keyholders: [{ name: 'Aoife' }] });
  });

  it('is told by an id, and nothing else is taken for one', async () => {
    expect((await drystone('erase-person', "x'; drop schema home")).error).toBe('drystone: give the id of a service user after erase-person\n');
  });
});

describe('the rules of retention', () => {
  const now = Temporal.Now.instant();
  const ago = (keep: Temporal.DurationLike) => now.toZonedDateTimeISO('Europe/London').subtract(keep).subtract({ days: 1 }).toInstant().toString();
  const keepOf = (id: keyof typeof usual) => ago(usual[id]);
  const state = async ({ userId, reference, caseId }: Home) =>
    (await rowsOf(sql`select name is not null as name, health_notes is not null as health, (select count(*)::int from home.keyholder where dwelling = home.id) as keyholders, key_safe is not null as safe, address is not null as address,
      (select count(*)::int from home.case_note where case_id = ${caseId}) as notes, (select count(*)::int from home.alarm_case where id = ${caseId}) as cases
      from home.service_user as person join home.dwelling as home on home.id = person.dwelling where person.id = ${userId} and reference = ${reference}`))[0];
  const all = { name: true, health: true, keyholders: 1, safe: true, address: true, notes: 1, cases: 1 };

  it('erase each thing when its time is over, and nothing before', async () => {
    const home = await aHome();
    await closed(home);
    const left = async (at: string) => {
      await run(sql`update home.service_user set status = 'left', left_at = ${at} where id = ${home.userId}`);
      await keepByRule(server.database, now, 'Europe/London', usual);
      return state(home);
    };
    expect(await left(now.subtract({ hours: 24 }).toString())).toEqual(all);
    expect(await left(keepOf('access'))).toEqual({ ...all, keyholders: 0, safe: false });
    expect(await left(keepOf('health'))).toEqual({ ...all, keyholders: 0, safe: false, health: false });
    await run(sql`update home.alarm_case set closed_at = ${keepOf('notes')} where id = ${home.caseId}`);
    expect(await left(keepOf('service-users'))).toEqual({ name: false, health: false, keyholders: 0, safe: false, address: false, notes: 0, cases: 1 });
    await run(sql`update home.alarm_case set closed_at = ${keepOf('cases')} where id = ${home.caseId}`);
    expect(await left(keepOf('service-users'))).toMatchObject({ cases: 0 });
  });

  it('keep what a records officer wants kept for longer', async () => {
    const home = await aHome();
    await closed(home);
    await run(sql`update home.service_user set status = 'left', left_at = ${keepOf('service-users')} where id = ${home.userId}`);
    await run(sql`update home.alarm_case set closed_at = ${keepOf('notes')} where id = ${home.caseId}`);
    await keepByRule(server.database, now, 'Europe/London', readPeriods('notes=P8Y,cases=P8Y,service-users=P8Y, addresses=P8Y'));
    expect(await state(home)).toEqual({ ...all, keyholders: 0, safe: false, health: false });
    await keepByRule(server.database, now, 'Europe/London', usual);
    expect(await state(home)).toMatchObject({ name: false, address: false, notes: 0 });
  });

  it('leave open cases and whoever lives there as they are; who was away is back after the last day', async () => {
    const home = await aHome();
    await ask('PUT', `service-users/${home.userId}/suspension`, { for: 'hospital', until: now.toZonedDateTimeISO('Europe/London').toPlainDate().toString() });
    await keepByRule(server.database, now, 'Europe/London', usual);
    expect(await ask('GET', `service-users/${home.userId}`)).toMatchObject({ status: 'suspended' });
    await keepByRule(server.database, now.add({ hours: 48 }), 'Europe/London', usual);
    expect(await ask('GET', `service-users/${home.userId}`)).toMatchObject({ status: 'active' });
    await keepByRule(server.database, now.add({ hours: 24 * 365 * 20 }), 'Europe/London', usual);
    expect(await state(home)).toEqual(all);
  });
});

describe('who saw what about whom', () => {
  it('is told to whoever leads the organisation, in references, and to no operator and nobody else', async () => {
    const home = await aHome();
    await ask('GET', `cases/${home.caseId}/dwelling`);
    await ask('GET', `service-users/${home.userId}`);
    await ask('POST', `cases/${home.caseId}/key-safe-code`, undefined, 403);
    const path = `disclosures?about=${home.userId}&limit=2`;
    const { items, next } = await ask<{ items: { what: string; name: string }[]; next: string }>('GET', path, undefined, 200, leader);
    expect(items).toMatchObject([
      { what: 'key_safe.not_told', dwelling: home.reference, case: home.caseId, name: expect.any(String) },
      { what: 'service_user.seen', serviceUsers: [home.userId], dwelling: null },
    ]);
    const { status, text } = await server.call('GET', next, undefined, leader);
    expect([status, text.includes('dwelling.seen'), text.includes('Maureen')]).toEqual([200, true, false]);
    await ask('GET', path, undefined, 403);
    await ask('GET', path, undefined, 401, {});
    const elsewhere = await organisations.keyFor(await organisations.organisation('provider', 'Another'), ['editor']);
    expect((await ask<{ items: unknown[] }>('GET', path, undefined, 200, elsewhere)).items).toEqual([]);
  });
});

describe('test calls', () => {
  it('are expected a month after the last, or after the unit was registered; an overdue one is found once', async () => {
    const account = await registeredUnit(server, response);
    const mine = async (query = '') => (await ask<{ items: { account: string; lastAt: string | null; expectedBy: string }[] }>('GET', `test-calls?limit=200${query}`)).items.find((each) => each.account === account);
    expect(await mine()).toMatchObject({ lastAt: null });
    expect(await mine('&overdue=true')).toBeUndefined();
    await run(sql`update home.local_unit set registered_at = now() - interval '33 days' where account = ${account}`);
    expect(await mine('&overdue=true')).toMatchObject({ lastAt: null });
    const found = () => findOverdueTestCalls(server.database, Temporal.Now.instant(), 'Europe/London');
    expect([await found(), await found()]).toEqual([1, 0]);
    await ask('GET', 'test-calls?overdue=perhaps', undefined, 400);
  });

  it('are overdue from the moment on at which the figures count the unit as untested, also where months differ in length', async () => {
    const organisation = await organisations.organisation('provider', 'Months');
    const own = await organisations.keyFor(organisation, ['operator']);
    const account = await registeredUnit(server, organisation);
    const { rows } = { rows: await rowsOf(sql<{ id: string }>`select id from home.local_unit where account = ${account}`) };
    for (const [began, due] of [
      ['2026-01-31T10:00:00Z', '2026-03-01T00:00:00.000Z'],
      ['2026-02-28T10:00:00Z', '2026-03-28T10:00:00.000Z'],
      // The clocks go forward between them, and back.
      ['2026-03-15T12:00:00Z', '2026-04-15T11:00:00.000Z'],
      ['2026-10-15T11:30:00Z', '2026-11-15T12:30:00.000Z'],
      ['2026-10-31T10:00:00Z', '2026-12-01T00:00:00.000Z'],
    ] as const) {
      await run(sql`update home.local_unit set registered_at = ${began} where account = ${account}`);
      expect((await ask<{ items: unknown[] }>('GET', 'test-calls', undefined, 200, own)).items).toMatchObject([{ account, expectedBy: due }]);
      // As the figures ask it.
      const untested = async (at: Temporal.Instant) => (await rowsOf(sql<{ untested: boolean }>`select registered_at <= (${at.toString()}::timestamptz at time zone 'Europe/London' - interval '1 month') at time zone 'Europe/London' as untested from home.local_unit where id = ${rows[0]!.id}`))[0]!.untested;
      const moment = Temporal.Instant.from(due);
      expect([began, await untested(moment.subtract({ seconds: 1 })), await untested(moment)]).toEqual([began, false, true]);
    }
  });

  it('that came put the next one off by a month, and nobody is waited for who is away', async () => {
    const home = await aHome();
    await run(sql`update home.local_unit set registered_at = now() - interval '90 days' where account = ${home.account}`);
    const mine = async () => (await ask<{ items: { account: string; lastAt: string | null }[] }>('GET', 'test-calls?limit=200&overdue=true')).items.find((each) => each.account === home.account);
    expect(await mine()).toBeDefined();
    await ask('PUT', `service-users/${home.userId}/suspension`, { for: 'holiday' });
    expect(await mine()).toBeUndefined();
    await ask('DELETE', `service-users/${home.userId}/suspension`);
    expect(await mine()).toBeDefined();
    await insertedAlarm(server, response, { kind: 'test-call', account: home.account });
    expect(await mine()).toBeUndefined();
  });
});
