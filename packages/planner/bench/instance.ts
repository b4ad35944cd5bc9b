/** Reads an instance of the team orienteering problem with time windows as the KU Leuven collection writes them. */

import type { Problem } from "../src/index.ts";

export interface Instance {
  /** The depot first. */
  readonly numbers: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly duration: readonly number[];
  readonly score: readonly number[];
  readonly opens: readonly number[];
  readonly closes: readonly number[];
}

/** Two lines of header, then one a vertex: number x y duration score f a (a numbers) opens closes. Throws an Error that names the line. */
export function parseInstance(text: string): Instance {
  const lines = text.split("\n").map((line) => line.trim());
  const customers = Number(lines[0]?.split(/\s+/)[2]);
  if (!Number.isSafeInteger(customers) || customers < 0) throw new Error("line 1: the third number must be the number of customers");
  const rows = lines.slice(2).flatMap((line, index) => (line === "" ? [] : [parseVertex(line, index + 3)]));
  if (rows.length !== customers + 1) throw new Error(`has ${rows.length} vertices, line 1 says ${customers} customers and the depot`);
  return {
    numbers: rows.map((row) => row[0]!),
    x: rows.map((row) => row[1]!),
    y: rows.map((row) => row[2]!),
    duration: rows.map((row) => row[3]!),
    score: rows.map((row) => row[4]!),
    opens: rows.map((row) => row.at(-2)!),
    closes: rows.map((row) => row.at(-1)!),
  };
}

function parseVertex(line: string, number: number): number[] {
  const fields = line.split(/\s+/).map(Number);
  if (fields.some((field) => !Number.isFinite(field))) throw new Error(`line ${number}: not a number among "${line}"`);
  if (fields.length !== 9 + fields[6]!) throw new Error(`line ${number}: has ${fields.length} numbers, not ${9 + fields[6]!}`);
  return fields;
}

/** Travel of the Cordeau instances, whose names start with `pr`, is rounded down to 2 decimals, that of all others to 1. */
export function precisionOf(name: string): number {
  return name.startsWith("pr") ? 100 : 10;
}

/** In whole units of 1 / `precision`: travel is rounded down to them, by the convention of the benchmark. */
export function toProblem(instance: Instance, routes: number, precision: number): Problem {
  const { x, y } = instance;
  const locations = x.length;
  const travel = new Float64Array(locations * locations);
  for (let from = 0; from < locations; from++) {
    for (let to = 0; to < locations; to++) {
      travel[from * locations + to] = Math.floor(Math.hypot(x[from]! - x[to]!, y[from]! - y[to]!) * precision + 1e-9);
    }
  }
  const units = (time: number) => Math.round(time * precision);
  return {
    locations,
    travel,
    visits: Array.from({ length: locations - 1 }, (_, index) => ({
      location: index + 1,
      duration: units(instance.duration[index + 1]!),
      score: instance.score[index + 1]!,
      windows: [[{ opens: units(instance.opens[index + 1]!), closes: units(instance.closes[index + 1]!) }]],
    })),
    routes: Array.from({ length: routes }, () => ({ start: 0, end: 0, opens: units(instance.opens[0]!), closes: units(instance.closes[0]!) })),
  };
}
