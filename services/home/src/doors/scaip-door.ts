/**
 * The door of SCAIP: SIP MESSAGE over UDP and TCP, or with a certificate over TLS. When its signal is kept, the request is answered 200,
 * and `mrs` goes back as a MESSAGE of our own, over UDP until it is answered; or in the 200 itself, for
 * local units that are set to it.
 */

import { createHash, randomBytes } from 'node:crypto';
import { bodyText, contentTypes, notKept, readRequest, respond, writeAnswer, type ScaipAnswer } from '@drystone/alarm-protocols/scaip';
import {
  answered,
  clientElapsed,
  header,
  isRequest,
  judge,
  messageRequest,
  nothingWaiting,
  readAddress,
  readDatagram,
  readStream,
  requestAgain,
  responseCame,
  responseTarget,
  responseTo,
  sendRequest,
  transactionKey,
  trying,
  writeMessage,
  type ClientTransaction,
  type ReadSip,
  type ServerTransaction,
  type SipRequest,
  type Source,
} from '@drystone/alarm-protocols/sip';
import type { DoorOptions } from './dc09-door.ts';
import { bindDatagrams, type Door, type DoorPlace } from './door.ts';
import { openLines, usualLimits, type Cutter, type Line, type LineDoor } from './lines.ts';

/** Requests over UDP that are being answered, or were in the last half minute; and answers of our own that wait for theirs. */
const mostTransactions = 20_000;

/** @throws where the port is taken. */
export async function openScaipDoor(place: DoorPlace, options: DoorOptions): Promise<Door> {
  const sentBy = (port: number) => `${place.host.includes(':') ? `[${place.host}]` : place.host}:${port}`;
  const lines: LineDoor = await openLines(place, { ...usualLimits, ...options.limits }, cutter, (read, line) => onLine(read, line, { transport: place.certificate === undefined ? 'TCP' : 'TLS', sentBy: sentBy(lines.port) }, options));
  if (place.certificate !== undefined) return lines;
  try {
    const close = await serveDatagrams({ ...place, port: lines.port }, sentBy(lines.port), options);
    return {
      port: lines.port,
      async close() {
        close();
        await lines.close();
      },
    };
  } catch (error) {
    await lines.close();
    throw error;
  }
}

function cutter(): Cutter<ReadSip> {
  let waiting = nothingWaiting;
  return {
    cut(chunk) {
      const { read, waiting: left, pings, broken } = readStream(waiting, chunk);
      waiting = left;
      return { pieces: read, midway: waiting.bytes.length > 0, broken, ...(pings > 0 ? { reply: Buffer.from('\r\n'.repeat(Math.min(pings, 100))) } : {}) };
    },
    // Without its end nobody knows what of it is the alarm.
    remainder: () => undefined,
  };
}

async function onLine(read: ReadSip, line: Line, via: Via, options: DoorOptions): Promise<Uint8Array | null> {
  // To a MESSAGE of ours: over TCP it has arrived.
  if ('message' in read && !isRequest(read.message)) return null;
  const { response, message } = await handle(read, line, via, options);
  if (response === null) return null;
  return message === null ? response : Buffer.concat([response, message]);
}

async function serveDatagrams(place: DoorPlace, sentBy: string, options: DoorOptions): Promise<() => void> {
  const socket = await bindDatagrams(place);
  const taken = new Map<string, ServerTransaction>();
  const told = new Map<string, { transaction: ClientTransaction; readonly timer: NodeJS.Timeout }>();
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;
  const send = (bytes: Uint8Array, to: Source) => void (closed || socket.send(bytes, to.port, to.address, () => undefined));
  const later = (at: Temporal.Instant, work: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, Math.max(0, at.since(options.clock()).total('milliseconds')));
    timers.add(timer);
    return timer;
  };

  socket.on('message', (datagram, { address, port }) => void onDatagram(readDatagram(datagram), { address, port }));
  return () => {
    closed = true;
    for (const timer of timers) clearTimeout(timer);
    socket.close();
  };

  async function onDatagram(read: ReadSip, from: Source): Promise<void> {
    if ('message' in read && !isRequest(read.message)) return heard(transactionKey(read.message), read.message.status);
    const request = 'message' in read ? (read.message as SipRequest) : read.answerable;
    if (request === null) return;
    const key = transactionKey(request);
    const again = taken.get(key);
    if (again !== undefined) {
      for (const bytes of requestAgain(again).send) send(bytes, responseTarget(request, from));
      return;
    }
    // Whoever is not answered sends again.
    if (taken.size >= mostTransactions) return;
    taken.set(key, trying);
    const { response, message } = await handle(read, from, { transport: 'UDP', sentBy }, options);
    if (response === null) return void taken.delete(key);
    const step = answered(trying, response, false, options.clock());
    taken.set(key, step.transaction);
    for (const bytes of step.send) send(bytes, responseTarget(request, from));
    if (step.transaction.dueAt) later(step.transaction.dueAt, () => taken.delete(key));
    if (message !== null) tell(message, from);
  }

  function tell(message: Uint8Array, to: Source): void {
    const read = readDatagram(message);
    // Too many wait: sent once, and the sender asks again.
    if (told.size >= mostTransactions || 'problem' in read) send(message, to);
    else advance(transactionKey(read.message), sendRequest(message, false, options.clock()), to);
  }

  function advance(key: string, { transaction, send: bytes }: { readonly transaction: ClientTransaction; readonly send: readonly Uint8Array[] }, to: Source): void {
    for (const each of bytes) send(each, to);
    if (transaction.dueAt === null) return void told.delete(key);
    told.set(key, { transaction, timer: later(transaction.dueAt, () => advance(key, clientElapsed(told.get(key)!.transaction, options.clock()), to)) });
  }

  function heard(key: string, status: number): void {
    const ours = told.get(key);
    if (ours === undefined) return;
    const transaction = responseCame(ours.transaction, status, options.clock());
    if (status < 200) return void told.set(key, { ...ours, transaction });
    clearTimeout(ours.timer);
    timers.delete(ours.timer);
    told.delete(key);
  }
}

/** How a MESSAGE of our own goes out. */
interface Via {
  readonly transport: 'UDP' | 'TCP' | 'TLS';
  readonly sentBy: string;
}

interface Answers {
  readonly response: Uint8Array | null;
  /** A MESSAGE of our own with `mrs`, to whoever sent the request. */
  readonly message: Uint8Array | null;
}

async function handle(read: ReadSip, from: Source, via: Via, options: DoorOptions): Promise<Answers> {
  const request = 'message' in read ? (read.message as SipRequest) : read.answerable;
  // An ACK wants no answer.
  if (request === null || request.method === 'ACK') return { response: null, message: null };
  // The same for a request that comes again.
  const tag = createHash('sha256').update(transactionKey(request)).digest('hex').slice(0, 16);
  const answer = (status: number, more: Partial<Parameters<typeof responseTo>[2]> = {}) => writeMessage(responseTo(request, from, { status, tag, ...more }));
  if ('problem' in read) return { response: answer(read.status), message: null };
  const refusal = judge(request, contentTypes);
  if (refusal !== null) return { response: answer(refusal.status, { headers: refusal.headers }), message: null };

  const { mrs, inResponse } = await taken(bodyText(request.body), `${from.address}:${from.port}`, options);
  const body = { type: contentTypes[0]!, bytes: new TextEncoder().encode(writeAnswer(mrs)) };
  if (inResponse) return { response: answer(200, { body }), message: null };
  const sender = readAddress(header(request, 'from')!)!.uri;
  const message = messageRequest({
    uri: readAddress(header(request, 'contact') ?? '')?.uri ?? sender,
    from: { uri: readAddress(header(request, 'to')!)!.uri, tag: randomBytes(8).toString('hex') },
    to: { uri: sender },
    callId: randomBytes(16).toString('hex'),
    sequence: 1,
    via: { ...via, branch: `z9hG4bK${randomBytes(12).toString('hex')}` },
    body,
  });
  return { response: answer(200), message: writeMessage(message) };
}

/** The `mrs`, when its signal is kept. Never rejects. */
async function taken(text: string, sender: string, { receiving, atTheDoor, log }: DoorOptions): Promise<{ readonly mrs: ScaipAnswer; readonly inResponse: boolean }> {
  const read = readRequest(text);
  const { cid, ref } = 'request' in read ? read.request : read.refused;
  let inResponse = false;
  try {
    const unit = cid === null ? undefined : await atTheDoor.unitOf(cid);
    inResponse = unit?.reception.answerIn === 'response';
    const { answer, outcome, signal } = respond(text, () => ({
      known: unit !== undefined,
      ...(unit?.reception.callNumber === undefined ? {} : { callNumber: unit.reception.callNumber }),
      ...(unit?.reception.heartbeatInterval === undefined ? {} : { heartbeatInterval: unit.reception.heartbeatInterval }),
    }));
    if (outcome !== 'ignored') await receiving.receive([{ signal, outcome, sender }]);
    return { mrs: answer, inResponse };
  } catch (error) {
    log.notKept(error);
    return { mrs: notKept(ref), inResponse };
  }
}
