import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { bidBeginningNames } from '#lib/bids/field-names.ts';
import { refusal } from '#lib/refused-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params: { id }, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const process = await orRefused(commissioning.process(caller, id));
  const [sealing, mine, bids] = await Promise.all([orRefused(commissioning.sealing(id)), accounts.mine(caller), commissioning.bids(caller, { process: id })]);
  setHeaders({ 'cache-control': 'no-store' });
  return {
    process: { id, title: process.content.title, buyer: process.buyer.name },
    sealing,
    lots: process.content.lots.map((lot) => ({ id: lot.id, title: lot.title })),
    chosen: url.searchParams.get('lot'),
    organisations: mine.filter(({ kind, id: organisation }) => kind !== 'buyer' && caller.memberships.some((each) => each.organisationId === organisation && each.roles.includes('editor'))).map(({ id: organisation, name }) => ({ id: organisation, name })),
    bids: bids.map(({ id: bid, lot, members, submitted }) => ({ id: bid, lot: lot.title, lead: members[0]!.name, submitted: submitted !== null })),
  };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    let bid: string;
    try {
      bid = (await commissioning.beginBid(caller, id, { organisation: String(data.get('organisation') ?? ''), lot: String(data.get('lot') ?? '') })).id;
    } catch (caught) {
      return refusal(caught, bidBeginningNames(data));
    }
    redirect(303, `/commissioning/bids/${bid}`);
  },
};
