import { error, fail } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { ReportSubject } from '@drystone/visit';
import { structuredData } from '#lib/attractions/structured-data.ts';
import { viewAround } from '#lib/map/projection.ts';
import { townLabels } from '#lib/map/town-labels.ts';
import { placeNamed, placeOfPage } from '#lib/place.ts';
import { problemOf } from '#lib/problem.ts';
import { reportWords } from '#lib/words/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { slug }, locals: { visit, commissioning, places, mapStyleUrl }, url }) => {
  try {
    const attraction = await visit.attraction(slug, Temporal.Now.instant());
    const place = placeNamed(places, attraction.place);
    const view = viewAround([attraction], place.drawn, { shape: 1.6, margin: 0, leastMetres: 26_000 });
    const sources = await Promise.all(attraction.sources.map(({ awardId }) => commissioning.award(awardId)));
    return {
      place: placeOfPage(place, places),
      attraction,
      sources: sources.map(({ id, provider, buyer }) => ({ id, provider: provider.name, buyer: buyer.name })),
      jsonLd: structuredData(attraction, url.origin),
      map: { view, towns: townLabels(place.baseMap, view, 6), styleUrl: mapStyleUrl },
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
