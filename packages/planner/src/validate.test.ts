import { describe, expect, it } from "vitest";
import { ProblemError, solve, validateProblem } from "./index.ts";
import type { Problem } from "./index.ts";

const visit = { location: 1, duration: 10, score: 5, windows: [[{ opens: 0, closes: 50 }]] };
const route = { start: 0, end: 0, opens: 0, closes: 100 };
const good: Problem = { locations: 2, travel: Float64Array.of(0, 5, 5, 0), visits: [visit], routes: [route], resources: [{ limit: 10 }], kinds: [{ limit: 2 }] };

function withVisit(change: object): Problem {
  return { ...good, visits: [visit, { ...visit, ...change }] };
}

describe("a problem", () => {
  it("that is sound is let through", () => {
    expect(() => validateProblem(good)).not.toThrow();
    expect(() => validateProblem({ ...good, travel: Float64Array.of(0, Infinity, 5, 0) })).not.toThrow();
  });

  it("may limit something to nothing: zero forbids it and is no mistake", () => {
    const forbidden = { ...good, visits: [{ ...visit, kinds: [0], uses: [1] }] };
    for (const rule of [{ limit: 0 }, { limitPerRoute: 0 }]) {
      expect(solve({ ...forbidden, kinds: [rule] }).unplannedVisits).toEqual([0]);
      expect(solve({ ...forbidden, resources: [rule] }).unplannedVisits).toEqual([0]);
    }
    const must = { ...forbidden, visits: [{ ...visit, kinds: [0], uses: [1], mandatory: true }] };
    expect(() => solve({ ...must, kinds: [{ limit: 0 }] })).toThrow(expect.objectContaining({ field: "visits[0].kinds[0]", visits: [0] }));
    expect(() => solve({ ...must, resources: [{ limitPerRoute: [0] }] })).toThrow(expect.objectContaining({ field: "visits[0].uses[0]", visits: [0] }));
  });

  const bad: readonly (readonly [string, string, Problem])[] = [
    ["no locations", "locations", { ...good, locations: 0 }],
    ["half a location", "locations", { ...good, locations: 1.5 }],
    ["a matrix of the wrong size", "travel", { ...good, travel: Float64Array.of(0, 1, 1) }],
    ["a matrix that is none", "travel", { ...good, travel: [0, 5, 5, 0] as unknown as Float64Array }],
    ["negative travel", "travel[1]", { ...good, travel: Float64Array.of(0, -5, 5, 0) }],
    ["travel that is not a number", "travel[2]", { ...good, travel: Float64Array.of(0, 5, NaN, 0) }],
    ["no routes", "routes", { ...good, routes: [] }],
    ["a route from nowhere", "routes[0].start", { ...good, routes: [{ ...route, start: 2 }] }],
    ["a route to nowhere", "routes[0].end", { ...good, routes: [{ ...route, end: -1 }] }],
    ["a route that closes before it opens", "routes[0].closes", { ...good, routes: [{ ...route, closes: -1 }] }],
    ["a route without hours", "routes[0].opens", { ...good, routes: [{ ...route, opens: NaN }] }],
    ["a break of negative length", "routes[0].breaks[0].duration", { ...good, routes: [{ ...route, breaks: [{ duration: -1, opens: 0, closes: 10 }] }] }],
    ["a break that closes before it opens", "routes[0].breaks[0].closes", { ...good, routes: [{ ...route, breaks: [{ duration: 1, opens: 10, closes: 5 }] }] }],
    ["a break outside the hours of its route", "routes[0].breaks[0]", { ...good, routes: [{ ...route, breaks: [{ duration: 1, opens: 200, closes: 210 }] }] }],
    ["a negative limit", "resources[0].limit", { ...good, resources: [{ limit: -1 }] }],
    ["a limit that is not a number", "resources[0].limitPerRoute", { ...good, resources: [{ limitPerRoute: NaN }] }],
    ["limits for more routes than there are", "resources[0].limitPerRoute", { ...good, resources: [{ limitPerRoute: [1, 2] }] }],
    ["a negative limit on one route", "resources[0].limitPerRoute[0]", { ...good, resources: [{ limitPerRoute: [-2] }] }],
    ["travel use of the wrong size", "resources[0].travelUse", { ...good, resources: [{ travelUse: new Float64Array(3) }] }],
    ["negative travel use", "resources[0].travelUse[3]", { ...good, resources: [{ travelUse: Float64Array.of(0, 0, 0, -1) }] }],
    ["a negative limit on a kind", "kinds[0].limit", { ...good, kinds: [{ limit: -1 }] }],
    ["a limit on a kind that is not a number", "kinds[0].limitPerRoute", { ...good, kinds: [{ limitPerRoute: NaN }] }],
    ["half a visit of a kind allowed", "kinds[0].limit", { ...good, kinds: [{ limit: 0.5 }] }],
    ["a mandatory visit of a kind of which there may be none", "visits[1].kinds[0]", { ...withVisit({ kinds: [0], mandatory: true }), kinds: [{ limit: 0 }] }],
    ["a mandatory visit that uses more than there is", "visits[1].uses[0]", withVisit({ uses: [11], mandatory: true })],
    ["a mandatory visit that uses more than any route allows", "visits[1].uses[0]", { ...withVisit({ uses: [3], mandatory: true }), resources: [{ limitPerRoute: 2 }] }],
    ["a kind that grows", "kinds[0].diminishing", { ...good, kinds: [{ diminishing: 1.1 }] }],
    ["a negative cost of travel", "travelCost", { ...good, travelCost: -1 }],
    ["a visit to nowhere", "visits[1].location", withVisit({ location: 2 })],
    ["a visit of negative length", "visits[1].duration", withVisit({ duration: -1 })],
    ["a visit of endless length", "visits[1].duration", withVisit({ duration: Infinity })],
    ["a score that is not a number", "visits[1].score", withVisit({ score: NaN })],
    ["a negative score", "visits[1].score", withVisit({ score: -1 })],
    ["windows for more routes than there are", "visits[1].windows", withVisit({ windows: [[], []] })],
    ["no list of windows", "visits[1].windows", withVisit({ windows: [] })],
    ["a window that closes before it opens", "visits[1].windows[0][0].closes", withVisit({ windows: [[{ opens: 5, closes: 4 }]] })],
    ["a window without an end", "visits[1].windows[0][0].closes", withVisit({ windows: [[{ opens: 5, closes: Infinity }]] })],
    ["an unknown kind", "visits[1].kinds[0]", withVisit({ kinds: [1] })],
    ["a kind named twice", "visits[1].kinds", withVisit({ kinds: [0, 0] })],
    ["uses of resources there are not", "visits[1].uses", withVisit({ uses: [1, 2] })],
    ["a negative use", "visits[1].uses[0]", withVisit({ uses: [-1] })],
    ["a group that is no number", "visits[1].group", withVisit({ group: 0.5 })],
    ["two mandatory visits of one group", "visits[1].group", { ...good, visits: [1, 2].map(() => ({ ...visit, mandatory: true, group: 3 })) }],
  ];

  it.each(bad)("with %s is refused at %s", (_, field, problem) => {
    for (const act of [() => validateProblem(problem), () => solve(problem)]) {
      expect(act).toThrow(ProblemError);
      try {
        act();
      } catch (error) {
        expect((error as ProblemError).field).toBe(field);
        expect((error as ProblemError).message.startsWith(`${field}: `)).toBe(true);
      }
    }
  });

  it("with two mandatory visits of one group names both", () => {
    const rivals = { ...good, visits: [1, 2].map(() => ({ ...visit, mandatory: true, group: 3 })) };
    expect(() => validateProblem(rivals)).toThrow(expect.objectContaining({ visits: [0, 1] }));
  });
});
