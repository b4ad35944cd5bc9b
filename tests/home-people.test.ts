/** Service users, their dwellings and what is told of them, to whom: real HTTP, real PostgreSQL. */

import { sql } from '@drystone/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, commissioningOn } from './support/commissioning.ts';
import { insertedAlarm, type Alarm } from './support/home.ts';
import { testServer, type TestServer } from './support/server.ts';

type Headers = Readonly<Record<string, string>>;

let server: TestServer;
let response: string;
let operator: Headers;
let colleague: Headers;
let stranger: Headers;
const organisations = commissioningOn(() => server);
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  response = await organisations.organisation('provider', 'Hearth of the Tests');
  operator = await organisations.keyFor(response, ['operator']);
  colleague = await organisations.keyFor(response, ['operator']);
  stranger = await organisations.keyFor(await organisations.organisation('provider', 'Another'), ['operator']);
});

async function ask<Answer>(method: string, path: string, body?: unknown, expected = 200, headers: Headers = operator, more: Headers = {}): Promise<Answer> {
  const answer = await server.call(method, `/api/home/${path}`, body, { ...headers, ...more });
  expect([answer.status, answer.text]).toEqual([expected, answer.text]);
  return answer.body;
}
const eventsOf = async (subject: string) => (await server.database.pool.query<{ type: string; actor: string; data: Record<string, unknown> }>('select type, actor, data from platform.event where subject = $1 order by transaction_id, id', [subject])).rows;

const home = {
  area: 'belfast',
  address: { lines: ['7 Fictitious Row', 'Belfast'], postcode: 'bt1 5gs' },
  position: { latitude: 54.6, longitude: -5.93 },
  accessNotes: 'The dog is loud and friendly.',
  keySafe: { code: 'C4771Y', where: 'Left of the back door' },
  keyholders: [
    { name: 'Aoife Daughter-Test', phone: '028 9012 3456', relation: 'Daughter', minutesAway: 10 },
    { name: 'Sam Neighbour-Test', phone: '+44 7700 900123' },
  ],
};
const maureen = { name: 'Maureen Fictitious', preferredName: 'Mo', bornIn: 1938, languages: ['en', 'ga'], phone: '028 9099 8877', healthNotes: 'Takes warfarin. Deaf on the left.' };
const everySecret = ['Maureen', 'Fictitious', 'warfarin', 'C4771Y', 'Aoife', 'Daughter', '9012 3456', '9099 8877', 'BT1 5GS', 'latitude', 'dog is loud', 'sugar low'];

interface Home extends Alarm {
  readonly reference: string;
  readonly userId: string;
}

async function aHome(user: object = {}, dwelling: object = {}): Promise<Home> {
  const alarm = await insertedAlarm(server, response);
  const reference = `Flat ${alarm.account}`;
  await ask('PUT', `dwellings/${response}/${encodeURIComponent(reference)}`, { ...home, ...dwelling });
  const { id } = await ask<{ id: string }>('POST', 'service-users', { organisation: response, dwelling: reference, ...maureen, ...user }, 201);
  return { ...alarm, reference, userId: id };
}
const take = (caseId: string, headers: Headers = operator) => ask('POST', `cases/${caseId}/steps`, { to: 'acknowledged' }, 200, headers);

describe('what an operator sees of a case', () => {
  it('is who lives there, how one gets in, who has a key and what was before; and that they saw it is in the log', async () => {
    const { caseId, reference, userId } = await aHome();
    const seen = await ask('GET', `cases/${caseId}/dwelling`);
    expect(seen).toEqual({
      reference,
      area: 'belfast',
      address: { lines: ['7 Fictitious Row', 'Belfast'], postcode: 'BT1 5GS' },
      position: home.position,
      accessNotes: home.accessNotes,
      hasKeySafe: true,
      serviceUsers: [{ id: userId, ...maureen, status: 'active' }],
      keyholders: [{ order: 1, ...home.keyholders[0] }, { order: 2, ...home.keyholders[1], relation: null, minutesAway: null }],
      devices: [],
      history: [],
      hasOlderHistory: false,
    });
    const { rows } = await server.database.as('system:home', (transaction) => sql<{ id: string }>`select id from home.dwelling where reference = ${reference}`.execute(transaction));
    expect((await eventsOf(rows[0]!.id)).at(-1)).toMatchObject({ type: 'dwelling.seen', actor: expect.stringMatching(/^key:/), data: { organisation: response, case: caseId, serviceUsers: [userId], keyholders: 2 } });
  });

  it('is nothing to whoever does not answer it, and no event either', async () => {
    const { caseId } = await aHome();
    const before = await server.database.pool.query("select count(*)::int as count from platform.event where type = 'dwelling.seen'");
    for (const path of [`cases/${caseId}/dwelling`, `cases/${caseId}/notes`]) {
      await ask('GET', path, undefined, 404, stranger);
      await ask('GET', path, undefined, 401, {});
    }
    await ask('POST', `cases/${caseId}/key-safe-code`, undefined, 404, stranger);
    await ask('GET', 'cases/not-a-case/dwelling', undefined, 400);
    expect((await server.database.pool.query("select count(*)::int as count from platform.event where type = 'dwelling.seen'")).rows).toEqual(before.rows);
  });

  it('does not name who has left, and shows the cases before this one', async () => {
    const { caseId, userId, reference } = await aHome();
    await ask('POST', `service-users/${userId}/leaving`);
    const { serviceUsers } = await ask<{ serviceUsers: unknown[] }>('GET', `cases/${caseId}/dwelling`);
    expect(serviceUsers).toEqual([]);
    const later = await insertedAlarm(server, response);
    await server.database.as('system:home', (transaction) => sql`update home.alarm_case set dwelling = (select id from home.dwelling where reference = ${reference}) where id = ${later.caseId}`.execute(transaction));
    const { history } = await ask<{ history: object[] }>('GET', `cases/${later.caseId}/dwelling`);
    expect(history).toEqual([{ id: caseId, receivedAt: expect.any(String), kind: 'fall', outcome: null, cause: null }]);
  });
});

describe('the code of a key safe', () => {
  it('is told to the operator who has the case while it is open, and each look and each refusal is in the log', async () => {
    const { caseId, reference } = await aHome();
    const code = (headers: Headers, expected: number) => ask<{ code: string; detail: string }>('POST', `cases/${caseId}/key-safe-code`, undefined, expected, headers);
    await code(operator, 403);
    await take(caseId);
    expect(await code(operator, 200)).toEqual(home.keySafe);
    await code(colleague, 403);
    await ask('POST', `cases/${caseId}/steps`, { to: 'closed', outcome: 'advice', cause: 'fall' });
    await code(operator, 403);
    const { rows } = await server.database.as('system:home', (transaction) => sql<{ id: string }>`select id from home.dwelling where reference = ${reference}`.execute(transaction));
    expect((await eventsOf(rows[0]!.id)).filter(({ type }) => type.startsWith('key_safe')).map(({ type }) => type)).toEqual(['key_safe.not_told', 'key_safe.seen', 'key_safe.not_told', 'key_safe.not_told']);
  });

  it('is in no other answer', async () => {
    const { caseId, reference, userId } = await aHome();
    await take(caseId);
    for (const path of [`cases/${caseId}/dwelling`, `cases/${caseId}`, `dwellings/${response}/${encodeURIComponent(reference)}`, `service-users/${userId}`, 'service-users']) {
      expect((await server.call('GET', `/api/home/${path}`, undefined, operator)).text).not.toContain('C4771Y');
    }
    // Changed without it, it stays.
    await ask('PUT', `dwellings/${response}/${encodeURIComponent(reference)}`, { ...home, keySafe: undefined, accessNotes: null });
    expect(await ask('POST', `cases/${caseId}/key-safe-code`)).toEqual(home.keySafe);
    await ask('PUT', `dwellings/${response}/${encodeURIComponent(reference)}`, { ...home, keySafe: null });
    await ask('POST', `cases/${caseId}/key-safe-code`, undefined, 404);
  });
});

describe('notes on a case', () => {
  it('are added and never changed, with who wrote them', async () => {
    const { caseId } = await aHome();
    await ask('POST', `cases/${caseId}/notes`, { text: 'Blood sugar low.\nSits up now.' }, 201);
    await ask('POST', `cases/${caseId}/notes`, { text: 'Daughter is on her way.' }, 201, colleague);
    const { items } = await ask<{ items: { text: string; by: { actor: string; name: string } }[] }>('GET', `cases/${caseId}/notes`);
    expect(items.map(({ text }) => text)).toEqual(['Blood sugar low.\nSits up now.', 'Daughter is on her way.']);
    expect(new Set(items.map(({ by }) => by.actor)).size).toBe(2);
    expect(items[0]!.by.name).toEqual(expect.any(String));
    const acting = { actor: 'account:00000000-0000-4000-8000-000000000abc' as const, organisations: [response] };
    const { numAffectedRows } = await server.database.as(acting, (transaction) => sql`delete from home.case_note where case_id = ${caseId}`.execute(transaction));
    expect(Number(numAffectedRows)).toBe(0);
  });

  it.each([[''], ['   '], ['x'.repeat(4001)], ['a\u0000b'], [7]])('refuse %j', async (text) => {
    const { caseId } = await aHome();
    await ask('POST', `cases/${caseId}/notes`, { text }, 400);
  });
});

describe('the register', () => {
  it('finds people by name, the beginning of one, telephone and postcode, each in their own organisation', async () => {
    const unlike = `Zebedee${Date.now().toString(36)}`;
    const { userId } = await aHome({ name: `${unlike} O'Test`, phone: '028 9444 1122' }, { address: { lines: ['1 Way'], postcode: 'BT9 9ZZ' } });
    const found = async (q: string, headers: Headers = operator) => (await ask<{ items: { id: string }[] }>('GET', `service-users?q=${encodeURIComponent(q)}`, undefined, 200, headers)).items.map(({ id }) => id);
    for (const q of [unlike, unlike.toUpperCase(), `otest ${unlike}`, 'zeb', '02894441122', '+442894441122', '441122', 'bt99zz', 'BT9']) expect([q, await found(q)]).toEqual([q, [userId]]);
    for (const q of ['Nobody', `${unlike}s`, "' or true --", '%', 'ZE1']) expect([q, await found(q)]).toEqual([q, []]);
    expect(await found(unlike, stranger)).toEqual([]);
  });

  it('changes them at the revision that was read, suspends, brings back, and lets them go', async () => {
    const { userId, reference } = await aHome();
    const form = { dwelling: reference, ...maureen, name: 'Maureen Renamed' };
    await ask('PUT', `service-users/${userId}`, form, 412, operator, { 'if-match': '"7"' });
    expect(await ask('PUT', `service-users/${userId}`, form, 200, operator, { 'if-match': '"1"' })).toMatchObject({ name: 'Maureen Renamed', revision: 2 });
    expect(await ask('PUT', `service-users/${userId}/suspension`, { for: 'hospital', until: '2027-01-31' })).toMatchObject({ status: 'suspended', suspendedFor: 'hospital', suspendedUntil: '2027-01-31' });
    expect(await ask('DELETE', `service-users/${userId}/suspension`)).toMatchObject({ status: 'active', suspendedFor: null, suspendedUntil: null });
    expect(await ask('POST', `service-users/${userId}/leaving`)).toMatchObject({ status: 'left', leftAt: expect.any(String) });
    expect((await eventsOf(userId)).map(({ type }) => type)).toEqual(['service_user.registered', 'service_user.changed', 'service_user.suspended', 'service_user.resumed', 'service_user.left']);
    await ask('GET', `service-users/${userId}`, undefined, 404, stranger);
    await ask('GET', `service-users/${userId}`, undefined, 401, {});
  });

  it('is changed field by field, and read whole in one look', async () => {
    const { userId, reference, account } = await aHome();
    const amend = (path: string, change: object, revision: number, expected = 200, headers = operator) => ask<{ revision: number }>('PATCH', `service-users/${userId}${path}`, change, expected, headers, { 'if-match': `"${revision}"` });
    expect(await amend('', { phone: null }, 1)).toMatchObject({ name: maureen.name, healthNotes: maureen.healthNotes, phone: null, revision: 2 });
    await amend('', { phone: null }, 1, 412);
    await amend('', { phone: 'ring twice' }, 2, 400);
    await amend('', { shoeSize: 7 }, 2, 400);
    await amend('', { phone: null }, 2, 404, stranger);
    const { revision } = await ask<{ revision: number }>('GET', `service-users/${userId}/dwelling`);
    expect(await amend('/dwelling', { accessNotes: 'Ring twice.' }, revision)).toMatchObject({ accessNotes: 'Ring twice.', address: { postcode: 'BT1 5GS' }, hasKeySafe: true, keyholders: [{ order: 1, name: 'Aoife Daughter-Test' }, { order: 2 }] });
    await amend('/dwelling', { accessNotes: null }, revision, 412);
    await amend('/dwelling', { accessNotes: null }, revision + 1, 404, stranger);
    const whole = await ask<{ dwelling: { id: string } }>('GET', `service-users/${userId}/record`);
    expect(whole).toMatchObject({ serviceUser: { id: userId, name: maureen.name }, dwelling: { reference, accessNotes: 'Ring twice.' }, units: [{ account, heardAt: expect.any(String), devices: [] }] });
    expect((await eventsOf(userId)).at(-1)).toMatchObject({ type: 'service_user.seen' });
    expect((await eventsOf(whole.dwelling.id)).at(-1)).toMatchObject({ type: 'dwelling.seen', data: { serviceUsers: [userId], keyholders: 2 } });
    await ask('GET', `service-users/${userId}/record`, undefined, 404, stranger);
  });

  it.each([
    [{ name: '' }],
    [{ name: 'x'.repeat(121) }],
    [{ name: 'a\nb' }],
    [{ bornIn: 1700 }],
    [{ languages: ['english please'] }],
    [{ phone: 'ring twice' }],
    [{ healthNotes: '\u0007' }],
    [{ shoeSize: 7 }],
    [{ organisation: 'none' }],
  ])('refuses %j', async (wrong) => {
    await ask('POST', 'service-users', { organisation: response, dwelling: 'Flat 9', ...maureen, ...wrong }, 400);
  });

  it('refuses dwellings that cannot be', async () => {
    const put = (form: object) => ask('PUT', `dwellings/${response}/Flat-9`, form, 400);
    await put({ address: { lines: [], postcode: 'BT1 5GS' } });
    await put({ address: { lines: ['1 Way'], postcode: 'nowhere' } });
    await put({ position: { latitude: 91, longitude: 0 } });
    await put({ keyholders: Array.from({ length: 11 }, () => home.keyholders[1]) });
    await put({ keySafe: { code: '' } });
  });
});

describe('an import', () => {
  const file = (text: string) => Buffer.from(text).toString('base64');
  const put = (organisation: string, text: string, commit: boolean, headers: Headers = operator, expected = 200) => ask<{ done: boolean; problem: string | null; counts: object; lines: { line: number; fate: string }[] }>('POST', 'service-users/imports', { organisation, file: file(text), commit }, expected, headers);
  const header = 'dwelling,name,born_in,phone,address_1,postcode,key_safe_code';

  it('of 5,000 lines is looked at first and changes nothing; then all of it is there, and once more it is nothing new', async () => {
    const organisation = await organisations.organisation('provider', 'Large');
    const own = await organisations.keyFor(organisation, ['operator']);
    const table = [header, ...Array.from({ length: 5_000 }, (_, index) => `Flat ${index},Person ${index} Imported,${1920 + (index % 40)},028 90${String(index).padStart(6, '0')},${index} Way,BT1 5GS,C${index}`)].join('\n');
    expect(await put(organisation, table, false, own)).toMatchObject({ done: false, problem: null, counts: { new: 5_000, duplicate: 0, wrong: 0 } });
    expect((await ask<{ items: unknown[] }>('GET', 'service-users', undefined, 200, own)).items).toEqual([]);
    const began = performance.now();
    expect(await put(organisation, table, true, own)).toMatchObject({ done: true, counts: { new: 5_000 } });
    console.log(`5,000 service users put in within ${Math.round(performance.now() - began)} ms`);
    expect((await ask<{ items: { dwelling: string; postcode: string }[] }>('GET', 'service-users?q=02890004999', undefined, 200, own)).items).toMatchObject([{ dwelling: 'Flat 4999', postcode: 'BT1 5GS' }]);
    expect(await put(organisation, table, false, own)).toMatchObject({ counts: { new: 0, duplicate: 5_000 } });
  });

  it('with one wrong line puts in none', async () => {
    const organisation = await organisations.organisation('provider', 'Half');
    const own = await organisations.keyFor(organisation, ['operator']);
    expect(await put(organisation, `${header}\nFlat 1,Ann Test,,,,,\nFlat 2,Bo Test,,,1 Way,nowhere,\n`, true, own)).toMatchObject({ done: false, counts: { new: 1, wrong: 1 } });
    expect((await ask<{ items: unknown[] }>('GET', 'service-users', undefined, 200, own)).items).toEqual([]);
  });

  it('leaves what is registered of a home as it is, and is for operators of the organisation only', async () => {
    const { reference } = await aHome();
    expect(await put(response, `${header}\n${reference},Second Resident,,,9 Elsewhere,BT9 9ZZ,X1\n`, true)).toMatchObject({ done: true, counts: { new: 1 } });
    expect(await ask('GET', `dwellings/${response}/${encodeURIComponent(reference)}`)).toMatchObject({ address: { lines: home.address.lines }, keyholders: [{ name: 'Aoife Daughter-Test' }, {}] });
    await put(response, header, true, stranger, 403);
    await put(response, header, true, {}, 401);
    await ask('POST', 'service-users/imports', { organisation: response, file: '!', commit: true }, 400);
  });
});

it('nothing that says who somebody is, where they live or how they are can be read in the tables or in the log', async () => {
  const { caseId } = await aHome();
  await ask('POST', `cases/${caseId}/notes`, { text: 'Blood sugar low.' }, 201);
  for (const table of ['home.dwelling', 'home.service_user', 'home.keyholder', 'home.case_note', 'platform.event']) {
    const { rows } = await server.database.as('system:home', (transaction) => sql<{ row: string }>`select row_to_json(t)::text as row from ${sql.raw(table)} as t`.execute(transaction));
    expect(rows.length).toBeGreaterThan(0);
    const columns = rows.map(({ row }) => row + (row.match(/\\\\x([0-9a-f]+)/g) ?? []).map((hex) => Buffer.from(hex.slice(3), 'hex').toString('latin1')).join(' ')).join('\n');
    for (const secret of everySecret) expect([table, secret, columns.includes(secret)]).toEqual([table, secret, false]);
  }
});
