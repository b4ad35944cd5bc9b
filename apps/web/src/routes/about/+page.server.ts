import { placeSlug } from '#lib/place.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { visit } }) => {
  const { attractionCount, hiddenCount, attributions } = await visit.place(placeSlug);
  return { attractionCount, hiddenCount, attributions };
};
