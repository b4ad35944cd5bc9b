import { placeOfPage } from '#lib/place.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals: { theme, places, accounts } }) => ({
  theme,
  demonstration: accounts.demonstrationPeople.length > 0,
  // A page of another place says so itself.
  place: placeOfPage(places[0], places),
  places: places.map((place) => ({ slug: place.slug, name: place.name, query: placeOfPage(place, places).query })),
});
