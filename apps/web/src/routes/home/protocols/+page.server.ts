import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { chosenOrganisation } from '#lib/home/organisations.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, home }, request: { headers }, url: { searchParams }, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  setHeaders({ 'cache-control': 'no-store' });
  const choice = await chosenOrganisation(accounts, caller, 'protocol.read', searchParams.get('organisation'), m.protocols_none());
  const states = await orRefused(home.protocols(caller, choice.chosen.id));
  const served = new Map(states.map(({ subject, latest }) => [subject, latest]));
  const withKinds = new Set(states.flatMap(({ subject, group }) => (subject === group ? [] : [group])));
  return {
    ...choice,
    protocols: states.map(({ subject, group, servedBy }) => {
      const latest = served.get(servedBy);
      return { subject, isKind: subject !== group, standsForKinds: withKinds.has(subject), servedBy, own: latest?.text ? { version: latest.version, approvedBy: latest.text.approvedBy, approvedOn: latest.text.approvedOn } : null };
    }),
  };
};
