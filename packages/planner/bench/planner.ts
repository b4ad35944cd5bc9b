/**
 * `npm run bench:planner`: the planner on instances of the team orienteering problem with time windows, and its gap to
 * the best known scores beside that of published methods.
 *
 * npm run bench:planner -- --instances DIR --best-known FILE [--routes 1,2,3,4] [--seconds 1] [--seed 1] [--only c101,pr05] [--jobs 1] [--out FILE.csv]
 *
 * A list of seeds (`--seed 1,2,3,4,5`) runs every instance with each. Each of the `--jobs` threads has one run at a time.
 */

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { parseInstance } from "./instance.ts";
import type { Answer, Run, Task } from "./run.ts";
import { keyOf, readBestKnown, readPublished, summarise } from "./summary.ts";
import type { Result } from "./summary.ts";

interface Settings {
  readonly folder: string;
  readonly instances: readonly string[];
  readonly bestKnown: string;
  readonly routes: readonly number[];
  readonly seeds: readonly number[];
  readonly seconds: number;
  readonly jobs: number;
  readonly out: string | undefined;
}

try {
  await bench(readSettings());
} catch (error) {
  console.error(`bench:planner: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function bench(settings: Settings): Promise<void> {
  const { folder, instances, routes, seeds, seconds } = settings;
  const bestKnown = readBestKnown(settings.bestKnown);
  const published = readPublished(join(dirname(settings.bestKnown), "published-values.csv"));
  // What cannot be read is told now and not after an hour.
  for (const instance of instances) readInstance(folder, instance);
  if (settings.out !== undefined) writeFileSync(settings.out, "");

  const tasks = instances.flatMap((instance) =>
    routes.flatMap((routeCount) => seeds.map((seed): Task => ({ instance, file: fileOf(folder, instance), routes: routeCount, seed, seconds }))),
  );
  const runs = await runAll(tasks, settings.jobs);
  const results = runs.map((run): Result => {
    const best = bestKnown.get(keyOf(run.instance, run.routes));
    return { ...run, best, gap: best === undefined ? undefined : (100 * (best - run.score)) / best };
  });
  if (settings.out !== undefined) writeFileSync(settings.out, toCsv(results));
  for (const line of summarise(results, published)) console.log(line);
}

/** Rows in the order of the tasks, whichever thread has made them. */
async function runAll(tasks: readonly Task[], jobs: number): Promise<Run[]> {
  const runs: Run[] = [];
  let next = 0;
  let done = 0;
  const workers: Worker[] = [];
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, () => work()));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return runs;

  async function work(): Promise<void> {
    const worker = new Worker(new URL("./run.ts", import.meta.url));
    workers.push(worker);
    while (next < tasks.length) {
      const at = next++;
      const answer = await ask(worker, tasks[at]!);
      if (!answer.ok) throw new Error(answer.message);
      runs[at] = answer.run;
      showProgress(++done, tasks.length, answer.run);
    }
  }
}

function ask(worker: Worker, task: Task): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error) => reject(error);
    worker.once("error", onError);
    worker.once("message", (answer: Answer) => {
      worker.off("error", onError);
      resolve(answer);
    });
    worker.postMessage(task);
  });
}

/** On a terminal one line that renews itself, elsewhere a line for every twentieth run; on standard error, apart from the results. */
function showProgress(done: number, all: number, { instance, routes, score }: Run): void {
  const line = `${done} of ${all} runs, last ${instance} with ${routes} routes: ${score}`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${done === all ? "\n" : ""}`);
  else if (done === all || done % 20 === 0) process.stderr.write(`${line}\n`);
}

function toCsv(results: readonly Result[]): string {
  const rows = results.map(({ instance, routes, seed, seconds, score, best, gap, solution }) =>
    [instance, routes, seed, seconds.toFixed(3), score, best ?? "", gap?.toFixed(3) ?? "", solution].join(","),
  );
  return `${["instance,routes,seed,seconds,score,best_known,gap_percent,solution", ...rows].join("\n")}\n`;
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      instances: { type: "string" },
      "best-known": { type: "string" },
      routes: { type: "string", default: "1,2,3,4" },
      seconds: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
      jobs: { type: "string", default: "1" },
      out: { type: "string" },
    },
  });
  const folder = required(values.instances, "--instances DIR");
  return {
    folder,
    instances: values.only?.split(",") ?? listInstances(folder),
    bestKnown: required(values["best-known"], "--best-known FILE"),
    routes: values.routes.split(",").map((text) => wholeNumber(text, "--routes", 1)),
    seeds: values.seed.split(",").map((text) => wholeNumber(text, "--seed", 0)),
    seconds: positive(values.seconds, "--seconds"),
    jobs: wholeNumber(values.jobs, "--jobs", 1),
    out: values.out,
  };
}

function listInstances(folder: string): string[] {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch {
    throw new Error(`${folder}: there is no such folder`);
  }
  const names = files.filter((file) => file.endsWith(".txt")).map((file) => file.slice(0, -".txt".length));
  if (names.length === 0) throw new Error(`${folder}: holds no instances (*.txt)`);
  return names.sort();
}

function readInstance(folder: string, name: string): void {
  const file = fileOf(folder, name);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`${file}: cannot be read`);
  }
  try {
    parseInstance(text);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fileOf(folder: string, name: string): string {
  return join(folder, `${name}.txt`);
}

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === "") throw new Error(`${option} is missing`);
  return value;
}

function wholeNumber(text: string, option: string, least: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < least) throw new Error(`${option}: "${text}" is not a whole number from ${least}`);
  return value;
}

function positive(text: string, option: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new Error(`${option}: "${text}" is not a number above 0`);
  return value;
}
