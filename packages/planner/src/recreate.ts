/**
 * Fills a plan: again and again the visit with the best ratio of score to time taken is inserted where it takes least,
 * as in the iterated local search of Vansteenwegen et al. (2009), with noise so that no two fillings are alike.
 */

import { cheapest, lookUp, routeChanged } from "./insertion.ts";
import type { Insertions } from "./insertion.ts";
import { allowed, wayAllowed } from "./limits.ts";
import type { Model } from "./model.ts";
import type { Random } from "./random.ts";
import { schedule } from "./schedule.ts";
import { renewGains } from "./scoring.ts";
import type { Scoring } from "./scoring.ts";
import { insertAt, removeAt } from "./state.ts";
import type { State } from "./state.ts";

export interface Filling {
  readonly visit: Int32Array;
  readonly route: Int32Array;
  readonly delta: Float64Array;
  readonly appeal: Float64Array;
  /** Score to the power of each of `exponents`, by visit. */
  readonly powers: readonly Float64Array[];
  /** Place of each visit when ordered by score for its time, the best first. */
  readonly rank: Int32Array;
  /** The least time an insertion counts as, so that a free one does not outweigh everything. */
  readonly leastDelta: number;
}

export interface Taste {
  /** Which of `exponents` the score is raised to. */
  readonly exponent: number;
  /** 0: strictly by ratio. Towards 1: ever more by chance. */
  readonly noise: number;
  /** How many of the most appealing visits are looked at, besides those that have just been taken out. */
  readonly breadth: number;
  /** Begin with a visit drawn by chance, though others would take less time for their score: the way into another region. */
  readonly bold: boolean;
  /** How many visits were unplanned before the last were taken out. */
  readonly settled: number;
}

export const exponents: readonly number[] = [1, 1.5, 2, 3];

/** To the power of one of `exponents`; a loss stays a loss. */
function raised(share: number, exponent: number): number {
  if (exponent === 0 || share <= 0) return share;
  if (exponent === 1) return share * Math.sqrt(share);
  return exponent === 2 ? share * share : share * share * share;
}

export function createFilling(model: Model): Filling {
  const { visits, fullScore, duration, mandatory } = model;
  const typical = typicalTime(model);
  const ratio = Float64Array.from(fullScore, (value, visit) => (mandatory[visit] ? Infinity : value / (duration[visit]! + 0.2 * typical)));
  const rank = new Int32Array(visits);
  Int32Array.from(rank.keys())
    .sort((a, b) => (ratio[a] === ratio[b] ? a - b : ratio[b]! - ratio[a]!))
    .forEach((visit, place) => (rank[visit] = place));
  return {
    rank,
    visit: new Int32Array(visits),
    route: new Int32Array(visits),
    delta: new Float64Array(visits),
    appeal: new Float64Array(visits),
    powers: exponents.map((exponent) => fullScore.map((value) => value ** exponent)),
    leastDelta: 1e-3 * typical,
  };
}

/** Scale of time: the mean length of a visit and the way there, 1 where all is at one point and takes no time. */
export function typicalTime({ visits, duration, travel }: Model): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < travel.length; at += 1 + (travel.length >> 10)) {
    if (travel[at]! === Infinity) continue;
    sum += travel[at]!;
    count++;
  }
  let dwell = 0;
  for (let visit = 0; visit < visits; visit++) dwell += duration[visit]! / visits;
  return dwell + sum / Math.max(1, count) || 1;
}

export function recreate(model: Model, state: State, insertions: Insertions, scoring: Scoring, filling: Filling, taste: Taste, random: Random, onTouch: (route: number) => void): void {
  const { visit: candidates, route: routes, delta: deltas, appeal: appeals } = filling;
  const power = filling.powers[taste.exponent]!;
  const { noise, breadth } = taste;
  renewGains(model, state, scoring);

  let found = 0;
  for (let i = 0; i < state.unplannedCount; i++) {
    const visit = state.unplanned[i]!;
    // Visits just taken out stand last in the list.
    if (filling.rank[visit]! < breadth || i >= taste.settled) candidates[found++] = visit;
  }
  for (let route = 0; route < model.routes; route++) lookUp(model, state, insertions, candidates, found, route);
  let count = 0;
  for (let i = 0; i < found; i++) {
    const visit = candidates[i]!;
    candidates[count] = visit;
    if (!choose(model, state, insertions, scoring, filling, count)) continue;
    appeals[count] = noise > 0 ? power[visit]! * (1 - noise * random.next()) : power[visit]!;
    count++;
  }

  let bold = taste.bold && count > 0;
  while (count > 0) {
    let best = -1;
    let bestRatio = 0;
    if (bold) {
      bold = false;
      best = drawBold(model, filling, count, random);
    } else for (let i = 0; i < count; i++) {
      const visit = candidates[i]!;
      let ratio = appeals[i]! / deltas[i]!;
      if (model.families > 0 && model.fullScore[visit]! > 0) ratio *= raised(scoring.gain[visit]! / model.fullScore[visit]!, taste.exponent);
      if (model.mandatory[visit]) ratio = Number.MAX_VALUE / (2 + deltas[i]!);
      if (ratio > bestRatio) {
        bestRatio = ratio;
        best = i;
      }
    }
    // What is left would lessen the scores of others by more than it adds.
    if (best < 0) return;
    const visit = candidates[best]!;
    const route = routes[best]!;
    if (model.limited && !stillAllowed(model, state, insertions, visit, route)) {
      if (!choose(model, state, insertions, scoring, filling, best)) count = drop(filling, best, count);
      continue;
    }
    count = drop(filling, best, count);
    onTouch(route);
    if (!insertCheapest(model, state, insertions, visit, route)) continue;
    renewGains(model, state, scoring);

    lookUp(model, state, insertions, candidates, count, route);
    for (let i = count - 1; i >= 0; i--) {
      if (routes[i] === route) {
        if (!choose(model, state, insertions, scoring, filling, i)) count = drop(filling, i, count);
        continue;
      }
      const delta = insertions.delta[cheapest(model, state, insertions, candidates[i]!, route)]!;
      if (delta < deltas[i]! && (!model.limited || allowed(model, state, candidates[i]!, route))) {
        deltas[i] = Math.max(delta, filling.leastDelta);
        routes[i] = route;
      }
    }
  }
}

/** Puts the visit on the route where it takes least; false where it cannot be. */
export function insertCheapest(model: Model, state: State, insertions: Insertions, visit: number, route: number): boolean {
  if (model.limited && !stillAllowed(model, state, insertions, visit, route)) return false;
  const slot = cheapest(model, state, insertions, visit, route);
  if (insertions.delta[slot] === Infinity) return false;
  const position = insertions.position[slot]!;
  insertAt(model, state, visit, route, position);
  routeChanged(insertions, route);
  if (schedule(model, state, route)) return true;
  // Only rounding can bring this about: the slack said that the visit fits by less than a rounding error.
  removeAt(model, state, route, position, 1);
  schedule(model, state, route);
  return false;
}

/** The most appealing of three drawn by chance, a mandatory visit above all. */
function drawBold(model: Model, filling: Filling, count: number, random: Random): number {
  let best = -1;
  for (let i = 0; i < count && model.mandatoryCount > 0; i++) if (model.mandatory[filling.visit[i]!]) return i;
  for (let draw = 0; draw < 3; draw++) {
    const i = random.below(count);
    if (best < 0 || filling.rank[filling.visit[i]!]! < filling.rank[filling.visit[best]!]!) best = i;
  }
  return best;
}

/** Finds the route where the candidate takes least time; false when it fits nowhere or adds nothing. */
function choose(model: Model, state: State, insertions: Insertions, scoring: Scoring, filling: Filling, index: number): boolean {
  const visit = filling.visit[index]!;
  if (scoring.gain[visit]! <= 0) return false;
  const mayCostMore = scoring.gain[visit]! <= model.mostDetourCost;
  let best = Infinity;
  let bestRoute = -1;
  for (let route = 0; route < model.routes; route++) {
    const slot = cheapest(model, state, insertions, visit, route);
    const delta = insertions.delta[slot]!;
    if (delta >= best) continue;
    if (model.limited && !stillAllowed(model, state, insertions, visit, route)) continue;
    if (mayCostMore && scoring.gain[visit]! <= model.travelCost * detour(model, state, visit, route, insertions.position[slot]!)) continue;
    best = delta;
    bestRoute = route;
  }
  if (bestRoute < 0) return false;
  filling.delta[index] = Math.max(best, filling.leastDelta);
  filling.route[index] = bestRoute;
  return true;
}

function stillAllowed(model: Model, state: State, insertions: Insertions, visit: number, route: number): boolean {
  if (!allowed(model, state, visit, route)) return false;
  if (!model.travelUsesResources) return true;
  let slot = cheapest(model, state, insertions, visit, route);
  if (insertions.delta[slot] === Infinity) return false;
  if (wayAllowed(model, state, visit, route, insertions.position[slot]!)) return true;
  // What the other routes use has changed since: look again for a way that is still within limits.
  insertions.stamp[slot] = 0;
  slot = cheapest(model, state, insertions, visit, route);
  return insertions.delta[slot]! < Infinity;
}

function detour(model: Model, state: State, visit: number, route: number, position: number): number {
  const at = route * state.stride + position;
  const from = state.placeAt[at - 1]!;
  const to = state.placeAt[at]!;
  const row = model.location[visit]! * model.locations;
  const direct = model.travel[from * model.locations + to]!;
  return model.travelTo[row + from]! + model.travel[row + to]! - (direct < Infinity ? direct : 0);
}

function drop(filling: Filling, index: number, count: number): number {
  const last = count - 1;
  filling.visit[index] = filling.visit[last]!;
  filling.route[index] = filling.route[last]!;
  filling.delta[index] = filling.delta[last]!;
  filling.appeal[index] = filling.appeal[last]!;
  return last;
}
