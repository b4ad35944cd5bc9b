/**
 * What a receiver answers to a frame, and what it keeps of it. Pure: the account's settings, the
 * moment and random bytes are handed in. The signals are to be kept before the answer leaves.
 *
 * | what came | answer | outcome |
 * |---|---|---|
 * | CRC right, token known, time fine | ACK, `*ACK` to an encrypted frame | accepted |
 * | the same from an account nobody knows | the same, noted `unknown-account` | accepted |
 * | CRC right, length wrong or in decimal | the same, noted | accepted |
 * | CRC wrong | none, unless the account is set to take it | attempted |
 * | not begun by LF or not ended by CR | none | attempted where CRC is right, else ignored |
 * | encrypted, clock out of the window or no timestamp | NAK with the time | attempted |
 * | encrypted, no key opens it | DUH | attempted |
 * | token unknown, account longer than the standard lets it be | DUH | attempted |
 * | an answer (ACK, NAK, DUH, RSP) | none | ignored |
 *
 * What is attempted is kept and shown as well: an alarm that we could not take over is still an alarm.
 */

import { kinds, type AlarmSignal, type Outcome } from '../signal.ts';
import type { Key, PaddingSource } from './encryption.ts';
import { encodeFrame, isFrame, openFrame, type Content, type Frame, type Unreadable } from './frame.ts';
import { signalsOf } from './signals.ts';
import { readTimestamp, writeTimestamp, type PanelClock } from './timestamp.ts';

/** How one account is received. */
export interface AccountSettings {
  /** Tried one after the other: the one in use, and for as long as keys are changed the one before. Empty: it sends plain. */
  readonly keys: readonly Key[];
  /** How far the clock of an encrypted frame may be off; null does not test it. */
  readonly window: ClockWindow | null;
  /** Takes frames with a wrong CRC: only for panels that cannot do otherwise. */
  readonly acceptWrongCrc: boolean;
  readonly clock: PanelClock;
}

export interface ClockWindow {
  readonly aheadSeconds: number;
  readonly behindSeconds: number;
}

/** Of the standard. */
export const standardWindow: ClockWindow = { aheadSeconds: 20, behindSeconds: 40 };
export const standardSettings: AccountSettings = { keys: [], window: standardWindow, acceptWrongCrc: false, clock: {} };

export interface ReceiverContext {
  /** Of the frame's account; undefined where nobody knows it. */
  readonly account: AccountSettings | undefined;
  /** Tried where the account has none of its own or nobody knows it. */
  readonly receiverKeys?: readonly Key[];
  readonly now: Temporal.Instant;
  /** Random bytes, for the padding of an encrypted answer. */
  readonly padding: PaddingSource;
}

export type Note =
  | 'unknown-account'
  | 'plain-from-encrypted-account'
  | 'no-account'
  | 'account-too-long'
  | 'account-differs'
  | 'wrong-crc'
  | 'binary-crc'
  | 'wrong-length'
  | 'length-in-decimal'
  | 'bare-line'
  | 'no-line'
  | 'not-ended'
  | 'unreadable'
  | 'no-key'
  | 'no-timestamp'
  | 'clock-off'
  | 'key-exchange-not-done'
  | 'unknown-token';

export interface Dc09Response {
  /** The bytes to send; null: say nothing. */
  readonly answer: Uint8Array | null;
  readonly said: 'ACK' | 'NAK' | 'DUH' | null;
  readonly outcome: Outcome;
  readonly signals: readonly AlarmSignal[];
  readonly notes: readonly Note[];
  /** By how many seconds the panel's clock is ahead of ours, where it told. */
  readonly clockAheadSeconds: number | null;
}

/**
 * @example
 * const frame = decodeFrame(piece.bytes, piece.ended);
 * const { answer, outcome, signals } = respond(frame, { account: settingsOf(frame.account), now, padding: randomBytes });
 */
export function respond(frame: Frame | Unreadable, context: ReceiverContext): Dc09Response {
  if (!isFrame(frame)) return frame.crcOk ? { ...silence, outcome: 'attempted', signals: [unreadableSignal(frame)], notes: ['unreadable'] } : silence;
  if (answers.has(frame.token)) return silence;

  const settings = context.account ?? standardSettings;
  const clock = settings.clock;
  const opened = frame.encrypted ? open(frame, [...settings.keys, ...(settings.keys.length === 0 ? (context.receiverKeys ?? []) : [])], clock) : undefined;
  const content = frame.content ?? opened?.content;
  const notes = notesOf(frame, content, context);
  const attempted = (more: readonly Note[], said?: { readonly said: 'NAK' | 'DUH'; readonly answer: Uint8Array }): Dc09Response => {
    const all = [...notes, ...more];
    return { ...silence, clockAheadSeconds: ahead, ...said, outcome: 'attempted', signals: content ? signalsOf(frame, content, clock, all) : [closedSignal(frame, all)], notes: all };
  };
  const sent = readTimestamp(content?.timestamp ?? '', clock)?.at;
  const ahead = sent === undefined ? null : secondOf(sent) - secondOf(context.now);

  // Noise: neither our sender nor its account can be believed.
  if (!frame.crc.ok && !settings.acceptWrongCrc) return { ...attempted([]), signals: content ? signalsOf(frame, content, clock, notes) : [] };
  if (!frame.ended) return attempted([]);
  if (!content) return attempted([], duh(frame));
  if (frame.encrypted && settings.window !== null) {
    if (ahead === null) return attempted(['no-timestamp'], nak(frame, context.now));
    if (ahead > settings.window.aheadSeconds || ahead < -settings.window.behindSeconds) return attempted(['clock-off'], nak(frame, context.now));
  }
  if (!knownTokens.has(frame.token)) return attempted(['unknown-token'], duh(frame));
  if ((frame.account?.length ?? 0) > 16) return attempted(['account-too-long'], duh(frame));
  return { answer: ack(frame, opened?.key, context), said: 'ACK', outcome: 'accepted', signals: signalsOf(frame, content, clock, notes), notes, clockAheadSeconds: ahead };
}

/**
 * The answer where the signals could not be kept: the panel tries again, or another way. Null where
 * nothing is said to such a frame anyway.
 */
export function notKept(frame: Frame | Unreadable): Uint8Array | null {
  if (!isFrame(frame) || !frame.crc.ok || !frame.ended || answers.has(frame.token)) return null;
  return duh(frame).answer;
}

const answers = new Set(['ACK', 'NAK', 'DUH', 'RSP']);
const knownTokens = new Set(['SIA-DCS', 'ADM-CID', 'NULL']);
const silence: Dc09Response = { answer: null, said: null, outcome: 'ignored', signals: [], notes: [], clockAheadSeconds: null };

/** The first key that opens it with a timestamp that is one; failing that, the first that opens it at all. */
function open(frame: Frame, keys: readonly Key[], clock: PanelClock): { readonly content: Content; readonly key: Key } | undefined {
  const opened = keys.flatMap((key) => {
    const content = openFrame(frame, key);
    return content ? [{ content, key }] : [];
  });
  return opened.find(({ content }) => readTimestamp(content.timestamp ?? '', clock)) ?? opened[0];
}

function notesOf(frame: Frame, content: Content | undefined, { account }: ReceiverContext): Note[] {
  const decimal = frame.length.declared !== null && Number(frame.length.declared.toString(16)) === frame.length.actual;
  const written = content?.account;
  const noted: readonly (readonly [boolean, Note])[] = [
    [account === undefined, 'unknown-account'],
    [frame.account === null, 'no-account'],
    [!frame.encrypted && (account?.keys.length ?? 0) > 0, 'plain-from-encrypted-account'],
    // Hikvision writes #0000 into its NULL.
    [frame.token !== 'NULL' && written != null && written.toUpperCase() !== frame.account?.toUpperCase(), 'account-differs'],
    [!frame.crc.ok, 'wrong-crc'],
    [frame.crc.binary, 'binary-crc'],
    [!frame.length.ok, decimal ? 'length-in-decimal' : 'wrong-length'],
    [frame.line === '', 'bare-line'],
    [frame.line === null, 'no-line'],
    [!frame.ended, 'not-ended'],
    [frame.encrypted && !content, 'no-key'],
    [content?.extended.some(({ id }) => id === 'K') ?? false, 'key-exchange-not-done'],
  ];
  return noted.flatMap(([holds, note]) => (holds ? [note] : []));
}

function ack(frame: Frame, key: Key | undefined, { now, padding }: ReceiverContext): Uint8Array {
  if (key === undefined) return encodeFrame({ ...echo(frame), token: 'ACK' });
  return encodeFrame({ ...echo(frame), token: 'ACK', content: { timestamp: writeTimestamp(now) }, encryption: { key, padding } });
}

function nak(frame: Frame, now: Temporal.Instant): { said: 'NAK'; answer: Uint8Array } {
  return { said: 'NAK', answer: encodeFrame({ token: 'NAK', sequence: '0000', receiver: '0', line: '0', account: null, content: { timestamp: writeTimestamp(now) }, binaryCrc: frame.crc.binary }) };
}

function duh(frame: Frame): { said: 'DUH'; answer: Uint8Array } {
  return { said: 'DUH', answer: encodeFrame({ ...echo(frame), token: 'DUH' }) };
}

function echo({ sequence, receiver, line, account, crc }: Frame) {
  return { sequence, receiver, line: line ?? '0', account: account ?? '', binaryCrc: crc.binary };
}

function secondOf(at: Temporal.Instant): number {
  return Math.floor(at.epochMilliseconds / 1000);
}

/** A frame that no key of ours opens. */
function closedSignal(frame: Frame, notes: readonly string[]): AlarmSignal {
  return { ...blank(frame.account ?? '', frame.raw, notes), sequence: frame.sequence, meaning: 'An encrypted message that no key opens' };
}

function unreadableSignal({ account, raw }: Unreadable): AlarmSignal {
  return { ...blank(account ?? '', raw, ['unreadable']), meaning: 'A message that nobody can read, though it arrived whole' };
}

function blank(account: string, raw: string, notes: readonly string[]): AlarmSignal {
  return {
    protocol: 'dc09',
    account,
    sequence: null,
    resendKey: JSON.stringify(['dc09', account, raw]),
    kind: 'unknown',
    state: 'new',
    priority: kinds.unknown.priority,
    code: '',
    meaning: kinds.unknown.meaning,
    activationDevice: null,
    location: { text: null, zone: null, position: null },
    text: null,
    occurredAt: null,
    callBack: null,
    batteryPercent: null,
    raw,
    notes,
  };
}
