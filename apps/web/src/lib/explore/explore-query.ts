/** The filters of the explore page as they stand in its address, and the query they make. */

import type { AttractionQuery } from '@drystone/visit';
import { interestWords, kindWords, needWords } from '../words/words.ts';

export interface ExploreFilters {
  readonly q: string;
  readonly interest: string;
  readonly kind: string;
  readonly area: string;
  /** '', `now`, or `at` together with `time`. */
  readonly open: string;
  readonly time: string;
  readonly accessibility: readonly string[];
  readonly hidden: boolean;
  readonly near: string;
  readonly radiusKm: string;
}

export const radii = ['5', '10', '20', '40'] as const;

export function filtersOf(query: URLSearchParams): ExploreFilters {
  const one = (name: string): string => (query.get(name) ?? '').trim();
  const known = (value: string, words: object): string => (value in words ? value : '');
  const time = one('time');
  return {
    q: one('q').slice(0, 200),
    interest: known(one('interest'), interestWords),
    kind: known(one('kind'), kindWords),
    area: one('area'),
    open: one('open') === 'now' ? 'now' : one('open') === 'at' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(time) ? 'at' : '',
    time,
    accessibility: query.getAll('accessibility').filter((need) => need in needWords),
    hidden: query.get('hidden') === 'on',
    near: one('near'),
    radiusKm: (radii as readonly string[]).includes(one('radius')) ? one('radius') : '10',
  };
}

export interface Surroundings {
  readonly towns: readonly { readonly slug: string; readonly lat: number; readonly lon: number }[];
  readonly areas: readonly { readonly slug: string }[];
}

export function attractionQueryOf(filters: ExploreFilters, place: string, { towns, areas }: Surroundings): AttractionQuery {
  const town = towns.find(({ slug }) => slug === filters.near);
  return {
    place,
    limit: 24,
    ...(filters.q !== '' && { q: filters.q }),
    ...(filters.interest !== '' && { interest: [filters.interest] as AttractionQuery['interest'] }),
    ...(filters.kind !== '' && { kind: [filters.kind] }),
    ...(areas.some(({ slug }) => slug === filters.area) && { area: [filters.area] }),
    ...(filters.open === 'now' && { open: 'now' as const }),
    ...(filters.open === 'at' && { open: filters.time }),
    ...(filters.accessibility.length > 0 && { accessibility: filters.accessibility as AttractionQuery['accessibility'] }),
    ...(filters.hidden && { hidden: true }),
    ...(town && { near: [town.lat, town.lon] as AttractionQuery['near'], radiusMetres: Number(filters.radiusKm) * 1000 }),
  };
}
