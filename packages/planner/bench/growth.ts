/**
 * `npm run bench:planner-growth`: how cost grows with the number of candidates, on made-up stays of seven days. Each
 * size has a process of its own, so that its memory is its own.
 *
 * npm run bench:planner-growth [-- --places 100,200,500,1000,2000] [--days 7] [--seconds 10]
 */

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { checkPlan, solve } from "../src/index.ts";
import { makeUpStay } from "./made-up-stay.ts";

interface Growth {
  readonly firstPlanMs: number;
  readonly iterationsPerSecond: number;
  /** Score after 1 s in percent of the score after `--seconds`. */
  readonly share: number;
  /** Of the whole process after the short search, Node's own 45 or so included. */
  readonly peakMegabytes: number;
}

const { values } = parseArgs({
  options: {
    places: { type: "string", default: "100,200,500,1000,2000" },
    days: { type: "string", default: "7" },
    seconds: { type: "string", default: "10" },
    /** Measures one size and prints it as JSON: what the processes are started with. */
    measure: { type: "string" },
  },
});
const days = Number(values.days);
const seconds = Number(values.seconds);

if (values.measure !== undefined) console.log(JSON.stringify(measure(Number(values.measure))));
else {
  console.log(`${days} days; first plan: checks, compilation and first filling, code warm\n`);
  console.log(row("candidates", "first plan", "iterations/s", `1 s of ${seconds} s`, "peak memory"));
  for (const places of values.places.split(",")) {
    const child = spawnSync(process.execPath, [import.meta.filename, "--measure", places, "--days", String(days), "--seconds", String(seconds)], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    if (child.status !== 0) process.exit(1);
    const growth = JSON.parse(child.stdout) as Growth;
    console.log(row(places, `${growth.firstPlanMs.toFixed(0)} ms`, growth.iterationsPerSecond.toFixed(0), `${growth.share.toFixed(1)} %`, `${growth.peakMegabytes.toFixed(0)} MB`));
  }
}

function measure(places: number): Growth {
  solve(makeUpStay(100, days, 99), { timeLimitMs: 300 });
  const problem = makeUpStay(places, days);
  const began = performance.now();
  solve(problem, { iterations: 0 });
  const firstPlanMs = performance.now() - began;
  const short = solve(problem, { timeLimitMs: 1000 });
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const long = solve(problem, { timeLimitMs: 1000 * seconds });
  for (const plan of [short, long]) {
    const faults = checkPlan(problem, plan);
    if (faults.length > 0) throw new Error(faults.join("; "));
  }
  return { firstPlanMs, iterationsPerSecond: long.iterations / seconds, share: (100 * short.score) / long.score, peakMegabytes };
}

function row(...cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(14)).join("");
}
