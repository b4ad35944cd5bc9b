/**
 * The search: ruin and recreate under simulated annealing. A part of the plan is taken away and filled anew; a better
 * plan is kept, a worse one with a chance that sinks as the search goes on. Where there is time for it, the search is
 * several legs, each annealed by itself, and the routes found on all of them are recombined.
 */

import { everyPlan, isTiny } from "./exact.ts";
import { createInsertions, routeChanged } from "./insertion.ts";
import type { Insertions } from "./insertion.ts";
import { allowed, withinLimits } from "./limits.ts";
import { compile } from "./model.ts";
import type { Model } from "./model.ts";
import { ProblemError } from "./problem.ts";
import type { Plan, Problem, SolveOptions } from "./problem.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { createPool, recombine, remember } from "./recombine.ts";
import type { Pool } from "./recombine.ts";
import { createFilling, exponents, insertCheapest, recreate } from "./recreate.ts";
import type { Filling, Taste } from "./recreate.ts";
import { ruin } from "./ruin.ts";
import { schedule } from "./schedule.ts";
import { createShortening, shorten } from "./shorten.ts";
import type { Shortening } from "./shorten.ts";
import { createScoring, totalScore, totalWorth } from "./scoring.ts";
import type { Scoring } from "./scoring.ts";
import { book, createState, insertAt, removeAt, unbook } from "./state.ts";
import type { State } from "./state.ts";
import { timetable } from "./timetable.ts";
import { validateProblem } from "./validate.ts";

interface Search {
  readonly model: Model;
  readonly state: State;
  readonly insertions: Insertions;
  readonly scoring: Scoring;
  readonly filling: Filling;
  readonly random: Random;
  readonly before: Backup;
  readonly pool: Pool;
  readonly shortening: Shortening;
  readonly meanScore: number;
  /** How often of late a costly step, where it was taken, led to something. */
  readonly worked: { shortening: number; filling: number };
}

/** Sequences of routes to go back to; `touched` routes only, each with the version it had. */
interface Backup {
  readonly touched: Uint8Array;
  readonly visitAt: Int32Array;
  readonly length: Int32Array;
  readonly version: Int32Array;
}

/** Found on the benchmark and on made-up stays; the same for every problem. */
export const tuning = {
  /** Temperature at the beginning and at the end, in mean scores of a visit. */
  hot: 0.6,
  cold: 0.03,
  /** Temperature at the beginning of the last leg, which goes on from the best plan of all. */
  warm: 0.15,
  /** Iterations that a leg needs, for each pair of planned visits, and the most legs before the last. */
  leg: 0.3,
  legs: 10,
  /** What a ruin takes at most: this share of the plan, and no more than so many visits. */
  share: 0.3,
  most: 12,
  noise: 0.5,
  /** Unplanned visits looked at for each planned one, and how seldom it is many more. */
  wide: 1.5,
  bend: 6,
  /** Of how many of the most appealing visits a leg begins anew. */
  anew: 50,
  /** How often a filling begins with a visit drawn by chance. */
  bold: 0.2,
  /** How often a whole route is begun anew, divided by the mean number of its visits: long routes seldom gain by it. */
  whole: 1.6,
  /** How often two routes that are not alike change visits, where there are such: what is best for one may be better on the other. */
  exchange: 0.1,
  /** What a plan may still gain, in mean scores of a visit: one that is further from being taken is given up. */
  hope: 0.3,
  /** How soon it is forgotten whether a costly step worked, and how often one that never does is tried all the same. */
  forget: 0.02,
  seldom: 0.05,
};

/** What bounds a search; the clock, where there is one, began with `solve`. */
interface Bounds extends SolveOptions {
  readonly clock?: { readonly now: () => number; readonly began: number; readonly limitMs: number };
}

const greedy: Taste = { exponent: exponents.indexOf(1), noise: 0, breadth: Infinity, bold: false, settled: 0 };

/** Problems with no more plans than this are enumerated, in a few milliseconds. */
const enumerable = 15_000;

/** Iterations spent on fitting the mandatory visits in, before any other is thought of. */
const mandatoryIterations = 3000;

/**
 * The best plan found within the bounds of `options`; it is always feasible.
 *
 * ```ts
 * const plan = solve(problem, { seed: 1, iterations: 2000 });
 * plan.routes[0]?.visits; // [{ visit: 4, arrive: 612, start: 615, depart: 675 }, …]
 * ```
 *
 * Throws a ProblemError where the problem is malformed, or names the mandatory visits that cannot all be made.
 */
export function solve(problem: Problem, options: SolveOptions = {}): Plan {
  validateProblem(problem);
  validateOptions(options);
  const bounds = withClock(options);
  const search = createSearch(problem, options.seed ?? 1);
  const best = isTiny(search.model, enumerable) ? enumerate(search) : improve(search, bounds, begin(search, bounds));
  refuseMissingMandatory(search.model, best);
  options.onProgress?.({ iterations: best.iterations, score: best.score });
  return toPlan(search, best, options.seed ?? 1);
}

function withClock(options: SolveOptions): Bounds {
  const { timeLimitMs, now = () => performance.now() } = options;
  return timeLimitMs === undefined ? options : { ...options, clock: { now, began: now(), limitMs: timeLimitMs } };
}

function enumerate(search: Search): Best {
  const best = rememberBest(search);
  best.value = -Infinity;
  everyPlan(search.model, search.state, () => {
    if (objectiveOf(search) > best.value + 1e-9) takeAsBest(search, best, objectiveOf(search));
  });
  return best;
}

/** A first plan, with every mandatory visit in it. */
function begin(search: Search, bounds: Bounds): Best {
  const { state } = search;
  const { initial } = bounds;
  if (initial) takeOver(search, initial);
  refill(search, greedy);
  if (state.missingMandatory > 0) {
    const routes = fitMandatory(search.model, bounds);
    adopt(search, routes);
    refill(search, greedy);
  }
  keep(search);
  return rememberBest(search);
}

/** Routes with all mandatory visits and no others; throws when there seem to be none. */
function fitMandatory({ problem, mandatory }: Model, { seed = 1, signal, clock }: Bounds): number[][] {
  const chosen = Array.from(mandatory.keys()).filter((visit) => mandatory[visit]);
  const kinds = problem.kinds?.map(({ diminishing: _, ...rule }) => rule);
  const search = createSearch({ ...problem, visits: chosen.map((visit) => ({ ...problem.visits[visit]!, score: 1 })), ...(kinds && { kinds }), travelCost: 0 }, seed);
  let best: Best;
  if (isTiny(search.model, enumerable)) best = enumerate(search);
  else {
    refill(search, greedy);
    keep(search);
    best = improve(search, { iterations: mandatoryIterations, ...(signal && { signal }), ...(clock && { clock }) }, rememberBest(search), () => search.state.missingMandatory === 0);
  }
  const routes = sequencesOf(search, best);
  const planned = new Set(routes.flat());
  const missing = chosen.filter((_, index) => !planned.has(index));
  if (missing.length > 0) refuse(missing);
  return routes.map((visits) => visits.map((index) => chosen[index]!));
}

interface Best {
  readonly visitAt: Int32Array;
  readonly length: Int32Array;
  value: number;
  score: number;
  iterations: number;
}

function rememberBest(search: Search): Best {
  const { state, model, scoring } = search;
  return { visitAt: state.visitAt.slice(), length: state.length.slice(), value: objectiveOf(search), score: totalScore(model, state, scoring), iterations: 0 };
}

function takeAsBest({ state, model, scoring }: Search, best: Best, value: number): void {
  best.visitAt.set(state.visitAt);
  best.length.set(state.length);
  best.value = value;
  best.score = totalScore(model, state, scoring);
}

/** What one search has spent and found so far. */
interface Run {
  readonly bounds: Bounds;
  readonly best: Best;
  readonly iterationLimit: number;
  readonly done: () => boolean;
  iterations: number;
  over: boolean;
}

/** A part of a run, in shares of what the run may spend, annealed from `hot` on. */
interface Leg {
  readonly hot: number;
  readonly from: number;
  readonly until: number;
}

/** Betters the plan that the search holds, leg by leg. */
function improve(search: Search, bounds: Bounds, best: Best, done: () => boolean = () => false): Best {
  const first = sequencesOf(search, best);
  const run: Run = { bounds, best, iterationLimit: bounds.iterations ?? (bounds.clock ? Infinity : 3000), done, iterations: 0, over: false };
  const legs = countLegs(search, run);
  for (let leg = 0; leg <= legs && !run.over; leg++) {
    const isLast = leg === legs;
    if (isLast && legs > 0) adopt(search, sequencesOf(search, best));
    else if (leg > 0 && bounds.initial) adopt(search, first);
    else if (leg > 0) beginAnew(search, first);
    anneal(search, run, { hot: isLast && legs > 0 ? tuning.warm : tuning.hot, from: leg / (legs + 2), until: isLast ? 1 : (leg + 1) / (legs + 2) });
    recombine(search.pool, search.model, best.value, () => spentOf(bounds) >= 1, (routes) => {
      adopt(search, routes);
      refill(search, greedy);
      keep(search);
      takeIfBest(search, best, objectiveOf(search));
    });
  }
  best.iterations = run.iterations;
  return best;
}

/** A plan like no other, so that each leg looks elsewhere; the first again where the mandatory visits do not find in. */
function beginAnew(search: Search, first: readonly (readonly number[])[]): void {
  const { model, state, random } = search;
  for (let route = 0; route < model.routes; route++) empty(search, route);
  refill(search, { exponent: random.below(exponents.length), noise: tuning.noise, breadth: tuning.anew, bold: true, settled: model.visits });
  keep(search);
  if (state.missingMandatory > 0) adopt(search, first);
}

/** How many legs there are before the last: as many as can each do some good. */
function countLegs(search: Search, run: Run): number {
  const planned = Math.max(10, search.model.visits - search.state.unplannedCount);
  let expected = run.iterationLimit;
  if (expected === Infinity) {
    const before = spentOf(run.bounds);
    for (let trial = 0; trial < 32 && !isOver(run) && spentOf(run.bounds) < 1; trial++) {
      run.iterations++;
      if (attempt(search) > run.best.value + 1e-9) {
        keep(search);
        takeIfBest(search, run.best, objectiveOf(search));
      } else goBack(search);
    }
    expected = run.iterations / Math.max(1e-9, spentOf(run.bounds) - before);
  }
  return Math.max(0, Math.min(tuning.legs, Math.floor(expected / (tuning.leg * planned ** 2)) - 1));
}

/** Simulated annealing from the plan that the search holds. */
function anneal(search: Search, run: Run, { hot, from, until }: Leg): void {
  const { model, state, scoring, random, pool, before, meanScore: scale } = search;
  const { bounds, best, iterationLimit } = run;
  let temperature = hot * scale;
  let current = objectiveOf(search);
  let bestOfLeg = current;
  for (let route = 0; route < model.routes; route++) remember(pool, model, state, scoring, route);
  for (let count = 0; !isOver(run); count++) {
    if ((count & 3) === 0) {
      const spent = spentOf(bounds);
      if (spent >= 1) run.over = true;
      // Bounded by iterations, the clock is an emergency stop and must not sway the search.
      const progress = iterationLimit < Infinity ? run.iterations / iterationLimit : spent;
      if (run.over || progress >= until) return;
      temperature = scale * hot * (tuning.cold / hot) ** ((progress - from) / (until - from));
    }
    if ((run.iterations & 255) === 0) bounds.onProgress?.({ iterations: run.iterations, score: best.score });
    run.iterations++;
    const needed = current + temperature * Math.log(random.next());
    const value = attempt(search, needed);
    if (value > needed) {
      current = value;
      if (value > bestOfLeg) {
        bestOfLeg = value;
        for (let route = 0; route < model.routes; route++) if (before.touched[route]) remember(pool, model, state, scoring, route);
      }
      keep(search);
      takeIfBest(search, best, value);
    } else goBack(search);
  }
}

/** The share of the time limit that has gone by. */
function spentOf({ clock }: Bounds): number {
  return clock ? (clock.now() - clock.began) / Math.max(1e-9, clock.limitMs) : 0;
}

function isOver(run: Run): boolean {
  run.over ||= run.iterations >= run.iterationLimit || (run.bounds.signal?.aborted ?? false) || run.done();
  return run.over;
}

function takeIfBest(search: Search, best: Best, value: number): void {
  if (value > best.value + 1e-9) takeAsBest(search, best, value);
}

function sequencesOf({ state }: Search, best: Best): number[][] {
  return Array.from(best.length, (length, route) => Array.from(best.visitAt.subarray(route * state.stride + 1, route * state.stride + 1 + length)));
}

function toPlan(search: Search, best: Best, seed: number): Plan {
  const { model } = search;
  const sequences = sequencesOf(search, best);
  const planned = new Set(sequences.flat());
  return {
    score: best.score,
    routes: sequences.map((visits, route) => timetable(model, route, visits)),
    unplannedVisits: model.problem.visits.flatMap((_, visit) => (planned.has(visit) ? [] : [visit])),
    iterations: best.iterations,
    seed,
  };
}

function validateOptions({ seed, iterations, timeLimitMs }: SolveOptions): void {
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new ProblemError("options.seed", `must be a whole number, not ${seed}`);
  if (iterations !== undefined && !(Number.isSafeInteger(iterations) && iterations >= 0)) throw new ProblemError("options.iterations", `must be a whole number from 0, not ${iterations}`);
  if (timeLimitMs !== undefined && !(timeLimitMs >= 0)) throw new ProblemError("options.timeLimitMs", `must be 0 or more, not ${timeLimitMs}`);
}

function createSearch(problem: Problem, seed: number): Search {
  const model = compile(problem);
  const state = createState(model);
  for (let route = 0; route < model.routes; route++) schedule(model, state, route);
  return {
    model,
    state,
    insertions: createInsertions(model),
    scoring: createScoring(model),
    filling: createFilling(model),
    random: createRandom(seed),
    before: {
      touched: new Uint8Array(model.routes),
      visitAt: new Int32Array(state.visitAt.length),
      length: new Int32Array(model.routes),
      version: new Int32Array(model.routes),
    },
    pool: createPool(model),
    shortening: createShortening(model),
    meanScore: meanScore(model),
    worked: { shortening: 1, filling: 1 },
  };
}

/** One ruin and one recreation; what the new plan is worth, -Infinity when the ruin itself cannot stand or `needed` is out of reach. */
function attempt(search: Search, needed = -Infinity): number {
  const { model, state, random, insertions, before, worked } = search;
  const planned = model.visits - state.unplannedCount;
  const least = Math.min(model.visits, 20 + tuning.wide * planned);
  const breadth = least + (model.visits - least) * random.next() ** tuning.bend;
  const size = Math.max(2, Math.min(tuning.most, Math.ceil(planned * tuning.share)));
  const settled = state.unplannedCount;
  const touch = (route: number) => backUp(search, route);
  const whole = random.next() < Math.min(0.2, (tuning.whole * model.routes) / Math.max(1, planned));
  const { unlike } = search.pool;
  if (unlike.length > 0 && random.next() < tuning.exchange) exchange(search, unlike[random.below(unlike.length)]!);
  else if (planned > 0) ruin(model, state, random, size, whole, touch);
  for (let route = 0; route < model.routes; route++) {
    if (!before.touched[route]) {
      // What travel may use in all has changed with the other routes.
      if (model.travelUsesResources) insertions.version[route] = ++insertions.versions;
      continue;
    }
    routeChanged(insertions, route);
    if (!schedule(model, state, route)) return -Infinity;
  }
  if (model.travelUsesResources && !withinLimits(model, state)) return -Infinity;
  const taste = { exponent: random.below(exponents.length), noise: tuning.noise * random.next(), breadth, bold: whole || random.next() < tuning.bold, settled };
  refill(search, taste);
  if (objectiveOf(search) < needed - tuning.hope * search.meanScore) return -Infinity;
  if (random.next() < Math.max(tuning.seldom, worked.filling)) {
    const left = state.unplannedCount;
    refill(search, { ...taste, breadth: Infinity, bold: false });
    worked.filling += tuning.forget * (Number(state.unplannedCount < left) - worked.filling);
  }
  if (random.next() < Math.max(tuning.seldom, worked.shortening)) {
    const isShorter = shortenTouched(search);
    worked.shortening += tuning.forget * (Number(isShorter) - worked.shortening);
    if (isShorter) refill(search, { ...taste, bold: false });
  }
  return objectiveOf(search);
}

function shortenTouched({ model, state, insertions, before, shortening }: Search): boolean {
  let isShorter = false;
  for (let route = 0; route < model.routes; route++) {
    if (!before.touched[route] || !shorten(model, state, shortening, route)) continue;
    routeChanged(insertions, route);
    isShorter = true;
  }
  return isShorter;
}

/** Each of the two routes takes what it can of the other's visits, where it takes least; what is never open there stays. */
function exchange(search: Search, [one, other]: readonly [number, number]): void {
  const { model, state, insertions, before } = search;
  for (const route of [one, other]) {
    backUp(search, route);
    empty(search, route);
  }
  for (const [from, to] of [[one, other], [other, one]] as const) {
    const base = from * state.stride;
    for (let i = base + 1; i <= base + before.length[from]!; i++) {
      const visit = before.visitAt[i]!;
      insertCheapest(model, state, insertions, visit, model.opens[to * model.visits + visit]! < Infinity ? to : from);
    }
  }
}

function refill(search: Search, taste: Taste): void {
  const { model, state, insertions, scoring, filling, random } = search;
  recreate(model, state, insertions, scoring, filling, taste, random, (route) => backUp(search, route));
}

function objectiveOf({ model, state, scoring }: Search): number {
  let value = totalWorth(model, state, scoring);
  if (model.travelCost > 0) {
    for (let route = 0; route < model.routes; route++) if (state.length[route]! > 0) value -= model.travelCost * state.routeTravel[route]!;
  }
  return value;
}

function backUp({ state, insertions, before }: Search, route: number): void {
  if (before.touched[route]) return;
  before.touched[route] = 1;
  const base = route * state.stride;
  const length = state.length[route]!;
  for (let i = base + 1; i <= base + length; i++) before.visitAt[i] = state.visitAt[i]!;
  before.length[route] = length;
  before.version[route] = insertions.version[route]!;
  insertions.side[route]! ^= 1;
}

function keep({ before }: Search): void {
  before.touched.fill(0);
}

function goBack({ model, state, insertions, before }: Search): void {
  for (let route = 0; route < model.routes; route++) {
    if (!before.touched[route]) continue;
    const base = route * state.stride;
    for (let i = base + 1; i <= base + state.length[route]!; i++) unbook(model, state, state.visitAt[i]!);
  }
  for (let route = 0; route < model.routes; route++) {
    if (!before.touched[route]) continue;
    const base = route * state.stride;
    state.length[route] = before.length[route]!;
    for (let i = base + 1; i <= base + state.length[route]!; i++) {
      state.visitAt[i] = before.visitAt[i]!;
      book(model, state, state.visitAt[i]!, route);
    }
    schedule(model, state, route);
    insertions.version[route] = before.version[route]!;
    insertions.side[route]! ^= 1;
  }
  before.touched.fill(0);
}

/** Begins with routes given by the caller, leaving out whatever does not fit. */
function takeOver(search: Search, initial: readonly (readonly number[])[]): void {
  const { model, state, insertions } = search;
  initial.slice(0, model.routes).forEach((visits, route) => {
    // The whole first: where the triangle inequality is broken, a route can stand though its beginning cannot.
    for (const visit of visits) if (isFree(search, visit, route)) insertAt(model, state, visit, route, state.length[route]! + 1);
    if (!stands(search, route)) {
      empty(search, route);
      for (const visit of visits) {
        if (!isFree(search, visit, route)) continue;
        const position = state.length[route]! + 1;
        insertAt(model, state, visit, route, position);
        if (stands(search, route)) continue;
        removeAt(model, state, route, position, 1);
        schedule(model, state, route);
      }
    }
    routeChanged(insertions, route);
  });
}

/** Takes routes over in place of those that the search holds. */
function adopt(search: Search, routes: readonly (readonly number[])[]): void {
  for (let route = 0; route < search.model.routes; route++) empty(search, route);
  takeOver(search, routes);
  keep(search);
}

function isFree({ model, state }: Search, visit: number, route: number): boolean {
  return visit >= 0 && visit < model.visits && state.routeOf[visit] === -1 && allowed(model, state, visit, route);
}

function stands({ model, state }: Search, route: number): boolean {
  return schedule(model, state, route) && withinLimits(model, state);
}

function empty({ model, state, insertions }: Search, route: number): void {
  removeAt(model, state, route, 1, state.length[route]!);
  schedule(model, state, route);
  routeChanged(insertions, route);
}

function meanScore({ fullScore }: Model): number {
  return fullScore.reduce((sum, value) => sum + value, 0) / Math.max(1, fullScore.length);
}

function refuseMissingMandatory(model: Model, best: Best): void {
  const planned = new Set(best.visitAt.filter((visit) => visit >= 0));
  const missing = Array.from(model.mandatory.keys()).filter((visit) => model.mandatory[visit] && !planned.has(visit));
  if (missing.length > 0) refuse(missing);
}

function refuse(missing: readonly number[]): never {
  const [one] = missing;
  if (missing.length === 1) throw new ProblemError(`visits[${one}]`, `mandatory visit ${one} cannot be fitted in`, missing);
  throw new ProblemError("visits", `mandatory visits ${missing.join(", ")} cannot be fitted in`, missing);
}
