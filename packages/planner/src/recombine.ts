/**
 * Recombination: routes of good plans are remembered, and the best set of them is looked for by branch and bound (the
 * route recombination of Hu & Lim 2014, European Journal of Operational Research 232). A visit that two routes of a set
 * share is made on the first of them only; the search fills what that leaves free.
 */

import type { Model } from "./model.ts";
import type { Scoring } from "./scoring.ts";
import type { State } from "./state.ts";

/** A route as it was part of a good plan. */
export interface PooledRoute {
  readonly visits: readonly number[];
  /** What each visit added to that plan. */
  readonly gains: readonly number[];
  /** The sum of `gains`, less the cost of travel. */
  readonly worth: number;
}

export interface Pool {
  /** Routes that are alike in everything share what is remembered: for each the first that is like it. */
  readonly alike: Int32Array;
  /** Pairs of routes that are not alike and have visits that could be made on either. */
  readonly unlike: readonly (readonly [number, number])[];
  /** The routes remembered for each route of the problem by the visits they make, the newest last. */
  readonly routes: readonly Map<string, PooledRoute>[];
}

/** Routes remembered for each route of the problem; the oldest are forgotten. */
const kept = 200;
/** Sets looked at in one recombination. */
const patience = 20_000;

export function createPool(model: Model): Pool {
  const alike = Int32Array.from({ length: model.routes }, (_, route) => {
    for (let other = 0; other < route; other++) if (areAlike(model, other, route)) return other;
    return route;
  });
  const routes = [...alike.keys()];
  const unlike = routes.flatMap((one) => routes.slice(one + 1).flatMap((other) => (alike[one] !== alike[other] && shareVisits(model, one, other) ? [[one, other] as const] : [])));
  return { alike, unlike, routes: Array.from(alike, () => new Map<string, PooledRoute>()) };
}

function shareVisits({ visits, opens }: Model, one: number, other: number): boolean {
  for (let visit = 0; visit < visits; visit++) if (opens[one * visits + visit]! < Infinity && opens[other * visits + visit]! < Infinity) return true;
  return false;
}

function areAlike(model: Model, one: number, other: number): boolean {
  const { visits, breakFirst, windowFirst } = model;
  const same = (values: ArrayLike<number>, width = 1) => sameStretch(values, one * width, other * width, width);
  const sameLists = (first: Int32Array, count: number, ...lists: readonly Float64Array[]) => {
    for (let i = 0; i < count; i++) {
      const [a, b] = [one * count + i, other * count + i];
      const length = first[a + 1]! - first[a]!;
      if (length !== first[b + 1]! - first[b]! || !lists.every((list) => sameStretch(list, first[a]!, first[b]!, length))) return false;
    }
    return true;
  };
  for (let resource = 0; resource < model.resources; resource++) {
    if (!sameStretch(model.resourceLimitPerRoute, resource * model.routes + one, resource * model.routes + other, 1)) return false;
  }
  return (
    same(model.routeStart) &&
    same(model.routeEnd) &&
    same(model.routeOpens) &&
    same(model.routeCloses) &&
    sameLists(breakFirst, 1, model.breakOpens, model.breakCloses, model.breakDuration) &&
    sameLists(windowFirst, visits, model.windowOpens, model.windowCloses)
  );
}

function sameStretch(values: ArrayLike<number>, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (values[one + i] !== values[other + i]) return false;
  return true;
}

/** Remembers a route of the plan that the search holds. */
export function remember({ alike, routes }: Pool, model: Model, state: State, scoring: Scoring, route: number): void {
  const base = route * state.stride;
  const visits = Array.from(state.visitAt.subarray(base + 1, base + 1 + state.length[route]!));
  const gains = visits.map((visit) => scoring.gain[visit]!);
  const worth = gains.reduce((sum, gain) => sum + gain, visits.length > 0 ? -model.travelCost * state.routeTravel[route]! : 0);
  const key = visits.toSorted((a, b) => a - b).join();
  const known = routes[alike[route]!]!;
  const same = known.get(key);
  if (same && same.worth >= worth) return;
  known.delete(key);
  known.set(key, { visits, gains, worth });
  if (known.size > kept) known.delete(known.keys().next().value!);
}

/**
 * Calls `onSet` with sets of routes, each estimated to be worth more than the one before it and more than `atLeast`.
 * It is an estimate, as scores may diminish by what the other routes of a set hold.
 */
export function recombine({ alike, routes }: Pool, model: Model, atLeast: number, expired: () => boolean, onSet: (routes: readonly (readonly number[])[]) => void): void {
  const candidates = routes.map((known) => [...known.values()].sort((a, b) => b.worth - a.worth));
  // Alike routes one after another, so that each set of them is looked at in one order only.
  const order = Array.from(alike.keys()).sort((a, b) => alike[a]! - alike[b]! || a - b);
  const mostFrom = new Float64Array(model.routes + 1);
  for (let depth = model.routes - 1; depth >= 0; depth--) mostFrom[depth] = mostFrom[depth + 1]! + Math.max(0, candidates[alike[order[depth]!]!]![0]?.worth ?? 0);
  const taken = new Uint8Array(model.visits);
  const chosen: (readonly number[])[] = routes.map(() => []);
  let best = atLeast;
  let left = patience;
  extend(0, 0, 0);

  function extend(depth: number, worth: number, first: number): void {
    if (depth === model.routes) {
      if (worth <= best + 1e-9) return;
      best = worth;
      onSet(chosen);
      return;
    }
    const route = order[depth]!;
    const list = candidates[alike[route]!]!;
    const next = order[depth + 1];
    const nextIsAlike = next !== undefined && alike[next] === alike[route];
    for (let i = first; i < list.length; i++) {
      const { visits, gains, worth: most } = list[i]!;
      if (worth + most + mostFrom[depth + 1]! <= best + 1e-9) return;
      if (left-- <= 0 || ((left & 1023) === 0 && expired())) {
        left = 0;
        return;
      }
      let more = most;
      for (let at = 0; at < visits.length; at++) if (taken[visits[at]!]) more -= gains[at]!;
      if (worth + more + mostFrom[depth + 1]! <= best + 1e-9) continue;
      const fresh = visits.filter((visit) => !taken[visit]);
      for (const visit of fresh) taken[visit] = 1;
      chosen[route] = fresh;
      extend(depth + 1, worth + more, nextIsAlike ? i + 1 : 0);
      chosen[route] = [];
      for (const visit of fresh) taken[visit] = 0;
    }
  }
}
