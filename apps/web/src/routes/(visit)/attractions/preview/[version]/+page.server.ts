import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { viewAround } from '#lib/map/projection.ts';
import { townLabels } from '#lib/map/town-labels.ts';
import { placeNamed, placeOfPage } from '#lib/place.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { version }, locals: { accounts, visit, places, mapStyleUrl }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const { attraction, provider, state, number } = await orRefused(visit.preview(caller, version));
  const place = placeNamed(places, attraction.place);
  const view = viewAround([attraction], place.drawn, { shape: 1.6, margin: 0, leastMetres: 26_000 });
  setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  return {
    preview: { provider: provider.name, state, number },
    place: placeOfPage(place, places),
    attraction,
    sources: [],
    jsonLd: '',
    map: { view, towns: townLabels(place.baseMap, view, 6), styleUrl: mapStyleUrl },
  };
};
