import { maySomewhere, type Operation } from '@drystone/access';
import { signedInOrAway } from '#lib/accounts/session.ts';
import type { LayoutServerLoad } from './$types';

/** Which of these pages are for whoever is here. */
export const load: LayoutServerLoad = async ({ locals: { accounts }, request: { headers }, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  setHeaders({ 'cache-control': 'no-store' });
  const shows = (operation: Operation) => caller.administrator || maySomewhere(caller, operation);
  return { edits: shows('person.edit'), tests: shows('test-call.read'), discloses: shows('disclosure.read') };
};
