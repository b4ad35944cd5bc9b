/**
 * `npm run bench:planner-replan`: how long planning anew takes on made-up stays of three days among 300 places, and how
 * close its plan comes to the same search with twenty times the iterations.
 *
 * npm run bench:planner-replan [-- --places 300] [--days 3] [--stays 10] [--iterations N]
 */

import { parseArgs } from "node:util";
import { checkPlan, replan, replanIterations, solve } from "../src/index.ts";
import type { Change, Now, Plan, Problem, Replan } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { makeUpStay } from "./made-up-stay.ts";

const { values } = parseArgs({
  options: { places: { type: "string", default: "300" }, days: { type: "string", default: "3" }, stays: { type: "string", default: "10" }, iterations: { type: "string", default: String(replanIterations) } },
});
const iterations = Number(values.iterations);
const times = new Map<string, number[]>();
const shares = new Map<string, number[]>();
const changed = new Map<string, number[]>();

const rounds = Number(values.stays);
// The first stay warms the code up and is not counted.
for (let seed = 0; seed <= rounds; seed++) {
  const problem = makeUpStay(Number(values.places), Number(values.days), seed + 1);
  const plan = solve(problem, { seed, iterations: 2000 });
  for (const hour of [600, 780, 960]) {
    const now: Now = { route: seed % problem.routes.length, time: hour };
    for (const [name, change] of changesOf(problem, plan, now, seed)) {
      const began = performance.now();
      const made = replan(problem, plan, now, change, { iterations });
      const took = performance.now() - began;
      if (seed === 0) continue;
      const long = replan(problem, plan, now, change, { iterations: 20 * iterations });
      const faults = checkPlan(problem, made).filter((fault) => !fault.startsWith(`route ${now.route}`) && !fault.startsWith("the score"));
      if (faults.length > 0) throw new Error(`${name}: ${faults.join("; ")}`);
      note(times, name, took);
      note(shares, name, (100 * worth(made, plan)) / worth(long, plan));
      note(changed, name, made.dropped.length + made.moved.length);
    }
  }
}

console.log(`${values.places} places, ${values.days} days, ${iterations} iterations: times in ms, worth in percent of ${20 * iterations} iterations\n`);
console.log(row("change", "p50", "p95", "most", "worth", "changed"));
for (const [name, list] of [...times, ["all", [...times.values()].flat()] as const]) {
  const share = name === "all" ? [...shares.values()].flat() : shares.get(name)!;
  const stops = name === "all" ? [...changed.values()].flat() : changed.get(name)!;
  console.log(row(name, quantile(list, 0.5).toFixed(1), quantile(list, 0.95).toFixed(1), Math.max(...list).toFixed(1), mean(share).toFixed(2), mean(stops).toFixed(1)));
}

function changesOf({ visits }: Problem, plan: Plan, now: Now, seed: number): [string, Change][] {
  const random = createRandom(seed);
  const ahead = plan.routes.flatMap((route, index) => (index < now.route ? [] : route.visits.filter(({ start }) => index > now.route || start >= now.time).map(({ visit }) => visit)));
  const newcomers = plan.unplannedVisits.filter((visit) => visits[visit]!.windows.slice(now.route + 1).some((windows) => windows.length > 0));
  const changes: [string, Change][] = [
    ["none", { type: "none" }],
    ["late by 40", { type: "late", by: 40 }],
    ["rain", { type: "scores", scores: new Map(visits.flatMap(({ score }, visit) => (random.next() < 0.4 ? [[visit, 0.3 * score] as const] : []))) }],
  ];
  if (ahead.length > 0) changes.push(["closed", { type: "closed", visits: [ahead[random.below(ahead.length)]!] }]);
  if (now.route + 1 < plan.routes.length && newcomers.length > 0) changes.push(["must-see", { type: "must-see", visit: newcomers[random.below(newcomers.length)]! }]);
  return changes;
}

/** Score less the default cost of change, as in `replan`. */
function worth({ score, problem, dropped, moved }: Replan, plan: Plan): number {
  const old = plan.routes.flatMap((route) => route.visits.map(({ visit }) => problem.visits[visit]!.score));
  return score - ((dropped.length + moved.length) * mean(old)) / 5;
}

function note(lists: Map<string, number[]>, name: string, value: number): void {
  const list = lists.get(name);
  if (list) list.push(value);
  else lists.set(name, [value]);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}

function row(name: string, ...cells: readonly string[]): string {
  return `${name.padEnd(12)}${cells.map((cell) => cell.padStart(10)).join("")}`;
}
