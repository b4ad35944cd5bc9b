/**
 * Takes part of a plan away: stretches of routes near one place (the strings of Christiaens & Vanden Berghe 2020), one
 * stretch of one route, visits by chance, those that bring least for their time, or what lies within a span of hours.
 */

import type { Model } from "./model.ts";
import type { Random } from "./random.ts";
import { removeAt } from "./state.ts";
import type { State } from "./state.ts";

type Touch = (route: number) => void;

/** A small plan (`size` is a share of it) loses two at least: one alone is there mostly put back where it was. */
function drawCount(random: Random, size: number): number {
  return size < 12 ? 2 + random.below(size - 1) : 1 + random.below(size);
}

export function ruin(model: Model, state: State, random: Random, size: number, whole: boolean, touch: Touch): void {
  const dice = whole ? 0 : random.next();
  if (whole) removeRoute(model, state, randomRoute(model, state, random), touch);
  else if (dice < 0.35) removeNearbyStretches(model, state, random, size, touch);
  else if (dice < 0.55) removeStretch(state, model, random, randomRoute(model, state, random), size, touch);
  else if (dice < 0.65) removeByChance(model, state, random, size, touch);
  else if (dice < 0.95) removeLeastWorthwhile(model, state, random, size, touch);
  else removeHours(model, state, random, size, touch);
}

function randomRoute(model: Model, state: State, random: Random): number {
  const planned = model.visits - state.unplannedCount;
  let nth = random.below(planned);
  for (let route = 0; route < model.routes; route++) {
    nth -= state.length[route]!;
    if (nth < 0) return route;
  }
  return model.routes - 1;
}

function removeRoute(model: Model, state: State, route: number, touch: Touch): void {
  touch(route);
  removeAt(model, state, route, 1, state.length[route]!);
}

function removeStretch(state: State, model: Model, random: Random, route: number, size: number, touch: Touch): void {
  const length = state.length[route]!;
  const count = Math.min(length, drawCount(random, size));
  if (count === 0) return;
  touch(route);
  removeAt(model, state, route, 1 + random.below(length - count + 1), count);
}

function removeNearbyStretches(model: Model, state: State, random: Random, size: number, touch: Touch): void {
  const { travel, travelTo, locations } = model;
  const row = model.location[random.below(model.visits)]! * locations;
  let left = drawCount(random, size);
  let cut = 0;
  // At most 31 routes are told apart in one go; more are never needed.
  for (let strings = 0; strings < model.routes && left > 0; strings++) {
    let nearest = Infinity;
    let nearestRoute = -1;
    let nearestAt = 0;
    for (let route = 0; route < model.routes; route++) {
      if (route < 31 && cut & (1 << route)) continue;
      if (route >= 31 && strings > 0) continue;
      const base = route * state.stride;
      for (let i = 1; i <= state.length[route]!; i++) {
        const place = state.placeAt[base + i]!;
        const distance = Math.min(travel[row + place]!, travelTo[row + place]!);
        if (distance < nearest) {
          nearest = distance;
          nearestRoute = route;
          nearestAt = i;
        }
      }
    }
    if (nearestRoute < 0) return;
    cut |= nearestRoute < 31 ? 1 << nearestRoute : 0;
    const length = state.length[nearestRoute]!;
    const count = Math.min(length, 1 + random.below(left));
    const first = Math.max(1, Math.min(length - count + 1, nearestAt - random.below(count)));
    touch(nearestRoute);
    removeAt(model, state, nearestRoute, first, count);
    left -= count;
  }
}

function removeByChance(model: Model, state: State, random: Random, size: number, touch: Touch): void {
  for (let left = drawCount(random, size); left > 0 && state.unplannedCount < model.visits; left--) {
    const route = randomRoute(model, state, random);
    touch(route);
    removeAt(model, state, route, 1 + random.below(state.length[route]!), 1);
  }
}

/** Each time the worse of a few drawn by chance, as worth measured by score for the way over it and the time there. */
function removeLeastWorthwhile(model: Model, state: State, random: Random, size: number, touch: Touch): void {
  const { travel, locations } = model;
  for (let left = drawCount(random, size); left > 0 && state.unplannedCount < model.visits; left--) {
    let worst = Infinity;
    let worstRoute = -1;
    let worstAt = 0;
    for (let draw = 0; draw < 4; draw++) {
      const route = randomRoute(model, state, random);
      const at = 1 + random.below(state.length[route]!);
      const stop = route * state.stride + at;
      const visit = state.visitAt[stop]!;
      const from = state.placeAt[stop - 1]! * locations;
      const via = state.placeAt[stop]!;
      // After others have been taken out, neighbours in placeAt may be gone: near enough to choose by.
      const way = travel[from + via]! + travel[via * locations + state.placeAt[stop + 1]!]!;
      const ratio = model.worth[visit]! / (1e-9 + way + model.duration[visit]!);
      if (ratio < worst) {
        worst = ratio;
        worstRoute = route;
        worstAt = at;
      }
    }
    if (worstRoute < 0) return;
    touch(worstRoute);
    removeAt(model, state, worstRoute, worstAt, 1);
  }
}

/** What every route does around one moment, so that visits can change days. */
function removeHours(model: Model, state: State, random: Random, size: number, touch: Touch): void {
  const { layers } = model;
  const moment = random.next();
  const count = 1 + random.below(Math.max(1, Math.round(size / Math.min(2, model.routes))));
  for (let route = 0; route < model.routes; route++) {
    const length = state.length[route]!;
    if (length === 0) continue;
    const opens = model.routeOpens[route]!;
    const clock = opens + moment * (model.routeCloses[route]! - opens);
    const base = route * state.stride;
    let first = 1;
    while (first < length && state.late[(base + first) * layers]! < clock) first++;
    const removed = Math.min(count, length - first + 1);
    touch(route);
    removeAt(model, state, route, first, removed);
  }
}
