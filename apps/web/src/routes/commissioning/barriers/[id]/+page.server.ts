import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { commissioning }, params }) => ({ barrier: commissioning.barrier(params.id) });
