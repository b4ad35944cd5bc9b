import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, lastGroups, newSecret, normal, secretOf } from './code.ts';
import { joinShares, lock, makeTenderKey, padded, publicKeyOf, read, seal, unlock, unseal } from './sealing.ts';

const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : Buffer.from(bytes).toString());

describe('a code on paper', () => {
  it('is read back whatever the secret, and however it is typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (secret) => {
        const code = codeOf(secret);
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
        expect(secretOf(code)).toEqual(secret);
        expect(secretOf(` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `)).toEqual(secret);
      }),
    );
  });

  it('with one letter wrong is known to be wrong', () => {
    const code = codeOf(newSecret());
    for (const index of [0, 7, 30, 68]) {
      const other = code[index] === '7' ? '8' : '7';
      expect(secretOf(code.slice(0, index) + other + code.slice(index + 1))).toBeUndefined();
    }
    for (const none of ['', 'x', code.slice(1), `${code}7`, code.replace(/.$/, 'U')]) expect(secretOf(none)).toBeUndefined();
  });

  it('shows by its last two groups that it was kept', () => {
    const code = codeOf(newSecret());
    expect(normal(lastGroups(code).toLowerCase().replace('-', ' '))).toBe(normal(lastGroups(code)));
    expect(code.endsWith(lastGroups(code))).toBe(true);
  });
});

describe('a tender’s key', () => {
  it('is joined by any two of three openers, and by no one alone', async () => {
    const openers = [newSecret(), newSecret(), newSecret()];
    const { publicKey, shares } = await makeTenderKey('tender', await Promise.all(openers.map(publicKeyOf)));
    const own = await Promise.all(shares.map((share, index) => unseal(openers[index]!, share, 'share tender')));
    const sealed = await seal(publicKey, Buffer.from('a bid'), 'bid 1');
    for (const [one, two] of [[0, 1], [0, 2], [1, 2], [2, 0]] as const) {
      const secret = await joinShares([own[one]!, own[two]!], publicKey);
      expect(text(await unseal(secret!, sealed, 'bid 1'))).toBe('a bid');
    }
    expect(await joinShares([own[0]!], publicKey)).toBeUndefined();
    expect(await joinShares([own[0]!, own[0]!], publicKey)).toBeUndefined();
    const other = Uint8Array.from(own[1]!);
    other[3]! ^= 1;
    expect(await joinShares([own[0]!, other], publicKey)).toBeUndefined();
    // An opener's code opens no other's share, and no share of another tender.
    expect(await unseal(openers[0]!, shares[1]!, 'share tender')).toBeUndefined();
    expect(await unseal(openers[0]!, shares[0]!, 'share another')).toBeUndefined();
  });
});

describe('what is sealed', () => {
  it('does not open for another purpose, with another secret or with a bit changed', async () => {
    const secret = newSecret();
    const sealed = await seal(await publicKeyOf(secret), padded({ price: 7 }), 'bid 1');
    expect(read((await unseal(secret, sealed, 'bid 1'))!)).toEqual({ price: 7 });
    expect(await unseal(secret, sealed, 'bid 2')).toBeUndefined();
    expect(await unseal(newSecret(), sealed, 'bid 1')).toBeUndefined();
    for (const at of [0, 40, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(await unseal(secret, changed, 'bid 1')).toBeUndefined();
    }
    expect(await unseal(secret, Buffer.alloc(3), 'bid 1')).toBeUndefined();
  });

  it('tells little by its length', async () => {
    const key = newSecret();
    const lengths = await Promise.all(['', 'x'.repeat(3000)].map(async (words) => (await lock(key, padded({ words }), 'copy 1')).length));
    expect(lengths[0]).toBe(lengths[1]);
    expect(text(await unlock(key, await lock(key, Buffer.from('words'), 'copy 1'), 'copy 2'))).toBeUndefined();
  });
});
