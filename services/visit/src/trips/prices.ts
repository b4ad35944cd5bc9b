/** What a party pays at the gate. */

import type { Attraction } from '@drystone/part-visit-content';
import type { TripRequest } from './trip.ts';

/** Put aside for each person where a price is not known, so that a budget holds. */
const asidePence = 1_000;

export interface PartyPrice {
  /** For the whole party; null where the price is not known. */
  readonly known: number | null;
  /** What a budget must hold back for it. */
  readonly aside: number;
}

export function pricedFor(attraction: Attraction, party: TripRequest['party']): PartyPrice {
  const { price } = attraction;
  if (price === 'unknown') return { known: null, aside: asidePence * (party.adults + party.children + party.concessions) };
  const pence = price.adult * party.adults + price.child * party.children + price.concession * party.concessions;
  return { known: pence, aside: pence };
}

export function roundToFive(minutes: number): number {
  return Math.round(minutes / 5) * 5;
}
