import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway, signInAndBack } from '#lib/accounts/session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts }, request, url, setHeaders }) => {
  const signedIn = await accounts.signedIn(request.headers);
  setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' });
  return { token: url.searchParams.get('token') ?? '', signedIn: signedIn !== undefined, signIn: signInAndBack(url) };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const token = String((await request.formData()).get('token') ?? '');
    redirect(303, `/commissioning/processes/${await orRefused(commissioning.joinPanel(caller, token))}/problem`);
  },
};
