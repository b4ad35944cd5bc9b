import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyProblem } from "./any-problem.ts";
import { checkPlan, replan, solve } from "./index.ts";
import type { Plan, Problem, TravelStep } from "./index.ts";
import { refusal } from "./refusal.ts";
import { arriveAt, leaveBy, legFrom } from "./travel.ts";

const anySteps: fc.Arbitrary<readonly TravelStep[]> = fc
  .uniqueArray(fc.integer({ min: -50, max: 200 }), { minLength: 1, maxLength: 4 })
  .chain((froms) => fc.tuple(...froms.sort((a, b) => a - b).map((from) => fc.nat(60).map((time) => ({ from, matrix: Float64Array.of(time) })))));
const anyMoment = fc.integer({ min: -100, max: 300 });

describe("travel by the hour", () => {
  it("is first in, first out: who leaves later never arrives earlier", () => {
    fc.assert(fc.property(anySteps, anyMoment, fc.nat(80), (steps, leave, later) => arriveAt(steps, 0, leave + later) >= arriveAt(steps, 0, leave)));
  });

  it("is the earliest of all departures that can be waited for", () => {
    fc.assert(
      fc.property(anySteps, anyMoment, (steps, leave) => {
        const timeAt = (depart: number) => Math.min(...steps.flatMap(({ from, matrix }, at) => ((at === 0 || depart >= from) && depart <= (steps[at + 1]?.from ?? Infinity) ? [matrix[0]!] : [])));
        let best = Infinity;
        for (let depart = leave; depart <= 400; depart++) best = Math.min(best, depart + timeAt(depart));
        expect(arriveAt(steps, 0, leave)).toBe(best);
        expect(legFrom(steps, 0, leave)).toBeLessThanOrEqual(best - leave);
      }),
    );
  });

  it("can be gone through backwards: the latest departure arrives in time, and any later one does not", () => {
    fc.assert(
      fc.property(anySteps, anyMoment, (steps, by) => {
        const leave = leaveBy(steps, 0, by);
        expect(arriveAt(steps, 0, leave)).toBeLessThanOrEqual(by);
        expect(arriveAt(steps, 0, leave + 1)).toBeGreaterThan(by);
      }),
    );
  });

  it("with one step is what one matrix is", () => {
    fc.assert(
      fc.property(anyProblem({ visits: 12, routes: 3 }), fc.integer(), (generated, seed) => {
        const plain: Problem = { ...generated, timetables: [], routes: generated.routes.map(({ timetable: _, ...route }) => route) };
        const stepped: Problem = { ...plain, timetables: [[{ from: 0, matrix: plain.travel }]], routes: plain.routes.map((route) => ({ ...route, timetable: 0 })) };
        expect(solve(stepped, { iterations: 40, seed }).score).toBeCloseTo(solve(plain, { iterations: 40, seed }).score, 6);
      }),
      { numRuns: 100 },
    );
  });
});

/** Two places on either side of home: north is far in the rush, before 60, and south always 20 away. */
const quiet = Float64Array.of(0, 20, 20, 20, 0, 40, 20, 40, 0);
const rush = Float64Array.of(0, 70, 20, 70, 0, 90, 20, 90, 0);
const always = [[{ opens: 0, closes: 1000 }]];
const morning: Problem = {
  locations: 3,
  travel: quiet,
  timetables: [[{ from: 0, matrix: rush }, { from: 60, matrix: quiet }]],
  visits: [
    { location: 1, duration: 20, score: 10, windows: [[{ opens: 0, closes: 130 }]] },
    { location: 2, duration: 20, score: 10, windows: [[{ opens: 0, closes: 130 }]] },
  ],
  routes: [{ start: 0, end: 0, opens: 0, closes: 160, timetable: 0 }],
};
const order = ({ routes }: Plan) => routes[0]!.visits.map(({ visit }) => visit);

describe("a rush hour", () => {
  it("turns the order of a morning round", () => {
    const plan = solve(morning);
    expect(order(plan)).toEqual([1, 0]);
    expect(checkPlan(morning, plan)).toEqual([]);
    // Home to south 20, stay 20, then wait for 60 and 40 to the north, stay 20, home 20.
    expect(plan.routes[0]!.end).toBe(140);
    expect(plan.routes[0]!.travel).toBe(80);
    expect(solve({ ...morning, routes: [{ start: 0, end: 0, opens: 0, closes: 160 }] }).routes[0]!.end).toBe(120);
  });

  it("is caught by the checker where a plan ignores it", () => {
    const blind = solve({ ...morning, routes: [{ start: 0, end: 0, opens: 0, closes: 160 }], visits: morning.visits.map((visit, index) => ({ ...visit, windows: index === 0 ? [[{ opens: 0, closes: 30 }]] : visit.windows })) });
    expect(order(blind)[0]).toBe(0);
    expect(checkPlan(morning, blind).join()).toMatch(/visit 0 is reached at 20, too early by 50/);
  });

  it("is known to whoever plans anew on the way", () => {
    const plan = solve(morning);
    const late = replan(morning, plan, { route: 0, time: plan.routes[0]!.visits[0]!.depart }, { type: "late", by: 10 });
    expect(order(late)).toEqual([1, 0]);
    expect(checkPlan(late.problem, late)).toEqual([]);
  });
});

it("a day on foot and a day by car are two timetables", () => {
  const walking = quiet.map((time) => 4 * time);
  const problem: Problem = {
    ...morning,
    timetables: [[{ from: 0, matrix: walking }], [{ from: 0, matrix: quiet }]],
    visits: [1, 2].map((location) => ({ location, duration: 20, score: 10, windows: always })),
    routes: [0, 1].map((timetable) => ({ start: 0, end: 0, opens: 0, closes: 120, timetable })),
  };
  const plan = solve(problem);
  expect(plan.routes.map(({ visits }) => visits.length)).toEqual([0, 2]);
  expect(checkPlan(problem, plan)).toEqual([]);
});

it.each<[string, Partial<Problem>, string]>([
  ["a timetable that is not there", { routes: [{ ...morning.routes[0]!, timetable: 1 }] }, "routes[0].timetable"],
  ["a timetable without steps", { timetables: [[]] }, "timetables[0]"],
  ["steps out of order", { timetables: [[{ from: 60, matrix: quiet }, { from: 0, matrix: quiet }]] }, "timetables[0][1].from"],
  ["a step from no time", { timetables: [[{ from: NaN, matrix: quiet }]] }, "timetables[0][0].from"],
  ["a step of the wrong size", { timetables: [[{ from: 0, matrix: Float64Array.of(0) }]] }, "timetables[0][0].matrix"],
  ["negative travel at some hour", { timetables: [[{ from: 0, matrix: quiet.map((time) => -time) }]] }, "timetables[0][0].matrix[1]"],
])("refuses %s", (_, change, field) => {
  expect(refusal(() => solve({ ...morning, ...change })).field).toBe(field);
});

it("pins a crash: several diminishing kinds, and alternatives of higher score", () => {
  const problem: Problem = {
    ...morning,
    timetables: [],
    kinds: [{ diminishing: 0 }, {}, { diminishing: 0 }],
    visits: [
      { location: 1, duration: 10, score: 5, windows: always, kinds: [2, 0], group: 0 },
      { location: 1, duration: 10, score: 8, windows: always, group: 0 },
      { location: 2, duration: 10, score: 3, windows: always, kinds: [0] },
      { location: 2, duration: 10, score: 2, windows: always, kinds: [2] },
    ],
    routes: [{ start: 0, end: 0, opens: 0, closes: 400 }],
  };
  const plan = solve(problem);
  expect(checkPlan(problem, plan)).toEqual([]);
  expect(plan.score).toBe(13);
});
