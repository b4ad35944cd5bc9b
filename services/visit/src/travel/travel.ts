/**
 * Travel times between the places of a trip. The attractions' own matrix is worked out once a mode
 * and kept; a request adds its few points (where they arrive, sleep, have a table booked).
 */

import type { Point } from '../content/geometry.ts';
import type { Mode } from '../trips/trip.ts';

export interface TravelTable {
  /** Row-major from × to, minutes; Infinity where there is no way. */
  readonly durationMinutes: Float64Array;
  /** Row-major from × to, metres. */
  readonly distanceMetres: Float64Array;
}

export interface TravelLeg {
  readonly distanceMetres: number;
  readonly durationMinutes: number;
  readonly coordinates: readonly (readonly [number, number])[];
  readonly ferries: readonly string[];
}

/** Something that knows the roads: the built-in network, or a routing server. */
export interface TravelSource {
  readonly name: string;
  table(from: readonly Point[], to: readonly Point[], mode: Mode): Promise<TravelTable>;
  /** undefined where there is no way. */
  leg(from: Point, to: Point, mode: Mode): Promise<TravelLeg | undefined>;
}

export interface Answered<T> {
  readonly value: T;
  /** Name of the source that answered. */
  readonly source: string;
}

export interface Travel {
  /** Square table over the chosen base points (by index) followed by the extra ones. */
  among(chosen: readonly number[], extras: readonly Point[], mode: Mode): Promise<Answered<TravelTable>>;
  leg(from: Point, to: Point, mode: Mode): Promise<Answered<TravelLeg | undefined>>;
}

/**
 * @param sources in order of preference: where one fails the next answers, and is named.
 * @param base the points whose table is kept (every attraction of the place).
 */
export function createTravel(sources: readonly TravelSource[], base: readonly Point[], onFailure: (source: string, error: unknown) => void = () => undefined): Travel {
  const kept = new Map<string, Promise<TravelTable>>();

  function baseTable(source: TravelSource, mode: Mode): Promise<TravelTable> {
    const key = `${source.name} ${mode}`;
    let table = kept.get(key);
    if (table === undefined) {
      table = source.table(base, base, mode);
      table.catch(() => kept.delete(key));
      kept.set(key, table);
    }
    return table;
  }

  async function first<T>(ask: (source: TravelSource) => Promise<T>): Promise<Answered<T>> {
    let failure: unknown;
    for (const source of sources) {
      try {
        return { value: await ask(source), source: source.name };
      } catch (error) {
        failure = error;
        onFailure(source.name, error);
      }
    }
    throw failure;
  }

  return {
    among: (chosen, extras, mode) =>
      first(async (source) => {
        const whole = await baseTable(source, mode);
        const chosenPoints = chosen.map((index) => base[index]!);
        const out = await source.table(extras, [...chosenPoints, ...extras], mode);
        const home = await source.table(chosenPoints, extras, mode);
        return {
          durationMinutes: assemble(whole.durationMinutes, base.length, chosen, out.durationMinutes, home.durationMinutes, extras.length),
          distanceMetres: assemble(whole.distanceMetres, base.length, chosen, out.distanceMetres, home.distanceMetres, extras.length),
        };
      }),
    leg: (from, to, mode) => first((source) => source.leg(from, to, mode)),
  };
}

function assemble(whole: Float64Array, baseSize: number, chosen: readonly number[], out: Float64Array, home: Float64Array, extras: number): Float64Array {
  const size = chosen.length + extras;
  const table = new Float64Array(size * size);
  chosen.forEach((row, i) => {
    chosen.forEach((column, j) => {
      table[i * size + j] = whole[row * baseSize + column]!;
    });
    for (let e = 0; e < extras; e++) table[i * size + chosen.length + e] = home[i * extras + e]!;
  });
  table.set(out, chosen.length * size);
  return table;
}
