/**
 * A routing server that speaks the OSRM HTTP API (https://project-osrm.org/docs/v5.24.0/api/), set
 * by ROUTING_URL. Every call has a time limit; what it answers is parsed before it is believed.
 */

import { z } from 'zod';
import type { Point } from '../content/geometry.ts';
import type { Mode } from '../trips/trip.ts';
import type { TravelSource, TravelTable } from './travel.ts';

export const osrmName = 'osrm';

const profile: Readonly<Record<Mode, string>> = { car: 'driving', cycle: 'cycling', walk: 'walking' };
/** Servers allow 100 coordinates a table by default. */
const most = 50;
const patienceMs = 3_000;

const tableAnswer = z.object({
  code: z.literal('Ok'),
  durations: z.array(z.array(z.number().nullable())),
  distances: z.array(z.array(z.number().nullable())),
});
const routeAnswer = z.object({
  code: z.literal('Ok'),
  routes: z
    .array(
      z.object({
        distance: z.number(),
        duration: z.number(),
        geometry: z.object({ coordinates: z.array(z.tuple([z.number(), z.number()])) }),
      }),
    )
    .min(1),
});

export function osrmSource(url: string, ask: typeof fetch = fetch): TravelSource {
  const root = url.replace(/\/+$/, '');

  async function get<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const response = await ask(`${root}${path}`, { signal: AbortSignal.timeout(patienceMs), redirect: 'error' });
    const body: unknown = await response.json();
    if (response.status === 400 && z.object({ code: z.literal('NoRoute') }).safeParse(body).success) return undefined;
    if (!response.ok) throw new Error(`routing server answered ${response.status}`);
    return schema.parse(body);
  }

  return {
    name: osrmName,
    async table(from, to, mode) {
      const table: TravelTable = {
        durationMinutes: new Float64Array(from.length * to.length).fill(Infinity),
        distanceMetres: new Float64Array(from.length * to.length).fill(Infinity),
      };
      for (let row = 0; row < from.length; row += most) {
        for (let column = 0; column < to.length; column += most) {
          const sources = from.slice(row, row + most);
          const destinations = to.slice(column, column + most);
          const answer = await get(
            `/table/v1/${profile[mode]}/${list([...sources, ...destinations])}?annotations=duration,distance` +
              `&sources=${indexes(0, sources.length)}&destinations=${indexes(sources.length, destinations.length)}`,
            tableAnswer,
          );
          if (answer === undefined) continue;
          for (let i = 0; i < sources.length; i++) {
            for (let j = 0; j < destinations.length; j++) {
              const at = (row + i) * to.length + column + j;
              table.durationMinutes[at] = (answer.durations[i]?.[j] ?? Infinity) / 60;
              table.distanceMetres[at] = answer.distances[i]?.[j] ?? Infinity;
            }
          }
        }
      }
      return table;
    },
    async leg(from, to, mode) {
      const answer = await get(`/route/v1/${profile[mode]}/${list([from, to])}?overview=full&geometries=geojson`, routeAnswer);
      const route = answer?.routes[0];
      return route && { distanceMetres: route.distance, durationMinutes: route.duration / 60, coordinates: route.geometry.coordinates, ferries: [] };
    },
  };
}

const list = (points: readonly Point[]): string => points.map(({ lat, lon }) => `${lon.toFixed(5)},${lat.toFixed(5)}`).join(';');
const indexes = (from: number, count: number): string => Array.from({ length: count }, (_, index) => from + index).join(';');
