/** A worker of the benchmark: solves one instance after another, each alone on its thread, and answers with a row. */

import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { checkPlan, solve } from "../src/index.ts";
import { parseInstance, precisionOf, toProblem } from "./instance.ts";

export interface Task {
  readonly instance: string;
  readonly file: string;
  readonly routes: number;
  readonly seed: number;
  readonly seconds: number;
}

export type Answer = { readonly ok: true; readonly run: Run } | { readonly ok: false; readonly message: string };

export interface Run {
  readonly instance: string;
  readonly routes: number;
  readonly seed: number;
  /** The time that the run really took, the compilation of the problem included. */
  readonly seconds: number;
  readonly score: number;
  readonly iterations: number;
  /** Routes parted by `|`, customer numbers parted by spaces, the depot left out. */
  readonly solution: string;
}

let warm = false;

parentPort?.on("message", (task: Task) => {
  let answer: Answer;
  try {
    answer = { ok: true, run: run(task) };
  } catch (error) {
    answer = { ok: false, message: `${task.file}: ${error instanceof Error ? error.message : String(error)}` };
  }
  parentPort?.postMessage(answer);
});

function run({ instance: name, file, routes, seed, seconds }: Task): Run {
  const instance = parseInstance(readFileSync(file, "utf8"));
  const problem = toProblem(instance, routes, precisionOf(name));
  if (!warm) {
    // The first run would measure the compiler, not the search; what it finds is thrown away.
    solve(problem, { seed: 0, timeLimitMs: 300 });
    warm = true;
  }
  const began = performance.now();
  const plan = solve(problem, { seed, timeLimitMs: seconds * 1000 });
  const took = (performance.now() - began) / 1000;
  const faults = checkPlan(problem, plan);
  if (faults.length > 0) throw new Error(`${routes} routes, seed ${seed}: the plan is not feasible: ${faults.join("; ")}`);
  const solution = plan.routes.map((route) => route.visits.map(({ visit }) => instance.numbers[visit + 1]).join(" ")).join("|");
  return { instance: name, routes, seed, seconds: took, score: plan.score, iterations: plan.iterations, solution };
}
