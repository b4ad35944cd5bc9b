import { awardViews } from '#lib/commissioning/award-view.ts';
import type { PageServerLoad } from './$types';

const pageSize = 50;
const states = ['in-force', 'to-come', 'suspended', 'ended'] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
  const { visit, commissioning } = locals;
  const areas = (await visit.areas()).map(({ slug, name }) => ({ slug, name }));
  const area = areas.find(({ slug }) => slug === url.searchParams.get('area'))?.slug;
  const part = commissioning.parts.find(({ id }) => id === url.searchParams.get('part'))?.id;
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 200);
  const state = states.find((each) => each === url.searchParams.get('state'));
  const page = Math.min(1_000, Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1));
  const { items, more } = await commissioning.awards({ area, part, q, state, limit: pageSize, offset: (page - 1) * pageSize });
  return { area, part, q, state, states, page, more, areas, parts: commissioning.parts.map(({ id, name }) => ({ id, name })), awards: await awardViews(items, locals) };
};
