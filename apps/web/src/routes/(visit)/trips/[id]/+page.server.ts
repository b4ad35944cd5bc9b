import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { AttractionDetail, Trip, TripChange, VisitService } from '@drystone/visit';
import { placeNamed, placeOfPage } from '#lib/place.ts';
import { problemOf } from '#lib/problem.ts';
import { editKeyOf, rememberEditKey } from '#lib/trips/edit-key.ts';
import { sentence } from '#lib/words/sentence.ts';
import { asideOf, isChange, sayingOf, whatElse } from '#lib/trips/sayings.ts';
import { postedChange } from '#lib/trips/trip-change-form.ts';
import { tripView } from '#lib/trips/trip-view.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { id }, locals: { visit, places, mapStyleUrl }, cookies, url, setHeaders }) => {
  const trip = await tripOr404(visit, id);
  const place = placeNamed(places, trip.place);
  const editKey = editKeyOf(cookies);
  const [mayEdit, view] = await Promise.all([visit.mayEdit(id, editKey), tripView(trip, factsFrom(visit), place)]);
  if (mayEdit && editKey !== undefined) rememberEditKey(cookies, url, trip, editKey);
  setHeaders({ 'cache-control': 'private, no-cache' });
  return {
    place: placeOfPage(place, places),
    trip: view,
    mayEdit,
    styleUrl: mapStyleUrl,
    address: `${url.origin}/trips/${id}`,
    said: saidOf(url.searchParams, trip),
    found: mayEdit ? await search(visit, url.searchParams.get('find'), trip) : null,
  };
};

const factsFrom = (visit: VisitService) => async (slug: string, at: Temporal.Instant): Promise<AttractionDetail | undefined> => {
  try {
    return await visit.attraction(slug, at);
  } catch (error) {
    // An appointment may be where there is no attraction.
    if (problemOf(error)?.status !== 404) throw error;
    return undefined;
  }
};

async function tripOr404(visit: VisitService, id: string): Promise<Trip> {
  try {
    return await visit.trip(id);
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    error(problem.status, problem.status === 404 ? m.trip_unknown() : problem.message);
  }
}

/** What could be added, looked up by name. */
async function search(visit: VisitService, text: string | null, { place, days }: Trip) {
  if (text === null || text.trim() === '') return null;
  const planned = new Set(days.flatMap(({ stops }) => stops.map(({ slug }) => slug)));
  const { items } = await visit.attractions({ place, q: text.trim().slice(0, 200), limit: 12 }, Temporal.Now.instant());
  const others = items.filter(({ slug }) => !planned.has(slug)).slice(0, 6);
  return { text, items: others.map(({ slug, name, kind, areaName }) => ({ slug, name, kind, areaName })) };
}

/** What was done, and what became of other stops because of it. */
function saidOf(query: URLSearchParams, trip: Trip): string | null {
  const done = query.get('done');
  if (!isChange(done)) return null;
  const slugs = (field: string): readonly string[] => (query.get(field) ?? '').split(',');
  return [sayingOf(done), ...whatElse({ added: slugs('added'), dropped: slugs('dropped'), moved: slugs('moved') }, trip)].join(' ');
}

export const actions: Actions = {
  change: async ({ params: { id }, request, locals: { visit }, cookies }) => {
    const data = await request.formData();
    const posted = postedChange(data);
    if (posted === undefined) return fail(422, { message: m.change_unknown() });
    const { change, revision } = posted;
    let aside: string;
    try {
      const { changed } = await visit.changeTrip(id, { editKey: editKeyOf(cookies), ifRevisions: revision === undefined ? undefined : [revision], changes: [change] });
      aside = Object.entries(asideOf(changed, change)).flatMap(([name, slugs]) => (slugs.length === 0 ? [] : [`&${name}=${slugs.join(',')}`])).join('');
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, {
        message: messageOf(problem.status, problem.errors[0] ?? { message: problem.message }),
        ...(change.date !== undefined && { date: change.date }),
      });
    }
    redirect(303, `/trips/${id}?done=${change.op}${aside}${anchorOf(change)}`);
  },
  visited: async ({ params: { id }, request, locals: { visit } }) => {
    const slug = String((await request.formData()).get('slug') ?? '');
    try {
      await visit.reportVisited({ trip: id, slug });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { message: problem.message });
    }
    return { visited: slug };
  },
};

function messageOf(status: number, { message, mend }: { readonly message: string; readonly mend?: string }): string {
  if (status === 412) return m.change_stale();
  if (status === 403) return m.change_forbidden();
  if (status === 503) return m.error_busy();
  return [message, mend].flatMap((part) => (part === undefined ? [] : [sentence(part)])).join(' ');
}

const anchorOf = ({ toDate, date }: TripChange): string => {
  const day = toDate ?? date;
  return day === undefined ? '' : `#day-${day}`;
};
