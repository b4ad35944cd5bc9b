/** The session of a page's request, and the cookies that begin and end one. */

import { error, redirect, type Cookies } from '@sveltejs/kit';
import type { Accounts, Cookies as NewCookies, SignedIn } from '@drystone/accounts';
import { problemOf } from '../problem.ts';

export function setCookies(cookies: Cookies, url: URL, fresh: NewCookies): void {
  for (const { name, value, maxAgeSeconds } of fresh) {
    cookies.set(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }) });
  }
}

/** Whoever is signed in; others are led to the sign-in page. */
export async function signedInOrAway(accounts: Accounts, headers: Headers): Promise<SignedIn> {
  return (await accounts.signedIn(headers)) ?? redirect(303, '/sign-in');
}

/** Does what a page asks of a service; what it refuses is the page's answer. */
export async function orRefused<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    error(problem.status, problem.message);
  }
}
