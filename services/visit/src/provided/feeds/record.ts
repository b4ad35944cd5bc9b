/** Turns what a feed says of a place into a record of ours, or says what is missing and how to mend it. Pure. */

import { attraction, interestSlugs, kindSlugs, mostPictures, picture, type Attraction, type Basis, type Interest, type Picture } from '@drystone/part-visit-content';
import { distanceMetres, insideShape } from '../../content/geometry.ts';
import type { Catalogue } from '../../content/place-data.ts';
import { placeOfRecord } from '../../content/record-of-place.ts';
import { fieldProblems } from '../../problem.ts';
import type { Described, DescribedPicture, FeedFault, FeedItem } from './item.ts';
import { firstSentences } from './plain-text.ts';
import { kindOf, usualOf } from './usual.ts';

export interface FeedGround {
  readonly catalogues: readonly Catalogue[];
  /** Name and address of who says so, and the day it was read. */
  readonly host: string;
  readonly feedUrl: string;
  readonly today: string;
}

export interface MappedRecord {
  readonly record: Attraction;
  readonly place: string;
  /** What was left out of it. */
  readonly leftOut: readonly FeedFault[];
}

/** @param slugTaken a slug that the item had before, which it keeps. */
export function recordOf(item: Extract<FeedItem, { kind: 'record' | 'described' }>, ground: FeedGround, keptSlug: string | undefined): { readonly mapped: MappedRecord } | { readonly faults: readonly FeedFault[] } {
  const given = item.kind === 'record' ? { ok: item.record, leftOut: [] } : describedRecord(item.described, item.where, ground, keptSlug);
  if ('faults' in given) return given;
  const fault = (field: string, message: string, mend = mends[field.split('.')[0]!] ?? 'mend it in the feed'): FeedFault => ({ where: item.where, field, message, mend });
  const parsed = attraction.safeParse(given.ok);
  if (!parsed.success) return { faults: fieldProblems(parsed.error, 'item').slice(0, 5).map(({ field, message, mend }) => fault(field, message, mends[field.split('.')[0]!] ?? mend)) };
  const { catalogue, problems } = placeOfRecord(parsed.data, ground.catalogues);
  if (catalogue === undefined || problems.length > 0) return { faults: problems.map(({ field, message, mend }) => fault(field, message, mend)) };
  return { mapped: { record: parsed.data, place: catalogue.place.slug, leftOut: given.leftOut } };
}

const mends: Readonly<Record<string, string>> = {
  summary: 'write two to four sentences, 60 to 700 characters, that say why one goes',
  name: 'give a name of 2 to 80 characters',
  position: 'give latitude and longitude of the entrance, in degrees',
  hours: 'write hours as OpenStreetMap does, such as Mo-Fr 10:00-17:00',
  price: 'give prices in pounds, 0 to 500',
  town: 'name the town it is reached from',
  slug: 'use lower-case letters, digits and single hyphens',
};
const nearestTownMetres = 18_000;
const sameNameMetres = 1_000;

function describedRecord(described: Described, where: string, { catalogues, host, feedUrl, today }: FeedGround, keptSlug: string | undefined): { readonly ok: unknown; readonly leftOut: readonly FeedFault[] } | { readonly faults: readonly FeedFault[] } {
  const { name, lat, lon, access, website } = described;
  const faults: FeedFault[] = [];
  const kind = kindOf(described.kinds);
  if (name === undefined || name === '') faults.push({ where, field: 'name', message: 'is missing', mend: mends['name']! });
  if (kind === undefined) faults.push({ where, field: 'kind', message: described.kinds.join('') === '' ? 'is missing' : `"${described.kinds.join(', ').slice(0, 80)}" is not a kind of place that is known here`, mend: `use one of: ${kindSlugs.join(', ')}` });
  if (lat === undefined || lon === undefined) faults.push({ where, field: 'position', message: 'is missing', mend: mends['position']! });
  if (faults.length > 0) return { faults };
  const point = { lat: lat!, lon: lon! };
  const inside = areaAround(point, catalogues);
  const area = described.area ?? inside?.area;
  if (area === undefined) return { faults: [{ where, field: 'position', message: `${point.lat}, ${point.lon} is in no area of the guide`, mend: 'see whether latitude and longitude are swapped' }] };
  const catalogue = inside?.catalogue ?? catalogues.find(({ areas }) => areas.has(area));
  const usual = usualOf[kind!];
  const basis: Basis = { source: host, url: website ?? feedUrl, read: today };
  const dwell = described.dwellMinutes ?? usual.dwellMinutes;
  const interests = described.interests?.filter((each): each is Interest => (interestSlugs as readonly string[]).includes(each)) ?? [];
  const town = townOf(described.town, point, catalogue);
  const said = (value: string | undefined, otherwise: string) => value ?? otherwise;
  const { pictures, leftOut } = picturesOf(described.pictures ?? [], where, host, feedUrl);
  return {
    leftOut,
    ok: {
      slug: keptSlug ?? described.slug ?? slugFor(name!, town, point, catalogue),
      name: name!.slice(0, 80),
      kind,
      interests: Object.fromEntries((interests.length > 0 ? interests : usual.interests).map((interest, index) => [interest, index === 0 ? 1 : 0.6])),
      area,
      town: town ?? '',
      position: { ...point, basis },
      hours: described.opening === undefined ? 'unknown' : { opening: described.opening, basis },
      dwellMinutes: { short: Math.max(5, Math.round(dwell / 2)), usual: dwell, long: Math.min(600, dwell * 2) },
      price: described.price === undefined ? 'unknown' : { adult: described.price.adult, child: described.price.child, concession: described.price.concession, year: described.price.year ?? Number(today.slice(0, 4)), basis },
      setting: said(described.setting, usual.setting),
      terrain: said(described.terrain, usual.terrain),
      accessibility: { stepFree: 'unknown', accessibleToilet: 'unknown', hearingLoop: 'unknown', quietHours: 'unknown', parking: 'unknown', ...access, ...(described.accessNote === undefined ? {} : { note: described.accessNote.slice(0, 300) }) },
      renown: described.renown ?? 0.2,
      summary: firstSentences(described.summary ?? ''),
      ...(website === undefined ? {} : { website }),
      ...(pictures.length === 0 ? {} : { pictures }),
    },
  };
}

/** The first that say what they show: one that does not is nothing to whoever cannot see it. */
function picturesOf(described: readonly DescribedPicture[], where: string, host: string, feedUrl: string): { readonly pictures: readonly Picture[]; readonly leftOut: readonly FeedFault[] } {
  const pictures: Picture[] = [];
  const leftOut: FeedFault[] = [];
  for (const [index, { url, alt, credit, licence }] of described.slice(0, mostPictures).entries()) {
    const parsed = picture.safeParse({ url: URL.parse(url, feedUrl)?.href ?? url, alt: alt?.slice(0, 250), credit: (credit ?? host).slice(0, 120), ...(licence === undefined ? {} : { licence: licence.slice(0, 80) }) });
    if (parsed.success) pictures.push(parsed.data);
    else if (parsed.error.issues.some(({ path }) => path[0] === 'alt')) leftOut.push({ where, field: `pictures.${index}`, message: `${url.slice(0, 200)} does not say what it shows`, mend: 'describe it in 5 to 250 characters, for whoever cannot see it' });
    else leftOut.push({ where, field: `pictures.${index}`, message: `"${url.slice(0, 200)}" is no address of a picture`, mend: 'use an address that begins with https:' });
  }
  return { pictures, leftOut };
}

function areaAround(point: { lat: number; lon: number }, catalogues: readonly Catalogue[]): { area: string; catalogue: Catalogue } | undefined {
  for (const catalogue of catalogues) {
    for (const [area, shape] of Object.entries(catalogue.shapes)) if (insideShape(point, shape)) return { area, catalogue };
  }
  return undefined;
}

/** The town that is named where there is one of that name near, else the nearest. */
function townOf(named: string | undefined, point: { lat: number; lon: number }, catalogue: Catalogue | undefined): string | undefined {
  const near = [...(catalogue?.towns.values() ?? [])].map((town) => ({ town, away: distanceMetres(point, town) })).filter(({ away }) => away <= nearestTownMetres).sort((a, b) => a.away - b.away);
  const wanted = named?.trim().toLowerCase();
  return (near.find(({ town }) => town.slug === wanted || town.name.toLowerCase() === wanted) ?? near[0])?.town.slug;
}

/** Of its name; with its town where another place far away has that slug. */
function slugFor(name: string, town: string | undefined, point: { lat: number; lon: number }, catalogue: Catalogue | undefined): string {
  const slug = slugOf(name);
  const known = catalogue?.attractions.get(slug);
  return known !== undefined && distanceMetres(known.position, point) > sameNameMetres ? `${slug}-${town ?? 'here'}` : slug;
}

export function slugOf(name: string): string {
  return name.normalize('NFKD').toLowerCase().replace(/[’'\p{M}]/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 70).replace(/-+$/, '');
}

/** Whether two records say the same, whenever it was read. */
export function sameSaying(a: Attraction, b: Attraction): boolean {
  return JSON.stringify(a, withoutReading) === JSON.stringify(b, withoutReading);
}

function withoutReading(this: unknown, name: string, value: unknown): unknown {
  if (name === 'read') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([x], [y]) => (x < y ? -1 : 1)));
}
