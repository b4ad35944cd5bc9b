import { describe, expect, it } from "vitest";
import { compile } from "./model.ts";
import type { Problem } from "./problem.ts";
import { createPool, recombine } from "./recombine.ts";
import type { Pool } from "./recombine.ts";

function problemWith({ visits = 4, closes = [100, 100] }: { visits?: number; closes?: readonly number[] } = {}): Problem {
  return {
    locations: 1,
    travel: Float64Array.of(0),
    visits: Array.from({ length: visits }, () => ({ location: 0, duration: 1, score: 1, windows: [[{ opens: 0, closes: 50 }]] })),
    routes: closes.map((time) => ({ start: 0, end: 0, opens: 0, closes: time })),
  };
}

function poolOf(problem: Problem, ...lists: readonly (readonly (readonly [visits: readonly number[], gains: readonly number[]])[])[]): Pool {
  const pool = createPool(compile(problem));
  lists.forEach((list, route) =>
    list.forEach(([visits, gains]) => pool.routes[route]!.set(visits.join(), { visits, gains, worth: gains.reduce((sum, gain) => sum + gain, 0) })),
  );
  return pool;
}

function bestSet(problem: Problem, pool: Pool, atLeast = 0): readonly (readonly number[])[] | undefined {
  let best: readonly (readonly number[])[] | undefined;
  recombine(pool, compile(problem), atLeast, () => false, (routes) => (best = routes.map((visits) => [...visits])));
  return best;
}

describe("recombination", () => {
  it("finds the best set, though the best single route is not in it", () => {
    const problem = problemWith({ closes: [100, 90] });
    const pool = poolOf(problem, [[[0, 1], [5, 5]], [[0, 2], [5, 4]]], [[[1, 3], [5, 3]], [[1], [5]]]);
    expect(bestSet(problem, pool)).toEqual([[0, 2], [1, 3]]);
  });

  it("puts together routes of one pool where all routes are alike", () => {
    const problem = problemWith();
    expect(bestSet(problem, poolOf(problem, [[[0, 1], [5, 5]], [[1, 2], [5, 4]], [[2, 3], [4, 4]]]))).toEqual([[0, 1], [2, 3]]);
  });

  it("makes a visit that two routes share on one of them only", () => {
    const problem = problemWith({ visits: 3 });
    expect(bestSet(problem, poolOf(problem, [[[0, 1], [5, 5]], [[1, 2], [5, 4]]]))).toEqual([[0, 1], [2]]);
  });

  it("stays silent where nothing is worth more than what there is", () => {
    const problem = problemWith();
    expect(bestSet(problem, poolOf(problem, [[[0, 1], [5, 5]], [[2, 3], [4, 4]]]), 18)).toBeUndefined();
  });
});
