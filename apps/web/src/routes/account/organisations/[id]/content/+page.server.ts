import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, visit }, params: { id }, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const [organisation, content] = await Promise.all([orRefused(accounts.organisation(caller, id)), orRefused(visit.content(caller, id))]);
  setHeaders({ 'cache-control': 'no-store' });
  return {
    organisation: { id, name: organisation.name },
    said: url.searchParams.get('done'),
    content: content.map(({ slug, record, state, reason, published }) => ({ slug, name: record?.name ?? slug, state: record === null ? ('withdrawn' as const) : state, reason, published })),
  };
};

export const actions: Actions = {
  withdraw: async ({ locals: { accounts, visit }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    await orRefused(visit.withdrawContent(caller, id, String((await request.formData()).get('slug') ?? '')));
    redirect(303, `/account/organisations/${id}/content?done=withdrawn`);
  },
};
