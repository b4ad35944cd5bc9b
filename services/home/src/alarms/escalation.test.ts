/** Somebody always has a case, or is being asked. */

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { AlarmCase } from './alarm-case.ts';
import { carriedOut, escalate, moved } from './escalation.ts';
import { ladderOf, ladders } from './ladders.ts';
import { byUrgency } from './queue.ts';

const start = Temporal.Instant.from('2026-11-26T12:00:00Z');
const at = (seconds: number) => start.add({ seconds });
const fall: AlarmCase = { id: 'c1', service: 'any', group: 'fall', priority: 1, receivedAt: start, state: 'received', owner: null, rungs: 0, since: start };

/** What is done until `until`, if nobody lifts a finger. */
function unattended(alarmCase: AlarmCase, until: number) {
  const done: [number, string][] = [];
  let now = start;
  let current = alarmCase;
  for (;;) {
    const { action, dueAt } = escalate(current, ladderOf(current.service, current.group), now);
    if (action) {
      done.push([start.until(now).total('seconds'), action.do === 'offer' ? action.whom : action.do]);
      current = carriedOut(current, action, now);
    }
    if (dueAt === null || Temporal.Instant.compare(dueAt, at(until)) > 0) return { done, current };
    now = dueAt;
  }
}

describe('a case that nobody takes', () => {
  it('goes to the operators at once, and up the ladder until it goes round at the last resort', () => {
    expect(unattended(fall, 310).done).toEqual([[0, 'operators'], [30, 'second-operators'], [60, 'duty-manager'], [120, 'next-provider'], [180, 'shared-fallback'], [240, 'shared-fallback'], [300, 'shared-fallback']]);
  });

  it('goes faster for a fire, slower for a flat battery', () => {
    expect(unattended({ ...fall, group: 'fire' }, 40).done).toEqual([[0, 'operators'], [15, 'second-operators'], [30, 'duty-manager']]);
    expect(unattended({ ...fall, group: 'technical' }, 4000).done).toEqual([[0, 'operators'], [3600, 'duty-manager']]);
  });

  it('moves by one rung after an hour in which nobody looked, or the clock jumped', () => {
    const offered = carriedOut(fall, { do: 'offer', whom: 'operators' }, start);
    const { action, dueAt } = escalate(offered, ladderOf('any', 'fall'), at(3600));
    expect([action, dueAt?.toString()]).toEqual([{ do: 'offer', whom: 'second-operators' }, at(3630).toString()]);
  });

  it('does not wait an hour more where the clock was set back', () => {
    const offered = carriedOut(fall, { do: 'offer', whom: 'operators' }, at(3600));
    const { action, dueAt } = escalate(offered, ladderOf('any', 'fall'), start);
    expect([action, dueAt?.toString()]).toEqual([{ do: 'offer', whom: 'second-operators' }, at(30).toString()]);
    expect(escalate(carriedOut(offered, action!, start), ladderOf('any', 'fall'), at(29)).action).toBeNull();
    expect(escalate(offered, ladderOf('any', 'fall'), at(3598)).action).toBeNull();
  });
});

describe('a case that somebody has', () => {
  const taken = moved(carriedOut(fall, { do: 'offer', whom: 'operators' }, start), 'acknowledged', 'olive', at(10))!;

  it('cannot be taken by a second', () => {
    expect(moved(taken, 'acknowledged', 'omar', at(11))).toBeNull();
    expect(moved(taken, 'talking', 'omar', at(11))).toBeNull();
    expect(moved(taken, 'talking', 'olive', at(11))).toMatchObject({ state: 'talking', owner: { operator: 'olive' } });
  });

  it('and who does nothing is reminded, and then it is offered anew', () => {
    const ladder = ladderOf('any', 'fall');
    const reminded = escalate(taken, ladder, at(70));
    expect(reminded.action).toEqual({ do: 'remind' });
    const handed = escalate(carriedOut(taken, { do: 'remind' }, at(70)), ladder, at(130));
    expect([handed.action, handed.dueAt?.toString()]).toEqual([{ do: 'hand-back' }, at(130).toString()]);
    expect(escalate(carriedOut(taken, { do: 'hand-back' }, at(130)), ladder, at(130)).action).toEqual({ do: 'offer', whom: 'operators' });
  });

  it('with somebody on the way is asked after, and closed for good', () => {
    const sent = moved(taken, 'sent', 'olive', at(100))!;
    expect(escalate(sent, ladderOf('any', 'fall'), at(100 + 2700)).action).toEqual({ do: 'remind' });
    const there = moved(sent, 'arrived', 'olive', at(2000))!;
    expect([escalate(there, ladderOf('any', 'fall'), at(2000 + 1200)).action, moved(there, 'talking', 'olive', at(2001))?.state, moved(there, 'arrived', 'omar', at(2001))]).toEqual([{ do: 'remind' }, 'talking', null]);
    const closed = moved(there, 'closed', 'olive', at(3000))!;
    expect([closed.owner, escalate(closed, ladderOf('any', 'fall'), at(1e6)), moved(closed, 'talking', 'olive', at(1e6))]).toEqual([null, { action: null, dueAt: null }, null]);
  });
});

describe('whatever happens', () => {
  it('an open case has an owner or something due at once, and always a time to look again', () => {
    const events = fc.array(fc.tuple(fc.integer({ min: -4000, max: 8000 }), fc.constantFrom('acknowledged' as const, 'talking' as const, 'sent' as const, 'arrived' as const, 'resolved' as const, 'closed' as const, null), fc.constantFrom('olive', 'omar')), { maxLength: 40 });
    fc.assert(
      fc.property(events, fc.constantFrom('fall' as const, 'fire' as const, 'technical' as const, 'unknown' as const), (steps, group) => {
        let now = start;
        let current: AlarmCase = { ...fall, group };
        for (const [seconds, to, operator] of steps) {
          now = now.add({ seconds });
          current = (to && moved(current, to, operator, now)) || current;
          const { action, dueAt } = escalate(current, ladderOf('any', group), now);
          if (current.state === 'closed') {
            expect([action, dueAt]).toEqual([null, null]);
            return;
          }
          expect(current.owner !== null || action !== null).toBe(true);
          expect(Temporal.Instant.compare(dueAt!, now)).toBeGreaterThanOrEqual(0);
          if (action) current = carriedOut(current, action, now);
        }
      }),
      // Received on a server whose clock is a moment ahead: asked for at once all the same.
      { examples: [[[[-2, null, 'olive']], 'fall']], numRuns: 300 },
    );
  });

  it('every ladder begins at once and ends at the last resort', () => {
    for (const service of Object.values(ladders)) for (const { rungs } of Object.values(service)) expect([rungs[0].afterSeconds, rungs.at(-1)!.whom]).toEqual([0, 'shared-fallback']);
  });
});

describe('the queue', () => {
  it('is by urgency, then by how long they wait', () => {
    const cases = [{ ...fall, id: 'late', receivedAt: at(5) }, { ...fall, id: 'battery', priority: 3 as const, receivedAt: at(-900) }, fall];
    expect(cases.toSorted(byUrgency).map(({ id }) => id)).toEqual(['c1', 'late', 'battery']);
  });
});
