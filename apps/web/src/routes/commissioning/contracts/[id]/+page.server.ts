import { awardViews } from '#lib/commissioning/award-view.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const award = await locals.commissioning.award(params.id);
  const [views, { figures }] = await Promise.all([awardViews([award], locals), locals.commissioning.performance(award.id)]);
  return { award: views[0]!, figures };
};
