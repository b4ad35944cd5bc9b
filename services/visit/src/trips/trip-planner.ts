/**
 * Plans trips over one place: holds its catalogue, roads and caches. What goes wrong on the caller's
 * side comes back as data, since errors lose their class between threads.
 */

import { kinds } from '@drystone/part-visit-content';
import { builtInRecommender } from '@drystone/part-visit-recommender';
import { createRoadNetwork } from '@drystone/road-network';
import type { Catalogue } from '../content/place-data.ts';
import { openingSchedule, type OpeningSchedule, type OpeningWindow } from '../content/opening-schedule.ts';
import { builtInName, builtInSource } from '../travel/built-in.ts';
import { osrmName, osrmSource } from '../travel/osrm.ts';
import { createTravel } from '../travel/travel.ts';
import type { Attraction } from '@drystone/part-visit-content';
import type { FieldProblem } from '../problem.ts';
import { applyChange, ChangeError, keepOrder, type Replanning } from './changes.ts';
import { countedMinutes, MustSeeError, planItinerary, type Planned, type PlanningGround, type PlanningTask, type SolveLimits } from './itinerary.ts';
import { StayError } from './outline.ts';
import { findWhereabouts, noAttraction, understandStay } from './stay.ts';
import { defaultIterations } from './search-effort.ts';
import { tripRequest, type DayEnd, type Itinerary, type Leg, type Mode, type TripChange, type TripRequest, type Whereabouts } from './trip.ts';
import { noWishes, wishesOf, type StoredWishes } from './wishes.ts';

export interface TripPlannerOptions {
  readonly catalogue: Catalogue;
  readonly routingUrl: string | undefined;
}

export interface TripPlanner {
  plan(task: PlanTask): Promise<PlanAnswer>;
  change(task: ChangeTask): Promise<PlanAnswer>;
  route(from: Whereabouts, to: Whereabouts, mode: Mode): Promise<RouteAnswer>;
  /** Works out the travel times that every plan needs. */
  warm(): Promise<void>;
  /** Plans a stay for nobody: the first visitors need not wait for a cold machine. */
  rehearse(): Promise<void>;
}

export interface PlanTask {
  readonly request: TripRequest;
  readonly limits: SolveLimits;
}

export interface ChangeTask extends PlanTask {
  readonly wishes: StoredWishes;
  readonly itinerary: Itinerary;
  readonly changes: readonly TripChange[];
  /** ISO instant. */
  readonly now: string;
}

export type PlanAnswer =
  | {
      readonly ok: true;
      readonly itinerary: Itinerary;
      readonly wishes: StoredWishes;
      /** What the planner made of the days it planned: scores, diminished, less the cost of the way. */
      readonly worth: number;
    }
  | Refusal;
export type RouteAnswer = { readonly ok: true; readonly leg: Omit<Leg, 'from' | 'to' | 'mode'> } | Refusal;
export interface Refusal {
  readonly ok: false;
  readonly kind: 'invalid' | 'impossible';
  readonly errors: readonly FieldProblem[];
}

/** @param onRoutingFailure hears of a routing server that failed; the built-in network stands in. */
export function createTripPlanner({ catalogue, routingUrl }: TripPlannerOptions, onRoutingFailure: (source: string, error: unknown) => void = () => undefined): TripPlanner {
  const builtIn = builtInSource(createRoadNetwork(catalogue.roads));
  const ground: PlanningGround = {
    catalogue,
    recommender: builtInRecommender,
    wantedSource: routingUrl === undefined ? builtInName : osrmName,
    travel: createTravel(
      routingUrl === undefined ? [builtIn] : [osrmSource(routingUrl), builtIn],
      [...catalogue.attractions.values()].map(({ position: { lat, lon } }) => ({ lat, lon })),
      onRoutingFailure,
      countedMinutes,
    ),
    openingsOn: createOpeningsOn(catalogue),
  };

  async function orRefused<T>(work: Promise<T>): Promise<T | Refusal> {
    return work.catch((error: unknown) => refusal(error, catalogue));
  }

  async function plan(request: TripRequest, rest: Omit<PlanningTask, 'request' | 'stay'>, known?: ReadonlyMap<string, DayEnd>): Promise<Planned> {
    const understood = understandStay(request, catalogue, known);
    if (understood.problems) throw new Misunderstood(understood.problems);
    return planItinerary(ground, { request, stay: understood.stay, ...rest });
  }

  async function change(task: ChangeTask): Promise<PlanAnswer> {
    const { request, ...kept } = inGuide(task, catalogue);
    const known = endsOf(task);
    let { wishes } = kept;
    let { itinerary } = task;
    let worth = 0;
    // One clock for all changes of a request, however many.
    const deadline = performance.now() + task.limits.timeLimitMs;
    for (const [index, each] of task.changes.entries()) {
      const now = momentOf(each, task.now).toZonedDateTimeISO(catalogue.place.timeZone);
      try {
        const replanning = applyChange({ request, wishes, itinerary, now, misnamed: (slug) => (catalogue.attractions.has(slug) ? undefined : noAttraction(slug, catalogue)) }, each);
        wishes = replanning.wishes;
        if (replanning.dates.length === 0) {
          itinerary = withPins(itinerary, wishes);
          continue;
        }
        const before = itinerary;
        ({ itinerary, worth } = await plan(request, {
          wishes: wishesOf(wishes),
          keep: new Map(itinerary.days.filter((day) => !replanning.dates.includes(day.date)).map((day) => [day.date, day])),
          previous: { days: new Map(itinerary.days.filter((day) => replanning.dates.includes(day.date)).map((day) => [day.date, day])), now, close: replanning.close, at: replanning.at },
          fill: replanning.fill,
          order: replanning.order,
          limits: { ...task.limits, timeLimitMs: Math.max(50, deadline - performance.now()) },
        }, known));
        itinerary = withLeftOut(itinerary, before, replanning, catalogue);
        if (replanning.order) wishes = keepOrder(wishes, itinerary, replanning.order.date, catalogue.place.timeZone);
      } catch (error) {
        if (error instanceof ChangeError) throw new Misunderstood([{ field: `changes.${index}.${error.field}`, message: error.message, mend: error.mend }]);
        if (error instanceof StayError) throw new StayError(`changes.${index}.${error.field}`, error.message, error.mend);
        if (error instanceof MustSeeError) throw new Misunderstood(mustSeeProblems(error, catalogue, `changes.${index}`));
        throw error;
      }
    }
    return { ok: true, wishes, itinerary, worth };
  }

  async function route(from: Whereabouts, to: Whereabouts, mode: Mode): Promise<RouteAnswer> {
    const ends = [from, to].map((at, index): DayEnd => {
      const found = findWhereabouts(at, catalogue);
      if ('end' in found) return found.end;
      throw new Misunderstood([{ field: index === 0 ? 'from' : 'to', ...found }]);
    });
    const { value, source } = await ground.travel.leg(ends[0]!, ends[1]!, mode);
    if (value === undefined) throw new StayError('to', 'there is no way there by this mode', 'choose another mode');
    return {
      ok: true,
      leg: {
        distanceMetres: Math.round(value.distanceMetres),
        durationMinutes: Math.round(value.durationMinutes * 10) / 10,
        geometry: { type: 'LineString', coordinates: value.coordinates },
        ferries: value.ferries,
        source,
      },
    };
  }

  return {
    plan: (task) =>
      orRefused(plan(task.request, { wishes: wishesOf(noWishes), limits: task.limits }).then((planned) => ({ ok: true as const, wishes: noWishes, ...planned }))),
    change: (task) => orRefused(change(task)),
    route: (from, to, mode) => orRefused(route(from, to, mode)),
    async warm() {
      await ground.travel.minutesAmong([], 'car');
    },
    async rehearse() {
      const [town] = catalogue.towns.values();
      if (town === undefined) return;
      const request = tripRequest.parse({ place: catalogue.place.slug, arrive: { at: town.slug, time: '2027-05-14T10:00' }, leave: { at: town.slug, time: '2027-05-16T18:00' } });
      await orRefused(plan(request, { wishes: wishesOf(noWishes), limits: { iterations: defaultIterations, timeLimitMs: 2_000 } }));
    },
  };
}

/** What was wished for, less the places that have left the guide since: they cannot be planned any more. */
function inGuide({ request, wishes }: Pick<ChangeTask, 'request' | 'wishes'>, { attractions }: Catalogue): Pick<ChangeTask, 'request' | 'wishes'> {
  const has = ({ slug }: { readonly slug: string }) => attractions.has(slug);
  return {
    request: { ...request, mustSee: request.mustSee.filter((slug) => attractions.has(slug)), avoid: request.avoid.filter((each) => each in kinds || attractions.has(each)) },
    wishes: { ...wishes, pins: wishes.pins.filter(has), added: wishes.added.filter(has), times: wishes.times.filter(has) },
  };
}

/** Where the trip begins, sleeps, has its appointments and ends, by slug: a place that has left the guide is where it was. */
function endsOf({ request, itinerary: { days } }: Pick<ChangeTask, 'request' | 'itinerary'>): ReadonlyMap<string, DayEnd> {
  const booked = days.flatMap(({ stops }) => stops.filter(({ appointment }) => appointment));
  const appointments = request.appointments.flatMap(({ at, name }) => {
    const stop = booked.find((each) => each.name === name);
    return typeof at === 'string' && stop !== undefined ? [[at, { name, slug: null, lat: stop.lat, lon: stop.lon }] as const] : [];
  });
  const ends = days.flatMap(({ from, to }) => [from, to]).flatMap((end) => (end.slug === null ? [] : [[end.slug, end] as const]));
  return new Map<string, DayEnd>([...appointments, ...ends]);
}

function momentOf({ at }: TripChange, now: string): Temporal.Instant {
  const [made, latest] = [Temporal.Instant.from(at ?? now), Temporal.Instant.from(now)];
  return Temporal.Instant.compare(made, latest) < 0 ? made : latest;
}

/**
 * Where only some days were planned anew, or nothing was to be filled in, the reasons known before
 * still hold; what the change itself made room for is added.
 */
function withLeftOut(after: Itinerary, before: Itinerary, { dates, fill, wishes }: Replanning, catalogue: Catalogue): Itinerary {
  if (fill && dates.length === after.days.length) return after;
  const stops = ({ days }: Itinerary) => days.flatMap((day) => day.stops.filter((stop) => !stop.appointment).map((stop) => stop.slug));
  const planned = new Set(stops(after));
  const known = new Set(before.leftOut.map(({ slug }) => slug));
  const dropped = stops(before).filter((slug) => !planned.has(slug) && !known.has(slug) && !wishes.removed.includes(slug));
  const leftOut = [...dropped.map((slug) => ({ slug, name: catalogue.attractions.get(slug)?.name ?? slug, reason: 'no_time' as const })), ...before.leftOut];
  return { ...after, leftOut: leftOut.filter(({ slug }) => !planned.has(slug) && !wishes.removed.includes(slug)) };
}

/** A change of pins alone leaves the plan as it is. */
function withPins(itinerary: Itinerary, wishes: StoredWishes): Itinerary {
  const pinned = new Set(wishes.pins.map((pin) => pin.slug));
  return { ...itinerary, days: itinerary.days.map((day) => ({ ...day, stops: day.stops.map((stop) => ({ ...stop, pinned: stop.appointment || pinned.has(stop.slug) })) })) };
}

class Misunderstood extends Error {
  readonly problems: readonly FieldProblem[];
  constructor(problems: readonly FieldProblem[]) {
    super('misunderstood');
    this.problems = problems;
  }
}

function mustSeeProblems({ slugs, nearest }: MustSeeError, catalogue: Catalogue, field: string): FieldProblem[] {
  const names = slugs.map((slug) => `${catalogue.attractions.get(slug)?.name ?? slug} (${slug})`).join(', ');
  const mend = nearest ? `the nearest that works is ${nearest.name} (${nearest.slug})` : 'stay longer, or leave one out';
  return [{ field, message: `cannot be seen in the time there is: ${names}`, mend }];
}

function refusal(error: unknown, catalogue: Catalogue): Refusal {
  if (error instanceof Misunderstood) return { ok: false, kind: 'invalid', errors: error.problems };
  if (error instanceof StayError) return { ok: false, kind: 'impossible', errors: [{ field: error.field, message: error.message, mend: error.mend }] };
  if (error instanceof MustSeeError) {
    return { ok: false, kind: 'impossible', errors: mustSeeProblems(error, catalogue, 'mustSee') };
  }
  throw error;
}

/** Opening hours a day, read once: the library is slow and the days of a season come again. */
function createOpeningsOn({ place }: Catalogue): PlanningGround['openingsOn'] {
  const schedules = new Map<string, OpeningSchedule>();
  const days = new Map<string, Map<string, readonly OpeningWindow[]>>();
  const mostDays = 1_000;
  const always: readonly OpeningWindow[] = [{ opens: 0, closes: 1440 }];

  function scheduleOf({ slug, position }: Attraction, opening: string): OpeningSchedule {
    let schedule = schedules.get(slug);
    if (schedule === undefined) {
      schedule = openingSchedule(opening, position, place);
      schedules.set(slug, schedule);
    }
    return schedule;
  }

  return (date) => {
    const key = date.toString();
    let day = days.get(key);
    if (day === undefined) {
      if (days.size >= mostDays) days.clear();
      day = new Map();
      days.set(key, day);
    }
    const known = day;
    return (attraction) => {
      if (attraction.hours === 'unknown') return undefined;
      if (attraction.hours.opening === '24/7') return always;
      let windows = known.get(attraction.slug);
      if (windows === undefined) {
        windows = scheduleOf(attraction, attraction.hours.opening).windows(date);
        known.set(attraction.slug, windows);
      }
      return windows;
    };
  };
}
