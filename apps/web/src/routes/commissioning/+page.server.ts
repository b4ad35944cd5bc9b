import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { commissioning } }) => ({ barriers: commissioning.barriers({ q: '' }).length });
