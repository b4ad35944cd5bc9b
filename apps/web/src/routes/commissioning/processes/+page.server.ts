import { dayOf } from '#lib/commissioning/award-view.ts';
import type { PageServerLoad } from './$types';

const pageSize = 50;

/** Null where it takes no bids. */
const bidding = (deadline: string | null, now: Temporal.Instant): 'open' | 'past' | null => (deadline === null ? null : Temporal.Instant.compare(deadline, now) > 0 ? 'open' : 'past');

export const load: PageServerLoad = async ({ locals: { commissioning, places }, url }) => {
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 200);
  const page = Math.min(1_000, Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1));
  const { items, more } = await commissioning.processes(undefined, { q, limit: pageSize, offset: (page - 1) * pageSize });
  const { timeZone } = places[0];
  const now = Temporal.Now.instant();
  return {
    q,
    page,
    more,
    processes: items.map(({ id, buyer, partners, content, closed, publishedAt }) => ({ id, state: closed?.as ?? bidding(content.deadline, now), buyer: [buyer, ...partners].map(({ name }) => name).join(', '), title: content.title, lots: content.lots.length, publishedOn: dayOf(publishedAt!, timeZone), deadline: content.deadline === null ? null : dayOf(content.deadline, timeZone) })),
  };
};
