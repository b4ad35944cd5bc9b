/** What an award promised, beside what was counted: pure, from the monthly counts of the roll-up. */

import type { Metric } from '@drystone/part';

/** How often something happened in one month. */
export interface MonthlyCount {
  /** Such as `2027-06`. */
  readonly month: string;
  readonly counter: string;
  readonly times: number;
}

/** How one of the provider's things stood at the end of a month in which something happened to it. */
export interface MonthlyThing {
  readonly month: string;
  readonly thing: string;
  readonly confirmedAt: Temporal.Instant;
  readonly stands: boolean;
}

export interface Observed {
  readonly counts: readonly MonthlyCount[];
  readonly things: readonly MonthlyThing[];
}

export interface Figure {
  readonly metric: string;
  readonly title: string;
  readonly unit: 'percent' | 'times';
  readonly better: 'higher' | 'lower';
  /** For the whole term; null where the lot set none. */
  readonly target: number | null;
  /** Over all months so far; null where it is not measured yet. */
  readonly measured: number | null;
  /** Month by month, the earliest first; the last one may still run. */
  readonly months: readonly { readonly month: string; readonly measured: number | null }[];
}

/** Why a metric can never come to so much, and the mend; undefined where it can. */
export function misfitOfFigure({ title, unit }: Metric, value: number): { readonly message: string; readonly mend: string } | undefined {
  if (unit === 'percent') return value > 100 ? { message: `is ${value} %, and “${title}” is a share of all`, mend: 'use 100 or less' } : undefined;
  return Number.isInteger(value) ? undefined : { message: `is ${value}, and “${title}” is counted one by one`, mend: 'use a whole number' };
}

/** Of an award that has begun; `months` are those of its term so far. */
export function figuresOf(metrics: readonly Metric[], { counts, things }: Observed, months: readonly string[], targets: readonly { readonly metric: string; readonly target: number }[], now: Temporal.Instant, timeZone: string): Figure[] {
  return metrics.map(({ id, title, unit, better, figure }) => {
    const measure = (some: readonly string[]): number | null => {
      const last = some.at(-1);
      if (figure === undefined || last === undefined) return null;
      if ('count' in figure) return sum(counts, figure.count, some);
      if ('share' in figure) return percent(sum(counts, figure.share, some), sum(counts, figure.of, some));
      return fresh(things, last, earlier(endOf(last, timeZone), now), figure.confirmedWithinMonths, timeZone);
    };
    return { metric: id, title, unit, better, target: targets.find(({ metric }) => metric === id)?.target ?? null, measured: measure(months), months: months.map((month) => ({ month, measured: measure([month]) })) };
  });
}

/** Every month from one moment to another, both included. */
export function monthsBetween(from: Temporal.Instant, to: Temporal.Instant, timeZone: string): string[] {
  const months: string[] = [];
  const last = monthOf(to, timeZone);
  for (let month = Temporal.PlainYearMonth.from(monthOf(from, timeZone)); month.toString() <= last && months.length < mostMonths; month = month.add({ months: 1 })) months.push(month.toString());
  return months;
}

/** Forty years: beyond any term. */
const mostMonths = 480;

export function monthOf(moment: Temporal.Instant, timeZone: string): string {
  return moment.toZonedDateTimeISO(timeZone).toPlainDate().toPlainYearMonth().toString();
}

/** The first moment after it. */
export function endOf(month: string, timeZone: string): Temporal.Instant {
  return Temporal.PlainYearMonth.from(month).add({ months: 1 }).toPlainDate({ day: 1 }).toZonedDateTime(timeZone).toInstant();
}

function sum(counts: readonly MonthlyCount[], counter: string, months: readonly string[]): number {
  return counts.reduce((total, count) => total + (count.counter === counter && months.includes(count.month) ? count.times : 0), 0);
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((1000 * part) / whole) / 10;
}

/** The share of what stood by then that had been confirmed within so many months. */
function fresh(things: readonly MonthlyThing[], month: string, by: Temporal.Instant, withinMonths: number, timeZone: string): number | null {
  const latest = new Map<string, MonthlyThing>();
  for (const thing of things) if (thing.month <= month && (latest.get(thing.thing)?.month ?? '') <= thing.month) latest.set(thing.thing, thing);
  const standing = [...latest.values()].filter(({ stands }) => stands);
  const since = by.toZonedDateTimeISO(timeZone).subtract({ months: withinMonths }).toInstant();
  return percent(standing.filter(({ confirmedAt }) => Temporal.Instant.compare(confirmedAt, since) >= 0).length, standing.length);
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}
