import { fail, redirect } from '@sveltejs/kit';
import { forgetWayBack, orRefused, rememberWayBack, setCookies, wayBack } from '#lib/accounts/session.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts }, request, url, cookies, setHeaders }) => {
  const halfWay = ['sent', 'failed'].some((name) => url.searchParams.has(name));
  if (!halfWay) forgetWayBack(cookies);
  rememberWayBack(cookies, url);
  if (await accounts.signedIn(request.headers)) redirect(303, wayBack(cookies));
  setHeaders({ 'cache-control': 'no-store' });
  return {
    providers: accounts.providers,
    people: accounts.demonstrationPeople,
    back: wayBack(cookies),
    sent: url.searchParams.has('sent'),
    failed: url.searchParams.has('failed'),
    unconfirmed: url.searchParams.get('error') === 'email_not_found',
  };
};

export const actions: Actions = {
  link: async ({ locals: { accounts }, request }) => {
    const email = String((await request.formData()).get('email') ?? '').trim();
    try {
      await accounts.askForLink(email, request.headers);
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { email, errors: problem.errors });
    }
    redirect(303, '/sign-in?sent');
  },
  provider: async ({ locals: { accounts }, request, cookies, url }) => {
    const id = String((await request.formData()).get('provider') ?? '');
    try {
      const { url: away, cookies: fresh } = await accounts.signInAt(id, wayBack(cookies), request.headers);
      setCookies(cookies, url, fresh);
      // No redirect: our forms may lead nowhere else, and a browser holds that against what they are redirected to.
      return { away, name: accounts.providers.find((provider) => provider.id === id)!.name };
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { email: '', errors: [{ field: '', message: problem.message }] });
    }
  },
  demonstration: async ({ locals: { accounts }, request, cookies, url }) => {
    const person = String((await request.formData()).get('person') ?? '');
    setCookies(cookies, url, await orRefused(accounts.signInAs(person, request.headers)));
    const back = wayBack(cookies);
    forgetWayBack(cookies);
    redirect(303, back);
  },
};
