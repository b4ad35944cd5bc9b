import { error } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { bidOfPage } from '#lib/bids/bid-page.ts';
import { problemOf } from '#lib/problem.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { bid, caller } = await bidOfPage(event);
  if (bid.submitted === null) error(404, m.bid_no_receipt());
  const opened = bid.taking !== 'opened' ? undefined : await event.locals.commissioning.openedBid(caller, bid.id).catch((caught: unknown) => {
    if (problemOf(caught) === undefined) throw caught;
    return undefined;
  });
  event.setHeaders({ 'cache-control': 'no-store' });
  return {
    bid: { id: bid.id, process: bid.process, lot: bid.lot, deadline: bid.deadline, hash: bid.submitted.hash, taking: bid.taking, members: bid.members, at: Temporal.Instant.from(bid.submitted.at).toZonedDateTimeISO(event.locals.places[0].timeZone).toString({ smallestUnit: 'second', timeZoneName: 'never' }) },
    opened: opened === undefined ? null : { answers: bid.asked.questions.map(({ id, question }) => ({ question, answer: opened.answers[id] ?? '' })), pricePence: opened.pricePence, documents: opened.documents, promises: opened.socialValue.map(({ measure, quantity }) => ({ quantity, ...(bid.asked.measures.find(({ id }) => id === measure) ?? { id: measure, title: measure, unit: '' }) })) },
  };
};
