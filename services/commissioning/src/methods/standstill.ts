/**
 * The mandatory standstill: eight working days, beginning with the day on which the contract award
 * notice is published. Source: Procurement Act 2023, section 51(2),
 * https://www.legislation.gov.uk/ukpga/2023/54/section/51
 */

import Holidays from 'date-holidays';

/** Whose bank holidays count. */
export const calendars = ['ENG', 'WLS', 'NIR'] as const;
export type Calendar = (typeof calendars)[number];

export const standstillWorkingDays = 8;

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
