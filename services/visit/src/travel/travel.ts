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
  /** Minutes, row-major and square over the base points followed by the extra ones. */
  minutesAmong(extras: readonly Point[], mode: Mode): Promise<Answered<Float64Array>>;
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
    minutesAmong: (extras, mode) =>
      first(async (source) => {
        const whole = await baseTable(source, mode);
        const out = await source.table(extras, [...base, ...extras], mode);
        const home = await source.table(base, extras, mode);
        const size = base.length + extras.length;
        const minutes = new Float64Array(size * size);
        for (let row = 0; row < base.length; row++) {
          minutes.set(whole.durationMinutes.subarray(row * base.length, (row + 1) * base.length), row * size);
          minutes.set(home.durationMinutes.subarray(row * extras.length, (row + 1) * extras.length), row * size + base.length);
        }
        minutes.set(out.durationMinutes, base.length * size);
        return minutes;
      }),
    leg: (from, to, mode) => first((source) => source.leg(from, to, mode)),
  };
}
