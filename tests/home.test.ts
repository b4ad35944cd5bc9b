/** From a signal on the wire to a stored, acknowledged case: real sockets, real PostgreSQL. */

import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrame, openFrame } from '@drystone/alarm-protocols/dc09';
import { readSecret, sign } from '@drystone/alarm-protocols/webhook';
import { openDatabase, sql } from '@drystone/database';
import { escalateDue } from '@drystone/home';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../bench/src/alarm-devices.ts';
import { administratorKey, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { contactId, datagram, keys, panel, registeredUnit, said, testIntake } from './support/home.ts';
import { alarmSender, type AlarmSender } from './support/scaip.ts';
import { testServer, type TestServer } from './support/server.ts';

interface Signal {
  readonly id: string;
  readonly account: string;
  readonly sequence: string | null;
  readonly code: string;
  readonly caseId: string | null;
  readonly raw: string;
  readonly kind: string;
  readonly known: boolean;
  readonly outcome: string;
  readonly resends: number;
  readonly notes: readonly string[];
}
interface Case {
  readonly id: string;
  readonly state: string;
  readonly owner: { queue?: string; operator?: string } | null;
  readonly dueAt: string | null;
  readonly priority: number;
  readonly signals: number;
}

let server: TestServer;
let dc09: number;
let sip: number;
let response: string;
let operator: { authorization: string };
const organisations = commissioningOn(() => server);
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  dc09 = await freePort();
  sip = await freePort();
  await testIntake(server, { DC09_PORT: String(dc09), SIP_PORT: String(sip) });
  response = await organisations.organisation('provider', 'Hearth of the Tests');
  operator = await organisations.keyFor(response, ['operator']);
});

async function list<Item>(path: string, headers: Record<string, string> = asAdministrator): Promise<readonly Item[]> {
  const { status, body, text } = await server.call('GET', path, undefined, headers);
  expect([status, text]).toEqual([200, text]);
  return (body as { items: Item[] }).items;
}
const signalsOf = (account: string) => list<Signal>(`/api/home/signals?account=${account}`);
const casesOf = (account: string) => list<Case>(`/api/home/cases?account=${account}`);
const step = (id: string, to: object, headers: Record<string, string> = operator) => server.call('POST', `/api/home/cases/${id}/steps`, to, headers);

describe('a signal over DC-09', () => {
  it('is there with its case and its events when the acknowledgement comes', async () => {
    const account = await registeredUnit(server, response);
    expect(await said(dc09, contactId(account, 1))).toBe('ACK');
    const [signal, ...more] = await signalsOf(account);
    expect(more).toEqual([]);
    expect(signal).toMatchObject({ account, protocol: 'dc09', sequence: '0001', code: '102', known: true, outcome: 'accepted', resends: 0, raw: Buffer.from(contactId(account, 1)).toString('latin1').replace('\r', '') });
    const [opened] = await casesOf(account);
    expect(opened).toMatchObject({ id: signal!.caseId, state: 'offered', owner: { queue: 'operators' }, signals: 1, dwelling: { area: 'belfast' } });
    expect(Temporal.Instant.from(opened!.dueAt!).since(Temporal.Now.instant()).total('seconds')).toBeGreaterThan(20);
    const { rows } = await server.database.pool.query<{ type: string; actor: string; data: object }>("select type, actor, data from platform.event where subject in ($1, $2) order by transaction_id, id", [signal!.id, opened!.id]);
    expect(rows).toEqual([
      { type: 'alarm.received', actor: 'system:intake', data: { case: opened!.id, joined: false, protocol: 'dc09', kind: signal!.kind, code: '102', known: true, outcome: 'accepted' } },
      { type: 'case.offered', actor: 'system:intake', data: { whom: 'operators' } },
    ]);
  });

  it('sent again is the same signal, and over another path too; with another sequence it is more of the same case', async () => {
    const account = await registeredUnit(server, response);
    const frame = contactId(account, 7);
    expect([await said(dc09, frame), await said(dc09, frame), (await datagram(dc09, frame, 5_000))[0]]).toEqual(['ACK', 'ACK', expect.stringContaining('"ACK"0007')]);
    // Both at once, on two lines.
    expect(await Promise.all([said(dc09, contactId(account, 8)), said(dc09, contactId(account, 8))])).toEqual(['ACK', 'ACK']);
    expect((await signalsOf(account)).map(({ sequence, resends }) => [sequence, resends])).toEqual([['0008', 1], ['0007', 2]]);
    expect((await casesOf(account)).map(({ signals }) => signals)).toEqual([2]);
  });

  it('from a box that nobody knows is kept, flagged, acknowledged, and shown to whoever is on duty', async () => {
    expect(await said(dc09, contactId('BEEF01', 1))).toBe('ACK');
    expect(await signalsOf('BEEF01')).toMatchObject([{ known: false, notes: ['unknown-account'], caseId: expect.any(String) }]);
    expect(await list('/api/home/signals?account=BEEF01', operator)).toEqual([]);
    expect((await server.call('PUT', '/api/home/duty', { organisation: response }, asAdministrator)).status).toBe(200);
    expect(await said(dc09, contactId('BEEF02', 1))).toBe('ACK');
    expect(await list('/api/home/signals?account=BEEF02', operator)).toMatchObject([{ known: false }]);
    expect(await list('/api/home/cases?account=BEEF02', operator)).toMatchObject([{ state: 'offered' }]);
  });

  it('that needs nobody makes no case: signs of life, test calls, what is over', async () => {
    const account = await registeredUnit(server, response);
    expect(await said(dc09, encodeFrame({ token: 'NULL', sequence: '0000', account, content: {} }))).toBe('ACK');
    expect(await said(dc09, contactId(account, 2, '1602 00 000'))).toBe('ACK');
    expect(await said(dc09, contactId(account, 3, '3102 00 001'))).toBe('ACK');
    expect((await signalsOf(account)).map(({ code, caseId }) => [code, caseId])).toEqual([['102', null], ['602', null], ['NULL', null]]);
    expect(await casesOf(account)).toEqual([]);
  });

  it('with a wrong CRC is never acknowledged, unless its account is set to it', async () => {
    const account = await registeredUnit(server, response);
    const noisy = contactId(account, 1);
    noisy[1] = noisy[1] === 0x30 ? 0x31 : 0x30;
    expect(await said(dc09, noisy, 400)).toBeUndefined();
    expect(await signalsOf(account)).toMatchObject([{ outcome: 'attempted', notes: expect.arrayContaining(['wrong-crc']) }]);
    // The same, heard right: it is the signal that was shown already, and is taken over now.
    expect(await said(dc09, contactId(account, 1))).toBe('ACK');
    expect(await signalsOf(account)).toMatchObject([{ outcome: 'accepted', resends: 1 }]);
    const lenient = await registeredUnit(server, response, { reception: { acceptWrongCrc: true } });
    const wrong = contactId(lenient, 1);
    wrong[1] = wrong[1] === 0x30 ? 0x31 : 0x30;
    expect(await said(dc09, wrong)).toBe('ACK');
  });

  it('in halves, in one piece with others, byte by byte and behind rubbish is taken once each, and answered in order', async () => {
    const account = await registeredUnit(server, response);
    const line = await panel(dc09);
    const [one, two, three, four] = [1, 2, 3, 4].map((sequence) => contactId(account, sequence)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    line.send(Buffer.concat([Buffer.from('rubbish \0\xff', 'latin1'), one, two, three.subarray(0, 9)]));
    expect([(await line.answer())?.sequence, (await line.answer())?.sequence]).toEqual(['0001', '0002']);
    line.send(three.subarray(9));
    expect((await line.answer())?.sequence).toBe('0003');
    for (const byte of four) line.send(Uint8Array.of(byte));
    expect((await line.answer())?.sequence).toBe('0004');
    // Says goodbye with its last frame, and is answered still.
    line.send(contactId(account, 5));
    line.end();
    expect((await line.answer())?.sequence).toBe('0005');
    await line.ended;
    expect((await signalsOf(account)).map(({ sequence }) => sequence)).toEqual(['0005', '0004', '0003', '0002', '0001']);
  });

  it('over UDP is answered with as many datagrams as it had frames', async () => {
    const account = await registeredUnit(server, response);
    const answers = await datagram(dc09, Buffer.concat([contactId(account, 1), contactId(account, 2)]), 5_000, 2);
    expect(answers.map((text) => /"ACK"(\d{4})/.exec(text)?.[1])).toEqual(['0001', '0002']);
    expect(await datagram(dc09, Buffer.from('GET / HTTP/1.1\r\n\r\n'), 200)).toEqual([]);
  });

  it('that holds what no database keeps is kept all the same', async () => {
    const account = await registeredUnit(server, response);
    expect(await said(dc09, encodeFrame({ token: 'SIA-DCS', sequence: '0001', account, content: { account, data: 'Nri1/MA001^\0 \xff \xed\xa0\x80^' } }))).toBe('ACK');
    const [signal] = await signalsOf(account);
    expect(signal!.raw).toContain('^\0 \xff \xed\xa0\x80^');
  });
});

describe('an encrypted local unit', () => {
  const key = '00112233445566778899aabbccddeeff';
  const timestamp = (ahead = 0) => {
    const at = Temporal.Now.instant().add({ seconds: ahead }).toZonedDateTimeISO('UTC');
    const two = (value: number) => String(value).padStart(2, '0');
    return `${two(at.hour)}:${two(at.minute)}:${two(at.second)},${two(at.month)}-${two(at.day)}-${at.year}`;
  };
  const sealed = (account: string, sequence: number, { with: by = key, ahead = 0 } = {}) =>
    encodeFrame({ token: 'ADM-CID', sequence: String(sequence).padStart(4, '0'), account, content: { data: '1101 00 001', timestamp: timestamp(ahead) }, encryption: { key: Buffer.from(by, 'hex'), padding: (length) => new Uint8Array(length).fill(9) } });

  it('is opened with its key, and answered with it', async () => {
    const account = await registeredUnit(server, response, { keys: [key] });
    const line = await panel(dc09);
    line.send(sealed(account, 1));
    const answer = await line.answer();
    expect([answer?.token, answer?.encrypted, openFrame(answer!, Buffer.from(key, 'hex'))?.timestamp]).toEqual(['ACK', true, expect.stringMatching(/^\d\d:\d\d:\d\d,/)]);
    expect(await signalsOf(account)).toMatchObject([{ code: '101', outcome: 'accepted' }]);
    const { rows } = await server.database.as('system:home', (transaction) => sql<{ keys: Buffer }>`select keys from home.local_unit where account = ${account}`.execute(transaction));
    expect(rows[0]!.keys.toString('latin1')).not.toContain(key);
    expect((await server.call('GET', `/api/home/local-units/dc09/${account}`, undefined, operator)).text).not.toContain(key);
  });

  it('whose clock is off is told the time, and taken when it has set it', async () => {
    const account = await registeredUnit(server, response, { keys: [key] });
    const line = await panel(dc09);
    line.send(sealed(account, 1, { ahead: -3600 }));
    const nak = await line.answer();
    expect([nak?.token, nak?.content?.timestamp]).toEqual(['NAK', expect.stringMatching(/^\d\d:\d\d:\d\d,\d\d-\d\d-\d{4}$/)]);
    expect(await signalsOf(account)).toMatchObject([{ outcome: 'attempted', caseId: expect.any(String) }]);
    expect(await said(dc09, sealed(account, 1))).toBe('*ACK');
    expect(await signalsOf(account)).toMatchObject([{ outcome: 'accepted', resends: 1 }]);
  });

  it('with another key is not acknowledged, and shown', async () => {
    const account = await registeredUnit(server, response, { keys: [key] });
    expect(await said(dc09, sealed(account, 1, { with: 'ffeeddccbbaa99887766554433221100' }))).toBe('DUH');
    expect(await signalsOf(account)).toMatchObject([{ outcome: 'attempted', kind: 'unknown', notes: expect.arrayContaining(['no-key']), caseId: expect.any(String) }]);
  });
});

const vectorsFile = join(import.meta.dirname, '../../shared/standards/dc09/vectors.json');
(existsSync(vectorsFile) ? describe : describe.skip)('frames of real panels (../shared/standards/dc09)', () => {
  const { vectors } = (existsSync(vectorsFile) ? JSON.parse(readFileSync(vectorsFile, 'utf8')) : { vectors: [] }) as { vectors: { id: string; frame_hex: string; valid: boolean; expect: { token?: string; encrypted?: boolean; account?: string; sequence?: string; crc_ok?: boolean } }[] };

  it('are taken over the real port: what is valid and plain is acknowledged and there', async () => {
    const plain = vectors.filter(({ valid, expect: { token, encrypted } }) => valid && !encrypted && ['SIA-DCS', 'ADM-CID', 'NULL'].includes(token ?? ''));
    expect(plain.length).toBeGreaterThan(30);
    const answers = await Promise.all(plain.map(async ({ id, frame_hex }) => [id, await said(dc09, Buffer.from(frame_hex, 'hex'))]));
    expect(answers.filter(([, answer]) => answer !== 'ACK')).toEqual([]);
    for (const { id, frame_hex, expect: { account, sequence } } of plain) {
      const raws = (await signalsOf(account!)).map(({ raw, ...signal }) => [signal.sequence, raw]);
      expect([id, raws]).toEqual([id, expect.arrayContaining([[sequence, expect.stringContaining(Buffer.from(frame_hex, 'hex').toString('latin1').trim().slice(0, 20))]])]);
    }
  });

  it('with a wrong CRC are not', async () => {
    const wrong = vectors.filter(({ expect: { crc_ok } }) => crc_ok === false);
    expect((await Promise.all(wrong.map(({ frame_hex }) => said(dc09, Buffer.from(frame_hex, 'hex'), 600)))).filter(Boolean)).toEqual([]);
  });
});

describe.each(['udp', 'tcp'] as const)('a signal over SCAIP, by a SIP client, over %s', (transport) => {
  let sender: AlarmSender;
  beforeAll(async () => {
    sender = await alarmSender(transport, sip);
  });
  const alarm = (cid: string, ref: string, more = '<dty>0003</dty><stc>0010</stc>') => `<mrq><ref>${ref}</ref><cid>${cid}</cid>${more}</mrq>`;
  const cid = (number: number) => `55${transport === 'udp' ? 1 : 2}${String(number).padStart(4, '0')}`;

  it('is kept when the answer comes, in a MESSAGE to the sender', async () => {
    expect(await sender.say(alarm(cid(1), 'a1'))).toMatchObject({ status: 200, inResponse: '', mrs: '<mrs><ref>a1</ref><snu>0</snu><mre>1</mre><cre>61</cre></mrs>' });
    expect(await signalsOf(cid(1))).toMatchObject([{ protocol: 'scaip', sequence: 'a1', code: '0010', known: false, caseId: expect.any(String), raw: alarm(cid(1), 'a1') }]);
  });

  it('comes in the response where its local unit is set to that, with the number to call', async () => {
    const { status } = await server.call('PUT', `/api/home/local-units/scaip/${cid(2)}`, { organisation: response, dwelling: { reference: cid(2) }, reception: { answerIn: 'response', callNumber: 'gsm:+441632960900' } }, asAdministrator);
    expect(status).toBe(201);
    expect(await sender.say(alarm(cid(2), 'a1', '<dty>3</dty><stc>10</stc><crd>gsm:</crd>'))).toMatchObject({ status: 200, inResponse: '<mrs><ref>a1</ref><snu>0</snu><mre>1</mre><cre>62</cre><tnu>gsm:+441632960900</tnu></mrs>', mrs: undefined });
    expect(await signalsOf(cid(2))).toMatchObject([{ known: true }]);
  });

  it('sent again has the same answer and is one signal', async () => {
    const answers = [await sender.say(alarm(cid(3), 'a1')), await sender.say(alarm(cid(3), 'a1'))];
    expect(new Set(answers.map(({ mrs }) => mrs)).size).toBe(1);
    expect(await signalsOf(cid(3))).toMatchObject([{ resends: 1 }]);
    expect(await casesOf(cid(3))).toHaveLength(1);
  });

  it('that cannot be read is told so, and shown', async () => {
    expect(await sender.say(alarm(cid(4), 'a8', '<stc>0010</stc>'))).toMatchObject({ mrs: '<mrs><ref>a8</ref><snu>7</snu><ste>dty</ste></mrs>' });
    expect(await signalsOf(cid(4))).toMatchObject([{ kind: 'unknown', outcome: 'attempted', caseId: expect.any(String) }]);
    expect((await sender.say('hello')).mrs).toMatch(/<snu>2<\/snu>/);
    expect((await sender.say('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xx">]><mrq><ref>a9</ref><cid>1</cid><dty>3</dty></mrq>')).mrs).toMatch(/<snu>2<\/snu>/);
    expect((await sender.say('x', { 'content-type': 'text/html' })).status).toBe(415);
  });

  const examplesFile = join(import.meta.dirname, '../../shared/standards/scaip/examples.json');
  const { examples } = (existsSync(examplesFile) ? JSON.parse(readFileSync(examplesFile, 'utf8')) : { examples: [] }) as { examples: { id: string; request: string; reply: string }[] };
  it.skipIf(examples.length === 0)('is answered as the examples say (../shared/standards/scaip)', async () => {
    for (const { id, request, reply } of examples) {
      // Who calls whom is for the local unit's settings to say.
      const essence = (mrs: string | undefined) => (mrs === undefined ? undefined : `${/<ref>.*?<\/ref>/.exec(mrs)?.[0] ?? ''}${/<snu>\d+<\/snu>/.exec(mrs)?.[0] ?? mrs.replace(/^snu (\d+)$/, '<snu>$1</snu>')}`);
      const { mrs } = await sender.say(request);
      if (reply.startsWith('<')) expect([id, essence(mrs)]).toEqual([id, essence(reply)]);
      else expect([id, mrs]).toEqual([id, expect.stringContaining(essence(reply)!)]);
    }
  });
});

describe("a vendor's cloud", () => {
  const tools = { hmacSha256: (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest() };
  const now = () => Temporal.Now.instant();
  const register = async (name: string) => {
    const { status, body, text } = await server.call('PUT', `/api/home/webhooks/${name}`, { organisation: response }, operator);
    expect([status, text]).toEqual([status === 200 ? 200 : 201, text]);
    return (body as { secret: string }).secret;
  };
  async function tell(name: string, account: string, body: string, secret: string, { at = now(), sent = body } = {}) {
    const headers = sign(`msg_${account}`, at, new TextEncoder().encode(body), readSecret(secret)!, tools);
    return server.call('POST', `/api/home/webhooks/${name}/${account}`, sent, headers);
  }

  it('tells of a fall, which is kept for whoever answers, once', async () => {
    const secret = await register('acme');
    const message = '{"id":"m1","kind":"fall","device":{"id":"p1","type":"pendant"}}';
    const first = await tell('acme', '1234', message, secret);
    expect(first).toMatchObject({ status: 200, body: { resend: false, caseId: expect.any(String) } });
    expect((await tell('acme', '1234', message, secret)).body).toMatchObject({ id: (first.body as { id: string }).id, resend: true });
    expect(await list('/api/home/signals?account=acme-1234', operator)).toMatchObject([{ protocol: 'webhook', kind: 'fall', sequence: 'm1', known: false, resends: 1, raw: message }]);
    expect(await tell('acme', '1234', '{"kind":"fal', secret)).toMatchObject({ status: 200 });
    expect(await list('/api/home/signals?account=acme-1234', operator)).toMatchObject([{ kind: 'unknown' }, { kind: 'fall' }]);
  });

  it('is not believed without a right signature of these bytes at this time; a new secret leaves the one before until the next', async () => {
    const one = await register('bolt');
    const message = '{"id":"m1","kind":"fall"}';
    const refused = [
      await server.call('POST', '/api/home/webhooks/bolt/1', message),
      await tell('bolt', '1', message, one, { sent: '{"id":"m1","kind":"smoke"}' }),
      await tell('bolt', '1', message, one, { at: now().subtract({ minutes: 6 }) }),
      await tell('bolt', '1', message, `whsec_${Buffer.alloc(32).toString('base64')}`),
      await tell('none', '1', message, one),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(await list('/api/home/signals?account=bolt-1')).toEqual([]);
    const two = await register('bolt');
    expect([(await tell('bolt', '1', message, one)).status, (await tell('bolt', '2', message, two)).status]).toEqual([200, 200]);
    await register('bolt');
    expect((await tell('bolt', '3', message, one)).status).toBe(401);
    const other = await organisations.organisation('provider', 'Another');
    expect((await server.call('PUT', '/api/home/webhooks/bolt', { organisation: other }, asAdministrator)).status).toBe(409);
  });
});

describe('the door of SCAIP', () => {
  it('ends a line on which nobody knows where a message begins, says nothing to noise, and tells a sender that can be told', async () => {
    const line = await panel(sip);
    line.send(Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
    await line.ended;
    expect(await datagram(sip, Buffer.from('\xff\0 noise', 'latin1'), 200)).toEqual([]);
    const request = (method: string, length: number) => Buffer.from(`${method} sip:arc@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK${method}${length};rport\r\nFrom: <sip:a@b.c>;tag=1\r\nTo: <sip:arc@b.c>\r\nCall-ID: 1\r\nCSeq: 1 ${method}\r\nContent-Length: ${length}\r\n\r\n`);
    expect((await datagram(sip, request('MESSAGE', 900), 3_000))[0]).toMatch(/^SIP\/2.0 400 /);
    expect((await datagram(sip, request('INVITE', 0), 3_000))[0]).toMatch(/^SIP\/2.0 405 /);
    expect((await datagram(sip, request('OPTIONS', 0), 3_000))[0]).toMatch(/^SIP\/2.0 200 /);
  });

  it('tells the sender to try again where nothing can be kept', async () => {
    const owner = new pg.Client({ connectionString: server.ownerUrl });
    await owner.connect();
    const sender = await alarmSender('udp', sip);
    try {
      await owner.query('revoke insert on home.signal from drystone_intake');
      expect((await sender.say('<mrq><ref>z1</ref><cid>990001</cid><dty>3</dty></mrq>')).mrs).toBe('<mrs><ref>z1</ref><snu>6</snu><ste>try again</ste></mrs>');
    } finally {
      await owner.query('grant insert on home.signal to drystone_intake');
      await owner.end();
    }
    expect((await sender.say('<mrq><ref>z1</ref><cid>990001</cid><dty>3</dty></mrq>')).mrs).toContain('<snu>0</snu>');
    expect(await signalsOf('990001')).toMatchObject([{ resends: 0 }]);
  });
});

describe('a line', () => {
  it('that brings no frame in time, or drips one, is closed; one with much under way is heard to the end', async () => {
    const port = await freePort();
    const database = openDatabase({ ...server.intake, connections: 2 });
    const { createIntake } = await import('@drystone/home/intake');
    const intake = createIntake({ database, clock: () => Temporal.Now.instant(), keys, log: () => undefined });
    const door = await intake.openDc09({ host: '127.0.0.1', port }, { messageSeconds: 0.3, idleSeconds: 1, underWay: 4 });
    try {
      const [silent, dripping, busy] = [await panel(port), await panel(port), await panel(port)];
      dripping.send(Buffer.from('\n1234'));
      busy.send(Buffer.concat(Array.from({ length: 100 }, (_, sequence) => contactId('BEEF05', sequence + 1))));
      const sequences: (string | undefined)[] = [];
      for (let count = 0; count < 100; count++) sequences.push((await busy.answer())?.sequence);
      expect(sequences.at(-1)).toBe('0100');
      expect(new Set(sequences).size).toBe(100);
      await Promise.all([silent.ended, dripping.ended, busy.ended]);
    } finally {
      await door.close();
      await database.close();
    }
    expect(await list(`/api/home/signals?account=BEEF05&limit=500`)).toHaveLength(100);
  });
});

describe('where nothing can be kept', () => {
  it('nothing is acknowledged, the panel is told, and it goes on by itself when the database is back', async () => {
    const account = await registeredUnit(server, response);
    const owner = new pg.Client({ connectionString: server.ownerUrl });
    await owner.connect();
    try {
      await owner.query('revoke insert on home.signal from drystone_intake');
      expect(await said(dc09, contactId(account, 1))).toBe('DUH');
      expect(await signalsOf(account)).toEqual([]);
      await owner.query('grant insert on home.signal to drystone_intake');
      await owner.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename <> 'nobody' and pid <> pg_backend_pid() and query ilike '%home.%'");
      expect(['ACK', 'DUH']).toContain(await said(dc09, contactId(account, 1)));
      expect(await said(dc09, contactId(account, 1))).toBe('ACK');
      expect(await signalsOf(account)).toHaveLength(1);
    } finally {
      await owner.query('grant insert on home.signal to drystone_intake');
      await owner.end();
    }
  });
});

describe('the intake', () => {
  it('has no rights but its own', async () => {
    const database = openDatabase({ ...server.intake, connections: 1 });
    try {
      for (const statement of ['select 1 from accounts.person', 'select 1 from platform.event', 'delete from home.signal', "update home.duty set organisation = organisation", 'select 1 from commissioning.bid', 'select 1 from home.dwelling']) {
        await expect(database.pool.query(statement), statement).rejects.toThrow(/permission denied/);
      }
      expect((await database.pool.query('select id from home.signal')).rows).toEqual([]);
    } finally {
      await database.close();
    }
  });

  it('does not start on a port that is taken, and says which setting to mend', async () => {
    await expect(testIntake(server, { DC09_PORT: String(dc09) })).rejects.toThrow(`port ${dc09} on 127.0.0.1 is taken: stop what uses it, or set DC09_PORT to another`);
  });
});

describe('what came in', () => {
  it('is read page by page, since a moment, by whoever answers it and nobody else', async () => {
    const account = await registeredUnit(server, response);
    for (const sequence of [1, 2, 3]) expect(await said(dc09, contactId(account, sequence))).toBe('ACK');
    const { body } = await server.call('GET', `/api/home/signals?account=${account}&limit=2`, undefined, operator);
    const { items, next } = body as { items: Signal[]; next: string };
    expect([items.map(({ sequence }) => sequence), next]).toEqual([['0003', '0002'], expect.stringMatching(/^\/api\/home\/signals\?/)]);
    expect(await server.call('GET', next, undefined, operator)).toMatchObject({ body: { items: [{ sequence: '0001' }], next: null } });
    expect(await list(`/api/home/signals?account=${account}&since=2100-01-01T00:00:00Z`, operator)).toEqual([]);

    const other = await organisations.keyFor(await organisations.organisation('provider', 'Another'), ['operator']);
    expect(await list(`/api/home/signals?account=${account}`, other)).toEqual([]);
    const editor = await organisations.keyFor(response, ['editor']);
    expect((await server.call('GET', '/api/home/signals', undefined, editor)).status).toBe(403);
    expect((await server.call('GET', '/api/home/signals')).status).toBe(401);
  });

  it.each([['since=yesterday', /since.*use a moment such as/], ['limit=501', /limit/], ['limit=0', /limit/], ['account=a%00b', /account.*ASCII/], ['before=x', /before/]])('refuses %s, naming it', async (query, message) => {
    const { status, text } = await server.call('GET', `/api/home/signals?${query}`, undefined, operator);
    expect([status, text]).toEqual([400, expect.stringMatching(message)]);
  });
});

describe('a case', () => {
  async function fallen(): Promise<{ account: string; id: string }> {
    const account = await registeredUnit(server, response);
    expect(await said(dc09, contactId(account, 1))).toBe('ACK');
    return { account, id: (await casesOf(account))[0]!.id };
  }
  const read = async (id: string) => (await server.call('GET', `/api/home/cases/${id}`, undefined, operator)).body as Case;

  it('goes up its ladder while nobody takes it, and is taken by one of two', async () => {
    const { id } = await fallen();
    const later = (seconds: number) => Temporal.Now.instant().add({ seconds });
    await escalateDue(server.database, later(31));
    expect(await read(id)).toMatchObject({ state: 'offered', owner: { queue: 'second-operators' } });
    const second = await organisations.keyFor(response, ['operator']);
    const [one, two] = await Promise.all([step(id, { to: 'acknowledged' }), step(id, { to: 'acknowledged' }, second)]);
    expect([one.status, two.status].sort()).toEqual([200, 409]);
    expect((one.status === 409 ? one : two).text).toContain('Somebody else has this case.');
  });

  it('is brought to its end with outcome and cause, and then has no next step and no way on', async () => {
    const { id, account } = await fallen();
    for (const to of [{ to: 'acknowledged' }, { to: 'talking' }, { to: 'sent', whom: 'responder' }, { to: 'arrived', whom: 'responder' }, { to: 'arrived', whom: 'ambulance' }, { to: 'resolved' }]) {
      const { status, body } = await step(id, to);
      expect([status, (body as Case).dueAt]).toEqual([200, expect.any(String)]);
    }
    expect((await step(id, { to: 'talking' })).status).toBe(409);
    expect((await step(id, { to: 'closed' })).status).toBe(400);
    expect(await step(id, { to: 'closed', outcome: 'responder', cause: 'fall' })).toMatchObject({ status: 200, body: { state: 'closed', owner: null, dueAt: null, outcome: 'responder', cause: 'fall' } });
    expect((await step(id, { to: 'acknowledged' })).status).toBe(409);
    const { rows } = await server.database.pool.query<{ type: string }>('select type from platform.event where subject = $1 order by transaction_id, id', [id]);
    expect(rows.map(({ type }) => type)).toEqual(['case.offered', 'case.acknowledged', 'case.talking', 'case.sent', 'case.arrived', 'case.arrived', 'case.resolved', 'case.closed']);
    // The next fall is a case of its own.
    expect(await said(dc09, contactId(account, 2))).toBe('ACK');
    expect((await casesOf(account)).map(({ state }) => state)).toEqual(['offered', 'closed']);
  });

  it('given back is offered anew at once; somebody else cannot give it back', async () => {
    const { id } = await fallen();
    await step(id, { to: 'acknowledged' });
    const second = await organisations.keyFor(response, ['operator']);
    expect((await step(id, { to: 'handed-back' }, second)).status).toBe(409);
    expect((await step(id, { to: 'handed-back' })).body).toMatchObject({ state: 'offered', owner: { queue: 'operators' }, dueAt: expect.any(String) });
  });

  it('is unknown to whoever does not answer it', async () => {
    const { id } = await fallen();
    const other = await organisations.keyFor(await organisations.organisation('provider', 'Another'), ['operator']);
    expect([(await step(id, { to: 'acknowledged' }, other)).status, (await server.call('GET', `/api/home/cases/${id}`, undefined, other)).status, (await server.call('GET', `/api/home/cases/${id}`)).status]).toEqual([404, 404, 401]);
  });

  it('is never without a next step: the database itself refuses one', async () => {
    const { id } = await fallen();
    await expect(server.database.as('system:home', (transaction) => sql`update home.alarm_case set due_at = null where id = ${id}`.execute(transaction))).rejects.toThrow(/next_step/);
    await expect(server.database.as('system:home', (transaction) => sql`update home.alarm_case set queue = null where id = ${id}`.execute(transaction))).rejects.toThrow(/owner/);
  });
});
