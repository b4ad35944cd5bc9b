/**
 * The mandatory standstill: eight working days, beginning with the day on which the contract award
 * notice is published. Source: Procurement Act 2023, section 51(2),
 * https://www.legislation.gov.uk/ukpga/2023/54/section/51
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Holidays from 'date-holidays';
import { parse } from 'yaml';
import { z } from 'zod';
import { methodIds, type MethodId } from './method.ts';
import { categories, type Category } from './thresholds.ts';

/** Whose bank holidays count. */
export const calendars = ['ENG', 'WLS', 'NIR'] as const;
export type Calendar = (typeof calendars)[number];

export const standstillWorkingDays = 8;

const exception = z.strictObject({
  id: z.string(),
  /** Of section 51(3). */
  paragraph: z.string().regex(/^[a-f]$/),
  title: z.string().min(1),
  here: z.union([z.literal('none'), z.strictObject({ method: z.enum(methodIds) }), z.strictObject({ category: z.enum(categories) })]),
  why: z.string().min(1).optional(),
});
export type StandstillException = z.infer<typeof exception>;

export const standstillExceptions: readonly StandstillException[] = z.array(exception).parse(parse(readFileSync(join(import.meta.dirname, 'standstill-exceptions.yaml'), 'utf8')));

/** What takes such a contract out of the mandatory standstill; undefined where nothing does. */
export function standstillException(of: { readonly method: MethodId; readonly category: Category }): StandstillException | undefined {
  return standstillExceptions.find(({ here }) => here !== 'none' && ('method' in here ? here.method === of.method : here.category === of.category));
}

/** The first day on which the contract may be entered into. */
export function dayAfterStandstill(noticePublished: Temporal.PlainDate, calendar: Calendar): Temporal.PlainDate {
  const isFree = freeDays(calendar);
  let day = noticePublished;
  for (let left = standstillWorkingDays; ; day = day.add({ days: 1 })) {
    if (!isFree(day)) left--;
    if (left === 0) break;
  }
  do day = day.add({ days: 1 });
  while (isFree(day));
  return day;
}

/** Saturdays, Sundays and public holidays of that part of the kingdom. */
export function freeDays(calendar: Calendar): (day: Temporal.PlainDate) => boolean {
  const holidays = new Holidays('GB', calendar);
  const byYear = new Map<number, ReadonlySet<string>>();
  return (day) => {
    if (day.dayOfWeek > 5) return true;
    let known = byYear.get(day.year);
    if (known === undefined) {
      known = new Set(holidays.getHolidays(day.year).flatMap(({ date, type }) => (type === 'public' || type === 'bank' ? [date.slice(0, 10)] : [])));
      byYear.set(day.year, known);
    }
    return known.has(day.toString());
  };
}
