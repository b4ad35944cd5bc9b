/** How long each way of travelling takes: on a stretch of road, and on the last bit off it. */
import type { Road, RoadData, Slope } from './road-data.ts';

export type Mode = 'car' | 'cycle' | 'walk';

const footKmh: Readonly<Record<'cycle' | 'walk', Readonly<Record<Slope, number>>>> = {
  cycle: { flat: 16, rolling: 14.5, hilly: 11.5 },
  walk: { flat: 4.8, rolling: 4.6, hilly: 4 },
};

/** Minutes for the whole of a road, or Infinity where the mode may not use it. */
export function roadMinutes(road: Road, mode: Mode, carKmh: RoadData['carKmh']): number {
  if (road.ferry) return road.ferry.crossingMinutes + road.ferry.waitMinutes;
  if (mode !== 'car') return road.foot ? minutesAt(footKmh[mode][road.slope], road.lengthMetres) : Infinity;
  if (road.roadClass === 'path' || road.roadClass === 'ferry') return Infinity;
  if (!road.cars) return minutesAt(footKmh.walk[road.slope], road.lengthMetres);
  return minutesAt(road.kmh ?? carKmh[road.roadClass], road.lengthMetres);
}

/** How a traveller covers ground that is not drawn: the lanes and streets between a point and a road. */
export interface Roaming {
  /** Metres travelled for each metre as the crow flies. */
  readonly detour: number;
  /** Kilometres an hour for the first stretch, and on the longer, slower lanes beyond it. */
  readonly nearKmh: number;
  readonly farKmh: number;
  readonly nearMetres: number;
  /** Up to this distance two points are also joined directly, past all roads drawn. */
  readonly directMetres: number;
}

export const roaming: Readonly<Record<Mode, Roaming>> = {
  car: { detour: 1.3, nearKmh: 30, farKmh: 20, nearMetres: 1500, directMetres: 1500 },
  cycle: { detour: 1.25, nearKmh: 14, farKmh: 11, nearMetres: 3000, directMetres: 3000 },
  walk: { detour: 1.25, nearKmh: 4.8, farKmh: 4.2, nearMetres: 3000, directMetres: 3000 },
};

/** Minutes to roam `straightMetres` as the crow flies. */
export function roamMinutes(way: Roaming, straightMetres: number): number {
  const near = Math.min(straightMetres, way.nearMetres);
  return minutesAt(way.nearKmh, near * way.detour) + minutesAt(way.farKmh, (straightMetres - near) * way.detour);
}

function minutesAt(kmh: number, metres: number): number {
  return (metres * 0.06) / kmh;
}
