import { may } from '@drystone/access';
import { signedInOrAway } from '#lib/accounts/session.ts';
import type { LayoutServerLoad } from './$types';

/** Which of these pages are for whoever is here. */
export const load: LayoutServerLoad = async ({ locals: { accounts }, request: { headers }, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  setHeaders({ 'cache-control': 'no-store' });
  const mayAnywhere = (operation: Parameters<typeof may>[1]) => caller.administrator || caller.memberships.some(({ organisationId }) => may(caller, operation, organisationId));
  return { edits: mayAnywhere('person.edit'), tests: mayAnywhere('test-call.read'), discloses: mayAnywhere('disclosure.read') };
};
