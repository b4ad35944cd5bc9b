/** Asks for each case, once, which provider answers it; and again where its award is over while it still waits. */

import type { Database } from '@drystone/database';
import { repeating, type Repeating } from '@drystone/events';
import { findCase } from '../alarms/store.ts';
import type { Awards } from '../ports.ts';
import { assign, takeAway } from './passing-on.ts';
import { dutyTeam, part, type Route } from './route.ts';
import { areAnyAwarded, findStranded, findUnassigned, forgetRoute, lockUnassigned } from './store.ts';

const mostAtOnce = 100;
const lookEveryMs = 250;
/** Where it failed, as when the database is away. */
const failedMs = 2_000;

export interface Assigning {
  readonly database: Database;
  readonly awards: Awards;
}

/** @returns how many cases were assigned. */
export async function assignCases({ database, awards }: Assigning, now: Temporal.Instant): Promise<number> {
  const found = await database.as('system:home', (transaction) => findUnassigned(transaction, mostAtOnce));
  const routes = new Map<string, Route>();
  for (const { id, organisation, area } of found) {
    if (area === null) {
      routes.set(id, dutyTeam);
      continue;
    }
    const { awardId, providerId, fallbacks } = await awards.whoServes(part, area, now, id, organisation);
    routes.set(id, { award: awardId, responder: providerId, fallbacks });
  }
  if (routes.size === 0) return 0;
  return database.as('system:home', async (transaction) => {
    const locked = await lockUnassigned(transaction, [...routes.keys()]);
    for (const id of locked) await assign(transaction, (await findCase(transaction, id))!, routes.get(id)!, now);
    return locked.size;
  });
}

/** Cases that wait with an award which has ended or rests are taken away from it, and assigned anew. */
export async function releaseStranded({ database, awards }: Assigning, now: Temporal.Instant): Promise<number> {
  if (!(await database.as('system:home', areAnyAwarded))) return 0;
  const inForce = (await awards.allWhoServe(part, now)).map(({ awardId }) => awardId);
  return database.as('system:home', async (transaction) => {
    const stranded = await findStranded(transaction, inForce, mostAtOnce);
    for (const id of stranded) {
      await takeAway(transaction, (await findCase(transaction, id))!, 'award-over', now);
      await forgetRoute(transaction, id);
    }
    return stranded.length;
  });
}

export function keepAssigning(assigning: Assigning, clock: () => Temporal.Instant, onError: (error: unknown) => void): Repeating {
  return repeating(async (isStopped) => {
    try {
      await releaseStranded(assigning, clock());
      while (!isStopped() && (await assignCases(assigning, clock())) > 0);
      return lookEveryMs;
    } catch (error) {
      onError(error);
      return failedMs;
    }
  });
}
