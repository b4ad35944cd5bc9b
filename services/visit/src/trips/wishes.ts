/** What a visitor changed by hand, apart from the plan that follows from it. */

import { z } from 'zod';

const date = z.iso.date();

/** As stored with the trip. */
export const storedWishes = z.object({
  pins: z.array(z.object({ slug: z.string(), date })),
  added: z.array(z.object({ slug: z.string(), date: date.optional() })),
  removed: z.array(z.string()),
  dayHours: z.record(z.string(), z.object({ start: z.string(), end: z.string() })),
  wetDays: z.array(date),
  /** Stops that a visitor put in order: the start of each, in minutes after midnight. */
  times: z.array(z.object({ slug: z.string(), date, opens: z.number(), closes: z.number() })),
  /** Running late: nothing begins before, in minutes after midnight by date. */
  notBefore: z.record(z.string(), z.number()),
});
export type StoredWishes = z.infer<typeof storedWishes>;

export interface Wishes extends Omit<StoredWishes, 'dayHours' | 'notBefore'> {
  readonly dayHours: ReadonlyMap<string, { readonly start: string; readonly end: string }>;
  readonly notBefore: ReadonlyMap<string, number>;
}

export const noWishes: StoredWishes = { pins: [], added: [], removed: [], dayHours: {}, wetDays: [], times: [], notBefore: {} };

export function wishesOf(stored: StoredWishes): Wishes {
  return { ...stored, dayHours: new Map(Object.entries(stored.dayHours)), notBefore: new Map(Object.entries(stored.notBefore)) };
}
