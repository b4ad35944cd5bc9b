import { m } from '@drystone/messages';
import { error, fail, redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const barrier = await orRefused(commissioning.barrier(params.id, caller));
  const sortsFor = commissioning.sortsFor(caller);
  if (barrier.recorded === null || sortsFor.length === 0) error(403, m.barrier_error_as());
  setHeaders({ 'cache-control': 'no-store' });
  const buyers = await Promise.all(sortsFor.map(async (id) => ({ id, name: (await accounts.publicly(id))?.name ?? id })));
  const { said, kind, answer, mend, tried, rules, sources, recorded } = barrier;
  return { id: params.id, said, buyers, findable: commissioning.findable, revision: recorded.revision, fields: { as: sortsFor[0]!, kind: kind as string | null, answer, mend, tried: tried.join('\n'), rules: rules as readonly string[], sources } };
};

const messages: Readonly<Record<string, () => string>> = { as: m.barrier_error_as, kind: m.barrier_error_kind, answer: m.barrier_error_answer, mend: m.barrier_error_mend, sources: m.barrier_error_sources };

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, params, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const written = (name: string) => String(data.get(name) ?? '').trim();
    const column = (name: string) => data.getAll(name).map((each) => String(each).trim());
    const [urls, days] = [column('sourceUrl'), column('sourceChecked')];
    const sources = column('sourceTitle').map((title, index) => ({ title, url: urls[index] ?? '', checked: days[index] ?? '' })).filter(({ title, url }) => title !== '' || url !== '');
    const fields = { as: written('as'), kind: written('kind') || null, answer: written('answer'), mend: written('mend'), tried: written('tried'), rules: column('rules'), sources };
    try {
      await commissioning.sortBarrier(caller, params.id, Number(written('revision')), { ...fields, tried: fields.tried.split('\n').map((line) => line.trim()).filter(Boolean) });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      const wrong = [...new Set(problem.errors.map(({ field }) => field.split('.')[0]!))].map((field) => ({ field, message: messages[field]?.() ?? problem.message }));
      return fail(problem.status, { fields, errors: wrong.length > 0 ? wrong : [{ field: '', message: problem.message }] });
    }
    redirect(303, `/commissioning/barriers/${params.id}?done=sorted`);
  },
};
