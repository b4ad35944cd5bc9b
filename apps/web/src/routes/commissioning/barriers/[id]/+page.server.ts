import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { dayOf } from '#lib/commissioning/award-view.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params, request, url }) => {
  const caller = await accounts.caller(request.headers);
  const { recorded, ...barrier } = await orRefused(commissioning.barrier(params.id, caller));
  const sortsFor = recorded === null ? [] : commissioning.sortsFor(caller);
  return {
    said: url.searchParams.get('done'),
    barrier,
    recorded: recorded && { ...recorded, on: dayOf(recorded.at, places[0].timeZone) },
    as: sortsFor[0] ?? null,
  };
};

export const actions: Actions = {
  moderate: async ({ locals: { accounts, commissioning }, params, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const [as, decision, reason, revision] = ['as', 'decision', 'reason', 'revision'].map((name) => String(data.get(name) ?? '').trim()) as [string, string, string, string];
    try {
      await commissioning.moderateBarrier(caller, params.id, Number(revision), decision === 'hide' ? { as, decision, reason } : { as, decision });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      const needsReason = problem.errors.some(({ field }) => field === 'reason');
      return fail(problem.status, { errors: [{ field: needsReason ? 'reason' : '', message: needsReason ? m.barrier_error_reason() : problem.message }] });
    }
    redirect(303, `/commissioning/barriers/${params.id}?done=${decision === 'hide' ? 'hidden' : 'shown'}`);
  },
};
