/**
 * How long bids must be taken. Source: Procurement Act 2023, section 54, with sections 15(3) (qualifying planned
 * procurement notice, read word by word) and 20; its tables as the government's guidance "Time periods" tells them,
 * https://www.gov.uk/government/publications/procurement-act-2023-guidance-documents-procure-phase/time-periods-html
 *
 * Bids come in here electronically, and everything is published with the notice: so 25 days, not 30 or 35.
 */

import { z } from 'zod';
import type { Category, Authority } from './thresholds.ts';
import type { Method } from './method.ts';

export const timeLimitSource = { title: 'Procurement Act 2023, section 54', url: 'https://www.legislation.gov.uk/ukpga/2023/54/section/54' } as const;

/** What lets a tender be shorter than the law's usual 25 days. */
export const shorterGrounds = ['planned-notice', 'urgency', 'pre-selected', 'agreed'] as const;

const reason = z.string().trim().min(1).max(4000);
export const shorter = z.discriminatedUnion('why', [
  /** A planned procurement notice (UK3), published 40 days to 12 months before the tender. */
  z.strictObject({ why: z.literal('planned-notice'), noticeOn: z.iso.date() }),
  /** A state of urgency that makes the usual period impracticable. */
  z.strictObject({ why: z.literal('urgency'), reason }),
  /** Only those chosen beforehand may bid; not for central government. */
  z.strictObject({ why: z.literal('pre-selected') }),
  /** As before, and every one of them has agreed to the period. */
  z.strictObject({ why: z.literal('agreed') }),
]);
export type Shorter = z.infer<typeof shorter>;

export interface TimeLimit {
  readonly days: number;
  readonly basis: 'law' | 'habit';
  readonly why: string;
}

export interface Timed {
  readonly method: Method;
  readonly category: Category;
  readonly authority: Authority;
  readonly shorter: Shorter | null;
  /** Whether its value reaches the threshold. */
  readonly public: boolean;
}

const planned = { least: { days: 40 }, most: { months: 12 } } as const;

/** The least days from publication to deadline, and what says so. */
export function timeLimitOf({ method, category, shorter, public: isPublic }: Timed): TimeLimit {
  const { least, basis } = method.tenderDays;
  if (basis === 'habit' || method.law !== 'procurement') return { days: least, basis: 'habit', why: `${least} days is what a small bidder needs; no law sets it.` };
  if (!isPublic) return { days: least, basis: 'habit', why: `Below the threshold no law sets a period; ${least} days is what a small bidder needs.` };
  if (category === 'light-touch') return { days: least, basis: 'habit', why: `For light touch services section 54 sets no least; ${least} days is what a small bidder needs.` };
  if (shorter === null) return { days: least, basis: 'law', why: least === 25 ? 'Bids are electronic and everything is published at once: 25 days (section 54(4)).' : `${least} days (section 54(4)).` };
  if (shorter.why === 'agreed') return { days: 0, basis: 'law', why: 'All who were chosen beforehand agreed to the period (section 54(4)).' };
  const why = { 'planned-notice': 'A qualifying planned procurement notice was published: 10 days (sections 15(3) and 54(4)).', urgency: 'A state of urgency: 10 days (section 54(4)).', 'pre-selected': 'Only those chosen beforehand may bid: 10 days (section 54(4)).' }[shorter.why];
  return { days: Math.min(least, 10), basis: 'law', why };
}

/** What is wrong with the ground for a shorter period; undefined where it holds. */
export function groundProblem({ method, authority, shorter }: Omit<Timed, 'public' | 'category'>, publishedOn: Temporal.PlainDate): { readonly message: string; readonly mend: string } | undefined {
  if (shorter === null || shorter.why === 'urgency') return undefined;
  if (shorter.why === 'planned-notice') {
    const notice = Temporal.PlainDate.from(shorter.noticeOn);
    const qualifies = Temporal.PlainDate.compare(notice.add(planned.least), publishedOn) <= 0 && Temporal.PlainDate.compare(notice.add(planned.most), publishedOn) >= 0;
    return qualifies ? undefined : { message: `a planned procurement notice of ${shorter.noticeOn} does not count: it has to be at least 40 days and no more than 12 months before the tender (Procurement Act 2023, section 15(3))`, mend: 'give the usual 25 days' };
  }
  if (method.ownStages === 'none') return { message: 'in this way to buy nobody is chosen beforehand', mend: 'give the usual 25 days, or use the competitive flexible procedure' };
  return authority === 'central' ? { message: 'central government has to give the usual 25 days', mend: 'set the deadline later' } : undefined;
}

/** The first moment at which the deadline may lie: the same time of day in the buyer's zone, so that the nights the clocks change add and take nothing. */
export function earliestDeadline(published: Temporal.Instant, days: number, timeZone: string): Temporal.Instant {
  return published.toZonedDateTimeISO(timeZone).add({ days }).toInstant();
}
