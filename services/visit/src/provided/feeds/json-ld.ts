/**
 * Places in JSON-LD: schema.org as websites publish it, OpenActive's and DATAtourisme's relatives of it.
 * Read by the names that such feeds really use, without fetching anybody's context.
 */

import type { Described, FeedItem } from './item.ts';
import { isObject, listOf, type Json } from './json.ts';
import { plainText } from './plain-text.ts';

type Node = { readonly [name: string]: Json };

/** Every place of a document; things of other types are passed over. */
export function placesIn(document: Json, root = ''): FeedItem[] {
  const found: FeedItem[] = [];
  const seen = new Set<Json>();
  const walk = (value: Json, where: string): void => {
    if (seen.has(value)) return;
    if (Array.isArray(value)) for (const [index, inner] of value.entries()) walk(inner as Json, `${where}/${index}`);
    if (!isObject(value)) return;
    seen.add(value);
    for (const name of ['@graph', 'itemListElement', 'dataFeedElement', 'item', 'mainEntity', 'containsPlace', 'objects']) {
      const inner = of(value, name);
      if (inner !== undefined && inner !== null) walk(inner, `${where}/${name}`);
    }
    if (isPlace(value)) found.push({ kind: 'described', where: where || '/', key: keyOf(value, where), described: describedBy(value) });
  };
  walk(document, root);
  return found;
}

/** One thing that is meant to be a place, whatever its type says. */
export function placeOf(node: Json, where: string, key: string): FeedItem {
  return isObject(node) ? { kind: 'described', where, key, described: describedBy(node) } : { kind: 'fault', fault: { where, field: 'data', message: 'is not an object', mend: 'send the place itself' } };
}

function isPlace(node: Node): boolean {
  const types = typesOf(node);
  return types.length > 0 && geoOf(node) !== undefined && !types.every((type) => notPlaces.test(type));
}

const notPlaces = /^(Person|Organization|WebSite|WebPage|BreadcrumbList|ItemList|DataFeed|PostalAddress|GeoCoordinates|Offer|Event|Action)$/;

/** By its name, with whatever prefix. */
function of(node: Node, name: string): Json | undefined {
  return node[name] ?? node[`schema:${name}`] ?? node[`https://schema.org/${name}`] ?? node[`http://schema.org/${name}`];
}

function typesOf(node: Node): string[] {
  return [...listOf(of(node, '@type')), ...listOf(of(node, 'type'))].filter((type) => typeof type === 'string').map((type) => type.replace(/^.*[:/#]/, ''));
}

function keyOf(node: Node, where: string): string {
  const id = ['@id', 'id', 'identifier', 'dc:identifier', 'uri', 'uuid', 'url'].map((name) => of(node, name)).find((each) => typeof each === 'string' || typeof each === 'number');
  return String(id ?? textOf(of(node, 'name')) ?? where).slice(0, 500);
}

/** In English where there are several languages, else in the first. */
function textOf(value: Json | undefined): string | undefined {
  const [first] = listOf(value);
  if (typeof first === 'string') return plainText(first);
  if (typeof first === 'number') return String(first);
  if (!isObject(first)) return undefined;
  const all = listOf(value).filter(isObject);
  const chosen = all.find((each) => String(each['@language'] ?? '').startsWith('en')) ?? first;
  return textOf(chosen['@value'] ?? chosen['en'] ?? chosen['@en'] ?? chosen['en-GB'] ?? Object.values(chosen).find((each) => typeof each === 'string' || Array.isArray(each)));
}

/** The thing itself, then where it says that it is: either may carry position, address and hours. */
function holdersIn(node: Node): readonly Node[] {
  return [node, ...listOf(of(node, 'location')), ...listOf(of(node, 'isLocatedAt'))].filter(isObject);
}

function geoOf(node: Node): { lat: number; lon: number } | undefined {
  for (const holder of holdersIn(node)) {
    const geo = listOf(of(holder, 'geo')).find(isObject) ?? holder;
    const [lat, lon] = [numberOf(of(geo, 'latitude')), numberOf(of(geo, 'longitude'))];
    if (lat !== undefined && lon !== undefined) return { lat, lon };
  }
  return undefined;
}

function numberOf(value: Json | undefined): number | undefined {
  const [first] = listOf(value);
  if (typeof first === 'number') return first;
  if (isObject(first)) return numberOf(first['@value']);
  if (typeof first !== 'string' || first.trim() === '' || !Number.isFinite(Number(first))) return undefined;
  return Number(first);
}

function describedBy(node: Node): Described {
  const address = holdersIn(node).flatMap((holder) => listOf(of(holder, 'address'))).find(isObject);
  const description = listOf(of(node, 'hasDescription')).find(isObject);
  return {
    ...geoOf(node),
    name: textOf(of(node, 'name') ?? node['rdfs:label'] ?? node['label']),
    kinds: typesOf(node),
    summary: textOf(of(node, 'description') ?? (description && (description['dc:description'] ?? of(description, 'description') ?? description['shortDescription'])) ?? node['rdfs:comment']),
    town: address && textOf(of(address, 'addressLocality')),
    opening: openingOf(node),
    price: priceOf(node),
    website: websiteOf(node),
    access: accessOf(node),
    pictures: picturesOf(node),
  };
}

/** schema.org's `image`; DATAtourisme's representations, the main one first. A bare address does not say what it shows. */
function picturesOf(node: Node): Described['pictures'] {
  const images = [...listOf(of(node, 'image')), ...listOf(of(node, 'photo'))].flatMap((image) => {
    if (!isObject(image)) return typeof image === 'string' ? [{ url: image }] : [];
    const url = textOf(of(image, 'contentUrl') ?? of(image, 'url') ?? (image['@id'] as Json | undefined));
    const owner = listOf(of(image, 'creator') ?? of(image, 'copyrightHolder')).find(isObject);
    return url === undefined ? [] : [{ url, alt: textOf(of(image, 'caption') ?? of(image, 'description') ?? of(image, 'name')), credit: textOf(of(image, 'creditText') ?? (owner && of(owner, 'name'))), licence: licenceIn(textOf(of(image, 'license'))) }];
  });
  const representations = [...listOf(node['hasMainRepresentation']), ...listOf(node['hasRepresentation'])].filter(isObject).flatMap((each) => {
    const resource = listOf(each['ebucore:hasRelatedResource'] ?? each['hasRelatedResource']).find(isObject);
    const annotation = listOf(each['ebucore:hasAnnotation'] ?? each['hasAnnotation']).find(isObject);
    const url = resource && textOf(resource['ebucore:locator'] ?? resource['locator']);
    return url === undefined ? [] : [{ url, alt: annotation && textOf(annotation['ebucore:title'] ?? annotation['title']), credit: annotation && textOf(annotation['credits']) }];
  });
  const found = [...images, ...representations].filter(({ url }, index, all) => all.findIndex((other) => other.url === url) === index);
  return found.length === 0 ? undefined : found;
}

/** A deed of Creative Commons by its name; whatever else is said as it is. */
function licenceIn(said: string | undefined): string | undefined {
  const deed = /creativecommons\.org\/(?:licenses\/([a-z-]+)\/(\d\.\d)|(publicdomain\/zero))/.exec(said ?? '');
  if (deed === null) return said === undefined || /^https?:/.test(said) ? undefined : said;
  return deed[3] === undefined ? `CC ${deed[1]!.toUpperCase()} ${deed[2]}` : 'CC0';
}

function websiteOf(node: Node): string | undefined {
  const contacts = listOf(node['hasContact']).filter(isObject);
  return [of(node, 'url'), ...contacts.map((contact) => contact['foaf:homepage'] ?? contact['homepage'])].map(textOf).find((url) => url !== undefined && /^https?:\/\//.test(url) && URL.canParse(url));
}

const days: Readonly<Record<string, string>> = { Monday: 'Mo', Tuesday: 'Tu', Wednesday: 'We', Thursday: 'Th', Friday: 'Fr', Saturday: 'Sa', Sunday: 'Su', PublicHolidays: 'PH' };
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** schema.org's `openingHours` is nearly OpenStreetMap's syntax; its specification is put into it. */
function openingOf(node: Node): string | undefined {
  const rules = holdersIn(node).flatMap((holder) => listOf(of(holder, 'openingHoursSpecification'))).filter(isObject).flatMap((each) => {
    const [opens, closes] = [textOf(of(each, 'opens'))?.slice(0, 5), textOf(of(each, 'closes'))?.slice(0, 5)];
    if (opens === undefined || closes === undefined || !/^\d\d:\d\d$/.test(opens) || !/^\d\d:\d\d$/.test(closes)) return [];
    const named = listOf(of(each, 'dayOfWeek')).flatMap((day) => days[String(isObject(day) ? (day['@id'] ?? '') : day).replace(/^.*[:/#]/, '')] ?? []);
    const [from, until] = [dateIn(of(each, 'validFrom')), dateIn(of(each, 'validThrough'))];
    const span = from === undefined || until === undefined ? '' : `${from}-${until}${named.length > 0 ? ':' : ''} `;
    return [`${span}${named.join(',')}${named.length > 0 ? ' ' : ''}${opens === closes ? 'off' : `${opens}-${closes}`}`];
  });
  if (rules.length > 0) return rules.join('; ');
  const plain = listOf(of(node, 'openingHours')).filter((each) => typeof each === 'string');
  return plain.length > 0 ? plain.join('; ') : undefined;
}

function dateIn(value: Json | undefined): string | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(textOf(value) ?? '');
  const month = match && months[Number(match[2]) - 1];
  return month ? `${match[1]} ${month} ${match[3]}` : undefined;
}

/** In pounds only. A price that is for nobody in particular is for everybody. */
function priceOf(node: Node): Described['price'] {
  if (of(node, 'isAccessibleForFree') === true || /^(true|https?:\/\/schema\.org\/True)$/i.test(String(of(node, 'isAccessibleForFree')))) return { adult: 0, child: 0, concession: 0 };
  const offers = listOf(of(node, 'offers')).filter(isObject).flatMap((offer) => {
    const specification = listOf(of(offer, 'priceSpecification')).find(isObject) ?? offer;
    const price = numberOf(of(specification, 'price'));
    const currency = textOf(of(specification, 'priceCurrency') ?? of(offer, 'priceCurrency'));
    return price === undefined || currency !== 'GBP' ? [] : [{ name: (textOf(of(offer, 'name')) ?? textOf(of(offer, 'category')) ?? '').toLowerCase(), pence: Math.round(price * 100) }];
  });
  const named = (words: RegExp) => offers.find(({ name }) => words.test(name))?.pence;
  const anybody = offers.find(({ name }) => !/child|concession|senior|student|family|group/.test(name))?.pence;
  const adult = named(/adult/) ?? anybody;
  if (adult === undefined) return undefined;
  return { adult, child: named(/child/) ?? adult, concession: named(/concession|senior|student/) ?? adult };
}

const features = { stepFree: /step.?free|wheelchair (access|ramp)|^wheelchair/i, accessibleToilet: /(accessible|disabled) (toilet|wc)|changing places/i, hearingLoop: /hearing|induction loop/i, quietHours: /quiet/i, parking: /parking|car park/i } as const;

function accessOf(node: Node): Described['access'] {
  const told = listOf(of(node, 'amenityFeature')).filter(isObject).map((each) => ({ name: textOf(of(each, 'name')) ?? '', value: of(each, 'value') }));
  // DATAtourisme's word for a way without steps.
  if (typeof node['reducedMobilityAccess'] === 'boolean') told.push({ name: 'step-free', value: node['reducedMobilityAccess'] });
  return Object.fromEntries(
    Object.entries(features).flatMap(([need, words]) => {
      const feature = told.find(({ name }) => words.test(name));
      if (feature === undefined) return [];
      const { value } = feature;
      return [[need, value === false || /^(false|no)$/i.test(String(value)) ? 'no' : /^(limited|partial)/i.test(String(value)) ? 'limited' : 'yes']];
    }),
  );
}
