import { fail, redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, visit }, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const [waiting, areas] = await Promise.all([orRefused(visit.curation(caller)), visit.areas()]);
  setHeaders({ 'cache-control': 'no-store' });
  const areaName = (slug: string) => areas.find((area) => area.slug === slug)?.name ?? slug;
  return {
    said: url.searchParams.get('done'),
    waiting: waiting.map(({ id, providerName, at, slug, record, today, shownAs, near }) => ({ id, providerName, at: at.slice(0, 10), slug, record, areaName: areaName((record ?? today)?.area ?? ''), today: today && { name: today.name, summary: today.summary, kind: today.kind }, shownAs, near })),
  };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, visit }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const [id, decision, reason, as] = ['id', 'decision', 'reason', 'as'].map((name) => String(data.get(name) ?? '').trim()) as [string, string, string, string];
    try {
      await visit.curate(caller, id, decision === 'return' ? { decision, reason } : { decision, ...(as !== '' && { as }) });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { id, needsReason: problem.errors.some(({ field }) => field === 'reason'), message: problem.message });
    }
    redirect(303, `/commissioning/curation?done=${decision === 'return' ? 'returned' : 'published'}`);
  },
};
