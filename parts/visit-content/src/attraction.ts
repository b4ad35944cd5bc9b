/**
 * The record of one attraction: what a provider of `visit.content` publishes and what a place pack
 * is made of. Facts that a visitor relies on (position, hours, price) each carry their basis:
 * where the fact comes from and when it was read, or plainly that nobody has checked it.
 */

import { z } from 'zod';
import { interestSlugs } from './interests.ts';
import { kindSlugs } from './kinds.ts';

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens');
const calendarDate = z.iso.date();

/**
 * Where a fact comes from. `unverified` is general knowledge that nobody has checked against a
 * source; the pages then say "check before you go".
 */
export const basis = z.union([
  z.literal('unverified'),
  z.strictObject({
    /** Name of the page or data set that was actually read. */
    source: z.string().min(3),
    url: z.url({ protocol: /^https?$/ }),
    /** Day on which it was read. */
    read: calendarDate,
  }),
]);
export type Basis = z.infer<typeof basis>;

/** WGS 84 degrees of the entrance (or the usual starting point of open ground). */
export const position = z.strictObject({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
  basis,
});

/** Opening hours in the syntax of OpenStreetMap's `opening_hours` key; `24/7` for open ground. */
export const hours = z.union([
  z.literal('unknown'),
  z.strictObject({
    opening: z.string().min(4).max(600),
    basis,
    /** Last admission, minutes before closing, where the house has one. */
    lastEntryMinutes: z.int().min(0).max(240).optional(),
  }),
]);

const pence = z.int().min(0).max(50_000);

/** What those who leave a car in its car park pay beside the gate price, in pence: each person, or each car. On foot or by bicycle it is nothing. */
const parking = z.union([z.strictObject({ adult: pence, child: pence, concession: pence }), z.strictObject({ car: pence })], 'say what each adult, child and concession pays, or what each car');

/** Gate price in pence by member of the party; 0 is free. */
export const price = z.union([
  z.literal('unknown'),
  z.strictObject({
    adult: pence,
    child: pence,
    concession: pence,
    parking: parking.optional(),
    /** The year the prices are of. */
    year: z.int().min(2015).max(2100),
    basis,
  }),
]);

export const accessLevel = z.enum(['yes', 'limited', 'no', 'unknown']);
export type AccessLevel = z.infer<typeof accessLevel>;

export const accessibility = z.strictObject({
  stepFree: accessLevel,
  accessibleToilet: accessLevel,
  hearingLoop: accessLevel,
  quietHours: accessLevel,
  parking: accessLevel,
  /** What to expect in words, for example which entrance is step-free. */
  note: z.string().max(300).optional(),
});

/** A picture of a place, with the words that it is shown with. */
export const picture = z.strictObject({
  /** Where it is: in a feed any address; of what a guide has taken in, a path of the guide's own. */
  url: z.union([z.url({ protocol: /^https?$/ }).max(2000), z.string().regex(/^\/pictures\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)], 'use an address that begins with https:'),
  /** What it shows, for whoever cannot see it. */
  alt: z.string().trim().min(5).max(250),
  /** Whose it is. */
  credit: z.string().trim().min(2).max(120),
  /** Under which anybody may use it, such as `CC BY 4.0`, where it has one. */
  licence: z.string().trim().min(2).max(80).optional(),
});
export type Picture = z.infer<typeof picture>;

export const mostPictures = 6;

const sentences = (text: string): number => text.trim().split(/[.?]["”’)]*(?:\s+|$)/u).filter(Boolean).length;

export const attraction = z
  .strictObject({
    slug,
    name: z.string().min(2).max(80),
    /** Names in other languages of the place, by BCP 47 tag: here `ga` Irish and `sco` Ulster-Scots. */
    names: z.record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'use a BCP 47 tag'), z.string().min(2)).optional(),
    kind: z.enum(kindSlugs),
    /** How much the attraction gives to each interest, 0 < weight ≤ 1. */
    interests: z
      .partialRecord(z.enum(interestSlugs), z.number().gt(0).max(1))
      .refine((weights) => Object.keys(weights).length > 0, 'name at least one interest'),
    area: slug,
    /** Slug of the town or village it is reached from. */
    town: slug,
    position,
    hours,
    dwellMinutes: z
      .strictObject({ short: z.int().min(5), usual: z.int().min(5), long: z.int().max(600) })
      .refine((dwell) => dwell.short <= dwell.usual && dwell.usual <= dwell.long, 'short ≤ usual ≤ long'),
    price,
    setting: z.enum(['indoor', 'outdoor', 'both']),
    /** What the ground around it is, for its illustration. */
    terrain: z.enum(['coast', 'lough', 'upland', 'farmland', 'woodland', 'town']),
    accessibility,
    /** How well known it is, from 0 (neighbours only) to 1 (on every postcard). */
    renown: z.number().min(0).max(1),
    website: z.url({ protocol: /^https?$/ }).optional(),
    /** The one that says most of it first. */
    pictures: z.array(picture).min(1).max(mostPictures).optional(),
    /** Two to four sentences in our own words that say why one goes. */
    summary: z
      .string()
      .min(60)
      .max(700)
      .refine((text) => sentences(text) >= 2 && sentences(text) <= 4, 'write two to four sentences'),
  })
  .readonly();

export type Attraction = z.infer<typeof attraction>;
