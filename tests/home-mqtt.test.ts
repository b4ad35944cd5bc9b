/** Alarms over MQTT 3.1.1 and 5: real clients, real PostgreSQL, and a real Mosquitto where there is one. */

import { deviceMessageSchema } from '@drystone/alarm-protocols/device';
import { openDatabase, sql, type RawBuilder } from '@drystone/database';
import { createIntake } from '@drystone/home/intake';
import type { MqttClient } from 'mqtt';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../bench/src/alarm-devices.ts';
import { administratorKey, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { keys, testIntake } from './support/home.ts';
import { brokerFolder, device, mosquittoPath, mqttAccount, onTheLine, publish, startMosquitto, type Version } from './support/mqtt.ts';
import { testServer, type TestServer } from './support/server.ts';

interface Signal {
  readonly id: string;
  readonly kind: string;
  readonly known: boolean;
  readonly outcome: string;
  readonly resends: number;
  readonly sequence: string | null;
  readonly caseId: string | null;
  readonly raw: string;
  readonly notes: readonly string[];
}

let server: TestServer;
let port: number;
let intake: { stop(): Promise<void> };
let response: string;
let operator: { authorization: string };
const organisations = commissioningOn(() => server);
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  port = await freePort();
  intake = await testIntake(server, { MQTT_PORT: String(port) });
  response = await organisations.organisation('provider', 'Hearth of the Tests');
  operator = await organisations.keyFor(response, ['operator']);
});

async function signalsOf(account: string, headers: Record<string, string> = asAdministrator): Promise<readonly Signal[]> {
  const { status, body, text } = await server.call('GET', `/api/home/signals?account=${account}`, undefined, headers);
  expect([status, text]).toEqual([200, text]);
  return (body as { items: Signal[] }).items;
}
/** The signals of this account when there are so many; a failure where they do not come. */
async function signalsCome(account: string, count: number): Promise<readonly Signal[]> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await signalsOf(account);
    if (found.length >= count) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no ${count} signals of ${account} came`);
}
const fall = (id: string) => JSON.stringify({ id, kind: 'fall', device: { id: 'p1', type: 'pendant' } });
const connected = async (version: Version, options: Parameters<typeof device>[3] = {}, registered = true): Promise<{ account: string; password: string; client: MqttClient }> => {
  const known = await mqttAccount(server, response, { registered });
  return { ...known, client: await device(port, known, version, options) };
};
async function withoutSignals<Result>(work: () => Promise<Result>): Promise<Result> {
  const owner = new pg.Client({ connectionString: server.ownerUrl });
  await owner.connect();
  try {
    await owner.query('revoke insert on home.signal from drystone_intake');
    return await work();
  } finally {
    await owner.query('grant insert on home.signal to drystone_intake');
    await owner.end();
  }
}

describe.each([['3.1.1', 4], ['5', 5]] as const)('over MQTT %s a device', (_, version) => {
  it('tells of a fall: it is kept with its case when the acknowledgement comes, and the device hears of it', async () => {
    const { account, client } = await connected(version);
    const answer = new Promise<string>((resolve) => client.once('message', (topic, body) => resolve(`${topic} ${body.toString()}`)));
    await client.subscribeAsync(`home/${account}/answer`, { qos: 1 });
    expect(await publish(client, `home/${account}/signal`, fall('m1'))).toBe('acknowledged');
    const [signal, ...more] = await signalsOf(account, operator);
    expect([signal, more]).toMatchObject([{ protocol: 'mqtt', kind: 'fall', known: true, outcome: 'accepted', sequence: 'm1', resends: 0, raw: fall('m1'), caseId: expect.any(String) }, []]);
    expect(await answer).toBe(`home/${account}/answer {"id":"m1","caseId":"${signal!.caseId}"}`);
    expect((await server.call('GET', `/api/home/cases/${signal!.caseId}`, undefined, operator)).body).toMatchObject({ state: 'offered', dwelling: { reference: account } });
  });

  it('that sends again is not a second signal, whatever its quality of service, and on two lines at once', async () => {
    const { account, password, client } = await connected(version);
    const second = await device(port, { account, password }, version);
    const topic = `home/${account}/signal`;
    expect(await Promise.all([publish(client, topic, fall('m1')), publish(second, topic, fall('m1'))])).toEqual(['acknowledged', 'acknowledged']);
    expect(await publish(client, topic, fall('m1'), { qos: 2 })).toBe('acknowledged');
    expect(await publish(client, topic, fall('m1'), { qos: 0 })).toBe('acknowledged');
    // Behind the one without a promise.
    expect(await publish(client, topic, fall('m2'))).toBe('acknowledged');
    expect((await signalsOf(account)).map(({ sequence, resends }) => [sequence, resends])).toEqual([['m2', 0], ['m1', 3]]);
  });

  it('that nobody has registered is answered by whoever gave it its password', async () => {
    const { account, client } = await connected(version, {}, false);
    expect(await publish(client, `home/${account}/signal`, fall('m1'))).toBe('acknowledged');
    expect(await signalsOf(account, operator)).toMatchObject([{ known: false, caseId: expect.any(String) }]);
  });

  it('is let in by its name and its own password alone; an old one serves until the next', async () => {
    const [one, other] = [await mqttAccount(server, response), await mqttAccount(server, response)];
    const refused = { code: version === 5 ? 134 : 4 };
    for (const wrong of [{}, { account: one.account }, { account: one.account, password: other.password }, { account: 'nobody-1', password: one.password }, { account: 'home/+', password: one.password }, { account: one.account, password: '' }]) {
      await expect(device(port, wrong, version)).rejects.toMatchObject(refused);
    }
    const two = await mqttAccount(server, response, { account: one.account });
    for (const good of [one, two, { ...two, account: two.account.toUpperCase() }]) await device(port, good, version);
    await mqttAccount(server, response, { account: one.account });
    await expect(device(port, one, version)).rejects.toMatchObject(refused);
  });

  it('reaches no topics but its own: what it says elsewhere is not acknowledged, and shown', async () => {
    const [{ account, password, client }, { account: other }] = [await connected(version), await connected(version)];
    const granted = await client.subscribeAsync([`home/${other}/answer`, 'home/+/signal', '#', '$SYS/#', `home/${account}/state`], { qos: 1 }).catch(({ packet }: { packet: { granted: number[] } }) => packet.granted);
    expect(granted.map((each) => (typeof each === 'number' ? each : each.qos))).toEqual(version === 5 ? [135, 135, 135, 135, 1] : [128, 128, 128, 128, 1]);
    for (const topic of [`home/${other}/signal`, `home/${account}/answer`, 'fire']) {
      const line = await device(port, { account, password }, version);
      expect(await publish(line, topic, fall(topic.replaceAll('/', '.')))).toBe(version === 5 ? 135 : 'closed');
    }
    expect(await signalsOf(other)).toEqual([]);
    expect((await signalsOf(account)).map(({ outcome, kind, notes }) => [outcome, kind, notes])).toEqual(Array.from({ length: 3 }, () => ['attempted', 'fall', ['topic-of-another']]));
    const wild = await device(port, { account, password }, version);
    expect(await publish(wild, `home/${account}/+`, fall('w'))).toBe('closed');
  });

  it('whose words cannot be read has raised an alarm of unknown kind', async () => {
    const { account, client } = await connected(version);
    for (const body of ['', 'help', '{"id":"1"}', Buffer.from([0xff, 0xfe, 0, 0xd8]), 'x'.repeat(17_000)]) expect(await publish(client, `home/${account}/signal`, body)).toBe('acknowledged');
    expect((await signalsOf(account)).map(({ kind, notes }) => [kind, notes[0]])).toEqual([['unknown', 'too-long'], ['unknown', 'no-json'], ['unknown', 'does-not-fit:kind'], ['unknown', 'no-json'], ['unknown', 'no-json']]);
    // More than any broker reads: the line is ended, and somebody sees why.
    expect(await publish(client, `home/${account}/signal`, 'x'.repeat(100_000))).toBe('closed');
    expect((await signalsCome(account, 6))[0]).toMatchObject({ outcome: 'attempted', notes: ['too-long'] });
  });

  it('is not acknowledged where nothing can be kept: its line is closed, and what it sends again is there once', async () => {
    const { account, password, client } = await connected(version);
    const topic = `home/${account}/signal`;
    await withoutSignals(async () => {
      expect(await publish(client, topic, fall('m1'))).toBe('closed');
      const again = await device(port, { account, password }, version);
      expect(await publish(again, topic, fall('m1'), { qos: 2 })).toBe('closed');
    });
    expect(await signalsOf(account)).toEqual([]);
    const back = await device(port, { account, password }, version);
    expect(await publish(back, topic, fall('m1'))).toBe('acknowledged');
    expect(await signalsOf(account)).toMatchObject([{ resends: 0, outcome: 'accepted' }]);
  });

  it('that goes without a goodbye has gone silent, unless it is there on another line; with a goodbye it has not', async () => {
    const will = (account: string, payload = '{"id":"w1","kind":"went-silent"}') => ({ will: { topic: `home/${account}/will`, payload: Buffer.from(payload), qos: 1 as const, retain: true } });
    const known = await mqttAccount(server, response, { registered: true });
    const [first, second] = [await device(port, known, version, will(known.account)), await device(port, known, version, will(known.account, 'offline'))];
    first.stream.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    second.stream.destroy();
    expect(await signalsCome(known.account, 1)).toMatchObject([{ kind: 'went-silent', notes: ['no-json'], caseId: null }]);
    const polite = await mqttAccount(server, response);
    await (await device(port, polite, version, will(polite.account))).endAsync();
    const wrong = await mqttAccount(server, response);
    (await device(port, wrong, version, will(known.account))).stream.destroy();
    expect(await signalsCome(wrong.account, 1)).toMatchObject([{ kind: 'went-silent', outcome: 'attempted', notes: ['topic-of-another'], caseId: expect.any(String) }]);
    expect([await signalsOf(polite.account), (await signalsOf(known.account)).length]).toEqual([[], 1]);
  });

  it('is told to come again where nobody can look up who it is', async () => {
    const database = openDatabase({ url: `postgres://nobody@127.0.0.1:${await freePort()}/none`, connections: 1 });
    const own = await freePort();
    const door = await createIntake({ database, clock: () => Temporal.Now.instant(), keys, log: () => undefined }).openMqtt({ host: '127.0.0.1', port: own });
    await expect(device(own, { account: 'flat-1', password: 'x' }, version)).rejects.toMatchObject({ code: version === 5 ? 136 : 3 });
    await door.close();
    await database.close();
  });

  it('whose last will cannot be kept at once is heard of later', async () => {
    const known = await mqttAccount(server, response, { registered: true });
    const client = await device(port, known, version, { will: { topic: `home/${known.account}/will`, payload: Buffer.from('{"id":"w1","kind":"went-silent"}'), qos: 1, retain: false } });
    await withoutSignals(async () => {
      client.stream.destroy();
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    expect(await signalsCome(known.account, 1)).toMatchObject([{ kind: 'went-silent' }]);
  });

  it('that asks for a session that lasts is told there is none', async () => {
    const known = await mqttAccount(server, response);
    const lasting = { clientId: 'x', clean: false, ...(version === 5 ? { properties: { sessionExpiryInterval: 3_600 } } : {}) };
    const first = await device(port, known, version, lasting);
    await first.subscribeAsync(`home/${known.account}/answer`, { qos: 1 });
    await first.endAsync();
    const again = await device(port, known, version, lasting);
    expect(again.connack).toMatchObject({ sessionPresent: false, ...(version === 5 ? { properties: { sessionExpiryInterval: 1 } } : {}) });
  });

  it('cannot end the line of another by its name, and its own oldest goes when it has too many', async () => {
    const [one, other] = [await connected(version, { clientId: 'same' }), await connected(version, { clientId: 'same' })];
    const lines = [one.client];
    for (let number = 0; number < 4; number++) lines.push(await device(port, one, version));
    await expect.poll(() => lines.map(({ connected: is }) => is)).toEqual([false, true, true, true, true]);
    expect(other.client.connected).toBe(true);
    // The same name of the same account is the same device, come again.
    await device(port, other, version, { clientId: 'same' });
    await expect.poll(() => other.client.connected).toBe(false);
  });
});

describe('the last state of a device', () => {
  const state = (id: string, batteryPercent: number) => JSON.stringify({ id, kind: 'heartbeat', batteryPercent });
  const told = async (known: { account: string; password: string }, version: Version, withinMs = 10_000): Promise<string | undefined> => {
    const client = await device(port, known, version);
    const came = new Promise<string>((resolve) => client.once('message', (_, body, { retain }) => resolve(`${retain} ${body.toString()}`)));
    await client.subscribeAsync(`home/${known.account}/state`, { qos: 1 });
    return Promise.race([came, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), withinMs))]);
  };

  it('is a sign of life, kept for whoever subscribes later, also after a start; an empty one takes it away; alarms are not kept so', async () => {
    const { client, ...known } = await connected(5);
    const topic = `home/${known.account}/state`;
    expect(await publish(client, `home/${known.account}/signal`, fall('m1'), { retain: true })).toBe('acknowledged');
    expect([await publish(client, topic, state('s1', 80), { retain: true }), await publish(client, topic, state('s2', 79), { retain: true }), await publish(client, topic, state('s3', 1))]).toEqual(['acknowledged', 'acknowledged', 'acknowledged']);
    expect((await signalsOf(known.account)).map(({ kind, caseId }) => [kind, caseId !== null])).toEqual([['heartbeat', false], ['heartbeat', false], ['heartbeat', false], ['fall', true]]);
    expect([await told(known, 4), await told(known, 5)]).toEqual(Array.from({ length: 2 }, () => `true ${state('s2', 79)}`));
    await intake.stop();
    intake = await testIntake(server, { MQTT_PORT: String(port) });
    expect(await told(known, 4)).toBe(`true ${state('s2', 79)}`);
    expect(await publish(await device(port, known, 4), topic, '', { retain: true })).toBe('acknowledged');
    expect(await told(known, 5, 300)).toBeUndefined();
    expect((await signalsOf(known.account))[0]).toMatchObject({ kind: 'heartbeat', caseId: null });
  });
});

describe('a password', () => {
  it('is made by whoever may edit local units, for an account that no other organisation has', async () => {
    const { account } = await mqttAccount(server, response, { registered: true });
    const other = await organisations.organisation('provider', 'Another');
    const [leader, stranger] = [await organisations.keyFor(response, ['operator']), await organisations.keyFor(other, ['operator'])];
    const put = async (headers: Record<string, string>, organisation: string, of = account) => (await server.call('PUT', `/api/home/mqtt-accounts/${of}`, { organisation }, headers)).status;
    expect([await put({}, response), await put(stranger, response), await put(stranger, other), await put(asAdministrator, other), await put(leader, response)]).toEqual([401, 403, 409, 409, 200]);
    expect([await put(leader, response, 'a%2Fb'), await put(asAdministrator, '00000000-0000-4000-8000-000000000000', 'new-1')]).toEqual([400, 404]);
    // Nor does registering a unit take over what another's device says.
    await mqttAccount(server, response, { account: 'mine-1' });
    const unit = (headers: Record<string, string>, organisation: string) => server.call('PUT', '/api/home/local-units/mqtt/mine-1', { organisation, dwelling: { reference: 'One' } }, headers);
    expect([(await unit(stranger, other)).status, (await unit(asAdministrator, other)).status, await put(stranger, other, 'mine-1')]).toEqual([409, 201, 200]);
    const { rows } = await server.database.pool.query<{ data: object }>("select data from platform.event where type = 'mqtt_account.password_made'");
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.every(({ data }) => Object.keys(data).length === 0)).toBe(true);
  });

  it('comes with the schema of what it lets in', async () => {
    const { headers, body, status } = await server.call('GET', '/api/home/device-message.schema.json');
    expect([status, headers.get('content-type'), body]).toEqual([200, 'application/schema+json', JSON.parse(JSON.stringify(deviceMessageSchema()))]);
  });
});

describe('a line', () => {
  const connectPacket = (keepAlive: number, name: string, password: string) => {
    const text = (value: string) => Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), Buffer.from(value)]);
    const body = Buffer.concat([text('MQTT'), Buffer.from([4, 0b1100_0010, keepAlive >> 8, keepAlive & 255]), text('x'), text(name), text(password)]);
    return Buffer.concat([Buffer.from([0x10, body.length]), body]);
  };

  it('that does not sign in in time, drips, or is no MQTT is closed; so is one that never brings a whole packet', async () => {
    const [known, slow] = [await mqttAccount(server, response), await mqttAccount(server, response)];
    const database = openDatabase({ ...server.intake, connections: 2 });
    const own = await freePort();
    const door = await createIntake({ database, clock: () => Temporal.Now.instant(), keys, log: () => undefined }).openMqtt({ host: '127.0.0.1', port: own }, { signInSeconds: 0.3, keepAliveSeconds: 1 });
    const whole = connectPacket(0, known.account, known.password);
    const hello = [0x20, 2, 0, 0];
    try {
      const [silent, dripping, web, halves, half] = await Promise.all([
        onTheLine(own, [], 2_000),
        onTheLine(own, [...whole.subarray(0, 8)].map((byte) => Uint8Array.of(byte)), 2_000, 100),
        onTheLine(own, ['GET / HTTP/1.1\r\n\r\n'], 2_000),
        onTheLine(own, [whole.subarray(0, 9), whole.subarray(9)], 300, 50),
        onTheLine(own, [connectPacket(0, slow.account, slow.password), ...[0x32, 0x80, 0x80].map((byte) => Uint8Array.of(byte))], 4_000, 20),
      ]);
      expect([silent, dripping, web].map(({ answer, ended }) => [answer.length, ended])).toEqual([[0, true], [0, true], [0, true]]);
      expect([[...halves.answer], halves.ended]).toEqual([hello, false]);
      // Under 3.1.1 it asked for no keep-alive, and got the longest.
      expect([[...half.answer], half.ended]).toEqual([hello, true]);
    } finally {
      await door.close();
      await database.close();
    }
  });

  it('that says nothing and lives is heard; that its doors are open, the intake writes down', async () => {
    const known = await mqttAccount(server, response, { registered: true });
    const database = openDatabase({ ...server.intake, connections: 2 });
    const own = await freePort();
    const listener = createIntake({ database, clock: () => Temporal.Now.instant(), keys, log: (_, error) => expect(error).toBeUndefined() });
    const door = await listener.openMqtt({ host: '127.0.0.1', port: own });
    const count = async (table: RawBuilder<unknown>) => (await server.database.as('system:home', (transaction) => sql<{ count: number }>`select count(*)::int as count from ${table}`.execute(transaction))).rows[0]!.count;
    const heard = sql`home.heard join home.local_unit on id = local_unit where account = ${known.account.toUpperCase()} and device = ''`;
    const opened = await count(sql`home.open_doors`);
    const client = await device(own, known, 5, { keepalive: 1 });
    await new Promise<void>((resolve) => client.on('packetreceive', ({ cmd }) => cmd === 'pingresp' && resolve()));
    expect(await count(heard)).toBe(0);
    const listening = listener.keepListening();
    try {
      await expect.poll(() => count(heard)).toBe(1);
      expect(await count(sql`home.open_doors`)).toBe(opened + 1);
    } finally {
      await listening.stop();
      await door.close();
      await database.close();
    }
  });

  it('ends when its password is in force no more', async () => {
    const known = await mqttAccount(server, response);
    const database = openDatabase({ ...server.intake, connections: 2 });
    const own = await freePort();
    const door = await createIntake({ database, clock: () => Temporal.Now.instant(), keys, log: (_, error) => expect(error).toBeUndefined() }).openMqtt({ host: '127.0.0.1', port: own }, { recheckSeconds: 0.1 });
    try {
      const first = await device(own, known, 5);
      const second = await device(own, await mqttAccount(server, response, { account: known.account }), 4);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect([first.connected, second.connected]).toEqual([true, true]);
      await mqttAccount(server, response, { account: known.account });
      await expect.poll(() => [first.connected, second.connected]).toEqual([false, true]);
    } finally {
      await door.close();
      await database.close();
    }
  });

  it('that says much at once is answered in the order of its messages, and one that was open when the door closes has kept its word', async () => {
    const known = await mqttAccount(server, response, { registered: true });
    const client = await device(port, known, 4, { will: { topic: `home/${known.account}/will`, payload: Buffer.from('gone'), qos: 1, retain: false } });
    const order: number[] = [];
    client.on('packetreceive', (packet) => packet.cmd === 'puback' && order.push(packet.messageId!));
    const sent: number[] = [];
    client.on('packetsend', (packet) => packet.cmd === 'publish' && sent.push(packet.messageId!));
    expect(new Set(await Promise.all(Array.from({ length: 300 }, (_, number) => publish(client, `home/${known.account}/signal`, fall(`n${number}`)))))).toEqual(new Set(['acknowledged']));
    expect(order).toEqual(sent);
    await intake.stop();
    intake = await testIntake(server, { MQTT_PORT: String(port) });
    // Our own end is nobody's silence.
    expect((await signalsOf(known.account)).some(({ kind }) => kind !== 'fall')).toBe(false);
    expect((await server.call('GET', `/api/home/signals?account=${known.account}&limit=500`, undefined, asAdministrator)).body).toMatchObject({ items: { length: 300 } });
  });
});

describe.skipIf(mosquittoPath === undefined)('at a broker of somebody else (Mosquitto; skipped where it is not installed)', () => {
  it('signals are taken as from our own; what it held while we were away, or could keep nothing, comes when we are back', async () => {
    const [folder, at] = [await brokerFolder(), await freePort()];
    let mosquitto = await startMosquitto(at, folder);
    const url = `mqtt://127.0.0.1:${at}`;
    let follower = await testIntake(server, { MQTT_URL: url });
    const sender = async (version: Version, options = {}) => device(at, {}, version, options);
    const three = await sender(4);
    expect(await publish(three, 'home/broker-1/signal', fall('m1'))).toBe('acknowledged');
    expect(await publish(await sender(5), 'home/broker-1/signal', fall('m1'))).toBe('acknowledged');
    await expect.poll(async () => (await signalsOf('broker-1')).map(({ resends, kind, known }) => [resends, kind, known])).toEqual([[1, 'fall', false]]);
    // Its database away: the broker holds it, and hands it on again.
    await withoutSignals(async () => {
      expect(await publish(three, 'home/broker-2/signal', fall('m1'))).toBe('acknowledged');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(await signalsOf('broker-2')).toEqual([]);
    });
    expect(await signalsCome('broker-2', 1)).toMatchObject([{ resends: 0 }]);
    // We are away, and the broker starts anew meanwhile.
    await follower.stop();
    expect(await publish(three, 'home/broker-3/signal', fall('m1'))).toBe('acknowledged');
    expect(await publish(three, 'home/broker-3/state', '{"id":"s1","kind":"heartbeat"}', { retain: true })).toBe('acknowledged');
    await mosquitto.stop();
    mosquitto = await startMosquitto(at, folder);
    follower = await testIntake(server, { MQTT_URL: url });
    expect((await signalsCome('broker-3', 2)).map(({ kind, resends }) => [kind, resends]).sort()).toEqual([['fall', 0], ['heartbeat', 0]]);
    // A will of the broker; and a retained state that comes with each subscription is no new sign of life.
    (await sender(4, { will: { topic: 'home/broker-3/will', payload: Buffer.from('{"id":"w1","kind":"went-silent"}'), qos: 1, retain: false } })).stream.destroy();
    expect((await signalsCome('broker-3', 3)).map(({ kind }) => kind).sort()).toEqual(['fall', 'heartbeat', 'went-silent']);
    await follower.stop();
    await mosquitto.stop();
  });

  it('that does not answer keeps nothing else from starting', async () => {
    const { stop } = await testIntake(server, { MQTT_URL: `mqtt://127.0.0.1:${await freePort()}` });
    await stop();
  });
});
