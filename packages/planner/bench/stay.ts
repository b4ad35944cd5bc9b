/**
 * How good a plan of a stay is after 10, 25, 50, … ms, against the same search with 10 s (or `--seconds`).
 *
 * node packages/planner/bench/stay.ts [--places 280] [--days 3] [--seeds 5] [--seconds 10]
 */

import { parseArgs } from "node:util";
import { checkPlan, solve } from "../src/index.ts";
import { makeUpStay } from "./made-up-stay.ts";

const { values } = parseArgs({
  options: { places: { type: "string", default: "280" }, days: { type: "string", default: "3" }, seeds: { type: "string", default: "5" }, seconds: { type: "string", default: "10" } },
});
const limits = [10, 25, 50, 100, 250, 1000];
const shares = limits.map(() => 0);
const iterations = limits.map(() => 0);
const seeds = Number(values.seeds);
solve(makeUpStay(Number(values.places), Number(values.days), 99), { timeLimitMs: 500 });
for (let seed = 1; seed <= seeds; seed++) {
  const problem = makeUpStay(Number(values.places), Number(values.days), seed);
  const goal = solve(problem, { seed, timeLimitMs: 1000 * Number(values.seconds) }).score;
  limits.forEach((timeLimitMs, at) => {
    const plan = solve(problem, { seed, timeLimitMs });
    const faults = checkPlan(problem, plan);
    if (faults.length > 0) throw new Error(faults.join("; "));
    shares[at]! += (100 * plan.score) / goal / seeds;
    iterations[at]! += plan.iterations / seeds;
  });
}
limits.forEach((limit, at) => console.log(`${String(limit).padStart(5)} ms  ${shares[at]!.toFixed(2)} % of the score after ${values.seconds} s, ${Math.round(iterations[at]!)} iterations`));
