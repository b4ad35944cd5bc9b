/** A copy of the tables opens nothing, and says little. */

import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealedKeys } from '../local-units/sealed-keys.ts';
import { newKey, parseKeys, writeKeys, type HomeKey } from './key-ring.ts';
import { createSealing, keyIdOf } from './sealing.ts';

const ringOf = (...keys: [HomeKey, ...HomeKey[]]) => ({ keys: () => keys });
const one = newKey([]);
const two = newKey([one]);
const field = { table: 'service_user', column: 'name', row: 'a' };

describe('a sealed field', () => {
  it('opens for its own table, column and row with the key it names, whatever stands in it', () => {
    const sealing = createSealing(ringOf(one));
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => void expect(sealing.open(sealing.seal(text, field), field)).toBe(text.toWellFormed())));
  });

  it('opens nowhere else, changed in no bit, and without its key not at all', () => {
    const sealing = createSealing(ringOf(one));
    const sealed = sealing.seal('Maureen', field);
    for (const other of [{ table: 'keyholder' }, { column: 'phone' }, { row: 'b' }]) expect(() => sealing.open(sealed, { ...field, ...other })).toThrow();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => sealing.open(changed, field)).toThrow();
    }
    for (let length = 0; length < sealed.length; length++) expect(() => sealing.open(sealed.subarray(0, length), field)).toThrow();
    expect(() => createSealing(ringOf(two)).open(sealed, field)).toThrow('the key k1 that sealed service_user.name is not there');
    expect(() => createSealing(ringOf({ ...two, id: one.id })).open(sealed, field)).toThrow();
  });

  it('twice the same looks like two, and opens under a new key for as long as the one before is kept', () => {
    const before = createSealing(ringOf(one));
    const after = createSealing(ringOf(two, one));
    const sealed = before.seal('Maureen', field);
    expect(before.seal('Maureen', field).equals(sealed)).toBe(false);
    expect([after.open(sealed, field), after.isSealedAnew(sealed), after.isSealedAnew(after.seal('Maureen', field)), keyIdOf(sealed)]).toEqual(['Maureen', false, true, 'k1']);
  });

  it('from before there were such keys opens by the secret it was sealed by', () => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(hkdfSync('sha256', 'a secret of the tests', '', 'drystone home local unit keys', 32)), nonce).setAAD(Buffer.from('unit'));
    const box = Buffer.concat([cipher.update(JSON.stringify(['0102'])), cipher.final()]);
    const sealed = Buffer.concat([Buffer.of(0), nonce, cipher.getAuthTag(), box]);
    const keys = (secret?: string) => createSealedKeys(createSealing({ ...ringOf(one), secret }), 'local_unit', 'keys');
    expect(keys('a secret of the tests').open(sealed, 'unit')).toEqual([Buffer.of(1, 2)]);
    expect(() => keys('a secret of the tests').open(sealed, 'another')).toThrow();
    expect(() => keys().open(sealed, 'unit')).toThrow('SECRET_KEY');
  });
});

describe('the blind index', () => {
  it('finds a word of one organisation, and tells nothing to another or to another key', () => {
    const [before, after] = [createSealing(ringOf(one)), createSealing(ringOf(two, one))];
    const entry = (sealing: typeof before, organisation: string) => sealing.index(organisation, ['name murphy'])[0]!.toString('hex');
    expect(entry(before, 'x')).toBe(entry(before, 'x'));
    expect(new Set([entry(before, 'x'), entry(before, 'y'), entry(after, 'x')]).size).toBe(3);
    // What was put in under the key before is found for as long as that key is there.
    expect(after.lookUp('x', ['name murphy']).map(([word]) => word!.toString('hex'))).toEqual([entry(after, 'x'), entry(before, 'x')]);
  });
});

describe('keys as they are written', () => {
  it('read back the same, and say what is wrong with them but not what they are', () => {
    expect(parseKeys(writeKeys([two, one]))).toEqual([two, one]);
    for (const wrong of ['', 'k1', `k1:${'A'.repeat(42)}`, `K1:${'A'.repeat(43)}`, `k1:${'A'.repeat(43)},k1:${'B'.repeat(43)}`]) {
      expect(() => parseKeys(wrong)).toThrow(/use id:key|twice/);
      try {
        parseKeys(wrong);
      } catch (error) {
        expect((error as Error).message).not.toContain('AAAA');
      }
    }
  });
});
