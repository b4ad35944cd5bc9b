import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, visit }, params: { id }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const { process } = await orRefused(commissioning.draft(caller, id));
  const { providers, proposals } = await orRefused(commissioning.splits(caller, id));
  const names = new Map((await visit.areas()).map(({ slug, name }) => [slug, name]));
  setHeaders({ 'cache-control': 'no-store' });
  return {
    id,
    revision: process.revision,
    providers,
    proposals: proposals.map(({ kind, couldBid, lots }) => ({
      kind,
      couldBid,
      lots: lots.map(({ lot, yearlyPence, bidders }) => ({
        id: lot.id,
        title: lot.title,
        areas: lot.areas.map((slug) => names.get(slug) ?? slug),
        yearlyPence,
        could: bidders.filter(({ verdict }) => verdict.could).map(({ provider, verdict }) => ({ name: provider.name, unknown: verdict.reasons.map(({ text }) => text) })),
        others: bidders.filter(({ verdict }) => !verdict.could).map(({ provider, verdict }) => ({ name: provider.name, why: verdict.reasons.filter(({ blocks }) => blocks).map(({ text }) => text) })),
      })),
    })),
  };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    try {
      await commissioning.takeSplit(caller, id, Number(data.get('revision')), String(data.get('kind') ?? ''));
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { errors: [{ field: '', message: problem.status === 412 ? m.split_overtaken() : problem.message }] });
    }
    redirect(303, `/commissioning/processes/${id}/edit/lots`);
  },
};
