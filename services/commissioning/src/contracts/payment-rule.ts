/**
 * Payment by outcome: a rule as data, and what it comes to for the figures of one month. Whole
 * pence throughout.
 */

import { z } from 'zod';

const most = 10_000_000_000_000;
const units = z.int().min(0).max(1_000_000_000);
const pence = z.int().min(0).max(1_000_000_000);

/** Each unit of a metric at a price; those above a number of them at another, if wanted. */
const byUnit = z.strictObject({
  by: z.literal('unit'),
  tiers: z
    .array(z.strictObject({ above: units, pencePerUnit: pence }))
    .min(1)
    .max(10)
    .refine((tiers) => tiers[0]!.above === 0, 'let the first begin above 0')
    .refine((tiers) => tiers.every(({ above }, index) => index === 0 || above > tiers[index - 1]!.above), 'let each begin above the one before'),
});

/** A sum for each level that is reached; the highest sum counts. */
const byLevel = z.strictObject({
  by: z.literal('level'),
  levels: z
    .array(z.strictObject({ reach: z.number().min(0).max(1_000_000_000), pence }))
    .min(1)
    .max(10)
    .refine((levels) => new Set(levels.map(({ reach }) => reach)).size === levels.length, 'two are the same'),
});

export const paymentRule = z.strictObject({
  metric: z.string().max(60),
  pay: z.discriminatedUnion('by', [byUnit, byLevel]),
  /** With VAT; never more in a month, whatever the figures. */
  mostPenceAMonth: z.int().min(1).max(most),
});
export type PaymentRule = z.output<typeof paymentRule>;

/** What is owed for a month, with VAT. Nothing where the figure is not measured. */
export function duePence({ pay, mostPenceAMonth }: PaymentRule, measured: number | null, better: 'higher' | 'lower'): number {
  if (measured === null) return 0;
  const due = pay.by === 'unit' ? forUnits(pay.tiers, Math.max(0, Math.floor(measured))) : BigInt(forLevels(pay.levels, measured, better));
  return Number(due < BigInt(mostPenceAMonth) ? due : BigInt(mostPenceAMonth));
}

/** In whole numbers of any size: a thousand million units at ten million pounds pass what a double can hold. */
function forUnits(tiers: readonly { readonly above: number; readonly pencePerUnit: number }[], count: number): bigint {
  return tiers.reduce((sum, { above, pencePerUnit }, index) => {
    const until = Math.min(count, tiers[index + 1]?.above ?? count);
    return until > above ? sum + BigInt(until - above) * BigInt(pencePerUnit) : sum;
  }, 0n);
}

function forLevels(levels: readonly { readonly reach: number; readonly pence: number }[], measured: number, better: 'higher' | 'lower'): number {
  return levels.reduce((highest, level) => ((better === 'higher' ? measured >= level.reach : measured <= level.reach) ? Math.max(highest, level.pence) : highest), 0);
}
