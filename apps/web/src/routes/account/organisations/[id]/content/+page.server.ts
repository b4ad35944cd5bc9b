import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { stateOf } from '#lib/content/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, visit }, params: { id }, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const [organisation, content] = await Promise.all([orRefused(accounts.organisation(caller, id)), orRefused(visit.content(caller, id))]);
  setHeaders({ 'cache-control': 'no-store' });
  return {
    organisation: { id, name: organisation.name },
    said: url.searchParams.get('done'),
    content: content.map(({ id: version, slug, record, state, reason, published }) => ({ slug, version: record === null ? null : version, name: record?.name ?? slug, state: stateOf({ record, state }), reason, published })),
  };
};

export const actions: Actions = {
  confirm: async ({ locals: { accounts, visit }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    await orRefused(visit.confirmContent(caller, id, String((await request.formData()).get('slug') ?? '')));
    redirect(303, `/account/organisations/${id}/content?done=confirmed`);
  },
  withdraw: async ({ locals: { accounts, visit }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    await orRefused(visit.withdrawContent(caller, id, String((await request.formData()).get('slug') ?? '')));
    redirect(303, `/account/organisations/${id}/content?done=withdrawn`);
  },
};
