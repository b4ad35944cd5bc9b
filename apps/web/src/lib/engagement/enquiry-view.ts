/** A question as a page shows it: its days by the place's own clocks, and what it is about in words. */

import { m } from '@drystone/messages';
import type { PublicEngagement, ShownEnquiry } from '@drystone/commissioning';
import { localTime } from '../problem/local-time.ts';

export function enquiryView(enquiry: ShownEnquiry, { engagement, lots }: Pick<PublicEngagement, 'engagement' | 'lots'>, timeZone: string) {
  const day = (at: string) => localTime(at, timeZone).date;
  const decided = enquiry.answer?.at ?? enquiry.refused?.at;
  return { enquiry, on: { asked: day(enquiry.askedAt), decided: decided === undefined ? null : day(decided), earlier: enquiry.earlier.map(({ at }) => day(at)) }, subject: subjectOf(enquiry, engagement, lots) };
}

function subjectOf({ phase, about }: ShownEnquiry, engagement: PublicEngagement['engagement'], lots: PublicEngagement['lots']): string | null {
  if (about === null) return null;
  if (phase === 'tender') return m.question_about_lot({ title: lots.find(({ id }) => id === about)?.title ?? about });
  return m.question_about_asked({ number: about, question: engagement?.asked[Number(about) - 1] ?? '' });
}
