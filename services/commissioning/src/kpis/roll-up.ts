/** Adds up the log by award and day, as its events come; and all of it anew when that is asked for. */

import type { Database } from '@drystone/database';
import { readAnew, type EventReader, type StoredEvent } from '@drystone/events';
import type { Observation } from '@drystone/part';
import { parts } from '../parts.ts';
import { addCounts, forgetKpis, setThings, type AwardCount, type ProviderThing } from './store.ts';

export const kpiReaderName = 'kpis';

/** @param timeZone in which the buyers' months begin and end. */
export function kpiReader(timeZone: string): EventReader {
  return {
    name: kpiReaderName,
    async read(transaction, events) {
      const { counts, things } = addedUp(events, timeZone);
      if (counts.length > 0) await addCounts(transaction, counts);
      if (things.length > 0) await setThings(transaction, things);
    },
  };
}

/** Forgets the figures and counts every event of the log again. @returns how many there are. */
export function rebuildKpis(database: Database, timeZone: string): Promise<number> {
  return readAnew(database, kpiReader(timeZone), forgetKpis);
}

function addedUp(events: readonly StoredEvent[], timeZone: string): { counts: AwardCount[]; things: ProviderThing[] } {
  const counts = new Map<string, AwardCount>();
  const things = new Map<string, ProviderThing>();
  for (const event of events) {
    const day = event.at.toZonedDateTimeISO(timeZone).toPlainDate().toString();
    const month = day.slice(0, 7);
    for (const { part, observation } of observed(event)) {
      if (observation.kind === 'count') {
        const { awardId: award, counter, times } = observation;
        const key = `${award} ${day} ${counter}`;
        counts.set(key, { award, day, counter, times: times + (counts.get(key)?.times ?? 0) });
      } else {
        const { provider, thing, stands } = observation;
        const key = `${provider} ${part} ${thing} ${month}`;
        const confirmedAt = event.at.toString();
        const before = things.get(key);
        if (before === undefined || before.confirmedAt <= confirmedAt) things.set(key, { part, provider, thing, month, confirmedAt, stands });
      }
    }
  }
  return { counts: [...counts.values()], things: [...things.values()] };
}

function observed(event: StoredEvent): { readonly part: string; readonly observation: Observation }[] {
  return parts.flatMap(({ id, observe }) => (observe?.(event) ?? []).map((observation) => ({ part: id, observation })));
}
