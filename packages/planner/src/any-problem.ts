/** Random problems for the property tests: small, often tight, and with every extra in play. */

import fc from "fast-check";
import type { KindRule, Problem, Resource, Route, TravelStep, Visit } from "./problem.ts";

export interface Bounds {
  readonly visits: number;
  readonly routes: number;
}

/** Half of them with travel by mode and hour on some routes. */
export function anyProblem(bounds: Bounds): fc.Arbitrary<Problem> {
  return anyProblemAtAnyHour(bounds).chain((problem) =>
    fc.oneof(
      fc.constant(problem),
      fc
        .record({
          timetables: fc.array(anySteps(problem.locations), { minLength: 1, maxLength: 2 }),
          chosen: fc.array(fc.option(fc.nat(1), { nil: undefined }), { minLength: problem.routes.length, maxLength: problem.routes.length }),
        })
        .map(({ timetables, chosen }) => ({
          ...problem,
          timetables,
          routes: problem.routes.map((route, index) => (chosen[index] === undefined ? route : { ...route, timetable: chosen[index]! % timetables.length })),
        })),
    ),
  );
}

const anyLeg = fc.oneof({ weight: 20, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.constant(Infinity) });

function anySteps(locations: number): fc.Arbitrary<readonly TravelStep[]> {
  return fc
    .uniqueArray(fc.nat(120), { minLength: 1, maxLength: 3 })
    .chain((froms) => fc.tuple(...froms.sort((a, b) => a - b).map((from) => anyMatrix(locations, anyLeg).map((matrix) => ({ from, matrix })))));
}

/** Whole minutes of a day of about 100; some ways are missing, travel is asymmetric and keeps no triangle inequality. */
function anyProblemAtAnyHour({ visits, routes }: Bounds): fc.Arbitrary<Problem> {
  return fc
    .record({ locations: fc.integer({ min: 1, max: visits + 2 }), routeCount: fc.integer({ min: 1, max: routes }), resources: fc.integer({ min: 0, max: 2 }), kinds: fc.integer({ min: 0, max: 3 }) })
    .chain(({ locations, routeCount, resources, kinds }) =>
      fc.record(
        {
          locations: fc.constant(locations),
          travel: anyMatrix(locations, anyLeg),
          visits: fc.array(anyVisit(locations, routeCount, resources, kinds), { maxLength: visits }),
          routes: fc.array(anyRoute(locations), { minLength: routeCount, maxLength: routeCount }),
          resources: fc.array(anyResource(locations, routeCount), { minLength: resources, maxLength: resources }),
          kinds: fc.array(anyKind, { minLength: kinds, maxLength: kinds }),
          travelCost: fc.constantFrom(0, 0.001),
        },
        { requiredKeys: ["locations", "travel", "visits", "routes", "resources", "kinds"] },
      ),
    );
}

const anyWindow = fc.tuple(fc.nat(100), fc.nat(50)).map(([opens, length]) => ({ opens, closes: opens + length }));

function anyVisit(locations: number, routes: number, resources: number, kinds: number): fc.Arbitrary<Visit> {
  const windows = fc.array(anyWindow, { maxLength: 3 });
  return fc.record(
    {
      location: fc.nat(locations - 1),
      duration: fc.nat(25),
      score: fc.nat(20),
      bonus: fc.nat(5),
      windows: fc.oneof(fc.array(windows, { minLength: 1, maxLength: 1 }), fc.array(windows, { minLength: routes, maxLength: routes }), fc.constant([[{ opens: 0, closes: 1000 }]])),
      kinds: fc.uniqueArray(fc.nat(Math.max(0, kinds - 1)), { maxLength: Math.min(2, kinds) }),
      uses: fc.array(fc.nat(10), { minLength: resources, maxLength: resources }),
      group: fc.nat(2),
    },
    { requiredKeys: ["location", "duration", "score", "windows"] },
  );
}

function anyRoute(locations: number): fc.Arbitrary<Route> {
  return fc
    .record({ start: fc.nat(locations - 1), end: fc.nat(locations - 1), opens: fc.nat(20), hours: fc.nat(130), rests: fc.array(fc.tuple(fc.nat(100), fc.nat(40), fc.nat(20)), { maxLength: 2 }) })
    .map(({ start, end, opens, hours, rests }) => {
      const closes = opens + hours;
      const breaks = rests.map(([from, length, duration]) => ({ opens: from, closes: from + length, duration })).filter((pause) => pause.opens <= closes && pause.closes >= opens);
      return { start, end, opens, closes, breaks };
    });
}

function anyResource(locations: number, routes: number): fc.Arbitrary<Resource> {
  return fc.record(
    {
      limit: fc.nat(60),
      limitPerRoute: fc.oneof(fc.nat(40), fc.array(fc.nat(40), { minLength: routes, maxLength: routes })),
      travelUse: anyMatrix(locations, fc.nat(10)),
    },
    { requiredKeys: [] },
  );
}

const anyKind: fc.Arbitrary<KindRule> = fc.record({ limit: fc.nat(3), limitPerRoute: fc.nat(2), diminishing: fc.constantFrom(0, 0.5, 0.8, 1) }, { requiredKeys: [] });

function anyMatrix(size: number, value: fc.Arbitrary<number>): fc.Arbitrary<Float64Array> {
  return fc.array(value, { minLength: size * size, maxLength: size * size }).map((values) => {
    values.forEach((_, at) => {
      if (at % (size + 1) === 0) values[at] = 0;
    });
    return Float64Array.from(values);
  });
}
