/**
 * The market asked, and what was asked and answered, in OCDS: an engagement is a milestone and a document of the planning, as the
 * UK2 notices of Find a Tender tell it, and each question an enquiry of the tender (enquiries extension 1.1.5).
 * Source: https://standard.open-contracting.org/1.1/en/schema/codelists/#milestone-type,
 * https://extensions.open-contracting.org/en/extensions/enquiries/v1.1.5/
 */

import type { Json, JsonObject } from '@drystone/ocds';
import { questionsUntil, type DecidingBuyer, type Engagement, type Enquiry } from '../engagement/enquiry.ts';
import type { ToldEnquiries } from '../engagement/store.ts';
import type { Process } from '../processes/process.ts';
import { partyId } from './words.ts';

/** Of `planning`; nothing where the market was not asked. */
export function engagementOf(engagement: Engagement | undefined, now: Temporal.Instant): JsonObject {
  if (engagement === undefined) return {};
  const { background, how, asked, openedAt, openUntil } = engagement;
  const over = Temporal.Instant.compare(now, openUntil) >= 0;
  return {
    milestones: [{ id: 'engagement', title: 'Preliminary market engagement', type: 'engagement', description: [background, ...asked.map((question, index) => `${index + 1}. ${question}`), how].filter(Boolean).join('\n\n'), dueDate: openUntil, status: over ? 'met' : 'scheduled', ...(over && { dateMet: openUntil }) }],
    documents: [{ id: 'uk2', documentType: 'marketEngagementNotice', noticeType: 'UK2', title: 'Preliminary market engagement notice', datePublished: openedAt, language: 'en' }],
  };
}

/** Of `tender`. */
export function enquiryPeriodOf(process: Process, now: Temporal.Instant): JsonObject {
  const from = process.publishedAt ?? now.toString();
  const until = questionsUntil(process, from);
  return until === null ? {} : { enquiryPeriod: { startDate: from, endDate: until.toString() } };
}

/** Of `tender`. The extension has no place for who answers: where several buyers do, the words say which of them. */
export function enquiriesOf({ partners }: Pick<Process, 'partners'>, { any, fresh }: ToldEnquiries): JsonObject {
  return { hasEnquiries: any, ...(fresh.length > 0 && { enquiries: fresh.map((each) => enquiryOf(each, partners.length > 0)) }) };
}

function enquiryOf({ id, phase, kind, about, text, askedAt, by, withheld, answer, refused }: Enquiry, together: boolean): Json {
  const left = withheld === null ? [] : [`[Not all of it is shown: ${withheld.why}]`];
  const said = (words: string, { name }: DecidingBuyer) => (together ? `${words}\n\n[${name}]` : words);
  return {
    id,
    date: askedAt,
    ...(by !== null && { author: { id: partyId(by.id), name: by.name } }),
    title: kind === 'response' ? `Response to question ${about} of the buyer` : phase === 'engagement' ? 'Question before the tender' : 'Question to the tender',
    description: [text ?? 'Not shown: who sent it says that it holds something commercially confidential.', ...left].join('\n\n'),
    ...(answer !== null && { answer: said(answer.text, answer.by), dateAnswered: answer.at }),
    ...(refused !== null && { answer: said(`Not answered: ${refused.why}`, refused.by), dateAnswered: refused.at }),
    ...(phase === 'tender' && about !== null && { relatedLot: about }),
    ...(phase === 'engagement' && about !== null && { threadID: `engagement-${about}` }),
  };
}
