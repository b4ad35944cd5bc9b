/** A week of the simulated winter, with a storm and an outage; the whole of it is `npm run simulate:winter`. */

import { simulateWinter } from '@drystone/home';
import { createRandom } from '@drystone/planner';
import { describe, expect, it } from 'vitest';

const week = (seed: number) => simulateWinter({ random: createRandom(seed).next, dwellings: 500, days: 7, first: Temporal.PlainDate.from('2027-01-04'), timeZone: 'Europe/London', checkAllAlways: true });

describe('a week of winter', () => {
  it('is the same for the same seed, and leaves no case without an owner or a timer at any step', () => {
    const [one, again, other] = [week(1), week(1), week(2)];
    expect(again).toEqual(one);
    expect(other.hash).not.toBe(one.hash);
    for (const { signals, cases, closed, stillOpen, storms, outages, invariantsChecked, events } of [one, other]) {
      expect([storms, outages, closed + stillOpen]).toEqual([1, 1, cases]);
      expect(signals).toBeGreaterThan(300);
      expect(invariantsChecked).toBeGreaterThan(events);
    }
    expect(one.months.map(({ month }) => month)).toEqual(['2027-01']);
    expect(one.months[0]!.answering.calls).toBeGreaterThan(100);
  });
});
