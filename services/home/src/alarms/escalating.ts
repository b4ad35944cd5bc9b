/**
 * Keeps cases moving: looks twice a second for those whose time has come. Not a job: a ladder's seconds
 * are kept more closely than a queue keeps them, and intake asks for nothing but what it commits.
 */

import type { Database } from '@drystone/database';
import { escalateDue } from './cases.ts';

const lookEveryMs = 500;
/** Where it failed, as when the database is away. */
const failedMs = 2_000;

export interface Escalating {
  /** Lets what is under way be finished. */
  stop(): Promise<void>;
}

export function keepEscalating(database: Database, clock: () => Temporal.Instant, onError: (error: unknown) => void): Escalating {
  let stopped = false;
  let wake = (): void => undefined;

  async function run(): Promise<void> {
    while (!stopped) {
      let pause = lookEveryMs;
      try {
        while (!stopped && (await escalateDue(database, clock())) > 0);
      } catch (error) {
        onError(error);
        pause = failedMs;
      }
      if (stopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  const running = run();
  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
