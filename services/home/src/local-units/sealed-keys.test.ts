/** A copy of the tables opens nothing. */

import { expect, it } from 'vitest';
import { createSealedKeys } from './sealed-keys.ts';

it('keys open for their own unit, with the secret they were sealed by, unchanged, and for nothing else', () => {
  const sealed = createSealedKeys('a secret of the tests, kept from nobody');
  const keys = [Buffer.alloc(16, 1), Buffer.alloc(32, 2)];
  const box = sealed.seal(keys, 'unit');
  expect(sealed.open(box, 'unit')).toEqual(keys);
  expect(() => sealed.open(box, 'another')).toThrow();
  expect(() => createSealedKeys('another secret').open(box, 'unit')).toThrow();
  box[box.length - 1]! ^= 1;
  expect(() => sealed.open(box, 'unit')).toThrow();
});
