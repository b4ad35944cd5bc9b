/**
 * What the log says about the work of providers of alarm response. Calls are cases of people:
 * technical ones and those of inactivity monitors are left out of the answer times, as services do
 * (Camden Careline operations manual).
 */

import type { Observation, ObservedEvent } from '@drystone/part';

interface Call {
  readonly group: string;
  readonly waitedMs?: number;
  readonly afterMs?: number;
}

const background: ReadonlySet<string> = new Set(['technical', 'inactivity']);

export function observe({ type, awardId, data }: ObservedEvent): readonly Observation[] {
  if (awardId === null) return [];
  const count = (counter: string): Observation => ({ kind: 'count', counter, awardId, times: 1 });
  const { group, waitedMs = Infinity, afterMs } = data as Call;
  switch (type) {
    case 'case.assigned':
      return background.has(group) ? [] : [count('calls')];
    case 'case.acknowledged':
      return background.has(group) ? [] : [...(waitedMs <= 60_000 ? [count('within-60')] : []), ...(waitedMs <= 180_000 ? [count('within-180')] : [])];
    case 'case.arrived':
      return background.has(group) || afterMs === undefined ? [] : [count('attended'), ...(afterMs <= 45 * 60_000 ? [count('attended-within-45')] : [])];
    case 'case.passed_on':
      return [count('passed-on')];
    case 'case.closed':
      return [count('closed')];
    default:
      return [];
  }
}
