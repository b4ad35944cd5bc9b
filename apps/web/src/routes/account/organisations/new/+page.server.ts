import { fail, redirect } from '@sveltejs/kit';
import { signedInOrAway } from '#lib/accounts/session.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts }, request }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  return { administrator: caller.administrator };
};

export const actions: Actions = {
  default: async ({ locals: { accounts }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const fields = Object.fromEntries(['kind', 'name', 'companyNumber', 'charityNumber'].map((name) => [name, String(data.get(name) ?? '').trim()]));
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
    let id: string;
    try {
      ({ id } = await accounts.register(caller, given));
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { fields, errors: problem.errors.length > 0 ? problem.errors : [{ field: '', message: problem.message }] });
    }
    redirect(303, `/account/organisations/${id}`);
  },
};
