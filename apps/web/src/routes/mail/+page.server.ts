import { orRefused } from '#lib/accounts/session.ts';
import { momentName } from '#lib/problem/local-time.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, places }, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  return { letters: (await orRefused(accounts.keptMail())).map((letter) => ({ ...letter, when: momentName(letter.at, places[0].timeZone) })) };
};
