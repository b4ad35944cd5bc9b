import type { PageServerLoad } from './$types';

/** The same for everybody: what is on the device, only the device knows. */
export const load: PageServerLoad = ({ setHeaders }) => {
  setHeaders({ 'cache-control': 'private, no-cache' });
};
