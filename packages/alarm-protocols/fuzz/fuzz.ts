/**
 * Mutated frames, by the hundred thousand and from a seed, against every codec. What is held: nothing
 * throws, nothing grows without bound, and the answer is the one the standard says. What the standard
 * says is worked out here a second time and in another way, so that a mistake shows.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { decodeFrame, encodeFrame, frames, framesOfDatagram, mostFrameBytes, nothingWaiting, respond as respondDc09, standardSettings, writeTimestamp, type AccountSettings, type Piece } from '../src/dc09/index.ts';
import { mostMessageBytes, readDeviceMessage } from '../src/device/index.ts';
import { mostXmlBytes, readAnswer, respond as respondScaip, writeAnswer } from '../src/scaip/index.ts';
import { isRequest, judge, messageRequest, mostBodyBytes, mostHeadBytes, nothingWaiting as nothingWaitingSip, readDatagram, readStream, responseTo, transactionKey, writeMessage } from '../src/sip/index.ts';
import { kinds, type AlarmSignal } from '../src/signal.ts';
import { sign, verify } from '../src/webhook/index.ts';

export type Codec = 'dc09' | 'scaip' | 'sip' | 'device' | 'webhook';

export interface Counts {
  /** By codec, then by what came of it. */
  readonly outcomes: Readonly<Record<Codec, Readonly<Record<string, number>>>>;
  /** What should never be, with the frame that did it, in base64. */
  readonly broken: readonly { readonly codec: Codec; readonly why: string; readonly frame: string }[];
  readonly frames: number;
}

/** Runs `count` mutated frames; the same seed gives the same frames. */
export function fuzz(count: number, seed: number): Counts {
  const random = xorshift(seed);
  const outcomes: Record<Codec, Record<string, number>> = { dc09: {}, scaip: {}, sip: {}, device: {}, webhook: {} };
  const broken: { codec: Codec; why: string; frame: string }[] = [];
  const shares: readonly Codec[] = ['dc09', 'dc09', 'dc09', 'dc09', 'dc09', 'scaip', 'scaip', 'sip', 'device', 'webhook'];
  for (let index = 0; index < count; index++) {
    const codec = shares[index % shares.length]!;
    const corpus = corpora[codec];
    let frame = corpus[random(corpus.length)]!;
    for (let times = random(4); times >= 0; times--) frame = mutated(frame, corpus, random);
    if (codec === 'dc09' && random(2) === 0) frame = withRightCrc(frame);
    try {
      const outcome = checks[codec](frame, random);
      outcomes[codec][outcome] = (outcomes[codec][outcome] ?? 0) + 1;
    } catch (error) {
      broken.push({ codec, why: error instanceof Error ? error.message : String(error), frame: Buffer.from(frame).toString('base64') });
    }
  }
  return { outcomes, broken, frames: count };
}

type Random = (below: number) => number;

function xorshift(seed: number): Random {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const now = Temporal.Instant.from('2026-11-26T12:00:00Z');
const key = bytes('0123456789abcdef');
const padding = (length: number) => new Uint8Array(length).fill(9);
const pendant = { token: 'SIA-DCS', sequence: '0007', receiver: '1', line: '2', account: '1234', content: { account: '1234', data: 'Nri1/QA005', extended: [{ id: 'R', value: 'Kitchen' }], timestamp: writeTimestamp(now) } };
const known: AccountSettings = { ...standardSettings, keys: [key] };

const mrq = '<?xml version="1.0"?><mrq><ref>00001883</ref><cha>0</cha><mty>ME</mty><cid>26317</cid><dty>02</dty><did>00</did><crd>gsm:+441632960001</crd><stc>010</stc><lge><geo>54.6,-5.9</geo></lge></mrq>';
const sipAlarm = messageRequest({ uri: 'sip:arc@example.org', from: { uri: 'sip:26317@example.org', tag: 'a' }, to: { uri: 'sip:arc@example.org' }, callId: 'c1@h', sequence: 1, via: { transport: 'UDP', sentBy: '10.0.0.5:5060', branch: 'z9hG4bK1' }, body: { type: 'application/scaip+xml', bytes: bytes(mrq) } });
const hook = bytes('{"id":"1","kind":"fall"}');
const secret = new Uint8Array(32).fill(5);
const tools = { hmacSha256: (k: Uint8Array, data: Uint8Array) => createHmac('sha256', k).update(data).digest(), equal: timingSafeEqual };
const headers = sign('msg_1', now, hook, secret, tools);

const corpora: Readonly<Record<Codec, readonly Uint8Array[]>> = {
  dc09: [
    encodeFrame(pendant),
    encodeFrame({ ...pendant, token: 'ADM-CID', content: { account: '1234', data: '1101 00 005' } }),
    encodeFrame({ ...pendant, token: 'NULL', sequence: '0000', content: {} }),
    encodeFrame({ ...pendant, encryption: { key, padding } }),
    encodeFrame({ ...pendant, content: { ...pendant.content, timestamp: '11:00:00,11-26-2026' }, encryption: { key, padding } }),
    encodeFrame({ ...pendant, binaryCrc: true }),
    bytes('\nAC4E0025"NAK"0000R0L0A0[]_11:52:07,05-07-2019\r'),
    bytes('\nC2C0003F"SIA-DCS"0001L#0012345678[#0012345678|NBA4]_11:52:09,05-07-2019\r'),
    bytes('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
  ],
  scaip: [mrq, '<mrq><mty>PI</mty><ref>1998218577</ref><cid>10149471</cid><dty>2</dty></mrq>', '<!DOCTYPE a [<!ENTITY x "xx">]><mrq><ref>a9</ref><cid>1</cid><dty>3</dty><lte>&x;</lte></mrq>'].map(bytes),
  sip: [writeMessage(sipAlarm), writeMessage(responseTo(sipAlarm, { address: '10.0.0.5', port: 5060 }, { status: 200, tag: 't' })), bytes('OPTIONS sip:x SIP/2.0\r\nv: SIP/2.0/TCP h\r\nf: <sip:a>;tag=1\r\nt: <sip:b>\r\ni: 1\r\nCSeq: 1 OPTIONS\r\nl: 0\r\n\r\n')],
  device: [bytes('{"id":"m1","kind":"fall","at":"2026-11-26T12:00:00Z","device":{"id":"p1","type":"pendant"},"batteryPercent":81}'), bytes('{"id":"m2","kind":"heartbeat","mains":true,"measurements":[{"quantity":"temperature","value":21.5,"unit":"Cel"}]}')],
  webhook: [bytes(`${headers['webhook-id']}\n${headers['webhook-timestamp']}\n${headers['webhook-signature']}\n${text(hook)}`)],
};

function mutated(frame: Uint8Array, corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const copy = frame.slice();
  const at = random(copy.length + 1);
  const to = Math.min(copy.length, at + 1 + random(8));
  switch (random(9)) {
    case 0:
      if (at < copy.length) copy[at]! ^= 1 << random(8);
      return copy;
    case 1:
      if (at < copy.length) copy[at] = random(256);
      return copy;
    case 2:
      return joined(copy.subarray(0, at), copy.subarray(to));
    case 3:
      return joined(copy.subarray(0, to), copy.subarray(at));
    case 4:
      return joined(copy.subarray(0, at), bytes(interesting[random(interesting.length)]!), copy.subarray(at));
    case 5:
      return joined(copy.subarray(0, at), corpus[random(corpus.length)]!);
    case 6:
      return copy.subarray(0, at);
    case 7:
      return random(50) === 0 ? joined(copy.subarray(0, at), new Uint8Array(random(40_000)).fill(random(256)), copy.subarray(at)) : copy;
    default:
      return copy;
  }
}

const interesting = ['\n', '\r', '\0', '"', '[', ']', '|', '#', '_', '^', '/', '0FFF', '0000', '\r\n', '\r\n\r\n', '<', '>', '&amp;', '&x;', '<!DOCTYPE x>', ']]>', '<![CDATA[', '\u00ff', ';tag=', ',', '{', '}', '-1', '99999999999', ' ', 'A'.repeat(300)];

/** Most mutations break the CRC; with it put right they reach what lies behind. */
function withRightCrc(frame: Uint8Array): Uint8Array {
  const quote = frame.indexOf(0x22);
  const end = frame.lastIndexOf(13);
  if (quote < 9 || end <= quote) return frame;
  return joined(frame.subarray(0, quote - 8), bytes(slowCrc(frame.subarray(quote, end)).toString(16).padStart(4, '0')), frame.subarray(quote - 4));
}

function slowCrc(span: Uint8Array): number {
  let crc = 0;
  for (const byte of span) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

const checks: Readonly<Record<Codec, (frame: Uint8Array, random: Random) => string>> = {
  dc09(frame, random) {
    const pieces = framesOfDatagram(frame);
    hold(pieces.reduce((sum, { bytes: each }) => sum + each.length, 0) <= frame.length, 'pieces hold more than came');
    let last = 'nothing';
    for (const piece of pieces) last = oneFrame(piece, random(8) === 0 ? undefined : known);
    if (random(16) === 0) inPieces(frame, random);
    return last;
  },

  scaip(frame) {
    const body = text(frame);
    const { answer, outcome, signal } = respondScaip(body, () => ({ known: true }));
    hold(outcome === (answer.snu === 0 ? 'accepted' : 'attempted'), 'taken over without snu 0, or the other way round');
    hold([0, 1, 2, 3, 7].includes(answer.snu), `snu ${answer.snu}`);
    if (answer.snu === 0) {
      hold(/^[A-Za-z0-9]{1,16}$/.test(answer.ref ?? ''), 'accepted without a reference');
      hold(body.includes(answer.ref!), 'a reference that nobody sent');
      hold(!/<!DOCTYPE/.test(body.replaceAll(/<!--.*?-->|<!\[CDATA\[.*?\]\]>/gs, '')), 'a document type was accepted');
    }
    if (body.length > mostXmlBytes) hold(answer.snu === 1, 'too long, and not told so');
    hold(readAnswer(writeAnswer(answer))?.snu === answer.snu, 'an answer nobody can read');
    isSignal(signal);
    return `snu ${answer.snu}`;
  },

  sip(frame, random) {
    const read = readDatagram(frame);
    const request = 'message' in read ? read.message : read.answerable;
    if (request && isRequest(request)) {
      const status = 'message' in read ? (judge(request, ['application/scaip+xml'])?.status ?? 200) : read.status;
      const back = readDatagram(writeMessage(responseTo(request, { address: '192.0.2.1', port: 5060 }, { status, tag: 't' })));
      hold('message' in back || !('message' in read), `an answer nobody can read: ${'problem' in back ? back.problem : ''}`);
      if ('message' in back) hold(transactionKey(back.message) !== '', 'an answer to nobody');
    }
    let waiting = nothingWaitingSip;
    for (let at = 0; at < frame.length; ) {
      const next = Math.min(frame.length, at + 1 + random(frame.length));
      const stream = readStream(waiting, frame.subarray(at, next));
      hold(stream.waiting.bytes.length <= mostHeadBytes + 4 + mostBodyBytes, 'waits for more than a message');
      if (stream.broken) break;
      waiting = stream.waiting;
      at = next;
    }
    return 'message' in read ? (isRequest(read.message) ? 'request' : 'response') : String(read.status);
  },

  device(frame) {
    const signal = readDeviceMessage(frame, { protocol: 'mqtt', account: 'a' });
    isSignal(signal);
    hold(signal.raw.length <= mostMessageBytes, 'keeps more than a message');
    return signal.sequence === null ? 'unreadable' : 'read';
  },

  webhook(frame) {
    const [id, timestamp, signature, ...body] = text(frame).split('\n');
    const request = { id: id ?? null, timestamp: timestamp ?? null, signature: signature ?? null, body: bytes(body.join('\n')) };
    const { ok } = verify(request, [secret], now, tools);
    const same = id === headers['webhook-id'] && timestamp === headers['webhook-timestamp'] && text(request.body) === text(hook);
    hold(!ok || same, 'something else was taken for signed');
    return ok ? 'signed' : 'refused';
  },
};

function oneFrame(piece: Piece, account: AccountSettings | undefined): string {
  const { answer, said, outcome, signals } = respondDc09(decodeFrame(piece.bytes, piece.ended), { account, now, padding });
  const sent = text(piece.bytes);
  const quote = sent.indexOf('"');
  hold((answer === null) === (said === null), 'says nothing, or something unsaid');
  hold(signals.length <= 64, 'more signals than a frame can hold');
  for (const signal of signals) isSignal(signal);
  if (outcome === 'accepted') hold(said === 'ACK' && signals.length > 0, 'accepted without acknowledgement or signal');
  const plain = /^\n([0-9A-Fa-f]{4})0[0-9A-Fa-f]{3}"(?:SIA-DCS|ADM-CID|NULL)"\d{4}(?:R[0-9A-Fa-f]{1,6})?L[0-9A-Fa-f]{1,6}#[0-9A-Fa-f]{3,16}\[(?:#[0-9A-Fa-f]{3,16}\|[^[\]|#]*|\|[^[\]|#]*)?\](?:\[[^[\]]+\])*(?:_\d\d:\d\d:\d\d,\d\d-\d\d-\d{4})?$/.exec(sent);
  if (plain && piece.ended && Number.parseInt(plain[1]!, 16) === slowCrc(piece.bytes.subarray(9))) hold(said === 'ACK', 'a good frame was not acknowledged');
  if (answer === null) return outcome;

  const crc = quote === 7 ? piece.bytes[1]! * 256 + piece.bytes[2]! : Number.parseInt(sent.slice(1, 5), 16);
  // Two bytes of CRC may look like a quote themselves.
  const seven = piece.bytes[7] === 0x22 ? piece.bytes[1]! * 256 + piece.bytes[2]! : Number.NaN;
  hold(crc === slowCrc(piece.bytes.subarray(quote)) || seven === slowCrc(piece.bytes.subarray(7)), 'answered a frame whose CRC is wrong');
  hold(piece.ended && sent.startsWith('\n'), 'answered a frame that is none');
  const [, front, body] = /^\n([\s\S]{6}|[0-9A-F]{8})("[\s\S]*)\r$/.exec(text(answer))!;
  const span = bytes(body!);
  hold(front!.length === 8 ? front === `${slowCrc(span).toString(16).padStart(4, '0')}0${span.length.toString(16).padStart(3, '0')}`.toUpperCase() : front!.charCodeAt(0) * 256 + front!.charCodeAt(1) === slowCrc(span), 'an answer with a wrong CRC or length');
  const star = sent[quote + 1] === '*' || sent.slice(7, 9) === '"*';
  if (said === 'NAK') hold(star && body === `"NAK"0000R0L0A0[]_${writeTimestamp(now)}`, `NAK ${body}`);
  else hold(body!.startsWith(`"${said === 'ACK' && star ? '*' : ''}${said}"${/"[^"]*"(\d{4})/.exec(sent.slice(Math.min(quote, 9)))?.[1]}`), `answer ${body}`);
  if (said === 'ACK') hold(/"\*?(SIA-DCS|ADM-CID|NULL)"/i.test(sent), 'acknowledged what is not understood');
  return `${outcome} ${said}`;
}

/** The same bytes in pieces of any size give the same frames. */
function inPieces(frame: Uint8Array, random: Random): void {
  const whole = frames(nothingWaiting, frame);
  let waiting = nothingWaiting;
  let pieces: Piece[] = [];
  for (let at = 0; at < frame.length; ) {
    const next = Math.min(frame.length, at + 1 + random(12) * (frame.length > 5000 ? 400 : 1));
    const cut = frames(waiting, frame.subarray(at, next));
    waiting = cut.waiting;
    pieces = [...pieces, ...cut.pieces];
    hold(waiting.length <= mostFrameBytes, 'waits for more than a frame');
    at = next;
  }
  if (frame.length <= mostFrameBytes) hold(pieces.length === whole.pieces.length && pieces.every((piece, at) => text(piece.bytes) === text(whole.pieces[at]!.bytes)), 'other frames in pieces than in one');
}

function isSignal(signal: AlarmSignal): void {
  hold(signal.kind in kinds && signal.priority >= 1 && signal.priority <= 5 && signal.meaning !== '' && signal.resendKey !== '', 'a signal that is none');
}

function hold(condition: boolean, why: string): void {
  if (!condition) throw new Error(why);
}

function bytes(from: string): Uint8Array {
  return Uint8Array.from(from, (one) => one.charCodeAt(0));
}

function text(from: Uint8Array): string {
  return Buffer.from(from.buffer, from.byteOffset, from.length).toString('latin1');
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
