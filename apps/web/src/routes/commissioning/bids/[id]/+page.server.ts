import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { bidOfPage, isWritable, type BidTask } from '#lib/bids/bid-page.ts';
import type { Bid } from '@drystone/commissioning';
import { keepBidCode } from '#lib/bids/bid-code.ts';
import { orRefused } from '#lib/accounts/session.ts';
import { bidFieldNames } from '#lib/bids/field-names.ts';
import { refusal } from '#lib/refused-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { bid, caller } = await bidOfPage(event);
  const { commissioning } = event.locals;
  const wanting = new Set(bid.wanting.map(({ field }) => field));
  const done = (field: string) => ![...wanting].some((each) => each === field || each.startsWith(`${field}.`));
  const tasks: BidTask[] =
    bid.content === null
      ? []
      : [
          ...bid.asked.questions.map(({ id, question }) => ({ id: `question-${id}`, title: question, done: done(`answers.${id}`), optional: false })),
          ...(bid.asked.price ? [{ id: 'price', title: m.bid_price(), done: done('pricePence'), optional: false }] : []),
          ...(bid.asked.measures.length > 0 ? [{ id: 'promises', title: m.bid_promises(), done: done('socialValue'), optional: false }] : []),
          { id: 'documents', title: m.bid_documents(), done: done('documents'), optional: !bid.asked.documents.some(({ needed }) => needed === 'with-bid') && bid.content.documents.length === 0 },
          { id: 'partners', title: m.bid_partners(), done: done('members'), optional: bid.members.length === 1 },
          { id: 'proof', title: m.bid_proof(), done: bid.content.conformance !== null, optional: bid.content.conformance === null },
        ];
  const { sections } = isWritable(bid) ? await orRefused(commissioning.profile(caller, bid.lead)) : { sections: [] };
  event.setHeaders({ 'cache-control': 'no-store' });
  return {
    bid: { id: bid.id, process: bid.process, lot: bid.lot, lead: bid.lead, as: bid.as, members: bid.members, revision: bid.revision, submitted: bid.submitted, changedSince: bid.submitted !== null && bid.submitted.revision !== bid.revision, amendedSince: bid.amendedSince, deadline: bid.deadline, taking: bid.taking, code: bid.code, readable: bid.content !== null },
    writable: isWritable(bid),
    me: bid.members.find(({ id }) => id === bid.as)!,
    tasks,
    left: bid.wanting.length,
    profileGaps: sections.filter(({ state }) => state !== 'done').length,
    said: event.url.searchParams.get('done'),
  };
};

const refused = (caught: unknown, bid: Bid) => refusal(caught, bidFieldNames(bid, ''), { made: '' });

export const actions: Actions = {
  make: async (event) => {
    const { caller, bid } = await bidOfPage(event);
    const data = await event.request.formData();
    try {
      const { code } = await event.locals.commissioning.makeBidCode(caller, bid.as, { replace: data.get('replace') === 'yes' });
      keepBidCode(event.cookies, event.url, bid.as, code);
      return { made: code, errors: [] };
    } catch (caught) {
      return refused(caught, bid);
    }
  },
  unlock: async (event) => {
    const { caller, bid } = await bidOfPage(event);
    const code = String((await event.request.formData()).get('code') ?? '').trim();
    const { fits } = await orRefused(event.locals.commissioning.bidCode(caller, bid.as, code));
    if (fits !== true) return fail(400, { made: '', errors: [{ field: 'code', message: m.bid_code_wrong() }] });
    keepBidCode(event.cookies, event.url, bid.as, code);
    redirect(303, `/commissioning/bids/${bid.id}`);
  },
  withdraw: async (event) => {
    const { caller, bid } = await bidOfPage(event);
    try {
      await event.locals.commissioning.withdrawBid(caller, bid.id);
    } catch (caught) {
      return refused(caught, bid);
    }
    redirect(303, `/commissioning/bids/${bid.id}?done=withdrawn`);
  },
  discard: async (event) => {
    const { caller, bid } = await bidOfPage(event);
    try {
      await event.locals.commissioning.discardBid(caller, bid.id);
    } catch (caught) {
      return refused(caught, bid);
    }
    redirect(303, `/commissioning/processes/${bid.process.id}/bid`);
  },
  confirm: async (event) => {
    const { caller, bid } = await bidOfPage(event);
    await orRefused(event.locals.commissioning.confirmMembership(caller, bid.id, bid.as));
    redirect(303, `/commissioning/bids/${bid.id}?done=confirmed`);
  },
  leave: async (event) => {
    const { caller, bid } = await bidOfPage(event);
    await orRefused(event.locals.commissioning.leaveBid(caller, bid.id, bid.as));
    redirect(303, `/commissioning/processes/${bid.process.id}/bid`);
  },
};
