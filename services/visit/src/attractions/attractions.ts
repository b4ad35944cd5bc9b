/** Exploring: lists, the map, and one attraction with all that is known about it. */

import { kinds, interests } from '@drystone/part-visit-content';
import { hiddenBelow } from '@drystone/part-visit-recommender';
import type { Database } from '@drystone/database';
import type { Catalogues } from '../content/catalogue.ts';
import { didYouMean } from '../content/did-you-mean.ts';
import { placeDataOf, type Catalogue } from '../content/place-data.ts';
import { invalid, Problem } from '../problem.ts';
import { MomentError, parseMoment } from '../trips/moments.ts';
import { describeAttraction, listItem } from './describe.ts';
import { createSchedules, type Schedules } from './open-state.ts';
import { searchAttractions } from './search.ts';
import type { AttractionDetail, AttractionList, AttractionListItem, AttractionQuery } from './attraction-view.ts';
import type { VisitService } from '../visit-service.ts';

type Exploring = Pick<VisitService, 'places' | 'place' | 'placeData' | 'areas' | 'towns' | 'interests' | 'attractions' | 'attraction' | 'attractionMap'>;

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
    const rows = await database.as('anonymous', (transaction) => searchAttractions(transaction, query, providersIn(catalogue)));
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
    async placeData(slug) {
      return placeDataOf(await catalogues.of(slug));
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
        if (attraction) return describeAttraction(attraction, catalogue, schedules(catalogue), now);
      }
      throw new Problem({ kind: 'unknown-attraction', detail: `There is no attraction called "${slug}".` });
    },
  };
}

function providersIn({ sources }: Catalogue): string[] {
  return [...new Set([...(sources?.values() ?? [])].flat().map(({ providerId }) => providerId))];
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

function momentOf(query: AttractionQuery, { place }: Catalogue, now: Temporal.Instant): Temporal.ZonedDateTime {
  if (query.open === undefined || query.open === 'now') return now.toZonedDateTimeISO(place.timeZone);
  try {
    return parseMoment(query.open, place.timeZone);
  } catch (error) {
    if (error instanceof MomentError) throw invalid([{ field: 'open', message: error.message, mend: error.mend }]);
    throw error;
  }
}

function checkAreas(query: AttractionQuery, catalogue: Catalogue): void {
  const unknown = query.area?.find((area) => !catalogue.areas.has(area));
  if (unknown !== undefined) throw invalid([{ field: 'area', message: `"${unknown}" is not an area of ${catalogue.place.name}`, mend: didYouMean(unknown, catalogue.areas.keys()) ?? `use one of ${[...catalogue.areas.keys()].join(', ')}` }]);
  const kind = query.kind?.find((each) => !(each in kinds));
  if (kind !== undefined) throw invalid([{ field: 'kind', message: `"${kind}" is not a kind of attraction`, mend: didYouMean(kind, Object.keys(kinds)) ?? `use one of ${Object.keys(kinds).join(', ')}` }]);
  if (query.bbox && (query.bbox[0] > query.bbox[2] || query.bbox[1] > query.bbox[3])) throw invalid([{ field: 'bbox', message: 'the box is inside out', mend: 'use west,south,east,north' }]);
}

function position(after: string, items: readonly AttractionListItem[]): number {
  const index = items.findIndex((item) => item.slug === after);
  if (index === -1) throw invalid([{ field: 'after', message: `"${after}" is not in this list`, mend: 'follow `next` as it was given' }]);
  return index + 1;
}

/** `open=now` becomes the moment it meant: what closes while somebody reads on does not shift the pages. */
function nextPath(query: AttractionQuery, at: Temporal.ZonedDateTime, after: string): string {
  const parameters = new URLSearchParams();
  const open = query.open && at.toString({ smallestUnit: 'minute', timeZoneName: 'never' });
  for (const [name, value] of Object.entries({ ...query, open, after })) if (value !== undefined) parameters.set(name, String(value));
  return `/api/visit/attractions?${parameters}`;
}
