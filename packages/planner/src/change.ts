/** What can come between a visitor and their plan, and the problem as it stands afterwards. */

import { ProblemError } from "./problem.ts";
import type { Break, Problem, Resource, Route, TimeWindow, Visit } from "./problem.ts";

/** One thing that has changed. For several at once, hand all but one to `withChange` and the last to `replan`. */
export type Change =
  /** Nothing has: improve what lies ahead. */
  | { readonly type: "none" }
  /** The visitor will go on only so much later than they could by the plan. */
  | { readonly type: "late"; readonly by: number }
  /** Cannot be visited: on these routes, or from now on where none are named. */
  | { readonly type: "closed"; readonly visits: readonly number[]; readonly routes?: readonly number[] }
  /** New scores by visit, as for rain. What has been done counts with its new score too, if it is named. */
  | { readonly type: "scores"; readonly scores: ReadonlyMap<number, number> }
  /** Must be visited from now on: on this route, or on any where none is named. */
  | { readonly type: "must-see"; readonly visit: number; readonly route?: number }
  /** A route's hours, end, breaks or limits are others now. What is left out stays. */
  | RouteChange;

export interface RouteChange {
  readonly type: "route";
  readonly route: number;
  readonly opens?: number;
  readonly closes?: number;
  readonly end?: number;
  /**
   * All breaks of the route; those that have begun keep their place in the list. Where this is left out, the old ones
   * stay, and one that lies outside the new hours is given up: it keeps its place in the list, without length.
   */
  readonly breaks?: readonly Break[];
  /** The limit of each resource on this route, what has been used of it included. */
  readonly limits?: readonly number[];
}

/** The problem after the change, from route `from` on; lateness changes no problem. Throws a ProblemError that names the field of `change`. */
export function withChange(problem: Problem, from: number, change: Change): Problem {
  switch (change.type) {
    case "none":
      return problem;
    case "late":
      if (!(change.by >= 0 && change.by < Infinity)) throw new ProblemError("change.by", `must be a finite number from 0, not ${change.by}`);
      return problem;
    case "closed":
      return closed(problem, from, change.visits, change.routes);
    case "scores":
      return rescored(problem, change.scores);
    case "must-see":
      return withMustSee(problem, change.visit, change.route);
    case "route":
      return withRoute(problem, from, change);
    default:
      throw new ProblemError("change.type", `there is no change of type ${String((change as { type: unknown }).type)}`);
  }
}

function closed(problem: Problem, from: number, visits: readonly number[], routes: readonly number[] | undefined): Problem {
  visits.forEach((visit, at) => requireVisit(problem, visit, `change.visits[${at}]`));
  routes?.forEach((route, at) => requireRoute(problem, route, `change.routes[${at}]`));
  const shut = new Set(visits);
  const isShut = (route: number) => (routes ? routes.includes(route) : route >= from);
  return mapVisits(problem, (visit, index) => (shut.has(index) ? onlyOn(problem, visit, (route) => !isShut(route)) : visit));
}

function rescored(problem: Problem, scores: ReadonlyMap<number, number>): Problem {
  for (const [visit, score] of scores) {
    requireVisit(problem, visit, "change.scores");
    if (!(score >= 0 && score < Infinity)) throw new ProblemError(`change.scores[${visit}]`, `must be a finite number from 0, not ${score}`);
  }
  return mapVisits(problem, (visit, index) => ({ ...visit, score: scores.get(index) ?? visit.score }));
}

function withMustSee(problem: Problem, mustSee: number, route: number | undefined): Problem {
  requireVisit(problem, mustSee, "change.visit");
  if (route !== undefined) requireRoute(problem, route, "change.route");
  return mapVisits(problem, (visit, index) => {
    if (index !== mustSee) return visit;
    return { ...(route === undefined ? visit : onlyOn(problem, visit, (each) => each === route)), mandatory: true };
  });
}

function withRoute(problem: Problem, from: number, change: RouteChange): Problem {
  requireRoute(problem, change.route, "change.route");
  if (change.route < from) throw new ProblemError("change.route", `route ${change.route} lies behind`);
  const old = problem.routes[change.route]!;
  const { opens = old.opens, closes = old.closes, end = old.end } = change;
  for (const [name, value] of Object.entries({ opens, closes })) {
    if (!Number.isFinite(value)) throw new ProblemError(`change.${name}`, `must be a finite number, not ${value}`);
  }
  if (closes < opens) throw new ProblemError("change.closes", `closes at ${closes}, before it opens at ${opens}`);
  const breaks = change.breaks ?? old.breaks?.map((pause) => (pause.opens <= closes && pause.closes >= opens ? pause : { duration: 0, opens, closes }));
  const route: Route = { ...old, opens, closes, end, ...(breaks && { breaks }) };
  const resources = change.limits && withLimits(problem, change.route, change.limits);
  return { ...problem, routes: problem.routes.map((each, index) => (index === change.route ? route : each)), ...(resources && { resources }) };
}

function withLimits(problem: Problem, route: number, limits: readonly number[]): Resource[] {
  const resources = problem.resources ?? [];
  if (limits.length !== resources.length) throw new ProblemError("change.limits", `has ${limits.length} entries for ${resources.length} resources`);
  return resources.map((resource, index) => {
    const limit = limits[index]!;
    if (!(limit >= 0)) throw new ProblemError(`change.limits[${index}]`, `must be 0 or more, not ${limit}`);
    const { limitPerRoute = Infinity } = resource;
    return { ...resource, limitPerRoute: problem.routes.map((_, each) => (each === route ? limit : typeof limitPerRoute === "number" ? limitPerRoute : limitPerRoute[each]!)) };
  });
}

/** The visit with its windows on some routes only. */
export function onlyOn(problem: Problem, visit: Visit, keeps: (route: number) => boolean): Visit {
  return { ...visit, windows: problem.routes.map((_, route) => (keeps(route) ? windowsOn(visit, route) : [])) };
}

/** When the visit can start on that route. */
export function windowsOn({ windows }: Visit, route: number): readonly TimeWindow[] {
  return windows.length === 1 ? windows[0]! : windows[route]!;
}

function mapVisits(problem: Problem, change: (visit: Visit, index: number) => Visit): Problem {
  return { ...problem, visits: problem.visits.map(change) };
}

function requireVisit(problem: Problem, visit: number, field: string): void {
  if (problem.visits[visit] === undefined) throw new ProblemError(field, `there is no visit ${visit}`);
}

function requireRoute(problem: Problem, route: number, field: string): void {
  if (problem.routes[route] === undefined) throw new ProblemError(field, `there is no route ${route}`);
}
