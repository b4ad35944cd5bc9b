/** What a provider typed about a place, as the record that it hands in; and a record as the form's fields. */

import { m } from '@drystone/messages';
import type { Attraction, Picture } from '@drystone/part-visit-content';
import type { FormError } from '../form-error.ts';

export const renownLevels = { neighbours: 0.05, locals: 0.2, county: 0.45, everybody: 0.85 } as const;
export type RenownLevel = keyof typeof renownLevels;
export const accessNeeds = ['stepFree', 'accessibleToilet', 'hearingLoop', 'quietHours', 'parking'] as const;

export interface PictureFields {
  readonly url: string;
  readonly alt: string;
  readonly credit: string;
  readonly licence: string;
}

/** Each field by its name on the page, as it was typed. */
export interface ContentFields {
  readonly interests: readonly string[];
  /** In their order. */
  readonly pictures: readonly PictureFields[];
  readonly [field: string]: string | readonly string[] | readonly PictureFields[];
}

export const noFields: ContentFields = { interests: [], pictures: [], 'dwellMinutes-short': '20', 'dwellMinutes-usual': '45', 'dwellMinutes-long': '90', setting: 'outdoor', terrain: 'farmland', hoursKind: 'unknown', priceKind: 'unknown', renown: 'locals' };

/** What a page carries on that shows no form. */
export function hiddenFields({ pictures, ...fields }: ContentFields): readonly { readonly name: string; readonly value: string }[] {
  return [
    ...Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => ({ name, value: String(each) }))),
    ...pictures.flatMap((picture, index) => Object.entries(picture).map(([name, value]: [string, string]) => ({ name: `picture-${index}-${name}`, value }))),
  ];
}

/** @param said who says so, and where that can be read; facts are unverified where nobody can look. */
export function recordOf(fields: ContentFields, slug: string | undefined, said: { readonly name: string; readonly today: string }): Record<string, unknown> & { readonly slug: string } {
  const text = (name: string): string => String(fields[name] ?? '').trim();
  const number = (name: string): number | string => (text(name) === '' ? text(name) : Number(text(name).replace(',', '.')));
  const pence = (name: string): number | string => {
    const pounds = number(name);
    return typeof pounds === 'number' ? Math.round(pounds * 100) : pounds;
  };
  const website = text('website');
  const basis = website === '' ? 'unverified' : { source: said.name, url: website, read: said.today };
  const optional = (name: string, value: string) => (value === '' ? {} : { [name]: value });
  return {
    slug: slug ?? slugOf(text('name')),
    name: text('name'),
    kind: text('kind'),
    interests: Object.fromEntries(fields.interests.map((interest) => [interest, 1])),
    area: text('area'),
    town: text('town'),
    position: { lat: number('position-lat'), lon: number('position-lon'), basis },
    hours: text('hoursKind') === 'always' ? { opening: '24/7', basis } : text('hoursKind') === 'set' ? { opening: text('hours-opening'), basis } : 'unknown',
    dwellMinutes: { short: number('dwellMinutes-short'), usual: number('dwellMinutes-usual'), long: number('dwellMinutes-long') },
    price: text('priceKind') === 'unknown' ? 'unknown' : { ...(text('priceKind') === 'free' ? { adult: 0, child: 0, concession: 0 } : { adult: pence('price-adult'), child: pence('price-child'), concession: pence('price-concession') }), year: Number(said.today.slice(0, 4)), basis },
    setting: text('setting'),
    terrain: text('terrain'),
    accessibility: { ...Object.fromEntries(accessNeeds.map((need) => [need, text(`accessibility-${need}`) || 'unknown'])), ...optional('note', text('accessibility-note')) },
    renown: renownLevels[text('renown') as RenownLevel] ?? renownLevels.locals,
    summary: text('summary'),
    ...optional('website', website),
    ...(fields.pictures.length > 0 && { pictures: fields.pictures.map(({ licence, ...picture }) => ({ ...picture, ...optional('licence', licence) })) }),
  };
}

export function slugOf(name: string): string {
  return name.normalize('NFKD').toLowerCase().replace(/[’'\p{M}]/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80);
}

export function fieldsOfRecord(record: Attraction): ContentFields {
  const pounds = (pence: number): string => (pence / 100).toFixed(2).replace(/\.00$/, '');
  const { hours, price, dwellMinutes, position } = record;
  const renown = (Object.keys(renownLevels) as RenownLevel[]).toSorted((a, b) => Math.abs(renownLevels[a] - record.renown) - Math.abs(renownLevels[b] - record.renown))[0]!;
  return {
    name: record.name,
    kind: record.kind,
    interests: Object.keys(record.interests),
    area: record.area,
    town: record.town,
    'position-lat': String(position.lat),
    'position-lon': String(position.lon),
    hoursKind: hours === 'unknown' ? 'unknown' : hours.opening === '24/7' ? 'always' : 'set',
    'hours-opening': hours === 'unknown' || hours.opening === '24/7' ? '' : hours.opening,
    'dwellMinutes-short': String(dwellMinutes.short),
    'dwellMinutes-usual': String(dwellMinutes.usual),
    'dwellMinutes-long': String(dwellMinutes.long),
    priceKind: price === 'unknown' ? 'unknown' : price.adult + price.child + price.concession === 0 ? 'free' : 'set',
    ...(price !== 'unknown' && { 'price-adult': pounds(price.adult), 'price-child': pounds(price.child), 'price-concession': pounds(price.concession) }),
    setting: record.setting,
    terrain: record.terrain,
    ...Object.fromEntries(accessNeeds.map((need) => [`accessibility-${need}`, record.accessibility[need]])),
    'accessibility-note': record.accessibility.note ?? '',
    renown,
    summary: record.summary,
    website: record.website ?? '',
    pictures: (record.pictures ?? []).map(({ url, alt, credit, licence = '' }: Picture) => ({ url, alt, credit, licence })),
  };
}

const sayings: Readonly<Record<string, () => string>> = {
  name: m.content_error_name,
  slug: m.content_error_name,
  kind: m.content_error_kind,
  interests: m.content_error_interests,
  area: m.content_error_area,
  town: m.content_error_town,
  'position-lat': m.content_error_lat,
  'position-lon': m.content_error_lon,
  'hours-opening': m.content_error_hours,
  'price-adult': m.content_error_price,
  'price-child': m.content_error_price,
  'price-concession': m.content_error_price,
  'dwellMinutes-short': m.content_error_dwell,
  'dwellMinutes-usual': m.content_error_dwell,
  'dwellMinutes-long': m.content_error_dwell,
  dwellMinutes: m.content_error_dwell,
  'accessibility-note': m.content_error_note,
  summary: m.content_error_summary,
  website: m.content_error_website,
  'picture-alt': m.content_error_picture_alt,
  'picture-credit': m.content_error_picture_credit,
  'picture-licence': m.content_error_picture_licence,
  picture: m.content_error_pictures,
};

/** The fields at fault, each once, under the names that the page has for them. */
export function contentErrors(errors: readonly { readonly field: string; readonly message: string }[]): FormError[] {
  const seen = new Map<string, FormError>();
  for (const { field, message } of errors) {
    const ofPicture = /^pictures\.(\d+)\.(\w+)$/.exec(field);
    if (ofPicture) {
      const [, index, part] = ofPicture as unknown as [string, string, string];
      seen.set(field, { field: `picture-${index}-${part}`, message: sayings[`picture-${part}`]?.() ?? message });
      continue;
    }
    const name = field.split('.').slice(0, 2).join('-').replace(/^interests-.*/, 'interests').replace(/^pictures$/, 'picture');
    const place = name === 'position' ? 'position-lat' : name === 'slug' ? 'name' : name === 'dwellMinutes' ? 'dwellMinutes-usual' : name;
    if (!seen.has(place)) seen.set(place, { field: place, message: name === 'position' ? m.content_error_position({ reason: message }) : (sayings[name]?.() ?? message) });
  }
  return [...seen.values()];
}
