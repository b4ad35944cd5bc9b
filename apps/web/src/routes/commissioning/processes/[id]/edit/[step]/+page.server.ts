import { loadPage, savePage } from '#lib/commissioning/editor/editor.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.setHeaders({ 'cache-control': 'no-store' });
  return loadPage(event);
};

export const actions: Actions = { default: (event) => savePage(event) };
