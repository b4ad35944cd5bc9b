/** A contract as it runs: what was promised under an award, what came of it, and what is paid for it. */

import { z } from 'zod';
import { quantity } from '../quantity.ts';
import { mostMeasureTitle } from '../social-value/measures.ts';
import { text } from '../text.ts';
import type { PaymentRule } from './payment-rule.ts';
import type { Promptness } from './promptness.ts';

const day = z.iso.date().refine((date) => date >= '2000-01-01' && date < '2100-01-01', 'is not a day of this century');
const done = quantity(0.01);
export const mostPence = 10_000_000_000_000;

/** What was promised: social value in some unit, or a milestone, which is met or not. */
export const obligationForm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('social-value'), measure: z.string().trim().min(1).max(60).nullable().default(null), title: text(mostMeasureTitle), unit: text(60), quantity: done, due: day }),
  z.strictObject({ kind: z.literal('milestone'), title: text(200), due: day, /** Paid when it is met, with VAT. */ amountPence: z.int().min(1).max(mostPence).nullable().default(null) }),
]);
export type ObligationForm = z.output<typeof obligationForm>;
export const obligationForms = z.array(obligationForm).max(100);

/** What is unusual, though it can be, is sent on purpose: more than was promised, or what was before the term. */
const meant = z.boolean().default(false).describe('Whether what is unusual is meant: more than was promised, or a day before the term');

/** What the provider says was done. */
export const claimForm = z.strictObject({
  /** One for a milestone. */
  quantity: done.default(1),
  doneOn: day,
  evidence: text(4_000),
  link: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .default(null),
  meant,
});
export type ClaimForm = z.output<typeof claimForm>;

export const claimDecision = z.discriminatedUnion('decision', [z.strictObject({ decision: z.literal('confirm') }), z.strictObject({ decision: z.literal('return'), reason: text(2_000) })]);

export const invoiceForm = z
  .strictObject({
    number: text(40),
    dated: day,
    dueOn: day.nullable().default(null),
    netPence: z.int().min(1).max(mostPence),
    vatPence: z.int().min(0).max(mostPence),
    milestone: z.uuid().nullable().default(null),
    month: z
      .string()
      .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'use year and month, such as 2027-06')
      .nullable()
      .default(null),
    note: text(1_000).nullable().default(null),
    meant,
  })
  .refine(({ milestone, month }) => milestone === null || month === null, { path: ['month'], message: 'is given beside a milestone: an invoice is for one of them' })
  // The standard rate: Value Added Tax Act 1994, section 2(1). A penny more by rounding each line.
  .refine(({ netPence, vatPence }) => netPence < 1 || vatPence <= Math.ceil(netPence / 5) + 100, { path: ['vatPence'], message: 'is more than 20 % of the net amount' });
export type InvoiceForm = z.output<typeof invoiceForm>;

export const invoiceDecision = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('accept') }),
  z.strictObject({ decision: z.literal('dispute'), reason: text(2_000) }),
  z.strictObject({ decision: z.literal('paid'), paidOn: day }),
  z.strictObject({ decision: z.literal('withdraw') }),
]);

export interface Obligation {
  readonly id: string;
  readonly award: string;
  readonly kind: 'social-value' | 'milestone';
  readonly measure: string | null;
  readonly title: string;
  readonly unit: string;
  readonly quantity: number;
  readonly amountPence: number | null;
  readonly due: string;
}

export interface Claim {
  readonly id: string;
  readonly obligation: string;
  readonly award: string;
  readonly quantity: number;
  readonly doneOn: string;
  readonly evidence: string;
  readonly link: string | null;
  readonly state: 'claimed' | 'confirmed' | 'returned';
  readonly claimedAt: string;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

export type ObligationState = 'to-come' | 'claimed' | 'delivered' | 'overdue';

/** With what came of it. */
export interface FollowedObligation extends Obligation {
  /** Confirmed by the buyer. */
  readonly delivered: number;
  readonly state: ObligationState;
  readonly claims: readonly Claim[];
}

export interface AgreedRule {
  readonly id: string;
  readonly award: string;
  readonly rule: PaymentRule;
  readonly madeAt: string;
  readonly endedAt: string | null;
}

export interface Invoice {
  readonly id: string;
  readonly award: string;
  readonly number: string;
  readonly dated: string;
  readonly dueOn: string | null;
  readonly netPence: number;
  readonly vatPence: number;
  readonly milestone: string | null;
  readonly month: string | null;
  readonly note: string | null;
  readonly state: 'received' | 'accepted' | 'disputed' | 'paid' | 'withdrawn';
  readonly receivedOn: string;
  /** Why it is disputed. */
  readonly reason: string | null;
  readonly settledOn: string | null;
  readonly paidOn: string | null;
}

export interface FollowedInvoice extends Invoice {
  /** The last day on which it is paid in time. */
  readonly payBy: string;
  readonly overdue: boolean;
}

export interface Money {
  /** With VAT; null where the award names none. */
  readonly valuePence: number | null;
  /** Neither withdrawn nor disputed, as the two below with VAT. */
  readonly invoicedPence: number;
  readonly paidPence: number;
  readonly promptness: Promptness;
}

export interface Contract {
  readonly obligations: readonly FollowedObligation[];
  readonly rules: readonly (AgreedRule & { readonly title: string; readonly unit: 'percent' | 'times'; readonly months: readonly { readonly month: string; readonly measured: number | null; readonly duePence: number }[] })[];
  readonly money: Money;
  /** For buyer and provider; null for everybody else. */
  readonly invoices: readonly FollowedInvoice[] | null;
  /** What whoever asked may do here. */
  readonly may: { readonly change: boolean; readonly agree: boolean; readonly claim: boolean; readonly decide: boolean; readonly invoice: boolean; readonly pay: boolean };
}

/** A sum of quantities without what floating point adds to it. */
export const hundredths = (sum: number): number => Math.round(sum * 100) / 100;

export function followed(obligation: Obligation, claims: readonly Claim[], today: string): FollowedObligation {
  const own = claims.filter((claim) => claim.obligation === obligation.id);
  const delivered = hundredths(own.reduce((sum, { state, quantity: done }) => sum + (state === 'confirmed' ? done : 0), 0));
  const state = delivered >= obligation.quantity ? 'delivered' : own.some((claim) => claim.state === 'claimed') ? 'claimed' : obligation.due < today ? 'overdue' : 'to-come';
  return { ...obligation, delivered, state, claims: own };
}

export const grossPence = ({ netPence, vatPence }: Pick<Invoice, 'netPence' | 'vatPence'>): number => netPence + vatPence;
/** Whether it stands: what is disputed or withdrawn asks for nothing. */
export const isStanding = ({ state }: Pick<Invoice, 'state'>): boolean => state !== 'disputed' && state !== 'withdrawn';
