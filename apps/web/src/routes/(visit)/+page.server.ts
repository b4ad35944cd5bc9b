import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { placeIn, wholePlace } from '#lib/map/projection.ts';
import { townLabels } from '#lib/map/town-labels.ts';
import { placeSlug, today } from '#lib/place.ts';
import { problemOf } from '#lib/problem.ts';
import { rememberEditKey } from '#lib/trips/edit-key.ts';
import { formErrors, postedForm, startingForm, tripRequestOf } from '#lib/trips/trip-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { visit, baseMap }, url }) => {
  const now = Temporal.Now.instant();
  const [overview, towns, everything] = await Promise.all([
    visit.place(placeSlug),
    visit.towns(placeSlug),
    visit.attractionMap({ place: placeSlug, limit: 100 }, now),
  ]);
  const form = startingForm(today(), url.searchParams);
  const nameOf = new Map(everything.map(({ slug, name }) => [slug, name]));
  return {
    form: { ...form, mustSee: form.mustSee.map((slug) => nameOf.get(slug) ?? slug) },
    today: today().toString(),
    overview: { attractionCount: overview.attractionCount, hiddenCount: overview.hiddenCount, attributions: overview.attributions },
    towns: towns.map(({ slug, name }) => ({ slug, name })).toSorted((a, b) => a.name.localeCompare(b.name)),
    names: everything.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b)),
    map: {
      view: wholePlace,
      towns: townLabels(baseMap, wholePlace, 14),
      dots: everything.flatMap((item) => {
        const place = placeIn(wholePlace, item);
        const loves = Object.entries(item.interests).filter(([, weight]) => weight >= 0.5);
        return place ? [{ ...place, hidden: item.hidden, loves: loves.map(([interest]) => interest).join(' ') }] : [];
      }),
    },
  };
};

export const actions: Actions = {
  default: async ({ request, locals: { visit }, cookies, url }) => {
    const form = postedForm(await request.formData());
    const everything = await visit.attractionMap({ place: placeSlug, limit: 100 }, Temporal.Now.instant());
    const slugs = new Map(everything.flatMap(({ slug, name }) => [[slug, slug] as const, [name.toLocaleLowerCase('en'), slug] as const]));
    const read = tripRequestOf(form, placeSlug, (text) => slugs.get(text.toLocaleLowerCase('en')));
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
