import { redirect } from '@sveltejs/kit';
import { forgetWayBack, orRefused, setCookies, wayBack } from '#lib/accounts/session.ts';
import type { Actions, PageServerLoad } from './$types';

/** Only the button uses the link up: mail scanners open every address they find. */
export const load: PageServerLoad = ({ url, setHeaders }) => {
  // With no-referrer a browser would name no origin either, and its form would be taken for another site's.
  setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' });
  return { token: url.searchParams.get('token') ?? '' };
};

export const actions: Actions = {
  default: async ({ locals: { accounts }, request, cookies, url }) => {
    const token = String((await request.formData()).get('token') ?? '');
    setCookies(cookies, url, await orRefused(accounts.openLink(token, request.headers)));
    const back = wayBack(cookies);
    forgetWayBack(cookies);
    redirect(303, back);
  },
};
