/**
 * Times of a route: earliest forward, latest backward, with waiting, several windows and breaks.
 *
 * Breaks lie on the way between two stops: some are taken before the travel, the rest on arrival. Whichever split
 * arrives first is taken; as arriving is never the later for departing earlier, forward and backward passes are exact.
 */

import type { Model } from "./model.ts";
import type { State } from "./state.ts";
import { arriveAt, leaveBy } from "./travel.ts";

/** Rounding allowed where a time has come about by adding in one direction and subtracting in the other. */
export const rounding = 1e-7;

/**
 * Renews the times, the travel and the resources of a route after its sequence has changed. False: it cannot be kept.
 * A route without visits always can, even where its end cannot be reached from its start.
 */
export function schedule(model: Model, state: State, route: number): boolean {
  place(model, state, route);
  if (model.resources > 0) addUpResources(model, state, route);
  const possible = model.plain ? schedulePlain(model, state, route) : model.hourly ? scheduleHourly(model, state, route) : scheduleLayered(model, state, route);
  if (model.plain) measureWidestPlain(state, route);
  else measureRoom(model, state, route);
  return possible || state.length[route] === 0;
}

function place(model: Model, state: State, route: number): void {
  const { locations, travel } = model;
  const { visitAt, placeAt } = state;
  const base = route * state.stride;
  const end = state.length[route]! + 1;
  let from = model.routeStart[route]!;
  let sum = 0;
  placeAt[base] = from;
  visitAt[base] = -1;
  for (let i = 1; i < end; i++) {
    const to = model.location[visitAt[base + i]!]!;
    placeAt[base + i] = to;
    sum += travel[from * locations + to]!;
    from = to;
  }
  visitAt[base + end] = -1;
  placeAt[base + end] = model.routeEnd[route]!;
  state.routeTravel[route] = sum + travel[from * locations + model.routeEnd[route]!]!;
}

function schedulePlain(model: Model, state: State, route: number): boolean {
  const { locations, travel, opens, closes, duration } = model;
  const { visitAt, placeAt, arrive, early, late } = state;
  const base = route * state.stride;
  const end = state.length[route]! + 1;
  const windows = route * model.visits;
  let clock = model.routeOpens[route]!;
  arrive[base] = clock;
  early[base] = clock;
  for (let i = 1; i < end; i++) {
    const visit = visitAt[base + i]!;
    clock += travel[placeAt[base + i - 1]! * locations + placeAt[base + i]!]!;
    arrive[base + i] = clock;
    if (clock > closes[windows + visit]! + rounding) return false;
    if (clock < opens[windows + visit]!) clock = opens[windows + visit]!;
    clock += duration[visit]!;
    early[base + i] = clock;
  }
  clock += travel[placeAt[base + end - 1]! * locations + placeAt[base + end]!]!;
  arrive[base + end] = clock < Infinity ? clock : model.routeOpens[route]!;
  early[base + end] = clock;
  let latest = model.routeCloses[route]!;
  late[base + end] = latest;
  if (clock > latest + rounding) return false;
  for (let i = end - 1; i > 0; i--) {
    const visit = visitAt[base + i]!;
    latest -= travel[placeAt[base + i]! * locations + placeAt[base + i + 1]!]! + duration[visit]!;
    if (latest > closes[windows + visit]!) latest = closes[windows + visit]!;
    late[base + i] = latest;
  }
  return true;
}

function scheduleLayered(model: Model, state: State, route: number): boolean {
  const { locations, travel, duration, layers } = model;
  const { visitAt, placeAt, arrive, early, late } = state;
  const base = route * state.stride;
  const end = state.length[route]! + 1;
  const breaks = model.breakFirst[route + 1]! - model.breakFirst[route]!;

  for (let taken = 0; taken <= breaks; taken++) late[(base + end) * layers + taken] = taken === breaks ? model.routeCloses[route]! : -Infinity;
  for (let taken = 0; taken <= breaks; taken++) {
    const clock = taken === 0 ? model.routeOpens[route]! : Infinity;
    arrive[base * layers + taken] = clock;
    early[base * layers + taken] = clock;
  }
  for (let i = 1; i <= end; i++) {
    const visit = visitAt[base + i]!;
    const leg = travel[placeAt[base + i - 1]! * locations + placeAt[base + i]!]!;
    const from = (base + i - 1) * layers;
    const to = (base + i) * layers;
    let possible = false;
    for (let taken = 0; taken <= breaks; taken++) {
      let clock = early[from + taken]! + leg;
      for (let before = 0; before < taken; before++) {
        const rested = arriveRested(model, route, before, taken, early[from + before]!, leg);
        if (rested < clock) clock = rested;
      }
      arrive[to + taken] = clock;
      if (visit >= 0) clock = openFrom(model, route, visit, clock) + duration[visit]!;
      early[to + taken] = clock;
      if (clock < Infinity) possible = true;
    }
    if (!possible) return false;
  }
  if (early[(base + end) * layers + breaks]! > model.routeCloses[route]! + rounding) return false;
  for (let i = end - 1; i > 0; i--) {
    const visit = visitAt[base + i]!;
    const leg = travel[placeAt[base + i]! * locations + placeAt[base + i + 1]!]!;
    const from = (base + i) * layers;
    const to = (base + i + 1) * layers;
    for (let taken = 0; taken <= breaks; taken++) {
      let latest = late[to + taken]! - leg;
      for (let after = taken + 1; after <= breaks; after++) {
        const rested = leaveRested(model, route, taken, after, late[to + after]!, leg);
        if (rested > latest) latest = rested;
      }
      late[from + taken] = openUntil(model, route, visit, latest - duration[visit]!);
    }
  }
  return true;
}

/** As `scheduleLayered`, with travel by the hour of departure. */
function scheduleHourly(model: Model, state: State, route: number): boolean {
  const { locations, duration, layers } = model;
  const steps = model.steps[route]!;
  const { visitAt, placeAt, arrive, early, late } = state;
  const base = route * state.stride;
  const end = state.length[route]! + 1;
  const breaks = model.breakFirst[route + 1]! - model.breakFirst[route]!;

  for (let taken = 0; taken <= breaks; taken++) late[(base + end) * layers + taken] = taken === breaks ? model.routeCloses[route]! : -Infinity;
  for (let taken = 0; taken <= breaks; taken++) {
    const clock = taken === 0 ? model.routeOpens[route]! : Infinity;
    arrive[base * layers + taken] = clock;
    early[base * layers + taken] = clock;
  }
  for (let i = 1; i <= end; i++) {
    const visit = visitAt[base + i]!;
    const way = placeAt[base + i - 1]! * locations + placeAt[base + i]!;
    const from = (base + i - 1) * layers;
    const to = (base + i) * layers;
    let possible = false;
    for (let taken = 0; taken <= breaks; taken++) {
      let clock = arriveAt(steps, way, early[from + taken]!);
      for (let before = 0; before < taken; before++) {
        const rested = arriveRestedHourly(model, route, before, taken, early[from + before]!, way);
        if (rested < clock) clock = rested;
      }
      arrive[to + taken] = clock;
      if (visit >= 0) clock = openFrom(model, route, visit, clock) + duration[visit]!;
      early[to + taken] = clock;
      if (clock < Infinity) possible = true;
    }
    if (!possible) return false;
  }
  if (early[(base + end) * layers + breaks]! > model.routeCloses[route]! + rounding) return false;
  for (let i = end - 1; i > 0; i--) {
    const visit = visitAt[base + i]!;
    const way = placeAt[base + i]! * locations + placeAt[base + i + 1]!;
    const from = (base + i) * layers;
    const to = (base + i + 1) * layers;
    for (let taken = 0; taken <= breaks; taken++) {
      let latest = leaveBy(steps, way, late[to + taken]!);
      for (let after = taken + 1; after <= breaks; after++) {
        const rested = leaveRestedHourly(model, route, taken, after, late[to + after]!, way);
        if (rested > latest) latest = rested;
      }
      late[from + taken] = openUntil(model, route, visit, latest - duration[visit]!);
    }
  }
  return true;
}

function measureWidestPlain({ stride, length, early, late, widest }: State, route: number): void {
  const base = route * stride;
  let most = -Infinity;
  for (let at = base; at <= base + length[route]!; at++) if (late[at + 1]! - early[at]! > most) most = late[at + 1]! - early[at]!;
  widest[route] = most;
}

function measureRoom(model: Model, state: State, route: number): void {
  const { layers } = model;
  const { arrive, early, late, gap, slack } = state;
  const base = route * state.stride;
  let widestOfAll = -Infinity;
  const breaks = model.breakFirst[route + 1]! - model.breakFirst[route]!;
  for (let at = base; at <= base + state.length[route]!; at++) {
    const next = (at + 1) * layers;
    let widest = -Infinity;
    let most = -Infinity;
    for (let before = 0; before <= breaks; before++) {
      let resting = 0;
      for (let after = before; after <= breaks; after++) {
        const room = late[next + after]! - early[at * layers + before]! - resting;
        if (room > widest) widest = room;
        resting += model.breakDuration[model.breakFirst[route]! + after]!;
      }
      const spare = late[next + before]! - arrive[next + before]!;
      if (spare > most) most = spare;
    }
    gap[at] = widest;
    slack[at + 1] = most;
    if (widest > widestOfAll) widestOfAll = widest;
  }
  state.widest[route] = widestOfAll;
}

/** The earliest arrival when leaving not before `leave` and taking breaks `first` to `last` - 1 on the way. */
export function arriveRested(model: Model, route: number, first: number, last: number, leave: number, leg: number): number {
  if (leave === Infinity) return Infinity;
  const offset = model.breakFirst[route]!;
  if (last === first + 1) return arriveAfterBreak(model, offset + first, leave, leg);
  let best = Infinity;
  for (let split = first; split <= last; split++) {
    let clock = split === first ? leave + leg : leave;
    for (let pause = first; pause < last; pause++) {
      if (clock < model.breakOpens[offset + pause]!) clock = model.breakOpens[offset + pause]!;
      if (clock > model.breakCloses[offset + pause]!) clock = Infinity;
      clock += model.breakDuration[offset + pause]!;
      if (pause + 1 === split) clock += leg;
    }
    if (clock < best) best = clock;
  }
  return best;
}

/** One break: on arrival is never the later, where its window still allows it. */
function arriveAfterBreak(model: Model, pause: number, leave: number, leg: number): number {
  const opens = model.breakOpens[pause]!;
  const closes = model.breakCloses[pause]!;
  const arrived = leave + leg;
  if (arrived <= closes) return (arrived > opens ? arrived : opens) + model.breakDuration[pause]!;
  if (leave <= closes) return (leave > opens ? leave : opens) + model.breakDuration[pause]! + leg;
  return Infinity;
}

/** The latest departure that arrives by `by` and takes breaks `first` to `last` - 1 on the way. */
export function leaveRested(model: Model, route: number, first: number, last: number, by: number, leg: number): number {
  if (by === -Infinity) return -Infinity;
  const offset = model.breakFirst[route]!;
  let best = -Infinity;
  for (let split = first; split <= last; split++) {
    let clock = by;
    for (let pause = last - 1; pause >= first; pause--) {
      if (pause + 1 === split) clock -= leg;
      clock -= model.breakDuration[offset + pause]!;
      if (clock > model.breakCloses[offset + pause]!) clock = model.breakCloses[offset + pause]!;
      if (clock < model.breakOpens[offset + pause]! - rounding) clock = -Infinity;
    }
    if (split === first) clock -= leg;
    if (clock > best) best = clock;
  }
  return best;
}

/** As `arriveRested`, with travel by the hour of departure; `way` is from × locations + to. */
export function arriveRestedHourly(model: Model, route: number, first: number, last: number, leave: number, way: number): number {
  if (leave === Infinity) return Infinity;
  const steps = model.steps[route]!;
  const offset = model.breakFirst[route]!;
  let best = Infinity;
  for (let split = first; split <= last; split++) {
    let clock = split === first ? arriveAt(steps, way, leave) : leave;
    for (let pause = first; pause < last; pause++) {
      if (clock < model.breakOpens[offset + pause]!) clock = model.breakOpens[offset + pause]!;
      if (clock > model.breakCloses[offset + pause]!) clock = Infinity;
      clock += model.breakDuration[offset + pause]!;
      if (pause + 1 === split && clock < Infinity) clock = arriveAt(steps, way, clock);
    }
    if (clock < best) best = clock;
  }
  return best;
}

function leaveRestedHourly(model: Model, route: number, first: number, last: number, by: number, way: number): number {
  if (by === -Infinity) return -Infinity;
  const steps = model.steps[route]!;
  const offset = model.breakFirst[route]!;
  let best = -Infinity;
  for (let split = first; split <= last; split++) {
    let clock = by;
    for (let pause = last - 1; pause >= first; pause--) {
      if (pause + 1 === split && clock > -Infinity) clock = leaveBy(steps, way, clock);
      clock -= model.breakDuration[offset + pause]!;
      if (clock > model.breakCloses[offset + pause]!) clock = model.breakCloses[offset + pause]!;
      if (clock < model.breakOpens[offset + pause]! - rounding) clock = -Infinity;
    }
    if (split === first && clock > -Infinity) clock = leaveBy(steps, way, clock);
    if (clock > best) best = clock;
  }
  return best;
}

/** The first moment from `clock` on at which the visit can start; Infinity when there is none. */
export function openFrom(model: Model, route: number, visit: number, clock: number): number {
  const at = route * model.visits + visit;
  if (clock <= model.opens[at]!) return model.opens[at]!;
  if (!(clock <= model.closes[at]! + rounding)) return Infinity;
  for (let window = model.windowFirst[at]!; window < model.windowFirst[at + 1]!; window++) {
    if (clock > model.windowCloses[window]! + rounding) continue;
    return clock > model.windowOpens[window]! ? clock : model.windowOpens[window]!;
  }
  return Infinity;
}

/** The last moment up to `clock` at which the visit can start; -Infinity when there is none. */
export function openUntil(model: Model, route: number, visit: number, clock: number): number {
  const at = route * model.visits + visit;
  if (clock >= model.closes[at]!) return model.closes[at]!;
  if (!(clock >= model.opens[at]! - rounding)) return -Infinity;
  for (let window = model.windowFirst[at + 1]! - 1; window >= model.windowFirst[at]!; window--) {
    if (clock < model.windowOpens[window]! - rounding) continue;
    return clock < model.windowCloses[window]! ? clock : model.windowCloses[window]!;
  }
  return -Infinity;
}

function addUpResources(model: Model, state: State, route: number): void {
  const { locations, resources, use } = model;
  const base = route * state.stride;
  const end = state.length[route]! + 1;
  for (let resource = 0; resource < resources; resource++) {
    const travelUse = model.travelUse[resource];
    let sum = 0;
    for (let i = 1; i < end; i++) sum += use[state.visitAt[base + i]! * resources + resource]!;
    // A route without visits uses nothing, whatever lies between its start and its end.
    if (travelUse && end > 1) for (let i = 1; i <= end; i++) sum += travelUse[state.placeAt[base + i - 1]! * locations + state.placeAt[base + i]!]!;
    state.usedPerRoute[route * resources + resource] = sum;
    let total = 0;
    for (let other = 0; other < model.routes; other++) total += state.usedPerRoute[other * resources + resource]!;
    state.used[resource] = total;
  }
}
