import { error } from '@sveltejs/kit';
import { attractionQueryOf, filtersOf } from '#lib/explore/explore-query.ts';
import { viewAround, viewOf } from '#lib/map/projection.ts';
import { townLabels } from '#lib/map/town-labels.ts';
import { placeAsked, placeOfPage } from '#lib/place.ts';
import { problemOf } from '#lib/problem.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { visit, places, mapStyleUrl }, url }) => {
  const place = placeAsked(places, url.searchParams);
  const now = Temporal.Now.instant();
  const [towns, areas] = await Promise.all([visit.towns(place.slug), visit.areas()]);
  const filters = filtersOf(url.searchParams);
  const query = attractionQueryOf(filters, place.slug, { towns, areas });
  const after = url.searchParams.get('after');
  try {
    const [list, everything] = await Promise.all([
      visit.attractions({ ...query, ...(after !== null && { after }) }, now),
      visit.attractionMap(query, now),
    ]);
    const view = everything.length > 0 && everything.length < 60 ? viewAround(everything, place.drawn, { shape: 1, margin: 0.12, leastMetres: 24_000 }) : viewOf(place.extent, place.drawn);
    return {
      place: placeOfPage(place, places),
      filters,
      asMap: url.searchParams.get('view') === 'map',
      towns: towns.map(({ slug, name }) => ({ slug, name })).toSorted((a, b) => a.name.localeCompare(b.name)),
      areas: areas.filter((area) => area.place === place.slug).map(({ slug, name }) => ({ slug, name })),
      items: list.items.map(({ slug, name, kind, areaName, terrain, state, text, lead, hidden, picture, distanceMetres }) => ({
        slug,
        name,
        kind,
        areaName,
        terrain,
        state,
        text,
        lead,
        hidden,
        picture,
        distanceMetres,
      })),
      total: list.total,
      counts: {
        open: everything.filter(({ state }) => state === 'open').length,
        unknown: everything.filter(({ state }) => state === 'unknown').length,
      },
      next: addressOfNext(url, list.next),
      page: { first: after === null },
      map: {
        view,
        towns: townLabels(place.baseMap, view, 12),
        places: everything.map(({ slug, name, lat, lon, state, text, hidden }) => ({ slug, name, lat, lon, state, text, hidden })),
        styleUrl: mapStyleUrl,
      },
    };
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    error(problem.status, problem.message);
  }
};

/** The API's next path carries the position in `after`; the page keeps its own filters. */
function addressOfNext(url: URL, next: string | null): string | null {
  if (next === null) return null;
  const query = new URLSearchParams(url.searchParams);
  query.set('after', new URL(next, url).searchParams.get('after') ?? '');
  return `/explore?${query}#results`;
}
