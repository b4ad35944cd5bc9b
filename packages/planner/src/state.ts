/**
 * The plan as the search holds it: the stops of every route with their earliest and latest times, and the running
 * totals that limits are checked against. Route r has its stops at r × stride + position; position 0 is the start of
 * the route and position length + 1 its end.
 *
 * Earliest and latest times (the incremental slack of Vansteenwegen et al. 2009, kept as latest start) make trying a
 * visit at a position cost the same for every length of the route. With breaks there is one pair of times for each
 * number of breaks already taken, so that the placing of the breaks is the best there is at every moment.
 */

import type { Model } from "./model.ts";

export interface State {
  readonly stride: number;
  readonly length: Int32Array;
  readonly visitAt: Int32Array;
  readonly placeAt: Int32Array;
  /** By (route × stride + position) × layers + breaks taken. Infinity: cannot be. */
  readonly arrive: Float64Array;
  /** The earliest departure. */
  readonly early: Float64Array;
  /** The latest start. -Infinity: cannot be. */
  readonly late: Float64Array;
  /** The time there is between leaving a stop and starting at the next, breaks deducted: what takes longer need not be tried. */
  readonly gap: Float64Array;
  /** How much later a stop may be reached than it is, by the best placing of the breaks. Kept with breaks or several windows only. */
  readonly slack: Float64Array;
  /** The widest gap of each route. */
  readonly widest: Float64Array;
  readonly routeTravel: Float64Array;

  /** Route of each visit, -1 where unplanned. */
  readonly routeOf: Int32Array;
  /** Unplanned visits in no order, and where each stands in that list. */
  readonly unplanned: Int32Array;
  readonly unplannedAt: Int32Array;
  unplannedCount: number;

  /** Sum of what the planned visits add whatever else is planned. */
  constantWorth: number;
  /** Families whose planned visits have changed since their scores were last added up. */
  readonly familyStale: Uint8Array;
  missingMandatory: number;
  readonly used: Float64Array;
  readonly usedPerRoute: Float64Array;
  readonly kindCount: Int32Array;
  readonly kindCountPerRoute: Int32Array;
  readonly groupCount: Int32Array;
}

export function createState(model: Model): State {
  const { visits, routes, layers } = model;
  const stride = visits + 2;
  const state: State = {
    stride,
    length: new Int32Array(routes),
    visitAt: new Int32Array(routes * stride).fill(-1),
    placeAt: new Int32Array(routes * stride),
    arrive: new Float64Array(routes * stride * layers),
    early: new Float64Array(routes * stride * layers),
    late: new Float64Array(routes * stride * layers),
    gap: new Float64Array(routes * stride),
    slack: new Float64Array(routes * stride),
    widest: new Float64Array(routes),
    routeTravel: new Float64Array(routes),
    routeOf: new Int32Array(visits).fill(-1),
    unplanned: Int32Array.from({ length: visits }, (_, visit) => visit),
    unplannedAt: Int32Array.from({ length: visits }, (_, visit) => visit),
    unplannedCount: visits,
    constantWorth: 0,
    familyStale: new Uint8Array(model.families).fill(1),
    missingMandatory: model.mandatoryCount,
    used: new Float64Array(model.resources),
    usedPerRoute: new Float64Array(model.resources * routes),
    kindCount: new Int32Array(model.kinds),
    kindCountPerRoute: new Int32Array(model.kinds * routes),
    groupCount: new Int32Array(model.groups),
  };
  return state;
}

/** Books a visit on a route: everything but its place in the sequence. */
export function book(model: Model, state: State, visit: number, route: number): void {
  state.routeOf[visit] = route;
  const at = state.unplannedAt[visit]!;
  const last = state.unplanned[--state.unplannedCount]!;
  state.unplanned[at] = last;
  state.unplannedAt[last] = at;
  state.constantWorth += model.constantWorth[visit]!;
  if (model.mandatory[visit]) state.missingMandatory--;
  countKindsAndGroup(model, state, visit, route, 1);
}

export function unbook(model: Model, state: State, visit: number): void {
  const route = state.routeOf[visit]!;
  state.routeOf[visit] = -1;
  state.unplannedAt[visit] = state.unplannedCount;
  state.unplanned[state.unplannedCount++] = visit;
  state.constantWorth -= model.constantWorth[visit]!;
  if (model.mandatory[visit]) state.missingMandatory++;
  countKindsAndGroup(model, state, visit, route, -1);
}

function countKindsAndGroup(model: Model, state: State, visit: number, route: number, step: 1 | -1): void {
  const family = model.family[visit]!;
  if (family >= 0) state.familyStale[family] = 1;
  const group = model.group[visit]!;
  if (group >= 0) state.groupCount[group]! += step;
  if (model.kinds === 0) return;
  const kinds = model.visitKinds[visit]!;
  for (let i = 0; i < kinds.length; i++) {
    state.kindCount[kinds[i]!]! += step;
    state.kindCountPerRoute[route * model.kinds + kinds[i]!]! += step;
  }
}

export function insertAt(model: Model, state: State, visit: number, route: number, position: number): void {
  const base = route * state.stride;
  const length = state.length[route]!;
  state.visitAt.copyWithin(base + position + 1, base + position, base + length + 1);
  state.visitAt[base + position] = visit;
  state.length[route] = length + 1;
  book(model, state, visit, route);
}

/** Takes `count` stops from `position` on out of the route. */
export function removeAt(model: Model, state: State, route: number, position: number, count: number): void {
  const base = route * state.stride;
  const length = state.length[route]!;
  for (let i = position; i < position + count; i++) unbook(model, state, state.visitAt[base + i]!);
  state.visitAt.copyWithin(base + position, base + position + count, base + length + 1);
  state.length[route] = length - count;
}
