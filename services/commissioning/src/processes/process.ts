/** A contracting process as its buyer writes it: the citizen's problem, the lots it is broken into, and the way it is bought. */

import { z } from 'zod';
import { methodIds, methodOf, serviceThresholdPence } from '../methods/method.ts';
import { partIds, partOf } from '../parts.ts';

/** What somebody typed: no control characters but line ends, no half characters. */
const text = (most: number, least = 1) =>
  z
    .string()
    .trim()
    .min(least)
    .max(most)
    .refine((words) => words.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(words), 'holds a character that cannot be kept');

const slug = z.string().max(60).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens');

export const problem = z.strictObject({
  who: text(2000).describe('Whose problem it is'),
  today: text(4000).describe('What it is like today'),
  good: text(4000).describe('What good would look like'),
  known: text(4000).optional().describe('What is known already'),
  measures: z.array(text(300)).max(20).default([]).describe('How one would see that it got better'),
});

const kpi = z.strictObject({ metric: slug, target: z.number().min(0).max(1_000_000_000) });

export const lot = z
  .strictObject({
    id: slug,
    title: text(200, 4),
    description: text(10_000),
    part: z.enum(partIds),
    areas: z.array(slug).min(1).max(400).refine((areas) => new Set(areas).size === areas.length, 'names an area twice'),
    /** First and last day, both included. */
    term: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).refine(({ from, to }) => from <= to, 'ends before it begins'),
    /** With VAT; null for what costs nothing. */
    valuePence: z.int().min(0).max(10_000_000_000_000).nullable(),
    kpis: z.array(kpi).max(20).default([]),
    asked: z.array(text(2000)).max(40).default([]).describe('What a bidder is asked'),
  })
  .superRefine(({ part, kpis }, context) => {
    const { name, metrics } = partOf(part);
    kpis.forEach(({ metric }, index) => {
      if (!metrics.some(({ id }) => id === metric)) context.addIssue({ code: 'custom', path: ['kpis', index, 'metric'], message: `"${metric}" is not measured of "${name}": use ${metrics.map(({ id }) => id).join(', ')}` });
      else if (kpis.findIndex((other) => other.metric === metric) < index) context.addIssue({ code: 'custom', path: ['kpis', index, 'metric'], message: `"${metric}" has a target already` });
    });
  });
export type Lot = z.output<typeof lot>;

export const processForm = z.strictObject({
  title: text(200, 4),
  problem,
  method: z.enum(methodIds),
  /** Why this method; asked for where there is no competition. */
  methodReason: text(4000).optional(),
  /** Until when bids are taken, RFC 3339 with its offset; null where the method takes none. */
  deadline: z.iso.datetime({ offset: true }).nullable().default(null),
  lots: z
    .array(lot)
    .max(100)
    .refine((lots) => new Set(lots.map(({ id }) => id)).size === lots.length, 'two lots have one id')
    .default([]),
});
export type ProcessForm = z.output<typeof processForm>;
export type ProcessFormInput = z.input<typeof processForm>;

export type Stage = 'planning' | 'tender' | 'withdrawn';

export interface Process {
  readonly id: string;
  /** Open Contracting ID, by which it is known in public. */
  readonly ocid: string;
  readonly buyer: { readonly id: string; readonly name: string };
  readonly stage: Stage;
  readonly publishedAt: string | null;
  readonly revision: number;
  readonly content: ProcessForm;
}

/** Sum of the lots, VAT included. */
export function totalPence({ lots }: ProcessForm): number {
  return lots.reduce((sum, { valuePence }) => sum + (valuePence ?? 0), 0);
}

export interface Hindrance {
  readonly field: string;
  readonly message: string;
  readonly mend: string;
}

const day = 24 * 3_600_000;

/** What the law, or plain sense, has against publishing it now. */
export function hindrances(content: ProcessForm, now: Temporal.Instant, areas: ReadonlySet<string>): Hindrance[] {
  const method = methodOf(content.method);
  const found: Hindrance[] = [];
  if (content.lots.length === 0) found.push({ field: 'lots', message: 'there is none', mend: 'say what is bought, in at least one lot' });
  content.lots.forEach(({ areas: named, term }, index) => {
    const strange = named.filter((area) => !areas.has(area));
    if (strange.length > 0) found.push({ field: `lots.${index}.areas`, message: `"${strange[0]}" is not an area there is`, mend: 'use areas of GET /api/areas' });
    if (term.to < now.toZonedDateTimeISO('UTC').toPlainDate().toString()) found.push({ field: `lots.${index}.term.to`, message: `${term.to} is past`, mend: 'let the term end later' });
  });
  const value = totalPence(content);
  if (method.above === 'forbidden' && value >= serviceThresholdPence) {
    found.push({ field: 'method', message: `a ${method.name.toLowerCase()} may not reach £${(serviceThresholdPence / 100).toLocaleString('en-GB')} with VAT, and the lots come to £${(value / 100).toLocaleString('en-GB')} (${method.source.title})`, mend: 'use the open or the competitive flexible procedure' });
  }
  if (method.ocds === 'direct') {
    if (content.methodReason === undefined) found.push({ field: 'methodReason', message: 'is missing', mend: 'say in public why there is no competition' });
  } else if (content.deadline === null) {
    found.push({ field: 'deadline', message: 'is missing', mend: 'say until when bids are taken' });
  } else {
    const days = (Temporal.Instant.from(content.deadline).epochMilliseconds - now.epochMilliseconds) / day;
    const { least, basis } = method.tenderDays;
    if (days <= 0) found.push({ field: 'deadline', message: `${content.deadline} is past`, mend: 'set it later' });
    else if (basis === 'law' && days < least) found.push({ field: 'deadline', message: `leaves ${Math.floor(days)} days, and the law asks for ${least} (${method.source.title})`, mend: 'set it later' });
  }
  return found;
}
