/** Refuses what cannot be planned before any search begins, naming the field that is wrong. */

import { ProblemError } from "./problem.ts";
import type { Break, KindRule, Problem, Resource, Route, TimeWindow, TravelStep, Visit } from "./problem.ts";

/** Throws a ProblemError that names the first wrong field. Whether mandatory visits fit together only `solve` can tell. */
export function validateProblem(problem: Problem): void {
  wholeNumber(problem.locations, "locations", 1);
  travelMatrix(problem.travel, "travel", problem.locations);
  if (problem.timetables !== undefined) {
    list(problem.timetables, "timetables");
    problem.timetables.forEach((steps, index) => validateTimetable(steps, `timetables[${index}]`, problem.locations));
  }
  list(problem.visits, "visits");
  list(problem.routes, "routes");
  if (problem.routes.length === 0) throw new ProblemError("routes", "there must be at least one");
  problem.routes.forEach((route, index) => validateRoute(route, `routes[${index}]`, problem));
  if (problem.resources !== undefined) {
    list(problem.resources, "resources");
    problem.resources.forEach((resource, index) => validateResource(resource, `resources[${index}]`, problem));
  }
  if (problem.kinds !== undefined) {
    list(problem.kinds, "kinds");
    problem.kinds.forEach((kind, index) => validateKind(kind, `kinds[${index}]`));
  }
  if (problem.travelCost !== undefined) amount(problem.travelCost, "travelCost");
  problem.visits.forEach((visit, index) => validateVisit(visit, `visits[${index}]`, problem));
  refuseForbiddenMandatoryVisits(problem);
  refuseRivalMandatoryVisits(problem.visits);
}

function validateTimetable(steps: readonly TravelStep[], field: string, locations: number): void {
  list(steps, field);
  if (steps.length === 0) throw new ProblemError(field, "must have at least one step");
  steps.forEach(({ from, matrix }, at) => {
    if (!Number.isFinite(from)) throw new ProblemError(`${field}[${at}].from`, `must be a finite number, not ${from}`);
    const before = steps[at - 1]?.from;
    if (before !== undefined && from <= before) throw new ProblemError(`${field}[${at}].from`, `must be later than that of the step before it, ${before}, not ${from}`);
    travelMatrix(matrix, `${field}[${at}].matrix`, locations);
  });
}

function validateRoute(route: Route, field: string, problem: Problem): void {
  index(route.start, `${field}.start`, problem.locations, "location");
  index(route.end, `${field}.end`, problem.locations, "location");
  interval(route, field);
  if (route.timetable !== undefined) index(route.timetable, `${field}.timetable`, problem.timetables?.length ?? 0, "timetable");
  if (route.breaks === undefined) return;
  list(route.breaks, `${field}.breaks`);
  route.breaks.forEach((pause: Break, at) => {
    amount(pause.duration, `${field}.breaks[${at}].duration`);
    interval(pause, `${field}.breaks[${at}]`);
    if (pause.opens > route.closes || pause.closes < route.opens) {
      throw new ProblemError(`${field}.breaks[${at}]`, "lies outside the hours of its route; leave it out");
    }
  });
}

function validateResource(resource: Resource, field: string, problem: Problem): void {
  if (resource.limit !== undefined) limit(resource.limit, `${field}.limit`);
  const perRoute = resource.limitPerRoute;
  if (typeof perRoute === "number") limit(perRoute, `${field}.limitPerRoute`);
  else if (perRoute !== undefined) {
    list(perRoute, `${field}.limitPerRoute`);
    if (perRoute.length !== problem.routes.length) {
      throw new ProblemError(`${field}.limitPerRoute`, `has ${perRoute.length} entries for ${problem.routes.length} routes`);
    }
    perRoute.forEach((value, route) => limit(value, `${field}.limitPerRoute[${route}]`));
  }
  if (resource.travelUse !== undefined) travelMatrix(resource.travelUse, `${field}.travelUse`, problem.locations);
}

function validateKind(kind: KindRule, field: string): void {
  if (kind.limit !== undefined) count(kind.limit, `${field}.limit`);
  if (kind.limitPerRoute !== undefined) count(kind.limitPerRoute, `${field}.limitPerRoute`);
  const factor = kind.diminishing;
  if (factor !== undefined && !(factor >= 0 && factor <= 1)) {
    throw new ProblemError(`${field}.diminishing`, `must lie between 0 and 1, not ${factor}`);
  }
}

function validateVisit(visit: Visit, field: string, problem: Problem): void {
  index(visit.location, `${field}.location`, problem.locations, "location");
  amount(visit.duration, `${field}.duration`);
  amount(visit.score, `${field}.score`);
  if (visit.bonus !== undefined) amount(visit.bonus, `${field}.bonus`);
  list(visit.windows, `${field}.windows`);
  if (visit.windows.length !== 1 && visit.windows.length !== problem.routes.length) {
    throw new ProblemError(`${field}.windows`, `needs one list for all routes or one for each of ${problem.routes.length}, not ${visit.windows.length}`);
  }
  visit.windows.forEach((windows, route) => {
    list(windows, `${field}.windows[${route}]`);
    windows.forEach((window, at) => interval(window, `${field}.windows[${route}][${at}]`));
  });
  if (visit.kinds !== undefined) {
    list(visit.kinds, `${field}.kinds`);
    visit.kinds.forEach((kind, at) => index(kind, `${field}.kinds[${at}]`, problem.kinds?.length ?? 0, "kind"));
    if (new Set(visit.kinds).size !== visit.kinds.length) throw new ProblemError(`${field}.kinds`, "names a kind twice");
  }
  if (visit.uses !== undefined) {
    list(visit.uses, `${field}.uses`);
    const resources = problem.resources?.length ?? 0;
    if (visit.uses.length !== resources) throw new ProblemError(`${field}.uses`, `has ${visit.uses.length} entries for ${resources} resources`);
    visit.uses.forEach((use, at) => amount(use, `${field}.uses[${at}]`));
  }
  if (visit.group !== undefined) wholeNumber(visit.group, `${field}.group`, 0);
}

/** Mandatory visits that a limit forbids by itself, zero above all: the field says more than that they cannot be fitted in. */
function refuseForbiddenMandatoryVisits(problem: Problem): void {
  const forbidden = problem.visits.flatMap((visit, index) => {
    const field = visit.mandatory && forbiddingField(visit, problem);
    return field ? [{ index, field: `visits[${index}].${field}` }] : [];
  });
  if (forbidden.length === 0) return;
  const visits = forbidden.map(({ index }) => index);
  throw new ProblemError(forbidden[0]!.field, `a limit allows none of it, and it is mandatory (all such visits: ${visits.join(", ")})`, visits);
}

function forbiddingField({ kinds = [], uses = [] }: Visit, problem: Problem): string | undefined {
  const kind = kinds.findIndex((each) => Math.min(problem.kinds![each]!.limit ?? Infinity, problem.kinds![each]!.limitPerRoute ?? Infinity) < 1);
  if (kind >= 0) return `kinds[${kind}]`;
  const resource = uses.findIndex((use, at) => {
    const { limit: most = Infinity, limitPerRoute = Infinity } = problem.resources![at]!;
    return use > Math.min(most, typeof limitPerRoute === "number" ? limitPerRoute : Math.max(...limitPerRoute)) + 1e-9;
  });
  return resource >= 0 ? `uses[${resource}]` : undefined;
}

function refuseRivalMandatoryVisits(visits: readonly Visit[]): void {
  const taken = new Map<number, number>();
  visits.forEach(({ mandatory, group }, visit) => {
    if (!mandatory || group === undefined) return;
    const rival = taken.get(group);
    if (rival !== undefined) {
      throw new ProblemError(`visits[${visit}].group`, `visits ${rival} and ${visit} are both mandatory, and only one of group ${group} can be made`, [rival, visit]);
    }
    taken.set(group, visit);
  });
}

function list(value: unknown, field: string): void {
  if (!Array.isArray(value)) throw new ProblemError(field, "must be a list");
}

function travelMatrix(matrix: Float64Array, field: string, locations: number): void {
  if (!(matrix instanceof Float64Array)) throw new ProblemError(field, "must be a Float64Array");
  if (matrix.length !== locations * locations) {
    throw new ProblemError(field, `has ${matrix.length} entries, not ${locations} × ${locations}`);
  }
  for (let at = 0; at < matrix.length; at++) {
    if (!(matrix[at]! >= 0)) {
      throw new ProblemError(`${field}[${at}]`, `from ${Math.floor(at / locations)} to ${at % locations} must be 0 or more, not ${matrix[at]}`);
    }
  }
}

function interval({ opens, closes }: TimeWindow, field: string): void {
  finite(opens, `${field}.opens`);
  finite(closes, `${field}.closes`);
  if (closes < opens) throw new ProblemError(`${field}.closes`, `closes at ${closes}, before it opens at ${opens}`);
}

function finite(value: number, field: string): void {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new ProblemError(field, `must be a finite number, not ${String(value)}`);
}

function amount(value: number, field: string): void {
  finite(value, field);
  if (value < 0) throw new ProblemError(field, `must be 0 or more, not ${value}`);
}

/** Visits are counted whole. */
function count(value: number, field: string): void {
  if (value !== Infinity) wholeNumber(value, field, 0);
}

/** Zero is a limit like any other (nothing of it may be used); Infinity is none. */
function limit(value: number, field: string): void {
  if (typeof value !== "number" || !(value >= 0)) throw new ProblemError(field, `must be 0 or more, not ${String(value)}`);
}

function wholeNumber(value: number, field: string, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) throw new ProblemError(field, `must be a whole number from ${least}, not ${String(value)}`);
}

function index(value: number, field: string, count: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0 || value >= count) throw new ProblemError(field, `there is no ${what} ${String(value)}`);
}
