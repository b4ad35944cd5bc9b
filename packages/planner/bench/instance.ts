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

export function parseInstance(text: string): Instance {
  const rows = text
    .split("\n")
    .slice(2)
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((fields) => fields.length >= 9);
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
