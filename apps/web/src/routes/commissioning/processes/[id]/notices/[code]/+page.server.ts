import { orRefused } from '#lib/accounts/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params: { id, code }, request }) => {
  const { notice } = await orRefused(commissioning.notice(await accounts.caller(request.headers), id, code));
  return { id, notice };
};
