/** What every change of a process has in common: who may, what it is told with, and the release that tells it. */

import { requirePermission, type Caller, type Operation } from '@drystone/access';
import type { Acting, Database, Transaction } from '@drystone/database';
import { fieldProblems, invalid, Problem } from '@drystone/problems';
import { z } from 'zod';
import { findAwards } from '../awards/store.ts';
import { countOpenedBids } from '../bids/opened.ts';
import { deliveryOf } from '../contracts/delivery.ts';
import { findDecisions } from '../evaluation/store.ts';
import { releaseOf, type ReleaseOf, type ReleaseTag } from '../open/release.ts';
import type { Areas, Organisations, PublicOrganisation } from '../ports.ts';
import type { Process } from './process.ts';
import { findAmendments, findProcess, insertRelease } from './store.ts';

export type Surroundings = Pick<ReleaseOf, 'organisations' | 'areas'>;

/** Of one process. */
export const mostAwards = 10_000;

export interface Publishing {
  /** The process, whoever sees it, once its buyer allows the caller to do that. */
  permitted(caller: Caller | undefined, operation: Operation, id: string): Promise<{ allowed: Caller; process: Process; acting: Acting }>;
  /** Asked before a transaction begins: one that waits for a second connection may wait for itself. */
  surroundings(process: Process, provider?: PublicOrganisation): Promise<Surroundings>;
  /** Appends the release that tells what the process is now, with it locked. */
  publish(transaction: Transaction, processId: string, around: Surroundings, tag: readonly ReleaseTag[], now: Temporal.Instant): Promise<void>;
}

export function createPublishing({ database, organisations, areas, timeZone }: { readonly database: Database; readonly organisations: Pick<Organisations, 'publicly'>; readonly areas: Areas; readonly timeZone: string }): Publishing {
  return {
    async permitted(caller, operation, id) {
      const process = z.uuid().safeParse(id).success ? await database.as('system:commissioning', (transaction) => findProcess(transaction, id)) : undefined;
      if (process === undefined) throw unknownProcess();
      const allowed = requirePermission(caller, operation, process.buyer.id);
      return { allowed, process, acting: actingFor(allowed, process.buyer.id) };
    },
    async surroundings(process, provider) {
      const awards = await database.as('anonymous', (transaction) => findAwards(transaction, { process: process.id }, mostAwards, 0));
      const ids = [...new Set([process.buyer.id, ...awards.map((award) => award.provider.id)])].filter((id) => id !== provider?.id);
      const found = (await Promise.all(ids.map((id) => organisations.publicly(id)))).filter((each) => each !== undefined);
      return { organisations: provider === undefined ? found : [...found, provider], areas: await areas.all() };
    },
    async publish(transaction, processId, around, tag, now) {
      const process = (await findProcess(transaction, processId))!;
      const awards = (await findAwards(transaction, { process: processId }, mostAwards, 0)).toReversed();
      const delivery = await deliveryOf(transaction, awards, now, timeZone);
      const bids = await countOpenedBids(transaction, processId);
      const amendments = await findAmendments(transaction, processId);
      const decisions = await findDecisions(transaction, processId);
      await insertRelease(transaction, process.ocid, now, (number) => releaseOf({ process, awards, amendments, decisions, delivery, bids, ...around, number, tag, now, timeZone }));
    },
  };
}

export function actingFor({ actor, memberships }: Caller, buyer: string): Acting {
  const own = memberships.map(({ organisationId }) => organisationId);
  return { actor, organisations: own.includes(buyer) ? own : [...own, buyer] };
}

export function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given);
  if (!result.success) throw invalid(fieldProblems(result.error));
  return result.data;
}

export function unknownProcess(): Problem {
  return new Problem({ kind: 'unknown-process', detail: 'There is no such contracting process, or it is not published yet.' });
}

export function overtaken({ stage }: Process): Problem {
  if (stage !== 'planning') return new Problem({ kind: 'overtaken', detail: 'This process is published: what is published stays as it is.' });
  return new Problem({ kind: 'overtaken', detail: 'Somebody else changed this process since you read it. Look at it anew and try again.' });
}
