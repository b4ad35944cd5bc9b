/** Webhooks are taken when they are signed, and at no other time. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSecret, sign, verify, type SignedRequest } from './index.ts';

const tools = { hmacSha256: (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest(), equal: timingSafeEqual };
const bytes = (text: string) => new TextEncoder().encode(text);
const now = Temporal.Instant.from('2026-11-26T12:00:00Z');
const secret = readSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')!;
const signed = (body = bytes('{"kind":"fall"}'), at = now): SignedRequest => {
  const headers = sign('msg_1', at, body, secret, tools);
  return { id: headers['webhook-id'], timestamp: headers['webhook-timestamp'], signature: headers['webhook-signature'], body };
};

describe('a webhook', () => {
  it('signed as the example of Standard Webhooks is taken', () => {
    const request = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: '1614265330', signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=', body: bytes('{"test": 2432232314}') };
    expect(verify(request, [secret], Temporal.Instant.fromEpochMilliseconds(1_614_265_330_000), tools)).toEqual({ ok: true, secret: 0 });
  });

  it('signed by either of two secrets, or twice, is taken', () => {
    expect(verify(signed(), [bytes('x'.repeat(32)), secret], now, tools)).toEqual({ ok: true, secret: 1 });
    expect(verify({ ...signed(), signature: `v1a,abc v1,AAAA ${signed().signature}` }, [secret], now, tools)).toEqual({ ok: true, secret: 0 });
  });

  it.each([
    ['unsigned', { signature: null }, 'not-signed'],
    ['of another scheme', { signature: 'v2,AAAA' }, 'not-signed'],
    ['without an id', { id: null }, 'not-signed'],
    ['with a time that is none', { timestamp: '1e9' }, 'not-signed'],
    ['of another body', { body: bytes('{}') }, 'wrong-signature'],
    ['of another id', { id: 'msg_2' }, 'wrong-signature'],
    ['cut short', { signature: 'v1,AAAA' }, 'wrong-signature'],
  ])('%s is not', (_, change, why) => expect(verify({ ...signed(), ...change }, [secret], now, tools)).toEqual({ ok: false, why }));

  it('is good for five minutes, before and after', () => {
    expect([-301, -300, 300, 301].map((seconds) => verify(signed(undefined, now.add({ seconds })), [secret], now, tools))).toEqual([{ ok: false, why: 'too-old' }, { ok: true, secret: 0 }, { ok: true, secret: 0 }, { ok: false, why: 'too-new' }]);
  });

  it('of any body is verified by what signed it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
        expect(verify(signed(body), [secret], now, tools).ok).toBe(true);
        expect(verify({ ...signed(body), body: Uint8Array.of(...body, 0) }, [secret], now, tools).ok).toBe(false);
      }),
    );
  });
});

describe('a secret', () => {
  it.each(['', 'whsec_', 'whsec_AAAA', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_%%%'])('is none: %s', (text) => expect(readSecret(text)).toBeUndefined());
});
