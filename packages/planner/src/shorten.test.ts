import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "./model.ts";
import type { Problem, TimeWindow } from "./problem.ts";
import { schedule } from "./schedule.ts";
import { createShortening, shorten } from "./shorten.ts";
import { createState, insertAt } from "./state.ts";

const always = { opens: 0, closes: 10_000 };

/** One route over places on a line: place 0 is where it begins and ends, place n the n-th number given. */
function line(at: readonly number[], windows: readonly TimeWindow[] = at.map(() => always), turnedCosts = 1): Problem {
  const places = [0, ...at];
  return {
    locations: places.length,
    travel: Float64Array.from(places.flatMap((from) => places.map((to) => (to < from ? turnedCosts : 1) * Math.abs(to - from)))),
    visits: at.map((_, index) => ({ location: index + 1, duration: 0, score: 1, windows: [[windows[index]!]] })),
    routes: [{ start: 0, end: 0, opens: 0, closes: 10_000 }],
  };
}

/** The route in the order of the visits' numbers, and what is made of it. */
function shortened(problem: Problem, order: readonly number[] = [...problem.visits.keys()]) {
  const model = compile(problem);
  const state = createState(model);
  order.forEach((visit, index) => insertAt(model, state, visit, 0, index + 1));
  const wasPossible = schedule(model, state, 0);
  const before = state.routeTravel[0]!;
  const isShorter = shorten(model, state, createShortening(model), 0);
  return { wasPossible, before, isShorter, after: state.routeTravel[0]!, order: [...state.visitAt.subarray(1, 1 + order.length)], stillPossible: schedule(model, state, 0) };
}

describe("shortening a route", () => {
  it("moves a stop to where it lies on the way", () => {
    expect(shortened(line([30, 10, 20]))).toMatchObject({ isShorter: true, before: 80, after: 60 });
  });

  it("turns a stretch that is longer than any it moves", () => {
    const found = shortened(line([10, 60, 50, 40, 30, 20, 70]));
    expect(found).toMatchObject({ isShorter: true, after: 140 });
  });

  it("leaves a route alone that no move makes shorter", () => {
    expect(shortened(line([10, 20, 30]))).toMatchObject({ isShorter: false, order: [0, 1, 2], after: 60 });
    expect(shortened(line([10]))).toMatchObject({ isShorter: false, order: [0] });
    expect(shortened(line([]))).toMatchObject({ isShorter: false, order: [] });
  });

  it("leaves a stop where it can be reached in time no other way", () => {
    const windows = [{ opens: 30, closes: 30 }, { opens: 50, closes: 50 }, { opens: 60, closes: 60 }];
    expect(shortened(line([30, 10, 20], windows))).toMatchObject({ isShorter: false, order: [0, 1, 2], stillPossible: true });
  });

  it("counts a way back at what it costs", () => {
    // Up the line a minute costs 1, down it 3.
    expect(shortened(line([30, 10, 20], undefined, 3))).toMatchObject({ isShorter: true, before: 160, after: 120 });
  });

  it("keeps within what the ways may use in all", () => {
    const problem = line([30, 10, 20]);
    // Only the ways that it takes are level.
    const steep = Float64Array.from(problem.travel, (_, way) => ([0 * 4 + 1, 1 * 4 + 2, 2 * 4 + 3, 3 * 4 + 0].includes(way) ? 0 : 100));
    expect(shortened({ ...problem, resources: [{ limit: 50, travelUse: steep }] })).toMatchObject({ isShorter: false, order: [0, 1, 2] });
  });

  it("never makes a way longer, loses a stop or comes too late, whatever the route", () => {
    const anyRoute = fc.integer({ min: 1, max: 8 }).chain((stops) =>
      fc.record({
        travel: fc.array(fc.oneof({ weight: 15, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.constant(Infinity) }), { minLength: (stops + 1) ** 2, maxLength: (stops + 1) ** 2 }),
        windows: fc.array(fc.tuple(fc.nat(120), fc.nat(240)), { minLength: stops, maxLength: stops }),
        stops: fc.constant(stops),
      }),
    );
    let shorter = 0;
    fc.assert(
      fc.property(anyRoute, ({ travel, windows, stops }) => {
        const problem = {
          ...line(Array.from({ length: stops }, () => 0), windows.map(([opens, open]) => ({ opens, closes: opens + open }))),
          travel: Float64Array.from(travel, (way, index) => (index % (stops + 2) === 0 ? 0 : way)),
        };
        const found = shortened(problem);
        if (!found.wasPossible) return;
        shorter += Number(found.isShorter);
        expect(found.stillPossible).toBe(true);
        expect(found.isShorter ? found.before - found.after : 0).toBeCloseTo(found.before - found.after, 6);
        if (found.isShorter) expect(found.after).toBeLessThan(found.before);
        expect([...found.order].sort((a, b) => a - b)).toEqual([...problem.visits.keys()]);
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(shorter).toBeGreaterThan(20);
  });
});
