/**
 * Opening hours in OpenStreetMap syntax, read by the `opening_hours` library, as windows of a
 * local day. The library reads the local parts of a Date, so it is given dates whose local parts are
 * the place's wall clock; only hours that follow the sun need the process to be in the place's zone
 * (the server and the tests set TZ).
 */

import OpeningHours from 'opening_hours';

export interface OpeningWindow {
  /** Minutes after local midnight of the day asked for; `closes` may pass 1440. */
  readonly opens: number;
  readonly closes: number;
}

export interface OpeningSchedule {
  /** What the library found odd about the text. */
  readonly warnings: string[];
  /** Windows that begin on this local day, in order; open ground gives one of 0–1440. */
  windows(day: Temporal.PlainDate): OpeningWindow[];
}

/** @throws a string of the library's where the text does not parse. */
export function openingSchedule(text: string, position: { lat: number; lon: number }, place: { country: string; state?: string | undefined; timeZone: string }): OpeningSchedule {
  // The library takes latitude and longitude as strings only; numbers silently give fixed sunrise.
  const nominatim = {
    lat: String(position.lat),
    lon: String(position.lon),
    address: { country_code: place.country, state: place.state ?? '' },
  };
  const hours = new OpeningHours(text, nominatim as unknown as ConstructorParameters<typeof OpeningHours>[1]);
  return {
    warnings: hours.getWarnings() as string[],
    windows(day) {
      const from = new Date(day.year, day.month - 1, day.day);
      const to = new Date(day.year, day.month - 1, day.day + 1);
      return hours
        .getOpenIntervals(from, to)
        .filter(([, , unknown]) => !unknown)
        .map(([opens, closes]) => ({ opens: minutesOfDay(opens, from), closes: minutesOfDay(closes, from) }));
    },
  };
}

function minutesOfDay(at: Date, day: Date): number {
  if (at.getDate() === day.getDate() && at.getMonth() === day.getMonth()) return at.getHours() * 60 + at.getMinutes();
  return 1440;
}
