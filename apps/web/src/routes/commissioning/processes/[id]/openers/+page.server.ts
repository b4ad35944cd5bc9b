import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { openerNames } from '#lib/bids/field-names.ts';
import { refusal } from '#lib/refused-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params: { id }, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const process = await orRefused(commissioning.process(caller, id));
  const openers = await orRefused(commissioning.openers(caller, id));
  setHeaders({ 'cache-control': 'no-store' });
  return { process: { id, title: process.content.title }, lots: Object.fromEntries(process.content.lots.map((lot) => [lot.id, lot.title])), openers, pastDeadline: process.content.deadline !== null && Temporal.Instant.compare(Temporal.Now.instant(), process.content.deadline) > 0, said: url.searchParams.get('done') };
};

export const actions: Actions = {
  name: async ({ locals: { accounts, commissioning }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const openers = [0, 1, 2].map((index) => ({ name: String(data.get(`name-${index}`) ?? '').trim(), email: String(data.get(`email-${index}`) ?? '').trim() }));
    try {
      await commissioning.nameOpeners(caller, id, { openers });
    } catch (caught) {
      return refusal(caught, openerNames(data), { openers });
    }
    redirect(303, `/commissioning/processes/${id}/openers?done=named`);
  },
  link: async ({ locals: { accounts, commissioning }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    await orRefused(commissioning.sendOpenerLink(caller, id, String((await request.formData()).get('opener') ?? '')));
    redirect(303, `/commissioning/processes/${id}/openers?done=sent`);
  },
};
