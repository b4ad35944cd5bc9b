/** Tells providers' systems of their cases. One that cannot be reached loses the case to the next at once. */

import type { Database } from '@drystone/database';
import { appendEvent, repeating, type Repeating } from '@drystone/events';
import { OutboundError, type Outbound } from '@drystone/outbound';
import { offerAnswer } from '@drystone/part-home-response';
import { handBack } from '../alarms/escalation.ts';
import { findCase, lockCase, putCase, type StoredCase } from '../alarms/store.ts';
import { passOn } from './passing-on.ts';
import { isWaiting, offerOf, tryAgainAfterSeconds } from './route.ts';
import { putDelivered, putDropped, putFailed, takeDeliveries, type Delivery } from './store.ts';

export interface Delivering {
  readonly database: Database;
  readonly outbound: Outbound;
  readonly clock: () => Temporal.Instant;
  /** Where providers find us, for the links. */
  readonly origin: string;
}

const mostAtOnce = 20;
const answerWithinMs = 5_000;
/** More than an answer takes. */
const leaseSeconds = 20;
const mostBytes = 100_000;
const lookEveryMs = 250;
const failedMs = 2_000;

/** @returns how many were told, or could not be. */
export async function deliverDue(delivering: Delivering): Promise<number> {
  const { database, clock } = delivering;
  const due = await database.as('system:home', (transaction) => takeDeliveries(transaction, clock(), mostAtOnce, leaseSeconds));
  await Promise.all(due.map((delivery) => deliver(delivering, delivery)));
  return due.length;
}

async function deliver({ database, outbound, clock, origin }: Delivering, delivery: Delivery): Promise<void> {
  const { id, caseId, because, award, attempts, provider } = delivery;
  const isOffer = because === null;
  const alarmCase = (await database.as('system:home', (transaction) => findCase(transaction, caseId)))!;
  if (isOffer && !isStillTheirs(alarmCase, delivery)) return database.as('system:home', (transaction) => putDropped(transaction, id));
  const told = isOffer ? await offered(outbound, delivery, offerOf(alarmCase, award, Temporal.Instant.from(delivery.acknowledgeBy!), origin)) : await withdrawn(outbound, delivery);
  const now = clock();
  await database.as('system:home', async (transaction) => {
    if ('reference' in told) {
      await putDelivered(transaction, id, told.reference);
      if (isOffer) await appendEvent(transaction, { type: 'case.handed_over', subject: caseId, at: now, ...(award === null ? {} : { awardId: award }), data: { provider, attempts } });
      return;
    }
    const again = tryAgainAfterSeconds({ attempts, isOffer, resting: told.resting });
    await putFailed(transaction, id, told.failure.slice(0, 400), again === null ? null : now.add({ seconds: again }));
    if (again !== null || !isOffer) return;
    await lockCase(transaction, caseId);
    const current = (await findCase(transaction, caseId))!;
    if (!isStillTheirs(current, delivery)) return;
    // From the first rung: whoever comes next has their own time.
    const back = handBack(current, now);
    await putCase(transaction, { ...back, dueAt: now });
    await passOn(transaction, { ...current, ...back }, 'unreachable', now);
  });
}

function isStillTheirs(alarmCase: StoredCase, { award }: Delivery): boolean {
  return alarmCase.award === award && isWaiting(alarmCase);
}

type Told = { readonly reference: string | null } | { readonly failure: string; readonly resting: boolean };

async function offered(outbound: Outbound, { url }: Delivery, json: object): Promise<Told> {
  return said(outbound, `${url}/cases`, json, (body) => {
    const answer = offerAnswer.safeParse(body);
    return answer.success ? { reference: answer.data.reference } : { failure: 'did not answer {"accepted": true, "reference": "…"}', resting: false };
  });
}

async function withdrawn(outbound: Outbound, { url, caseId, because }: Delivery): Promise<Told> {
  return said(outbound, `${url}/cases/${caseId}/withdrawal`, { because }, () => ({ reference: null }));
}

async function said(outbound: Outbound, url: string, json: object, answered: (body: unknown) => Told): Promise<Told> {
  try {
    const { status, body } = await outbound.call(url, { method: 'POST', json, mostBytes, wholeMs: answerWithinMs, readMs: answerWithinMs });
    if (status < 200 || status > 299) return { failure: `answered ${status}`, resting: false };
    return answered(parsed(body));
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { failure: error.message, resting: error.failure === 'resting' };
  }
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

export function keepDelivering(delivering: Delivering, onError: (error: unknown) => void): Repeating {
  return repeating(async (isStopped) => {
    try {
      while (!isStopped() && (await deliverDue(delivering)) > 0);
      return lookEveryMs;
    } catch (error) {
      onError(error);
      return failedMs;
    }
  });
}
