import { error, fail } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { ReportSubject } from '@drystone/visit';
import { attractionPage } from '#lib/attractions/attraction-page.server.ts';
import { structuredData } from '#lib/attractions/structured-data.ts';
import { problemOf } from '#lib/problem.ts';
import { reportWords } from '#lib/words/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { slug }, locals, url }) => {
  try {
    const attraction = await locals.visit.attraction(slug, Temporal.Now.instant());
    const sources = await Promise.all(attraction.sources.map(({ awardId }) => locals.commissioning.award(awardId)));
    return {
      ...attractionPage(attraction, locals),
      sources: sources.map(({ id, provider, buyer }) => ({ id, provider: provider.name, buyer: buyer.name })),
      jsonLd: structuredData(attraction, url.origin),
    };
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    error(problem.status, problem.status === 404 ? m.attraction_unknown() : problem.message);
  }
};

export const actions: Actions = {
  visited: async ({ params: { slug }, request, locals: { visit } }) => {
    const trip = String((await request.formData()).get('trip') ?? '');
    await visit.reportVisited({ slug, ...(trip !== '' && { trip }) });
    return { done: 'visited' as const };
  },
  report: async ({ params: { slug }, request, locals: { visit } }) => {
    const data = await request.formData();
    const about = String(data.get('about') ?? '');
    const words = String(data.get('words') ?? '').trim();
    if (!(about in reportWords)) return fail(422, { errors: [{ field: 'about', message: m.report_error() }], words });
    try {
      await visit.reportAttraction({ slug, about: about as ReportSubject, ...(words !== '' && { words }) });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { errors: [{ field: 'words', message: problem.errors[0]?.message ?? problem.message }], words });
    }
    return { done: 'report' as const };
  },
};
