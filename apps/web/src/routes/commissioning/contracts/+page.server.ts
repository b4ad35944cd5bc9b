import { awardViews } from '#lib/commissioning/award-view.ts';
import type { PageServerLoad } from './$types';

const pageSize = 50;

export const load: PageServerLoad = async ({ locals, url }) => {
  const { visit, commissioning } = locals;
  const areas = (await visit.areas()).map(({ slug, name }) => ({ slug, name }));
  const area = areas.find(({ slug }) => slug === url.searchParams.get('area'))?.slug;
  const part = commissioning.parts.find(({ id }) => id === url.searchParams.get('part'))?.id;
  const page = Math.min(1_000, Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1));
  const { items, more } = await commissioning.awards({ area, part, limit: pageSize, offset: (page - 1) * pageSize });
  return { area, part, page, more, areas, parts: commissioning.parts.map(({ id, name }) => ({ id, name })), awards: await awardViews(items, locals) };
};
