/** The key to a trip's changes, kept in a cookie that only that trip's page is sent. */

import type { Trip } from '@drystone/visit';
import type { Cookies } from '@sveltejs/kit';

const name = 'edit_key';
/** Browsers keep no cookie longer. */
const longestSeconds = 400 * 24 * 60 * 60;

/** Kept as long as the trip is. */
export function rememberEditKey(cookies: Cookies, url: URL, trip: Pick<Trip, 'id' | 'expiresAt'>, editKey: string): void {
  const left = Math.floor((Date.parse(trip.expiresAt) - Date.now()) / 1000);
  cookies.set(name, editKey, {
    path: `/trips/${trip.id}`,
    maxAge: Math.max(0, Math.min(longestSeconds, left)),
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
  });
}

export const editKeyOf = (cookies: Cookies): string | undefined => cookies.get(name);
