/** What every page of a bid begins with: whose it is, opened with the code that this browser keeps. */

import type { Cookies } from '@sveltejs/kit';
import type { Bid } from '@drystone/commissioning';
import { orRefused, signedInOrAway } from '../accounts/session.ts';
import { bidCodeOf } from './bid-code.ts';

interface BidEvent {
  readonly locals: App.Locals;
  readonly params: { readonly id: string };
  readonly request: Request;
  readonly cookies: Cookies;
}

export async function bidOfPage({ locals: { accounts, commissioning }, params: { id }, request, cookies }: BidEvent) {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const locked = await orRefused(commissioning.bid(caller, id));
  const code = bidCodeOf(cookies, locked.as);
  const bid = code === undefined ? locked : await orRefused(commissioning.bid(caller, id, code));
  return { caller, bid, code };
}

/** Where the bid is still written: by its lead, and while bids are taken. */
export const isWritable = ({ as, lead, taking }: Pick<Bid, 'as' | 'lead' | 'taking'>): boolean => as === lead && (taking === 'open' || taking === 'drafts-only');

/** Pence of what somebody typed as pounds; null where it is empty, NaN where it is no amount. */
export function penceOf(typed: string): number | null {
  const plain = typed.replaceAll(/[£,\s]/g, '');
  if (plain === '') return null;
  return /^\d{1,11}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : Number.NaN;
}
export const poundsOf = (pence: number | null): string => (pence === null ? '' : pence % 100 === 0 ? String(pence / 100) : (pence / 100).toFixed(2));

/** The lines of a bid's task list. */
export interface BidTask {
  readonly id: string;
  readonly title: string;
  readonly done: boolean;
  readonly optional: boolean;
}
