import { error } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { bidOfPage } from '#lib/bids/bid-page.ts';
import { shownBid } from '#lib/bids/opened.ts';
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
    bid: { id: bid.id, process: bid.process, lot: bid.lot, deadline: bid.deadline, hash: bid.submitted.hash, unreadable: bid.submitted.unreadable, taking: bid.taking, members: bid.members, at: Temporal.Instant.from(bid.submitted.at).toZonedDateTimeISO(event.locals.places[0].timeZone).toString({ smallestUnit: 'second', timeZoneName: 'never' }) },
    opened: opened === undefined ? null : shownBid(opened, bid.asked),
  };
};
