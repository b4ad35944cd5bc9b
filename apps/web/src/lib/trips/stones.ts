/** The numbered stones of a day as they lie on its drawn map. */

import { placeIn } from '../map/projection.ts';
import type { DayView } from './trip-view.ts';

export interface LaidStone {
  readonly number: number;
  readonly name: string;
  readonly slug: string;
  readonly hidden: boolean;
  /** Percent from the map's left and top edge. */
  readonly left: number;
  readonly top: number;
}

export const stonesOf = (day: DayView): readonly LaidStone[] =>
  day.entries.flatMap((entry) => {
    if (entry.kind !== 'stop') return [];
    const place = placeIn(day.map.view, entry.stop);
    return place ? [{ number: entry.number, name: entry.stop.name, slug: entry.stop.slug, hidden: entry.stop.hidden, ...place }] : [];
  });
