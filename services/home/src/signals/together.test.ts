/** Alone, nobody waits; many go together. */

import { describe, expect, it } from 'vitest';
import { together, TooMuchWaits } from './together.ts';

const usual = { most: 3, atOnce: 1, mostWaiting: 100 };
const double = async (items: readonly number[]) => items.map((item) => 2 * item);

describe('what is done together', () => {
  it('answers each its own, in batches of no more than there may be', async () => {
    const sizes: number[] = [];
    const one = together((items: readonly number[]) => {
      sizes.push(items.length);
      return double(items);
    }, usual);
    expect(await Promise.all([1, 2, 3, 4, 5].map(one))).toEqual([2, 4, 6, 8, 10]);
    expect(sizes).toEqual([3, 2]);
  });

  it('is tried one by one where one of them is at fault', async () => {
    const one = together(async (items: readonly number[]) => {
      if (items.includes(2)) throw new Error('two');
      return double(items);
    }, { ...usual, oneIsBad: (error) => (error as Error).message === 'two' });
    expect(await Promise.allSettled([1, 2, 3].map(one))).toMatchObject([{ value: 2 }, { reason: { message: 'two' } }, { value: 6 }]);
  });

  it('fails together where the fault is of all of them, and goes on', async () => {
    let away = true;
    const one = together(async (items: readonly number[]) => {
      if (away) throw new Error('the database is away');
      return double(items);
    }, usual);
    expect((await Promise.allSettled([1, 2].map(one))).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    away = false;
    expect(await one(4)).toBe(8);
  });

  it('refuses at once what would wait too long', async () => {
    const one = together(() => new Promise<never>(() => undefined), { ...usual, most: 1, mostWaiting: 2 });
    void one(1);
    void one(2);
    await expect(one(3)).rejects.toBeInstanceOf(TooMuchWaits);
  });
});
