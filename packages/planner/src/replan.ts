/**
 * Plans anew what lies ahead of a visitor under way: what has been done stays, and every stop that is given up or put
 * on another day costs something, so that the new plan is as good as can be and close to the old one.
 *
 * What lies ahead is posed as a problem of its own with the same visits and routes. What has been done stands in it as
 * visits without length at the place where the visitor is, so that scores, limits and groups count it. A visit of the
 * old plan is two alternatives of one group: on its old route with the cost of change as a bonus to its score, on the
 * others without.
 */

import { onlyOn, windowsOn, withChange } from "./change.ts";
import type { Change } from "./change.ts";
import { ProblemError } from "./problem.ts";
import type { Break, Plan, PlannedRoute, Problem, Resource, Route, SolveOptions, TravelStep, Visit } from "./problem.ts";
import { breaksLeft, progressOf, validatePlan, waysFromHere, wayTo } from "./progress.ts";
import type { Now, Progress } from "./progress.ts";
import { solve } from "./search.ts";
import { delayFrom, stepsOf } from "./travel.ts";
import { validateProblem } from "./validate.ts";

export interface ReplanOptions extends Omit<SolveOptions, "initial" | "onProgress"> {
  /**
   * Score that a change must bring for each visit of the old plan that it drops or moves to another route (default: a
   * fifth of the mean score of the planned visits).
   */
  readonly changeCost?: number;
  /** Visits of the plan that stay on their route, whatever it costs. */
  readonly pinned?: readonly number[];
}

/** A plan of all routes, what has been done included; `score` is without the cost of change. */
export interface Replan extends Plan {
  /** The problem as it stands after the change: what the next `replan` starts from. */
  readonly problem: Problem;
  /** Visits of the old plan that are no longer in it. */
  readonly dropped: readonly number[];
  /** Visits of the old plan that are on another route. */
  readonly moved: readonly number[];
}

/** Bounds of the search where the caller sets none: a stay of three days among 300 places takes a few dozen milliseconds. */
export const replanIterations = 150;
/** Iterations spent on the stops of the old plan alone, before others are thought of; they are few, and so is their time. */
const mendIterations = 200;

/**
 * The best plan from now on, close to the old one.
 *
 * ```ts
 * const late = replan(problem, plan, { route: 0, time: 780 }, { type: "late", by: 40 });
 * const rain = replan(late.problem, late, { route: 0, time: 800 }, { type: "scores", scores: new Map([[4, 2], [7, 0]]) });
 * ```
 *
 * Routes before the one under way and visits that have begun stay as they are. Mandatory and pinned visits stay; where
 * one cannot, a ProblemError names it, and the caller may let go of it and ask again. Throws a ProblemError that
 * names the field also where the problem, the plan, `now` or the change is not sound.
 */
export function replan(problem: Problem, plan: Plan, now: Now, change: Change, options: ReplanOptions = {}): Replan {
  validateProblem(problem);
  validatePlan(problem, plan);
  const progress = progressOf(problem, plan, now);
  const changed = withChange(problem, now.route, change);
  if (changed !== problem) validateProblem(changed);
  refuseForgottenBreaks(changed, progress);
  const old = oldPlanAhead(plan, progress);
  const pinned = pinnedAhead(plan, old, options);
  const changeCost = costOfChange(changed, plan, options);
  const begins = progress.free + (change.type === "late" ? change.by : 0);

  const ask = (holds: Holds): Replan => {
    const ahead = poseAhead(changed, progress, begins, old, holds, changeCost);
    const mended = mend(ahead, old, { ...bounds(options), iterations: Math.min(mendIterations, options.iterations ?? Infinity) });
    const full = namingPromises(ahead, () => solve(ahead.problem, { ...bounds(options), initial: sequencesOf(mended) }));
    const worth = (each: Replan) => each.score - changeCost * (each.dropped.length + each.moved.length) - costOfTravel(each);
    const [closest, boldest] = [mended, full].map((answer) => tell(changed, plan, progress, old, ahead, answer));
    return worth(boldest!) > worth(closest!) + 1e-9 ? boldest! : { ...closest!, iterations: full.iterations };
  };

  // Mandatory visits count by being there, not by their score: first they are held to their routes, if that can be.
  const mandatory = [...old.routeOf.keys()].filter((visit) => changed.visits[visit]!.mandatory && windowsOn(changed.visits[visit]!, old.routeOf.get(visit)!).length > 0);
  const held = new Set([...pinned, ...mandatory]);
  if (held.size === pinned.size) return ask({ pinned, held });
  try {
    return ask({ pinned, held });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return ask({ pinned, held: pinned });
  }
}

/** What has been done cannot be what does not fit: where it is named, it is the promises that do not fit beside it. */
function namingPromises({ problem, past }: Ahead, search: () => Plan): Plan {
  try {
    return search();
  } catch (error) {
    if (!(error instanceof ProblemError) || !error.visits?.some((visit) => past.has(visit))) throw error;
    const others = error.visits.filter((visit) => !past.has(visit));
    const promised = [...problem.visits.keys()].filter((visit) => problem.visits[visit]!.mandatory && !past.has(visit));
    const named = others.length > 0 ? others : promised;
    throw new ProblemError("visits", `visits ${named.join(", ")} must be made and cannot be, after what has been done`, named);
  }
}

interface OldPlan {
  /** Sequences that lie ahead, by route. */
  readonly sequences: readonly (readonly number[])[];
  readonly routeOf: ReadonlyMap<number, number>;
}

interface Holds {
  readonly pinned: ReadonlySet<number>;
  /** Pinned visits, and mandatory ones, that are tried on their old route only. */
  readonly held: ReadonlySet<number>;
}

function oldPlanAhead(plan: Plan, { route: current, done }: Progress): OldPlan {
  const sequences = plan.routes.map(({ visits }, route) => (route < current ? [] : visits.slice(done[route]!.length).map(({ visit }) => visit)));
  return { sequences, routeOf: new Map(sequences.flatMap((visits, route) => visits.map((visit) => [visit, route] as const))) };
}

function pinnedAhead(plan: Plan, old: OldPlan, { pinned = [] }: ReplanOptions): Set<number> {
  const planned = new Set(plan.routes.flatMap(({ visits }) => visits.map(({ visit }) => visit)));
  pinned.forEach((visit, at) => {
    if (!planned.has(visit)) throw new ProblemError(`options.pinned[${at}]`, `visit ${visit} is not in the plan`);
  });
  return new Set(pinned.filter((visit) => old.routeOf.has(visit)));
}

function costOfChange({ visits }: Problem, plan: Plan, { changeCost }: ReplanOptions): number {
  if (changeCost !== undefined) {
    if (!(changeCost >= 0 && changeCost < Infinity)) throw new ProblemError("options.changeCost", `must be a finite number from 0, not ${changeCost}`);
    return changeCost;
  }
  const scores = plan.routes.flatMap((route) => route.visits.map(({ visit }) => visits[visit]!.score));
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length) / 5;
}

function refuseForgottenBreaks({ routes }: Problem, { route, rested }: Progress): void {
  for (const pause of rested) {
    if (routes[route]!.breaks?.[pause.break] === undefined) throw new ProblemError("change.breaks", `must keep break ${pause.break}, which has begun`);
  }
}

function bounds({ changeCost: _, pinned: __, ...options }: ReplanOptions): SolveOptions {
  return { ...options, ...(options.iterations === undefined && options.timeLimitMs === undefined && { iterations: replanIterations }) };
}

/** What lies ahead as a problem: the visits of the whole one at their places, then alternatives for other routes. */
interface Ahead {
  readonly problem: Problem;
  readonly initial: readonly (readonly number[])[];
  /** The visit that an alternative stands for. */
  readonly standsFor: ReadonlyMap<number, number>;
  /** Visits that stand for what has been done. */
  readonly past: ReadonlySet<number>;
  readonly begins: number;
  /** Whether anything can be added to the route under way, or its visitor can only go home. */
  readonly open: boolean;
  /** Index on the route under way of each break in the problem. */
  readonly breakIndex: readonly number[];
}

function poseAhead(problem: Problem, progress: Progress, begins: number, old: OldPlan, holds: Holds, changeCost: number): Ahead {
  const { route: current } = progress;
  const here = problem.locations;
  const { open, left } = roomToday(problem, progress, begins, old.sequences[current]!);
  const first = open ? current : current + 1;
  const past = new Set<number>();
  const pastVisit = (route: number, score: Visit): Visit => {
    const at = route < current ? problem.routes[route]!.opens : begins;
    return { ...score, location: here, duration: 0, windows: problem.routes.map((_, each) => (each === route ? [{ opens: at, closes: at }] : [])), mandatory: true };
  };

  const doneOn = new Map(progress.done.flatMap((done, route) => done.map(({ visit }, at) => [visit, { route, at }] as const)));
  const usedOnWay = progress.used.map((used, route) => used.map((use, resource) => Math.max(0, use - usesOf(problem, progress, route, resource))));
  if (!open) usedOnWay[current] = usedOnWay[current]!.map((use, resource) => use + homeUse(problem, progress, resource));
  let nextGroup = 1 + problem.visits.reduce((most, { group = -1 }) => Math.max(most, group), -1);
  const alternatives: Visit[] = [];
  const standsFor = new Map<number, number>();

  const visits = problem.visits.map((visit, index): Visit => {
    const done = doneOn.get(index);
    if (done) {
      past.add(index);
      const uses = (problem.resources ?? []).map((_, resource) => (visit.uses?.[resource] ?? 0) + (done.at === 0 ? usedOnWay[done.route]![resource]! : 0));
      return pastVisit(done.route, { ...visit, uses });
    }
    const oldRoute = old.routeOf.get(index);
    if (oldRoute === undefined) return first === 0 ? visit : onlyOn(problem, visit, (route) => route >= first);
    if (holds.held.has(index)) return { ...onlyOn(problem, visit, (route) => route === oldRoute && route >= first), mandatory: true };
    if (visit.mandatory || changeCost === 0) return onlyOn(problem, visit, (route) => route >= first);
    const group = visit.group ?? nextGroup++;
    const elsewhere = onlyOn(problem, visit, (route) => route >= first && route !== oldRoute);
    if (elsewhere.windows.some((windows) => windows.length > 0)) {
      standsFor.set(problem.visits.length + alternatives.length, index);
      alternatives.push({ ...elsewhere, group });
    }
    return { ...onlyOn(problem, visit, (route) => route >= first && route === oldRoute), bonus: (visit.bonus ?? 0) + changeCost, group };
  });
  const pastOn = problem.routes.map((_, route) => [...past].filter((visit) => visits[visit]!.windows[route]!.length > 0));
  const ways = Array.from({ length: here }, (_, location) => waysFromHere(problem, progress, location, begins));
  const fromHere = (location: number, step: number) => ways[location]![step]!;
  return {
    problem: {
      ...problem,
      locations: here + 1,
      travel: withHere(problem.travel, here, (location) => fromHere(location, 0)),
      ...(problem.timetables && { timetables: problem.timetables.map((steps, index) => stepsWithHere(problem, steps, index === problem.routes[current]!.timetable ? fromHere : undefined)) }),
      visits: [...visits, ...alternatives],
      routes: problem.routes.map((route, index) => {
        if (index > current) return route;
        if (index < current) return { start: here, end: here, opens: route.opens, closes: route.opens };
        return open ? { start: here, end: route.end, opens: begins, closes: route.closes, breaks: left.map(({ pause }) => pause), ...(route.timetable !== undefined && { timetable: route.timetable }) } : { start: here, end: here, opens: begins, closes: begins };
      }),
      ...(problem.resources && { resources: problem.resources.map((resource, index) => resourceAhead(problem, progress, resource, index)) }),
    },
    initial: old.sequences.map((sequence, route) => [...pastOn[route]!, ...sequence]),
    standsFor,
    past,
    begins,
    open,
    breakIndex: left.map(({ index }) => index),
  };
}

/** Whether the visitor can still get home in time, with the breaks that are left or, where they cannot be taken, without. */
function roomToday(problem: Problem, progress: Progress, begins: number, sequence: readonly number[]): { open: boolean; left: { index: number; pause: Break }[] } {
  const route = problem.routes[progress.route]!;
  if (begins > route.closes) return { open: false, left: [] };
  const home = stepsOf(problem, progress.route).map(({ from }, step) => ({ from: Math.max(from, -Number.MAX_VALUE), matrix: Float64Array.of(0, waysFromHere(problem, progress, route.end, begins)[step]!, Infinity, 0) }));
  const left = breaksLeft(route.breaks ?? [], progress, begins).filter(({ pause }) => pause.opens <= route.closes);
  const stands = (breaks: readonly Break[]): boolean => {
    const stay: Route = { start: 0, end: 1, opens: begins, closes: route.closes, breaks, timetable: 0 };
    const moment: Visit = { location: 0, duration: 0, score: 1, windows: [[{ opens: begins, closes: begins }]] };
    return solve({ locations: 2, travel: home[0]!.matrix, timetables: [home], visits: [moment], routes: [stay] }).score === 1;
  };
  if (stands(left.map(({ pause }) => pause))) return { open: true, left };
  return { open: stands([]) || canFollow(problem, progress, begins, sequence), left: [] };
}

/** Where travel breaks the triangle inequality, the old way may lead home in time though the direct one does not. */
function canFollow(problem: Problem, progress: Progress, begins: number, sequence: readonly number[]): boolean {
  const { end, closes } = problem.routes[progress.route]!;
  let clock = begins;
  let from = -1;
  const steps = stepsOf(problem, progress.route);
  const arriveAt = (to: number) => clock + (from < 0 ? Math.max(...waysFromHere(problem, progress, to, begins)) : delayFrom(steps, from * problem.locations + to, clock));
  for (const visit of sequence) {
    const { location, duration } = problem.visits[visit]!;
    const arrive = arriveAt(location);
    const starts = windowsOn(problem.visits[visit]!, progress.route).flatMap(({ opens, closes: last }) => (arrive <= last ? [Math.max(arrive, opens)] : []));
    if (starts.length === 0) return false;
    clock = Math.min(...starts) + duration;
    from = location;
  }
  return arriveAt(end) <= closes;
}

/** Limits that what has been done exceeds already, with the way home, forbid any more and not what has been. */
function resourceAhead(problem: Problem, progress: Progress, resource: Resource, index: number): Resource {
  const { route: current, used, done } = progress;
  const home = homeUse(problem, progress, index);
  // A route without visits uses nothing; what its beginning has used counts with the first visit that is added.
  const begunWithout = done[current]!.length === 0 ? used[current]![index]! : 0;
  const taken = used.map((use, route) => (done[route]!.length === 0 ? 0 : use[index]! + (route === current ? home : 0)));
  const { limit, limitPerRoute, travelUse } = resource;
  return {
    ...(limit !== undefined && { limit: Math.max(limit, taken.reduce((sum, use) => sum + use, 0)) }),
    ...(limitPerRoute !== undefined && {
      limitPerRoute: taken.map((use, route) => Math.max(use, typeof limitPerRoute === "number" ? limitPerRoute : limitPerRoute[route]!)),
    }),
    ...(travelUse && { travelUse: withHere(travelUse, problem.locations, (location) => begunWithout + wayTo(problem, progress, location, progress.free).uses[index]!) }),
  };
}

/** What the way home uses; nothing on a route without visits. */
function homeUse(problem: Problem, progress: Progress, resource: number): number {
  const { route, done } = progress;
  if (done[route]!.length === 0) return 0;
  return finiteOr(wayTo(problem, progress, problem.routes[route]!.end, progress.free).uses[resource]!, 0);
}

/** The steps with one location more; without a way from it where nobody travels by them from here. */
function stepsWithHere({ locations }: Problem, steps: readonly TravelStep[], fromHere: ((location: number, step: number) => number) | undefined): readonly TravelStep[] {
  return steps.map(({ from, matrix }, step) => ({ from, matrix: withHere(matrix, locations, (location) => fromHere?.(location, step) ?? Infinity) }));
}

/** The matrix with one location more, from which one can go and to which there is no way. */
function withHere(matrix: Float64Array, size: number, from: (location: number) => number): Float64Array {
  const wide = size + 1;
  const result = new Float64Array(wide * wide).fill(Infinity);
  for (let row = 0; row < size; row++) result.set(matrix.subarray(row * size, (row + 1) * size), row * wide);
  for (let location = 0; location < size; location++) result[size * wide + location] = from(location);
  result[wide * wide - 1] = 0;
  return result;
}

/** The best plan of the old stops alone and what must be visited: a problem of a few places, solved in a few milliseconds. */
function mend(ahead: Ahead, old: OldPlan, options: SolveOptions): Plan {
  const { problem, standsFor, past, initial } = ahead;
  const chosen = [...problem.visits.keys()].filter((visit) => past.has(visit) || standsFor.has(visit) || old.routeOf.has(visit) || problem.visits[visit]!.mandatory);
  const indexOf = new Map(chosen.map((visit, index) => [visit, index]));
  const small = withFewerPlaces({ ...problem, visits: chosen.map((visit) => problem.visits[visit]!) });
  return namingPromises(ahead, () => {
    try {
      const plan = solve(small, { ...options, initial: initial.map((sequence) => sequence.map((visit) => indexOf.get(visit)!)) });
      return { ...plan, routes: plan.routes.map((route) => ({ ...route, visits: route.visits.map((visit) => ({ ...visit, visit: chosen[visit.visit]! })) })) };
    } catch (error) {
      if (!(error instanceof ProblemError) || !error.visits) throw error;
      const missing = error.visits.map((index) => chosen[index]!);
      throw new ProblemError(missing.length === 1 ? `visits[${missing[0]}]` : "visits", `mandatory visits that cannot be fitted in: ${missing.join(", ")}`, missing);
    }
  });
}

/** Only the places that its visits and routes need: the cost of posing a problem grows with the square of them. */
function withFewerPlaces(problem: Problem): Problem {
  const { locations, visits, routes, resources } = problem;
  const places = [...new Set([...visits.map(({ location }) => location), ...routes.flatMap(({ start, end }) => [start, end])])];
  const indexOf = new Map(places.map((place, index) => [place, index]));
  const between = (matrix: Float64Array) => Float64Array.from({ length: places.length ** 2 }, (_, at) => matrix[places[Math.floor(at / places.length)]! * locations + places[at % places.length]!]!);
  return {
    ...problem,
    locations: places.length,
    travel: between(problem.travel),
    ...(problem.timetables && { timetables: problem.timetables.map((steps) => steps.map(({ from, matrix }) => ({ from, matrix: between(matrix) }))) }),
    visits: visits.map((visit) => ({ ...visit, location: indexOf.get(visit.location)! })),
    routes: routes.map((route) => ({ ...route, start: indexOf.get(route.start)!, end: indexOf.get(route.end)! })),
    ...(resources && { resources: resources.map(({ travelUse, ...rule }) => ({ ...rule, ...(travelUse && { travelUse: between(travelUse) }) })) }),
  };
}

/** The answer in the words of the whole problem, with what has been done before it. */
function tell(problem: Problem, plan: Plan, progress: Progress, old: OldPlan, ahead: Ahead, answer: Plan): Replan {
  const routes = answer.routes.map((route, index) => {
    if (index < progress.route) return plan.routes[index]!;
    const visits = route.visits.filter(({ visit }) => !ahead.past.has(visit)).map((visit) => ({ ...visit, visit: ahead.standsFor.get(visit.visit) ?? visit.visit }));
    return index > progress.route ? { ...route, visits } : tellToday(problem, plan.routes[index]!, progress, ahead, { ...route, visits }, route.visits.length - visits.length);
  });
  const routeOf = new Map(routes.flatMap(({ visits }, route) => visits.map(({ visit }) => [visit, route] as const)));
  return {
    score: scoreOf(problem, [...routeOf.keys()]),
    routes,
    unplannedVisits: problem.visits.flatMap((_, visit) => (routeOf.has(visit) ? [] : [visit])),
    iterations: answer.iterations,
    seed: answer.seed,
    problem,
    dropped: [...old.routeOf.keys()].filter((visit) => !routeOf.has(visit)),
    moved: [...old.routeOf].flatMap(([visit, route]) => (routeOf.has(visit) && routeOf.get(visit) !== route ? [visit] : [])),
  };
}

/** The route under way: what has been done of it, then what lies ahead, whose first `past` visits stand for what has been done. */
function tellToday(problem: Problem, planned: PlannedRoute, progress: Progress, ahead: Ahead, rest: PlannedRoute, past: number): PlannedRoute {
  const done = progress.done[progress.route]!;
  const { rested, travelled } = progress;
  if (rest.visits.length === 0 && done.length === planned.visits.length && ahead.begins >= planned.end) return planned;
  const started = done.length > 0 || rested.length > 0 || travelled > 0;
  const home = finiteOr(wayTo(problem, progress, problem.routes[progress.route]!.end, ahead.begins).time, 0);
  return {
    visits: [...done, ...rest.visits],
    breaks: [
      ...rested,
      ...rest.breaks.map((pause) => ({ ...pause, break: ahead.breakIndex[pause.break]!, afterVisits: Math.max(0, pause.afterVisits - past) + done.length })),
    ],
    start: started ? planned.start : rest.start,
    // Too late for anything but the way home, which no hours can forbid.
    end: ahead.open ? rest.end : ahead.begins + home,
    travel: travelled + (ahead.open ? rest.travel : home),
  };
}

/** Score by definition: the n-th visit of a kind, ordered by score, is worth `diminishing` to the power of n - 1. */
function scoreOf({ visits, kinds }: Problem, planned: readonly number[]): number {
  const seen = new Map<number, number>();
  const byScore = [...planned].sort((a, b) => visits[b]!.score - visits[a]!.score || a - b);
  return byScore.reduce((sum, visit) => {
    let worth = visits[visit]!.score;
    for (const kind of visits[visit]!.kinds ?? []) {
      const before = seen.get(kind) ?? 0;
      worth *= (kinds![kind]!.diminishing ?? 1) ** before;
      seen.set(kind, before + 1);
    }
    return sum + worth + (visits[visit]!.bonus ?? 0);
  }, 0);
}

function costOfTravel({ problem, routes }: Replan): number {
  return (problem.travelCost ?? 0) * routes.reduce((sum, { visits, travel }) => sum + (visits.length > 0 ? travel : 0), 0);
}

function sequencesOf({ routes }: Plan): number[][] {
  return routes.map(({ visits }) => visits.map(({ visit }) => visit));
}

/** What the visits done on a route use themselves, without the ways between them. */
function usesOf({ visits }: Problem, { done }: Progress, route: number, resource: number): number {
  return done[route]!.reduce((sum, { visit }) => sum + (visits[visit]!.uses?.[resource] ?? 0), 0);
}

function finiteOr(value: number, otherwise: number): number {
  return value < Infinity ? value : otherwise;
}
