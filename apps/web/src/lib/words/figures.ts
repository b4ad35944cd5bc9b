/** Times, distances and money in words, always of the place's own clock. */

import { m } from '@drystone/messages';

const locale = 'en-GB';
const atNoon = (date: string): Date => new Date(`${date}T12:00:00Z`);
const dayFormat = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
const shortDayFormat = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const weekdayFormat = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
const dateFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthFormat = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const pounds = new Intl.NumberFormat(locale, { style: 'currency', currency: 'GBP' });
const wholePounds = new Intl.NumberFormat(locale, { style: 'currency', currency: 'GBP', maximumFractionDigits: 0 });

/** "Friday 11 June" of a date such as 2027-06-11. */
export const dayName = (date: string): string => dayFormat.format(atNoon(date));
export const shortDayName = (date: string): string => shortDayFormat.format(atNoon(date));
export const weekday = (date: string): string => weekdayFormat.format(atNoon(date));
export const dateName = (date: string): string => dateFormat.format(atNoon(date));
/** "June 2027" of 2027-06. */
export const monthName = (month: string): string => monthFormat.format(atNoon(`${month}-01`));
export const number = (value: number): string => plain.format(value);

/** A figure of a contract with its unit: "90 %", "500 times". */
export const figureInWords = (value: number, unit: 'percent' | 'times'): string => (unit === 'percent' ? m.figure_percent({ value: number(value) }) : m.figure_times({ count: value, value: number(value) }));

/** The time of day of an RFC 3339 text, which carries the place's own offset. */
export const clock = (instant: string): string => instant.slice(11, 16);

export function duration(minutes: number): string {
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  if (hours === 0) return m.minutes({ count: rest });
  return rest === 0 ? m.hours({ count: hours }) : m.hours_and_minutes({ hours, minutes: rest });
}

export function distance(metres: number): string {
  if (metres < 950) return m.metres({ count: Math.max(10, Math.round(metres / 10) * 10) });
  return m.kilometres({ count: metres < 9_950 ? Math.round(metres / 100) / 10 : Math.round(metres / 1000) });
}

export const money = (pence: number): string => (pence === 0 ? m.free() : (pence % 100 === 0 ? wholePounds : pounds).format(pence / 100));
/** As an amount among others, where "Free" would read oddly. */
export const amount = (pence: number): string => (pence % 100 === 0 ? wholePounds : pounds).format(pence / 100);
