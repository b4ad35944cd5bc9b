/**
 * The problem compiled to typed arrays for the search: windows clipped to the hours of each route and merged, travel
 * in both directions row by row, limits as plain numbers. A flag for each extra lets a problem without it skip it.
 */

import type { Break, Problem, TimeWindow, TravelStep, Visit } from "./problem.ts";
import { leastTravel, stepsOf } from "./travel.ts";

export interface Model {
  readonly problem: Problem;
  readonly visits: number;
  readonly routes: number;
  readonly locations: number;
  /** Whether travel depends on the route or the hour. */
  readonly hourly: boolean;
  /** Travel times of each route. Where `hourly`, `travel` holds the shortest of all of them: a bound, and a measure of what is near. */
  readonly steps: readonly (readonly TravelStep[])[];
  /** Travel from the row's location, and to it: both lie in one row, so that trying a visit everywhere stays in cache. */
  readonly travel: Float64Array;
  readonly travelTo: Float64Array;
  readonly location: Int32Array;
  readonly duration: Float64Array;
  readonly score: Float64Array;
  /** Score and bonus. */
  readonly fullScore: Float64Array;
  /** Score and bonus, and for mandatory visits more than all scores together. */
  readonly worth: Float64Array;
  /** What a visit adds whatever else is planned: its worth, without the score where that diminishes. */
  readonly constantWorth: Float64Array;
  readonly mandatory: Uint8Array;
  readonly mandatoryCount: number;
  readonly mandatoryWorth: number;

  /** By route × visits + visit: first opening and last closing; Infinity and -Infinity where it is never open. */
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  /** Windows of route × visits + visit lie from windowFirst[i] to windowFirst[i + 1]. */
  readonly windowFirst: Int32Array;
  readonly windowOpens: Float64Array;
  readonly windowCloses: Float64Array;

  readonly routeStart: Int32Array;
  readonly routeEnd: Int32Array;
  readonly routeOpens: Float64Array;
  readonly routeCloses: Float64Array;
  /** Breaks in the order of their opening, from breakFirst[route] to breakFirst[route + 1]. */
  readonly breakFirst: Int32Array;
  readonly breakOpens: Float64Array;
  readonly breakCloses: Float64Array;
  readonly breakDuration: Float64Array;
  readonly breakIndex: Int32Array;
  /** One more than the most breaks of a route: the state of a schedule is how many have been taken. */
  readonly layers: number;
  /** One window a visit and no breaks: the schedule needs no search within itself. */
  readonly plain: boolean;

  readonly resources: number;
  readonly use: Float64Array;
  readonly resourceLimit: Float64Array;
  readonly resourceLimitPerRoute: Float64Array;
  readonly travelUse: readonly (Float64Array | undefined)[];
  readonly travelUsesResources: boolean;

  readonly kinds: number;
  readonly visitKinds: readonly (readonly number[])[];
  /** The diminishing kinds of a visit, from diminishingFirst[visit] to diminishingFirst[visit + 1]. */
  readonly diminishingFirst: Int32Array;
  readonly diminishingKind: Int32Array;
  readonly kindLimit: Float64Array;
  readonly kindLimitPerRoute: Float64Array;
  readonly diminishing: Float64Array;
  /**
   * Visits whose scores bear on each other through diminishing kinds, -1 for a visit of none. The visits of a family
   * are familyVisit from familyFirst[family] to familyFirst[family + 1], by score descending, then by index: the order
   * in which diminishing counts them.
   */
  readonly family: Int32Array;
  readonly families: number;
  readonly familyFirst: Int32Array;
  readonly familyVisit: Int32Array;

  /** Dense group numbers, -1 for none. */
  readonly group: Int32Array;
  readonly groups: number;
  /** Whether anything but time can forbid a visit. */
  readonly limited: boolean;
  readonly travelCost: number;
  /** No visit costs more travel than this where it is put between two others. */
  readonly mostDetourCost: number;
}

export function compile(problem: Problem): Model {
  const { visits, routes, locations } = problem;
  const windows = compileWindows(problem);
  const breaks = routes.map(({ breaks: list = [] }) =>
    list.map((pause, index) => ({ ...pause, index })).sort((a, b) => a.opens - b.opens || a.closes - b.closes || a.index - b.index),
  );
  const layers = 1 + Math.max(...breaks.map((list) => list.length));
  const resources = problem.resources ?? [];
  const kinds = problem.kinds ?? [];
  const visitKinds = visits.map((visit) => visit.kinds ?? []);
  const diminishingKinds = visitKinds.map((list) => list.filter((kind) => (kinds[kind]!.diminishing ?? 1) < 1));
  const { group, groups } = compileGroups(problem);
  const { family, members } = compileFamilies(diminishingKinds, kinds.length, visits);
  const score = Float64Array.from(visits, (visit) => visit.score);
  const fullScore = Float64Array.from(visits, (visit) => visit.score + (visit.bonus ?? 0));
  const mandatory = Uint8Array.from(visits, (visit) => (visit.mandatory ? 1 : 0));
  const mandatoryWorth = 1 + 2 * fullScore.reduce((sum, value) => sum + value, 0);
  const allBreaks = breaks.flat();
  const hourly = routes.some(({ timetable }) => timetable !== undefined);
  const travel = hourly ? leastTravel(problem) : problem.travel;

  return {
    problem,
    visits: visits.length,
    routes: routes.length,
    locations,
    hourly,
    steps: routes.map((_, route) => stepsOf(problem, route)),
    travel,
    travelTo: transposed(travel, locations),
    location: Int32Array.from(visits, (visit) => visit.location),
    duration: Float64Array.from(visits, (visit) => visit.duration),
    score,
    fullScore,
    worth: fullScore.map((value, visit) => (mandatory[visit] ? value + mandatoryWorth : value)),
    constantWorth: fullScore.map((value, visit) => (family[visit]! < 0 ? value : value - score[visit]!) + (mandatory[visit] ? mandatoryWorth : 0)),
    mandatory,
    mandatoryCount: mandatory.reduce((sum, value) => sum + value, 0),
    mandatoryWorth,
    ...windows,
    routeStart: Int32Array.from(routes, (route) => route.start),
    routeEnd: Int32Array.from(routes, (route) => route.end),
    routeOpens: Float64Array.from(routes, (route) => route.opens),
    routeCloses: Float64Array.from(routes, (route) => route.closes),
    breakFirst: offsets(breaks.map((list: readonly Break[]) => list.length)),
    breakOpens: Float64Array.from(allBreaks, (pause) => pause.opens),
    breakCloses: Float64Array.from(allBreaks, (pause) => pause.closes),
    breakDuration: Float64Array.from(allBreaks, (pause) => pause.duration),
    breakIndex: Int32Array.from(allBreaks, (pause) => pause.index),
    layers,
    plain: layers === 1 && windows.single && !hourly,
    resources: resources.length,
    use: Float64Array.from(visits.flatMap((visit) => resources.map((_, at) => visit.uses?.[at] ?? 0))),
    resourceLimit: Float64Array.from(resources, ({ limit = Infinity }) => limit),
    resourceLimitPerRoute: Float64Array.from(
      resources.flatMap(({ limitPerRoute = Infinity }) => routes.map((_, route) => (typeof limitPerRoute === "number" ? limitPerRoute : limitPerRoute[route]!))),
    ),
    travelUse: resources.map((resource) => resource.travelUse),
    travelUsesResources: resources.some((resource) => resource.travelUse !== undefined),
    kinds: kinds.length,
    visitKinds,
    diminishingFirst: offsets(diminishingKinds.map((list) => list.length)),
    diminishingKind: Int32Array.from(diminishingKinds.flat()),
    kindLimit: Float64Array.from(kinds, ({ limit = Infinity }) => limit),
    kindLimitPerRoute: Float64Array.from(kinds, ({ limitPerRoute = Infinity }) => limitPerRoute),
    diminishing: Float64Array.from(kinds, ({ diminishing = 1 }) => diminishing),
    family,
    families: members.length,
    familyFirst: offsets(members.map((list) => list.length)),
    familyVisit: Int32Array.from(members.flat()),
    group,
    groups,
    limited: groups > 0 || resources.length > 0 || kinds.some(({ limit, limitPerRoute }) => limit !== undefined || limitPerRoute !== undefined),
    travelCost: problem.travelCost ?? 0,
    mostDetourCost: problem.travelCost ? 2 * problem.travelCost * longest(travel) : 0,
  };
}

function compileWindows({ visits, routes }: Problem) {
  const count = visits.length * routes.length;
  const opens = new Float64Array(count).fill(Infinity);
  const closes = new Float64Array(count).fill(-Infinity);
  const windowFirst = new Int32Array(count + 1);
  const all: TimeWindow[] = [];
  let single = true;
  routes.forEach((route, r) => {
    visits.forEach((visit, v) => {
      const at = r * visits.length + v;
      const list = (visit.windows.length === 1 ? visit.windows[0] : visit.windows[r]) ?? [];
      const usable = clipAndMerge(list, route.opens, route.closes - visit.duration);
      all.push(...usable);
      windowFirst[at + 1] = all.length;
      if (usable.length === 0) return;
      opens[at] = usable[0]!.opens;
      closes[at] = usable[usable.length - 1]!.closes;
      if (usable.length > 1) single = false;
    });
  });
  return {
    opens,
    closes,
    windowFirst,
    windowOpens: Float64Array.from(all, (window) => window.opens),
    windowCloses: Float64Array.from(all, (window) => window.closes),
    single,
  };
}

function clipAndMerge(windows: readonly TimeWindow[], earliest: number, latest: number): TimeWindow[] {
  if (windows.length === 1) {
    const { opens, closes } = windows[0]!;
    const clipped = { opens: Math.max(opens, earliest), closes: Math.min(closes, latest) };
    return clipped.opens <= clipped.closes ? [clipped] : [];
  }
  const merged: { opens: number; closes: number }[] = [];
  for (const { opens, closes } of [...windows].sort((a, b) => a.opens - b.opens)) {
    const clipped = { opens: Math.max(opens, earliest), closes: Math.min(closes, latest) };
    if (clipped.opens > clipped.closes) continue;
    const last = merged[merged.length - 1];
    if (last && clipped.opens <= last.closes) last.closes = Math.max(last.closes, clipped.closes);
    else merged.push(clipped);
  }
  return merged;
}

function compileGroups({ visits }: Problem): { group: Int32Array; groups: number } {
  const dense = new Map<number, number>();
  const group = Int32Array.from(visits, (visit) => {
    if (visit.group === undefined) return -1;
    if (!dense.has(visit.group)) dense.set(visit.group, dense.size);
    return dense.get(visit.group)!;
  });
  return { group, groups: dense.size };
}

/** Kinds that share a visit, directly or through other kinds, make one family. */
function compileFamilies(diminishingKinds: readonly (readonly number[])[], kinds: number, visits: readonly Visit[]): { family: Int32Array; members: number[][] } {
  const root = Array.from({ length: kinds }, (_, kind) => kind);
  for (const [first, ...others] of diminishingKinds) {
    for (const other of others) {
      const [from, to] = [root[other]!, root[first!]!];
      root.forEach((at, kind) => at === from && (root[kind] = to));
    }
  }
  const members = new Map<number, number[]>();
  diminishingKinds.forEach(([kind], visit) => {
    if (kind === undefined) return;
    const list = members.get(root[kind]!);
    if (list) list.push(visit);
    else members.set(root[kind]!, [visit]);
  });
  const family = new Int32Array(visits.length).fill(-1);
  [...members.values()].forEach((list, index) => {
    for (const visit of list) family[visit] = index;
    list.sort((a, b) => visits[b]!.score - visits[a]!.score || a - b);
  });
  return { family, members: [...members.values()] };
}

function longest(travel: Float64Array): number {
  let most = 0;
  for (let way = 0; way < travel.length; way++) if (travel[way]! > most && travel[way]! < Infinity) most = travel[way]!;
  return most;
}

/** The matrix itself where it is symmetric. */
function transposed(matrix: Float64Array, size: number): Float64Array {
  if (isSymmetric(matrix, size)) return matrix;
  const result = new Float64Array(matrix.length);
  for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) result[row * size + column] = matrix[column * size + row]!;
  return result;
}

function isSymmetric(matrix: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row++) for (let column = 0; column < row; column++) if (matrix[column * size + row] !== matrix[row * size + column]) return false;
  return true;
}

function offsets(lengths: readonly number[]): Int32Array {
  const first = new Int32Array(lengths.length + 1);
  lengths.forEach((length, index) => (first[index + 1] = first[index]! + length));
  return first;
}
