/** What the log says about the work of providers of content. */

import type { Observation, ObservedEvent } from '@drystone/part';

interface PlannedStop {
  readonly awardId: string | null;
  /** Missing in events of before it was told: such a stop is new where the plan is the first. */
  readonly new?: boolean;
  readonly asked?: boolean;
}

/** A stop counts once for each trip: when it comes into it. */
export function observe({ type, subject, awardId, data }: ObservedEvent): readonly Observation[] {
  switch (type) {
    case 'trip.planned': {
      const { revision, stops } = data as { revision: number; stops: readonly PlannedStop[] };
      return stops.flatMap((stop) => (stop.awardId !== null && (stop.new ?? revision === 1) ? [count(stop.asked === true ? 'chosen' : 'recommended', stop.awardId)] : []));
    }
    case 'stop.visited': {
      const { littleKnown } = data as { littleKnown?: boolean };
      return awardId === null ? [] : [count('visited', awardId), ...(littleKnown === true ? [count('visited-little-known', awardId)] : [])];
    }
    case 'attraction.reported':
      return awardId === null ? [] : [count('reported', awardId)];
    case 'content.published':
    case 'content.confirmed':
    case 'content.withdrawn':
      return [{ kind: 'thing', provider: (data as { provider: string }).provider, thing: subject, stands: type !== 'content.withdrawn' }];
    default:
      return [];
  }
}

const count = (counter: string, awardId: string): Observation => ({ kind: 'count', counter, awardId, times: 1 });
