/**
 * Keeps cases moving: looks twice a second for those whose time has come. Not a job: a ladder's seconds
 * are kept more closely than a queue keeps them, and intake asks for nothing but what it commits.
 */

import type { Database } from '@drystone/database';
import { repeating, type Repeating } from '@drystone/events';
import { escalateDue } from './cases.ts';

const lookEveryMs = 500;
/** Where it failed, as when the database is away. */
const failedMs = 2_000;

export function keepEscalating(database: Database, clock: () => Temporal.Instant, onError: (error: unknown) => void): Repeating {
  return repeating(async (isStopped) => {
    try {
      while (!isStopped() && (await escalateDue(database, clock())) > 0);
      return lookEveryMs;
    } catch (error) {
      onError(error);
      return failedMs;
    }
  });
}
