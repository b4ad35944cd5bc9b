/** The session of a page's request, and the cookies that begin and end one. */

import { getRequestEvent } from '$app/server';
import { error, redirect, type Cookies } from '@sveltejs/kit';
import type { Accounts, Cookies as NewCookies, SignedIn } from '@drystone/accounts';
import { problemOf } from '../problem.ts';

export function setCookies(cookies: Cookies, url: URL, fresh: NewCookies): void {
  for (const { name, value, maxAgeSeconds } of fresh) {
    cookies.set(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }) });
  }
}

/** Whoever is signed in; others are led to the sign-in page, and from there back here. */
export async function signedInOrAway(accounts: Accounts, headers: Headers): Promise<SignedIn> {
  return (await accounts.signedIn(headers)) ?? redirect(303, signInAndBack(getRequestEvent().url));
}

const wayBackCookie = 'drystone.way_back';

/** The sign-in page, for somebody who wanted to be at `url`. */
export function signInAndBack({ pathname, searchParams }: URL): string {
  // The name of a form's action begins with a slash.
  const query = new URLSearchParams([...searchParams].filter(([name]) => !name.startsWith('/'))).toString();
  return `/sign-in?${new URLSearchParams({ back: pathname + (query && `?${query}`) })}`;
}

/** Keeps for half an hour where somebody wanted to be: the link that signs them in comes by mail. */
export function rememberWayBack(cookies: Cookies, url: URL): void {
  const back = url.searchParams.get('back');
  if (back !== null && isOurs(back)) cookies.set(wayBackCookie, back, { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', maxAge: 30 * 60 });
}

/** Where somebody goes who has signed in. */
export function wayBack(cookies: Cookies): string {
  const back = cookies.get(wayBackCookie);
  return back !== undefined && isOurs(back) ? back : '/account';
}

export function forgetWayBack(cookies: Cookies): void {
  cookies.delete(wayBackCookie, { path: '/' });
}

/** A path, and not a way to another site. */
const isOurs = (path: string): boolean => path.length <= 2_000 && URL.parse(path, 'https://ours.invalid')?.origin === 'https://ours.invalid' && path.startsWith('/');

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
