/** The optimum of a tiny problem by trying everything, for the tests; it shares no code with the solver. */

import type { Break, Problem } from "./problem.ts";

/** The best score of all feasible plans, -Infinity when the mandatory visits do not fit. */
export function bestScore(problem: Problem): number {
  let best = -Infinity;
  const routes: number[][] = problem.routes.map(() => []);
  const extend = (route: number): void => {
    if (feasibleTimes(problem, route, routes[route]!)) {
      if (route + 1 < routes.length) extend(route + 1);
      else if (withinLimits(problem, routes)) best = Math.max(best, score(problem, routes));
    }
    problem.visits.forEach((_, visit) => {
      if (routes.some((visits) => visits.includes(visit))) return;
      routes[route]!.push(visit);
      extend(route);
      routes[route]!.pop();
    });
  };
  extend(0);
  return best;
}

function feasibleTimes(problem: Problem, index: number, visits: readonly number[]): boolean {
  if (visits.length === 0) return true;
  const route = problem.routes[index]!;
  const breaks = [...(route.breaks ?? [])].sort((a, b) => a.opens - b.opens || a.closes - b.closes);

  /** Tries the next break here, or before going on, or goes on to the next stop. */
  const walk = (clock: number, at: number, done: number, rested: number): boolean => {
    const pause = breaks[rested];
    const visit = visits[done];
    const to = visit === undefined ? route.end : problem.visits[visit]!.location;
    if (pause && restEnd(pause, clock) < Infinity && walk(restEnd(pause, clock), at, done, rested + 1)) return true;
    const arrived = arrival(problem, index, at * problem.locations + to, clock);
    if (arrived === Infinity) return false;
    return stay(arrived, to, done, rested);
  };
  /** On arrival: breaks may come before the visit starts. */
  const stay = (clock: number, at: number, done: number, rested: number): boolean => {
    const pause = breaks[rested];
    if (pause && restEnd(pause, clock) < Infinity && stay(restEnd(pause, clock), at, done, rested + 1)) return true;
    const id = visits[done];
    if (id === undefined) return rested === breaks.length && clock <= route.closes;
    const visit = problem.visits[id]!;
    const windows = visit.windows.length === 1 ? visit.windows[0]! : visit.windows[index]!;
    const starts = windows.filter(({ closes }) => closes >= clock).map(({ opens }) => Math.max(opens, clock));
    if (starts.length === 0) return false;
    return walk(Math.min(...starts) + visit.duration, at, done + 1, rested);
  };
  return walk(route.opens, route.start, 0, 0);
}

/** The earliest arrival over every step that the traveller can still leave in, now or when it begins. */
function arrival({ travel, timetables, routes }: Problem, index: number, way: number, clock: number): number {
  const { timetable } = routes[index]!;
  if (timetable === undefined) return clock + travel[way]!;
  const steps = timetables![timetable]!;
  const leaves = steps.map(({ from }, at) => (at === 0 ? clock : Math.max(clock, from)));
  return Math.min(...leaves.map((leave, at) => (leave <= (steps[at + 1]?.from ?? Infinity) ? leave + steps[at]!.matrix[way]! : Infinity)));
}

function restEnd({ opens, closes, duration }: Break, clock: number): number {
  const start = Math.max(opens, clock);
  return start <= closes ? start + duration : Infinity;
}

function withinLimits(problem: Problem, routes: readonly (readonly number[])[]): boolean {
  const all = routes.flat();
  if (problem.visits.some(({ mandatory }, visit) => mandatory && !all.includes(visit))) return false;
  const groups = all.map((visit) => problem.visits[visit]!.group).filter((group) => group !== undefined);
  if (new Set(groups).size < groups.length) return false;
  for (const [kind, rule] of (problem.kinds ?? []).entries()) {
    const counts = routes.map((visits) => visits.filter((visit) => problem.visits[visit]!.kinds?.includes(kind)).length);
    if (counts.reduce((sum, count) => sum + count, 0) > (rule.limit ?? Infinity)) return false;
    if (counts.some((count) => count > (rule.limitPerRoute ?? Infinity))) return false;
  }
  for (const [resource, rule] of (problem.resources ?? []).entries()) {
    const used = routes.map((visits, route) => {
      if (visits.length === 0) return 0;
      const { start, end } = problem.routes[route]!;
      let sum = 0;
      let at = start;
      for (const visit of visits) {
        const { location, uses } = problem.visits[visit]!;
        sum += (uses?.[resource] ?? 0) + (rule.travelUse?.[at * problem.locations + location] ?? 0);
        at = location;
      }
      return sum + (rule.travelUse?.[at * problem.locations + end] ?? 0);
    });
    if (used.reduce((sum, use) => sum + use, 0) > (rule.limit ?? Infinity)) return false;
    const most = rule.limitPerRoute ?? Infinity;
    if (used.some((use, route) => use > (typeof most === "number" ? most : most[route]!))) return false;
  }
  return true;
}

function score(problem: Problem, routes: readonly (readonly number[])[]): number {
  const counts = new Map<number, number>();
  return routes
    .flat()
    .sort((a, b) => problem.visits[b]!.score - problem.visits[a]!.score || a - b)
    .reduce((sum, visit) => {
      let worth = problem.visits[visit]!.score;
      for (const kind of problem.visits[visit]!.kinds ?? []) {
        worth *= (problem.kinds?.[kind]?.diminishing ?? 1) ** (counts.get(kind) ?? 0);
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
      return sum + worth + (problem.visits[visit]!.bonus ?? 0);
    }, 0);
}
