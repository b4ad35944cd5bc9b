/** Exploring: lists, the map, and one attraction with all that is known about it. */

import { kinds, interests, type Attraction } from '@drystone/part-visit-content';
import { hiddenBelow } from '@drystone/part-visit-recommender';
import type { Database } from '@drystone/database';
import type { Catalogue, Catalogues } from '../content/catalogue.ts';
import { distanceMetres } from '../content/geometry.ts';
import { Problem } from '../problem.ts';
import { atMinutes, MomentError, parseMoment } from '../trips/moments.ts';
import { createSchedules, openState, type Schedules } from './open-state.ts';
import { searchAttractions } from './search.ts';
import type { AttractionDetail, AttractionList, AttractionListItem, AttractionQuery } from './attraction-view.ts';
import type { VisitService } from '../visit-service.ts';

const nearbyCount = 6;

type Exploring = Pick<VisitService, 'places' | 'place' | 'areas' | 'towns' | 'interests' | 'attractions' | 'attraction' | 'attractionMap'>;

export function createExploring(database: Database, catalogues: Catalogues): Exploring {
  const schedulesOf = new WeakMap<Catalogue, Schedules>();
  function schedules(catalogue: Catalogue): Schedules {
    let known = schedulesOf.get(catalogue);
    if (known === undefined) schedulesOf.set(catalogue, (known = createSchedules(catalogue.place)));
    return known;
  }

  async function found(query: AttractionQuery, now: Temporal.Instant): Promise<{ items: AttractionListItem[]; at: Temporal.ZonedDateTime }> {
    const catalogue = await catalogues.of(query.place);
    checkAreas(query, catalogue);
    const at = momentOf(query, catalogue, now);
    const rows = await database.as('anonymous', (transaction) => searchAttractions(transaction, query));
    const items = rows.flatMap(({ slug, distanceMetres: away }) => {
      const attraction = catalogue.attractions.get(slug);
      if (attraction === undefined) return [];
      const item = listItem(attraction, catalogue, schedules(catalogue), at);
      return [away === null ? item : { ...item, distanceMetres: Math.round(away) }];
    });
    return { items: query.open === undefined ? items : items.filter((item) => item.state === 'open'), at };
  }

  return {
    async places() {
      return (await catalogues.all()).map(overview);
    },
    async place(slug) {
      return overview(await catalogues.of(slug));
    },
    async areas() {
      return (await catalogues.all()).flatMap((catalogue) =>
        [...catalogue.areas.values()].map((area) => ({ slug: area.slug, name: area.name, gssCode: area.gssCode ?? null, place: catalogue.place.slug })),
      );
    },
    async towns(place) {
      return [...(await catalogues.of(place)).towns.values()];
    },
    async interests() {
      const all = (await catalogues.all()).flatMap((catalogue) => [...catalogue.attractions.values()]);
      return interests.map(({ slug, name }) => ({ slug, name, count: all.filter((attraction) => attraction.interests[slug] !== undefined).length }));
    },

    async attractions(query, now): Promise<AttractionList> {
      const { items, at } = await found(query, now);
      const from = query.after === undefined ? 0 : position(query.after, items);
      const page = items.slice(from, from + query.limit);
      const last = page.at(-1);
      return { items: page, next: last !== undefined && from + query.limit < items.length ? nextPath(query, at, last.slug) : null, total: items.length };
    },
    async attractionMap(query, now) {
      return (await found(query, now)).items;
    },

    async attraction(slug, now): Promise<AttractionDetail> {
      for (const catalogue of await catalogues.all()) {
        const attraction = catalogue.attractions.get(slug);
        if (attraction) return detail(attraction, catalogue, schedules(catalogue), now);
      }
      throw new Problem({ kind: 'unknown-attraction', detail: `There is no attraction called "${slug}".` });
    },
  };
}

function overview({ place, attractions }: Catalogue) {
  const all = [...attractions.values()];
  return {
    slug: place.slug,
    name: place.name,
    timeZone: place.timeZone,
    centre: place.centre,
    attributions: place.attributions,
    attractionCount: all.length,
    hiddenCount: all.filter((attraction) => attraction.renown < hiddenBelow).length,
  };
}

function listItem(attraction: Attraction, catalogue: Catalogue, schedules: Schedules, at: Temporal.ZonedDateTime): AttractionListItem {
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
  };
}

function detail(attraction: Attraction, catalogue: Catalogue, schedules: Schedules, now: Temporal.Instant): AttractionDetail {
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

function momentOf(query: AttractionQuery, { place }: Catalogue, now: Temporal.Instant): Temporal.ZonedDateTime {
  if (query.open === undefined || query.open === 'now') return now.toZonedDateTimeISO(place.timeZone);
  try {
    return parseMoment(query.open, place.timeZone);
  } catch (error) {
    if (error instanceof MomentError) throw invalid('open', error.message, error.mend);
    throw error;
  }
}

function checkAreas(query: AttractionQuery, catalogue: Catalogue): void {
  const unknown = query.area?.find((area) => !catalogue.areas.has(area));
  if (unknown !== undefined) throw invalid('area', `"${unknown}" is not an area of ${catalogue.place.name}`, `use one of: ${[...catalogue.areas.keys()].join(', ')}`);
  const kind = query.kind?.find((each) => !(each in kinds));
  if (kind !== undefined) throw invalid('kind', `"${kind}" is not a kind of attraction`, `use one of: ${Object.keys(kinds).join(', ')}`);
  if (query.bbox && (query.bbox[0] > query.bbox[2] || query.bbox[1] > query.bbox[3])) throw invalid('bbox', 'the box is inside out', 'use west,south,east,north');
}

function position(after: string, items: readonly AttractionListItem[]): number {
  const index = items.findIndex((item) => item.slug === after);
  if (index === -1) throw invalid('after', `"${after}" is not in this list`, 'follow `next` as it was given');
  return index + 1;
}

/** `open=now` becomes the moment it meant: what closes while somebody reads on does not shift the pages. */
function nextPath(query: AttractionQuery, at: Temporal.ZonedDateTime, after: string): string {
  const parameters = new URLSearchParams();
  const open = query.open && at.toString({ smallestUnit: 'minute', timeZoneName: 'never' });
  for (const [name, value] of Object.entries({ ...query, open, after })) if (value !== undefined) parameters.set(name, String(value));
  return `/api/visit/attractions?${parameters}`;
}

function invalid(field: string, message: string, mend: string): Problem {
  return new Problem({ kind: 'invalid-request', detail: `${field}: ${message}. ${mend}.`, errors: [{ field, message, mend }] });
}
