/** What an award promised, beside what really happened: from the event log and nothing else. */

import type { Database } from '@drystone/database';
import { countOfAward } from '@drystone/events';
import { partOf, type PartId } from '../parts.ts';
import { findProcess } from '../processes/store.ts';
import { findAward } from './store.ts';

export interface Figure {
  readonly metric: string;
  readonly title: string;
  readonly unit: 'percent' | 'times';
  readonly better: 'higher' | 'lower';
  /** Null where the lot set none. */
  readonly target: number | null;
  /** Since the award was made; null where it is not measured yet. */
  readonly measured: number | null;
}

export interface Performance {
  /** Nothing for an award that there is not. */
  performance(awardId: string): Promise<readonly Figure[]>;
}

export function createPerformance(database: Database): Performance {
  return {
    performance: (awardId) =>
      database.as('anonymous', async (transaction) => {
        const award = await findAward(transaction, awardId);
        if (award === undefined) return [];
        const counts = await countOfAward(transaction, awardId);
        const measured: Readonly<Record<string, number>> = { chosen: counts.planned, visited: counts.visited, reported: counts.reported };
        const lot = (await findProcess(transaction, award.process))?.content.lots.find(({ id }) => id === award.lot);
        return partOf(award.part as PartId).metrics.map(({ id, title, unit, better }) => ({ metric: id, title, unit, better, target: lot?.kpis.find(({ metric }) => metric === id)?.target ?? null, measured: measured[id] ?? null }));
      }),
  };
}
