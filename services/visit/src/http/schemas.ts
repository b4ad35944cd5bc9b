/** What the API answers, as schemas: the OpenAPI document is made of them, and tests hold answers against them. */

import { accessibility, attraction, interestSlugs, kindSlugs, picture } from '@drystone/part-visit-content';
import { z } from '@hono/zod-openapi';
import { leftOutReasons, modes, needs, tripRequest } from '../trips/trip.ts';
import { storedWishes } from '../trips/wishes.ts';

const moment = z.string().openapi({ format: 'date-time', example: '2027-06-11T13:00:00+01:00', description: 'RFC 3339 with seconds and offset' });
const date = z.string().openapi({ format: 'date', example: '2027-06-11' });
const lineString = z.strictObject({ type: z.literal('LineString'), coordinates: z.array(z.tuple([z.number(), z.number()])) }).readonly();

const warning = z.strictObject({
  code: z.enum(['hours_unverified', 'hours_unknown', 'price_unknown', 'price_unverified', 'price_parking', 'need_unknown', 'need_limited', 'need_unmet', 'last_entry']),
  need: z.enum(needs).optional(),
  text: z.string(),
});

const stop = z
  .strictObject({
    slug: z.string(),
    name: z.string(),
    kind: z.string(),
    lat: z.number(),
    lon: z.number(),
    arrive: moment,
    depart: moment,
    dwellMinutes: z.int(),
    pricePence: z.int().nullable().openapi({ description: 'For the whole party; null where the price is not known' }),
    why: z.string(),
    warnings: z.array(warning).readonly(),
    pinned: z.boolean(),
    appointment: z.boolean(),
    hidden: z.boolean(),
  })
  .openapi('Stop');

export const routeAnswer = z
  .strictObject({
    distanceMetres: z.number(),
    durationMinutes: z.number(),
    geometry: lineString,
    ferries: z.array(z.string()).readonly(),
    source: z.string().openapi({ description: '`drystone` (the built-in network) or `osrm`' }),
  })
  .openapi('Route');

const leg = z
  .strictObject({ from: z.string(), to: z.string(), mode: z.enum(modes), ...routeAnswer.shape })
  .openapi('Leg', { description: '`legs[i]` leads to `stops[i]`; the last one leads to the end of the day' });

const dayEnd = z.strictObject({ name: z.string(), slug: z.string().nullable(), lat: z.number(), lon: z.number() });

const day = z
  .strictObject({
    date,
    start: moment,
    end: moment,
    from: dayEnd,
    to: dayEnd,
    stops: z.array(stop).readonly(),
    legs: z.array(leg).readonly(),
    breaks: z.array(z.strictObject({ name: z.string(), start: moment, end: moment })).readonly(),
    wetDay: z.boolean(),
    pricePence: z.int(),
    distanceMetres: z.int(),
    travelMinutes: z.number(),
  })
  .openapi('Day');

export const trip = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    place: z.string(),
    revision: z.int(),
    request: tripRequest,
    wishes: storedWishes.describe('What was changed by hand: pins, what was added and taken out, hours of days, wet days, an order of stops as minutes after midnight'),
    gone: z.array(z.string()).readonly().openapi({ description: 'Stops that are not in the guide any more, by slug: swap them' }),
    createdAt: moment,
    updatedAt: moment,
    expiresAt: moment,
    days: z.array(day).readonly(),
    leftOut: z.array(z.strictObject({ slug: z.string(), name: z.string(), reason: z.enum(leftOutReasons) })).readonly(),
    totals: z.strictObject({
      stops: z.int(),
      score: z.number(),
      distanceMetres: z.int(),
      travelMinutes: z.number(),
      pricePence: z.int(),
      pricePenceEach: z.strictObject({ adult: z.int(), child: z.int(), concession: z.int(), car: z.int().optional().openapi({ description: 'Parking, for each car' }) }),
      stopsWithUnknownPrice: z.int(),
    }),
    notes: z.array(z.string()).readonly(),
  })
  .openapi('Trip');

export const plannedTrip = trip.extend({ editKey: z.string().openapi({ description: 'Needed to change the trip; given only this once' }) }).openapi('PlannedTrip');

const slugs = z.array(z.string()).readonly();
export const changedTrip = trip.extend({ changed: z.strictObject({ added: slugs, dropped: slugs, moved: slugs }).openapi({ description: 'What became of stops, by slug; moved is on another day' }) }).openapi('ChangedTrip');

export const listItem = z
  .strictObject({
    slug: z.string(),
    name: z.string(),
    kind: z.enum(kindSlugs),
    area: z.string(),
    areaName: z.string(),
    lat: z.number(),
    lon: z.number(),
    interests: z.partialRecord(z.enum(interestSlugs), z.number()),
    renown: z.number(),
    hidden: z.boolean(),
    openingHours: z.string().openapi({ description: 'OpenStreetMap opening_hours syntax, or `unknown`' }),
    state: z.enum(['open', 'closed', 'unknown']),
    changesAt: moment.nullable(),
    text: z.string().openapi({ description: 'The state in words' }),
    terrain: attraction.unwrap().shape.terrain,
    setting: attraction.unwrap().shape.setting,
    accessibility,
    lead: z.string(),
    picture: picture.pick({ url: true, alt: true }).nullable().openapi({ description: 'WebP is at its address with `/480.webp`, `/960.webp` or `/1600.webp`; null where the guide draws its own' }),
    distanceMetres: z.int().optional(),
  })
  .openapi('AttractionListItem');

export const attractionList = z.strictObject({ items: z.array(listItem), next: z.string().nullable(), total: z.int() }).openapi('AttractionList');

const basis = attraction.unwrap().shape.position.shape.basis;

export const attractionDetail = listItem
  .extend({
    names: attraction.unwrap().shape.names,
    place: z.string(),
    schemaType: z.string(),
    townName: z.string(),
    summary: z.string(),
    dwellMinutes: z.strictObject({ short: z.int(), usual: z.int(), long: z.int() }),
    price: attraction.unwrap().shape.price,
    website: z.string().nullable(),
    pictures: z.array(picture).readonly(),
    sources: z.array(z.strictObject({ awardId: z.uuid(), providerId: z.uuid() })).readonly().openapi({ description: 'Awards that brought it into the guide, or say more of it' }),
    basis: z.strictObject({ position: basis, hours: z.union([basis, z.literal('unknown')]), price: z.union([basis, z.literal('unknown')]) }),
    week: z.array(z.strictObject({ date, windows: z.array(z.strictObject({ opens: z.string(), closes: z.string() })) })),
    nearby: z.array(listItem),
  })
  .openapi('Attraction');

export const placeData = z
  .looseObject({
    revision: z.int().openapi({ description: 'Another whenever the content is another; the ETag is made of it' }),
    place: z.looseObject({ slug: z.string(), name: z.string(), timeZone: z.string() }),
    shapes: z.record(z.string(), z.looseObject({ type: z.enum(['Polygon', 'MultiPolygon']) })),
    roads: z.looseObject({}),
    areas: z.array(z.strictObject({ slug: z.string(), name: z.string(), gssCode: z.string().optional() })),
    towns: z.array(z.strictObject({ slug: z.string(), name: z.string(), area: z.string(), lat: z.number(), lon: z.number(), rank: z.int() })),
    attractions: z.array(attraction),
  })
  .openapi('PlaceData');

export const areaList = z.strictObject({
  items: z.array(z.strictObject({ slug: z.string(), name: z.string(), gssCode: z.string().nullable(), place: z.string() })),
  next: z.null(),
});
export const townList = z.strictObject({
  items: z.array(z.strictObject({ slug: z.string(), name: z.string(), area: z.string(), lat: z.number(), lon: z.number(), rank: z.int() })),
  next: z.null(),
});
export const interestList = z.strictObject({ items: z.array(z.strictObject({ slug: z.string(), name: z.string(), count: z.int() })), next: z.null() });
