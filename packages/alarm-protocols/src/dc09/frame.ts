/**
 * A frame of SIA DC-09 (ANSI/SIA DC-09-2007, -2013, -2017, -2021), read and written:
 *
 *     LF CRC 0LLL "id" seq [Rrcvr] Lpref #acct [ data ] [x-data]* [_timestamp] CR
 *
 * Reading says what is wrong instead of refusing: what to do about it is decided in respond.ts.
 */

import { CR, fromHex, LF, toBytes, toHex, toText } from './bytes.ts';
import { crc16 } from './crc.ts';
import { decrypt, encrypt, type Key, type PaddingSource } from './encryption.ts';

export interface Extended {
  /** One letter: see extended-data.ts. */
  readonly id: string;
  readonly value: string;
}

/** What stands between the brackets and after them. Text has one character a byte: `words` reads it. */
export interface Content {
  /** Account inside the bracket; repeats the one of the header, or stands for it. */
  readonly account: string | null;
  readonly data: string;
  readonly extended: readonly Extended[];
  /** As written, without the underscore. */
  readonly timestamp: string | null;
}

export interface Frame {
  /** `SIA-DCS`, `ADM-CID`, `NULL`, `ACK` …, without the star of encryption. */
  readonly token: string;
  readonly encrypted: boolean;
  /** Four digits. */
  readonly sequence: string;
  readonly receiver: string | null;
  /** Empty for a bare `L`, null where there was none. */
  readonly line: string | null;
  /** Of the header, or of the brackets where the header has none. */
  readonly account: string | null;
  /** Of a plain frame; null for an encrypted one. */
  readonly content: Content | null;
  /** Of an encrypted frame; null where it is no hex or the frame is plain. */
  readonly ciphertext: Uint8Array | null;
  readonly crc: { readonly received: number | null; readonly computed: number; readonly ok: boolean; /** Two bytes, as the 2007 edition had it. */ readonly binary: boolean };
  readonly length: { readonly declared: number | null; readonly actual: number; readonly ok: boolean };
  /** Ended by CR. */
  readonly ended: boolean;
  /** Everything from LF on, one character a byte. */
  readonly raw: string;
}

/** Bytes in which no frame can be read. The account is guessed, where CRC is right and an operator should see it. */
export interface Unreadable {
  readonly unreadable: 'empty' | 'no-frame' | 'header' | 'content';
  readonly crcOk: boolean;
  readonly account: string | null;
  readonly raw: string;
}

/** A NAK says `L0A0[`, in which A is no digit of the line. */
const header = /^"(\*?)([A-Za-z0-9-]{1,16})"(\d{4})(?:R([0-9A-Fa-f]{0,6}))?(?:L(?:([0-9A-Fa-f]{0,6}?)(?=A0\[)|([0-9A-Fa-f]{0,6})))?(?:[#A]([^[\]#|"]{0,64}))?\[/;

/** Reads a frame from LF up to and without CR, as the framer cuts it. Never throws. */
export function decodeFrame(bytes: Uint8Array, ended = true): Frame | Unreadable {
  const raw = toText(bytes);
  // A CRC of two bytes may look like a quote.
  const quote = /^\n[\s\S]{2}0[0-9A-Fa-f]{3}"/.test(raw) && !/^\n[0-9A-Fa-f]{4}0[0-9A-Fa-f]{3}"/.test(raw) ? 7 : raw.indexOf('"');
  if (raw.trim() === '') return { unreadable: 'empty', crcOk: false, account: null, raw };
  if (bytes[0] !== LF || quote < 1 || quote > 12) return { unreadable: 'no-frame', crcOk: false, account: null, raw };
  const span = bytes.subarray(quote);
  const front = raw.slice(1, quote);
  const crc = readCrc(front, crc16(span));
  const declaredText = /0([0-9A-Fa-f]{3})$/.exec(front)?.[1];
  const declared = declaredText === undefined ? null : Number.parseInt(declaredText, 16);
  const text = raw.slice(quote);
  const parts = header.exec(text);
  const unreadable = (what: Unreadable['unreadable']): Unreadable => ({ unreadable: what, crcOk: crc.ok, account: /#([^[\]#|"]{1,64})[[|]/.exec(text)?.[1] ?? null, raw });
  if (!parts) return unreadable('header');

  const [whole, star, token, sequence, receiver, lineOfNak, line, account] = parts;
  const encrypted = star === '*';
  const rest = text.slice(whole.length);
  const content = encrypted ? null : readContent(rest);
  if (content === undefined) return unreadable('content');
  return {
    token: token!.toUpperCase(),
    encrypted,
    sequence: sequence!,
    receiver: receiver ?? null,
    line: lineOfNak ?? line ?? null,
    account: account || content?.account || null,
    content,
    ciphertext: encrypted ? (fromHex(rest.trim()) ?? null) : null,
    crc,
    length: { declared, actual: span.length, ok: declared === span.length },
    ended,
    raw,
  };
}

/** What an encrypted frame holds, if `key` opens it; undefined if it does not. */
export function openFrame(frame: Frame, key: Key): Content | undefined {
  const plain = frame.ciphertext && decrypt(frame.ciphertext, key);
  if (!plain) return undefined;
  const bar = plain.indexOf(0x7c);
  // A wrong key gives noise, in which control characters stand and brackets do not close.
  if (bar === -1 || plain.subarray(bar).some((byte) => byte < 0x20 || byte === 0x7f)) return undefined;
  return readContent(toText(plain.subarray(bar + 1)));
}

export function isFrame(decoded: Frame | Unreadable): decoded is Frame {
  return !('unreadable' in decoded);
}

function readCrc(front: string, computed: number): Frame['crc'] {
  const binary = front.length === 6;
  const text = binary ? toHex(toBytes(front.slice(0, 2))) : front.slice(0, 4);
  const received = /^[0-9A-Fa-f]{4}$/.test(text) ? Number.parseInt(text, 16) : null;
  return { received, computed, ok: received === computed, binary };
}

/** `#acct|payload][Xvalue]…_timestamp`; undefined where the bracket does not close or something else follows it. */
function readContent(written: string): Content | undefined {
  let length = written.length;
  while (length > 0 && written.charCodeAt(length - 1) <= 0x20) length--;
  const text = written.slice(0, length);
  const close = text.indexOf(']');
  if (close === -1) return undefined;
  const after = /^((?:\[[^[\]]*\])*)(?:_([^[\]]*))?$/.exec(text.slice(close + 1));
  if (!after) return undefined;
  const inside = text.slice(0, close);
  const account = /^#([^|]{0,64})\|/.exec(inside);
  const data = account ? inside.slice(account[0].length) : inside.startsWith('|') ? inside.slice(1) : inside;
  const extended = [...after[1]!.matchAll(/\[([^[\]]*)\]/g)].flatMap(([, block]) => (block === '' ? [] : [{ id: block!.slice(0, 1), value: block!.slice(1) }]));
  return { account: account?.[1] || null, data, extended, timestamp: after[2] ?? null };
}

export interface FrameToWrite {
  readonly token: string;
  readonly sequence: string;
  readonly receiver?: string | null;
  /** `0` by default, empty for a bare `L`. */
  readonly line?: string | null;
  /** Null only in a NAK, whose header says `A0`. */
  readonly account: string | null;
  readonly content?: Partial<Content>;
  readonly encryption?: { readonly key: Key; readonly padding: PaddingSource };
  /** CRC as two bytes, for those who send it so. */
  readonly binaryCrc?: boolean;
}

/** The bytes of a frame, LF and CR included. */
export function encodeFrame({ token, sequence, receiver, line = '0', account, content = {}, encryption, binaryCrc = false }: FrameToWrite): Uint8Array {
  const head = `"${encryption ? '*' : ''}${token}"${sequence}${receiver == null ? '' : `R${receiver}`}${line === null ? '' : `L${line}`}${account === null ? 'A0' : `#${account}`}[`;
  const text = head + (encryption ? toHex(encrypt(toBytes(writeContent(content, true)), encryption.key, encryption.padding)) : writeContent(content, false));
  const span = toBytes(text);
  const crc = crc16(span).toString(16).toUpperCase().padStart(4, '0');
  const length = `0${span.length.toString(16).toUpperCase().padStart(3, '0')}`;
  return Uint8Array.from([LF, ...(binaryCrc ? fromHex(crc)! : toBytes(crc)), ...toBytes(length), ...span, CR]);
}

function writeContent({ account = null, data = '', extended = [], timestamp = null }: Partial<Content>, encrypted: boolean): string {
  const inside = account !== null ? `#${account}|${data}` : data === '' || encrypted ? data : `|${data}`;
  return `${inside}]${extended.map(({ id, value }) => `[${id}${value}]`).join('')}${timestamp === null ? '' : `_${timestamp}`}`;
}
