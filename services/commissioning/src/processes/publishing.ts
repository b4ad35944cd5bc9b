/** What every change of a process has in common: who may, what it is told with, and the release that tells it. */

import { may, requirePermission, sharedOperations, type Caller, type Operation } from '@drystone/access';
import type { Acting, Database, Transaction } from '@drystone/database';
import { Problem } from '@drystone/problems';
import { z } from 'zod';
import { actingFor } from '../acting.ts';
import { findAwards } from '../awards/store.ts';
import { countOpenedBids } from '../bids/opened.ts';
import { deliveryOf } from '../contracts/delivery.ts';
import { findEngagement, takeUntold } from '../engagement/store.ts';
import { findDecisions } from '../evaluation/store.ts';
import { releaseOf, type ReleaseOf, type ReleaseTag } from '../open/release.ts';
import type { Areas, Organisations, PublicOrganisation } from '../ports.ts';
import { buyersOf, type Process } from './process.ts';
import { findAmendments, findProcess, findVersion, insertRelease } from './store.ts';

export type Surroundings = Pick<ReleaseOf, 'organisations' | 'areas'>;

/** Of one process. */
export const mostAwards = 10_000;

export interface Publishing {
  /** The process, whoever sees it, once its buyer, or for what they share a partner, allows the caller to do that; `through` is that buyer. */
  permitted(caller: Caller | undefined, operation: Operation, id: string): Promise<{ allowed: Caller; process: Process; acting: Acting; through: string }>;
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
      const buyers = sharedOperations.has(operation) ? buyersOf(process) : [process.buyer];
      const through = buyers.find(({ id: buyer }) => caller !== undefined && may(caller, operation, buyer))?.id ?? process.buyer.id;
      const allowed = requirePermission(caller, operation, through);
      return { allowed, process, acting: actingFor(allowed, through), through };
    },
    async surroundings(process, provider) {
      const awards = await database.as('anonymous', (transaction) => findAwards(transaction, { process: process.id }, mostAwards, 0));
      const ids = [...new Set([...buyersOf(process).map(({ id }) => id), ...awards.map((award) => award.provider.id)])].filter((id) => id !== provider?.id);
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
      const engagement = await findEngagement(transaction, processId);
      const asked = await takeUntold(transaction, processId, { marketAsked: engagement !== undefined && Temporal.Instant.compare(now, engagement.openUntil) < 0, together: process.partners.length > 0 });
      await insertRelease(transaction, process.ocid, now, (number) => releaseOf({ process, awards, amendments, decisions, engagement, asked, delivery, bids, ...around, number, tag, now, timeZone }));
    },
  };
}

export function unknownProcess(): Problem {
  return new Problem({ kind: 'unknown-process', detail: 'There is no such contracting process, or it is not published yet.' });
}

/** Who changed what of a draft since it was read, for whoever was second. */
export async function overtakenBy(transaction: Transaction, process: Process, revision: number): Promise<Problem> {
  const now = await findProcess(transaction, process.id);
  const [read, last] = [await findVersion(transaction, process.id, revision), now && (await findVersion(transaction, process.id, now.revision))];
  if (now === undefined || now.stage !== 'planning' || read === undefined || !last?.by) return overtaken(now ?? process);
  const { name, buyer } = last.by;
  const who = `${name} (${buyersOf(now).find(({ id }) => id === buyer)?.name ?? now.buyer.name})`;
  const fields = changedFields(read.content, now.content);
  return new Problem({
    kind: 'overtaken',
    detail: `${who} changed this process since you read it, at ${last.at}${fields.length > 0 ? `: ${fields.join(', ')}` : ''}. Nothing of yours is written. Look at it anew and try again.`,
    errors: fields.map((field) => ({ field, message: `was changed by ${who}`, mend: 'look at it anew' })),
  });
}

/** By name; of the problem its parts, of lots each by its id. */
function changedFields(before: Process['content'], after: Process['content']): readonly string[] {
  const differ = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);
  return (Object.keys({ ...before, ...after }) as (keyof Process['content'])[]).flatMap((field) => {
    if (!differ(before[field], after[field])) return [];
    if (field === 'problem') return Object.keys({ ...before.problem, ...after.problem }).filter((part) => differ(before.problem[part as never], after.problem[part as never])).map((part) => `problem.${part}`);
    if (field !== 'lots') return [field];
    const ids = new Set([...before.lots, ...after.lots].map(({ id }) => id));
    const lots = [...ids].filter((id) => differ(before.lots.find((lot) => lot.id === id), after.lots.find((lot) => lot.id === id))).map((id) => `lots.${id}`);
    return lots.length > 0 ? lots : ['lots'];
  });
}

export function overtaken({ stage }: Process): Problem {
  if (stage !== 'planning') return new Problem({ kind: 'overtaken', detail: 'This process is published: what is published stays as it is.' });
  return new Problem({ kind: 'overtaken', detail: 'Somebody else changed this process since you read it. Look at it anew and try again.' });
}
