import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const [organisation, work] = await Promise.all([orRefused(accounts.organisation(caller, params.id)), orRefused(commissioning.work(caller, params.id))]);
  setHeaders({ 'cache-control': 'no-store' });
  return { organisation: { id: organisation.id, name: organisation.name }, work };
};
