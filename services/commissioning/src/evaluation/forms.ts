/** What is sent to evaluate, decide and challenge, and what is told of it. */

import { z } from 'zod';
import type { BidResult } from './scoring.ts';
import type { LeftOut, WeightChange } from './sensitivity.ts';

const words = (most: number, least = 1) => z.string().trim().min(least).max(most).refine((text) => text.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(text), 'holds a character that cannot be kept');
const slug = z.string().max(60);

export const appointmentForm = z.strictObject({
  /** As the log knows them, or the address of somebody whose name whoever appoints them need not see in a list. */
  evaluator: z.string().regex(/^(account|key):[0-9a-zA-Z-]{8,64}$/, 'is nobody of the organisation').or(z.email('is no address').max(254).toLowerCase()),
  kind: z.enum(['evaluator', 'panel']).default('evaluator'),
  /** The buyer itself, or a community group that is invited. */
  organisation: z.uuid(),
});
export const reasonForm = z.strictObject({ reason: words(4000, 4) });
export const conflictForm = z.discriminatedUnion('conflict', [
  z.strictObject({ conflict: z.literal('none') }),
  z
    .strictObject({ conflict: z.literal('declared'), what: words(4000, 4), bidders: z.array(z.uuid()).max(200).default([]), lots: z.array(slug).max(100).default([]) })
    .refine(({ bidders, lots }) => bidders.length + lots.length > 0, { path: ['bidders'], message: 'say which bidder or lot it has to do with' }),
]);
export const mitigationForm = z.strictObject({ mitigation: words(4000, 4) });
export const scoreForm = z.strictObject({ bid: z.uuid(), criterion: slug, score: z.int().min(0).max(100), reason: words(4000, 0) });
export const moderationForm = z.strictObject({ bid: z.uuid(), criterion: slug, score: z.int().min(0).max(100), reason: words(4000, 4), revision: z.int().min(0).describe('That was read; 0 where there was none') });
export const grounds = ['abnormally-low', 'mandatory-exclusion', 'discretionary-exclusion', 'does-not-satisfy', 'breaks-the-rules'] as const;
export const setAsideForm = z.strictObject({ ground: z.enum(grounds), why: words(4000, 4) });
export const decisionForm = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('award'),
    winners: z
      .array(z.strictObject({ bid: z.uuid(), share: z.number().gt(0).max(1).default(1) }))
      .min(1)
      .max(50)
      .refine((winners) => new Set(winners.map(({ bid }) => bid)).size === winners.length, 'names a bid twice'),
    startsAt: z.iso.datetime({ offset: true }).optional(),
    reason: words(10_000, 4),
  }),
  z.strictObject({ outcome: z.literal('unsuccessful'), reason: words(10_000, 4) }),
]);
export const challengeForm = z.strictObject({ provider: z.uuid(), ground: words(10_000, 4) });
export const resolutionForm = z.strictObject({ state: z.enum(['withdrawn', 'dismissed', 'upheld']), resolution: words(10_000, 4) });

export type EvaluatorKind = 'evaluator' | 'panel';

export interface Evaluator {
  readonly lot: string;
  readonly actor: string;
  readonly name: string;
  readonly kind: EvaluatorKind;
  readonly organisation: string;
  readonly submittedAt: string | null;
  readonly dismissedAt: string | null;
  /** None before it is declared. */
  readonly conflict: { readonly declared: boolean; readonly what: string | null; readonly bidders: readonly string[]; readonly lots: readonly string[]; readonly mitigation: string | null } | null;
}

export interface Score {
  readonly bid: string;
  readonly criterion: string;
  readonly actor: string;
  readonly score: number;
  readonly reason: string;
}

export interface Consensus {
  readonly bid: string;
  readonly criterion: string;
  readonly score: number;
  readonly reason: string;
  readonly revision: number;
}

export interface ModerationChange {
  readonly bid: string;
  readonly criterion: string;
  readonly name: string;
  readonly before: number | null;
  readonly after: number;
  readonly reason: string;
  readonly at: string;
}

export interface PriceQuestion {
  readonly bid: string;
  readonly lot: string;
  readonly question: string;
  readonly askedAt: string;
  readonly answer: string | null;
  readonly answeredAt: string | null;
}

export interface SetAside {
  readonly bid: string;
  readonly ground: (typeof grounds)[number];
  readonly why: string;
}


export interface CriterionScore {
  readonly criterion: string;
  readonly title: string;
  readonly weight: number;
  /** Null for a price. */
  readonly score: number | null;
  readonly highest: number | null;
  /** Hundredths of a point. */
  readonly points: number;
  readonly reason: string;
}

export interface Winner {
  readonly bid: string;
  readonly provider: string;
  readonly name: string;
  readonly share: number;
  readonly valuePence: number | null;
  readonly award: string;
  readonly scores: readonly CriterionScore[];
  readonly total: number;
}

export interface Figures {
  readonly bids: number;
  readonly setAside: number;
  readonly evaluators: number;
  readonly panel: number;
  readonly conflicts: number;
  readonly mitigated: number;
  readonly changes: number;
}

export interface Decision {
  readonly id: string;
  readonly process: string;
  readonly lot: string;
  readonly outcome: 'award' | 'unsuccessful';
  readonly reason: string;
  readonly winners: readonly Winner[];
  readonly figures: Figures;
  readonly madeAt: string;
  readonly standstillUntil: string | null;
  readonly openChallenges: number;
  readonly setAsideAt: string | null;
  readonly whySetAside: string | null;
}

/** What a bidder is told: Procurement Regulations 2024, regulation 31. */
export interface AssessmentSummary {
  readonly id: string;
  readonly decision: string;
  readonly process: string;
  readonly lot: string;
  readonly provider: string;
  readonly at: string;
  readonly content: SummaryContent;
}

export interface SummaryContent {
  readonly title: string;
  readonly lotTitle: string;
  readonly buyer: string;
  readonly bidder: string;
  readonly won: boolean;
  readonly outcome: 'award' | 'unsuccessful';
  readonly reason: string;
  readonly own: { readonly scores: readonly CriterionScore[]; readonly total: number; readonly rank: number | null; readonly pricePence: number | null };
  readonly setAside: { readonly ground: SetAside['ground']; readonly why: string } | null;
  readonly winners: readonly { readonly name: string; readonly total: number; readonly scores: readonly CriterionScore[] }[];
  readonly bids: number;
  readonly standstillUntil: string | null;
}

export interface Challenge {
  readonly id: string;
  readonly decision: string;
  readonly lot: string;
  readonly provider: string;
  readonly ground: string;
  readonly raisedAt: string;
  readonly state: 'open' | 'withdrawn' | 'dismissed' | 'upheld';
  readonly resolution: string | null;
  readonly resolvedAt: string | null;
}

export interface Result {
  readonly ranking: readonly (BidResult & { readonly provider: string; readonly pricePence: number | null; readonly scores: readonly CriterionScore[] })[];
  /** Cells still without a score that counts. */
  readonly missing: readonly { readonly bid: string; readonly criterion: string }[];
  readonly lowPrices: readonly string[];
  readonly weights: readonly WeightChange[];
  readonly withoutEach: readonly LeftOut[];
}
