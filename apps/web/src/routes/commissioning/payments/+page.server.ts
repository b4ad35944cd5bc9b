import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { commissioning } }) => ({ buyers: (await commissioning.promptnessByBuyer()).toSorted((a, b) => a.buyer.name.localeCompare(b.buyer.name)) });
