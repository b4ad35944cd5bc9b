/**
 * Is a plan feasible, and is its score true? Written from the problem's definition alone: it shares no code with the
 * solver, so that an error in one is not an error in both.
 */

import type { Break, Plan, PlannedBreak, PlannedRoute, Problem, TimeWindow } from "./problem.ts";

/** Rounding allowed in sums of times and amounts. */
const tolerance = 1e-6;

/** What is wrong with the plan, in sentences; nothing when it is feasible. */
export function checkPlan(problem: Problem, plan: Plan): readonly string[] {
  const faults: string[] = [];
  if (plan.routes.length !== problem.routes.length) {
    return [`the plan has ${plan.routes.length} routes, the problem ${problem.routes.length}`];
  }
  const unknown = [...plan.unplannedVisits, ...plan.routes.flatMap((route) => route.visits.map(({ visit }) => visit))].filter((visit) => problem.visits[visit] === undefined);
  if (unknown.length > 0) return unknown.map((visit) => `there is no visit ${visit}`);

  plan.routes.forEach((route, index) => faults.push(...checkTimes(problem, route, index)));
  faults.push(...checkSelection(problem, plan), ...checkKinds(problem, plan), ...checkResources(problem, plan));
  const score = scoreOf(problem, plan);
  if (!near(score, plan.score)) faults.push(`the score is ${score}, not ${plan.score}`);
  return faults;
}

function checkTimes(problem: Problem, planned: PlannedRoute, index: number): string[] {
  const route = problem.routes[index]!;
  const faults: string[] = [];
  const say = (fault: string) => faults.push(`route ${index}: ${fault}`);

  if (!atLeast(planned.start, route.opens)) say(`leaves at ${planned.start}, before ${route.opens}`);
  if (!atLeast(route.closes, planned.end)) say(`is back at ${planned.end}, after ${route.closes}`);
  if (!atLeast(planned.end, planned.start)) say("ends before it starts");

  const breaks = route.breaks ?? [];
  const wholeDayCannot = planned.visits.length === 0 && planned.breaks.length === 0 && !emptyRouteCanRest(problem, index);
  if (!wholeDayCannot) {
    breaks.forEach((_, at) => {
      const times = planned.breaks.filter((pause) => pause.break === at).length;
      if (times !== 1) say(`break ${at} is taken ${times} times`);
    });
  }
  for (const pause of planned.breaks) {
    const rule = breaks[pause.break];
    if (!rule) {
      say(`there is no break ${pause.break}`);
      continue;
    }
    if (!atLeast(pause.start, rule.opens) || !atLeast(rule.closes, pause.start)) say(`break ${pause.break} starts at ${pause.start}, outside ${rule.opens} to ${rule.closes}`);
    if (!atLeast(pause.end - pause.start, rule.duration)) say(`break ${pause.break} is too short`);
    if (!(Number.isInteger(pause.afterVisits) && pause.afterVisits >= 0 && pause.afterVisits <= planned.visits.length)) say(`break ${pause.break} is taken after ${pause.afterVisits} visits`);
  }

  let free = planned.start;
  let at = route.start;
  let least = 0;
  let most = 0;
  planned.visits.forEach(({ visit: id, arrive, start, depart }, position) => {
    const visit = problem.visits[id]!;
    const ways = waysBetween(problem, index, at, visit.location);
    const quickest = Math.min(...ways.map(({ time }) => time));
    const windows = windowsOf(problem, id, index);
    if (![arrive, start, depart].every(Number.isFinite)) say(`visit ${id} has no proper times`);
    if (!Number.isFinite(quickest)) say(`there is no way to visit ${id}`);
    // Each step gives a departure; the visitor may also wait before they set out.
    const departures = ways.flatMap(({ time, from, until }) => (atLeast(arrive - time, from) && atLeast(until, arrive - time) ? [arrive - time] : []));
    if (!departures.some((leave) => atLeast(leave, free))) say(`visit ${id} is reached at ${arrive}, too early by ${Math.min(...ways.map(({ time, from }) => Math.max(free, from) + time)) - arrive}`);
    if (!atLeast(start, arrive)) say(`visit ${id} starts before it is reached`);
    if (!atLeast(depart - start, visit.duration)) say(`visit ${id} is left too soon`);
    if (!windows.some(({ opens, closes }) => atLeast(start, opens) && atLeast(closes, start))) say(`visit ${id} starts at ${start} when it is closed`);
    if (!departures.some((leave) => gapHolds(pausesAfter(planned, position), free, leave, arrive, start))) say(`no room for the breaks before visit ${id}`);
    least += quickest;
    most += Math.max(...ways.map(({ time }) => time));
    free = depart;
    at = visit.location;
  });

  if (wholeDayCannot && near(planned.travel, 0) && near(planned.start, planned.end)) return faults;
  const ways = waysBetween(problem, index, at, route.end);
  const homeAt = Math.min(...ways.map((way) => Math.max(free, way.from) + (Math.max(free, way.from) <= way.until ? way.time : Infinity)));
  if (!atLeast(planned.end, homeAt)) say(`is back too early by ${homeAt - planned.end}`);
  const last = pausesAfter(planned, planned.visits.length);
  // Neither the departure nor the arrival of the last leg is in the plan: any moment between the breaks, or at the beginning of a step, will do.
  const moments = [free, ...last.map(({ end }) => end)];
  const departures = ways.flatMap(({ time, from, until }) => [...moments, from].filter((leave) => leave >= from && leave <= until).map((leave) => ({ leave, time })));
  if (!departures.some(({ leave, time }) => gapHolds(last, free, leave, leave + time, planned.end))) say("no room for the breaks before its end");
  least += Math.min(...ways.map(({ time }) => time));
  most += Math.max(...ways.map(({ time }) => time));
  // The moments of departure are not in the plan: by the hour its travel is only known to lie between the two.
  if (!atLeast(planned.travel, least) || !atLeast(most, planned.travel)) say(`travels ${near(least, most) ? least : `${least} to ${most}`}, not ${planned.travel}`);
  return faults;
}

/** What the way takes, and the departures for which it takes that. */
function waysBetween(problem: Problem, route: number, from: number, to: number): readonly { time: number; from: number; until: number }[] {
  const way = from * problem.locations + to;
  const { timetable } = problem.routes[route]!;
  if (timetable === undefined) return [{ time: problem.travel[way]!, from: -Infinity, until: Infinity }];
  const steps = problem.timetables![timetable]!;
  return steps.map((step, at) => ({ time: step.matrix[way]!, from: at === 0 ? -Infinity : step.from, until: steps[at + 1]?.from ?? Infinity }));
}

/** Breaks lie one after the other in the time before the travel or in the time after it. */
function gapHolds(pauses: readonly PlannedBreak[], free: number, leave: number, arrive: number, start: number): boolean {
  if (!atLeast(leave, free) || !atLeast(start, arrive)) return false;
  let from = free;
  for (const pause of pauses) {
    if (!atLeast(pause.start, from)) return false;
    const before = atLeast(leave, pause.end);
    const after = atLeast(pause.start, arrive) && atLeast(start, pause.end);
    if (!before && !after) return false;
    from = pause.end;
  }
  return true;
}

function pausesAfter(planned: PlannedRoute, visits: number): PlannedBreak[] {
  return planned.breaks.filter((pause) => pause.afterVisits === visits).sort((a, b) => a.start - b.start);
}

/** Could every break be taken on a day without visits? Tries each number of breaks taken before the travel. */
function emptyRouteCanRest(problem: Problem, index: number): boolean {
  const route = problem.routes[index]!;
  const breaks = [...(route.breaks ?? [])].sort((a, b) => a.opens - b.opens || a.closes - b.closes);
  const ways = waysBetween(problem, index, route.start, route.end);
  for (let before = 0; before <= breaks.length; before++) {
    const rested = rest(route.opens, breaks.slice(0, before));
    for (const { time, from, until } of ways) {
      const leave = Math.max(rested, from);
      if (leave <= until && rest(leave + time, breaks.slice(before)) <= route.closes) return true;
    }
  }
  return false;
}

function rest(from: number, breaks: readonly Break[]): number {
  let clock = from;
  for (const { opens, closes, duration } of breaks) {
    const start = Math.max(clock, opens);
    if (start > closes) return Infinity;
    clock = start + duration;
  }
  return clock;
}

function checkSelection(problem: Problem, plan: Plan): string[] {
  const faults: string[] = [];
  const planned = plan.routes.flatMap((route) => route.visits.map(({ visit }) => visit));
  const times = new Map<number, number>();
  for (const visit of planned) times.set(visit, (times.get(visit) ?? 0) + 1);
  for (const [visit, count] of times) if (count > 1) faults.push(`visit ${visit} is made ${count} times`);
  problem.visits.forEach(({ mandatory }, visit) => {
    if (mandatory && !times.has(visit)) faults.push(`mandatory visit ${visit} is missing`);
    const left = plan.unplannedVisits.filter((other) => other === visit).length;
    if (left !== (times.has(visit) ? 0 : 1)) faults.push(`visit ${visit} is wrongly told as ${left === 0 ? "planned" : "unplanned"}`);
  });
  const groups = new Set<number>();
  for (const visit of planned) {
    const { group } = problem.visits[visit]!;
    if (group === undefined) continue;
    if (groups.has(group)) faults.push(`more than one visit of group ${group}`);
    groups.add(group);
  }
  return faults;
}

function checkKinds(problem: Problem, plan: Plan): string[] {
  const faults: string[] = [];
  (problem.kinds ?? []).forEach(({ limit = Infinity, limitPerRoute = Infinity }, kind) => {
    const counts = plan.routes.map((route) => route.visits.filter(({ visit }) => problem.visits[visit]!.kinds?.includes(kind)).length);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total > limit) faults.push(`${total} visits of kind ${kind}, at most ${limit} allowed`);
    counts.forEach((count, route) => {
      if (count > limitPerRoute) faults.push(`route ${route}: ${count} visits of kind ${kind}, at most ${limitPerRoute} allowed`);
    });
  });
  return faults;
}

function checkResources(problem: Problem, plan: Plan): string[] {
  const faults: string[] = [];
  (problem.resources ?? []).forEach(({ limit = Infinity, limitPerRoute = Infinity, travelUse }, resource) => {
    const used = plan.routes.map(({ visits }, index) => {
      if (visits.length === 0) return 0;
      const route = problem.routes[index]!;
      const stops = [route.start, ...visits.map(({ visit }) => problem.visits[visit]!.location), route.end];
      let sum = 0;
      for (const { visit } of visits) sum += problem.visits[visit]!.uses?.[resource] ?? 0;
      if (travelUse) for (let leg = 1; leg < stops.length; leg++) sum += travelUse[stops[leg - 1]! * problem.locations + stops[leg]!]!;
      return sum;
    });
    const total = used.reduce((sum, use) => sum + use, 0);
    if (!atLeast(limit, total)) faults.push(`uses ${total} of resource ${resource}, at most ${limit} allowed`);
    used.forEach((use, route) => {
      const most = typeof limitPerRoute === "number" ? limitPerRoute : limitPerRoute[route]!;
      if (!atLeast(most, use)) faults.push(`route ${route}: uses ${use} of resource ${resource}, at most ${most} allowed`);
    });
  });
  return faults;
}

function scoreOf(problem: Problem, plan: Plan): number {
  const planned = plan.routes.flatMap((route) => route.visits.map(({ visit }) => visit));
  planned.sort((a, b) => problem.visits[b]!.score - problem.visits[a]!.score || a - b);
  const seen = new Map<number, number>();
  let score = 0;
  for (const id of planned) {
    const visit = problem.visits[id]!;
    let worth = visit.score;
    for (const kind of visit.kinds ?? []) {
      const before = seen.get(kind) ?? 0;
      worth *= (problem.kinds?.[kind]?.diminishing ?? 1) ** before;
      seen.set(kind, before + 1);
    }
    score += worth + (visit.bonus ?? 0);
  }
  return score;
}

function windowsOf(problem: Problem, visit: number, route: number): readonly TimeWindow[] {
  const { windows } = problem.visits[visit]!;
  return (windows.length === 1 ? windows[0] : windows[route]) ?? [];
}

function atLeast(value: number, least: number): boolean {
  return value >= least - tolerance;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}
