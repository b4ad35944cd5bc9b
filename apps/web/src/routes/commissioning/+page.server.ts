import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { commissioning } }) => ({ barriers: (await commissioning.barriers({ q: '' })).length });
