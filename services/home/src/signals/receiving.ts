/**
 * Takes signals in: together with case and event they are committed, or they were never there.
 * Whoever acknowledges does so when `receive` has resolved, and at no other time.
 */

import { randomUUIDv7 } from 'node:crypto';
import type { Database } from '@drystone/database';
import { appendEvents } from '@drystone/events';
import { place, type Arrival, type Placed } from './placing.ts';
import { findFacts, keep, keepLastStates, lockSenders } from './store.ts';
import { together } from './together.ts';

export interface Receiving {
  /** The signals of one message, all or none. Rejects where they could not be kept. */
  receive(arrivals: readonly Arrival[]): Promise<readonly Placed[]>;
}

/** A batch takes a few milliseconds; more than one of these waits means that something is wrong. */
const mostInABatch = 200;
const mostWaiting = 5_000;

export function createReceiving({ database, clock }: { readonly database: Database; readonly clock: () => Temporal.Instant }): Receiving {
  const receive = together((messages: readonly (readonly Arrival[])[]) => commit(database, messages, clock()), { most: mostInABatch, atOnce: 2, mostWaiting, oneIsBad: isAboutData });
  return { receive: async (arrivals) => (arrivals.length === 0 ? [] : receive(arrivals)) };
}

async function commit(database: Database, messages: readonly (readonly Arrival[])[], now: Temporal.Instant): Promise<readonly (readonly Placed[])[]> {
  const arrivals = messages.flat();
  const signals = arrivals.map(({ signal }) => signal);
  const placed = await database.as('system:intake', async (transaction) => {
    await lockSenders(transaction, signals);
    // A signal and a case each at most; sorted, because ids of one millisecond are in no order of their own.
    const ids = Array.from({ length: 2 * arrivals.length }, () => randomUUIDv7()).sort().values();
    const placing = place(arrivals, await findFacts(transaction, signals, now), now, () => ids.next().value!);
    await keep(transaction, placing, now);
    await keepLastStates(transaction, arrivals, now);
    await appendEvents(transaction, placing.events);
    return placing.placed;
  });
  let from = 0;
  return messages.map(({ length }) => placed.slice(from, (from += length)));
}

/** SQLSTATE classes 22 and 23, and 54: what was to be written, not the database, is at fault. */
function isAboutData(error: unknown): boolean {
  return /^(22|23|54)/.test(String((error as { code?: unknown }).code ?? ''));
}
