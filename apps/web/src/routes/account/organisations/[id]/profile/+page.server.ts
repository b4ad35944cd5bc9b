import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { insuranceWords } from '#lib/bids/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params: { id }, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const { organisation, sections } = await orRefused(commissioning.profile(caller, id));
  setHeaders({ 'cache-control': 'no-store' });
  return { organisation, sections: sections.map(({ section, state, about }) => ({ section, state, about: about.map((each) => (section === 'insurance' ? insuranceWords[each as keyof typeof insuranceWords]() : each)) })), said: url.searchParams.get('done') };
};
