import { localTime } from '#lib/problem/local-time.ts';
import type { PageServerLoad } from './$types';

const pageSize = 50;

export const load: PageServerLoad = async ({ locals: { commissioning, places }, url }) => {
  const page = Math.min(1_000, Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1));
  const { items, more } = await commissioning.openEngagements({ limit: pageSize, offset: (page - 1) * pageSize });
  const { timeZone } = places[0];
  return { page, more, engagements: items.map(({ openUntil, ...each }) => ({ ...each, until: localTime(openUntil, timeZone) })) };
};
