/** What a party pays at the gate and, where it comes by car, at the car park. */

import type { Attraction } from '@drystone/part-visit-content';
import type { TripRequest } from './trip.ts';

/** Put aside for each person where a price is not known, so that a budget holds. */
const asidePence = 1_000;

/** A driver and four. */
const seats = 5;

export interface PartyPrice {
  /** For the whole party; null where the price is not known. */
  readonly known: number | null;
  /** What a budget must hold back for it. */
  readonly aside: number;
}

export function pricedFor(attraction: Attraction, { party, mode }: Pick<TripRequest, 'party' | 'mode'>): PartyPrice {
  const each = priceEach(attraction, mode);
  const people = party.adults + party.children + party.concessions;
  if (each === undefined) return { known: null, aside: asidePence * people };
  const pence = each.adult * party.adults + each.child * party.children + each.concession * party.concessions + each.car * Math.ceil(people / seats);
  return { known: pence, aside: pence };
}

/** What each of them and each car pays, in pence; `undefined` where it is not known. */
export function priceEach({ price }: Attraction, mode: TripRequest['mode']): Readonly<Record<'adult' | 'child' | 'concession' | 'car', number>> | undefined {
  if (price === 'unknown') return undefined;
  const parking = { adult: 0, child: 0, concession: 0, car: 0, ...(mode === 'car' ? price.parking : {}) };
  return { adult: price.adult + parking.adult, child: price.child + parking.child, concession: price.concession + parking.concession, car: parking.car };
}

export function roundToFive(minutes: number): number {
  return Math.round(minutes / 5) * 5;
}
