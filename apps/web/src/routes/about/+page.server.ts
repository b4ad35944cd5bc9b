import { placeAsked, placeOfPage } from '#lib/place.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { visit, places }, url }) => {
  const place = placeAsked(places, url.searchParams);
  const { attractionCount, hiddenCount, attributions } = await visit.place(place.slug);
  return { place: placeOfPage(place, places), attractionCount, hiddenCount, attributions };
};
