/** Six kinds of visitor over three days: what plans are measured with. */

import type { TripRequestInput } from '@drystone/visit';

export const stay = { place: 'northern-ireland', arrive: { at: 'belfast', time: '2027-06-11T10:00' }, leave: { at: 'belfast', time: '2027-06-13T18:00' } };
export const visitors: Readonly<Record<string, Partial<TripRequestInput>>> = {
  'history, coast': { interests: { history: 1, coast: 0.8 } },
  'a bit of everything': {},
  'walks, from Newcastle': { interests: { walks: 1, nature: 0.7, beaches: 0.5 }, base: 'newcastle' },
  'museums, art, £80': { interests: { museums: 1, art: 0.8, food: 0.7 }, budgetPence: 8_000 },
  'undiscovered, full days': { interests: { castles: 1, prehistory: 0.9, churches: 0.7 }, discovery: 0.9, base: 'omagh', pace: 'full' },
  'family, relaxed, dry': { interests: { family: 1, food: 0.5 }, party: { adults: 2, children: 2 }, weatherProof: true, pace: 'relaxed' },
};
