/** What pages and API show of attractions, and how they are asked for. */

import { interestSlugs, type Attraction, type Interest, type Kind, type Picture } from '@drystone/part-visit-content';
import { z } from 'zod';
import { parseNumbers } from '../coordinates.ts';
import { localDateTime, needs, slug } from '../trips/trip.ts';

const list = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : value.split(',')).map((each) => each.trim()).filter(Boolean))
    .pipe(z.array(item));

const numbers = <Tuple extends number[]>(bounds: { [Index in keyof Tuple]: number }, mend: string) =>
  z.string().transform((text, context): Tuple => {
    const parsed = parseNumbers(text, bounds);
    if (parsed) return parsed as Tuple;
    context.addIssue({ code: 'custom', message: mend });
    return z.NEVER;
  });

/** As it stands in the query string. */
export const attractionQuery = z
  .strictObject({
    place: slug.default('northern-ireland'),
    /** Free text; small slips of spelling are forgiven. */
    q: z.string().trim().max(200).optional(),
    /** One or more, parted by commas: any of them. */
    interest: list(z.enum(interestSlugs)).optional(),
    kind: list(slug).optional(),
    area: list(slug).optional(),
    /** west,south,east,north in degrees. */
    bbox: numbers<[number, number, number, number]>([180, 90, 180, 90], 'use west,south,east,north in degrees').optional(),
    /** lat,lon; sorts by distance. */
    near: numbers<[number, number]>([90, 180], 'use lat,lon in degrees').optional(),
    radiusMetres: z.coerce.number().positive().max(300_000).optional(),
    /** `now`, or a local date and time: only what is known to be open then. */
    open: z.union([z.literal('now'), localDateTime]).optional(),
    /** Only what is known to have all of these. */
    accessibility: list(z.enum(needs)).optional(),
    /** Only what few visitors know. */
    hidden: z.stringbool().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    after: z.string().max(200).optional(),
  })
  .refine(({ near, radiusMetres }) => radiusMetres === undefined || near !== undefined, { path: ['radiusMetres'], message: 'is a distance from no point', params: { mend: 'give near as well' } });
export type AttractionQuery = z.output<typeof attractionQuery>;

export interface OpenState {
  /** Three states: open, closed, or hours unknown. */
  readonly state: 'open' | 'closed' | 'unknown';
  /** When the state next changes, RFC 3339 in the place's time; null where it never does or is unknown. */
  readonly changesAt: string | null;
  /** "Closes in 20 minutes", "Opens tomorrow 09:00", "Open all day", "Hours unknown". */
  readonly text: string;
}

export interface AttractionListItem extends OpenState {
  readonly slug: string;
  readonly name: string;
  readonly kind: Kind;
  readonly area: string;
  readonly areaName: string;
  readonly lat: number;
  readonly lon: number;
  readonly interests: Readonly<Partial<Record<Interest, number>>>;
  readonly renown: number;
  readonly hidden: boolean;
  /** OSM opening_hours syntax, or `unknown`. */
  readonly openingHours: string;
  readonly terrain: Attraction['terrain'];
  readonly setting: Attraction['setting'];
  readonly accessibility: Attraction['accessibility'];
  /** First sentence of the summary. */
  readonly lead: string;
  /** Null: none was handed in, and the guide draws its own. */
  readonly picture: Pick<Picture, 'url' | 'alt'> | null;
  /** Only with `near`. */
  readonly distanceMetres?: number;
}

export interface AttractionList {
  readonly items: readonly AttractionListItem[];
  readonly next: string | null;
  /** How many match in all. */
  readonly total: number;
}

export interface AttractionDetail extends AttractionListItem {
  readonly place: string;
  readonly names: Attraction['names'];
  readonly schemaType: string;
  readonly townName: string;
  readonly summary: string;
  readonly dwellMinutes: Attraction['dwellMinutes'];
  readonly price: Attraction['price'];
  readonly website: string | null;
  readonly pictures: readonly Picture[];
  /** Awards that brought it into the guide, or say more of it; none where it is the place pack's alone. */
  readonly sources: readonly { readonly awardId: string; readonly providerId: string }[];
  readonly basis: {
    readonly position: Attraction['position']['basis'];
    readonly hours: Attraction['position']['basis'] | 'unknown';
    readonly price: Attraction['position']['basis'] | 'unknown';
  };
  /** Open windows of the next seven days, local times. */
  readonly week: readonly { readonly date: string; readonly windows: readonly { readonly opens: string; readonly closes: string }[] }[];
  readonly nearby: readonly AttractionListItem[];
}
