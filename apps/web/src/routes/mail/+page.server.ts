import { orRefused } from '#lib/accounts/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts }, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  return { letters: await orRefused(accounts.keptMail()) };
};
