import type { ObservedEvent } from '@drystone/part';
import { expect, it } from 'vitest';
import { observe } from './observe.ts';

const counted = (type: string, data: object, awardId: string | null = 'award') => observe({ type, subject: 'case', awardId, data } satisfies ObservedEvent).map((each) => (each.kind === 'count' ? each.counter : each.kind));

it('a call counts when it comes to the provider, and is in time up to the last millisecond', () => {
  expect(counted('case.assigned', { group: 'fall' })).toEqual(['calls']);
  expect(counted('case.acknowledged', { group: 'fall', waitedMs: 60_000 })).toEqual(['within-60', 'within-180']);
  expect(counted('case.acknowledged', { group: 'fall', waitedMs: 60_001 })).toEqual(['within-180']);
  expect(counted('case.acknowledged', { group: 'fall', waitedMs: 180_001 })).toEqual([]);
  // Taken up again after it was handed back: answered it was before.
  expect(counted('case.acknowledged', { group: 'fall' })).toEqual([]);
});

it('what a machine has to say is no call, and what the duty team does is no provider’s', () => {
  for (const group of ['technical', 'inactivity']) expect([...counted('case.assigned', { group }), ...counted('case.acknowledged', { group, waitedMs: 1 })]).toEqual([]);
  expect(counted('case.assigned', { group: 'fall' }, null)).toEqual([]);
});

it('a home is reached when the first of those who were sent is there, in time up to the last millisecond', () => {
  expect(counted('case.arrived', { whom: 'responder', group: 'fall', afterMs: 2_700_000 })).toEqual(['attended', 'attended-within-45']);
  expect(counted('case.arrived', { whom: 'responder', group: 'fall', afterMs: 2_700_001 })).toEqual(['attended']);
  expect([...counted('case.arrived', { whom: 'ambulance', group: 'fall' }), ...counted('case.arrived', { whom: 'technician', group: 'technical', afterMs: 1 })]).toEqual([]);
});

it('what was passed on and what was closed is counted', () => {
  expect([...counted('case.passed_on', { group: 'technical', why: 'unreachable' }), ...counted('case.closed', { outcome: 'advice', cause: 'fall' }), ...counted('case.talking', {})]).toEqual(['passed-on', 'closed']);
});
