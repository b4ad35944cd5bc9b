import { describe, expect, it } from 'vitest';
import { observe } from './observe.ts';

const awardId = '018f0000-0000-7000-8000-000000000001';
const counters = (type: string, data: unknown, of: string | null = awardId) => observe({ type, subject: 'a-place', awardId: of, data }).map((each) => (each.kind === 'count' ? each.counter : `${each.thing} ${each.stands}`));

describe('the work of a provider of content', () => {
  it('is a place that came into an itinerary, once for each trip, by the guide or because it was asked for', () => {
    const stop = { awardId, new: true, asked: false };
    expect(counters('trip.planned', { revision: 1, stops: [stop, { ...stop, asked: true }, { ...stop, awardId: null }] })).toEqual(['recommended', 'chosen']);
    expect(counters('trip.planned', { revision: 2, stops: [{ ...stop, new: false }] })).toEqual([]);
    // As it was told at first.
    expect([1, 2].map((revision) => counters('trip.planned', { revision, stops: [{ awardId }] }))).toEqual([['recommended'], []]);
  });

  it('is a visit, and whether few know the place', () => {
    expect(counters('stop.visited', { trip: null, littleKnown: true })).toEqual(['visited', 'visited-little-known']);
    expect(counters('stop.visited', { trip: null })).toEqual(['visited']);
    expect(counters('stop.visited', { trip: null, littleKnown: true }, null)).toEqual([]);
  });

  it('is a fact that stands, until it is taken away; and nothing else that happens', () => {
    expect(counters('content.published', { provider: 'x', version: 1 }, null)).toEqual(['a-place true']);
    expect(counters('content.withdrawn', { provider: 'x', version: 2 }, null)).toEqual(['a-place false']);
    expect(counters('award.made', {})).toEqual([]);
  });
});
