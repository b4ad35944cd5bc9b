import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { dayOf } from '#lib/commissioning/award-view.ts';
import { orFailed, textsOf } from '#lib/commissioning/evaluation.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params, request, setHeaders, url }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  setHeaders({ 'cache-control': 'no-store' });
  const [summaries, questions] = [await orRefused(commissioning.summariesOf(caller, params.provider)), await orRefused(commissioning.priceQuestions(caller, params.provider))];
  const { timeZone } = places[0];
  return {
    said: url.searchParams.get('done'),
    summaries: summaries.map(({ id, at, content }) => ({ id, on: dayOf(at, timeZone), title: content.title, lotTitle: content.lotTitle, won: content.won })),
    questions: questions.map((each) => ({ ...each, askedOn: dayOf(each.askedAt, timeZone) })),
  };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const { bid = '', reason = '' } = textsOf(await request.formData());
    const failed = await orFailed(commissioning.explainPrice(caller, bid, { reason }), { reason });
    if (failed) return failed;
    redirect(303, '?done=saved');
  },
};
