import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyProblem } from "./any-problem.ts";
import { bestScore } from "./brute-force.ts";
import { checkPlan, ProblemError, solve } from "./index.ts";
import type { Problem, Visit } from "./index.ts";
import { refusal } from "./refusal.ts";

const always = [[{ opens: 0, closes: 1000 }]];

/** Places along one road, ten minutes from one to the next, and a day from 0 to `hours`. */
function road(places: number, hours: number, visits: readonly Partial<Visit>[], rest: Partial<Problem> = {}): Problem {
  return {
    locations: places,
    travel: Float64Array.from({ length: places * places }, (_, at) => 10 * Math.abs(Math.floor(at / places) - (at % places))),
    visits: visits.map((visit, index) => ({ location: index % places, duration: 30, score: 10, windows: always, ...visit })),
    routes: [{ start: 0, end: 0, opens: 0, closes: hours }],
    ...rest,
  };
}

function visitsOf(problem: Problem, options = {}): number[][] {
  return solve(problem, options).routes.map((route) => route.visits.map(({ visit }) => visit));
}

describe("any plan", () => {
  it("is feasible, whatever the problem and however short the search", () => {
    fc.assert(
      fc.property(anyProblem({ visits: 25, routes: 4 }), fc.constantFrom(0, 1, 60), fc.integer(), (problem, iterations, seed) => {
        expect(checkPlan(problem, solve(problem, { iterations, seed }))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("holds every mandatory visit, or the error names some of them", () => {
    fc.assert(
      fc.property(anyProblem({ visits: 14, routes: 3 }), fc.array(fc.nat(13), { maxLength: 4 }), (problem, chosen) => {
        const visits = problem.visits.map((visit, index) => ({ ...visit, mandatory: chosen.includes(index) }));
        try {
          expect(checkPlan({ ...problem, visits }, solve({ ...problem, visits }, { iterations: 60 }))).toEqual([]);
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          expect(error.visits?.length).toBeGreaterThan(0);
          expect(error.visits?.every((visit) => visits[visit]?.mandatory)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is the same in whatever unit its times are told, also beyond 32 bits", () => {
    const scaled = (unit: number): Problem => {
      const { travel, visits, routes, ...rest } = road(6, 300, Array.from({ length: 18 }, (_, index) => ({ score: 10 + index })));
      const windows = [[{ opens: 0, closes: 1000 * unit }]];
      return { ...rest, travel: travel.map((way) => way * unit), visits: visits.map((visit) => ({ ...visit, duration: visit.duration * unit, windows })), routes: routes.map((route) => ({ ...route, closes: route.closes * unit, breaks: [{ duration: 30 * unit, opens: 100 * unit, closes: 150 * unit }] })) };
    };
    // Whole powers of two, so that nothing is rounded; 300 minutes are 2.5 and 20 times 2 to the power of 30.
    for (const unit of [2 ** 23, 2 ** 26]) expect(visitsOf(scaled(unit), { iterations: 300 })).toEqual(visitsOf(scaled(1), { iterations: 300 }));
  });

  it("is the optimum where everything can be tried", () => {
    fc.assert(
      fc.property(anyProblem({ visits: 5, routes: 2 }), (generated) => {
        const problem = { ...generated, travelCost: 0 };
        expect(solve(problem).score).toBeCloseTo(bestScore(problem), 6);
      }),
      { numRuns: 200 },
    );
  });

  it("fits mandatory visits in exactly where that can be done at all", () => {
    fc.assert(
      fc.property(anyProblem({ visits: 5, routes: 2 }), fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }), (generated, chosen) => {
        const groupless = generated.visits.map(({ group: _, ...visit }, index) => ({ ...visit, mandatory: chosen.includes(index) }));
        const problem = { ...generated, visits: groupless, travelCost: 0 };
        const best = bestScore(problem);
        if (best === -Infinity) expect(() => solve(problem)).toThrow(ProblemError);
        else expect(solve(problem).score).toBeCloseTo(best, 6);
      }),
      { numRuns: 100 },
    );
  });

  it("comes close to the optimum by search alone", () => {
    // Four routes and seven visits: too many plans for trying all inside `solve`, few enough for the test.
    const problem = road(7, 100, Array.from({ length: 7 }, (_, index) => ({ location: index, score: 5 + index })), {
      routes: [0, 2, 4, 6].map((at) => ({ start: at, end: at, opens: 0, closes: 45 })),
    });
    const plan = solve(problem, { iterations: 500 });
    expect(plan.iterations).toBe(500);
    expect(plan.score).toBe(bestScore(problem));
  });
});

describe("a search", () => {
  const big = road(12, 400, Array.from({ length: 60 }, (_, index) => ({ score: 1 + ((index * 7) % 13), windows: [[{ opens: (index * 37) % 300, closes: ((index * 37) % 300) + 60 }]] })), {
    routes: [0, 5].map((at) => ({ start: at, end: at, opens: 0, closes: 400 })),
  });

  it("gives the same plan for the same seed and iterations, and never looks at the clock", () => {
    const noClock = () => {
      throw new Error("the clock was read");
    };
    const plans = [1, 1, 2].map((seed) => solve(big, { seed, iterations: 300, now: noClock }));
    expect(plans[0]).toEqual(plans[1]);
    expect(plans[2]?.seed).toBe(2);
    expect(plans[0]?.iterations).toBe(300);
  });

  it("is not swayed by a clock that only stands by", () => {
    let reading = 0;
    const slowAndFast = [1, 7].map((step) => solve(big, { iterations: 200, timeLimitMs: 1e9, now: () => (reading += step) }));
    expect(slowAndFast[0]).toEqual(slowAndFast[1]);
    expect(slowAndFast[0]?.routes).toEqual(solve(big, { iterations: 200 }).routes);
  });

  it("keeps to its time limit", () => {
    const began = performance.now();
    solve(big, { timeLimitMs: 80 });
    expect(performance.now() - began).toBeLessThan(400);
    expect(solve(big, { timeLimitMs: 0 }).iterations).toBe(0);
  });

  it("keeps to its time limit also while it fits mandatory visits in", () => {
    let reading = 0;
    const crowded = { ...big, visits: big.visits.map((visit) => ({ ...visit, mandatory: true })) };
    expect(refusal(() => solve(crowded, { timeLimitMs: 10, now: () => reading++ })).visits?.length).toBeGreaterThan(0);
    expect(reading).toBeGreaterThanOrEqual(10);
    expect(reading).toBeLessThan(20);
  });

  it("stops when asked to, with the best plan so far", () => {
    const controller = new AbortController();
    const plan = solve(big, { iterations: 1e9, signal: controller.signal, onProgress: ({ iterations }) => iterations >= 512 && controller.abort() });
    expect(plan.iterations).toBe(512 + 1);
    expect(checkPlan(big, plan)).toEqual([]);
    expect(solve(big, { signal: AbortSignal.abort() }).iterations).toBe(0);
  });

  it("reports its progress, and the score never sinks", () => {
    const scores: number[] = [];
    const plan = solve(big, { iterations: 1500, onProgress: ({ score }) => scores.push(score) });
    expect(scores.length).toBeGreaterThan(3);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(scores.at(-1)).toBe(plan.score);
  });

  it("gets no worse with more iterations from a plan it is given", () => {
    const first = solve(big, { iterations: 50 });
    const initial = first.routes.map((route) => route.visits.map(({ visit }) => visit));
    expect(solve(big, { iterations: 0, initial }).score).toBeGreaterThanOrEqual(first.score);
  });

  it("takes what it can from an initial plan that does not fit", () => {
    expect(checkPlan(big, solve(big, { iterations: 0, initial: [[0, 1, 2, 3, 4, 5, 0, 99, -1], [7, 8], [9]] }))).toEqual([]);
  });
});

describe("a day", () => {
  it("leaves home as late as the hours of the first door allow", () => {
    const problem = road(2, 600, [{ location: 1, windows: [[{ opens: 300, closes: 500 }]] }]);
    expect(solve(problem).routes[0]).toEqual({ visits: [{ visit: 0, arrive: 300, start: 300, depart: 330 }], breaks: [], start: 290, end: 340, travel: 20 });
  });

  it("waits at a door only where the doors before leave no choice", () => {
    const problem = road(3, 600, [
      { location: 1, windows: [[{ opens: 100, closes: 100 }]] },
      { location: 2, windows: [[{ opens: 300, closes: 300 }]] },
    ]);
    const [route] = solve(problem).routes;
    expect(route?.start).toBe(90);
    expect(route?.visits[1]).toEqual({ visit: 1, arrive: 140, start: 300, depart: 330 });
  });

  it("comes back in the afternoon to a place that closes over noon", () => {
    const problem = road(2, 600, [{ location: 1, duration: 60, windows: [[{ opens: 0, closes: 5 }, { opens: 200, closes: 240 }]] }]);
    expect(solve(problem).routes[0]?.visits[0]?.start).toBe(200);
  });

  it("has its lunch between two visits", () => {
    const problem = road(3, 300, [{ location: 1, duration: 60 }, { location: 2, duration: 60 }], {
      routes: [{ start: 0, end: 0, opens: 0, closes: 205, breaks: [{ duration: 45, opens: 60, closes: 90 }] }],
    });
    const plan = solve(problem);
    expect(checkPlan(problem, plan)).toEqual([]);
    expect(plan.score).toBe(20);
    expect(plan.routes[0]?.breaks).toHaveLength(1);
    expect(plan.routes[0]?.breaks[0]?.afterVisits).toBe(1);
  });

  it("gives a visit up rather than the lunch", () => {
    const problem = road(2, 300, [{ location: 1, duration: 60 }], { routes: [{ start: 0, end: 0, opens: 0, closes: 100, breaks: [{ duration: 45, opens: 30, closes: 50 }] }] });
    const plan = solve(problem);
    expect(plan.unplannedVisits).toEqual([0]);
    expect(plan.routes[0]?.breaks).toEqual([{ start: 30, end: 75, afterVisits: 0, break: 0 }]);
  });

  it("without room for its break goes by without visits", () => {
    const problem = road(2, 300, [{ location: 1 }], { routes: [{ start: 0, end: 0, opens: 0, closes: 100, breaks: [{ duration: 45, opens: 90, closes: 95 }] }] });
    expect(solve(problem).routes[0]).toEqual({ visits: [], breaks: [], start: 0, end: 0, travel: 0 });
  });

  it("of no length has no visits, unless one takes no time where the visitor already is", () => {
    const routes = [{ start: 0, end: 0, opens: 50, closes: 50 }];
    expect(visitsOf(road(2, 0, [{ location: 1 }, { location: 0 }], { routes }))).toEqual([[]]);
    expect(visitsOf(road(2, 0, [{ location: 0, duration: 0 }], { routes }))).toEqual([[0]]);
  });

  it("without a way to its end goes by without visits", () => {
    const problem = road(2, 300, [{ location: 0 }], { travel: Float64Array.of(0, Infinity, Infinity, 0), routes: [{ start: 0, end: 1, opens: 0, closes: 300 }] });
    const plan = solve(problem);
    expect(plan.routes[0]).toEqual({ visits: [], breaks: [], start: 0, end: 0, travel: 0 });
    expect(checkPlan(problem, plan)).toEqual([]);
  });
});

describe("the planner", () => {
  it("answers for no visits at all", () => {
    expect(solve(road(1, 100, []))).toEqual({ score: 0, routes: [{ visits: [], breaks: [], start: 0, end: 0, travel: 0 }], unplannedVisits: [], iterations: 0, seed: 1 });
  });

  it("makes one visit of a group, the one that scores more", () => {
    expect(visitsOf(road(2, 300, [{ group: 7, score: 3 }, { group: 7, score: 4 }]))).toEqual([[1]]);
  });

  it("keeps an appointment", () => {
    const problem = road(3, 600, [{ location: 1, score: 50, duration: 500 }, { location: 2, score: 0, mandatory: true, windows: [[{ opens: 300, closes: 300 }]] }]);
    const plan = solve(problem);
    expect(plan.routes[0]?.visits.map(({ visit, start }) => [visit, start])).toEqual([[1, 300]]);
  });

  it("keeps within a budget for all days and for one", () => {
    const visits = [{ uses: [5] }, { uses: [5] }, { uses: [5] }];
    const routes = [1, 2].map(() => ({ start: 0, end: 0, opens: 0, closes: 600 }));
    expect(visitsOf(road(1, 600, visits, { routes, resources: [{ limit: 10 }] })).flat()).toHaveLength(2);
    expect(visitsOf(road(1, 600, visits, { routes, resources: [{ limitPerRoute: [0, 5] }] })).map((list) => list.length)).toEqual([0, 1]);
  });

  it("takes nothing that costs where the budget is zero", () => {
    expect(visitsOf(road(1, 600, [{ uses: [1] }, { uses: [0] }], { resources: [{ limit: 0 }] }))).toEqual([[1]]);
  });

  it("keeps within what travelling may use", () => {
    const metres = Float64Array.of(0, 400, 400, 0);
    expect(visitsOf(road(2, 600, [{ location: 1 }], { resources: [{ limitPerRoute: 799, travelUse: metres }] }))).toEqual([[]]);
    expect(visitsOf(road(2, 600, [{ location: 1 }], { resources: [{ limitPerRoute: 800, travelUse: metres }] }))).toEqual([[0]]);
  });

  it("prefers variety where a kind's score diminishes", () => {
    const problem = road(1, 60, [{ kinds: [0], score: 10 }, { kinds: [0], score: 9 }, { kinds: [1], score: 6 }], { kinds: [{ diminishing: 0.5 }, {}] });
    const plan = solve(problem);
    expect(plan.routes[0]?.visits.map(({ visit }) => visit).sort()).toEqual([0, 2]);
    expect(plan.score).toBe(16);
  });

  it("takes the shorter of two plans of equal score when travel costs a little", () => {
    expect(visitsOf(road(5, 100, [{ location: 4, duration: 5, group: 1 }, { location: 1, duration: 5, group: 1 }], { travelCost: 0.001 }))).toEqual([[1]]);
  });

  it("reaches what can only be reached through another place", () => {
    const travel = Float64Array.of(0, 10, Infinity, 10, 0, 10, Infinity, 10, 0);
    expect(visitsOf(road(3, 200, [{ location: 2 }, { location: 1 }], { travel, routes: [{ start: 0, end: 2, opens: 0, closes: 200 }] }))).toEqual([[1, 0]]);
  });

  it("names the mandatory visits that cannot be made together", () => {
    const problem = road(10, 200, [{ location: 9, duration: 10, mandatory: true }, { location: 1, mandatory: true, windows: [[{ opens: 95, closes: 100 }]] }, {}]);
    const error = refusal(() => solve(problem));
    expect(error.visits).toHaveLength(1);
    expect([0, 1]).toContain(error.visits?.[0]);
  });

  it("names a mandatory visit that is never open", () => {
    expect(refusal(() => solve(road(2, 100, [{ windows: [[]], mandatory: true }]))).visits).toEqual([0]);
  });

  it.each([
    [{ iterations: -1 }, "options.iterations"],
    [{ iterations: NaN }, "options.iterations"],
    [{ timeLimitMs: -5 }, "options.timeLimitMs"],
    [{ seed: 1.5 }, "options.seed"],
  ])("refuses the options %j", (options, field) => {
    expect(refusal(() => solve(road(1, 10, []), options)).field).toBe(field);
  });
});
