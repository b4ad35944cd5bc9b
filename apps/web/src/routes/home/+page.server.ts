import { openLinks, sectionOf } from '#lib/sections.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, home }, parent, request: { headers }, setHeaders }) => {
  const signedIn = await accounts.signedIn(headers);
  if (signedIn === undefined) return { signedIn: false, links: [], family: false };
  setHeaders({ 'cache-control': 'no-store' });
  const { mayDo } = await parent();
  const links = openLinks(sectionOf('/home/')!.links, (operation) => mayDo.includes(operation)).filter(({ path }) => path.startsWith('/home/'));
  return { signedIn: true, links: links.map(({ path, label }) => ({ path, label: label() })), family: (await home.familyHomes(signedIn.caller)).length > 0 };
};
