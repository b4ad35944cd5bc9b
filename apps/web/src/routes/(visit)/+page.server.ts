import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { placeIn, viewOf } from '#lib/map/projection.ts';
import { townLabels } from '#lib/map/town-labels.ts';
import { placeAsked, placeOfPage, today } from '#lib/place.ts';
import { problemOf } from '#lib/problem.ts';
import { rememberEditKey } from '#lib/trips/edit-key.ts';
import { formErrors, knownPlaces, postedForm, startingForm, tripRequestOf } from '#lib/trips/trip-form.ts';
import type { GuidePlace } from '../../page-services.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { visit, places }, url }) => {
  const place = placeAsked(places, url.searchParams);
  const now = Temporal.Now.instant();
  const [overview, towns, everything] = await Promise.all([
    visit.place(place.slug),
    visit.towns(place.slug),
    visit.attractionMap({ place: place.slug, limit: 100 }, now),
  ]);
  const form = startingForm(place, today(place), url.searchParams);
  const nameOf = new Map([...everything, ...towns].map(({ slug, name }) => [slug, name]));
  const view = viewOf(place.extent, place.drawn);
  return {
    place: placeOfPage(place, places),
    form: { ...form, baseAt: nameOf.get(form.baseAt) ?? form.baseAt, mustSee: form.mustSee.map((slug) => nameOf.get(slug) ?? slug) },
    today: today(place).toString(),
    overview: { attractionCount: overview.attractionCount, hiddenCount: overview.hiddenCount, attributions: overview.attributions },
    towns: towns.map(({ slug, name }) => ({ slug, name })).toSorted((a, b) => a.name.localeCompare(b.name)),
    names: everything.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b)),
    ideas: place.ideas.map((idea) => ({ title: idea.title, text: idea.text, address: addressOf(idea, placeOfPage(place, places).query) })),
    map: {
      view,
      towns: townLabels(place.baseMap, view, 14),
      dots: everything.flatMap((item) => {
        const at = placeIn(view, item);
        const loves = Object.entries(item.interests).filter(([, weight]) => weight >= 0.5);
        return at ? [{ ...at, hidden: item.hidden, loves: loves.map(([interest]) => interest).join(' ') }] : [];
      }),
    },
  };
};

/** The form of this page, filled in with an idea. */
function addressOf({ days, from, interests, mode, pace, discovery, weatherProof }: GuidePlace['ideas'][number], placeQuery: string): string {
  const query = new URLSearchParams(placeQuery);
  const fields = { days, from, interests: interests.join(), mode, pace, discovery: discovery && Math.round(100 * discovery), weatherProof: weatherProof && 'on' };
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== false) query.set(name, String(value));
  return `/?${query}#plan`;
}

export const actions: Actions = {
  default: async ({ request, locals: { visit, places }, cookies, url }) => {
    const place = placeAsked(places, url.searchParams);
    const form = postedForm(await request.formData());
    const [everything, towns] = await Promise.all([visit.attractionMap({ place: place.slug, limit: 100 }, Temporal.Now.instant()), visit.towns(place.slug)]);
    const read = tripRequestOf(form, place.slug, knownPlaces(everything, towns));
    if ('errors' in read) return fail(422, { form, errors: read.errors });

    let id: string;
    try {
      const { trip, editKey } = await visit.planTrip(read.request);
      rememberEditKey(cookies, url, trip, editKey);
      id = trip.id;
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      const errors = problem.status === 503 ? [{ field: '', message: m.error_busy() }] : formErrors(problem);
      return fail(problem.status, { form, errors });
    }
    redirect(303, `/trips/${id}`);
  },
};
