/**
 * The times told to the visitor for a finished sequence: home as early as can be, leaving as late as that allows, so
 * that no one waits at a door longer than the hours force. Not on the hot path; written to be plain.
 */

import type { Model } from "./model.ts";
import type { PlannedBreak, PlannedRoute, PlannedVisit } from "./problem.ts";
import { openFrom, openUntil, rounding } from "./schedule.ts";
import { arriveAt, leaveBy, legFrom } from "./travel.ts";

/** How a stop is reached: with how many breaks taken before it, how many of those on the leg to it, how many before the travel. */
interface Step {
  readonly arrive: number;
  /** Time on the way. */
  readonly leg: number;
  readonly start: number;
  readonly depart: number;
  readonly takenBefore: number;
  readonly split: number;
}

export function timetable(model: Model, route: number, visits: readonly number[]): PlannedRoute {
  const opens = model.routeOpens[route]!;
  const closes = model.routeCloses[route]!;
  const earliest = forward(model, route, visits, opens);
  if (!earliest || earliest.end > closes + rounding) return visits.length === 0 ? restlessDay(model, route) : impossible(route);
  const leave = latestLeave(model, route, visits, earliest.end);
  // Leaving later must not make the way home later; rounding could, and then the earliest times stand.
  const later = leave > opens ? forward(model, route, visits, leave) : undefined;
  return (later && later.end <= Math.min(closes, earliest.end) + rounding ? later : earliest).planned;
}

/** A day without visits that has no room for its breaks, or no way to its end. */
function restlessDay(model: Model, route: number): PlannedRoute {
  const opens = model.routeOpens[route]!;
  const steps = model.steps[route]!;
  const [way] = waysOf(model, route, []);
  const arrive = arriveAt(steps, way!, opens);
  const fits = arrive <= model.routeCloses[route]!;
  return { visits: [], breaks: [], start: opens, end: fits ? arrive : opens, travel: fits ? legFrom(steps, way!, opens) : 0 };
}

function impossible(route: number): never {
  throw new Error(`route ${route} lost its feasibility: this is a fault of the planner`);
}

function forward(model: Model, route: number, visits: readonly number[], leave: number): { end: number; planned: PlannedRoute } | undefined {
  const ways = waysOf(model, route, visits);
  const steps = model.steps[route]!;
  const breaks = model.breakFirst[route + 1]! - model.breakFirst[route]!;
  let layers: (Step | undefined)[] = [{ arrive: leave, leg: 0, start: leave, depart: leave, takenBefore: 0, split: 0 }];
  const history: (Step | undefined)[][] = [layers];
  ways.forEach((way, index) => {
    const visit = visits[index];
    const next: (Step | undefined)[] = [];
    for (let taken = 0; taken <= breaks; taken++) {
      let best: Step | undefined;
      for (let before = 0; before <= taken; before++) {
        const from = layers[before];
        if (!from) continue;
        for (let split = before; split <= taken; split++) {
          const out = rest(model, route, before, split, from.depart);
          const arrive = arriveAt(steps, way, out);
          const free = rest(model, route, split, taken, arrive);
          const start = visit === undefined ? free : openFrom(model, route, visit, free);
          if (start === Infinity || (best && start >= best.start)) continue;
          best = { arrive, leg: legFrom(steps, way, out), start, depart: start + (visit === undefined ? 0 : model.duration[visit]!), takenBefore: before, split };
        }
      }
      next.push(best);
    }
    history.push(next);
    layers = next;
  });
  const last = layers[breaks];
  if (!last) return undefined;
  return { end: last.start, planned: unwind(model, route, visits, history) };
}

function unwind(model: Model, route: number, visits: readonly number[], history: readonly (readonly (Step | undefined)[])[]): PlannedRoute {
  const planned: PlannedVisit[] = [];
  const pauses: PlannedBreak[] = [];
  let travel = 0;
  let taken = history[history.length - 1]!.length - 1;
  for (let position = history.length - 1; position >= 1; position--) {
    const step = history[position]![taken]!;
    travel += step.leg;
    const from = history[position - 1]![step.takenBefore]!;
    const leg: PlannedBreak[] = [];
    let clock = from.depart;
    for (let pause = step.takenBefore; pause < taken; pause++) {
      if (pause === step.split) clock = step.arrive;
      const at = model.breakFirst[route]! + pause;
      const start = Math.max(clock, model.breakOpens[at]!);
      clock = start + model.breakDuration[at]!;
      leg.push({ start, end: clock, afterVisits: position - 1, break: model.breakIndex[at]! });
    }
    pauses.unshift(...leg);
    if (position < history.length - 1) planned.unshift({ visit: visits[position - 1]!, arrive: step.arrive, start: step.start, depart: step.depart });
    taken = step.takenBefore;
  }
  const end = history[history.length - 1]!.at(-1)!.start;
  return { visits: planned, breaks: pauses, start: history[0]![0]!.start, end, travel };
}

/** The latest departure from the start that is home by `end`. */
function latestLeave(model: Model, route: number, visits: readonly number[], end: number): number {
  const ways = waysOf(model, route, visits);
  const steps = model.steps[route]!;
  const breaks = model.breakFirst[route + 1]! - model.breakFirst[route]!;
  let latest = Array.from({ length: breaks + 1 }, (_, taken) => (taken === breaks ? end : -Infinity));
  for (let index = ways.length - 1; index >= 0; index--) {
    const visit = visits[index - 1];
    latest = latest.map((_, taken) => {
      let leave = -Infinity;
      for (let after = taken; after <= breaks; after++) {
        for (let split = taken; split <= after; split++) {
          const arrived = unrest(model, route, split, after, latest[after]!);
          leave = Math.max(leave, unrest(model, route, taken, split, leaveBy(steps, ways[index]!, arrived)));
        }
      }
      return visit === undefined ? leave : openUntil(model, route, visit, leave - model.duration[visit]!);
    });
  }
  return latest[0]!;
}

/** Each way of the route as from × locations + to. */
function waysOf(model: Model, route: number, visits: readonly number[]): number[] {
  const stops = [model.routeStart[route]!, ...visits.map((visit) => model.location[visit]!), model.routeEnd[route]!];
  return stops.slice(1).map((to, index) => stops[index]! * model.locations + to);
}

/** When breaks `first` to `last` - 1 are over, begun not before `clock`. */
function rest(model: Model, route: number, first: number, last: number, clock: number): number {
  for (let at = model.breakFirst[route]! + first; at < model.breakFirst[route]! + last; at++) {
    const start = Math.max(clock, model.breakOpens[at]!);
    if (!(start <= model.breakCloses[at]! + rounding)) return Infinity;
    clock = start + model.breakDuration[at]!;
  }
  return clock;
}

/** The latest moment to begin breaks `first` to `last` - 1 so that they are over by `clock`. */
function unrest(model: Model, route: number, first: number, last: number, clock: number): number {
  for (let at = model.breakFirst[route]! + last - 1; at >= model.breakFirst[route]! + first; at--) {
    const start = Math.min(clock - model.breakDuration[at]!, model.breakCloses[at]!);
    if (!(start >= model.breakOpens[at]! - rounding)) return -Infinity;
    clock = start;
  }
  return clock;
}
