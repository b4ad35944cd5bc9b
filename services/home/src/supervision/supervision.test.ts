/** When somebody is silent, and what is one incident: pure rules, with the time handed in. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { group, isOver, massRules, type Affected, type Course, type Place } from './incidents.ts';
import { isSilent, listenedSeconds } from './silence.ts';

const now = Temporal.Instant.from('2026-11-27T12:00:00Z');
const ago = (minutes: number) => now.subtract({ seconds: Math.round(minutes * 60) });
const doors = (...pairs: readonly (readonly [from: number, until: number])[]) => pairs.map(([from, until]) => ({ from: ago(from), until: ago(until) }));

describe('a local unit that is expected every ten minutes', () => {
  const heard = (minutes: number, lineEnded?: number) => ({ everySeconds: 600, heardAt: ago(minutes), lineEndedAt: lineEnded === undefined ? null : ago(lineEnded) });

  it('is silent when it is late by more than a tenth', () => {
    expect([0, 10, 11, 11.1, 600].map((minutes) => isSilent(heard(minutes), doors([1_000, 0]), now))).toEqual([false, false, false, true, true]);
    // Of one that is expected every minute, a minute.
    expect([1.9, 2.1].map((minutes) => isSilent({ ...heard(minutes), everySeconds: 60 }, doors([1_000, 0]), now))).toEqual([false, true]);
  });

  it('is not, for the time in which nobody could hear it', () => {
    expect(isSilent(heard(600), doors([1_000, 598], [5, 0]), now)).toBe(false);
    expect(isSilent(heard(600), doors([1_000, 598], [9.5, 0]), now)).toBe(true);
    expect(isSilent(heard(600), [], now)).toBe(false);
    // The doors of two servers are one time.
    expect(isSilent(heard(600), doors([6, 0], [6, 0], [5, 1]), now)).toBe(false);
  });

  it('whose line has ended has two minutes for a new one', () => {
    expect([[3, 1.9], [3, 2.1], [1, 2.5], [3, 3]].map(([at, ended]) => isSilent(heard(at!, ended), doors([1_000, 0]), now))).toEqual([false, true, false, true]);
  });

  it('heard in a time to come, as after the clock was set back, is not', () => expect(isSilent(heard(-30), doors([1_000, 0]), now)).toBe(false));
});

it('time is listened to at most as long as it lasts, and no less for one more door', () => {
  const door = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 })).map(([one, other]) => [Math.max(one, other), Math.min(one, other)] as const);
  fc.assert(
    fc.property(fc.array(door, { maxLength: 8 }), door, fc.integer({ min: 0, max: 500 }), (some, more, from) => {
      const listened = listenedSeconds(doors(...some), ago(from), now);
      expect(listened).toBeLessThanOrEqual(from * 60);
      expect(listenedSeconds(doors(...some, more), ago(from), now)).toBeGreaterThanOrEqual(listened);
    }),
  );
});

const homes = (count: number, place: Partial<Place> = {}, from = 0): Affected[] => Array.from({ length: count }, (_, number) => ({ organisation: 'o', area: 'belfast', scheme: null, ...place, id: `${place.area ?? ''}${place.scheme ?? ''}${from + number}` }));
const told = ({ joins, opens, alone }: ReturnType<typeof group>) => ({ joins: joins.map(({ incident, members }) => [incident, members.length]), opens: opens.map(({ reach, name, members }) => [reach, name, members.length]), alone: alone.length });

describe('silence', () => {
  const silence = massRules.silence;
  it('of a thousand homes of which none else is heard is one incident; of a few it is theirs', () => {
    expect(told(group(silence, homes(1_000), [], []))).toEqual({ joins: [], opens: [['all', null, 1_000]], alone: 0 });
    expect(told(group(silence, homes(9), [], []))).toEqual({ joins: [], opens: [], alone: 9 });
  });

  it('of many, while as many are heard, is no network that is down', () => expect(told(group(silence, homes(100), homes(101, {}, 500), []))).toEqual({ joins: [], opens: [], alone: 100 }));

  it('of an area or a scheme is of that, where others are heard; each organisation has its own', () => {
    const heard = homes(500, { area: 'ards-and-north-down' });
    expect(told(group(silence, [...homes(30), ...homes(3, { area: 'ards-and-north-down' }, 900)], heard, []))).toEqual({ joins: [], opens: [['area', 'belfast', 30]], alone: 3 });
    expect(told(group(silence, homes(6, { scheme: 'Riverside Court' }), homes(200), []))).toEqual({ joins: [], opens: [['scheme', 'Riverside Court', 6]], alone: 0 });
    expect(told(group(silence, [...homes(20), ...homes(20, { organisation: 'other' })], [], []))).toEqual({ joins: [], opens: [['all', null, 20], ['all', null, 20]], alone: 0 });
    expect(told(group(silence, homes(8, { area: null }), homes(20, { area: null }, 100), []))).toEqual({ joins: [], opens: [], alone: 8 });
  });

  it('of one more, where an incident is open, is part of it', () => {
    const open = [{ id: 'i', organisation: 'o', reach: 'area', name: 'belfast' } as const];
    expect(told(group(silence, [...homes(1), ...homes(1, { area: 'mid-ulster' }), ...homes(1, { organisation: 'other' })], homes(100), open))).toEqual({ joins: [['i', 1]], opens: [], alone: 2 });
  });

  it('never loses or doubles a home', () => {
    const place = fc.record({ organisation: fc.constantFrom('o', 'p'), area: fc.constantFrom('a', 'b', null), scheme: fc.constantFrom('s', 't', null) });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 60 }), fc.array(place, { maxLength: 60 }), fc.constantFrom('silence' as const, 'mains' as const), (places, others, kind) => {
        const affected = places.map((each, number) => ({ ...each, id: String(number) }));
        const { joins, opens, alone } = group(massRules[kind], affected, others, [{ id: 'i', organisation: 'o', reach: 'scheme', name: 's' }]);
        expect([...joins, ...opens].flatMap(({ members }) => members).concat(alone).map(({ id }) => Number(id)).sort((one, other) => one - other)).toEqual(affected.map((_, number) => number));
      }),
    );
  });
});

describe('lost mains', () => {
  it('of a quarter of a scheme is one incident; of some homes of a town it is theirs', () => {
    const scheme = { scheme: 'Riverside Court' };
    expect(told(group(massRules.mains, homes(10, scheme), homes(30, scheme, 100), []))).toEqual({ joins: [], opens: [['scheme', 'Riverside Court', 10]], alone: 0 });
    expect(told(group(massRules.mains, homes(10, scheme), homes(31, scheme, 100), []))).toEqual({ joins: [], opens: [], alone: 10 });
    expect(told(group(massRules.mains, homes(19), homes(100, {}, 100), []))).toEqual({ joins: [], opens: [], alone: 19 });
    expect(told(group(massRules.mains, homes(20), homes(100, {}, 100), []))).toEqual({ joins: [], opens: [['area', 'belfast', 20]], alone: 0 });
  });
});

describe('an incident', () => {
  const course = (more: Partial<Course>): Course => ({ kind: 'silence', members: 10, returned: 0, lastJoinedAt: ago(100), lastReturnedAt: null, caseClosed: false, ...more });
  it('is over when all are back, or most and for a while nobody more', () => {
    expect(isOver(course({ returned: 10, lastReturnedAt: ago(0) }), now)).toBe(true);
    expect(isOver(course({ returned: 8, lastReturnedAt: ago(16) }), now)).toBe(true);
    expect([course({ returned: 8, lastReturnedAt: ago(14) }), course({ returned: 7, lastReturnedAt: ago(60) }), course({ caseClosed: true })].map((each) => isOver(each, now))).toEqual([false, false, false]);
  });
  it('of lost mains is over as well when its case is closed and nobody joins any more', () => {
    expect([100, 5].map((minutes) => isOver(course({ kind: 'mains', caseClosed: true, lastJoinedAt: ago(minutes) }), now))).toEqual([true, false]);
  });
});
