import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway, signInAndBack } from '#lib/accounts/session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts }, request, url, setHeaders }) => {
  const signedIn = await accounts.signedIn(request.headers);
  setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' });
  return { token: url.searchParams.get('token') ?? '', email: signedIn?.email, signIn: signInAndBack(url) };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, home }, request }) => {
    const { caller, email } = await signedInOrAway(accounts, request.headers);
    const token = String((await request.formData()).get('token') ?? '');
    redirect(303, `/home/family/${await orRefused(home.acceptInvitation(caller, email, token))}`);
  },
};
