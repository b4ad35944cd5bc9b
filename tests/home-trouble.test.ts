/** What keeps alarms from being kept: nothing is acknowledged, devices are told, operators see it, and it goes on by itself. */

import { openDatabase, sql } from '@drystone/database';
import { escalateDue } from '@drystone/home';
import { createIntake } from '@drystone/home/intake';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTurnedAway, keepBeating, type Beating } from '../services/home/src/receiver-health/beating.ts';
import { freePort } from '../bench/src/alarm-devices.ts';
import { administratorKey, commissioningOn } from './support/commissioning.ts';
import { contactId, datagram, insertedAlarm, keys, panel, registeredUnit, said, testIntake } from './support/home.ts';
import { alarmSender } from './support/scaip.ts';
import { testServer, type TestServer } from './support/server.ts';

interface Health {
  readonly state: string;
  readonly servers: readonly { readonly server: string; readonly doors: readonly string[]; readonly isKeeping: boolean; readonly keptAt: string; readonly clockAheadSeconds: number }[];
  readonly outages: readonly { readonly server: string; readonly seconds: number; readonly turnedAway: number }[];
  readonly clocksSet: readonly { readonly server: string; readonly bySeconds: number }[];
}

let server: TestServer;
let dc09: number;
let sip: number;
let response: string;
let operator: { authorization: string };
const organisations = commissioningOn(() => server);
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  response = await organisations.organisation('provider', 'Watch of the Tests');
  operator = await organisations.keyFor(response, ['operator']);
});

async function health(headers: Record<string, string> = operator): Promise<Health> {
  const { status, body, text } = await server.call('GET', '/api/home/receiver-health', undefined, headers);
  expect([status, text]).toEqual([200, text]);
  return body as Health;
}
const watchdog = async () => (await server.call('GET', '/health/alarms')).status;

/** Lets nobody into the test's database and ends all lines to it; the server itself goes on. */
async function away(isAway: boolean): Promise<void> {
  const url = new URL(server.ownerUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`alter database ${name} allow_connections ${!isAway}`);
  if (isAway) await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  await client.end();
}

async function until(what: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await what())) {
    expect(performance.now()).toBeLessThan(end);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('before any server takes alarms in', () => {
  it('nobody is told that all is well', async () => {
    expect(await health()).toMatchObject({ state: 'failing', servers: [] });
    expect(await watchdog()).toBe(503);
  });
});

describe('whether alarms can be kept', () => {
  let intake: { stop(): Promise<void> };
  beforeAll(async () => {
    dc09 = await freePort();
    sip = await freePort();
    intake = await testIntake(server, { DC09_PORT: String(dc09), SIP_PORT: String(sip), PORT: '18431' });
  });

  it('is seen by operators, and by a watchdog that has no account', async () => {
    await until(async () => (await health()).state === 'working');
    const { servers, outages, clocksSet } = await health();
    expect(servers).toEqual([expect.objectContaining({ server: expect.stringMatching(/:18431$/), doors: ['dc09', 'scaip'], isKeeping: true })]);
    expect(Math.abs(servers[0]!.clockAheadSeconds)).toBeLessThan(1);
    expect([outages, clocksSet]).toEqual([[], []]);
    expect(await watchdog()).toBe(200);
    expect((await server.call('GET', '/api/home/receiver-health')).status).toBe(401);
    const editor = await organisations.keyFor(response, ['editor']);
    expect((await server.call('GET', '/api/home/receiver-health', undefined, editor)).status).toBe(403);
  });

  it('is no while the database is away: nothing is acknowledged, and all is taken once when it is back', async () => {
    const account = await registeredUnit(server, response);
    const kept = await panel(dc09);
    kept.send(contactId(account, 1));
    expect((await kept.answer())?.token).toBe('ACK');
    const mrq = '<mrq><ref>z1</ref><cid>778001</cid><dty>3</dty></mrq>';
    const care = await alarmSender('tcp', sip);
    await away(true);
    try {
      kept.send(contactId(account, 2));
      expect((await kept.answer())?.token).not.toBe('ACK');
      expect(await said(dc09, contactId(account, 3))).not.toBe('ACK');
      expect((await datagram(dc09, contactId(account, 4), 300)).filter((answer) => answer.includes('"ACK"'))).toEqual([]);
      expect((await care.say(mrq)).mrs).toBe('<mrs><ref>z1</ref><snu>6</snu><ste>try again</ste></mrs>');
      expect(await watchdog()).toBe(503);
    } finally {
      await away(false);
    }
    await until(async () => (await said(dc09, contactId(account, 2))) === 'ACK');
    expect(await said(dc09, contactId(account, 3))).toBe('ACK');
    expect((await datagram(dc09, contactId(account, 4), 2_000)).join()).toContain('"ACK"');
    const { body } = await server.call('GET', `/api/home/signals?account=${account}`, undefined, operator);
    expect((body as { items: { sequence: string; resends: number }[] }).items.map(({ sequence, resends }) => [sequence, resends])).toEqual([['0004', 0], ['0003', 0], ['0002', 0], ['0001', 0]]);
    expect((await care.say(mrq)).mrs).toContain('<snu>0</snu>');
    await until(async () => (await watchdog()) === 200);
  });

  it('is not missed of a server that was ended in order', async () => {
    await intake.stop();
    expect(await health()).toMatchObject({ state: 'failing', servers: [] });
  });
});

describe('a server that takes alarms in', () => {
  const opened: { close(): Promise<void> }[] = [];
  afterAll(() => Promise.all(opened.map((each) => each.close())));

  /** Beats, with clocks that the test sets. */
  function beating(name: string, more: Partial<Beating> = {}) {
    const database = openDatabase({ ...server.intake, connections: 1 });
    opened.push(database);
    let ahead = 0;
    let slept = 0;
    const turnedAway = createTurnedAway();
    const errors: unknown[] = [];
    const kept = keepBeating({
      certificateEndsAt: () => undefined,
      database,
      clock: () => Temporal.Now.instant().add({ milliseconds: ahead + slept }),
      monotonic: () => performance.now() + slept,
      turnedAway,
      server: name,
      doors: () => ['dc09'],
      onError: (error) => errors.push(error),
      everyMs: 10,
      ...more,
    });
    const of = async () => {
      const { servers, outages, clocksSet } = await health();
      return { server: servers.find(({ server: each }) => each === name), outages: outages.filter((each) => each.server === name), clocksSet: clocksSet.filter((each) => each.server === name) };
    };
    return { kept, turnedAway, errors, of, setClock: (milliseconds: number) => (ahead += milliseconds), sleep: (milliseconds: number) => (slept += milliseconds) };
  }

  it('tells how long it could not and how many it turned away, once', async () => {
    const one = beating('sleeper');
    await until(async () => (await one.of()).server?.isKeeping === true);
    one.turnedAway.add();
    one.turnedAway.add();
    one.sleep(61_000);
    await until(async () => (await one.of()).outages.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await one.kept.stop();
    expect((await one.of()).outages).toEqual([expect.objectContaining({ seconds: 61, turnedAway: 2 })]);
    expect(one.turnedAway.count()).toBe(0);
  });

  it('that comes back after a crash tells it too, and one that was ended in order does not', async () => {
    const before = async (stopped: boolean) => {
      const owner = new pg.Client({ connectionString: server.ownerUrl });
      await owner.connect();
      await owner.query("insert into home.receiver (server, doors, kept_at, clock_ahead_seconds, stopped) values ($1, '{dc09}', now() - interval '90 seconds', 0, $2)", [stopped ? 'ended' : 'crashed', stopped]);
      await owner.end();
    };
    await before(false);
    await before(true);
    expect((await health()).servers.find(({ server: name }) => name === 'crashed')).toMatchObject({ isKeeping: false });
    const [crashed, ended] = [beating('crashed'), beating('ended')];
    await until(async () => (await crashed.of()).server?.isKeeping === true && (await ended.of()).server?.isKeeping === true);
    expect((await crashed.of()).outages).toEqual([expect.objectContaining({ seconds: expect.closeTo(90, -1), turnedAway: 0 })]);
    expect((await ended.of()).outages).toEqual([]);
    await Promise.all([crashed.kept.stop(), ended.kept.stop()]);
  });

  it('gives no sign while messages are turned away, nor where there is no room for a new file', async () => {
    const one = beating('full');
    await until(async () => (await one.of()).server?.isKeeping === true);
    const { keptAt } = (await one.of()).server!;
    const turningAway = setInterval(() => one.turnedAway.add(), 1);
    await until(async () => one.errors.length > 2);
    const silentAt = (await one.of()).server!.keptAt;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await one.of()).server!.keptAt).toBe(silentAt);
    clearInterval(turningAway);
    // Nobody sends any more, and there is room: it shows by itself.
    await until(async () => (await one.of()).server!.keptAt > silentAt);
    expect(silentAt >= keptAt).toBe(true);

    const owner = new pg.Client({ connectionString: server.ownerUrl });
    await owner.connect();
    await owner.query('revoke truncate on home.receiver_trial from drystone_intake');
    one.turnedAway.add();
    const before = one.errors.length;
    await until(async () => one.errors.length > before + 2);
    const stuckAt = (await one.of()).server!.keptAt;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await one.of()).server!.keptAt).toBe(stuckAt);
    await owner.query('grant truncate on home.receiver_trial to drystone_intake');
    await owner.end();
    await until(async () => (await one.of()).server!.keptAt > stuckAt);
    await one.kept.stop();
  });

  it.each([3600, -3600])('tells that its clock was set by %i s, which is no outage', async (seconds) => {
    const one = beating(`set by ${seconds}`);
    await until(async () => (await one.of()).server?.isKeeping === true);
    one.setClock(seconds * 1000);
    await until(async () => (await one.of()).clocksSet.length > 0);
    const { server: row, clocksSet, outages } = await one.of();
    await one.kept.stop();
    expect(clocksSet).toEqual([expect.objectContaining({ bySeconds: seconds })]);
    expect(row!.clockAheadSeconds).toBeCloseTo(seconds, -1);
    expect(outages).toEqual([]);
  });
});

describe('a clock that is set by an hour', () => {
  it.each([1, -1])('(%i h) keeps no alarm out, and no case waiting', async (hours) => {
    const account = await registeredUnit(server, response);
    const { caseId } = await insertedAlarm(server, response, { account });
    const database = openDatabase({ ...server.intake, connections: 1 });
    const now = Temporal.Now.instant().add({ hours });
    try {
      const intake = createIntake({ database, clock: () => now, keys, log: (_, error) => expect(error).toBeUndefined() });
      const port = await freePort();
      const door = await intake.openDc09({ host: '127.0.0.1', port });
      expect(await said(port, contactId(account, 7))).toBe('ACK');
      await door.close();
    } finally {
      await database.close();
    }
    // Forward: a rung is due. Back: nobody knows how long it has waited, and it moves on at once too.
    while ((await escalateDue(server.database, now)) > 0);
    const { rows } = await server.database.as('system:home', (transaction) => sql<{ rungs: number; movedNow: boolean; waitSeconds: number }>`
      select rungs, since = ${now.toString()} as "movedNow", extract(epoch from due_at - since)::float8 as "waitSeconds" from home.alarm_case where id = ${caseId}`.execute(transaction));
    expect(rows).toEqual([{ rungs: 2, movedNow: true, waitSeconds: expect.any(Number) }]);
    expect(rows[0]!.waitSeconds).toBeGreaterThan(0);
    expect(rows[0]!.waitSeconds).toBeLessThan(600);
  });
});
