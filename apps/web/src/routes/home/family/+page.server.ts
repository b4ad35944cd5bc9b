import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, home }, request: { headers }, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  setHeaders({ 'cache-control': 'no-store' });
  return { homes: (await orRefused(home.familyHomes(caller))).map(({ id, name, organisation }) => ({ id, name, organisation })) };
};
