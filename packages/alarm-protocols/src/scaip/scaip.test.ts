/** Messages of real senders (skipped where `../shared` is not there), and what we make of odd ones. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyText, deviceComponents, deviceTypes, hasVoice, locations, readAnswer, readRequest, respond, statusCodes, writeAnswer, writeRequest, type ScaipAnswer } from './index.ts';

interface Example {
  readonly id: string;
  readonly request: string;
  readonly expect: Record<string, unknown>;
  readonly reply: string;
}

const folder = join(import.meta.dirname, '../../../../../shared/standards/scaip');
const there = existsSync(join(folder, 'examples.json'));
const suite = there ? describe : describe.skip;
const examples: Example[] = there ? JSON.parse(readFileSync(join(folder, 'examples.json'), 'utf8')).examples : [{ id: 'none', request: '', expect: {}, reply: '' }];
const settings = () => ({ known: true, callNumber: 'gsm:+441632960900' });
const answer = (body: string) => respond(body, settings).answer;
const signal = (body: string) => respond(body, settings).signal;

suite('SCAIP examples', () => {
  it.each(examples)('$id', ({ id, request, expect: wanted, reply }) => {
    const { error, duplicate_of, voice, stc_defaulted, mty_defaulted, geo, ...values } = wanted;
    const read = readRequest(request);
    if (error !== undefined) {
      expect(read).toHaveProperty('refused');
      expect(respond(request, settings)).toMatchObject({ outcome: 'attempted', signal: { kind: 'unknown' } });
      if (reply.startsWith('snu')) expect(answer(request).snu).toBe(Number(reply.slice(4)));
      else expect(writeAnswer(answer(request))).toBe(reply);
      return;
    }
    if (!('request' in read)) throw new Error(`${id} was refused`);
    expect(read.request).toMatchObject(values);
    expect(read.request.notes).toEqual([]);
    if (voice !== undefined) expect(hasVoice(read.request)).toBe(voice);
    if (stc_defaulted !== undefined) expect(read.request.stcDefaulted).toBe(stc_defaulted);
    if (mty_defaulted !== undefined) expect(read.request.mtyDefaulted).toBe(mty_defaulted);
    if (geo !== undefined) expect(read.request.lge?.geo).toBe(geo);
    expect(writeAnswer(answer(request))).toBe(reply);
    if (duplicate_of !== undefined) expect(signal(request).resendKey).toBe(signal(examples.find((each) => each.id === duplicate_of)!.request).resendKey);
  });

  it('know every number of the tables', () => {
    const known: Record<string, Readonly<Record<string, unknown>>> = { dty: deviceTypes, stc: statusCodes, lco: locations, dco: deviceComponents };
    const rows = readFileSync(join(folder, 'codes.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
    expect(rows.filter(([field, code]) => !(code! in known[field!]!))).toEqual([]);
  });
});

const message = (more: string) => `<mrq><ref>r1</ref><cid>5550001</cid>${more}</mrq>`;

describe('what a sender says', () => {
  it.each([
    ['a pendant', '<dty>3</dty>', 'personal-alarm', 'new'],
    ['a fall', '<dty>05</dty><stc>9</stc>', 'fall', 'new'],
    ['smoke', '<dty>23</dty><stc>0009</stc>', 'smoke', 'new'],
    ['a flat battery', '<dty>3</dty><stc>16</stc>', 'battery-low', 'new'],
    ['mains back', '<dty>41</dty><stc>86</stc>', 'mains-failure', 'restored'],
    ['a heartbeat that says alarm', '<dty>2</dty><mty>PI</mty><stc>9</stc>', 'heartbeat', 'new'],
    ['a heartbeat by its status', '<dty>2</dty><stc>102</stc>', 'heartbeat', 'new'],
    ['a reset', '<dty>3</dty><mty>RE</mty><stc>93</stc>', 'personal-alarm', 'restored'],
    ['a cancel', '<dty>2</dty><stc>19</stc>', 'cancel', 'new'],
    ['information', '<dty>14</dty><mty>IN</mty><stc>76</stc>', 'information', 'new'],
    ['a device nobody knows', '<dty>9999</dty>', 'unknown', 'new'],
    ['a status nobody knows', '<dty>3</dty><stc>9999</stc>', 'unknown', 'new'],
    ['a message type nobody knows', '<dty>3</dty><mty>XX</mty>', 'personal-alarm', 'new'],
  ])('%s', (_, more, kind, state) => expect(signal(message(more))).toMatchObject({ kind, state, account: '5550001', sequence: 'r1' }));

  it('may be written oddly without costing an alarm, and is noted', () => {
    const odd = signal('\uFEFF  <?xml version="1.0"?><s:MRQ xmlns:s="urn:x"><s:REF> r1 </s:REF><cid> 555 0001 </cid><dty>00003</dty><stc>abc</stc><lco>x</lco><dte>a</dte><dte>b</dte><new>1</new><ver>one</ver><mty>zz</mty></s:MRQ>');
    expect(odd).toMatchObject({ kind: 'personal-alarm', account: '5550001', sequence: 'r1', text: 'a' });
    expect(odd.notes).toEqual(['twice:dte', 'unknown-tag:new', 'odd:stc', 'odd-message-type', 'version:one', 'odd:lco']);
  });

  it.each([['1', '01.00'], ['1.0', '01.00'], ['01.00', '01.00'], ['0100', '01.00'], ['1.2', '01.20'], ['02', '02.00']])('version %s is %s', (written, ver) => {
    expect(readRequest(message(`<dty>3</dty><ver>${written}</ver>`))).toMatchObject({ request: { ver, notes: [] } });
    expect(answer(message(`<dty>3</dty><ver>${written}</ver>`)).cve).toBe(ver === '01.00' ? undefined : '01.00');
  });

  it('tells where it is', () => {
    expect(signal(message('<dty>51</dty><lco>021</lco><lva>2</lva><lge><geo>54.597,-5.93</geo><tim>2026-06-15T10:20:30+01:0</tim></lge>'))).toMatchObject({ location: { text: 'kitchen 2', zone: '021', position: { latitude: 54.597, longitude: -5.93 } } });
    expect(signal(message('<dty>51</dty><lge><tim>2026-06-15T10:20:30+01:0</tim></lge>')).occurredAt?.toString()).toBe('2026-06-15T09:20:30Z');
    expect(signal(message('<dty>51</dty><lge><gga>$GPGGA,102030,5435.82,N,00555.80,W,1,08,0.9,5,M,,,,*47</gga></lge>')).location.position?.longitude).toBeCloseTo(-5.93, 4);
  });

  it('from a sender nobody knows is taken over and flagged', () => {
    expect(respond(message('<dty>3</dty>'), () => ({ known: false }))).toMatchObject({ outcome: 'accepted', answer: { ref: 'r1', snu: 0 }, signal: { notes: ['unknown-account'] } });
  });

  it('in Latin-1 is read too', () => expect(bodyText(Uint8Array.of(0x4b, 0xfc))).toBe('Kü'));
});

describe('what is no message', () => {
  it.each([
    ['too long', message(`<dty>3</dty><ite>${'x'.repeat(20_000)}</ite>`), 1],
    ['a document type', '<!DOCTYPE mrq SYSTEM "http://x.example/"><mrq/>', 2],
    ['too deep', `<mrq>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</mrq>`.slice(0, 16_000), 2],
    ['too many elements', message('<a/>'.repeat(3000)), 2],
    ['not closed', '<mrq><ref>1</ref>', 2],
    ['an entity of its own', message('<dty>3</dty><dte>&x;</dte>'), 2],
    ['another root', '<mrs><ref>1</ref></mrs>', 2],
    ['nothing', '', 2],
    ['a controller that is no number', '<mrq><ref>1</ref><cid>x</cid><dty>3</dty></mrq>', 3],
    ['a device type that is no number', message('<dty>x</dty>'), 3],
    ['no reference', '<mrq><cid>1</cid><dty>3</dty></mrq>', 7],
    ['no controller', '<mrq><ref>1</ref><dty>3</dty></mrq>', 7],
  ])('is refused by its number and shown: %s', (_, body, snu) => expect(respond(body, settings)).toMatchObject({ answer: { snu }, outcome: 'attempted', signal: { kind: 'unknown' } }));

  it('cannot put tags into the answer', () => {
    expect(writeAnswer(answer('<mrq><ref>&lt;snu>0&lt;/snu></ref><cid>1</cid><dty>3</dty></mrq>'))).toBe('<mrs><ref>&lt;snu&gt;0&lt;/snu&gt;</ref><snu>3</snu><ste>ref</ste></mrs>');
  });
});

describe('round trips', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll(/\p{C}/gu, '').trim()).map((text) => text || null);
  const digits = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
  it('a request', () => {
    const request = fc.record({
      ref: fc.string({ unit: fc.constantFrom(...'0123456789abcXYZ'), minLength: 1, maxLength: 16 }),
      cid: fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 16 }),
      dty: digits(4),
      mty: fc.constantFrom('ME' as const, 'RE' as const, 'IN' as const, 'PI' as const),
      stc: digits(4),
      ver: digits(4).map((four) => `${four.slice(0, 2)}.${four.slice(2)}`),
      cha: digits(1),
      pri: digits(1),
      did: words,
      dte: words,
      stt: words,
      lco: fc.option(digits(3)),
      lte: words,
      ite: words,
      lge: fc.option(fc.record({ geo: fc.constantFrom('1.5,-2.5', null), tim: fc.constant(null), gga: fc.constant(null) })),
      ame: fc.boolean(),
    });
    fc.assert(
      fc.property(request, (written) => {
        expect(readRequest(writeRequest(written))).toMatchObject({ request: { ...written, notes: [] } });
      }),
    );
  });

  it('an answer', () => {
    const some = (name: string, value: fc.Arbitrary<unknown>) => fc.option(value.map((each) => ({ [name]: each })), { nil: {} });
    const written = fc
      .tuple(fc.record({ ref: fc.constantFrom('a1', null), snu: fc.nat(99) }), some('ste', words.map((text) => text ?? 'x')), some('mre', fc.nat(3)), some('cre', fc.constantFrom(61, 62)), some('tnu', fc.constant('gsm:+441632960900')), some('hbi', fc.nat(4)))
      .map((parts) => Object.assign({}, ...parts) as ScaipAnswer);
    fc.assert(
      fc.property(written, (one) => {
        expect(readAnswer(writeAnswer(one))).toEqual(one);
      }),
    );
  });
});
