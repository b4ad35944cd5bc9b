import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duePence, paymentRule, type PaymentRule } from './payment-rule.ts';

const rule = (pay: PaymentRule['pay'], mostPenceAMonth = 10_000_000_000_000): PaymentRule => ({ metric: 'visited', pay, mostPenceAMonth });
const visits = rule({ by: 'unit', tiers: [{ above: 0, pencePerUnit: 50 }, { above: 100, pencePerUnit: 30 }, { above: 1_000, pencePerUnit: 0 }] });

const tiers = fc
  .uniqueArray(fc.integer({ min: 1, max: 5_000 }), { maxLength: 6 })
  .chain((starts) => fc.tuple(...[0, ...starts.toSorted((a, b) => a - b)].map((above) => fc.integer({ min: 0, max: 1_000_000_000 }).map((pencePerUnit) => ({ above, pencePerUnit })))));
const levels = fc.uniqueArray(fc.record({ reach: fc.integer({ min: 0, max: 100 }), pence: fc.integer({ min: 0, max: 1_000_000 }) }), { minLength: 1, maxLength: 6, selector: ({ reach }) => reach });

describe('payment by outcome', () => {
  it('is so much for each, less for those above a number, and never above its cap', () => {
    expect([null, 0, 1, 100, 101, 1_000, 5_000].map((count) => duePence(visits, count, 'higher'))).toEqual([0, 0, 50, 5_000, 5_030, 32_000, 32_000]);
    expect(duePence({ ...visits, mostPenceAMonth: 10_000 }, 1_000, 'higher')).toBe(10_000);
  });

  it('is a sum for the level that is reached, from above or from below', () => {
    const fresh = rule({ by: 'level', levels: [{ reach: 80, pence: 10_000 }, { reach: 95, pence: 15_000 }] });
    expect([79.9, 80, 94.9, 95, null].map((percent) => duePence(fresh, percent, 'higher'))).toEqual([0, 10_000, 10_000, 15_000, 0]);
    const complaints = rule({ by: 'level', levels: [{ reach: 5, pence: 10_000 }, { reach: 0, pence: 20_000 }] });
    expect([0, 3, 6].map((count) => duePence(complaints, count, 'lower'))).toEqual([20_000, 10_000, 0]);
  });

  it('by units is what one would get by paying each unit by itself', () => {
    fc.assert(
      fc.property(tiers, fc.integer({ min: 0, max: 6_000 }), (given, count) => {
        let each = 0n;
        for (let unit = 1; unit <= count; unit++) each += BigInt(given.findLast(({ above }) => unit > above)!.pencePerUnit);
        expect(duePence(rule({ by: 'unit', tiers: given }), count, 'higher')).toBe(Number(each < 10_000_000_000_000n ? each : 10_000_000_000_000n));
      }),
      { numRuns: 50 },
    );
  });

  it('is whole pence between nothing and the cap, and more is never paid for less', () => {
    const pay = fc.oneof(tiers.map((given) => ({ by: 'unit' as const, tiers: given })), levels.map((given) => ({ by: 'level' as const, levels: given })));
    fc.assert(
      fc.property(pay, fc.integer({ min: 1, max: 10_000_000_000_000 }), fc.nat(1_000_000_000), fc.nat(1_000_000_000), (given, cap, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)].map((measured) => duePence(rule(given, cap), measured, 'higher')) as [number, number];
        expect([less, more].every((due) => Number.isSafeInteger(due) && due >= 0 && due <= cap)).toBe(true);
        expect(less).toBeLessThanOrEqual(more);
      }),
    );
  });

  it.each<[string, object]>([
    ['a price in fractions of a penny', { by: 'unit', tiers: [{ above: 0, pencePerUnit: 0.5 }] }],
    ['a negative price', { by: 'unit', tiers: [{ above: 0, pencePerUnit: -1 }] }],
    ['tiers out of order', { by: 'unit', tiers: [{ above: 0, pencePerUnit: 1 }, { above: 9, pencePerUnit: 1 }, { above: 5, pencePerUnit: 1 }] }],
    ['tiers that begin late', { by: 'unit', tiers: [{ above: 10, pencePerUnit: 1 }] }],
    ['no level', { by: 'level', levels: [] }],
    ['one level twice', { by: 'level', levels: [{ reach: 1, pence: 1 }, { reach: 1, pence: 2 }] }],
  ])('with %s is no rule', (_, pay) => {
    expect(paymentRule.safeParse(rule(pay as never)).success).toBe(false);
  });
});
