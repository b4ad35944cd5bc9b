/** An organisation's bid code in the browser that made or typed it: sent with each request, and kept nowhere else. */

import type { Cookies } from '@sveltejs/kit';

const days = 90;
const nameOf = (organisation: string): string => `drystone.bid_code.${organisation}`;

export const bidCodeOf = (cookies: Cookies, organisation: string): string | undefined => cookies.get(nameOf(organisation));

export function keepBidCode(cookies: Cookies, url: URL, organisation: string, code: string): void {
  cookies.set(nameOf(organisation), code, { path: '/commissioning', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', maxAge: days * 24 * 3600 });
}
