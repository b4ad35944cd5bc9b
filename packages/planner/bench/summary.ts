/** The reference scores of the benchmark, and the averages of a run beside them. */

import { readFileSync } from "node:fs";
import type { Run } from "./run.ts";

export interface Result extends Run {
  readonly best: number | undefined;
  /** Percent of the best known score; undefined where none is known. */
  readonly gap: number | undefined;
}

/** Scores of each source, by instance and number of routes. */
export type Published = ReadonlyMap<string, ReadonlyMap<string, number>>;

export function keyOf(instance: string, routes: number): string {
  return `${instance}/${routes}`;
}

export function readBestKnown(file: string): ReadonlyMap<string, number> {
  const { columns, rows } = readCsv(file);
  const [instance, m, best] = ["instance", "m", "best_known"].map((name) => columnOf(columns, name, file));
  return new Map(
    rows.map((cells, index) => {
      const score = Number(cells[best!]);
      if (!(score > 0)) throw new Error(`${file}: line ${index + 2}: "${cells[best!] ?? ""}" is not a score`);
      return [keyOf(cells[instance!]!, Number(cells[m!])), score];
    }),
  );
}

/** Undefined where there is no such file: published values are a courtesy, not a need. */
export function readPublished(file: string): Published | undefined {
  let table: Table;
  try {
    table = readCsv(file);
  } catch {
    return undefined;
  }
  const { columns, rows } = table;
  const instance = columnOf(columns, "instance", file);
  const m = columnOf(columns, "m", file);
  const notSources = new Set(["set", "instance", "m", "sum_of_profits"]);
  const sources = columns.filter((name) => !notSources.has(name) && !name.endsWith("_seconds"));
  return new Map(
    sources.map((source) => {
      const at = columns.indexOf(source);
      const scores = rows.flatMap((cells): (readonly [string, number])[] => {
        const text = cells[at] ?? "";
        return text === "" ? [] : [[keyOf(cells[instance]!, Number(cells[m])), Number(text)]];
      });
      return [source, new Map(scores)];
    }),
  );
}

/** Lines to print: gaps by set, by number of routes and overall, then each published source over exactly the same runs. */
export function summarise(results: readonly Result[], published: Published | undefined): string[] {
  const known = results.filter((result) => result.gap !== undefined);
  const lines = ["", "gap to the best known scores, percent", line("", "runs", "mean", "worst", "seconds")];
  for (const [name, group] of groupsOf(known)) {
    const gaps = group.map(({ gap }) => gap!);
    lines.push(line(name, String(group.length), mean(gaps).toFixed(3), Math.max(...gaps).toFixed(2), mean(group.map(({ seconds }) => seconds)).toFixed(3)));
  }
  if (known.length < results.length) lines.push(`${results.length - known.length} runs have no best known score`);
  lines.push(...perSeed(known), ...beyondTheReference(known));
  lines.push(`slowest run ${Math.max(...results.map(({ seconds }) => seconds)).toFixed(3)} s, ${Math.round(mean(results.map(({ iterations }) => iterations)))} iterations a run`);
  if (published === undefined) return [...lines, "", "no published-values.csv beside the best known scores"];
  for (const [source, scores] of published) lines.push(...beside(source, scores, known));
  return lines;
}

function perSeed(known: readonly Result[]): string[] {
  const seeds = [...new Set(known.map(({ seed }) => seed))];
  if (seeds.length < 2) return [];
  const means = seeds.map((seed) => mean(known.filter((result) => result.seed === seed).map(({ gap }) => gap!)));
  return [`mean gap by seed: ${seeds.map((seed, index) => `${seed}: ${means[index]!.toFixed(3)}`).join(", ")}`];
}

function beyondTheReference(known: readonly Result[]): string[] {
  const better = new Map<string, string>();
  for (const { instance, routes, score, best } of known) {
    if (score > best!) better.set(keyOf(instance, routes), `${instance} with ${routes} routes: ${score}, reference ${best}`);
  }
  return better.size === 0 ? [] : ["above the reference:", ...[...better.values()].map((each) => `  ${each}`)];
}

function beside(source: string, scores: ReadonlyMap<string, number>, known: readonly Result[]): string[] {
  const shared = known.filter(({ instance, routes }) => scores.has(keyOf(instance, routes)));
  if (shared.length === 0) return ["", `${source}: no values for these instances and numbers of routes`];
  const lines = ["", `beside ${source}, over the same instances and numbers of routes`, line("", "runs", "ours", "theirs")];
  for (const [name, group] of groupsOf(shared)) {
    const theirs = group.map(({ instance, routes, best }) => (100 * (best! - scores.get(keyOf(instance, routes))!)) / best!);
    lines.push(line(name, String(group.length), mean(group.map(({ gap }) => gap!)).toFixed(3), mean(theirs).toFixed(3)));
  }
  return lines;
}

/** Sets of the collection (c1xx, …, pr), numbers of routes, and all. */
function groupsOf(results: readonly Result[]): [string, Result[]][] {
  const sets = new Map<string, Result[]>();
  const add = (name: string, result: Result) => {
    const group = sets.get(name);
    if (group) group.push(result);
    else sets.set(name, [result]);
  };
  for (const result of results) add(setOf(result.instance), result);
  for (const result of [...results].sort((a, b) => a.routes - b.routes)) add(`m=${result.routes}`, result);
  for (const result of results) add("all", result);
  return [...sets];
}

function setOf(instance: string): string {
  if (instance.startsWith("pr")) return "pr";
  const [, letters = instance, series = ""] = /^(\D+)(\d)/.exec(instance) ?? [];
  return `${letters}${series}xx`;
}

function line(name: string, ...cells: readonly string[]): string {
  return `${name.padEnd(6)}${cells.map((cell) => cell.padStart(9)).join("")}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function readCsv(file: string): Table {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`${file}: cannot be read`);
  }
  const [header = "", ...rest] = text.split("\n").map((each) => each.trim());
  return { columns: header.split(","), rows: rest.filter((row) => row !== "").map((row) => row.split(",")) };
}

function columnOf(columns: readonly string[], name: string, file: string): number {
  const at = columns.indexOf(name);
  if (at < 0) throw new Error(`${file}: has no column "${name}"`);
  return at;
}
