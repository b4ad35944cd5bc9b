/**
 * SIP messages (RFC 3261 §7), read strictly and within bounds, and written: as much as MESSAGE
 * (RFC 3428) over UDP, TCP and TLS asks for. No dialogs, no INVITE, no SDP.
 */

export interface Header {
  /** In small letters and in full: `call-id`, never `i`. */
  readonly name: string;
  readonly value: string;
}

export interface SipRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

export interface SipResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

export type SipMessage = SipRequest | SipResponse;

/** What was read. A request that is wrong but tells who sent it can still be answered, with `status`. */
export type ReadSip = { readonly message: SipMessage } | { readonly problem: string; readonly status: 400 | 413 | 505; readonly answerable: SipRequest | null };

export const mostHeadBytes = 16_384;
export const mostBodyBytes = 65_536;
const mostHeaders = 100;

const compact: Readonly<Record<string, string>> = { v: 'via', f: 'from', t: 'to', i: 'call-id', m: 'contact', l: 'content-length', c: 'content-type', e: 'content-encoding', s: 'subject', k: 'supported', r: 'refer-to', o: 'event', u: 'allow-events' };
const once = new Set(['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-length', 'content-type']);

export function isRequest(message: SipMessage): message is SipRequest {
  return 'method' in message;
}

/** The first header of this name, in full and small letters. */
export function header({ headers }: { readonly headers: readonly Header[] }, name: string): string | undefined {
  return headers.find((each) => each.name === name)?.value;
}

/** The message of one datagram. Never throws. */
export function readDatagram(datagram: Uint8Array): ReadSip {
  const start = skipEmptyLines(datagram, 0);
  const end = headEnd(datagram, start);
  if (end === -1) return { problem: 'no empty line after the headers', status: 400, answerable: null };
  const head = readHead(datagram.subarray(start, end));
  if ('problem' in head) return head;
  const rest = datagram.subarray(end + 4);
  const length = contentLength(head.message) ?? rest.length;
  // RFC 3261 §18.3: what is beyond is cut off, what is missing is an error.
  if (length > rest.length) return wrong('the body is shorter than its content-length', head.message);
  if (length > mostBodyBytes) return wrong('the body is too long', head.message, 413);
  return withBody(head.message, rest.slice(0, length));
}

/** What has come of a message that has not ended yet. */
export interface Waiting {
  readonly bytes: Uint8Array;
  /** How many bytes there have to be before it is worth another look. */
  readonly need: number;
}

export const nothingWaiting: Waiting = { bytes: new Uint8Array(0), need: 0 };

export interface SipStream {
  readonly read: readonly ReadSip[];
  readonly waiting: Waiting;
  /** Double CRLF of RFC 5626 §4.4.1; each wants one CRLF back. */
  readonly pings: number;
  /** Where the next message begins cannot be known: the line is to be closed. */
  readonly broken: boolean;
}

/** Messages that `chunk` completes; on a stream a message without `Content-Length` has no end (RFC 3261 §18.3). */
export function readStream(waiting: Waiting, chunk: Uint8Array): SipStream {
  const bytes = new Uint8Array(waiting.bytes.length + chunk.length);
  bytes.set(waiting.bytes);
  bytes.set(chunk, waiting.bytes.length);
  if (bytes.length < waiting.need) return { read: [], waiting: { bytes, need: waiting.need }, pings: 0, broken: false };
  const read: ReadSip[] = [];
  let pings = 0;
  let at = 0;
  const stop = (broken: boolean, need = 0): SipStream => ({ read, waiting: broken ? nothingWaiting : { bytes: bytes.slice(at), need }, pings, broken });
  for (;;) {
    const start = skipEmptyLines(bytes, at);
    const whole = Math.floor((start - at) / 4);
    pings += whole;
    // What is left may be a part of a ping.
    const nothingElse = start === bytes.length || (start === bytes.length - 1 && bytes[start] === 13);
    at = nothingElse ? at + whole * 4 : start;
    if (nothingElse) return stop(false);
    const end = headEnd(bytes, at);
    if (end === -1) {
      if (bytes.length - at <= mostHeadBytes) return stop(false);
      read.push({ problem: 'the headers are too long', status: 400, answerable: null });
      return stop(true);
    }
    const head = readHead(bytes.subarray(at, end));
    if ('problem' in head) {
      read.push(head);
      return stop(true);
    }
    const length = contentLength(head.message);
    if (length === undefined || length > mostBodyBytes) {
      read.push(length === undefined ? wrong('no content-length on a stream', head.message) : wrong('the body is too long', head.message, 413));
      return stop(true);
    }
    if (bytes.length < end + 4 + length) return stop(false, end + 4 + length - at);
    read.push(withBody(head.message, bytes.slice(end + 4, end + 4 + length)));
    at = end + 4 + length;
  }
}

/** The bytes of a message; `Content-Length` is written as it is, whatever the headers say. */
export function writeMessage(message: SipMessage): Uint8Array {
  const start = isRequest(message) ? `${message.method} ${message.uri} SIP/2.0` : `SIP/2.0 ${message.status} ${message.reason}`;
  const headers = message.headers.filter(({ name }) => name !== 'content-length').map(({ name, value }) => `${nameOf(name)}: ${value}`);
  const lines = [start, ...headers].map((line) => line.replaceAll(/[\r\n]+/g, ' '));
  const head = new TextEncoder().encode(`${[...lines, `Content-Length: ${message.body.length}`].join('\r\n')}\r\n\r\n`);
  const bytes = new Uint8Array(head.length + message.body.length);
  bytes.set(head);
  bytes.set(message.body, head.length);
  return bytes;
}

function nameOf(name: string): string {
  if (name === 'call-id') return 'Call-ID';
  if (name === 'cseq') return 'CSeq';
  return name.replaceAll(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function skipEmptyLines(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 13 && bytes[at + 1] === 10) at += 2;
  return at;
}

function headEnd(bytes: Uint8Array, from: number): number {
  const last = Math.min(bytes.length - 4, from + mostHeadBytes);
  for (let at = bytes.indexOf(13, from); at !== -1 && at <= last; at = bytes.indexOf(13, at + 1)) if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at;
  return -1;
}

function readHead(head: Uint8Array): ReadSip {
  const refuse = (problem: string, status: 400 | 505 = 400): ReadSip => ({ problem, status, answerable: null });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(head);
  } catch {
    return refuse('the headers are no UTF-8');
  }
  if (text.includes('\0') || /[^\r]\n|\r(?!\n)/.test(text)) return refuse('a line is not ended by CRLF');
  const [first, ...lines] = text.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  if (lines.length > mostHeaders) return refuse('too many headers');
  const headers: Header[] = [];
  for (const line of lines) {
    const parts = /^([A-Za-z0-9!%*_+`'~.-]+)[ \t]*:[ \t]*(.*)$/.exec(line);
    if (!parts) return refuse('a header has no name');
    const name = parts[1]!.toLowerCase();
    headers.push({ name: compact[name] ?? name, value: parts[2]!.trim() });
  }
  const body = new Uint8Array(0);
  const request = /^([A-Z][A-Z0-9!%*_+`'~.-]{0,31}) (\S{1,2048}) SIP\/(\d{1,3}\.\d{1,3})$/i.exec(first!);
  const response = /^SIP\/2\.0 ([1-6]\d\d) (.*)$/i.exec(first!);
  if (!request && !response) return refuse('the first line is neither that of a request nor that of a response');
  const message: SipMessage = request ? { method: request[1]!, uri: request[2]!, headers, body } : { status: Number(response![1]), reason: response![2]!, headers, body };
  const missing = ['via', 'from', 'to', 'call-id', 'cseq'].find((name) => header(message, name) === undefined);
  if (missing !== undefined || topVia(message) === undefined) return refuse(`no ${missing ?? 'via that can be read'}`);
  if (request && request[3] !== '2.0') return wrong('another version of SIP', message, 505);
  const twice = headers.find(({ name }, index) => once.has(name) && headers.findIndex((each) => each.name === name) !== index);
  if (twice) return wrong(`${twice.name} stands twice`, message);
  if (header(message, 'content-length') !== undefined && contentLength(message) === undefined) return wrong('content-length is no number', message);
  const cseq = sequenceOf(message);
  if (cseq === undefined || (request && cseq.method !== request[1])) return wrong('cseq does not fit', message);
  return { message };
}

function wrong(problem: string, message: SipMessage, status: 400 | 413 | 505 = 400): ReadSip {
  return { problem, status, answerable: isRequest(message) && message.method !== 'ACK' ? message : null };
}

function withBody(message: SipMessage, body: Uint8Array): ReadSip {
  return { message: { ...message, body } };
}

function contentLength(message: SipMessage): number | undefined {
  const text = header(message, 'content-length');
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

export interface Via {
  readonly transport: string;
  readonly host: string;
  readonly port: number | null;
  /** Names in small letters; null where a parameter has no value. */
  readonly parameters: ReadonlyMap<string, string | null>;
}

/** The top Via: where the response goes. */
export function topVia(message: SipMessage): Via | undefined {
  const [first] = splitList(header(message, 'via') ?? '');
  const parts = /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]{1,16})\s+(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,255})(?:\s*:\s*(\d{1,5}))?\s*((?:;.*)?)$/.exec(first ?? '');
  if (!parts || Number(parts[3] ?? 1) > 65_535) return undefined;
  return { transport: parts[1]!.toUpperCase(), host: parts[2]!, port: parts[3] === undefined ? null : Number(parts[3]), parameters: parametersOf(parts[4]!) };
}

export interface Address {
  readonly uri: string;
  /** What stands before the `@` of its URI. */
  readonly user: string | null;
  readonly tag: string | null;
}

/** A From or To: `"Name" <sip:1234@host>;tag=x`, `sip:1234@host;tag=x`. */
export function readAddress(value: string): Address | undefined {
  const parts = /^\s*(?:(?:"(?:[^"\\]|\\.)*"\s*|[^<"]*)<([^<>\s]{1,1024})>|([^<>\s;,"]{1,1024}))\s*((?:;.*)?)$/.exec(value);
  const uri = parts?.[1] ?? parts?.[2];
  if (uri === undefined) return undefined;
  return { uri, user: /^[a-z][a-z0-9+.-]*:([^@;?]{1,256})@/i.exec(uri)?.[1] ?? null, tag: parametersOf(parts![3]!).get('tag') ?? null };
}

export function sequenceOf(message: SipMessage): { readonly number: number; readonly method: string } | undefined {
  const parts = /^(\d{1,10})\s+(\S{1,32})$/.exec(header(message, 'cseq') ?? '');
  return parts && Number(parts[1]) < 2 ** 31 ? { number: Number(parts[1]), method: parts[2]! } : undefined;
}

/** Values of a header that stand in one line, apart by commas outside quotes and angle brackets. */
export function splitList(value: string): string[] {
  const parts: string[] = [];
  let [part, quoted, inside] = ['', false, false];
  for (let at = 0; at < value.length; at++) {
    const one = value[at]!;
    if (quoted && one === '\\') {
      part += one + (value[++at] ?? '');
      continue;
    }
    if (one === '"') quoted = !quoted;
    else if (!quoted && (one === '<' || one === '>')) inside = one === '<';
    if (one === ',' && !quoted && !inside) {
      parts.push(part.trim());
      part = '';
    } else part += one;
  }
  return [...parts, part.trim()].filter((each) => each !== '');
}

function parametersOf(text: string): ReadonlyMap<string, string | null> {
  return new Map(
    text
      .split(';')
      .slice(1)
      .map((each) => {
        const [name, ...value] = each.split('=');
        return [name!.trim().toLowerCase(), value.length === 0 ? null : value.join('=').trim()];
      }),
  );
}
