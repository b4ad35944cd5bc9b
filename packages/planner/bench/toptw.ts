/**
 * Runs the planner on TOPTW instances and prints its gap to the best known scores.
 *
 * node packages/planner/bench/toptw.ts --instances DIR --best-known FILE [--only c101,pr05] [--routes 1,2,3,4] [--seconds 1] [--seed 1] [--out FILE.csv]
 */

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkPlan, solve } from "../src/index.ts";
import { parseInstance, toProblem } from "./instance.ts";

const { values: options } = parseArgs({
  options: {
    instances: { type: "string", default: "../shared/benchmarks/toptw/instances" },
    "best-known": { type: "string", default: "../shared/benchmarks/toptw/best-known.csv" },
    only: { type: "string" },
    routes: { type: "string", default: "1,2,3,4" },
    seconds: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    out: { type: "string" },
  },
});

const bestKnown = new Map(
  readFileSync(options["best-known"], "utf8")
    .split("\n")
    .map((line) => line.split(","))
    .map(([, instance, routes, score]) => [`${instance}/${routes}`, Number(score)]),
);
const seconds = Number(options.seconds);
const seed = Number(options.seed);
const names = options.only?.split(",") ?? readdirSync(options.instances).map((file) => file.replace(/\.txt$/, ""));

warmUp();
const rows = ["instance,routes,seed,seconds,score,best_known,gap_percent,solution"];
const gaps = new Map<string, number[]>();
let iterations = 0;
let slowest = 0;
for (const name of names) {
  const instance = parseInstance(readFileSync(join(options.instances, `${name}.txt`), "utf8"));
  for (const routes of options.routes.split(",").map(Number)) {
    const problem = toProblem(instance, routes, name.startsWith("pr") ? 100 : 10);
    const began = performance.now();
    const plan = solve(problem, { seed, timeLimitMs: seconds * 1000 });
    const took = (performance.now() - began) / 1000;
    slowest = Math.max(slowest, took);
    iterations += plan.iterations;
    const faults = checkPlan(problem, plan);
    if (faults.length > 0) throw new Error(`${name} with ${routes} routes: ${faults.join("; ")}`);
    const best = bestKnown.get(`${name}/${routes}`);
    const gap = best === undefined ? NaN : (100 * (best - plan.score)) / best;
    const solution = plan.routes.map((route) => route.visits.map(({ visit }) => instance.numbers[visit + 1]).join(" ")).join("|");
    rows.push([name, routes, seed, took.toFixed(3), plan.score, best ?? "", gap.toFixed(3), solution].join(","));
    for (const set of [name.startsWith("pr") ? "pr" : `${name.slice(0, -2)}xx`, `m=${routes}`, "all"]) gaps.set(set, [...(gaps.get(set) ?? []), gap]);
  }
}
if (options.out) writeFileSync(options.out, `${rows.join("\n")}\n`);
for (const [set, list] of [...gaps].sort()) {
  const mean = list.reduce((sum, gap) => sum + gap, 0) / list.length;
  console.log(`${set.padEnd(6)} runs ${String(list.length).padStart(4)}  mean gap ${mean.toFixed(3).padStart(7)} %  worst ${Math.max(...list).toFixed(2).padStart(6)} %`);
}
console.log(`iterations a run ${Math.round(iterations / (rows.length - 1))}, slowest run ${slowest.toFixed(3)} s`);

/** The first runs would measure the compiler, not the search. */
function warmUp(): void {
  const instance = parseInstance(readFileSync(join(options.instances, `${names[0]}.txt`), "utf8"));
  solve(toProblem(instance, 2, 10), { timeLimitMs: 300 });
}
