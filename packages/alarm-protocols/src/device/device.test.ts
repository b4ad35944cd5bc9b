/** What devices say in JSON, and what they may say it to. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds, type SignalKind } from '../signal.ts';
import { deviceMessageSchema, lastWill, mayPublish, maySubscribe, mostMessageBytes, quantities, readDeviceMessage, readTopic, topicOf, writeDeviceMessage } from './index.ts';

const sender = { protocol: 'mqtt', account: 'flat-7' } as const;
const read = (json: unknown) => readDeviceMessage(JSON.stringify(json), sender);

describe('a device', () => {
  it('tells of a fall', () => {
    const signal = read({ id: 'm1', kind: 'fall', at: '2026-11-26T12:00:00+00:00', device: { id: 'p1', type: 'pendant' }, location: { text: 'Bathroom', latitude: 54.6, longitude: -5.93 }, batteryPercent: 81, callBack: 'tel:+442890960001', vendor: { more: 1 } });
    expect(signal).toMatchObject({ protocol: 'mqtt', account: 'flat-7', sequence: 'm1', kind: 'fall', priority: 1, code: 'fall', activationDevice: { id: 'p1', type: 'pendant' }, location: { text: 'Bathroom', position: { latitude: 54.6, longitude: -5.93 } }, batteryPercent: 81, callBack: 'tel:+442890960001', notes: [] });
    expect(signal.occurredAt?.toString()).toBe('2026-11-26T12:00:00Z');
    expect(signal.resendKey).toBe(read({ id: 'm1', kind: 'fall' }).resendKey);
  });

  it('that falls silent says so by its last will', () => expect(readDeviceMessage(lastWill('w1'), sender)).toMatchObject({ kind: 'went-silent', priority: 3, sequence: 'w1' }));

  it.each([
    ['is no JSON', '{', 'no-json'],
    ['is no object', '7', 'does-not-fit:'],
    ['has no kind', '{"id":"1"}', 'does-not-fit:kind'],
    ['has a kind nobody knows', '{"id":"1","kind":"earthquake"}', 'does-not-fit:kind'],
    ['has a wrong unit', '{"id":"1","kind":"heartbeat","measurements":[{"quantity":"temperature","value":60,"unit":"F"}]}', 'does-not-fit:measurements.0.unit'],
    ['is nested without end', '['.repeat(10_000), 'no-json'],
    ['is too long', JSON.stringify({ id: '1', kind: 'fall', text: 'x'.repeat(mostMessageBytes) }), 'too-long'],
  ])('whose message %s has raised an alarm of unknown kind', (_, body, note) => {
    for (const each of [body, new TextEncoder().encode(body)]) {
      const signal = readDeviceMessage(each, sender);
      expect(signal).toMatchObject({ kind: 'unknown', priority: 2, account: 'flat-7', notes: [note] });
      expect(signal.raw.length).toBeLessThanOrEqual(mostMessageBytes);
    }
  });

  it('finds the schema it has to follow published as it is', () => {
    expect(JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/device-message.schema.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(deviceMessageSchema())));
  });
});

describe('topics', () => {
  it('are there and back', () => expect(readTopic(topicOf('flat-7', 'state'))).toEqual({ account: 'flat-7', channel: 'state' }));
  it('of others are out of reach', () => {
    for (const topic of ['home/flat-8/signal', 'home/+/signal', 'home/#', '#', 'home/flat-7', 'home/flat-7/signal/x', '$SYS/uptime', 'home/flat-7/other', 'home//signal', 'home/flat-7/signal\n']) {
      expect(mayPublish('flat-7', topic)).toBe(false);
      expect(maySubscribe('flat-7', topic)).toBe(false);
    }
    expect([mayPublish('flat-7', 'home/flat-7/signal'), mayPublish('flat-7', 'home/flat-7/answer'), maySubscribe('flat-7', 'home/flat-7/answer')]).toEqual([true, false, true]);
    for (const account of ['', '+', '#', 'a/b', 'x'.repeat(65)]) expect(() => topicOf(account, 'signal')).toThrow(RangeError);
  });
});

describe('round trip', () => {
  it('a message', () => {
    const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const trimmed = fc.string({ maxLength: 60 }).map((text) => text.trim());
    const message = fc.record({
      id: fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/),
      kind: fc.constantFrom(...(Object.keys(kinds) as SignalKind[])),
      state: fc.constantFrom('new' as const, 'continuing' as const, 'restored' as const),
      text: optional(trimmed),
      batteryPercent: optional(fc.integer({ min: 0, max: 100 })),
      measurements: optional(fc.array(fc.constantFrom(...Object.entries(quantities)).map(([quantity, unit]) => ({ quantity, unit, value: 21.5 })), { maxLength: 3 })),
    });
    fc.assert(
      fc.property(message, (written) => {
        expect(readDeviceMessage(writeDeviceMessage(JSON.parse(JSON.stringify(written))), sender)).toMatchObject({ sequence: written.id, kind: written.kind, state: written.state, text: written.text || null, batteryPercent: written.batteryPercent ?? null, notes: [] });
      }),
    );
  });
});
