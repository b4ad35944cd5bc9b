/** Alarm cases: read by whoever answers them, taken, moved on and closed, and at no time without a next step. */

import { may, requirePermission, type Caller, type Operation } from '@drystone/access';
import type { Database } from '@drystone/database';
import { appendEvents, positionNow, type AnyNewEvent } from '@drystone/events';
import { Problem } from '@drystone/problems';
import { passOn } from '../response/passing-on.ts';
import { putWithdrawal } from '../response/store.ts';
import { scopeOf } from '../signals/reading.ts';
import type { AlarmCase } from './alarm-case.ts';
import type { CaseStep } from './case-step.ts';
import { carryOut, handBack, moved, type Action } from './escalation.ts';
import { ladderOf } from './ladders.ts';
import { servingProtocol } from './own-protocols.ts';
import { findCase, findCases, findQueue, findWaiting, lockCase, lockDueCases, putCase, type CaseQuery, type Queue, type QueueSkips, type StoredCase } from './store.ts';

export interface Cases {
  /** The newest first. */
  cases(caller: Caller | undefined, query: CaseQuery): Promise<readonly StoredCase[]>;
  /** Open cases, the most urgent first. `position`: where in the log it was read, for whoever follows it from there. */
  queue(caller: Caller | undefined, most: number, skip?: QueueSkips): Promise<Queue & { readonly position: string }>;
  /** Takes the most urgent case that nobody has; undefined where there is none. @throws Problem 401, 403. */
  takeNext(caller: Caller | undefined): Promise<StoredCase | undefined>;
  /** @throws Problem `unknown-case`, also to whoever does not answer it. */
  alarmCase(caller: Caller | undefined, id: string): Promise<StoredCase>;
  /** Takes it, moves it on, gives it back. @throws Problem `taken` where somebody else has it, or it cannot go there from where it is. */
  stepCase(caller: Caller | undefined, id: string, step: CaseStep): Promise<StoredCase>;
}

export function createCases({ database, clock }: { readonly database: Database; readonly clock: () => Temporal.Instant }): Cases {
  async function readable(caller: Caller | undefined, id: string): Promise<StoredCase> {
    if (caller === undefined) requirePermission(caller, 'case.read');
    const found = await database.as('system:home', (transaction) => findCase(transaction, id));
    if (found === undefined || !mayAnswer(caller!, 'case.read', found)) unknown(id);
    return found;
  }

  async function stepCase(caller: Caller | undefined, id: string, step: CaseStep): Promise<StoredCase> {
    const found = await readable(caller, id);
    const organisation = actsFor(caller, found);
    const { actor } = requirePermission(caller, 'case.take', organisation);
    const now = clock();
    const protocol = step.to === 'acknowledged' ? await database.as('system:home', (transaction) => servingProtocol(transaction, { ...found, takenFor: organisation })) : undefined;
    return database.as({ actor, organisations: [organisation] }, async (transaction) => {
      await lockCase(transaction, id);
      // It went to another provider meanwhile.
      const before = (await findCase(transaction, id)) ?? unknown(id);
      const after = stepped(before, step, actor, now);
      if (after === null) throw new Problem({ kind: 'taken', detail: refusalOf(before, step, actor) });
      const { alarmCase, done, dueAt } = carryOut(after, ladderOf(after.service, after.group), now);
      await putCase(transaction, { ...alarmCase, dueAt, ...(protocol && { taken: { for: organisation, protocolVersion: protocol.own?.id ?? null } }), ...(step.to === 'closed' ? { closed: { outcome: step.outcome, cause: step.cause, at: now } } : {}) });
      const byProvider = before.responder !== null && organisation === before.responder;
      if (before.responder !== null && !byProvider && step.to === 'acknowledged') await putWithdrawal(transaction, id, before.responder, 'taken-elsewhere', now);
      await appendEvents(transaction, [{ ...eventOf(before, step, now, protocol?.own?.id), ...(byProvider ? { awardId: before.award! } : {}) }, ...done.map((action) => eventOfAction(alarmCase, action, now))]);
      return (await findCase(transaction, id))!;
    });
  }

  return {
    async cases(caller, query) {
      const scope = scopeOf(caller, 'case.read', query.organisation);
      return database.as('system:home', (transaction) => findCases(transaction, scope, query));
    },
    async queue(caller, most, skip = {}) {
      const scope = scopeOf(caller, 'case.read');
      return database.as('system:home', async (transaction) => ({ position: await positionNow(transaction), ...(await findQueue(transaction, scope, caller!.actor, most, skip)) }));
    },
    async takeNext(caller) {
      const scope = scopeOf(caller, 'case.take');
      for (;;) {
        const waiting = await database.as('system:home', (transaction) => findWaiting(transaction, scope, triedAtOnce));
        if (waiting.length === 0) return undefined;
        for (const { id } of waiting) {
          try {
            return await stepCase(caller, id, { to: 'acknowledged' });
          } catch (error) {
            // A colleague was quicker, or it went to another provider.
            if (!(error instanceof Problem && (error.kind === 'taken' || error.kind === 'unknown-case'))) throw error;
          }
        }
      }
    },
    alarmCase: readable,
    stepCase,
  };
}

function unknown(id: string): never {
  throw new Problem({ kind: 'unknown-case', detail: `There is no alarm case ${id} that you answer.` });
}

/** Before the queue is read anew. */
const triedAtOnce = 5;

/** Those who answer the home's alarms, and the provider that the case is with. */
export function mayAnswer(caller: Caller, operation: Operation, { organisation, responder }: Pick<StoredCase, 'organisation' | 'responder'>): boolean {
  return may(caller, operation, organisation) || (responder !== null && may(caller, operation, responder));
}

/** @throws Problem 401, 403: nobody is signed in, or neither answers the home's alarms nor is of the provider that the case is with. */
export function requireAnswering(caller: Caller | undefined, operation: Operation, alarmCase: Pick<StoredCase, 'organisation' | 'responder'>): Caller {
  return requirePermission(caller, operation, caller !== undefined && alarmCase.responder !== null && may(caller, operation, alarmCase.responder) ? alarmCase.responder : alarmCase.organisation);
}

/** For whom this caller has the case in hand: the provider, where they are of it. */
export function actsFor(caller: Caller | undefined, { organisation, responder }: StoredCase): string {
  return responder !== null && caller!.memberships.some(({ organisationId }) => organisationId === responder) ? responder : organisation;
}

function stepped(before: AlarmCase, step: CaseStep, operator: string, now: Temporal.Instant): AlarmCase | null {
  if (step.to !== 'handed-back') return moved(before, step.to, operator, now);
  const holds = before.owner !== null && 'operator' in before.owner && before.owner.operator === operator;
  return holds && before.state !== 'closed' ? handBack(before, now) : null;
}

function refusalOf({ state, owner }: AlarmCase, { to }: CaseStep, operator: string): string {
  if (owner !== null && 'operator' in owner && owner.operator !== operator) return 'Somebody else has this case.';
  return `A case that is ${state} cannot be ${to}.`;
}

export function eventOf({ id: subject, group, receivedAt, acknowledgedAt, attendedAt }: Pick<StoredCase, 'id' | 'group' | 'receivedAt' | 'acknowledgedAt' | 'attendedAt'>, step: CaseStep, at: Temporal.Instant, protocol?: string): AnyNewEvent {
  switch (step.to) {
    case 'acknowledged':
      // Taken up again, it was answered before.
      return { type: 'case.acknowledged', subject, at, data: { group, ...(acknowledgedAt === null ? { waitedMs: Math.max(0, receivedAt.until(at).total('milliseconds')) } : {}), ...(protocol === undefined ? {} : { protocol }) } };
    case 'sent':
      return { type: 'case.sent', subject, at, data: { whom: step.whom } };
    case 'arrived':
      return { type: 'case.arrived', subject, at, data: { whom: step.whom, group, ...(attendedAt === null ? { afterMs: Math.max(0, receivedAt.until(at).total('milliseconds')) } : {}) } };
    case 'closed':
      return { type: 'case.closed', subject, at, data: { outcome: step.outcome, cause: step.cause } };
    case 'handed-back':
      return { type: 'case.handed_back', subject, at, data: {} };
    default:
      return { type: `case.${step.to}`, subject, at, data: {} };
  }
}

/** In one transaction, which other processes pass over. */
const mostAtOnce = 200;

/** Carries out what is due. @returns how many cases it moved on. */
export async function escalateDue(database: Database, now: Temporal.Instant): Promise<number> {
  return database.as('system:home', async (transaction) => {
    const due = await lockDueCases(transaction, now, mostAtOnce);
    const events: AnyNewEvent[] = [];
    for (const alarmCase of due) {
      const { alarmCase: after, done, dueAt } = carryOut(alarmCase, ladderOf(alarmCase.service, alarmCase.group), now);
      await putCase(transaction, { ...after, dueAt });
      if (goesPast(alarmCase, done)) await passOn(transaction, { ...alarmCase, ...after }, 'not-acknowledged', now);
      events.push(...done.map((action) => eventOfAction(alarmCase, action, now)));
    }
    await appendEvents(transaction, events);
    return due.length;
  });
}

/** Whoever has been asked so far did not take it: the ladder goes on to others. */
function goesPast({ award, fallbacks }: StoredCase, done: readonly Action[]): boolean {
  return (award !== null || fallbacks.length > 0) && done.some((action) => action.do === 'offer' && (action.whom === 'next-provider' || action.whom === 'shared-fallback'));
}

export function eventOfAction({ id: subject, state }: AlarmCase, action: Action, at: Temporal.Instant): AnyNewEvent {
  switch (action.do) {
    case 'offer':
      return { type: 'case.offered', subject, at, data: { whom: action.whom } };
    case 'remind':
      return { type: 'case.reminded', subject, at, data: { state } };
    case 'hand-back':
      return { type: 'case.handed_back', subject, at, data: {} };
  }
}
