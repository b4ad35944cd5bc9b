/**
 * Wakes readers of the log. Writers tell nobody anything: a NOTIFY in their transactions would make
 * commits wait for each other. The tailer looks by itself, ten times a second while something
 * happens and once a second while nothing does.
 */

import type { Database } from '@drystone/database';
import { isAnythingNew, readToEnd, type EventReader } from './read.ts';
import { repeating, type Repeating } from './repeating.ts';

const busyMs = 100;
const quietMs = 1_000;
/** A reader that fails is tried again, but not ten times a second. */
const failedMs = 10_000;

export function tail(database: Database, readers: readonly EventReader[], onError: (reader: string, error: unknown) => void): Repeating {
  const failedUntil = new Map<string, number>();

  async function look(): Promise<boolean> {
    const ready = readers.filter(({ name }) => (failedUntil.get(name) ?? 0) <= performance.now());
    if (ready.length === 0 || !(await isAnythingNew(database, ready.map(({ name }) => name)))) return false;
    for (const reader of ready) {
      try {
        await readToEnd(database, reader);
      } catch (error) {
        failedUntil.set(reader.name, performance.now() + failedMs);
        onError(reader.name, error);
      }
    }
    return true;
  }

  let pause = busyMs;
  return repeating(async () => {
    const busy = await look().catch((error: unknown) => {
      onError('tailer', error);
      return false;
    });
    pause = busy ? busyMs : Math.min(quietMs, pause * 2);
    return pause;
  });
}
