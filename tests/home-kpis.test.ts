/** The figures of alarm response, each worked by hand beside it, from events in a real PostgreSQL. */

import { randomUUID } from 'node:crypto';
import { answering, daysOf, usualTerms, type Call } from '@drystone/home';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { testServer, type TestServer } from './support/server.ts';

interface Figures {
  readonly part: string | null;
  readonly calls: number;
  readonly silentUnits: number | null;
}
interface Answer {
  readonly whole: Figures;
  readonly parts: readonly Figures[];
  readonly longWaits: readonly { readonly id: string; readonly reason: string }[];
}

let server: TestServer;
let owner: pg.Client;
let response: string;
let operator: { authorization: string };
const organisations = commissioningOn(() => server);
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  owner = new pg.Client({ connectionString: server.ownerUrl });
  await owner.connect();
  response = await organisations.organisation('provider', '=Hearth, "of" the Figures');
  operator = await organisations.keyFor(response, ['operator']);
});
afterAll(() => owner.end());

const event = (type: string, subject: string, at: string, data: object = {}, actor = 'key:test') => owner.query('insert into platform.event (id, type, subject, actor, at, data) values ($1, $2, $3, $4, $5, $6)', [randomUUID(), type, subject, actor, at, data]);
const after = (at: string, seconds: number): string => Temporal.Instant.from(at).add({ nanoseconds: Math.round(seconds * 1e9) }).toString();

interface Story {
  readonly organisation?: string;
  readonly responder?: string;
  readonly area?: string | null;
  readonly kind?: string;
  readonly accepted?: number;
  readonly by?: string;
  readonly off?: number;
  readonly sent?: readonly [seconds: number, whom: string][];
  readonly arrived?: readonly [seconds: number, whom: string][];
  readonly closed?: readonly [seconds: number, outcome: string, cause: string];
  readonly offered?: readonly [seconds: number, whom: string][];
  readonly givenBack?: number;
}

/** A call as the log tells it. */
async function call(at: string, { organisation = response, responder, area = null, kind = 'personal-alarm', accepted, by, off, sent = [], arrived = [], closed, offered = [[0, 'operators']], givenBack }: Story): Promise<string> {
  const id = randomUUID();
  let dwelling: string | null = null;
  if (area !== null) {
    dwelling = randomUUID();
    await owner.query('insert into home.dwelling (id, organisation, reference, area) values ($1, $2, $3, $4)', [dwelling, organisation, dwelling, area]);
  }
  await owner.query(
    `insert into home.alarm_case (id, organisation, service, protocol, account, dwelling, alarm_group, kind, priority, state, rungs, since, received_at, closed_at, due_at, queue, responder)
      values ($1, $2, 'any', 'dc09', 'A', $3, 'help', $4, 1, $5, 1, $6, $6, null, $7, $8, $9)`,
    [id, organisation, dwelling, kind, closed ? 'closed' : 'offered', at, closed ? null : at, closed ? null : 'operators', responder ?? null],
  );
  await event('alarm.received', randomUUID(), at, { case: id, joined: false, protocol: 'dc09', kind, code: '', known: true, outcome: 'accepted' }, 'system:intake');
  for (const [seconds, whom] of offered) await event('case.offered', id, after(at, seconds), { whom }, 'system:home');
  if (off !== undefined) await event('alarm.received', randomUUID(), after(at, off), { case: id, joined: true, protocol: 'dc09', kind: 'cancel', code: '', known: true, outcome: 'accepted' }, 'system:intake');
  if (givenBack !== undefined) await event('case.handed_back', id, after(at, givenBack));
  if (accepted !== undefined) await event('case.acknowledged', id, after(at, accepted), {}, by);
  for (const [seconds, whom] of sent) await event('case.sent', id, after(at, seconds), { whom });
  for (const [seconds, whom] of arrived) await event('case.arrived', id, after(at, seconds), { whom, group: 'help' });
  if (closed) await event('case.closed', id, after(at, closed[0]), { outcome: closed[1], cause: closed[2] });
  return id;
}

async function unit(organisation: string, registeredAt: string, area: string | null = null): Promise<string> {
  const [id, dwelling] = [randomUUID(), randomUUID()];
  await owner.query('insert into home.dwelling (id, organisation, reference, area) values ($1, $2, $3, $4)', [dwelling, organisation, dwelling, area]);
  await owner.query("insert into home.local_unit (id, protocol, account, organisation, dwelling) values ($1, 'dc09', $2, $3, $4)", [id, id.replaceAll('-', '').toUpperCase(), organisation, dwelling]);
  await event('local_unit.registered', id, registeredAt, { protocol: 'dc09' });
  return id;
}

async function signal(localUnit: string, organisation: string, at: string, kind: string): Promise<void> {
  await owner.query(
    `insert into home.signal (id, organisation, received_at, protocol, account, local_unit, resend_key, last_at, outcome, kind, state, priority, code, meaning, told, notes, raw, sender)
      values ($1, $2, $3, 'dc09', 'A', $4, $5, $3, 'accepted', $6, 'new', 5, '', '', '{}', '{}', '', 'test')`,
    [randomUUID(), organisation, at, localUnit, Buffer.from(randomUUID()), kind],
  );
}

async function kpis(query: string, headers = operator): Promise<Answer> {
  const { status, body, text } = await server.call('GET', `/api/home/kpis?${query}`, undefined, headers);
  expect([status, text]).toEqual([200, text]);
  return body as Answer;
}

describe('the figures of alarm response', () => {
  it('are those of the example worked by hand', async () => {
    const noon = '2026-05-10T12:00:00Z';
    await call(noon, { accepted: 60, sent: [[120, 'responder'], [500, 'ambulance']], arrived: [[800, 'ambulance'], [850, 'responder']], closed: [900, 'ambulance', 'fall'], area: 'belfast' });
    await call(noon, { accepted: 60.001, sent: [[300, 'keyholder']], arrived: [[700, 'keyholder']], closed: [900, 'keyholder', 'unwell'], area: 'belfast' });
    await call(noon, { accepted: 180, closed: [900, 'no-help-needed', 'pressed-by-mistake'], area: 'belfast' });
    const late = await call(noon, { accepted: 180.001, givenBack: 100, closed: [900, 'advice', 'test'] });
    await call(noon, { off: 20 });
    const calledOff = await call(noon, { off: 200, accepted: 400 });
    const waits = await call(noon, { offered: [[0, 'operators'], [30, 'second-operators'], [60, 'duty-manager']] });
    const slow = await call(noon, { accepted: 240, offered: [[0, 'operators'], [30, 'second-operators'], [250, 'duty-manager']], sent: [[260, 'fire-service'], [280, 'police']], closed: [999, 'police', 'intruder'] });
    await call(noon, { accepted: 1, by: 'system:machine' });
    await call(noon, { accepted: 500, kind: 'inactivity' });
    await call(noon, { accepted: 500, kind: 'battery-low' });
    const { whole, parts, longWaits } = await kpis('from=2026-05-10&to=2026-05-10&by=area');
    // 8 in scope. Within 60 s: 60.000 and called off at 20 s. Within 180 s: those, 60.001 and 180.000. Sent after 120, 260 and 300 s.
    expect(whole).toMatchObject({ calls: 8, within60: 2, within180: 4, over180: 4, abandoned: 2, waiting: 1, leftOut: 3, percentWithin60: 25, percentWithin180: 50, sent: 3, medianSecondsToSend: 260, arrived: 2, medianSecondsToAttend: 750, ninetiethSecondsToAttend: 790, closed: 5, falseAlarms: 2, percentFalse: 40 });
    expect((whole as unknown as { ninetiethSecondsToSend: number }).ninetiethSecondsToSend).toBeCloseTo(292, 6);
    expect(parts).toMatchObject([{ part: 'belfast', calls: 3, within60: 1, within180: 3 }, { part: null, calls: 5, within60: 1, within180: 1 }]);
    expect(longWaits.map(({ id, reason }) => [id, reason])).toEqual([
      [waits, 'waits-still'],
      [slow, 'asked-second-operators'],
      [calledOff, 'called-off'],
      [late, 'given-back'],
    ]);
    expect(longWaits[1]).toMatchObject({ waitedSeconds: 240, actions: ['fire-service', 'police'], outcome: 'police', cause: 'intruder', provider: response });
  });

  it('belong to the day on which they began where the service is, though it has 23 or 25 hours', async () => {
    // 29 March 2026 in London begins at midnight UTC and ends at 23:00 UTC; 25 October begins at 23:00 UTC the day before and ends at midnight UTC.
    for (const at of ['2026-03-28T23:59:59.999Z', '2026-03-29T00:00:00Z', '2026-03-29T22:59:59.999Z', '2026-03-29T23:00:00Z', '2026-10-24T22:59:59.999Z', '2026-10-24T23:00:00Z', '2026-10-25T23:59:59.999Z', '2026-10-26T00:00:00Z']) await call(at, { accepted: 5 });
    const byDay = async (query: string) => (await kpis(`${query}&by=day`)).parts.map(({ part, calls }) => [part, calls]).filter(([, calls]) => calls !== 0);
    expect(await byDay('from=2026-03-28&to=2026-03-30')).toEqual([['2026-03-28', 1], ['2026-03-29', 2], ['2026-03-30', 1]]);
    expect(await byDay('from=2026-10-24&to=2026-10-26')).toEqual([['2026-10-24', 1], ['2026-10-25', 2], ['2026-10-26', 1]]);
    expect((await kpis('from=2026-03-29&to=2026-03-29')).whole.calls).toBe(2);
    expect((await kpis('from=2026-10-25&to=2026-10-25')).whole.calls).toBe(2);
    expect((await kpis('from=2026-03-01&to=2026-10-31&by=month')).parts.filter(({ calls }) => calls > 0).map(({ part }) => part)).toEqual(['2026-03', '2026-05', '2026-10']);
  });

  it('count a call in the month it began in, though it is answered in the next', async () => {
    await call('2026-06-30T22:59:55Z', { accepted: 10 });
    expect((await kpis('from=2026-06-01&to=2026-06-30')).whole).toMatchObject({ calls: 1, within60: 1 });
    expect((await kpis('from=2026-07-01&to=2026-07-31')).whole.calls).toBe(0);
  });

  it('are of the provider that an award has given the call to', async () => {
    const [council, provider] = [await organisations.organisation('buyer', 'Council with an award'), await organisations.organisation('provider', 'Provider with an award')];
    await call('2026-01-20T12:00:00Z', { organisation: council, accepted: 70 });
    await call('2026-01-20T12:00:00Z', { organisation: council, responder: provider, accepted: 10 });
    const asked = 'from=2026-01-20&to=2026-01-20&by=provider';
    expect(new Set((await kpis(asked, await organisations.keyFor(council, ['operator']))).parts.map(({ part, calls }) => [part, calls].join()))).toEqual(new Set([`${council},1`, `${provider},1`]));
    expect((await kpis(asked, await organisations.keyFor(provider, ['operator']))).whole).toMatchObject({ calls: 1, within60: 1 });
  });

  it('of nothing are no data, and not 100 %', async () => {
    await call('2026-02-03T12:00:00Z', { accepted: 1, kind: 'mains-failure' });
    expect((await kpis('from=2026-02-03&to=2026-02-03')).whole).toMatchObject({ calls: 0, leftOut: 1, percentWithin60: null, percentWithin180: null, medianSecondsToSend: null, percentFalse: null, silentUnits: null });
    expect((await kpis('from=2025-02-03&to=2025-02-03')).whole).toMatchObject({ calls: 0, percentWithin60: null, percentTested: null });
  });

  it('agree with the definitions in our other words, on calls at random', async () => {
    let seed = 20_261_126;
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
    const calls: Call[] = [];
    for (let index = 0; index < 120; index++) {
      const receivedAt = Temporal.Instant.from('2026-04-14T00:00:00Z').add({ milliseconds: Math.floor(random() * 86_400_000 * 3) });
      const [accepted, off] = [random() < 0.8 ? Math.floor(random() * 300) : undefined, random() < 0.3 ? Math.floor(random() * 300) : undefined];
      const kind = random() < 0.8 ? 'fall' : 'inactivity';
      const automatic = random() < 0.1 && accepted !== undefined;
      const id = await call(receivedAt.toString(), { kind, ...(accepted !== undefined && { accepted }), ...(off !== undefined && { off }), ...(automatic && { by: 'system:machine' }) });
      calls.push({ id, kind, receivedAt, acceptedAt: accepted === undefined ? null : receivedAt.add({ seconds: accepted }), abandonedAt: off === undefined ? null : receivedAt.add({ seconds: off }), automatic });
    }
    const expected = answering(calls, daysOf(Temporal.PlainDate.from('2026-04-15'), Temporal.PlainDate.from('2026-04-16'), 'Europe/London'), usualTerms, Temporal.Now.instant());
    const { whole, longWaits } = await kpis('from=2026-04-15&to=2026-04-16');
    expect(whole).toMatchObject({ calls: expected.calls, within60: expected.within60Seconds, within180: expected.within180Seconds, over180: expected.over180Seconds.length, abandoned: expected.abandoned.length, waiting: expected.waiting.length, leftOut: expected.leftOut });
    expect(longWaits.map(({ id }) => id).sort()).toEqual([...expected.over180Seconds].sort());
    expect(expected.calls).toBeGreaterThan(30);
  });
});

describe('local units', () => {
  it('are covered by a test call in the month before, and silent when nothing came for a day', async () => {
    const other = await organisations.organisation('provider', 'Units of the Figures');
    const asOther = await organisations.keyFor(other, ['operator']);
    const now = Temporal.Now.instant();
    const ago = (hours: number): string => now.subtract({ hours }).toString();
    const [heard, testedLately, forgotten, fresh] = [await unit(other, ago(24 * 90), 'belfast'), await unit(other, ago(24 * 90), 'belfast'), await unit(other, ago(24 * 90)), await unit(other, ago(2))];
    await signal(heard, other, ago(1), 'heartbeat');
    await signal(testedLately, other, ago(24 * 20), 'test-call');
    await signal(forgotten, other, ago(24 * 40), 'test-call');
    await signal(fresh, other, ago(1), 'test-call');
    const today = now.toZonedDateTimeISO('Europe/London').toPlainDate();
    const { whole, parts } = await kpis(`from=${today.subtract({ days: 3 })}&to=${today}&by=area`, asOther);
    // A month or longer: three, of which one was tested within it. A day or longer: three, of which one was heard.
    expect(whole).toMatchObject({ unitsExpectedToTest: 3, unitsTested: 1, silentUnits: 2 });
    expect(parts).toMatchObject([{ part: 'belfast', unitsExpectedToTest: 2, unitsTested: 1, percentTested: 50, silentUnits: 1 }, { part: null, unitsExpectedToTest: 1, unitsTested: 0, silentUnits: 1 }]);
    const byDay = await kpis(`from=${today.subtract({ days: 15 })}&to=${today.add({ days: 2 })}&by=day`, asOther);
    const named = new Map(byDay.parts.map((part) => [part.part, part]));
    // What lies ahead has no figures, and of what lies back nobody knows any more who was silent.
    expect(named.has(today.add({ days: 1 }).toString())).toBe(false);
    expect(named.get(today.toString())).toMatchObject({ unitsTested: 1, silentUnits: 2 });
    expect(named.get(today.subtract({ days: 15 }).toString())).toMatchObject({ unitsExpectedToTest: 3, unitsTested: 2, silentUnits: null });
    expect((await kpis(`from=${today}&to=${today}&by=provider`, asOther)).parts).toMatchObject([{ part: other, name: 'Units of the Figures', unitsExpectedToTest: 3 }]);
  });
});

describe('at the door', () => {
  it('is a table that no spreadsheet runs as a formula', async () => {
    await call('2026-01-05T12:00:00Z', { accepted: 5 });
    const { status, headers, text } = await server.call('GET', '/api/home/kpis.csv?from=2026-01-05&to=2026-01-05&by=provider', undefined, operator);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const [header, whole, provider, end] = text.split('\r\n');
    expect([header!.startsWith('provider,name,calls,within60'), whole!.startsWith('whole,,1,1,1,0,'), end]).toEqual([true, true, '']);
    expect(provider).toMatch(new RegExp(`^${response},"'=Hearth, ""of"" the Figures",1,1,`));
  });

  it('shows each only their own, and refuses what does not fit', async () => {
    const stranger = await organisations.organisation('provider', 'Strangers to the Figures');
    const asStranger = await organisations.keyFor(stranger, ['operator']);
    expect((await kpis('from=2026-05-10&to=2026-05-10', asStranger)).whole.calls).toBe(0);
    expect((await kpis('from=2026-05-10&to=2026-05-10', asAdministrator)).whole.calls).toBe(8);
    const editor = await organisations.keyFor(response, ['editor']);
    const asked = async (query: string, headers: Record<string, string> = operator) => (await server.call('GET', `/api/home/kpis${query}`, undefined, headers)).status;
    expect(await asked(`?from=2026-05-10&to=2026-05-10&organisation=${response}`, asStranger)).toBe(403);
    expect(await asked('?from=2026-05-10&to=2026-05-10', editor)).toBe(403);
    expect(await asked('?from=2026-05-10&to=2026-05-10', {})).toBe(401);
    for (const query of ['', '?from=2026-05-10&to=2026-05-09', '?from=2026-01-01&to=2027-01-02', '?from=2026-02-30&to=2026-03-01', '?from=x&to=y', "?from=2026-05-10&to=2026-05-10&by=';drop", '?from=2026-05-10&to=2026-05-10&organisation=%00']) expect([query, await asked(query)]).toEqual([query, 400]);
    expect(await asked(`/report?month=2026-13&organisation=${response}`)).toBe(400);
    expect(await asked(`/report?month=2026-05&organisation=${response}`, asStranger)).toBe(403);
  });
});

describe('the report of a month', () => {
  it('has nothing in it that leads to a person', async () => {
    const council = await organisations.organisation('buyer', 'Council of the Figures');
    const commissioner = await organisations.keyFor(council, ['commissioner']);
    const at = (minute: number) => `2026-09-0${1 + Math.floor(minute / 60)}T10:${String(minute % 60).padStart(2, '0')}:00Z`;
    const areas: readonly (readonly [string, number, number])[] = [['belfast', 20, 0], ['fermanagh-and-omagh', 3, 0], ['mid-ulster', 6, 0], ['derry-city-and-strabane', 12, 2]];
    let minute = 0;
    const ids: string[] = [];
    for (const [area, prompt, slow] of areas) {
      for (let index = 0; index < prompt; index++) ids.push(await call(at(minute++), { organisation: council, area, accepted: 30, closed: [600, 'advice', 'unwell'] }));
      for (let index = 0; index < slow; index++) ids.push(await call(at(minute++), { organisation: council, area, accepted: 200, sent: [[300, 'responder']], closed: [600, 'responder', 'fall'] }));
    }
    const { status, body, text } = await server.call('GET', `/api/home/kpis/report?month=2026-09&organisation=${council}`, undefined, commissioner);
    expect([status, text]).toEqual([200, text]);
    const { whole, areas: told, longWaits } = body as { whole: { calls: number; percentWithin60: number }; areas: readonly { area: string; calls: number | null; percentWithin60: number | null }[]; longWaits: readonly object[] };
    expect(whole).toMatchObject({ calls: 43, within60: 41, percentWithin60: (100 * 41) / 43 });
    // The three of Fermanagh, and the six of Mid Ulster by which they could be worked out; two of Derry's fourteen were late, and that is not told either.
    expect(told.map(({ area, calls, percentWithin60 }) => [area, calls, percentWithin60])).toEqual([
      ['belfast', 20, 100],
      ['derry-city-and-strabane', 14, null],
      ['fermanagh-and-omagh', null, null],
      ['mid-ulster', null, null],
    ]);
    expect(longWaits).toEqual([1, 2].map((number) => ({ number, group: 'help', waitedSeconds: 200, reason: 'asked-operators', actions: ['responder'], outcome: 'responder', cause: 'fall' })));
    for (const id of ids) expect(text).not.toContain(id);
    expect(text).not.toMatch(/2026-09-\d\d/);
    const csv = await server.call('GET', `/api/home/kpis/report.csv?month=2026-09&organisation=${council}`, undefined, commissioner);
    expect(csv.text.split('\r\n').slice(1, 4)).toEqual([`2026-09,whole,43,${(100 * 41) / 43},${(100 * 41) / 43},0`, '2026-09,belfast,20,100,100,0', '2026-09,derry-city-and-strabane,14,,,0']);
    expect((await server.call('GET', `/api/home/kpis?from=2026-09-01&to=2026-09-30&organisation=${council}`, undefined, commissioner)).status).toBe(403);
  });

  it('is not of fewer than five calls', async () => {
    const council = await organisations.organisation('buyer', 'Council of a few');
    const commissioner = await organisations.keyFor(council, ['commissioner']);
    for (const minute of [1, 2, 3]) await call(`2026-08-01T10:0${minute}:00Z`, { organisation: council, accepted: 400, area: 'belfast' });
    const { body } = await server.call('GET', `/api/home/kpis/report?month=2026-08&organisation=${council}`, undefined, commissioner);
    expect(body).toMatchObject({ whole: null, areas: [{ calls: null, percentWithin60: null }], longWaits: [] });
  });
});
