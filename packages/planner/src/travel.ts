/**
 * Travel times by mode and by the hour: step functions of the departure. Who leaves later could arrive earlier where a
 * faster step begins, so the traveller may wait for it; arrivals are then never the earlier for leaving later (first in,
 * first out: Ichoua, Gendreau & Potvin 2003; for orienteering Fomin & Lingas 2002, Verbeeck et al. 2014).
 */

import type { Problem, TravelStep } from "./problem.ts";

/** The steps that hold on a route; one for ever where it has none of its own. */
export function stepsOf({ travel, timetables, routes }: Problem, route: number): readonly TravelStep[] {
  const { timetable } = routes[route]!;
  return timetable === undefined ? [{ from: -Infinity, matrix: travel }] : timetables![timetable]!;
}

/** The earliest arrival when leaving not before `leave`; `way` is from × locations + to. */
export function arriveAt(steps: readonly TravelStep[], way: number, leave: number): number {
  let best = Infinity;
  for (let step = 0; step < steps.length; step++) {
    const depart = step === 0 || leave > steps[step]!.from ? leave : steps[step]!.from;
    if (step + 1 < steps.length && depart > steps[step + 1]!.from) continue;
    const arrive = depart + steps[step]!.matrix[way]!;
    if (arrive < best) best = arrive;
  }
  return best;
}

/** The latest departure that arrives by `by`; -Infinity where there is none. */
export function leaveBy(steps: readonly TravelStep[], way: number, by: number): number {
  for (let step = steps.length - 1; step >= 0; step--) {
    let depart = by - steps[step]!.matrix[way]!;
    if (step + 1 < steps.length && depart > steps[step + 1]!.from) depart = steps[step + 1]!.from;
    if (step === 0 || depart >= steps[step]!.from) return depart;
  }
  return -Infinity;
}

/** How long the way takes that arrives first when leaving not before `leave`; waiting for it is not counted. */
export function legFrom(steps: readonly TravelStep[], way: number, leave: number): number {
  let best = Infinity;
  let leg = Infinity;
  for (let step = 0; step < steps.length; step++) {
    const depart = step === 0 || leave > steps[step]!.from ? leave : steps[step]!.from;
    if (step + 1 < steps.length && depart > steps[step + 1]!.from) continue;
    const time = steps[step]!.matrix[way]!;
    if (depart + time > best || (depart + time === best && time >= leg)) continue;
    best = depart + time;
    leg = time;
  }
  return leg;
}

/** How long it is until the arrival, waiting included. */
export function delayFrom(steps: readonly TravelStep[], way: number, leave: number): number {
  return steps.length === 1 ? steps[0]!.matrix[way]! : arriveAt(steps, way, leave) - leave;
}

/** How long the way took of somebody who arrived at that moment, without waiting after they had left. */
export function legTo(steps: readonly TravelStep[], way: number, arrive: number): number {
  const legs = steps.flatMap(({ from, matrix }, step) => {
    const depart = arrive - matrix[way]!;
    return (step === 0 || depart >= from) && (step + 1 === steps.length || depart <= steps[step + 1]!.from) ? [matrix[way]!] : [];
  });
  return Math.min(...legs);
}

/** The shortest that each way takes on any of the routes, at any hour. */
export function leastTravel(problem: Problem): Float64Array {
  const matrices = new Set(problem.routes.flatMap((_, route) => stepsOf(problem, route).map(({ matrix }) => matrix)));
  const [first, ...others] = [...matrices];
  if (others.length === 0) return first!;
  return first!.map((time, way) => others.reduce((least, matrix) => Math.min(least, matrix[way]!), time));
}
