/**
 * Decisions in the words of OCDS 1.1.5: an award waits while its standstill or a challenge lasts, and what nobody could be awarded is
 * told as an unsuccessful award of its lot. Notices: Procurement Act 2023, section 50 (UK6) and section 55 (UK12).
 * Source: https://standard.open-contracting.org/1.1/en/schema/codelists/#award-status
 */

import type { Json, JsonObject } from '@drystone/ocds';
import type { Award } from '../awards/award.ts';
import type { Decision } from '../evaluation/forms.ts';
import type { Process } from '../processes/process.ts';

/** OCDS, codelist `awardStatus`, with the notice that told of it. */
export function awardStateOf({ id, startsAt, endedAt }: Award, decisions: readonly Decision[], now: Temporal.Instant): JsonObject {
  const decision = decisions.find(({ winners }) => winners.some(({ award }) => award === id));
  if (decision === undefined) return { status: 'active' };
  const waits = decision.openChallenges > 0 || (decision.standstillUntil !== null && Temporal.Instant.compare(now, decision.standstillUntil) < 0);
  const cancelled = decision.setAsideAt !== null || (endedAt !== null && Temporal.Instant.compare(endedAt, startsAt) < 0);
  return {
    status: cancelled ? 'cancelled' : waits ? 'pending' : 'active',
    documents: [{ id: `uk6-${decision.id}`, documentType: 'awardNotice', noticeType: 'UK6', title: 'Contract award notice', description: noticeInWords(decision), datePublished: decision.madeAt, language: 'en' }],
  };
}

/** Of the lots extension, codelist `tenderStatus`. */
export function lotStatusOf(lot: string, awards: readonly Award[], decisions: readonly Decision[]): string {
  const standing = decisions.find((each) => each.lot === lot && each.setAsideAt === null);
  if (standing?.outcome === 'unsuccessful') return 'unsuccessful';
  if (standing !== undefined) return 'complete';
  const undone = new Set(decisions.flatMap(({ winners }) => winners.map(({ award }) => award)));
  return awards.some((award) => award.lot === lot && !undone.has(award.id)) ? 'complete' : 'active';
}

export function unsuccessfulLots({ content }: Process, decisions: readonly Decision[]): Json[] {
  return decisions
    .filter(({ outcome }) => outcome === 'unsuccessful')
    .map(({ id, lot, reason, madeAt, setAsideAt }) => ({
      id,
      title: content.lots.find((each) => each.id === lot)?.title ?? lot,
      description: reason,
      status: setAsideAt === null ? 'unsuccessful' : 'cancelled',
      date: madeAt,
      relatedLots: [lot],
      documents: [{ id: `uk12-${id}`, documentType: 'awardNotice', noticeType: 'UK12', title: 'Procurement termination notice', datePublished: madeAt, language: 'en' }],
    }));
}

function noticeInWords({ figures, standstillUntil, whySetAside }: Decision): string {
  return [`${figures.bids} bids, ${figures.evaluators} evaluators, ${figures.panel} citizens.`, `${figures.conflicts} conflicts of interest declared, ${figures.mitigated} with a mitigation.`, ...(standstillUntil === null ? [] : [`The standstill ends at ${standstillUntil}.`]), ...(whySetAside === null ? [] : [`Set aside: ${whySetAside}`])].join(' ');
}
