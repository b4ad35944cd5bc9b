/** A case goes to a provider, or from one to the next, within the transaction of whoever decided so. */

import type { Transaction } from '@drystone/database';
import { appendEvents, type AnyNewEvent } from '@drystone/events';
import { ladderOf } from '../alarms/ladders.ts';
import type { StoredCase } from '../alarms/store.ts';
import { acknowledgeWithinSeconds, routeAfter, type Route } from './route.ts';
import { findEndpoint, putOffer, putRoute, putWithdrawal } from './store.ts';

export type WhyPassedOn = 'unreachable' | 'not-acknowledged' | 'award-over';

/** To whom it goes is kept with the case; a provider's own system is told. */
export async function assign(transaction: Transaction, alarmCase: StoredCase, route: Route, now: Temporal.Instant): Promise<void> {
  const { id, service, group } = alarmCase;
  await putRoute(transaction, id, route, now);
  const { award, responder } = route;
  const url = responder === null ? undefined : await findEndpoint(transaction, responder);
  if (award !== null && responder !== null && url !== undefined) {
    await putOffer(transaction, { caseId: id, provider: responder, award, url, acknowledgeBy: now.add({ seconds: acknowledgeWithinSeconds(ladderOf(service, group)) }) }, now);
  }
  await appendEvents(transaction, [{ type: 'case.assigned', subject: id, at: now, ...(award === null ? {} : { awardId: award }), data: { group, provider: responder, by: responder === null ? 'duty-team' : url === undefined ? 'console' : 'endpoint' } }]);
}

/** From the one that has failed to the next, at last to the duty team. */
export async function passOn(transaction: Transaction, alarmCase: StoredCase, why: WhyPassedOn, now: Temporal.Instant): Promise<void> {
  await takeAway(transaction, alarmCase, why, now);
  await assign(transaction, alarmCase, routeAfter(alarmCase), now);
}

/** Nobody has it after this: it is to be assigned. */
export async function takeAway(transaction: Transaction, { id, group, award, responder }: StoredCase, why: WhyPassedOn, now: Temporal.Instant): Promise<void> {
  if (award === null || responder === null) return;
  if (why !== 'unreachable') await putWithdrawal(transaction, id, responder, why, now);
  const event: AnyNewEvent = { type: 'case.passed_on', subject: id, at: now, awardId: award, data: { group, provider: responder, why } };
  await appendEvents(transaction, [event]);
}
