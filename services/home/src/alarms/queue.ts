/** In which order cases wait. */

import type { AlarmCase } from './alarm-case.ts';

/** The most urgent first; of those as urgent, the one that has waited longest. */
export function byUrgency(a: AlarmCase, b: AlarmCase): number {
  return a.priority - b.priority || Temporal.Instant.compare(a.receivedAt, b.receivedAt) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
