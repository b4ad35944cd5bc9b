import { redirect } from '@sveltejs/kit';
import { orRefused, setCookies } from '#lib/accounts/session.ts';
import type { Actions, PageServerLoad } from './$types';

/** Only the button uses the link up: mail scanners open every address they find. */
export const load: PageServerLoad = ({ url, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  return { token: url.searchParams.get('token') ?? '' };
};

export const actions: Actions = {
  default: async ({ locals: { accounts }, request, cookies, url }) => {
    const token = String((await request.formData()).get('token') ?? '');
    setCookies(cookies, url, await orRefused(accounts.openLink(token, request.headers)));
    redirect(303, '/account');
  },
};
