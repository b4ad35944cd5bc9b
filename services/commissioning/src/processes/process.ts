/** A contracting process as its buyer writes it: the citizen's problem, the lots it is broken into, and the way it is bought. */

import { z } from 'zod';
import { scaleIds } from '../evaluation/scales.ts';
import { methodIds } from '../methods/method.ts';
import { authorities, categories } from '../methods/thresholds.ts';
import { shorter } from '../methods/time-limits.ts';
import { partIds, partOf } from '../parts.ts';
import { measureId } from '../social-value/measures.ts';
import { misfitOfFigure } from '../kpis/figures.ts';
import { text } from '../text.ts';

const slug = z.string().max(60).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens');

export const problem = z.strictObject({
  who: text(2000, 0).describe('Whose problem it is'),
  today: text(4000, 0).describe('What it is like today'),
  good: text(4000, 0).describe('What good would look like'),
  known: text(4000).optional().describe('What is known already'),
  measures: z.array(text(300)).max(20).default([]).describe('How one would see that it got better'),
});

/** How the money is reckoned. */
export const priceBases = ['fixed-price', 'unit-prices', 'time-and-materials', 'outcomes', 'grant', 'prize', 'income-share', 'free'] as const;

/** Whom a lot can be kept for: Procurement Act 2023, section 32; below the threshold small and social providers too (PPN 005). */
export const reservations = ['supported-employment', 'small-and-social'] as const;

/** A stage of the method as the commissioner adjusted it, or one of their own. */
const ownStage = z.strictObject({ id: slug, title: text(120, 2), days: z.int().min(0).max(1000).nullable().default(null), note: text(1000).optional() });

/** What a bidder is asked; its id stays, whatever becomes of the words. */
const question = z.strictObject({ id: slug, question: text(2000, 4), mostWords: z.int().min(1).max(5000).nullable().default(null), criterion: slug.nullable().default(null).describe('Under which the answer is scored; null: read, not scored') });

const neededDocument = z.strictObject({ id: slug, title: text(200, 2), needed: z.enum(['with-bid', 'before-award']).default('before-award') });

/** How a price becomes a score. Words for each are in evaluation/formulas.ts. */
export const priceFormulas = ['lowest-price', 'straight-line', 'per-pound'] as const;
/** How the scores of citizens become one. */
export const panelRules = ['median', 'mean'] as const;

const criterion = z.strictObject({
  id: slug,
  title: text(200, 2),
  description: text(4000, 0).default('').describe('What a good bid has'),
  kind: z.enum(['quality', 'price', 'social-value']),
  weight: z.int().min(0).max(100).describe('Percent; those of a lot add up to 100'),
  panel: z.boolean().default(false).describe('Whether citizens score it'),
  panelRule: z.enum(panelRules).default('median'),
  scale: slug.refine((id) => scaleIds.includes(id), `use one of: ${scaleIds.join(', ')}`).default('zero-to-five').describe('Of evaluation/scales.yaml'),
  formula: z.enum(priceFormulas).default('lowest-price').describe('Of a price'),
  promises: z.int().min(0).max(100).default(50).describe('Of social value: percent of its points that come from what is promised, the rest from how'),
});
export type Criterion = z.output<typeof criterion>;

/** Of social-value/measures.yaml, or of those the buyer imported. */
const measure = z.strictObject({ measure: measureId, weight: z.number().min(0).max(1000).optional() });

const different = (entries: readonly { readonly id: string }[]) => new Set(entries.map(({ id }) => id)).size === entries.length;

const kpi = z.strictObject({ metric: slug, target: z.number().min(0).max(1_000_000_000) });

export const lot = z
  .strictObject({
    id: slug,
    title: text(200, 4),
    description: text(10_000, 0),
    part: z.enum(partIds),
    areas: z.array(slug).max(400).refine((areas) => new Set(areas).size === areas.length, 'names an area twice'),
    /** First and last day, both included. */
    term: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).refine(({ from, to }) => from <= to, { path: ['to'], message: 'is before the first day', params: { mend: 'let it end later' } }),
    /** With VAT; null for what costs nothing. */
    valuePence: z.int().min(0).max(10_000_000_000_000).nullable(),
    priceBasis: z.enum(priceBases).default('fixed-price'),
    /** For example the units, the share, or what is paid when. */
    priceDetails: text(2000).optional(),
    reservedFor: z.enum(reservations).nullable().default(null),
    kpis: z.array(kpi).max(20).default([]),
    asked: z.array(question).max(40).refine(different, 'two questions have one id').default([]).describe('What a bidder is asked'),
    documents: z.array(neededDocument).max(40).refine(different, 'two documents have one id').default([]).describe('What a bidder hands in'),
    criteria: z.array(criterion).max(30).refine(different, 'two criteria have one id').default([]).describe('What bids are judged by, and nothing else'),
    socialValue: z
      .array(measure)
      .max(60)
      .refine((measures) => new Set(measures.map((each) => each.measure)).size === measures.length, 'names a measure twice')
      .default([])
      .describe('What a bidder can promise'),
  })
  .superRefine(({ part, kpis }, context) => {
    const { name, metrics } = partOf(part);
    kpis.forEach(({ metric, target }, index) => {
      const measured = metrics.find(({ id }) => id === metric);
      const misfit = measured && misfitOfFigure(measured, target);
      if (misfit !== undefined) context.addIssue({ code: 'custom', path: ['kpis', index, 'target'], message: misfit.message, params: { mend: misfit.mend } });
      if (measured === undefined) context.addIssue({ code: 'custom', path: ['kpis', index, 'metric'], message: `"${metric}" is not measured of "${name}": use ${metrics.map(({ id }) => id).join(', ')}` });
      else if (kpis.findIndex((other) => other.metric === metric) < index) context.addIssue({ code: 'custom', path: ['kpis', index, 'metric'], message: `"${metric}" has a target already` });
    });
  });
export type Lot = z.output<typeof lot>;

/** A draft may have gaps, where text or a list is empty; `hindrances` names them before it is published. */
export const processForm = z.strictObject({
  title: text(200, 4),
  problem,
  method: z.enum(methodIds),
  /** Why this method; asked for where there is no competition. */
  methodReason: text(4000).optional(),
  /** What is bought and who buys: the threshold hangs on them. */
  category: z.enum(categories).default('services'),
  authority: z.enum(authorities).default('sub-central'),
  /** Adjusted from the method's; none where they are taken as they are. */
  stages: z
    .array(ownStage)
    .max(30)
    .refine((stages) => new Set(stages.map(({ id }) => id)).size === stages.length, 'two stages have one id')
    .default([]),
  /** What lets bids be taken for less than the usual time. */
  shorter: shorter.nullable().default(null),
  /** Why it is not divided; asked for from the threshold up. */
  oneLotReason: text(4000).optional(),
  /** Until when bids are taken, RFC 3339 with its offset; null where the method takes none. */
  deadline: z.iso.datetime({ offset: true }).nullable().default(null),
  /** Until when bidders may ask; left out: a week before the deadline, or sooner where time is short. */
  questionsUntil: z.iso.datetime({ offset: true }).optional(),
  lots: z
    .array(lot)
    .max(100)
    .refine((lots) => new Set(lots.map(({ id }) => id)).size === lots.length, 'two lots have one id')
    .default([]),
});
export type ProcessForm = z.output<typeof processForm>;
export type ProcessFormInput = z.input<typeof processForm>;

export type Stage = 'planning' | 'tender' | 'withdrawn';

export interface Partner {
  readonly id: string;
  readonly name: string;
  /** Of the budget. */
  readonly sharePercent: number;
}

export interface Process {
  readonly id: string;
  /** Open Contracting ID, by which it is known in public. */
  readonly ocid: string;
  /** Who leads it: publishes and awards. */
  readonly buyer: { readonly id: string; readonly name: string };
  /** Other buyers who commission it too. */
  readonly partners: readonly Partner[];
  readonly stage: Stage;
  readonly publishedAt: string | null;
  readonly revision: number;
  readonly content: ProcessForm;
  /** Withdrawn by its buyer, or nobody could be awarded it. */
  readonly closed: { readonly as: 'withdrawn' | 'unsuccessful'; readonly at: string; readonly why: string } | null;
  /** The ocid of an earlier tender that this one takes up again. */
  readonly follows: string | null;
}

/** Sum of the lots, VAT included. */
export function totalPence({ lots }: ProcessForm): number {
  return lots.reduce((sum, { valuePence }) => sum + (valuePence ?? 0), 0);
}

/** All who commission it, the lead first. */
export function buyersOf({ buyer, partners }: Pick<Process, 'buyer' | 'partners'>): readonly { readonly id: string; readonly name: string }[] {
  return [buyer, ...partners.map(({ id, name }) => ({ id, name }))];
}

/** What of the budget is left to the lead. */
export function leadPercent({ partners }: Pick<Process, 'partners'>): number {
  return Math.round(10_000 - partners.reduce((sum, { sharePercent }) => sum + sharePercent * 100, 0)) / 100;
}
