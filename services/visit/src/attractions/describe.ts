/** One attraction in words and figures, from a catalogue. */

import { kinds, type Attraction } from '@drystone/part-visit-content';
import { hiddenBelow } from '@drystone/part-visit-recommender';
import type { Catalogue } from '../content/place-data.ts';
import { distanceMetres } from '../content/geometry.ts';
import { atMinutes } from '../trips/moments.ts';
import type { AttractionDetail, AttractionListItem } from './attraction-view.ts';
import { openState, type Schedules } from './open-state.ts';

const nearbyCount = 6;

export function listItem(attraction: Attraction, catalogue: Catalogue, schedules: Schedules, at: Temporal.ZonedDateTime): AttractionListItem {
  const first = attraction.pictures?.[0];
  return {
    slug: attraction.slug,
    name: attraction.name,
    kind: attraction.kind,
    area: attraction.area,
    areaName: catalogue.areas.get(attraction.area)?.name ?? attraction.area,
    lat: attraction.position.lat,
    lon: attraction.position.lon,
    interests: attraction.interests,
    renown: attraction.renown,
    hidden: attraction.renown < hiddenBelow,
    openingHours: attraction.hours === 'unknown' ? 'unknown' : attraction.hours.opening,
    ...openState(attraction, schedules, at),
    terrain: attraction.terrain,
    setting: attraction.setting,
    accessibility: attraction.accessibility,
    lead: /^.*?[.?](?=\s|$)/su.exec(attraction.summary)?.[0] ?? attraction.summary,
    picture: first === undefined ? null : { url: first.url, alt: first.alt },
  };
}

/** All that is known of one, `now` telling whether it is open. */
export function describeAttraction(attraction: Attraction, catalogue: Catalogue, schedules: Schedules, now: Temporal.Instant): AttractionDetail {
  const at = now.toZonedDateTimeISO(catalogue.place.timeZone);
  const today = at.toPlainDate();
  const schedule = schedules.of(attraction);
  const time = (minutes: number): string => (minutes >= 1440 ? '24:00' : atMinutes(today, minutes, 'UTC').toPlainTime().toString({ smallestUnit: 'minute' }));
  return {
    ...listItem(attraction, catalogue, schedules, at),
    place: catalogue.place.slug,
    names: attraction.names,
    schemaType: kinds[attraction.kind].schemaType,
    townName: catalogue.towns.get(attraction.town)?.name ?? attraction.town,
    summary: attraction.summary,
    dwellMinutes: attraction.dwellMinutes,
    price: attraction.price,
    website: attraction.website ?? null,
    pictures: attraction.pictures ?? [],
    sources: catalogue.sources?.get(attraction.slug) ?? [],
    basis: {
      position: attraction.position.basis,
      hours: attraction.hours === 'unknown' ? 'unknown' : attraction.hours.basis,
      price: attraction.price === 'unknown' ? 'unknown' : attraction.price.basis,
    },
    week: Array.from({ length: schedule ? 7 : 0 }, (_, day) => {
      const date = today.add({ days: day });
      return { date: date.toString(), windows: schedule!.windows(date).map(({ opens, closes }) => ({ opens: time(opens), closes: time(closes) })) };
    }),
    nearby: [...catalogue.attractions.values()]
      .filter((other) => other !== attraction)
      .map((other) => ({ other, away: distanceMetres(attraction.position, other.position) }))
      .sort((a, b) => a.away - b.away)
      .slice(0, nearbyCount)
      .map(({ other, away }) => ({ ...listItem(other, catalogue, schedules, at), distanceMetres: Math.round(away) })),
  };
}
