import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { Trip, TripChange, VisitService } from '@drystone/visit';
import { placeNamed, placeOfPage } from '#lib/place.ts';
import { problemOf } from '#lib/problem.ts';
import { editKeyOf, rememberEditKey } from '#lib/trips/edit-key.ts';
import { sentence } from '#lib/words/sentence.ts';
import { postedChange } from '#lib/trips/trip-change-form.ts';
import { tripView } from '#lib/trips/trip-view.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { id }, locals: { visit, places, mapStyleUrl }, cookies, url, setHeaders }) => {
  const trip = await tripOr404(visit, id);
  const place = placeNamed(places, trip.place);
  const editKey = editKeyOf(cookies);
  const [mayEdit, view] = await Promise.all([visit.mayEdit(id, editKey), tripView(trip, visit, place)]);
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

const sayings: Readonly<Partial<Record<TripChange['op'], () => string>>> = {
  pin: m.done_pin,
  unpin: m.done_unpin,
  remove: m.done_remove,
  add: m.done_add,
  move: m.done_move,
  swap: m.done_swap,
  hours: m.done_hours,
  wetDay: m.done_wet_day,
  late: m.done_late,
  closed: m.done_closed,
  replan: m.done_replan,
};

/** What was done, and what became of other stops because of it. */
function saidOf(query: URLSearchParams, { days, leftOut }: Trip): string | null {
  const done = sayings[query.get('done') as keyof typeof sayings]?.();
  if (done === undefined) return null;
  const nameOf = new Map([...leftOut, ...days.flatMap(({ stops }) => stops)].map(({ slug, name }) => [slug, name]));
  const named = (field: string, words: (inputs: { names: string }) => string): string[] => {
    const names = (query.get(field) ?? '').split(',').flatMap((slug) => nameOf.get(slug) ?? []);
    return names.length === 0 ? [] : [words({ names: names.join(', ') })];
  };
  return [done, ...named('dropped', m.done_dropped), ...named('moved', m.done_moved), ...named('added', m.done_added)].join(' ');
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
      // What the visitor asked for themselves needs no telling.
      aside = Object.entries(changed).flatMap(([name, slugs]) => {
        const others = slugs.filter((slug) => slug !== change.slug);
        return change.op === 'replan' || others.length === 0 ? [] : [`&${name}=${others.join(',')}`];
      }).join('');
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
