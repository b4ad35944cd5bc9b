/** Plans in the visitor's browser, with the code and the data of the service. One answer for each port that comes with a task. */

import { catalogueOf, createSchedules, createTripPlanner, defaultIterations, describeAttraction, tripRequest, whatChanged, type Catalogue, type PlaceData } from '@drystone/visit/offline';
import type { Itinerary, Trip, TripChange, TripRequest } from '@drystone/visit';
import { guidePlaceOf } from '../guide-place.ts';
import { formErrors, knownPlaces, tripRequestOf, type TripForm } from '../trips/trip-form.ts';
import { tripView, type FactsOf } from '../trips/trip-view.ts';
import { placeDataOn } from './place-on-device.ts';
import type { FoundAttraction, PlanningAnswer, PlanningTask } from './planning.ts';

interface Ground {
  readonly catalogue: Catalogue;
  readonly planner: ReturnType<typeof createTripPlanner>;
  readonly place: ReturnType<typeof guidePlaceOf>;
  readonly factsOf: FactsOf;
}

/** The clock is only the emergency stop, and phones are slower than servers. */
const limits = { iterations: defaultIterations, timeLimitMs: 30_000 };
const mostFound = 6;
const grounds = new Map<string, Promise<Ground>>();

function groundOf(place: string): Promise<Ground> {
  let ground = grounds.get(place);
  if (ground === undefined) {
    ground = prepare(place);
    ground.catch(() => grounds.delete(place));
    grounds.set(place, ground);
  }
  return ground;
}

async function prepare(place: string): Promise<Ground> {
  if (!('Temporal' in globalThis)) await import('temporal-polyfill/global');
  const catalogue = catalogueOf((await placeDataOn(place)) as PlaceData);
  const schedules = createSchedules(catalogue.place);
  return {
    catalogue,
    planner: createTripPlanner({ catalogue, routingUrl: undefined }),
    place: guidePlaceOf(catalogue),
    async factsOf(slug, at) {
      const attraction = catalogue.attractions.get(slug);
      return attraction && describeAttraction(attraction, catalogue, schedules, at);
    },
  };
}

async function answerTo(task: PlanningTask): Promise<PlanningAnswer> {
  switch (task.kind) {
    case 'view':
      return shown(await groundOf(task.trip.place), task.trip);
    case 'change':
      return change(await groundOf(task.trip.place), task.trip, task.changes);
    case 'plan':
      return plan(await groundOf(task.place), task.place, task.form);
    case 'find':
      return find(await groundOf(task.trip.place), task.trip, task.text);
  }
}

async function shown({ factsOf, place }: Ground, trip: Trip, changed = { added: [], dropped: [], moved: [] } as ReturnType<typeof whatChanged>): Promise<PlanningAnswer> {
  return { ok: true, trip, view: await tripView(trip, factsOf, place), changed };
}

async function change(ground: Ground, trip: Trip, changes: readonly TripChange[]): Promise<PlanningAnswer> {
  const now = Temporal.Now.instant().toString();
  const answer = await ground.planner.change({ request: trip.request, wishes: trip.wishes, itinerary: trip, changes, now, limits });
  if (!answer.ok) return { ok: false, errors: formErrors({ message: '', errors: answer.errors }) };
  const planned = { ...trip, ...answer.itinerary, wishes: answer.wishes, updatedAt: now };
  return shown(ground, planned, whatChanged(trip, answer.itinerary));
}

async function plan(ground: Ground, place: string, form: TripForm): Promise<PlanningAnswer> {
  const read = tripRequestOf(form, place, knownPlaces(ground.catalogue.attractions.values(), ground.catalogue.towns.values()));
  if ('errors' in read) return { ok: false, errors: read.errors };
  const request = tripRequest.parse(read.request);
  const answer = await ground.planner.plan({ request, limits });
  if (!answer.ok) return { ok: false, errors: formErrors({ message: '', errors: answer.errors }) };
  return shown(ground, newTrip(request, answer.itinerary, answer.wishes));
}

/** A trip that the service has not heard of. */
function newTrip(request: TripRequest, itinerary: Itinerary, wishes: Trip['wishes']): Trip {
  const id = `device-${crypto.randomUUID()}`;
  const now = Temporal.Now.instant();
  const expiresAt = now.add({ hours: 24 * 90 }).toString();
  return { id, url: `/offline/trip?id=${id}`, place: request.place, revision: 0, request, wishes, gone: [], createdAt: now.toString(), updatedAt: now.toString(), expiresAt, ...itinerary };
}

async function find({ catalogue }: Ground, { days }: Trip, text: string): Promise<PlanningAnswer> {
  const planned = new Set(days.flatMap(({ stops }) => stops.map(({ slug }) => slug)));
  const wanted = text.trim().toLocaleLowerCase('en');
  const found: FoundAttraction[] = [...catalogue.attractions.values()]
    .filter(({ slug, name, names }) => !planned.has(slug) && [name, ...Object.values(names ?? {})].some((each) => each.toLocaleLowerCase('en').includes(wanted)))
    .slice(0, mostFound)
    .map(({ slug, name, kind, area }) => ({ slug, name, kind, areaName: catalogue.areas.get(area)?.name ?? area }));
  return { ok: true, found };
}

addEventListener('message', ({ data, ports }: MessageEvent<PlanningTask>) => {
  answerTo(data).then(
    (answer) => ports[0]?.postMessage(answer),
    (error: unknown) => ports[0]?.postMessage({ ok: false, errors: [], failure: error instanceof Error ? error.message : String(error) } satisfies PlanningAnswer),
  );
});
