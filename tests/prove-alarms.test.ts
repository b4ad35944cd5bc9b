/** The short form of `npm run prove:alarms`. */

import { expect, it } from 'vitest';
import { proveAlarms } from '../bench/src/prove-alarms.ts';

it('what was acknowledged is there exactly once, with its next step, though intake and PostgreSQL are killed', { timeout: 180_000 }, async () => {
  const proof = await proveAlarms({ kills: 1, devicesEach: 2, seed: 1, say: () => undefined, order: ['intake and postgresql'] });
  expect(proof.wrong).toEqual({ lost: 0, twice: 0, neverAcknowledged: 0, withoutCase: 0, casesWithoutNextStep: 0, casesOverdue: 0, eventsMissingOrTwice: 0 });
  expect(proof.acknowledged).toBeGreaterThan(5);
  expect(proof.refused + proof.unanswered).toBeGreaterThan(0);
});
