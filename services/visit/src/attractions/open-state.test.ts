import { attraction } from '@drystone/part-visit-content';
import { describe, expect, it } from 'vitest';
import { createSchedules, openState } from './open-state.ts';

const place = { slug: 'x', name: 'X', timeZone: 'Europe/London', country: 'gb', state: 'Northern Ireland', currency: 'GBP', centre: { lat: 54.6, lon: -5.9 }, attributions: [], gateway: 'belfast', ideas: [] };

function stateAt(opening: string, at: string) {
  const place_ = attraction.parse({
    slug: 'somewhere',
    name: 'Somewhere',
    kind: 'museum',
    interests: { museums: 1 },
    area: 'belfast',
    town: 'belfast',
    position: { lat: 54.6, lon: -5.9, basis: 'unverified' },
    hours: opening === 'unknown' ? 'unknown' : { opening, basis: 'unverified' },
    dwellMinutes: { short: 30, usual: 60, long: 90 },
    price: 'unknown',
    setting: 'indoor',
    terrain: 'town',
    accessibility: { stepFree: 'unknown', accessibleToilet: 'unknown', hearingLoop: 'unknown', quietHours: 'unknown', parking: 'unknown' },
    renown: 0.2,
    summary: 'A place that is here for the sake of the test alone. It opens and closes as it is told to.',
  });
  return openState(place_, createSchedules(place), Temporal.PlainDateTime.from(at).toZonedDateTime('Europe/London'));
}

describe('the state of an attraction', () => {
  // 11 June 2027 is a Friday.
  it.each([
    ['24/7', '2027-06-11T03:00', 'open', null, 'Open all day'],
    ['Mo-Su 00:00-24:00', '2027-06-11T03:00', 'open', null, 'Open all day'],
    ['Mo-Fr 10:00-17:00', '2027-06-11T12:00', 'open', '2027-06-11T17:00:00+01:00', 'Open until 17:00'],
    ['Mo-Fr 10:00-17:00', '2027-06-11T16:40', 'open', '2027-06-11T17:00:00+01:00', 'Closes in 20 minutes'],
    ['Mo-Fr 10:00-17:00', '2027-06-11T09:30', 'closed', '2027-06-11T10:00:00+01:00', 'Opens in 30 minutes'],
    ['Mo-Fr 10:00-17:00', '2027-06-11T07:00', 'closed', '2027-06-11T10:00:00+01:00', 'Opens today 10:00'],
    ['Mo-Fr 10:00-17:00', '2027-06-10T18:00', 'closed', '2027-06-11T10:00:00+01:00', 'Opens tomorrow 10:00'],
    ['Mo-Fr 10:00-17:00', '2027-06-11T18:00', 'closed', '2027-06-14T10:00:00+01:00', 'Opens Monday 14 June 10:00'],
    ['Mo-Su 12:00-01:00', '2027-06-11T20:00', 'open', '2027-06-12T01:00:00+01:00', 'Open until 01:00'],
    ['Mo-Su 12:00-01:00', '2027-06-12T00:30', 'open', '2027-06-12T01:00:00+01:00', 'Closes in 30 minutes'],
    ['Dec Mo-Su 10:00-16:00', '2027-06-11T12:00', 'closed', null, 'Closed for now'],
    ['unknown', '2027-06-11T12:00', 'unknown', null, 'Hours unknown'],
  ])('with hours %s at %s is %s until %s: %s', (opening, at, state, changesAt, text) => {
    expect(stateAt(opening, at)).toEqual({ state, changesAt, text });
  });

  it('keeps the public holidays of Northern Ireland', () => {
    expect(stateAt('Mo-Fr 10:00-17:00; PH off', '2027-07-12T12:00').state).toBe('closed');
    expect(stateAt('Mo-Fr 10:00-17:00; PH off', '2027-03-17T12:00').state).toBe('closed');
  });
});
