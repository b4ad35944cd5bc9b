/**
 * From a stay to an itinerary: scores the attractions, poses the planner's problem, and tells its
 * plan in the words of a trip. Runs in a planning thread; holds no state but the caches it is given.
 */

import { kindSlugs, type Attraction } from '@drystone/part-visit-content';
import { hiddenBelow, type Recommendation, type Recommender } from '@drystone/part-visit-recommender';
import { ProblemError, replan, replanIterations, solve, type Break, type KindRule, type Now, type Plan, type PlannedRoute, type PlannedVisit, type Problem as PlannerProblem, type Route, type Visit } from '@drystone/planner';
import type { Catalogue } from '../content/place-data.ts';
import type { OpeningWindow } from '../content/opening-schedule.ts';
import type { Point } from '../content/geometry.ts';
import type { MinutesBetween, Travel } from '../travel/travel.ts';
import { atElapsed, elapsedMinutes, formatMoment } from './moments.ts';
import { outlineDays, StayError, type OutlineDay, type Stay } from './outline.ts';
import { pricedFor, priceEach, roundToFive } from './prices.ts';
import type { Day, DayEnd, Itinerary, Leg, LeftOutReason, Mode, Pace, Stop, TripRequest } from './trip.ts';
import { breakName, reasonFor, travelFallbackNote, warningsFor } from './words.ts';
import type { Wishes } from './wishes.ts';

export interface PlanningGround {
  readonly catalogue: Catalogue;
  readonly travel: Travel;
  readonly recommender: Recommender;
  /** Open windows of an attraction on a day, asked for a day at a time; undefined where its hours are not known. */
  readonly openingsOn: (date: Temporal.PlainDate) => (attraction: Attraction) => readonly OpeningWindow[] | undefined;
  /** The name of the source of travel times that is wanted; another one is noted. */
  readonly wantedSource: string;
}

export interface PlanningTask {
  readonly request: TripRequest;
  readonly stay: Stay;
  readonly wishes: Wishes;
  /** Days that stay as they are, by date. */
  readonly keep?: ReadonlyMap<string, Day>;
  /** The plan as it was, of the days that are planned anew. */
  readonly previous?: Previous;
  /** Whether stops nobody asked for may be added (default true). */
  readonly fill?: boolean;
  /** A day whose stops, appointments included, are visited in this order and no other. */
  readonly order?: { readonly date: string; readonly slugs: readonly string[] } | undefined;
  readonly limits: SolveLimits;
}

/** What a change begins with. */
export interface Previous {
  readonly days: ReadonlyMap<string, Day>;
  /** What has begun by then stays as it was. */
  readonly now: Temporal.ZonedDateTime;
  /** Whether the new plan is to be close to it: a stop given up, or put on another day, must then bring `changeCost`. */
  readonly close: boolean;
  /** A stop that is out of the plan; where its time has come, the visitor goes on from there. */
  readonly at: string | undefined;
}

export interface SolveLimits {
  /** Without it the search takes all the time there is, and is annealed by the clock. */
  readonly iterations?: number;
  /** Emergency stop in milliseconds; the same request gives the same plan as long as it is not reached. */
  readonly timeLimitMs: number;
}

/** Visits that must be made and cannot: by slug, with the nearest attraction that works. */
export class MustSeeError extends Error {
  override readonly name = 'MustSeeError';
  readonly slugs: readonly string[];
  readonly nearest: { readonly slug: string; readonly name: string } | undefined;

  constructor(slugs: readonly string[], nearest: { slug: string; name: string } | undefined) {
    super(`cannot be reached in time: ${slugs.join(', ')}`);
    this.slugs = slugs;
    this.nearest = nearest;
  }
}

/** What a steady day looks like, and how a pace changes it. */
const paceRules: Readonly<Record<Pace, { dwell: (attraction: Attraction['dwellMinutes']) => number; sameKindADay: number; lunchMinutes: number }>> = {
  relaxed: { dwell: ({ usual, long }) => roundToFive((usual + long) / 2), sameKindADay: 2, lunchMinutes: 60 },
  steady: { dwell: ({ usual }) => usual, sameKindADay: 2, lunchMinutes: 45 },
  full: { dwell: ({ short, usual }) => roundToFive((short + usual) / 2), sameKindADay: 3, lunchMinutes: 30 },
};
const lunch = { from: 12 * 60, until: 14 * 60 };
/** Parking and finding the door, between two places that are not the same. */
const settlingMinutes: Readonly<Record<Mode, number>> = { car: 5, cycle: 3, walk: 0 };
/** What a minute on the way costs in score (a good hour is about 60). */
const travelCost = 0.1;
const diminishing = 0.85;
/**
 * What giving up a stop, or putting it on another day, must bring in score, travel saved included. A good hour is about
 * 60: for less than half of one nobody wants to find their plan changed.
 */
export const changeCost = 25;
/** How many are listed as left out, and what they must be worth. */
const leftOutShown = 24;
const leastWorth = 12;

export interface Planned {
  readonly itinerary: Itinerary;
  /** What the planner made of the days it planned: scores, diminished, less the cost of the way. */
  readonly worth: number;
}

interface Candidate {
  readonly attraction: Attraction;
  readonly recommendation: Recommendation;
  readonly dwell: number;
  readonly mandatory: boolean;
  /** Windows for the start of the visit, one list a planned day. */
  readonly windows: readonly (readonly { opens: number; closes: number }[])[];
}

/**
 * @throws StayError, MustSeeError
 */
export async function planItinerary(ground: PlanningGround, task: PlanningTask): Promise<Planned> {
  const { catalogue, travel } = ground;
  const { request, stay, wishes } = task;
  const { attractions, indexOfPoint } = contentsOf(catalogue);
  const extras = extraPoints(stay);
  const { value: minutes, source } = await travel.minutesAmong(extras.points, request.mode);
  const indexOf = (point: Point): number => (extras.indexOf(point) === undefined ? indexOfPoint.get(pointKey(point))! : attractions.length + extras.indexOf(point)!);
  const between = (from: Point, to: Point): number => minutes(indexOf(from), indexOf(to));

  const outline = outlineDays(stay, request, wishes.dayHours, between);
  const planned = outline.filter((day) => !task.keep?.has(day.date.toString())).map((day) => openedAlready(day, task.previous));
  const kept = [...(task.keep?.values() ?? [])];
  const keptSlugs = new Set(kept.flatMap((day) => day.stops.map((stop) => stop.slug)));

  const { recommendations, scores } = await worth(ground, request, wishes, planned);
  const mandatory = mandatoryDays(request, wishes, keptSlugs);
  const wetDates = planned.filter((day) => wishes.wetDays.includes(day.date.toString())).length;
  const mixedWeather = wetDates > 0 && wetDates < planned.length;
  const avoided = new Set([...request.avoid, ...wishes.removed]);

  const dates = planned.map((day) => day.date.toString());
  const oldStops = planned.flatMap((day) => task.previous?.days.get(day.date.toString())?.stops.filter((stop) => !stop.appointment) ?? []);
  const old = new Set(oldStops.map((stop) => stop.slug));
  const begun = new Set(oldStops.filter((stop) => Date.parse(stop.arrive) <= task.previous!.now.epochMilliseconds).map((stop) => stop.slug));
  const ends = planned.map(({ from, to }) => ({ from: attractions.length + extras.indexOf(from)!, to: attractions.length + extras.indexOf(to)! }));
  const standingAt = oldStops.find((stop) => stop.slug === task.previous?.at && begun.has(stop.slug) && Date.parse(stop.depart) >= task.previous.now.epochMilliseconds)?.slug;
  const openings = planned.map(({ date }) => ground.openingsOn(date));
  const candidates: Candidate[] = [];
  const dismissed: { attraction: Attraction; recommendation: Recommendation; reason: LeftOutReason }[] = [];
  attractions.forEach((attraction, index) => {
    const must = mandatory.get(attraction.slug);
    const recommendation = recommendations[index]!;
    if (keptSlugs.has(attraction.slug)) return;
    if (attraction.slug === standingAt) {
      candidates.push({ attraction, recommendation, dwell: 0, mandatory: false, windows: planned.map(() => []) });
      return;
    }
    if (must === undefined && (avoided.has(attraction.slug) || avoided.has(attraction.kind))) return;
    if (must === undefined && recommendation.excluded) {
      dismissed.push({ attraction, recommendation, reason: 'needs' });
      return;
    }
    if (must === undefined && recommendation.score < 1) return;
    if (must === undefined && !old.has(attraction.slug) && task.fill === false) {
      dismissed.push({ attraction, recommendation, reason: 'no_time' });
      return;
    }
    const dwell = paceRules[request.pace].dwell(attraction.dwellMinutes);
    const onlyOn = must?.date;
    let opensAtAll = false;
    const windows = planned.map((day, route) => {
      const date = dates[route]!;
      if (onlyOn !== undefined && onlyOn !== date) return [];
      // Planned together with dry days, a wet one would get what is left over.
      if (mixedWeather && onlyOn === undefined && attraction.setting === 'outdoor' && wishes.wetDays.includes(date)) return [];
      const open = openWindows(openings[route]!(attraction), day, must !== undefined);
      const starts = startWindows(attraction, open, dwell, day, wishes, date);
      opensAtAll ||= starts.length > 0;
      return starts.filter(({ opens, closes }) => {
        const [there, back] = [minutes(ends[route]!.from, index), minutes(index, ends[route]!.to)];
        return day.opens + there <= closes && Math.max(opens, day.opens + there) + dwell + back <= day.closes;
      });
    });
    if (must === undefined && !begun.has(attraction.slug) && windows.every((each) => each.length === 0)) {
      dismissed.push({ attraction, recommendation, reason: opensAtAll ? 'too_far' : 'closed' });
      return;
    }
    candidates.push({ attraction, recommendation, dwell, mandatory: must !== undefined, windows });
  });

  if (task.order) keepOrder(task.order, { planned, candidates, lunchMinutes: paceRules[request.pace].lunchMinutes, between, scores, moved: wishes.added.at(-1)?.slug });

  const budget = request.budgetPence === undefined ? undefined : request.budgetPence - heldBack(kept, request, catalogue);
  const asked = candidates.filter((candidate) => candidate.mandatory);
  if (budget !== undefined && sum(asked.map(({ attraction }) => pricedFor(attraction, request).aside)) > Math.max(0, budget)) {
    throw new StayError('budgetPence', `what must be seen costs more than there is: ${asked.map(({ attraction }) => attraction.name).join(', ')}`, 'allow more, or leave one out');
  }
  const pose = (withBreaks: boolean) =>
    poseProblem({ candidates, planned, request, budget, minutes, attractions, extras, scores, oldStops, withBreaks });

  const solved = solvePosed({ pose, candidates, planned, previous: task.previous, limits: task.limits }, (slugs) => nearestThatWorks(slugs, candidates, catalogue, planned, between));
  const days = await Promise.all(
    planned.map((day, route) => tellDay({ ground, request, wishes, day, route, plan: solved.plan, candidates, mandatory, between })),
  );
  const byDate = new Map([...kept, ...days.map((told) => told.day)].map((day) => [day.date, day]));
  const inOrder = outline.map((day) => byDate.get(day.date.toString())!);

  const used = new Set(inOrder.flatMap((day) => day.stops.map((stop) => stop.slug)));
  const left = [
    ...dismissed,
    ...candidates
      .filter(({ attraction }) => !used.has(attraction.slug) && attraction.slug !== standingAt)
      .map(({ attraction, recommendation }) => ({
        attraction,
        recommendation,
        reason: (budget !== undefined && pricedFor(attraction, request).aside > request.budgetPence! - heldBack(inOrder, request, catalogue) ? 'budget' : 'no_time') as LeftOutReason,
      })),
  ];
  const sources = new Set([source, ...days.flatMap((told) => told.sources)]);
  const itinerary: Itinerary = {
    days: inOrder,
    leftOut: left
      .filter(({ recommendation, attraction, reason }) => reason === 'needs' || recommendation.score >= leastWorth || request.mustSee.includes(attraction.slug))
      .sort((a, b) => b.recommendation.score - a.recommendation.score || a.attraction.slug.localeCompare(b.attraction.slug))
      .slice(0, leftOutShown)
      .map(({ attraction, reason }) => ({ slug: attraction.slug, name: attraction.name, reason })),
    totals: totalsOf(inOrder, request, catalogue, recommendations, attractions),
    notes: [...sources].some((source) => source !== ground.wantedSource) ? [travelFallbackNote()] : [],
  };
  return { itinerary, worth: solved.plan.score - travelCost * sum(solved.plan.routes.map((route) => route.travel)) };
}

/** Recommendations, and the score each attraction enters the plan with: on wet days the rain's counts. */
async function worth(ground: PlanningGround, request: TripRequest, wishes: Wishes, planned: readonly OutlineDay[]) {
  const visitor = {
    interests: request.interests,
    discovery: request.discovery,
    weatherProof: request.weatherProof,
    needs: request.needs,
    needsMode: request.needsMode,
  };
  const { forRecommender } = contentsOf(ground.catalogue);
  const recommendations = await ground.recommender.score(visitor, forRecommender);
  const wetDays = planned.filter((day) => wishes.wetDays.includes(day.date.toString())).length;
  const wetShare = planned.length === 0 ? 0 : wetDays / planned.length;
  const wet = wetShare === 0 ? recommendations : await ground.recommender.score({ ...visitor, weatherProof: true }, forRecommender);
  const scores = new Map(recommendations.map(({ slug, score }, index) => [slug, score * (1 - wetShare) + wet[index]!.score * wetShare]));
  return { recommendations, scores };
}

/** What must be seen, with the day where one is named. */
function mandatoryDays(request: TripRequest, wishes: Wishes, keptSlugs: ReadonlySet<string>): Map<string, { date: string | undefined }> {
  const removed = new Set(wishes.removed);
  const must = new Map<string, { date: string | undefined }>();
  for (const slug of request.mustSee) if (!removed.has(slug)) must.set(slug, { date: undefined });
  for (const { slug, date } of wishes.added) must.set(slug, { date });
  for (const { slug, date } of wishes.pins) must.set(slug, { date });
  for (const slug of keptSlugs) must.delete(slug);
  return must;
}

interface OrderGround {
  readonly planned: readonly OutlineDay[];
  readonly candidates: Candidate[];
  readonly lunchMinutes: number;
  readonly between: (from: Point, to: Point) => number;
  readonly scores: ReadonlyMap<string, number>;
  /** The stop whose place in the day was asked for. */
  readonly moved: string | undefined;
}

/**
 * Narrows the windows of a day's stops to the earliest times of the order asked for. Where they do
 * not all fit in that order, the one that is missed least is left out.
 * @throws StayError where that order cannot be kept.
 */
function keepOrder(order: { date: string; slugs: readonly string[] }, ground: OrderGround): void {
  const { planned, candidates, scores, moved } = ground;
  const route = planned.findIndex((day) => day.date.toString() === order.date);
  const day = planned[route];
  if (day === undefined) return;
  const dispensable = order.slugs
    .filter((slug) => slug !== moved && candidates.some((candidate) => candidate.attraction.slug === slug && !candidate.mandatory))
    .sort((a, b) => scores.get(a)! - scores.get(b)!);
  const attempts = [order.slugs, ...dispensable.map((without) => order.slugs.filter((slug) => slug !== without))];
  const starts = attempts.map((slugs) => timesInOrder(slugs, day, route, ground)).find((each) => each !== undefined);
  if (starts === undefined) {
    throw new StayError('position', 'the day cannot be followed in that order: something is closed then, or the day is too short', 'choose another position or day, or leave the position out');
  }
  candidates.forEach((candidate, index) => {
    if (!order.slugs.includes(candidate.attraction.slug)) return;
    const start = starts.get(candidate.attraction.slug);
    const windows = candidate.windows.map((each, other) => (other !== route ? each : start === undefined ? [] : [{ opens: start, closes: start }]));
    candidates[index] = { ...candidate, windows };
  });
}

/** The earliest start of each stop when they are visited in this order; undefined where they cannot. */
function timesInOrder(slugs: readonly string[], day: OutlineDay, route: number, { candidates, lunchMinutes, between }: OrderGround): Map<string, number> | undefined {
  const meal = lunchOf(day, lunchMinutes);
  const starts = new Map<string, number>();
  let now = day.opens;
  let here: Point = day.from;
  let eaten = meal === undefined;
  for (const slug of slugs) {
    const candidate = candidates.find(({ attraction }) => attraction.slug === slug);
    const appointment = day.appointments.find((each) => each.slug === slug);
    const at: Point | undefined = candidate?.attraction.position ?? appointment?.at;
    if (at === undefined) continue;
    const dwell = candidate?.dwell ?? appointment!.minutes;
    const windows = candidate?.windows[route] ?? [{ opens: appointment!.start, closes: appointment!.start }];
    const startAfter = (from: number): number | undefined => {
      const window = windows.find((each) => Math.max(each.opens, from) <= each.closes);
      return window && Math.max(window.opens, from);
    };
    const way = between(here, at);
    let start = startAfter(now + way);
    if (!eaten && meal && (now >= meal.opens || start === undefined || start + dwell > meal.closes)) {
      now = Math.max(now, meal.opens) + meal.duration;
      eaten = true;
      start = startAfter(now + way);
    }
    if (start === undefined) return undefined;
    starts.set(slug, start);
    now = start + dwell;
    here = at;
    if (now + between(here, day.to) > day.closes) return undefined;
  }
  return starts;
}

/** Hours that are not known count as open by day for what the visitor asks for, and never for what we propose. */
function openWindows(known: readonly OpeningWindow[] | undefined, { elapsed }: OutlineDay, asked: boolean): readonly OpeningWindow[] {
  const windows = known ?? (asked ? [{ opens: 10 * 60, closes: 17 * 60 }] : []);
  return windows.map(({ opens, closes }) => ({ opens: elapsed(opens), closes: elapsed(closes) }));
}

function startWindows(attraction: Attraction, open: readonly OpeningWindow[], dwell: number, day: OutlineDay, wishes: Wishes, date: string) {
  const lastEntry = attraction.hours === 'unknown' ? 0 : (attraction.hours.lastEntryMinutes ?? 0);
  const timed = wishes.times.find((time) => time.slug === attraction.slug && time.date === date);
  const notBefore = timed === undefined ? (wishes.notBefore.get(date) ?? -Infinity) : -Infinity;
  return open
    .map(({ opens, closes }) => ({
      opens: Math.ceil(Math.max(opens, day.visitsFrom, timed?.opens ?? -Infinity, notBefore)),
      closes: Math.floor(Math.min(closes - dwell, closes - lastEntry, day.visitsUntil - dwell, timed?.closes ?? Infinity)),
    }))
    .filter((window) => window.opens <= window.closes);
}

interface Posed {
  readonly problem: PlannerProblem;
  /** Visits after the candidates are appointments, in the order of the days. */
  readonly appointments: readonly { route: number; index: number }[];
}

function poseProblem(given: {
  candidates: readonly Candidate[];
  planned: readonly OutlineDay[];
  request: TripRequest;
  budget: number | undefined;
  minutes: MinutesBetween;
  attractions: readonly Attraction[];
  extras: ReturnType<typeof extraPoints>;
  scores: ReadonlyMap<string, number>;
  oldStops: readonly Stop[];
  withBreaks: boolean;
}): Posed {
  const { candidates, planned, request, budget, attractions, extras, minutes } = given;
  const beyondKinds = tooManyOfKind(given.oldStops, paceRules[request.pace].sameKindADay);
  const attractionIndex = new Map(attractions.map((attraction, index) => [attraction.slug, index]));
  // Only the places of this problem: the planner's work grows with the square of them.
  const rows = [...candidates.map(({ attraction }) => attractionIndex.get(attraction.slug)!), ...extras.points.map((_, index) => attractions.length + index)];
  const travel = new Float64Array(rows.length * rows.length);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < rows.length; j++) travel[i * rows.length + j] = minutes(rows[i]!, rows[j]!);
  }
  const locationOf = (point: Point): number => candidates.length + extras.indexOf(point)!;

  const visits: Visit[] = candidates.map(({ attraction, dwell, mandatory, windows }, location) => {
    return {
      location,
      duration: dwell,
      score: given.scores.get(attraction.slug)!,
      windows,
      // What the visitor asked for is theirs, however many of a kind.
      ...(mandatory || beyondKinds.has(attraction.slug) ? {} : { kinds: [kindSlugs.indexOf(attraction.kind)] }),
      ...(budget === undefined ? {} : { uses: [pricedFor(attraction, request).aside] }),
      ...(mandatory ? { mandatory } : {}),
    };
  });
  const appointments: { route: number; index: number }[] = [];
  planned.forEach((day, route) => {
    day.appointments.forEach((appointment, index) => {
      appointments.push({ route, index });
      visits.push({
        location: locationOf(appointment.at),
        duration: appointment.minutes,
        score: 0,
        windows: planned.map((_, each) => (each === route ? [{ opens: appointment.start, closes: appointment.start }] : [])),
        mandatory: true,
      });
    });
  });

  const rule: KindRule = { limitPerRoute: paceRules[request.pace].sameKindADay, diminishing };
  return {
    appointments,
    problem: {
      locations: rows.length,
      travel,
      visits,
      routes: planned.map((day) => routeOf(day, locationOf, given.withBreaks ? paceRules[request.pace].lunchMinutes : undefined)),
      kinds: kindSlugs.map(() => rule),
      ...(budget === undefined ? {} : { resources: [{ limit: Math.max(0, budget) }] }),
      travelCost,
    },
  };
}

function routeOf(day: OutlineDay, locationOf: (point: Point) => number, lunchMinutes: number | undefined): Route {
  const route = { start: locationOf(day.from), end: locationOf(day.to), opens: day.opens, closes: day.closes };
  const meal = lunchMinutes === undefined ? undefined : lunchOf(day, lunchMinutes);
  return meal === undefined ? route : { ...route, breaks: [meal] };
}

/** Lunch, on days that span it and are not booked over it. */
function lunchOf(day: OutlineDay, duration: number): Break | undefined {
  const opens = Math.max(lunch.from, day.opens);
  const closes = Math.min(lunch.until - 15, day.closes - duration);
  const wholeDay = day.opens <= lunch.from + 30 && day.closes >= lunch.until + 30;
  const free = day.appointments.every(({ start, minutes }) => start >= opens + duration || start + minutes <= closes);
  return wholeDay && free && opens <= closes ? { duration, opens, closes } : undefined;
}

/** Stops of the old plan that are more of a kind on a day than the pace would choose: the visitor wanted them, and they may stay. */
function tooManyOfKind(stops: readonly Stop[], most: number): ReadonlySet<string> {
  const counts = new Map<string, number>();
  return new Set(
    stops.flatMap(({ slug, kind, arrive }) => {
      const key = `${kind} ${arrive.slice(0, 10)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return counts.get(key)! > most ? [slug] : [];
    }),
  );
}

interface PosedTask {
  readonly pose: (withBreaks: boolean) => Posed;
  readonly candidates: readonly Candidate[];
  readonly planned: readonly OutlineDay[];
  readonly previous: Previous | undefined;
  readonly limits: SolveLimits;
}

function solvePosed({ pose, candidates, planned, previous, limits }: PosedTask, nearest: (slugs: readonly string[]) => { slug: string; name: string } | undefined): { plan: Plan; posed: Posed } {
  const attempt = (withBreaks: boolean) => {
    const posed = pose(withBreaks);
    const { problem } = posed;
    const options = { seed: 1, ...limits };
    if (previous === undefined) return { posed, plan: solve(problem, options) };
    const standsAt = candidates.findIndex(({ attraction, dwell }) => attraction.slug === previous.at && dwell === 0);
    const now = { ...nowOf(problem, planned, previous.now), ...(standsAt >= 0 && { location: standsAt }) };
    const before = planAsItWas(posed, candidates, planned, previous, now);
    const plan = replan(problem, before, now, { type: 'none' }, { ...options, iterations: Math.min(limits.iterations ?? Infinity, replanIterations), changeCost: previous.close ? changeCost : 0 });
    // Who is under way has set out when they did, also where nothing that was visited is in the plan any more.
    const underWay = (route: PlannedRoute, index: number): PlannedRoute => (index === now.route && now.begun === undefined ? { ...route, start: Math.min(route.start, before.routes[index]!.start) } : route);
    return { posed, plan: { ...plan, routes: plan.routes.map(underWay) } };
  };
  try {
    return attempt(true);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.visits === undefined) throw error;
  }
  try {
    // What must be seen goes before a long lunch.
    return attempt(false);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.visits === undefined) throw error;
    const slugs = error.visits.flatMap((visit) => candidates[visit]?.attraction.slug ?? []);
    if (slugs.length === 0) {
      throw new StayError('appointments', 'the appointments cannot all be kept: there is no time between them for the way', 'move or drop one');
    }
    throw new MustSeeError(slugs, nearest(slugs));
  }
}

/** A day that has begun has begun, whatever its hours are changed to. */
function openedAlready(day: OutlineDay, previous: Previous | undefined): OutlineDay {
  const before = previous?.days.get(day.date.toString());
  if (previous === undefined || !before?.stops.some((stop) => Date.parse(stop.arrive) <= previous.now.epochMilliseconds)) return day;
  return { ...day, opens: Math.min(day.opens, minutesOf(before.start, previous.now.timeZoneId)) };
}

/** Real minutes after local midnight of an RFC 3339 time. */
function minutesOf(moment: string, timeZone: string): number {
  return Math.round(elapsedMinutes(Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone)));
}

/** The moment of the change on the clock of its day; before the stay, and on a day that has not opened yet, the first opening. */
function nowOf({ routes }: PlannerProblem, planned: readonly OutlineDay[], now: Temporal.ZonedDateTime): Now {
  const today = planned.findIndex((day) => day.date.equals(now.toPlainDate()));
  const route = Math.max(0, today);
  const { opens } = routes[route]!;
  const time = Math.ceil(elapsedMinutes(now));
  return today >= 0 && time > opens ? { route, time } : { route, time: opens, begun: 0 };
}

/** The days as they were, in the planner's words. Breaks are told of the day under way alone: those ahead are found anew. */
function planAsItWas({ problem, appointments }: Posed, candidates: readonly Candidate[], planned: readonly OutlineDay[], previous: Previous, now: Now): Plan {
  const indexOf = new Map(candidates.map(({ attraction }, index) => [attraction.slug, index]));
  const at = (moment: string): number => minutesOf(moment, previous.now.timeZoneId);
  const routes = planned.map((day, route): PlannedRoute => {
    const { opens, start: from, end: to, breaks: rules = [] } = problem.routes[route]!;
    const before = previous.days.get(day.date.toString());
    if (before === undefined) return { visits: [], breaks: [], start: opens, end: opens, travel: 0 };
    const visits = before.stops.flatMap((stop): PlannedVisit[] => {
      const booked = appointments.findIndex((each) => each.route === route && day.appointments[each.index]!.slug === stop.slug);
      const visit = stop.appointment ? (booked < 0 ? undefined : candidates.length + booked) : indexOf.get(stop.slug);
      const [start, depart] = [at(stop.arrive), at(stop.depart)];
      return visit === undefined || visit === now.location ? [] : [{ visit, arrive: start, start, depart }];
    });
    const breaks = route === now.route && now.begun === undefined && rules.length > 0 ? before.breaks.slice(0, 1).map(({ start, end }) => ({ break: 0, start: at(start), end: at(end) })) : [];
    const places = [from, ...visits.map(({ visit }) => problem.visits[visit]!.location), to];
    return {
      visits,
      breaks: breaks.map((pause) => ({ ...pause, afterVisits: visits.filter(({ start }) => start < pause.start).length })),
      start: at(before.start),
      end: at(before.end),
      travel: visits.length === 0 ? 0 : sum(places.slice(1).map((place, index) => problem.travel[places[index]! * problem.locations + place]!)),
    };
  });
  const made = new Set(routes.flatMap(({ visits }) => visits.map(({ visit }) => visit)));
  return { score: 0, routes, unplannedVisits: [...problem.visits.keys()].filter((visit) => !made.has(visit)), iterations: 0, seed: 1 };
}

/** The nearest attraction to the first of `slugs` that could be seen on some day. */
function nearestThatWorks(slugs: readonly string[], candidates: readonly Candidate[], catalogue: Catalogue, planned: readonly OutlineDay[], between: (from: Point, to: Point) => number) {
  const wanted = catalogue.attractions.get(slugs[0]!)!;
  let best: { slug: string; name: string; away: number } | undefined;
  for (const { attraction, windows, mandatory } of candidates) {
    if (mandatory || slugs.includes(attraction.slug)) continue;
    if (!planned.some((_, route) => windows[route]!.length > 0)) continue;
    const away = between(wanted.position, attraction.position);
    if (best === undefined || away < best.away) best = { slug: attraction.slug, name: attraction.name, away };
  }
  return best && { slug: best.slug, name: best.name };
}

async function tellDay(given: {
  ground: PlanningGround;
  request: TripRequest;
  wishes: Wishes;
  day: OutlineDay;
  route: number;
  plan: Plan;
  candidates: readonly Candidate[];
  mandatory: ReadonlyMap<string, unknown>;
  between: (from: Point, to: Point) => number;
}): Promise<{ day: Day; sources: readonly string[] }> {
  const { ground, request, wishes, day, candidates } = given;
  const { timeZone } = ground.catalogue.place;
  const date = day.date.toString();
  const planned = given.plan.routes[given.route]!;
  const moment = (minute: number): string => formatMoment(atElapsed(day.date, minute, timeZone));
  const pinned = new Set(wishes.pins.map((pin) => pin.slug));

  const stops: Stop[] = planned.visits.map(({ visit, start, depart }) => {
    const candidate = candidates[visit];
    if (candidate === undefined) {
      const appointment = day.appointments.find((each) => each.start === start && each.minutes === depart - start)!;
      return {
        slug: appointment.slug,
        name: appointment.name,
        kind: 'appointment',
        lat: appointment.at.lat,
        lon: appointment.at.lon,
        arrive: moment(start),
        depart: moment(depart),
        dwellMinutes: appointment.minutes,
        pricePence: 0,
        why: reasonFor({ kind: 'appointment' }),
        warnings: [],
        pinned: true,
        appointment: true,
        hidden: false,
      };
    }
    const { attraction, recommendation } = candidate;
    const asked = given.mandatory.has(attraction.slug) && !pinned.has(attraction.slug);
    return {
      slug: attraction.slug,
      name: attraction.name,
      kind: attraction.kind,
      lat: attraction.position.lat,
      lon: attraction.position.lon,
      arrive: moment(start),
      depart: moment(depart),
      dwellMinutes: depart - start,
      pricePence: pricedFor(attraction, request).known,
      why: reasonFor({ kind: 'attraction', attraction, interests: recommendation.interests, asked, stated: Object.values(request.interests).some((weight) => weight > 0), wet: wishes.wetDays.includes(date) || request.weatherProof }),
      warnings: warningsFor(attraction, recommendation.needs, request.mode),
      pinned: pinned.has(attraction.slug),
      appointment: false,
      hidden: attraction.renown < hiddenBelow,
    };
  });

  const points: readonly { key: string; at: Point }[] = [
    { key: day.from.slug ?? day.from.name, at: day.from },
    ...stops.map((stop) => ({ key: stop.slug, at: { lat: stop.lat, lon: stop.lon } })),
    { key: day.to.slug ?? day.to.name, at: day.to },
  ];
  const answered = await Promise.all(points.slice(1).map((to, index) => ground.travel.leg(points[index]!.at, to.at, request.mode)));
  const legs: Leg[] = answered.map(({ value, source }, index) => {
    const [from, to] = [points[index]!, points[index + 1]!];
    return {
      from: from.key,
      to: to.key,
      mode: request.mode,
      distanceMetres: Math.round(value?.distanceMetres ?? 0),
      durationMinutes: Math.max(0, given.between(from.at, to.at) - settling(from.at, to.at, request.mode)),
      geometry: { type: 'LineString', coordinates: value?.coordinates ?? [[from.at.lon, from.at.lat], [to.at.lon, to.at.lat]] },
      ferries: value?.ferries ?? [],
      source,
    };
  });
  return {
    sources: answered.map(({ source }) => source),
    day: {
      date,
      start: moment(planned.start),
      end: moment(planned.end),
      from: day.from,
      to: day.to,
      stops,
      legs,
      breaks: planned.breaks.map(({ start, end }) => ({ name: breakName(), start: moment(start), end: moment(end) })),
      wetDay: wishes.wetDays.includes(date),
      pricePence: sum(stops.map((stop) => stop.pricePence ?? 0)),
      distanceMetres: sum(legs.map((leg) => leg.distanceMetres)),
      travelMinutes: sum(legs.map((leg) => leg.durationMinutes)),
    },
  };
}

function totalsOf(days: readonly Day[], request: TripRequest, catalogue: Catalogue, recommendations: readonly Recommendation[], attractions: readonly Attraction[]): Itinerary['totals'] {
  const stops = days.flatMap((day) => day.stops);
  const scores = new Map(attractions.map((attraction, index) => [attraction.slug, recommendations[index]!.score]));
  const prices = stops.flatMap((stop) => {
    const attraction = stop.appointment ? undefined : catalogue.attractions.get(stop.slug);
    return (attraction && priceEach(attraction, request.mode)) ?? [];
  });
  const each = (payer: 'adult' | 'child' | 'concession' | 'car'): number => sum(prices.map((price) => price[payer]));
  const car = each('car');
  return {
    stops: stops.length,
    score: Math.round(sum(stops.map((stop) => (stop.appointment ? 0 : (scores.get(stop.slug) ?? 0)))) * 10) / 10,
    distanceMetres: sum(days.map((day) => day.distanceMetres)),
    travelMinutes: sum(days.map((day) => day.travelMinutes)),
    pricePence: sum(days.map((day) => day.pricePence)),
    pricePenceEach: { adult: each('adult'), child: each('child'), concession: each('concession'), ...(car > 0 && { car }) },
    stopsWithUnknownPrice: stops.filter((stop) => stop.pricePence === null).length,
  };
}

/** What the stops of these days take of a budget, with something put aside for prices that are not known. */
function heldBack(days: readonly Day[], request: TripRequest, catalogue: Catalogue): number {
  return sum(
    days.flatMap((day) => day.stops).map((stop) => {
      const attraction = stop.appointment ? undefined : catalogue.attractions.get(stop.slug);
      return attraction === undefined ? 0 : pricedFor(attraction, request).aside;
    }),
  );
}

/** Every point of the stay that is not an attraction of the base, once each. */
function extraPoints(stay: Stay) {
  const ends: DayEnd[] = [stay.arrive.at, stay.leave.at, ...stay.bases, ...stay.appointments.map((appointment) => appointment.at)];
  const points = [...new Map(ends.map((end) => [pointKey(end), { lat: end.lat, lon: end.lon }])).values()];
  const indexes = new Map(points.map((point, index) => [pointKey(point), index]));
  return { points, indexOf: (point: Point): number | undefined => indexes.get(pointKey(point)) };
}

interface Contents {
  readonly attractions: readonly Attraction[];
  readonly indexOfPoint: ReadonlyMap<string, number>;
  readonly forRecommender: Parameters<Recommender['score']>[1];
}

const contents = new WeakMap<Catalogue, Contents>();

/** What every plan over a catalogue needs to know of it, worked out once. */
function contentsOf(catalogue: Catalogue): Contents {
  let known = contents.get(catalogue);
  if (known === undefined) {
    const attractions = [...catalogue.attractions.values()];
    known = {
      attractions,
      indexOfPoint: new Map(attractions.map(({ position }, index) => [pointKey(position), index])),
      forRecommender: attractions.map(({ slug, interests, renown, setting, accessibility, dwellMinutes }) => ({
        slug,
        interests: interests as Record<string, number>,
        renown,
        setting,
        accessibility,
        usualMinutes: dwellMinutes.usual,
      })),
    };
    contents.set(catalogue, known);
  }
  return known;
}

const pointKey = ({ lat, lon }: Point): string => `${lat},${lon}`;

function settling(from: Point, to: Point, mode: Mode): number {
  return from.lat === to.lat && from.lon === to.lon ? 0 : settlingMinutes[mode];
}

/** Whole minutes, rounded up, with the time to settle between two different places. */
export function countedMinutes(minutes: number, mode: Mode): number {
  return minutes === 0 ? 0 : Math.ceil(minutes - 1e-6) + settlingMinutes[mode];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
