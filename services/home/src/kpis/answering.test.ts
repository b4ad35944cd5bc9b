/** The definitions of the figures, on an example worked by hand. */

import { describe, expect, it } from 'vitest';
import { answering, monthOf, type Call } from './answering.ts';

const start = Temporal.Instant.from('2026-10-10T12:00:00Z');
const call = (id: string, answeredAfterMs: number | null, more: Partial<Call> = {}): Call => ({ id, kind: 'personal-alarm', receivedAt: start, acceptedAt: answeredAfterMs === null ? null : start.add({ milliseconds: answeredAfterMs }), abandonedAt: null, automatic: false, ...more });
const october = monthOf('2026-10', 'Europe/London');
const rules = { outOfScope: ['inactivity' as const] };
const asOf = Temporal.Instant.from('2026-11-02T00:00:00Z');

describe('answering', () => {
  it('is counted as the definitions say', () => {
    const calls = [
      call('at the limit', 60_000),
      call('a millisecond late', 60_001),
      call('at three minutes', 180_000),
      call('over three minutes', 180_001),
      call('cleared at 20 s', null, { abandonedAt: start.add({ seconds: 20 }) }),
      call('cleared at 200 s', null, { abandonedAt: start.add({ seconds: 200 }) }),
      call('called off at 10 s, taken at 300 s', 300_000, { abandonedAt: start.add({ seconds: 10 }) }),
      call('never answered', null),
      call('by a machine', 1000, { automatic: true }),
      call('background', 500_000, { kind: 'inactivity' }),
      call('of another month', 1000, { receivedAt: october.to }),
    ];
    // 8 in scope; 60 s: at the limit, cleared at 20 s, called off at 10 s; 180 s: those three, a millisecond late, at three minutes.
    expect(answering(calls, october, rules, asOf)).toEqual({
      calls: 8,
      within60Seconds: 3,
      within180Seconds: 5,
      percentWithin60Seconds: 300 / 8,
      percentWithin180Seconds: 500 / 8,
      over180Seconds: ['over three minutes', 'cleared at 200 s', 'never answered'],
      abandoned: ['cleared at 20 s', 'cleared at 200 s', 'called off at 10 s, taken at 300 s'],
      waiting: ['never answered'],
      leftOut: 2,
    });
  });

  it('counts a call in the month it began in, though it is answered in the next', () => {
    const last = call('at midnight', null, { receivedAt: october.to.subtract({ seconds: 5 }), acceptedAt: october.to.add({ seconds: 5 }) });
    expect(answering([last], october, rules, asOf)).toMatchObject({ calls: 1, within60Seconds: 1 });
    expect(answering([last], monthOf('2026-11', 'Europe/London'), rules, asOf).calls).toBe(0);
  });

  it('of nothing is no data', () => expect(answering([], october, rules, asOf)).toMatchObject({ calls: 0, percentWithin60Seconds: null, percentWithin180Seconds: null }));
});

describe('a month in London', () => {
  it.each([
    ['2026-03', 31 * 24 - 1],
    ['2026-10', 31 * 24 + 1],
    ['2026-11', 30 * 24],
  ])('%s has %i hours', (month, hours) => {
    const { from, to } = monthOf(month, 'Europe/London');
    expect(from.until(to).total('hours')).toBe(hours);
  });
});
