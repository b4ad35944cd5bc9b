/** What a receiver of DC-09 does, on frames of our own. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBytes, toText } from './bytes.ts';
import { crc16, decodeFrame, encodeFrame, frames, framesOfDatagram, isFrame, mostFrameBytes, nothingWaiting, openFrame, readContactId, readSia, readTimestamp, respond, standardSettings, writeContactId, writeSia, writeTimestamp, type AccountSettings, type Frame, type FrameToWrite, type SiaEvent } from './index.ts';

const now = Temporal.Instant.from('2026-11-26T12:00:00Z');
const key = toBytes('0123456789abcdef');
const padding = (length: number) => new Uint8Array(length).fill(0xff);
const pendant: FrameToWrite = { token: 'SIA-DCS', sequence: '0007', receiver: '1', line: '2', account: '1234', content: { account: '1234', data: 'Nri1/QA005' } };

const read = (bytes: Uint8Array) => {
  const [piece] = framesOfDatagram(bytes);
  return decodeFrame(piece!.bytes, piece!.ended);
};
const answerTo = (bytes: Uint8Array, account: Partial<AccountSettings> | undefined = {}, at = now) => respond(read(bytes), { account: account && { ...standardSettings, ...account }, now: at, padding });
const said = (answer: Uint8Array | null) => answer && toText(answer).slice(9, -1);
/** The same text with its length or CRC written as given. */
const rewritten = (bytes: Uint8Array, front: (crc: string, length: string) => string) => toBytes(`\n${front(toText(bytes).slice(1, 5), toText(bytes).slice(5, 9))}${toText(bytes).slice(9)}`);
const encrypted = (at: Temporal.Instant, more: Partial<FrameToWrite> = {}): Uint8Array =>
  encodeFrame({ ...pendant, content: { ...pendant.content, timestamp: writeTimestamp(at) }, encryption: { key, padding }, ...more });

describe('the CRC', () => {
  it('is that of the published check value', () => expect(crc16(toBytes('123456789'))).toBe(0xbb3d));
});

describe('a pendant pressed', () => {
  it('is acknowledged with its own sequence, receiver, line and account', () => {
    const { answer, outcome, signals } = answerTo(encodeFrame(pendant));
    expect([said(answer), outcome]).toEqual(['"ACK"0007R1L2#1234[]', 'accepted']);
    expect(signals).toMatchObject([{ kind: 'personal-alarm', priority: 1, state: 'new', code: 'QA', account: '1234', sequence: '0007', activationDevice: { id: '005' }, location: { zone: '1' }, notes: [] }]);
  });

  it('from an account nobody knows is acknowledged, kept and flagged', () => {
    const { answer, outcome, signals } = respond(read(encodeFrame(pendant)), { account: undefined, now, padding });
    expect([said(answer), outcome, signals[0]!.kind, signals[0]!.notes]).toEqual(['"ACK"0007R1L2#1234[]', 'accepted', 'personal-alarm', ['unknown-account']]);
  });

  it('is answered the same and keeps its key when it is sent again', () => {
    const [first, again] = [answerTo(encrypted(now), { keys: [key] }), answerTo(encrypted(now.add({ seconds: 5 }), { encryption: { key, padding: (length) => new Uint8Array(length).fill(3) } }), { keys: [key] })];
    expect([first.said, again.said]).toEqual(['ACK', 'ACK']);
    expect(again.signals[0]!.resendKey).toBe(first.signals[0]!.resendKey);
    expect(answerTo(encodeFrame({ ...pendant, sequence: '0008' })).signals[0]!.resendKey).not.toBe(answerTo(encodeFrame(pendant)).signals[0]!.resendKey);
  });

  it('tells where, what and when', () => {
    const { signals } = answerTo(
      encodeFrame({
        ...pendant,
        content: { account: '1234', data: 'Nti12:34/id3/ri1/pi7/MA005^pull cord^', extended: [{ id: 'R', value: 'Kitchen' }, { id: 'O', value: 'Oak House' }, { id: 'X', value: '005W55.8' }, { id: 'Y', value: '54N35.8' }, { id: 'I', value: 'help' }, { id: 'H', value: '11:59:00,11-26-2026' }, { id: 'V', value: 'rtsp://c.example' }], timestamp: '12:00:00,11-26-2026' },
      }),
    );
    expect(signals[0]).toMatchObject({ location: { text: 'Kitchen, Oak House', position: { latitude: 54 + 35.8 / 60, longitude: -(5 + 55.8 / 60) } }, text: 'pull cord; help; See or listen: rtsp://c.example' });
    expect(signals[0]!.occurredAt?.toString()).toBe('2026-11-26T11:59:00Z');
  });

  it('of two events in one frame is two signals', () => {
    const { signals } = answerTo(encodeFrame({ ...pendant, content: { data: 'Nri1/QA005/ri2/FA006' } }));
    expect(signals.map(({ kind, location }) => [kind, location.zone])).toEqual([['personal-alarm', '1'], ['fire', '2']]);
    expect(new Set(signals.map(({ resendKey }) => resendKey)).size).toBe(2);
  });

  it.each([
    ['a code nobody knows', 'Nri1/QQ001', 'unknown-code'],
    ['nothing one can read', '%%', 'unread-event'],
    ['nothing at all', '', 'no-event'],
  ])('said with %s is still an alarm', (_, data, note) => {
    const { outcome, signals } = answerTo(encodeFrame({ ...pendant, content: { data } }));
    expect([outcome, signals[0]!.kind, signals[0]!.priority, signals[0]!.notes]).toEqual(['accepted', 'unknown', 2, [note]]);
  });
});

describe('Contact ID', () => {
  it.each([
    ['1101 00 005', 'personal-alarm', 'new'],
    ['3301 00 000', 'mains-failure', 'restored'],
    ['6302 00 000', 'battery-low', 'continuing'],
    ['1401 01 003', 'opening', 'new'],
    ['3401 01 003', 'closing', 'new'],
    ['1105 00 003', 'personal-alarm', 'new'],
    ['1116 00 003', 'fire', 'new'],
    ['1998 00 003', 'unknown', 'new'],
  ])('%s is %s, %s', (data, kind, state) => expect(answerTo(encodeFrame({ ...pendant, token: 'ADM-CID', content: { data } })).signals).toMatchObject([{ kind, state }]));
});

describe('panels that do as they like', () => {
  const plain = encodeFrame(pendant);
  it.each([
    ['a wrong length', rewritten(plain, (crc) => `${crc}0FFF`), 'wrong-length'],
    ['a length in decimal', rewritten(plain, (crc) => `${crc}0${String(Number.parseInt(toText(plain).slice(6, 9), 16)).padStart(3, '0')}`), 'length-in-decimal'],
    ['a length that is none', rewritten(plain, (crc) => `${crc}0XYZ`), 'wrong-length'],
    ['a CRC in lower case', rewritten(plain, (crc, length) => crc.toLowerCase() + length), undefined],
    ['a NUL behind CR', Uint8Array.of(...plain, 0), undefined],
    ['a bare L', encodeFrame({ ...pendant, line: '' }), 'bare-line'],
    ['no L', encodeFrame({ ...pendant, line: null, receiver: null }), 'no-line'],
    ['a CRC of two bytes', encodeFrame({ ...pendant, binaryCrc: true }), 'binary-crc'],
    ['the account in the brackets alone', rewrittenText('"SIA-DCS"0007R0001L0001[#006969|Nri1/QA005]'), undefined],
    ['the day before the month', encodeFrame({ ...pendant, content: { data: 'Nri1/QA005', timestamp: '11:59:58,26-11-2026' } }), undefined],
  ])('with %s are acknowledged', (_, bytes, note) => {
    const { said: word, outcome, signals, notes } = answerTo(bytes);
    expect([word, outcome, signals[0]!.kind]).toEqual(['ACK', 'accepted', 'personal-alarm']);
    expect(notes).toEqual(note === undefined ? [] : [note]);
  });

  it('answers a CRC of two bytes in two bytes, even where they look like CR or LF', () => {
    const found = { cr: 0, lf: 0 };
    for (let sequence = 1; sequence < 1500; sequence++) {
      const bytes = encodeFrame({ ...pendant, sequence: String(sequence).padStart(4, '0'), binaryCrc: true });
      if (!bytes.slice(1, 3).some((byte) => byte === 10 || byte === 13)) continue;
      if (bytes.slice(1, 3).includes(13)) found.cr++;
      else found.lf++;
      let waiting = nothingWaiting;
      const pieces = [...bytes, ...encodeFrame(pendant)].flatMap((byte) => {
        const cut = frames(waiting, Uint8Array.of(byte));
        waiting = cut.waiting;
        return cut.pieces;
      });
      const answers = pieces.map((piece) => respond(decodeFrame(piece.bytes, piece.ended), { account: standardSettings, now, padding })).filter(({ answer }) => answer !== null);
      expect(answers).toHaveLength(2);
      expect((decodeFrame(answers[0]!.answer!.slice(0, -1)) as Frame).crc).toMatchObject({ ok: true, binary: true });
    }
    expect(Math.min(found.cr, found.lf)).toBeGreaterThan(0);
  });

  it('with a wrong CRC are never acknowledged, and shown, unless the account is set to it', () => {
    const bytes = rewritten(plain, (_, length) => `0000${length}`);
    expect(answerTo(bytes)).toMatchObject({ answer: null, outcome: 'attempted', signals: [{ kind: 'personal-alarm', notes: ['wrong-crc'] }] });
    expect(answerTo(bytes, { acceptWrongCrc: true })).toMatchObject({ said: 'ACK', outcome: 'accepted', notes: ['wrong-crc'] });
  });

  it('that do not end their frame get no answer over UDP, and are shown', () => {
    expect(answerTo(plain.slice(0, -1))).toMatchObject({ answer: null, outcome: 'attempted', signals: [{ kind: 'personal-alarm' }], notes: ['not-ended'] });
  });

  it('with an account of 17 characters or a token nobody knows are told DUH, and shown', () => {
    expect(answerTo(encodeFrame({ ...pendant, account: '12345678901234567' }))).toMatchObject({ said: 'DUH', outcome: 'attempted', signals: [{ kind: 'personal-alarm' }] });
    const { answer, signals } = answerTo(encodeFrame({ ...pendant, token: 'XYZ-ABC' }));
    expect([said(answer), signals[0]!.kind]).toEqual(['"DUH"0007R1L2#1234[]', 'unknown']);
  });

  it('are left alone where they answer us or are no panels', () => {
    for (const bytes of [encodeFrame({ ...pendant, token: 'ACK', content: {} }), toBytes('GET / HTTP/1.1\r\nHost: example\r\n\r\n'), toBytes('OPTIONS sip:x SIP/2.0\r\n'), toBytes('\n\r'), toBytes('\n"\r'), new Uint8Array(70_000).fill(10)])
      for (const piece of framesOfDatagram(bytes)) expect(respond(decodeFrame(piece.bytes, piece.ended), { account: undefined, now, padding }).answer).toBeNull();
  });

  it('with a right CRC over something unreadable are shown', () => {
    expect(answerTo(rewrittenText('"SIA-DCS"07L0#1234[#1234|NQA1]'))).toMatchObject({ answer: null, outcome: 'attempted', signals: [{ kind: 'unknown', account: '1234', notes: ['unreadable'] }] });
  });
});

describe('an encrypted frame', () => {
  it('is acknowledged encrypted, with the time', () => {
    const { answer, signals } = answerTo(encrypted(now), { keys: [key] });
    const back = read(answer!) as Frame;
    expect(back).toMatchObject({ token: 'ACK', encrypted: true, sequence: '0007', crc: { ok: true }, length: { ok: true } });
    expect(openFrame(back, key)).toEqual({ account: null, data: '', extended: [], timestamp: '12:00:00,11-26-2026' });
    expect(signals).toMatchObject([{ kind: 'personal-alarm', notes: [] }]);
  });

  it.each([
    [-41, 'NAK'],
    [-40, 'ACK'],
    [20, 'ACK'],
    [21, 'NAK'],
  ])('%i s off our clock is told %s', (seconds, word) => {
    const { answer, said: what, outcome, signals, clockAheadSeconds } = answerTo(encrypted(now.add({ seconds })), { keys: [key] });
    expect([what, clockAheadSeconds, outcome]).toEqual([word, seconds, word === 'ACK' ? 'accepted' : 'attempted']);
    if (word === 'NAK') expect(said(answer)).toBe('"NAK"0000R0L0A0[]_12:00:00,11-26-2026');
    expect(signals).toMatchObject([{ kind: 'personal-alarm' }]);
  });

  it('of a panel in local time, or one whose clock is not tested, is taken', () => {
    const summer = Temporal.Instant.from('2026-06-26T12:00:00Z');
    const local = encrypted(summer.add({ hours: 1 }));
    expect(answerTo(local, { keys: [key] }, summer).said).toBe('NAK');
    expect(answerTo(local, { keys: [key], clock: { timeZone: 'Europe/London' } }, summer)).toMatchObject({ said: 'ACK', clockAheadSeconds: 0 });
    expect(answerTo(local, { keys: [key], window: null }, summer)).toMatchObject({ said: 'ACK', clockAheadSeconds: 3600 });
  });

  it.each([16, 24, 32])('of a key of %i bytes opens with it, and with no other', (bytes) => {
    const own = Uint8Array.from({ length: bytes }, (_, at) => at * 7);
    const sent = encrypted(now, { encryption: { key: own, padding } });
    expect(answerTo(sent, { keys: [key, own] }).said).toBe('ACK');
    const wrong = answerTo(sent, { keys: [key] });
    expect([said(wrong.answer), wrong.outcome, wrong.notes, wrong.signals[0]!.kind, wrong.signals[0]!.sequence]).toEqual(['"DUH"0007R1L2#1234[]', 'attempted', ['no-key'], 'unknown', '0007']);
    expect(answerTo(sent, { keys: [] }).said).toBe('DUH');
  });

  it('from an account nobody knows opens with the key of the receiver', () => {
    expect(respond(read(encrypted(now)), { account: undefined, receiverKeys: [key], now, padding })).toMatchObject({ said: 'ACK', outcome: 'accepted', notes: ['unknown-account'] });
  });

  it('without a timestamp, or with one that is none, is told the time', () => {
    for (const timestamp of [null, '25:61:00,13-40-2026', '']) expect(answerTo(encodeFrame({ ...pendant, content: { data: 'NQA1', timestamp }, encryption: { key, padding } }), { keys: [key] })).toMatchObject({ said: 'NAK', notes: ['no-timestamp'] });
  });

  it('that comes plain all of a sudden is taken and noted', () => {
    expect(answerTo(encodeFrame(pendant), { keys: [key] })).toMatchObject({ said: 'ACK', notes: ['plain-from-encrypted-account'] });
  });

  it('takes a full block of padding where none was needed, and none of it means anything', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.uint8Array({ minLength: 16, maxLength: 16 }), (length, random) => {
        const frame = read(encodeFrame({ ...pendant, content: { data: 'A'.repeat(length) }, encryption: { key, padding: (count) => random.slice(0, count) } })) as Frame;
        expect(frame.ciphertext!.length % 16).toBe(0);
        expect(openFrame(frame, key)!.data).toBe('A'.repeat(length));
      }),
    );
  });
});

describe('a link test', () => {
  it.each([{ data: '' }, { account: '0000', data: '0000 00 000' }])('is a heartbeat: %j', (content) => {
    expect(answerTo(encodeFrame({ ...pendant, token: 'NULL', sequence: '0000', content }))).toMatchObject({ said: 'ACK', signals: [{ kind: 'heartbeat', priority: 5 }], notes: [] });
  });
});

describe('a stream', () => {
  const both = [encodeFrame(pendant), encodeFrame({ ...pendant, sequence: '0008' })];
  const sequences = (chunks: readonly Uint8Array[]) => {
    let waiting = nothingWaiting;
    const found: string[] = [];
    for (const chunk of chunks) {
      const cut = frames(waiting, chunk);
      waiting = cut.waiting;
      expect(waiting.length).toBeLessThanOrEqual(mostFrameBytes);
      for (const { bytes, ended } of cut.pieces) {
        const frame = decodeFrame(bytes, ended);
        if (isFrame(frame) && frame.crc.ok && frame.ended) found.push(frame.sequence);
      }
    }
    return found;
  };

  it('gives the same frames however it is cut', () => {
    const whole = Uint8Array.of(0, 255, 13, ...both[0]!, 0, ...both[1]!);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        expect(sequences(edges.slice(1).map((edge, at) => whole.slice(edges[at], edge)))).toEqual(['0007', '0008']);
      }),
    );
  });

  it('finds its feet again after half a frame', () => {
    for (let end = 1; end < both[0]!.length; end++) expect(sequences([both[0]!.slice(0, end), both[1]!])).toEqual(['0008']);
  });

  it('never holds more than a frame, whatever comes', () => {
    expect(sequences([toBytes(`\n${'x'.repeat(100_000)}`), both[1]!])).toEqual(['0008']);
    expect(sequences([...Array.from({ length: 9000 }, () => toBytes('\nABCD0')), both[1]!])).toEqual(['0008']);
    expect(sequences([...Array.from({ length: 9000 }, () => Uint8Array.of(0x41)), both[1]!])).toEqual(['0008']);
  });
});

describe('a frame made to be slow', () => {
  it.each([' ', '/', 'ri', '^', 'MA', 'a', '|A', '#', '0'])('of nothing but %j is read at once', (unit) => {
    const started = performance.now();
    for (let times = 0; times < 10; times++) answerTo(encodeFrame({ ...pendant, content: { data: `${unit.repeat(Math.floor(3900 / unit.length))}%` } }));
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('round trips', () => {
  const hex = (minLength: number, maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'), minLength, maxLength });
  const latin = (maxLength: number) => fc.string({ unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)).filter((one) => !'[]|#^"\x7f'.includes(one)), maxLength });
  const digits = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
  const moment = fc.integer({ min: 0, max: 4_102_444_799 }).map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000));
  const timestamp = fc.option(moment.map(writeTimestamp));
  const frame = fc.record({
    token: fc.constantFrom('SIA-DCS', 'ADM-CID', 'NULL', 'ACK', 'DUH'),
    sequence: digits(4),
    receiver: fc.option(hex(1, 6)),
    line: hex(0, 6),
    account: hex(3, 16),
    content: fc.record({ account: fc.option(hex(3, 16)), data: latin(60), extended: fc.array(fc.record({ id: fc.constantFrom(...'AHIJLMORSTVXYZ'), value: latin(20) }), { maxLength: 4 }), timestamp }),
  });

  it.each([false, true])('a frame, encrypted: %s', (secret) => {
    fc.assert(
      fc.property(frame, fc.constantFrom(16, 24, 32), fc.boolean(), (written, bytes, binaryCrc) => {
        const own = new Uint8Array(bytes).fill(bytes);
        const back = read(encodeFrame({ ...written, binaryCrc, ...(secret ? { encryption: { key: own, padding } } : {}) })) as Frame;
        expect(back).toMatchObject({ token: written.token, encrypted: secret, sequence: written.sequence, receiver: written.receiver, line: written.line, account: written.account, crc: { ok: true, binary: binaryCrc }, length: { ok: true }, ended: true });
        expect(secret ? openFrame(back, own) : back.content).toEqual({ ...written.content, timestamp: written.content.timestamp });
      }),
      { numRuns: 300 },
    );
  });

  it('a time', () => fc.assert(fc.property(moment, (at) => void expect(readTimestamp(writeTimestamp(at))?.at.toString()).toBe(at.toString()))));

  it('events', () => {
    const optional = (name: string, value: fc.Arbitrary<string>) => fc.option(value.map((each) => ({ [name]: each })), { nil: {} });
    const event = fc
      .tuple(fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), minLength: 2, maxLength: 2 }), fc.option(digits(3)), optional('area', digits(2)), optional('user', digits(3)), optional('time', fc.constant('12:34')), optional('text', fc.string({ unit: fc.constantFrom(...'abc/ XY1'), maxLength: 10 })))
      .map(([code, address, ...more]) => ({ code, address, ...Object.assign({}, ...more) }) as SiaEvent);
    fc.assert(fc.property(event, fc.boolean(), (one, old) => void expect(readSia(writeSia([one], old))).toEqual({ events: [one], old, unread: '' })));
    fc.assert(fc.property(fc.constantFrom(1 as const, 3 as const, 6 as const), hex(3, 3), hex(2, 2), hex(3, 3), (qualifier, code, partition, zone) => void expect(readContactId(writeContactId({ qualifier, code, partition, zone }))).toEqual({ qualifier, code, partition, zone })));
  });
});

function rewrittenText(text: string): Uint8Array {
  const span = toBytes(text);
  return toBytes(`\n${crc16(span).toString(16).padStart(4, '0')}0${span.length.toString(16).padStart(3, '0')}${text}\r`);
}
