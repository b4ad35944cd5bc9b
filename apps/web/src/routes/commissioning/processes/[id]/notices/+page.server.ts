import { orRefused } from '#lib/accounts/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params: { id }, request }) => {
  const caller = await accounts.caller(request.headers);
  const process = await orRefused(commissioning.process(caller, id));
  return { id, title: process.content.title, notices: (await orRefused(commissioning.notices(caller, id))).map(({ content: _, ...notice }) => notice) };
};
