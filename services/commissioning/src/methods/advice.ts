/** Which way to buy fits: what the law allows at this value, and what serves the aim. Pure; advice, not a decision. */

import { methods, type MethodId } from './method.ts';
import type { Threshold } from './thresholds.ts';

/** What the buyer wants to reach. */
export const aims = ['known', 'explore', 'solution', 'again', 'purpose'] as const;
/**
 * `known`: one can say what is to be done. `explore`: bidders know better than we do. `solution`: nobody knows yet what
 * works. `again`: the same is bought again and again. `purpose`: somebody's own work deserves money.
 */
export type Aim = (typeof aims)[number];

export interface MethodAdvice {
  readonly method: MethodId;
  readonly fit: 'fits' | 'possible' | 'forbidden';
  /** Law is enforced; habit is our experience. */
  readonly reasons: readonly { readonly basis: 'law' | 'habit'; readonly text: string }[];
}

const servesAim: Readonly<Record<MethodId, readonly Aim[]>> = {
  'open-procedure': ['known'],
  'competitive-flexible': ['explore'],
  'dynamic-market': ['again'],
  'below-threshold-quotation': ['known', 'again'],
  'direct-award': [],
  grant: ['purpose'],
  'challenge-prize': ['solution'],
  'pilot-first': ['solution', 'explore'],
};

const forAim: Readonly<Record<Aim, string>> = {
  known: 'You can say what is to be done, and compare bids in one step.',
  explore: 'Bidders can show you what they know before they bid for the last time.',
  solution: 'It is tried before it is bought.',
  again: 'Who is on the list bids in days, and nobody is shut out for years.',
  purpose: 'It is their own work; you order nothing.',
};

/** Those that fit first, then those that could be used, then those the law forbids. */
export function adviseMethods({ valuePence, threshold, aim }: { readonly valuePence: number; readonly threshold: Threshold; readonly aim: Aim | undefined }): readonly MethodAdvice[] {
  const pounds = `£${(threshold.pence / 100).toLocaleString('en-GB')}`;
  const above = valuePence >= threshold.pence;
  const order = { fits: 0, possible: 1, forbidden: 2 };
  return methods
    .map(({ id, above: whenAbove, tenderDays, law }): MethodAdvice => {
      if (above && whenAbove === 'forbidden') return { method: id, fit: 'forbidden', reasons: [{ basis: 'law', text: `The lots reach ${pounds} with VAT, from which the Act asks for a competitive procedure.` }] };
      const serves = aim !== undefined && servesAim[id].includes(aim);
      const heavy = !above && law === 'procurement' && whenAbove === 'allowed' && tenderDays.basis === 'law';
      return {
        method: id,
        fit: serves && !heavy ? 'fits' : aim === undefined && !above && id === 'below-threshold-quotation' ? 'fits' : 'possible',
        reasons: [
          ...(serves ? [{ basis: 'habit' as const, text: forAim[aim] }] : []),
          ...(above && tenderDays.basis === 'law' && law === 'procurement' ? [{ basis: 'law' as const, text: `Bids are taken for ${tenderDays.least} days at the least.` }] : []),
          ...(heavy ? [{ basis: 'habit' as const, text: `Below ${pounds} with VAT it is more than the law asks for; a quotation is less work for everybody.` }] : []),
          ...(id === 'direct-award' ? [{ basis: 'habit' as const, text: 'Nobody else hears of it; the reason is published.' }] : []),
        ],
      };
    })
    .toSorted((a, b) => order[a.fit] - order[b.fit]);
}
