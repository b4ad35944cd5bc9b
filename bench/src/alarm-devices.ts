/** Devices that speak to the real doors and do as their standards say: what is not acknowledged is sent again. */

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { decodeFrame, encodeFrame, frames, framesOfDatagram, isFrame, nothingWaiting, type Piece } from '@drystone/alarm-protocols/dc09';
import { topicOf } from '@drystone/alarm-protocols/device';
import { readAnswer, writeRequest } from '@drystone/alarm-protocols/scaip';
import { isRequest, messageRequest, readDatagram, responseTo, writeMessage } from '@drystone/alarm-protocols/sip';
import { connect as connectToBroker, type MqttClient } from 'mqtt';

/** What came of one try. */
export type Said = 'acknowledged' | 'refused' | 'nothing';

export interface Device {
  readonly account: string;
  /** Sends signal number `sequence` once. What it says: a fall or a press of the pendant in turn, unless it is told. */
  say(sequence: number, saying?: Saying): Promise<Said>;
  close(): void;
}

export const sequenceText = (sequence: number): string => String(sequence).padStart(4, '0');

/** What it is: in Contact ID, which has no word for a fall (102 is read as inactivity), and in SCAIP by device type and status code. */
const sayings = {
  'personal-alarm': { contactId: '1101 00 001', dty: '0003', stc: '0010' },
  fall: { contactId: '1102 00 001', dty: '0005', stc: '0010' },
  smoke: { contactId: '1111 00 002', dty: '0023', stc: '0010' },
  flood: { contactId: '1154 00 003', dty: '0033', stc: '0010' },
  'battery-low': { contactId: '1302 00 000', dty: '0002', stc: '0016' },
  'test-call': { contactId: '1601 00 000', dty: '0002', stc: '0102' },
  heartbeat: { contactId: undefined, dty: undefined, stc: undefined },
} as const;
export type Saying = keyof typeof sayings;

/** A fall, or for a change somebody who presses the pendant. */
const inTurn = (sequence: number): Saying => (sequence % 2 === 0 ? 'fall' : 'personal-alarm');

function frameOf(account: string, sequence: number, saying: Saying = inTurn(sequence), key?: Uint8Array): Uint8Array {
  const { contactId } = sayings[saying];
  const encrypted = key === undefined ? {} : { encryption: { key, padding: (length: number) => randomBytes(length) } };
  const timestamp = key === undefined ? {} : { timestamp: timestampOf(Temporal.Now.zonedDateTimeISO('UTC')) };
  return encodeFrame({ token: contactId === undefined ? 'NULL' : 'ADM-CID', sequence: sequenceText(sequence), account, content: { ...(contactId !== undefined && { account, data: contactId }), ...timestamp }, ...encrypted });
}

function timestampOf({ hour, minute, second, month, day, year }: Temporal.ZonedDateTime): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(hour)}:${two(minute)}:${two(second)},${two(month)}-${two(day)}-${year}`;
}

/** Keeps its line open, and makes a new one where it is lost. */
export function panelOverTcp(port: number, account: string, patienceMs: number, key?: Uint8Array): Device {
  let line: Socket | undefined;
  const open = waitingAnswers();
  return {
    account,
    async say(sequence, saying) {
      if (line === undefined || line.destroyed) {
        const made = connect({ port, host: '127.0.0.1', noDelay: true });
        line = made;
        let waiting = nothingWaiting;
        made.on('data', (chunk: Buffer) => {
          const cut = frames(waiting, chunk);
          waiting = cut.waiting;
          for (const piece of cut.pieces) open.answer(...ofPiece(piece));
        });
        made.on('error', () => undefined);
        made.on('close', () => open.lost());
      }
      const answer = open.wait(sequenceText(sequence), patienceMs);
      line.write(frameOf(account, sequence, saying, key));
      const said = await answer;
      // Its second path would be next; here it is the same one anew.
      if (said === 'nothing') line.destroy();
      return said;
    },
    close: () => void line?.destroy(),
  };
}

export function panelOverUdp(port: number, account: string, patienceMs: number): Device {
  const socket = createSocket('udp4');
  const open = waitingAnswers();
  socket.on('message', (datagram) => {
    for (const piece of framesOfDatagram(datagram)) open.answer(...ofPiece(piece));
  });
  socket.on('error', () => undefined);
  return {
    account,
    say(sequence, saying) {
      const answer = open.wait(sequenceText(sequence), patienceMs);
      socket.send(frameOf(account, sequence, saying), port, '127.0.0.1', () => undefined);
      return answer;
    },
    close: () => socket.close(),
  };
}

/** @param account digits. */
export async function scaipSender(port: number, account: string, patienceMs: number): Promise<Device> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const own = socket.address().port;
  const open = waitingAnswers();
  let requests = 0;
  socket.on('error', () => undefined);
  socket.on('message', (datagram, from) => {
    const read = readDatagram(datagram);
    if (!('message' in read) || !isRequest(read.message)) return;
    socket.send(writeMessage(responseTo(read.message, from, { status: 200, tag: 'sender' })), from.port, from.address, () => undefined);
    const mrs = readAnswer(new TextDecoder().decode(read.message.body));
    if (mrs?.ref) open.answer(mrs.ref, mrs.snu === 0 ? 'acknowledged' : 'refused');
  });
  return {
    account,
    say(sequence, saying = 'personal-alarm') {
      const ref = sequenceText(sequence);
      const id = `${account}-${++requests}-${own}`;
      const uri = `sip:${account}@127.0.0.1:${own}`;
      const bytes = new TextEncoder().encode(writeRequest(saying === 'heartbeat' ? { ref, cid: account, dty: '0002', mty: 'PI' } : { ref, cid: account, dty: sayings[saying].dty, stc: sayings[saying].stc }));
      const answer = open.wait(ref, patienceMs);
      const request = messageRequest({ uri: `sip:arc@127.0.0.1:${port}`, from: { uri, tag: id }, to: { uri: 'sip:arc@127.0.0.1' }, callId: id, sequence: 1, via: { transport: 'UDP', sentBy: `127.0.0.1:${own}`, branch: `z9hG4bK${id}` }, body: { type: 'application/scaip+xml', bytes } });
      socket.send(writeMessage(request), port, '127.0.0.1', () => undefined);
      return answer;
    },
    close: () => socket.close(),
  };
}

export interface MqttDeviceOptions {
  readonly port: number;
  readonly account: string;
  readonly password: string;
  /** 4 is 3.1.1. */
  readonly version: 4 | 5;
  readonly patienceMs: number;
}

/** Keeps its line open, and makes a new one where it is lost. */
export function mqttDevice({ port, account, password, version, patienceMs }: MqttDeviceOptions): Device {
  let line: MqttClient | undefined;
  return {
    account,
    say(sequence, saying = inTurn(sequence)) {
      return new Promise<Said>((resolve) => {
        if (line === undefined || line.disconnected) {
          line?.end(true);
          line = connectToBroker({ host: '127.0.0.1', port, protocolVersion: version, username: account, password, clientId: account, reconnectPeriod: 0, connectTimeout: patienceMs });
          line.on('error', () => undefined);
        }
        const own = line;
        const settle = (said: Said): void => {
          clearTimeout(timer);
          own.off('close', lost);
          // Its second path would be next; here it is the same one anew.
          if (said === 'nothing') own.end(true);
          resolve(said);
        };
        const lost = (): void => settle('nothing');
        const timer = setTimeout(lost, patienceMs);
        own.once('close', lost);
        own.publish(topicOf(account, 'signal'), JSON.stringify({ id: sequenceText(sequence), kind: saying }), { qos: 1 }, (error) => settle(error ? 'refused' : 'acknowledged'));
      });
    },
    close: () => void line?.end(true),
  };
}

export interface CloudDeviceOptions {
  readonly url: string;
  readonly account: string;
  readonly patienceMs: number;
  readonly signed: (id: string, body: Uint8Array) => Readonly<Record<string, string>>;
}

/** A device whose words come through the cloud of its vendor. */
export function cloudDevice({ url, account, patienceMs, signed }: CloudDeviceOptions): Device {
  return {
    account,
    async say(sequence, saying = inTurn(sequence)) {
      const id = `${account}-${sequenceText(sequence)}`;
      const body = new TextEncoder().encode(JSON.stringify({ id, kind: saying }));
      try {
        const { status } = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...signed(id, body) }, body, signal: AbortSignal.timeout(patienceMs) });
        return status === 200 ? 'acknowledged' : 'refused';
      } catch {
        return 'nothing';
      }
    },
    close: () => undefined,
  };
}

function ofPiece({ bytes, ended }: Piece): [string, Said] {
  const frame = decodeFrame(bytes, ended);
  if (!isFrame(frame)) return ['', 'nothing'];
  return [frame.sequence, frame.token === 'ACK' ? 'acknowledged' : 'refused'];
}

/** Answers by the sequence that they echo. */
function waitingAnswers() {
  const open = new Map<string, (said: Said) => void>();
  const settle = (key: string, said: Said) => {
    open.get(key)?.(said);
    open.delete(key);
  };
  return {
    answer: settle,
    lost: () => {
      for (const key of [...open.keys()]) settle(key, 'nothing');
    },
    wait: (key: string, patienceMs: number) =>
      new Promise<Said>((resolve) => {
        const timer = setTimeout(() => settle(key, 'nothing'), patienceMs);
        open.set(key, (said) => {
          clearTimeout(timer);
          resolve(said);
        });
      }),
  };
}

/** A port that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
