import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serving, type ServingAward } from './serving.ts';

const award = (awardId: string, share: number): ServingAward => ({ awardId, providerId: `provider of ${awardId}`, areas: ['here'], share });
const keys = Array.from({ length: 20_000 }, (_, index) => `case ${index}`);
const shareOf = (awardId: string | null, awards: readonly ServingAward[]) => keys.filter((key) => serving(key, awards).awardId === awardId).length / keys.length;

describe('who serves', () => {
  it('is the built-in default where nobody was awarded anything', () => {
    expect(serving('a case', [])).toEqual({ awardId: null, providerId: null, fallbacks: [] });
  });

  it('is the only provider where it was awarded all of it', () => {
    expect(serving('a case', [award('a', 1)])).toEqual({ awardId: 'a', providerId: 'provider of a', fallbacks: [] });
    expect(shareOf('a', [award('a', 1)])).toBe(1);
  });

  it('follows the shares, and leaves the rest to the default', () => {
    const awards = [award('a', 0.5), award('b', 0.2)];
    expect(shareOf('a', awards)).toBeCloseTo(0.5, 1);
    expect(shareOf('b', awards)).toBeCloseTo(0.2, 1);
    expect(shareOf(null, awards)).toBeCloseTo(0.3, 1);
  });

  it('names every other award as a fallback, once', () => {
    fc.assert(
      fc.property(fc.string(), fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 8 }), (key, ids) => {
        const { awardId, fallbacks } = serving(key, ids.map((id) => award(id, 1 / ids.length)));
        expect([awardId, ...fallbacks.map((each) => each.awardId)].toSorted()).toEqual(ids.toSorted());
      }),
    );
  });

  it('leaves nothing to the default where shares make one in spite of rounding', () => {
    expect(shareOf(null, [award('a', 0.7), award('b', 0.2), award('c', 0.1)])).toBe(0);
  });

  it('never moves work between two awards whose shares stayed as they were', () => {
    const [a, b, c] = [award('a', 0.4), award('b', 0.3), award('c', 0.3)] as const;
    for (const key of keys.slice(0, 5_000)) {
      const before = serving(key, [a, b, c]).awardId;
      const after = serving(key, [a, b]).awardId;
      if (before !== 'c') expect([before, null]).toContain(after);
    }
  });

  it('does not depend on the order of the awards', () => {
    const awards = [award('a', 0.4), award('b', 0.3), award('c', 0.3)];
    for (const key of keys.slice(0, 500)) expect(serving(key, awards.toReversed())).toEqual(serving(key, awards));
  });
});
