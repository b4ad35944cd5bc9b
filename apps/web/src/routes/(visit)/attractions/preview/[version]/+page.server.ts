import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { previewOf } from '#lib/attractions/attraction-page.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { version }, locals, request, setHeaders }) => {
  const { caller } = await signedInOrAway(locals.accounts, request.headers);
  const { attraction, provider, number } = await orRefused(locals.visit.preview(caller, version));
  setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  return { ...previewOf(attraction, locals), preview: { provider: provider.name, number } };
};
