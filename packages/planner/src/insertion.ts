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
  };
}

export function routeChanged(insertions: Insertions, route: number): void {
  insertions.version[route] = ++insertions.versions;
}

/** Where the answer for a visit and a route is, found anew when the route has changed. */
export function cheapest(model: Model, state: State, insertions: Insertions, visit: number, route: number): number {
  const slot = (route * 2 + insertions.side[route]!) * model.visits + visit;
  if (insertions.stamp[slot] === insertions.version[route]) return slot;
  insertions.stamp[slot] = insertions.version[route]!;
  look(model, state, insertions, visit, route, slot);
  return slot;
}

function look(model: Model, state: State, insertions: Insertions, visit: number, route: number, slot: number): void {
  insertions.delta[slot] = Infinity;
  if (model.opens[route * model.visits + visit] === Infinity || model.duration[visit]! > state.widest[route]! + rounding) return;
  if (model.hourly) cheapestHourly(model, state, insertions, visit, route, slot);
  else if (model.plain) cheapestPlain(model, state, insertions, visit, route, slot);
  else if (model.breakFirst[route + 1]! - model.breakFirst[route]! === 1) cheapestWithBreak(model, state, insertions, visit, route, slot);
  else cheapestLayered(model, state, insertions, visit, route, slot);
}

function cheapestPlain(model: Model, state: State, insertions: Insertions, visit: number, route: number, slot: number): void {
  const { travel, travelTo, locations, travelUsesResources } = model;
  const { placeAt, arrive, early, late } = state;
  const row = model.location[visit]! * locations;
  const opens = model.opens[route * model.visits + visit]!;
  const closes = model.closes[route * model.visits + visit]!;
  const duration = model.duration[visit]!;
  const first = route * state.stride;
  const last = first + state.length[route]!;
  let best = Infinity;
  let bestAt = 0;
  for (let at = first; at <= last; at++) {
    const leave = early[at]!;
    if (leave > closes) break;
    let clock = leave + travelTo[row + placeAt[at]!]!;
    if (clock > closes) continue;
    if (clock < opens) clock = opens;
    clock += duration + travel[row + placeAt[at + 1]!]!;
    if (clock > late[at + 1]!) continue;
    const delta = clock - arrive[at + 1]!;
    if (delta < best) {
      if (travelUsesResources && !wayAllowed(model, state, visit, route, at + 1 - first)) continue;
      best = delta;
      bestAt = at + 1 - first;
    }
  }
  insertions.delta[slot] = best;
  insertions.position[slot] = bestAt;
}

/** As `cheapestLayered`, for a route with one break. */
function cheapestWithBreak(model: Model, state: State, insertions: Insertions, visit: number, route: number, slot: number): void {
  const { travel, travelTo, locations, layers, travelUsesResources } = model;
  const { placeAt, early, late, gap, slack } = state;
  const window = route * model.visits + visit;
  const row = model.location[visit]! * locations;
  const opens = model.opens[window]!;
  const closes = model.closes[window]!;
  const single = model.windowFirst[window + 1]! - model.windowFirst[window]! === 1;
  const duration = model.duration[visit]!;
  const pause = model.breakFirst[route]!;
  const breakOpens = model.breakOpens[pause]!;
  const breakCloses = model.breakCloses[pause]!;
  const breakDuration = model.breakDuration[pause]!;
  const first = route * state.stride;
  const last = first + state.length[route]!;
  let best = Infinity;
  let bestAt = 0;
  for (let at = first; at <= last; at++) {
    if (duration > gap[at]!) continue;
    const legTo = travelTo[row + placeAt[at]!]!;
    const legFrom = travel[row + placeAt[at + 1]!]!;
    const stay = duration + legFrom;
    if (legTo + stay > gap[at]!) continue;
    const from = at * layers;
    const to = from + layers;
    const lateRested = late[to + 1]!;
    if (opens + stay > lateRested) continue;

    const leave = early[from]!;
    let start = leave + legTo;
    if (start <= opens) start = opens;
    else if (start > closes) start = Infinity;
    else if (!single) start = openFrom(model, route, visit, start);
    let room = late[to]! - start - stay;

    let rested = early[from + 1]! + legTo;
    if (leave < rested) {
      const arrived = leave + legTo;
      let over = Infinity;
      if (arrived <= breakCloses) over = (arrived > breakOpens ? arrived : breakOpens) + breakDuration;
      else if (leave <= breakCloses) over = (leave > breakOpens ? leave : breakOpens) + breakDuration + legTo;
      if (over < rested) rested = over;
    }
    if (rested <= opens) rested = opens;
    else if (rested > closes) rested = Infinity;
    else if (!single) rested = openFrom(model, route, visit, rested);
    rested += stay;
    const depart = start + duration;
    if (depart < rested) {
      const arrived = start + stay;
      let over = Infinity;
      if (arrived <= breakCloses) over = (arrived > breakOpens ? arrived : breakOpens) + breakDuration;
      else if (depart <= breakCloses) over = (depart > breakOpens ? depart : breakOpens) + breakDuration + legFrom;
      if (over < rested) rested = over;
    }
    if (lateRested - rested > room) room = lateRested - rested;
    if (!(room >= 0)) continue;

    const delta = slack[at + 1]! > -Infinity ? slack[at + 1]! - room : legTo + stay;
    if (delta < best) {
      if (travelUsesResources && !wayAllowed(model, state, visit, route, at + 1 - first)) continue;
      best = delta;
      bestAt = at + 1 - first;
    }
  }
  insertions.delta[slot] = best;
  insertions.position[slot] = bestAt;
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
