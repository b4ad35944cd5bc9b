/** What of a consent holds, at each moment. */

import { describe, expect, it } from 'vitest';
import { stateOf, type ConsentFacts } from './consent.ts';

const now = Temporal.Instant.from('2026-11-20T12:00:00Z');
const today = Temporal.PlainDate.from('2026-11-20');
const state = (facts: Partial<ConsentFacts>) => stateOf({ withdrawnAt: null, until: null, acceptedAt: null, invitationEndsAt: '2026-12-01T00:00:00Z', hasLeft: false, ...facts }, now, today);
const accepted = { acceptedAt: '2026-11-01T00:00:00Z' };

describe('a consent', () => {
  it.each([
    [{}, 'invited'],
    [{ invitationEndsAt: '2026-11-20T12:00:00Z' }, 'lapsed'],
    [accepted, 'in-force'],
    [{ ...accepted, until: '2026-11-20' }, 'in-force'],
    [{ ...accepted, until: '2026-11-19' }, 'over'],
    [{ until: '2026-11-19' }, 'over'],
    [{ ...accepted, hasLeft: true }, 'ended'],
    [{ ...accepted, withdrawnAt: '2026-11-20T12:00:00Z', hasLeft: true }, 'withdrawn'],
  ] as const)('%j is %s', (facts, expected) => expect(state(facts)).toBe(expected));
});
