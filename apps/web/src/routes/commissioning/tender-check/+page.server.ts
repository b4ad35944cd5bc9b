import { m } from '@drystone/messages';
import { fail } from '@sveltejs/kit';
import { isMeantAsJson, placeOfJsonFault } from '#lib/commissioning/json-fault.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions } from './$types';

/** What only a whole release can show: said of words alone it would be a false alarm. */
const needsRelease = new Set(['no-lots-no-reason', 'no-contact', 'no-market-engagement', 'value-missing', 'social-value-absent']);

export const actions: Actions = {
  default: async ({ locals: { commissioning }, request }) => {
    const data = await request.formData();
    const file = data.get('file');
    const pasted = String(data.get('text') ?? '').trim();
    const value = String(data.get('value') ?? '').replaceAll(/[£,\s]/g, '');
    const fields = { text: pasted, value };
    const uploaded = file instanceof File && file.size > 0 ? file : undefined;
    if (uploaded === undefined && pasted === '') return fail(400, { fields, errors: [{ field: 'text', message: m.check_nothing(), mend: m.check_nothing_mend() }] });
    if (value !== '' && !(Number(value) > 0)) return fail(400, { fields, errors: [{ field: 'value', message: m.check_value_wrong(), mend: m.check_value_mend() }] });
    const text = uploaded === undefined ? pasted : (await uploaded.text()).replace(/^\uFEFF/, '');
    const document = parsed(text);
    if (document === undefined && (uploaded !== undefined || isMeantAsJson(text))) {
      const field = uploaded === undefined ? 'text' : 'file';
      const place = isMeantAsJson(text) ? placeOfJsonFault(text) : undefined;
      return fail(400, { fields, errors: [place === undefined ? { field, message: m.check_not_json(), mend: m.check_not_json_mend() } : { field, message: m.check_json_broken(place), mend: m.check_json_broken_mend() }] });
    }
    const wordsOnly = document === undefined;
    try {
      const { findings, effort } = await commissioning.checkTender(document ?? { tender: { description: text, ...(value !== '' && { value: { amount: Number(value), currency: 'GBP' } }) } });
      return { fields, errors: [], wordsOnly, effort: wordsOnly ? [] : effort, findings: wordsOnly ? findings.filter(({ rule }) => !needsRelease.has(rule)) : findings };
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { fields, errors: problem.errors.map(({ message, mend }) => ({ field: uploaded === undefined ? 'text' : 'file', message, ...(mend !== undefined && { mend }) })) });
    }
  },
};

/** The JSON that a text is; undefined where it is words. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
