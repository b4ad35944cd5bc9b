import { redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { refusal } from '#lib/refused-form.ts';
import { shownBid } from '#lib/bids/opened.ts';
import { attachedReport } from '#lib/bids/report.ts';
import { proofState } from '#lib/content/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, visit }, params: { id }, request, setHeaders, url }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const bid = await orRefused(commissioning.openedBid(caller, id));
  const [process, runs] = await Promise.all([commissioning.process(caller, bid.process), commissioning.bidProofs(caller, id)]);
  const [measures, proofs] = await Promise.all([commissioning.measuresAsked(process), Promise.all(runs.map((run) => visit.proof(run.id)))]);
  const lot = process.content.lots.find((each) => each.id === bid.lot)!;
  setHeaders({ 'cache-control': 'no-store' });
  return {
    process: { id: process.id, title: process.content.title },
    lot: lot.title,
    bidder: bid.provider.name,
    members: bid.members,
    bid: shownBid(bid, { questions: lot.asked, measures }),
    report: attachedReport(bid.conformance),
    runs: proofs.map((proof) => ({ id: proof.id, on: proof.askedAt.slice(0, 10), state: proofState(proof) })),
    said: url.searchParams.get('done'),
  };
};

export const actions: Actions = {
  prove: async ({ locals: { accounts, commissioning }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    try {
      await commissioning.proveBid(caller, id);
    } catch (caught) {
      return refusal(caught, (field) => (field === 'conformance' ? { id: '', name: m.field_report() } : undefined));
    }
    redirect(303, `/commissioning/bids/${id}/opened?done=proving#proof`);
  },
};
