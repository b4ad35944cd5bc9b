/**
 * The cheapest place for a visit on a route, remembered for as long as the route stands.
 *
 * Every change of a route gives it a new version, and a remembered answer counts only for the version it was found on.
 * A trial writes to the other of two sides, so that going back to the plan before finds its answers still there.
 */

import { wayAllowed } from "./limits.ts";
import type { Model } from "./model.ts";
import { arriveRested, arriveRestedHourly, openFrom, rounding } from "./schedule.ts";
import type { State } from "./state.ts";
import { arriveAt } from "./travel.ts";

export interface Insertions {
  /** Slack that the insertion takes from what follows; Infinity where the visit does not fit. */
  readonly delta: Float64Array;
  readonly position: Int32Array;
  readonly stamp: Int32Array;
  readonly version: Int32Array;
  readonly side: Uint8Array;
  versions: number;
  readonly departures: Float64Array;
  /** Visits whose answers are being found, those of them that a position seems to have room for, and a list of one. */
  readonly sought: Int32Array;
  readonly likely: Int32Array;
  readonly one: Int32Array;
}

export function createInsertions(model: Model): Insertions {
  const entries = 2 * model.routes * model.visits;
  return {
    delta: new Float64Array(entries),
    position: new Int32Array(entries),
    stamp: new Int32Array(entries),
    version: new Int32Array(model.routes).fill(1),
    side: new Uint8Array(model.routes),
    versions: 1,
    departures: new Float64Array(model.layers),
    sought: new Int32Array(model.visits),
    one: new Int32Array(1),
    likely: new Int32Array(model.visits + 1),
  };
}

export function routeChanged(insertions: Insertions, route: number): void {
  insertions.version[route] = ++insertions.versions;
}

/** Where the answer for a visit and a route is, found anew when the route has changed. */
export function cheapest(model: Model, state: State, insertions: Insertions, visit: number, route: number): number {
  const slot = (route * 2 + insertions.side[route]!) * model.visits + visit;
  if (insertions.stamp[slot] !== insertions.version[route]) {
    insertions.one[0] = visit;
    lookUp(model, state, insertions, insertions.one, 1, route);
  }
  return slot;
}

/**
 * Finds the answers that are missing for the first `count` of these visits and a route. All at once, position by
 * position, the times of a position are read once and the ways lie side by side.
 */
export function lookUp(model: Model, state: State, insertions: Insertions, visits: ArrayLike<number>, count: number, route: number): void {
  const { delta, stamp, sought } = insertions;
  const { opens, duration } = model;
  const slots = (route * 2 + insertions.side[route]!) * model.visits;
  const windows = route * model.visits;
  const version = insertions.version[route]!;
  const widest = state.widest[route]! + rounding;
  let missing = 0;
  for (let i = 0; i < count; i++) {
    const visit = visits[i]!;
    if (stamp[slots + visit] === version) continue;
    stamp[slots + visit] = version;
    delta[slots + visit] = Infinity;
    if (opens[windows + visit] === Infinity || duration[visit]! > widest) continue;
    sought[missing++] = visit;
  }
  if (missing === 0) return;
  if (model.plain) cheapestPlain(model, state, insertions, missing, route, slots);
  else if (!model.hourly && model.breakFirst[route + 1]! - model.breakFirst[route]! === 1) cheapestWithBreak(model, state, insertions, missing, route, slots);
  else for (let i = 0; i < missing; i++) (model.hourly ? cheapestHourly : cheapestLayered)(model, state, insertions, sought[i]!, route, slots + sought[i]!);
}

function cheapestPlain(model: Model, state: State, insertions: Insertions, missing: number, route: number, slots: number): void {
  const { travel, travelTo, locations, travelUsesResources, location, opens, closes, duration } = model;
  const { placeAt, arrive, early, late } = state;
  const { delta, position, sought } = insertions;
  const windows = route * model.visits;
  const first = route * state.stride;
  const last = first + state.length[route]!;
  for (let at = first; at <= last; at++) {
    const leave = early[at]!;
    const latest = late[at + 1]!;
    const before = arrive[at + 1]!;
    const rowTo = placeAt[at]! * locations;
    const rowFrom = placeAt[at + 1]! * locations;
    for (let i = 0; i < missing; i++) {
      const visit = sought[i]!;
      const to = location[visit]!;
      let clock = leave + travel[rowTo + to]!;
      if (clock > closes[windows + visit]!) continue;
      if (clock < opens[windows + visit]!) clock = opens[windows + visit]!;
      clock += duration[visit]! + travelTo[rowFrom + to]!;
      if (clock > latest || clock - before >= delta[slots + visit]!) continue;
      if (travelUsesResources && !wayAllowed(model, state, visit, route, at + 1 - first)) continue;
      delta[slots + visit] = clock - before;
      position[slots + visit] = at + 1 - first;
    }
  }
}

/** As `cheapestLayered`, for a route with one break. */
function cheapestWithBreak(model: Model, state: State, insertions: Insertions, missing: number, route: number, slots: number): void {
  const { travel, travelTo, locations, layers, travelUsesResources, location, opens, closes, duration, windowFirst } = model;
  const { placeAt, early, late, gap, slack } = state;
  const { delta, position, sought, likely: likelyVisits } = insertions;
  const windows = route * model.visits;
  const pause = model.breakFirst[route]!;
  const breakOpens = model.breakOpens[pause]!;
  const breakCloses = model.breakCloses[pause]!;
  const breakDuration = model.breakDuration[pause]!;
  const first = route * state.stride;
  const last = first + state.length[route]!;
  for (let at = first; at <= last; at++) {
    const from = at * layers;
    const to = from + layers;
    const widest = gap[at]!;
    const leave = early[from]!;
    const leaveRested = early[from + 1]!;
    const latest = late[to]!;
    const latestRested = late[to + 1]!;
    const spare = slack[at + 1]!;
    const rowTo = placeAt[at]! * locations;
    const rowFrom = placeAt[at + 1]! * locations;
    let likely = 0;
    for (let i = 0; i < missing; i++) {
      const visit = sought[i]!;
      const place = location[visit]!;
      likelyVisits[likely] = visit;
      // Whether there is room is as good as a throw of dice: counted without a branch, and looked at again below, as
      // what is negative by less than 1 counts as room here, and so may what is beyond 32 bits.
      likely += 1 + (Math.min(0, widest - travel[rowTo + place]! - travelTo[rowFrom + place]! - duration[visit]!) >> 31);
    }
    for (let i = 0; i < likely; i++) {
      const visit = likelyVisits[i]!;
      const legTo = travel[rowTo + location[visit]!]!;
      const legFrom = travelTo[rowFrom + location[visit]!]!;
      const stay = duration[visit]! + legFrom;
      if (legTo + stay > widest) continue;
      const window = windows + visit;
      const opening = opens[window]!;
      if (opening + stay > latestRested) continue;
      const closing = closes[window]!;
      const single = windowFirst[window + 1]! - windowFirst[window]! === 1;

      let start = leave + legTo;
      if (start <= opening) start = opening;
      else if (start > closing) start = Infinity;
      else if (!single) start = openFrom(model, route, visit, start);
      let room = latest - start - stay;

      let rested = leaveRested + legTo;
      if (leave < rested) {
        const arrived = leave + legTo;
        let over = Infinity;
        if (arrived <= breakCloses) over = (arrived > breakOpens ? arrived : breakOpens) + breakDuration;
        else if (leave <= breakCloses) over = (leave > breakOpens ? leave : breakOpens) + breakDuration + legTo;
        if (over < rested) rested = over;
      }
      if (rested <= opening) rested = opening;
      else if (rested > closing) rested = Infinity;
      else if (!single) rested = openFrom(model, route, visit, rested);
      rested += stay;
      const depart = start + duration[visit]!;
      if (depart < rested) {
        const arrived = start + stay;
        let over = Infinity;
        if (arrived <= breakCloses) over = (arrived > breakOpens ? arrived : breakOpens) + breakDuration;
        else if (depart <= breakCloses) over = (depart > breakOpens ? depart : breakOpens) + breakDuration + legFrom;
        if (over < rested) rested = over;
      }
      if (latestRested - rested > room) room = latestRested - rested;
      if (!(room >= 0)) continue;

      const taken = spare > -Infinity ? spare - room : legTo + stay;
      if (taken >= delta[slots + visit]!) continue;
      if (travelUsesResources && !wayAllowed(model, state, visit, route, at + 1 - first)) continue;
      delta[slots + visit] = taken;
      position[slots + visit] = at + 1 - first;
    }
  }
}

function cheapestLayered(model: Model, state: State, insertions: Insertions, visit: number, route: number, slot: number): void {
  const { travel, travelTo, locations, layers, travelUsesResources } = model;
  const { placeAt, early, late, gap, slack } = state;
  const { departures } = insertions;
  const row = model.location[visit]! * locations;
  const opens = model.opens[route * model.visits + visit]!;
  const closes = model.closes[route * model.visits + visit]!;
  const single = model.windowFirst[route * model.visits + visit + 1]! - model.windowFirst[route * model.visits + visit]! === 1;
  const duration = model.duration[visit]!;
  const breaks = model.breakFirst[route + 1]! - model.breakFirst[route]!;
  const first = route * state.stride;
  const last = first + state.length[route]!;
  let best = Infinity;
  let bestAt = 0;
  for (let at = first; at <= last; at++) {
    const from = at * layers;
    const to = from + layers;
    const legTo = travelTo[row + placeAt[at]!]!;
    const legFrom = travel[row + placeAt[at + 1]!]!;
    if (legTo + duration + legFrom > gap[at]! || opens + duration + legFrom > late[to + breaks]!) continue;
    let possible = false;
    for (let taken = 0; taken <= breaks; taken++) {
      let clock = early[from + taken]! + legTo;
      for (let before = 0; before < taken; before++) {
        // A break costs time, so it can only help where the layer itself cannot be reached without it.
        if (early[from + before]! >= clock) continue;
        const rested = arriveRested(model, route, before, taken, early[from + before]!, legTo);
        if (rested < clock) clock = rested;
      }
      if (clock <= opens) clock = opens + duration;
      else if (clock > closes) clock = Infinity;
      else clock = (single ? clock : openFrom(model, route, visit, clock)) + duration;
      departures[taken] = clock;
      if (clock < Infinity) possible = true;
    }
    if (!possible) continue;
    let room = -Infinity;
    for (let taken = 0; taken <= breaks; taken++) {
      const latest = late[to + taken]!;
      if (latest === -Infinity) continue;
      let clock = departures[taken]! + legFrom;
      for (let before = 0; before < taken; before++) {
        if (departures[before]! >= clock) continue;
        const rested = arriveRested(model, route, before, taken, departures[before]!, legFrom);
        if (rested < clock) clock = rested;
      }
      if (latest - clock > room) room = latest - clock;
    }
    if (!(room >= 0)) continue;
    const delta = slack[at + 1]! > -Infinity ? slack[at + 1]! - room : legTo + duration + legFrom;
    if (delta < best) {
      if (travelUsesResources && !wayAllowed(model, state, visit, route, at + 1 - first)) continue;
      best = delta;
      bestAt = at + 1 - first;
    }
  }
  insertions.delta[slot] = best;
  insertions.position[slot] = bestAt;
}

/** As `cheapestLayered`, with travel by the hour of departure. */
function cheapestHourly(model: Model, state: State, insertions: Insertions, visit: number, route: number, slot: number): void {
  const { travel, travelTo, locations, layers, travelUsesResources } = model;
  const { placeAt, early, late, gap, slack } = state;
  const { departures } = insertions;
  const row = model.location[visit]! * locations;
  const opens = model.opens[route * model.visits + visit]!;
  const closes = model.closes[route * model.visits + visit]!;
  const single = model.windowFirst[route * model.visits + visit + 1]! - model.windowFirst[route * model.visits + visit]! === 1;
  const duration = model.duration[visit]!;
  const steps = model.steps[route]!;
  const breaks = model.breakFirst[route + 1]! - model.breakFirst[route]!;
  const first = route * state.stride;
  const last = first + state.length[route]!;
  let best = Infinity;
  let bestAt = 0;
  for (let at = first; at <= last; at++) {
    const from = at * layers;
    const to = from + layers;
    const legTo = travelTo[row + placeAt[at]!]!;
    const legFrom = travel[row + placeAt[at + 1]!]!;
    const wayTo = placeAt[at]! * locations + model.location[visit]!;
    const wayFrom = row + placeAt[at + 1]!;
    if (legTo + duration + legFrom > gap[at]! || opens + duration + legFrom > late[to + breaks]!) continue;
    let possible = false;
    for (let taken = 0; taken <= breaks; taken++) {
      let clock = arriveAt(steps, wayTo, early[from + taken]!);
      for (let before = 0; before < taken; before++) {
        // A break costs time, so it can only help where the layer itself cannot be reached without it.
        if (early[from + before]! >= clock) continue;
        const rested = arriveRestedHourly(model, route, before, taken, early[from + before]!, wayTo);
        if (rested < clock) clock = rested;
      }
      if (clock <= opens) clock = opens + duration;
      else if (clock > closes) clock = Infinity;
      else clock = (single ? clock : openFrom(model, route, visit, clock)) + duration;
      departures[taken] = clock;
      if (clock < Infinity) possible = true;
    }
    if (!possible) continue;
    let room = -Infinity;
    for (let taken = 0; taken <= breaks; taken++) {
      const latest = late[to + taken]!;
      if (latest === -Infinity) continue;
      let clock = arriveAt(steps, wayFrom, departures[taken]!);
      for (let before = 0; before < taken; before++) {
        if (departures[before]! >= clock) continue;
        const rested = arriveRestedHourly(model, route, before, taken, departures[before]!, wayFrom);
        if (rested < clock) clock = rested;
      }
      if (latest - clock > room) room = latest - clock;
    }
    if (!(room >= 0)) continue;
    const delta = slack[at + 1]! > -Infinity ? slack[at + 1]! - room : legTo + duration + legFrom;
    if (delta < best) {
      if (travelUsesResources && !wayAllowed(model, state, visit, route, at + 1 - first)) continue;
      best = delta;
      bestAt = at + 1 - first;
    }
  }
  insertions.delta[slot] = best;
  insertions.position[slot] = bestAt;
}
