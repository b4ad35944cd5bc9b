import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { signedInOrAway } from '#lib/accounts/session.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const commissions = new Set(caller.memberships.filter(({ roles }) => roles.includes('commissioner')).map(({ organisationId }) => organisationId));
  setHeaders({ 'cache-control': 'no-store' });
  return { buyers: (await accounts.mine(caller)).filter(({ id, kind }) => kind === 'buyer' && (caller.administrator || commissions.has(id))).map(({ id, name }) => ({ id, name })) };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const [buyer, title] = ['buyer', 'title'].map((name) => String(data.get(name) ?? '').trim()) as [string, string];
    const errors = [...(buyer === '' ? [{ field: 'buyer', message: m.draft_choose_one() }] : []), ...(title.length < 4 ? [{ field: 'title', message: `${m.draft_title()} ${m.draft_too_short({ least: '4' })}` }] : [])];
    if (errors.length > 0) return fail(400, { buyer, title, errors });
    let made: { readonly id: string };
    try {
      made = await commissioning.createProcess(caller, buyer, { title, problem: { who: '', today: '', good: '' }, method: 'open-procedure' }, { savedSteps: ['title'], follows: null });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { buyer, title, errors: problem.errors.length > 0 ? problem.errors.map(({ field, message, mend }) => ({ field, message, mend })) : [{ field: '', message: problem.message }] });
    }
    redirect(303, `/commissioning/processes/${made.id}/edit/problem`);
  },
};
