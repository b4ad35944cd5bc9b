import { fail } from '@sveltejs/kit';
import { orRefused } from '#lib/accounts/session.ts';
import { refusedFields } from '#lib/bids/bid-page.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { commissioning }, params: { token }, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  return { opening: await orRefused(commissioning.opening(token)) };
};

async function tried<Answer>(work: () => Promise<Answer>) {
  try {
    return { answer: await work(), refused: undefined };
  } catch (caught) {
    const refused = refusedFields(caught);
    if (refused === undefined) throw caught;
    return { answer: undefined, refused };
  }
}

export const actions: Actions = {
  code: async ({ locals: { commissioning }, params: { token } }) => {
    const { answer, refused } = await tried(() => commissioning.takeOpenerCode(token));
    return refused ? fail(refused.status, { code: '', errors: refused.errors }) : { code: answer!.code, errors: [] };
  },
  confirm: async ({ locals: { commissioning }, params: { token }, request }) => {
    const part = String((await request.formData()).get('part') ?? '');
    const { refused } = await tried(() => commissioning.confirmOpenerCode(token, { part }));
    return refused ? fail(refused.status, { code: '', errors: refused.errors }) : { code: '', errors: [] };
  },
  share: async ({ locals: { commissioning }, params: { token }, request }) => {
    const data = await request.formData();
    const file = data.get('file');
    const typed = String(data.get('code') ?? '').trim();
    const code = typed !== '' ? typed : file instanceof File && file.size > 0 && file.size < 4_000 ? (/([0-9A-Z]{4}-){13}[0-9A-Z]{4}/i.exec(await file.text())?.[0] ?? '') : '';
    const { refused } = await tried(() => commissioning.giveShare(token, { code }));
    return refused ? fail(refused.status, { code: '', errors: refused.errors }) : { code: '', errors: [] };
  },
};
