/** Which town names fit on a drawn map without crowding each other. */

import type { BaseMap } from '../../page-services.ts';
import { placeIn, type View } from './projection.ts';

export interface TownLabel {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly large: boolean;
}

/** Least distance between two names, in percent of the view's width and height. */
const apart = { across: 17, down: 5.5 };

export function townLabels({ towns }: BaseMap, view: View, most: number): readonly TownLabel[] {
  const chosen: TownLabel[] = [];
  const byRank = towns.features.toSorted((a, b) => a.properties.rank - b.properties.rank);
  for (const { geometry, properties } of byRank) {
    if (chosen.length >= most) break;
    const [lon = 0, lat = 0] = geometry.coordinates;
    const place = placeIn(view, { lon, lat });
    if (place === undefined || place.left > 98 || place.left < 2 || place.top < 3 || place.top > 97) continue;
    if (chosen.some((other) => Math.abs(other.left - place.left) < apart.across && Math.abs(other.top - place.top) < apart.down)) continue;
    chosen.push({ name: properties.name, ...place, large: chosen.length < 3 });
  }
  return chosen;
}
