/** Whether a lot is for a provider: by what it can do, where, and how large the lot is beside it. */

import type { Profile } from './profile.ts';

export interface FittedLot {
  readonly part: string;
  readonly areas: readonly string[];
  readonly term: { readonly from: string; readonly to: string };
  readonly valuePence: number | null;
}

export interface Fit {
  /** Alone, or with others; undefined where it does not fit. */
  readonly how: 'alone' | 'with-partners';
  /** Of the lot's areas. */
  readonly areasCovered: number;
  readonly areasOfLot: number;
  /** With VAT; null where the lot costs nothing or says no value. */
  readonly yearlyPence: number | null;
  /** How many times a year's turnover one year of the lot is; null where either is not known. */
  readonly timesTurnover: number | null;
}

/** Beyond it a year of the lot is too much for one firm to carry: its own turnover. */
const mostTimesTurnover = 1;

export function fitOf(profile: Pick<Profile, 'parts' | 'areas' | 'turnoverPence'>, lot: FittedLot): Fit | undefined {
  if (!(profile.parts as readonly string[]).includes(lot.part)) return undefined;
  const areasCovered = lot.areas.filter((area) => profile.areas.includes(area)).length;
  if (areasCovered === 0) return undefined;
  const years = Math.max(1, Temporal.PlainDate.from(lot.term.from).until(Temporal.PlainDate.from(lot.term.to).add({ days: 1 }), { largestUnit: 'days' }).days / 365.25);
  const yearlyPence = lot.valuePence === null ? null : Math.round(lot.valuePence / years);
  const timesTurnover = yearlyPence === null || profile.turnoverPence === null || profile.turnoverPence === 0 ? null : yearlyPence / profile.turnoverPence;
  const carries = timesTurnover === null || timesTurnover <= mostTimesTurnover;
  return { how: carries && areasCovered === lot.areas.length ? 'alone' : 'with-partners', areasCovered, areasOfLot: lot.areas.length, yearlyPence, timesTurnover };
}
