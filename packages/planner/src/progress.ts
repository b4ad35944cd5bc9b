/** How far a plan has been followed: what has been done, where the visitor is, and what has been used on the way. */

import { ProblemError } from "./problem.ts";
import type { Break, Plan, PlannedBreak, PlannedRoute, PlannedVisit, Problem } from "./problem.ts";
import { delayFrom, legFrom, legTo, stepsOf } from "./travel.ts";

/** The moment from which on the plan may change. */
export interface Now {
  /** The route under way; those before it are over. */
  readonly route: number;
  /** On that route's clock, from its opening on. */
  readonly time: number;
  /** Where the visitor is, one of the problem's locations. By default where the plan has them: at a visit, or between two. */
  readonly location?: number;
  /** How many visits of the route have begun, where it is not those that the plan starts before `time`. The visitor is then taken to be at the last of them. */
  readonly begun?: number;
}

/** A place through which the visitor can go on: how long it takes to get there, and what that uses of each resource. */
interface Anchor {
  readonly location: number;
  readonly time: number;
  readonly uses: readonly number[];
}

export interface Progress {
  readonly route: number;
  /** Visits that have begun, by route; none on routes that lie ahead. */
  readonly done: readonly (readonly PlannedVisit[])[];
  /** Breaks begun on the route under way. */
  readonly rested: readonly PlannedBreak[];
  /** When the visitor is free to go on, if not late. */
  readonly free: number;
  /** One where the visitor stands, two where they are between them: they can go on or turn back. */
  readonly anchors: readonly Anchor[];
  /** Time travelled so far on the route under way. */
  readonly travelled: number;
  /** What has been used of each resource, by route. */
  readonly used: readonly (readonly number[])[];
}

export function progressOf(problem: Problem, plan: Plan, now: Now): Progress {
  validateNow(problem, plan, now);
  const planned = plan.routes[now.route]!;
  const begun = now.begun ?? countBegun(planned, now.time);
  const done = plan.routes.map(({ visits }, route) => (route < now.route ? visits : route === now.route ? visits.slice(0, begun) : []));
  refuseTooMany(problem, done);
  const rested = planned.breaks.filter(({ afterVisits, start }) => afterVisits < begun || (afterVisits === begun && start < now.time));
  const { anchors, along } = whereabouts(problem, planned, now, begun);
  return {
    route: now.route,
    done,
    rested,
    free: Math.max(now.time, ...done[now.route]!.map(({ depart }) => depart), ...rested.map(({ end }) => end)),
    anchors,
    travelled: travelledSoFar(problem, planned, now.route, begun, along),
    used: done.map((visits, route) => usedSoFar(problem, route, visits, route < now.route, route === now.route ? along : nowhere)),
  };
}

/** How long it takes the visitor to get to a location when they leave at a moment, and what that uses of a resource. */
export function wayTo(problem: Problem, { route, anchors }: Progress, location: number, leave: number): { time: number; uses: readonly number[] } {
  let best: { time: number; uses: readonly number[] } = { time: Infinity, uses: (problem.resources ?? []).map(() => 0) };
  const steps = stepsOf(problem, route);
  for (const anchor of anchors) {
    const stays = anchor.location === location;
    const at = anchor.location * problem.locations + location;
    const time = anchor.time + (stays ? 0 : delayFrom(steps, at, leave + anchor.time));
    if (time >= best.time) continue;
    best = { time, uses: anchor.uses.map((use, resource) => use + (stays ? 0 : (problem.resources?.[resource]?.travelUse?.[at] ?? 0))) };
  }
  return best;
}

/**
 * How long it takes to get to a location from where the visitor is, for each step of the route under way, whenever in it
 * they go on from `begins` on. Between two places the step may change before they have turned or got there: then the
 * longest counts, so that nothing is promised that another hour would break.
 */
export function waysFromHere(problem: Problem, progress: Progress, location: number, begins: number): readonly number[] {
  const steps = stepsOf(problem, progress.route);
  if (steps.length === 1) return [wayTo(problem, progress, location, begins).time];
  return steps.map(({ from }, step) => {
    const until = steps[step + 1]?.from ?? Infinity;
    const times = progress.anchors.map((anchor) => {
      if (anchor.location === location) return anchor.time;
      const [first, last] = [Math.max(begins, from) + anchor.time, until + anchor.time];
      const met = steps.filter((other, index) => other === steps[step] || ((index === 0 || other.from < last) && (steps[index + 1]?.from ?? Infinity) >= first && anchor.time > 0));
      return anchor.time + Math.max(...met.map(({ matrix }) => matrix[anchor.location * problem.locations + location]!));
    });
    return Math.min(...times);
  });
}

/** The breaks that are still to be taken, with their index on the route. One whose window has passed by then is due at once. */
export function breaksLeft(breaks: readonly Break[], { rested }: Progress, begins: number): { index: number; pause: Break }[] {
  let clock = begins;
  return breaks
    .map((pause, index) => ({ index, pause }))
    .filter(({ index }) => !rested.some((taken) => taken.break === index))
    .sort((a, b) => a.pause.opens - b.pause.opens || a.pause.closes - b.pause.closes)
    .map(({ index, pause }) => {
      const due = { ...pause, closes: Math.max(pause.closes, clock) };
      clock = Math.max(clock, pause.opens) + pause.duration;
      return { index, pause: due };
    });
}

/** The stretch between two places that the visitor is on: `share` of it lies behind them. */
interface Along {
  readonly from: number;
  readonly to: number;
  /** How long it takes in all. */
  readonly leg: number;
  readonly share: number;
}

const nowhere: Along = { from: 0, to: 0, leg: 0, share: 0 };

function whereabouts(problem: Problem, planned: PlannedRoute, now: Now, begun: number): { anchors: Anchor[]; along: Along } {
  const route = problem.routes[now.route]!;
  const last = begun === 0 ? route.start : problem.visits[planned.visits[begun - 1]!.visit]!.location;
  const standing = (location: number): Anchor[] => [{ location, time: 0, uses: (problem.resources ?? []).map(() => 0) }];
  if (now.location !== undefined) return { anchors: standing(now.location), along: nowhere };
  const next = planned.visits[begun];
  const to = next ? problem.visits[next.visit]!.location : route.end;
  const steps = stepsOf(problem, now.route);
  const way = last * problem.locations + to;
  const leg = next ? legTo(steps, way, next.arrive) : legFrom(steps, way, begun === 0 ? planned.start : planned.visits[begun - 1]!.depart);
  const arrive = next ? next.arrive : homeAt(planned, begun, leg);
  if (now.begun !== undefined || !(now.time > arrive - leg) || leg === Infinity) return { anchors: standing(last), along: nowhere };
  if (now.time >= arrive) return { anchors: standing(to), along: { from: last, to, leg, share: 1 } };
  const ahead = arrive - now.time;
  const along = { from: last, to, leg, share: (leg - ahead) / leg };
  const uses = (share: number) => travelUses(problem, last, to).map((use) => use * share);
  return {
    anchors: [
      { location: to, time: ahead, uses: uses(1 - along.share) },
      { location: last, time: leg - ahead, uses: uses(along.share) },
    ],
    along,
  };
}

/** When the way home ends: it begins as soon as the breaks allow that are not taken at its end. */
function homeAt(planned: PlannedRoute, begun: number, leg: number): number {
  const pauses = planned.breaks.filter(({ afterVisits }) => afterVisits === begun).sort((a, b) => a.start - b.start);
  const departures = [begun === 0 ? planned.start : planned.visits[begun - 1]!.depart, ...pauses.map(({ end }) => end)];
  const taken = departures.findIndex((leave, before) => pauses.slice(before).every(({ start }) => start >= leave + leg));
  return (departures[taken] ?? planned.end - leg) + leg;
}

function countBegun({ visits }: PlannedRoute, time: number): number {
  const first = visits.findIndex(({ start }) => start >= time);
  return first < 0 ? visits.length : first;
}

/** What the plan says in all, less what lies ahead: the beginning may have been by ways that are not in the problem. */
function travelledSoFar(problem: Problem, planned: PlannedRoute, route: number, begun: number, along: Along): number {
  const places = placesOf(problem, route, planned.visits);
  const steps = stepsOf(problem, route);
  let ahead = 0;
  for (let at = begun; at + 1 < places.length; at++) {
    const way = places[at]! * problem.locations + places[at + 1]!;
    const next = planned.visits[at];
    ahead += next ? legTo(steps, way, next.arrive) : legFrom(steps, way, planned.visits[at - 1]?.depart ?? planned.start);
  }
  const leg = along.share === 0 ? 0 : along.leg * along.share;
  return ahead < Infinity ? Math.max(0, planned.travel - ahead + leg) : 0;
}

function usedSoFar(problem: Problem, route: number, visits: readonly PlannedVisit[], over: boolean, along: Along): number[] {
  const used = (problem.resources ?? []).map((_, resource) => visits.reduce((sum, { visit }) => sum + (problem.visits[visit]!.uses?.[resource] ?? 0), 0));
  const places = placesOf(problem, route, visits);
  const legs = visits.length === 0 ? 0 : over ? places.length - 1 : places.length - 2;
  for (let at = 0; at < legs; at++) travelUses(problem, places[at]!, places[at + 1]!).forEach((use, resource) => (used[resource]! += use));
  if (along.share > 0) travelUses(problem, along.from, along.to).forEach((use, resource) => (used[resource]! += use * along.share));
  return used;
}

/** Nothing on a way that the problem does not have: what it used nobody can tell. */
function travelUses(problem: Problem, from: number, to: number): number[] {
  return (problem.resources ?? []).map(({ travelUse }) => {
    const use = travelUse?.[from * problem.locations + to] ?? 0;
    return use < Infinity ? use : 0;
  });
}

function placesOf(problem: Problem, route: number, visits: readonly PlannedVisit[]): number[] {
  const { start, end } = problem.routes[route]!;
  return [start, ...visits.map(({ visit }) => problem.visits[visit]!.location), end];
}

function validateNow(problem: Problem, plan: Plan, { route, time, location, begun }: Now): void {
  const rule = problem.routes[route];
  if (!rule) throw new ProblemError("now.route", `there is no route ${route}`);
  if (!(time >= rule.opens && time < Infinity)) throw new ProblemError("now.time", `must be a finite number from ${rule.opens}, when route ${route} opens, not ${time}`);
  if (location !== undefined && !(Number.isSafeInteger(location) && location >= 0 && location < problem.locations)) throw new ProblemError("now.location", `there is no location ${location}`);
  const visits = plan.routes[route]!.visits.length;
  if (begun !== undefined && !(Number.isSafeInteger(begun) && begun >= 0 && begun <= visits)) throw new ProblemError("now.begun", `must be a whole number from 0 to ${visits}, not ${begun}`);
}

/** Throws a ProblemError where the plan cannot be one of the problem; whether it keeps to all its rules is for `checkPlan`. */
export function validatePlan(problem: Problem, plan: Plan): void {
  if (plan.routes?.length !== problem.routes.length) {
    throw new ProblemError("plan.routes", `has ${plan.routes?.length} entries for ${problem.routes.length} routes`);
  }
  const seen = new Set<number>();
  plan.routes.forEach((planned, route) => {
    const field = `plan.routes[${route}]`;
    requireTimes([planned.start, planned.end, planned.travel], field);
    planned.visits.forEach(({ visit, arrive, start, depart }, at) => {
      if (problem.visits[visit] === undefined) throw new ProblemError(`${field}.visits[${at}].visit`, `there is no visit ${visit}`);
      if (seen.has(visit)) throw new ProblemError(`${field}.visits[${at}].visit`, `visit ${visit} is planned twice`);
      seen.add(visit);
      requireTimes([arrive, start, depart], `${field}.visits[${at}]`);
    });
    planned.breaks.forEach((pause, at) => {
      if (problem.routes[route]!.breaks?.[pause.break] === undefined) throw new ProblemError(`${field}.breaks[${at}].break`, `there is no break ${pause.break}`);
      requireTimes([pause.start, pause.end], `${field}.breaks[${at}]`);
    });
  });
}

function requireTimes(times: readonly number[], field: string): void {
  for (const time of times) if (!Number.isFinite(time)) throw new ProblemError(field, `has a time that is not a finite number: ${time}`);
}

function refuseTooMany(problem: Problem, done: readonly (readonly PlannedVisit[])[]): void {
  const groups = new Set<number>();
  const inAll = new Map<number, number>();
  done.forEach((visits, route) => {
    const here = new Map<number, number>();
    for (const { visit } of visits) {
      const { group, kinds = [] } = problem.visits[visit]!;
      if (group !== undefined && groups.has(group)) throw new ProblemError(`plan.routes[${route}].visits`, `more than one visit of group ${group} has been made`);
      if (group !== undefined) groups.add(group);
      for (const kind of kinds) {
        inAll.set(kind, (inAll.get(kind) ?? 0) + 1);
        here.set(kind, (here.get(kind) ?? 0) + 1);
        const { limit = Infinity, limitPerRoute = Infinity } = problem.kinds![kind]!;
        if (inAll.get(kind)! > limit || here.get(kind)! > limitPerRoute) throw new ProblemError(`plan.routes[${route}].visits`, `more visits of kind ${kind} have been made than the problem allows`);
      }
    }
  });
}
