/** Who could bid for a lot: rules about facts, with the reasons why not. A help to cut lots, never a condition to bid. */

import type { Lot } from '../processes/process.ts';

/** What is known of a registered provider; what it has not told is null and stands in nobody's way. */
export interface KnownProvider {
  readonly id: string;
  readonly name: string;
  readonly kind: 'provider' | 'community';
  /** Parts it says it can provide, or was awarded before. */
  readonly parts: readonly string[] | null;
  /** Areas it serves, or was awarded before. */
  readonly areas: readonly string[] | null;
  /** Of a year, in pence without VAT. */
  readonly turnoverPence: number | null;
  readonly supportedEmployment: boolean | null;
  /** Small or medium-sized, or a voluntary, community or social enterprise. */
  readonly smallOrSocial: boolean | null;
}

export interface CouldBid {
  readonly could: boolean;
  /** Why not, or what is not known, in words; empty where nothing is in the way. */
  readonly reasons: readonly { readonly about: 'size' | 'areas' | 'part' | 'reserved'; readonly blocks: boolean; readonly text: string }[];
}

/** Of its yearly turnover a provider can hardly take on more than this with one contract. */
export const largestShareOfTurnover = 0.5;
const vat = 1.2;

export function couldBid(lot: Pick<Lot, 'part' | 'areas' | 'term' | 'valuePence' | 'reservedFor'>, provider: KnownProvider, nameOf: (area: string) => string): CouldBid {
  const reasons: CouldBid['reasons'][number][] = [];
  if (provider.parts !== null && !provider.parts.includes(lot.part)) reasons.push({ about: 'part', blocks: true, text: 'provides other parts' });
  if (provider.areas !== null) {
    const strange = lot.areas.filter((area) => !provider.areas!.includes(area));
    if (strange.length > 0) reasons.push({ about: 'areas', blocks: true, text: `does not serve ${strange.length > 3 ? `${strange.length} of the areas` : strange.map(nameOf).join(', ')}` });
  }
  const yearly = yearlyPence(lot);
  if (yearly !== null && provider.turnoverPence !== null && yearly / vat > provider.turnoverPence * largestShareOfTurnover) {
    reasons.push({ about: 'size', blocks: true, text: `${pounds(yearly / vat)} a year without VAT is more than half of its turnover` });
  }
  if (lot.reservedFor === 'supported-employment' && provider.supportedEmployment !== true) reasons.push({ about: 'reserved', blocks: true, text: provider.supportedEmployment === null ? 'has not said that it is a supported employment provider' : 'is no supported employment provider' });
  if (lot.reservedFor === 'small-and-social' && provider.smallOrSocial === false) reasons.push({ about: 'reserved', blocks: true, text: 'is neither small nor a social enterprise' });
  if (provider.parts === null) reasons.push({ about: 'part', blocks: false, text: 'has not said which parts it provides' });
  if (provider.areas === null) reasons.push({ about: 'areas', blocks: false, text: 'has not said where it works' });
  if (provider.turnoverPence === null && yearly !== null) reasons.push({ about: 'size', blocks: false, text: 'has not said its turnover' });
  return { could: reasons.every(({ blocks }) => !blocks), reasons };
}

/** What a lot is worth in a year of its term, VAT included; null where it has no value. */
export function yearlyPence({ term, valuePence }: Pick<Lot, 'term' | 'valuePence'>): number | null {
  if (valuePence === null) return null;
  const days = Temporal.PlainDate.from(term.from).until(Temporal.PlainDate.from(term.to)).days + 1;
  return valuePence / Math.max(1, days / 365.25);
}

const pounds = (pence: number) => `£${Math.round(pence / 100).toLocaleString('en-GB')}`;
