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

/** Minutes from one point to another, by their places among the base points followed by the extra ones. */
export type MinutesBetween = (from: number, to: number) => number;

export interface Travel {
  minutesAmong(extras: readonly Point[], mode: Mode): Promise<Answered<MinutesBetween>>;
  leg(from: Point, to: Point, mode: Mode): Promise<Answered<TravelLeg | undefined>>;
}

/**
 * @param sources in order of preference: where one fails the next answers, and is named.
 * @param base the points whose table is kept (every attraction of the place).
 * @param counted what a trip counts a way as that takes so many minutes.
 */
export function createTravel(
  sources: readonly TravelSource[],
  base: readonly Point[],
  onFailure: (source: string, error: unknown) => void = () => undefined,
  counted: (minutes: number, mode: Mode) => number = (minutes) => minutes,
): Travel {
  const kept = new Map<string, Promise<Float64Array>>();

  async function minutesOf(source: TravelSource, from: readonly Point[], to: readonly Point[], mode: Mode): Promise<Float64Array> {
    return (await source.table(from, to, mode)).durationMinutes.map((minutes) => counted(minutes, mode));
  }

  function baseMinutes(source: TravelSource, mode: Mode): Promise<Float64Array> {
    const key = `${source.name} ${mode}`;
    let table = kept.get(key);
    if (table === undefined) {
      table = minutesOf(source, base, base, mode);
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
        const within = await baseMinutes(source, mode);
        const out = await minutesOf(source, extras, [...base, ...extras], mode);
        const home = await minutesOf(source, base, extras, mode);
        const size = base.length;
        const all = size + extras.length;
        return (from, to) => (from >= size ? out[(from - size) * all + to]! : to < size ? within[from * size + to]! : home[from * extras.length + to - size]!);
      }),
    leg: (from, to, mode) => first((source) => source.leg(from, to, mode)),
  };
}
