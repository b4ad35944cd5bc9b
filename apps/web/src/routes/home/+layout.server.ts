import { maySomewhere } from '@drystone/access';
import { askedByLinks } from '#lib/sections.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals: { accounts }, request: { headers } }) => {
  const signedIn = await accounts.signedIn(headers);
  return { mayDo: signedIn === undefined ? [] : askedByLinks.filter((operation) => maySomewhere(signedIn.caller, operation)) };
};
