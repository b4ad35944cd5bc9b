import { fail, redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params: { id }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const { content, revision, stage, closed } = await orRefused(commissioning.process(caller, id));
  setHeaders({ 'cache-control': 'no-store' });
  return { id, title: content.title, revision, stage, closed };
};

export const actions: Actions = {
  close: async ({ locals: { accounts, commissioning }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const [as, reason] = ['as', 'reason'].map((name) => String(data.get(name) ?? '')) as [string, string];
    try {
      await commissioning.closeTender(caller, id, Number(data.get('revision')), { as, reason });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { as, reason, errors: problem.errors.length > 0 ? problem.errors.map(({ field, message, mend }) => ({ field: field === 'process' ? '' : field, message, mend })) : [{ field: '', message: problem.message }] });
    }
    redirect(303, `/commissioning/processes/${id}`);
  },
  again: async ({ locals: { accounts, commissioning }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const draft = await orRefused(commissioning.takeUpAgain(caller, id));
    redirect(303, `/commissioning/processes/${draft.id}/edit`);
  },
};
