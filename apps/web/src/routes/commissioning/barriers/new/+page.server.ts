import { m } from '@drystone/messages';
import { fail, redirect } from '@sveltejs/kit';
import { signedInOrAway } from '#lib/accounts/session.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts }, request, setHeaders }) => {
  await signedInOrAway(accounts, request.headers);
  setHeaders({ 'cache-control': 'no-store' });
};

const messages: Readonly<Record<string, () => string>> = { said: m.barrier_error_said, heardFrom: m.barrier_error_who };

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const [said, heardFrom] = ['said', 'heardFrom'].map((name) => String(data.get(name) ?? '').trim()) as [string, string];
    let id: string;
    try {
      ({ id } = await commissioning.recordBarrier(caller, { said, heardFrom }));
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      const errors = problem.errors.map(({ field, message }) => ({ field, message: message.startsWith('holds') ? `${said.slice(0, 40)}: ${message}` : (messages[field]?.() ?? message) }));
      return fail(problem.status, { said, heardFrom, errors: errors.length > 0 ? errors : [{ field: 'said', message: problem.message }] });
    }
    redirect(303, `/commissioning/barriers/${id}?done=recorded`);
  },
};
