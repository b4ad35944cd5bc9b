import { orRefused } from '#lib/accounts/session.ts';
import { openingNames } from '#lib/bids/field-names.ts';
import { refusal } from '#lib/refused-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { commissioning }, params: { token }, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  return { opening: await orRefused(commissioning.opening(token)) };
};

/** The answer of a form: a code that is shown this once, or none. */
async function tried(data: FormData, work: () => Promise<object>) {
  try {
    const done: { readonly code?: string } = await work();
    return { code: done.code ?? '', errors: [] };
  } catch (caught) {
    return refusal(caught, openingNames(data), { code: '' });
  }
}

export const actions: Actions = {
  code: async ({ locals: { commissioning }, params: { token }, request }) => tried(await request.formData(), () => commissioning.takeOpenerCode(token)),
  confirm: async ({ locals: { commissioning }, params: { token }, request }) => {
    const data = await request.formData();
    return tried(data, () => commissioning.confirmOpenerCode(token, { part: String(data.get('part') ?? '') }));
  },
  share: async ({ locals: { commissioning }, params: { token }, request }) => {
    const data = await request.formData();
    const file = data.get('file');
    const typed = String(data.get('code') ?? '').trim();
    const code = typed !== '' ? typed : file instanceof File && file.size > 0 && file.size < 4_000 ? (/([0-9A-Z]{4}-){13}[0-9A-Z]{4}/i.exec(await file.text())?.[0] ?? '') : '';
    return tried(data, () => commissioning.giveShare(token, { code }));
  },
};
