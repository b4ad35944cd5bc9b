/**
 * The words of a trip: what a visitor asks for and the itinerary they get. One zod schema serves
 * the API, the form, the CLI and the stored record. Local times in, RFC 3339 with offset out.
 */

import { interestSlugs } from '@drystone/part-visit-content';
import { z } from 'zod';
import type { StoredWishes } from './wishes.ts';

export const slug = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use a slug: lower-case letters, digits and single hyphens');

/** Words that somebody typed: no control characters but line ends, and no half characters, which no database keeps. */
export const words = z
  .string()
  .trim()
  .refine((text) => text.isWellFormed() && !/[^\P{Cc}\t\n\r]/u.test(text), 'holds a character that cannot be kept');

/** A town or attraction slug, or a point in WGS 84 degrees. */
export const whereabouts = z.union([
  slug,
  z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }),
]);
export type Whereabouts = z.infer<typeof whereabouts>;

/** Local ISO date and time; an offset, where given, must be the place's own at that time. */
export const localDateTime = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/,
    'use a local date and time such as 2027-06-11T13:00',
  );
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use a time of day such as 09:30');
export const localDate = z.iso.date('use a date such as 2027-06-11');

export const needs = ['stepFree', 'accessibleToilet', 'hearingLoop', 'quietHours', 'parking'] as const;
export type Need = (typeof needs)[number];

export const paces = ['relaxed', 'steady', 'full'] as const;
export type Pace = (typeof paces)[number];

export const modes = ['car', 'cycle', 'walk'] as const;
export type Mode = (typeof modes)[number];

const moment = z.strictObject({ at: whereabouts, time: localDateTime });

export const tripRequest = z.strictObject({
  place: slug,
  arrive: moment,
  leave: moment,
  /** Where they sleep: one for all nights, or one for each night. Default: where they arrive. */
  base: z.union([whereabouts, z.array(whereabouts).min(1).max(13)]).optional(),
  interests: z.partialRecord(z.enum(interestSlugs), z.number().min(0).max(1)).default({}),
  pace: z.enum(paces).default('steady'),
  mode: z.enum(modes).default('car'),
  /** 0 well-trodden … 1 undiscovered. */
  discovery: z.number().min(0).max(1).default(0.5),
  party: z
    .strictObject({
      adults: z.int().min(0).max(50).default(2),
      children: z.int().min(0).max(50).default(0),
      concessions: z.int().min(0).max(50).default(0),
    })
    .refine((party) => party.adults + party.children + party.concessions > 0, 'name at least one person')
    .default({ adults: 2, children: 0, concessions: 0 }),
  needs: z.array(z.enum(needs)).max(5).default([]),
  needsMode: z.enum(['lenient', 'strict']).default('lenient'),
  /** Prefer what is under a roof. */
  weatherProof: z.boolean().default(false),
  /** When a day begins and ends; the default follows the pace. */
  dayHours: z.strictObject({ start: timeOfDay, end: timeOfDay }).optional(),
  /** What the whole party may spend on entry and on parking at the gate over the whole trip, in pence. */
  budgetPence: z.int().min(0).max(10_000_000).optional(),
  mustSee: z.array(slug).max(40).default([]),
  /** Attraction or kind slugs. */
  avoid: z.array(slug).max(100).default([]),
  appointments: z
    .array(
      z.strictObject({
        at: whereabouts,
        time: localDateTime,
        minutes: z.int().min(5).max(720),
        name: words.pipe(z.string().min(1).max(120)),
      }),
    )
    .max(20)
    .default([]),
});

/** As a visitor writes it (defaults may be absent). */
export type TripRequestInput = z.input<typeof tripRequest>;
/** With every default filled in. */
export type TripRequest = z.output<typeof tripRequest>;

export const changeOperations = ['pin', 'unpin', 'remove', 'add', 'move', 'swap', 'hours', 'wetDay', 'late', 'closed', 'replan'] as const;

/** One wish for another plan. Which fields an operation needs is said by its error where absent. */
export const tripChange = z.strictObject({
  op: z.enum(changeOperations),
  date: localDate.optional(),
  slug: slug.optional(),
  toDate: localDate.optional(),
  /** 0-based place among the day's stops. */
  position: z.int().min(0).max(50).optional(),
  start: timeOfDay.optional(),
  end: timeOfDay.optional(),
  minutes: z.int().min(1).max(720).optional(),
  /** When it was made, where it is sent later: what had begun by then stays as it was. A moment to come counts as now. */
  at: z.iso.datetime({ offset: true }).optional(),
});
export type TripChange = z.infer<typeof tripChange>;
export const tripChanges = z.array(tripChange).min(1).max(10);

/** What somebody should know before going there. */
export interface StopWarning {
  readonly code:
    | 'hours_unverified'
    | 'hours_unknown'
    | 'price_unknown'
    | 'price_unverified'
    | 'price_parking'
    | 'need_unknown'
    | 'need_limited'
    | 'need_unmet'
    | 'last_entry';
  /** The need it speaks of, where it speaks of one. */
  readonly need?: Need;
  readonly text: string;
}

export interface Stop {
  /** Slug of the attraction, or of the appointment (`appointment-1`) where it is at none. */
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  readonly lat: number;
  readonly lon: number;
  /** RFC 3339 with seconds and offset. */
  readonly arrive: string;
  readonly depart: string;
  readonly dwellMinutes: number;
  /** For the whole party; null where the price is not known. */
  readonly pricePence: number | null;
  /** One plain sentence: why it is there. */
  readonly why: string;
  readonly warnings: readonly StopWarning[];
  readonly pinned: boolean;
  readonly appointment: boolean;
  /** Little known and worth it. */
  readonly hidden: boolean;
}

export interface Leg {
  /** Slugs, or names of the day's ends. */
  readonly from: string;
  readonly to: string;
  readonly mode: Mode;
  readonly distanceMetres: number;
  readonly durationMinutes: number;
  /** GeoJSON LineString. */
  readonly geometry: { readonly type: 'LineString'; readonly coordinates: readonly (readonly [number, number])[] };
  readonly ferries: readonly string[];
  readonly source: string;
}

export interface DayEnd {
  readonly name: string;
  readonly slug: string | null;
  readonly lat: number;
  readonly lon: number;
}

export interface Day {
  readonly date: string;
  /** When the visitor leaves the day's start and is at the day's end, RFC 3339. */
  readonly start: string;
  readonly end: string;
  readonly from: DayEnd;
  readonly to: DayEnd;
  readonly stops: readonly Stop[];
  /** `legs[i]` leads to `stops[i]`; the last one leads to the day's end. */
  readonly legs: readonly Leg[];
  readonly breaks: readonly { readonly name: string; readonly start: string; readonly end: string }[];
  readonly wetDay: boolean;
  readonly pricePence: number;
  readonly distanceMetres: number;
  readonly travelMinutes: number;
}

export const leftOutReasons = ['closed', 'too_far', 'no_time', 'budget', 'needs'] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

export interface Itinerary {
  readonly days: readonly Day[];
  /** What fits the interests and is not in the plan, best first. */
  readonly leftOut: readonly { readonly slug: string; readonly name: string; readonly reason: LeftOutReason }[];
  readonly totals: {
    readonly stops: number;
    readonly score: number;
    readonly distanceMetres: number;
    readonly travelMinutes: number;
    /** Whole party, known prices only. */
    readonly pricePence: number;
    /** Each member of the party, and each car for parking where that costs anything; known prices only. */
    readonly pricePenceEach: { readonly adult: number; readonly child: number; readonly concession: number; readonly car?: number };
    readonly stopsWithUnknownPrice: number;
  };
  /** Things to say about the whole plan, for example that the built-in road network stood in. */
  readonly notes: readonly string[];
}

export interface Trip extends Itinerary {
  readonly id: string;
  /** Path of its page. */
  readonly url: string;
  readonly place: string;
  /** Rises with each change; the API's ETag is this number in quotes. */
  readonly revision: number;
  readonly request: TripRequest;
  /** What was changed by hand. */
  readonly wishes: StoredWishes;
  /** Stops that are not in the guide any more, by slug. */
  readonly gone: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Deleted after this instant. */
  readonly expiresAt: string;
}

/** A trip after a change, and what became of its stops, by slug. */
export interface ChangedTrip extends Trip {
  readonly changed: {
    /** Not in the plan before. */
    readonly added: readonly string[];
    /** In the plan before, and no more. */
    readonly dropped: readonly string[];
    /** On another day than before. */
    readonly moved: readonly string[];
  };
}
