/**
 * What is published of how a contract runs: figures and social value as metrics (metrics extension
 * 1.1: agreed beside delivered), milestones, and payments as transactions.
 */

import type { JsonObject } from '@drystone/ocds';
import type { Award } from '../awards/award.ts';
import { grossPence, type FollowedObligation, type Invoice } from '../contracts/contract.ts';
import { endOf, monthOf, type Figure } from '../kpis/figures.ts';
import { money, partyId } from './words.ts';

/** Of one award. */
export interface Delivery {
  readonly figures: readonly Figure[];
  readonly obligations: readonly FollowedObligation[];
  /** Invoices that were paid. */
  readonly payments: readonly Invoice[];
}

export interface ImplementationOf extends Delivery {
  readonly award: Award;
  readonly now: Temporal.Instant;
  readonly timeZone: string;
}

/** The fields of an OCDS contract that tell it; each only where there is something to tell. */
export function implementationOf({ award, figures, obligations, payments, now, timeZone }: ImplementationOf): JsonObject {
  const social = obligations.filter(({ kind }) => kind === 'social-value');
  const agreed = [...figures.flatMap((figure) => (figure.target === null ? [] : [metric(figure.metric, figure.title, [{ id: `${figure.metric}-target`, measure: figure.target, unit: { name: figure.unit } }])])), ...social.map((each) => socialMetric(each, promised(each, timeZone)))];
  const milestones = obligations.flatMap((each) => (each.kind === 'milestone' ? [milestone(each, now, timeZone)] : []));
  const metrics = [...figures.flatMap((figure) => measuredMetric(figure, now, timeZone)), ...social.flatMap((each) => (each.delivered > 0 ? [socialMetric(each, delivered(each, timeZone))] : []))];
  const transactions = payments.map((payment) => transaction(payment, award, timeZone));
  const implementation = { ...(metrics.length > 0 && { metrics }), ...(transactions.length > 0 && { transactions }) };
  return { ...(agreed.length > 0 && { agreedMetrics: agreed }), ...(milestones.length > 0 && { milestones }), ...(Object.keys(implementation).length > 0 && { implementation }) };
}

const metric = (id: string, title: string, observations: JsonObject[]): JsonObject => ({ id, title, observations });
const socialMetric = ({ id, title, measure }: FollowedObligation, observations: JsonObject[]): JsonObject => ({ ...metric(`social-value-${id}`, title, observations), ...(measure !== null && { description: `Measure ${measure}` }) });

function promised({ id, quantity, unit, due }: FollowedObligation, timeZone: string): JsonObject[] {
  return [{ id: `${id}-promised`, measure: quantity, unit: { name: unit }, period: { endDate: lastOf(due, timeZone) } }];
}

/** What the buyer confirmed, one by one. */
function delivered({ claims, unit }: FollowedObligation, timeZone: string): JsonObject[] {
  return claims.flatMap(({ id, state, quantity, doneOn }) => (state === 'confirmed' ? [{ id, measure: quantity, unit: { name: unit }, period: { endDate: lastOf(doneOn, timeZone) } }] : []));
}

/** Month by month, of those that are over: one that still runs would be told as if it were whole. */
function measuredMetric({ metric: id, title, unit, months }: Figure, now: Temporal.Instant, timeZone: string): JsonObject[] {
  const running = monthOf(now, timeZone);
  const observations = months.flatMap(({ month, measured }) => {
    if (measured === null || month >= running) return [];
    const startDate = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 }).toZonedDateTime(timeZone).toInstant().toString();
    return [{ id: `${id}-${month}`, measure: measured, unit: { name: unit }, period: { startDate, endDate: endOf(month, timeZone).subtract({ seconds: 1 }).toString() } }];
  });
  return observations.length === 0 ? [] : [metric(id, title, observations)];
}

/** OCDS, codelists `milestoneType` and `milestoneStatus`. */
function milestone({ id, title, due, state, claims }: FollowedObligation, now: Temporal.Instant, timeZone: string): JsonObject {
  const met = claims.find((claim) => claim.state === 'confirmed');
  const dueDate = lastOf(due, timeZone);
  return {
    id,
    title,
    type: 'delivery',
    dueDate,
    status: state === 'delivered' ? 'met' : Temporal.Instant.compare(dueDate, now) < 0 ? 'notMet' : 'scheduled',
    ...(met && { dateMet: lastOf(met.doneOn, timeZone) }),
  };
}

function transaction(invoice: Invoice, { buyer, provider }: Award, timeZone: string): JsonObject {
  return {
    id: invoice.id,
    date: lastOf(invoice.paidOn!, timeZone),
    value: money(grossPence(invoice)),
    payer: { id: partyId(buyer.id), name: buyer.name },
    payee: { id: partyId(provider.id), name: provider.name },
    ...(invoice.milestone !== null && { relatedImplementationMilestone: { id: invoice.milestone } }),
  };
}

/** The last second of a day: the standard wants a moment. */
function lastOf(day: string, timeZone: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone).toInstant().subtract({ seconds: 1 }).toString();
}
