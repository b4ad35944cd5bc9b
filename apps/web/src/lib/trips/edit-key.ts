/** The key to a trip's changes, kept in a cookie that only that trip's page is sent. */

import type { Cookies } from '@sveltejs/kit';

const name = 'edit_key';
const ninetyDays = 90 * 24 * 60 * 60;

export function rememberEditKey(cookies: Cookies, url: URL, tripId: string, editKey: string): void {
  cookies.set(name, editKey, {
    path: `/trips/${tripId}`,
    maxAge: ninetyDays,
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
  });
}

export const editKeyOf = (cookies: Cookies): string | undefined => cookies.get(name);
