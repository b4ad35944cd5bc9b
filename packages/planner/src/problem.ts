/**
 * What the planner is asked and what it answers.
 *
 * The model is the team orienteering problem with time windows (Vansteenwegen, Souffriau & Van Oudheusden 2011,
 * Gunawan, Lau & Vansteenwegen 2016) with several windows a visit and what a real trip adds: breaks, budgets, limits
 * by kind, groups, visits that must be made, and travel times by mode and hour. The unit of time is the caller's.
 */

export interface TimeWindow {
  readonly opens: number;
  /** The latest START of the visit. */
  readonly closes: number;
}

export interface Visit {
  readonly location: number;
  readonly duration: number;
  readonly score: number;
  /** Added to the score, however many of its kinds are planned: it does not diminish (default 0). */
  readonly bonus?: number;
  /** Windows for the start of the visit: one list a route, or a single list for all routes. An empty list: not on that route. */
  readonly windows: readonly (readonly TimeWindow[])[];
  /** Kinds it belongs to, for limits and diminishing score. */
  readonly kinds?: readonly number[];
  /** What it uses of each resource. */
  readonly uses?: readonly number[];
  readonly mandatory?: boolean;
  /** At most one visit of a group is made. */
  readonly group?: number;
}

/**
 * Time that must stay free on a route. It is taken between two visits, either where the one before it was (before
 * travelling on) or where the next will be (on arrival), also at the route's start or end. Breaks of a route are
 * taken in the order of their opening.
 */
export interface Break {
  readonly duration: number;
  /** The earliest START. */
  readonly opens: number;
  /** The latest START. */
  readonly closes: number;
}

/** Travel times that hold for departures from `from` on, until the next step's. */
export interface TravelStep {
  /** On the clock of the route. The first step holds before its own, too. */
  readonly from: number;
  /** Row-major locations × locations, as `Problem.travel`. */
  readonly matrix: Float64Array;
}

export interface Route {
  readonly start: number;
  readonly end: number;
  readonly opens: number;
  readonly closes: number;
  readonly breaks?: readonly Break[];
  /** How this route is travelled: an index into `Problem.timetables` (default: by `Problem.travel`, at any hour). */
  readonly timetable?: number;
}

export interface Resource {
  readonly limit?: number;
  readonly limitPerRoute?: number | readonly number[];
  /** What travelling uses (walking metres, fuel): row-major locations × locations. */
  readonly travelUse?: Float64Array;
}

export interface KindRule {
  readonly limit?: number;
  readonly limitPerRoute?: number;
  /**
   * The n-th visit of this kind on the whole plan scores score × diminishing^(n-1), visits ordered by score
   * descending (then by index). A visit of several such kinds is multiplied by the factor of each.
   */
  readonly diminishing?: number;
}

export interface Problem {
  readonly locations: number;
  /** Row-major locations × locations. Infinity: no way. It may be asymmetric and need not keep the triangle inequality. */
  readonly travel: Float64Array;
  /**
   * Other ways to travel, a mode or a kind of day each: travel times as a step function of the hour of departure, by
   * its beginning. A departure at the very moment of a step takes the better of the two, and a traveller may wait for a
   * faster one.
   */
  readonly timetables?: readonly (readonly TravelStep[])[];
  readonly visits: readonly Visit[];
  readonly routes: readonly Route[];
  readonly resources?: readonly Resource[];
  readonly kinds?: readonly KindRule[];
  /** Cost per unit of travel time, so that among plans of equal score the shorter is taken (default 0). It is not part of `Plan.score`. */
  readonly travelCost?: number;
}

export interface SolveOptions {
  /** Same seed and iterations, same plan, on any machine (default 1). */
  readonly seed?: number;
  /** Default 3000 where no time limit is given, else without bound. */
  readonly iterations?: number;
  readonly timeLimitMs?: number;
  /** A monotonic clock in milliseconds; `performance.now` where a time limit is given without one. */
  readonly now?: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { iterations: number; score: number }) => void;
  /** Visits of each route to begin with; what does not fit is left out. */
  readonly initial?: readonly (readonly number[])[];
}

export interface PlannedVisit {
  readonly visit: number;
  readonly arrive: number;
  readonly start: number;
  readonly depart: number;
}

export interface PlannedBreak {
  readonly start: number;
  readonly end: number;
  /** Taken after this many visits of the route. Before the travel to the next place where `end` ≤ the next arrival, else on arrival. */
  readonly afterVisits: number;
  /** Index into `route.breaks`. */
  readonly break: number;
}

export interface PlannedRoute {
  readonly visits: readonly PlannedVisit[];
  readonly breaks: readonly PlannedBreak[];
  /** When the visitor leaves, or begins a break taken before leaving. */
  readonly start: number;
  /** When the visitor is back, a break taken on arrival included. */
  readonly end: number;
  /** Time spent travelling; waiting for a faster hour is not. */
  readonly travel: number;
}

export interface Plan {
  readonly score: number;
  readonly routes: readonly PlannedRoute[];
  readonly unplannedVisits: readonly number[];
  readonly iterations: number;
  readonly seed: number;
}

/** A problem that cannot be planned as it stands; `field` says where to mend it, as in `visits[3].windows[0][1].closes`. */
export class ProblemError extends Error {
  readonly field: string;
  /** Mandatory visits that cannot all fit. */
  readonly visits?: readonly number[];

  constructor(field: string, message: string, visits?: readonly number[]) {
    super(`${field}: ${message}`);
    this.name = "ProblemError";
    this.field = field;
    if (visits) this.visits = visits;
  }
}
