/**
 * The market asked before there is a tender, and the buyer asked while one is open. Pure: forms, facts and the moment in,
 * what may be asked, and until when, out.
 * Source: Procurement Act 2023, sections 16 and 17 (preliminary market engagement), section 12(4) (no unfair advantage) and
 * section 94 (information that may be withheld).
 */

import type { FieldProblem } from '@drystone/problems';
import { z } from 'zod';
import { methodOf } from '../methods/method.ts';
import type { Process } from '../processes/process.ts';
import { text } from '../text.ts';

/** Before there is a tender, and while it is open. */
export const phases = ['engagement', 'tender'] as const;
export type Phase = (typeof phases)[number];
/** To the buyer, or to what the buyer asked the market. */
export const enquiryKinds = ['question', 'response'] as const;
/** Section 94 lets commercial secrets be withheld; other law forbids some words, such as what is known of a person. */
export const withholdingGrounds = ['confidential', 'unlawful'] as const;

export const engagementForm = z.strictObject({
  background: text(8000, 10).describe('What those should know who could provide it'),
  how: text(2000, 0).default('').describe('How else to take part, for example a meeting and where it is'),
  asked: z.array(text(1000, 4)).min(1).max(20).describe('What the market is asked'),
  openUntil: z.iso.datetime({ offset: true }).describe('RFC 3339 with its offset'),
});

export const enquiryForm = z.strictObject({
  organisation: z.uuid().describe('For whom'),
  kind: z.enum(enquiryKinds).default('question'),
  about: z.string().max(60).nullable().default(null).describe('Of a response, the number of the buyer’s question; of a question to a tender, the id of a lot; null: the whole'),
  text: text(4000, 3),
  confidential: text(1000, 3).nullable().default(null).describe('What of it is commercially confidential, and why: it is not shown before the buyer has settled that. null: nothing is'),
});

const withholding = z.strictObject({
  shown: text(4000, 3).describe('What everybody reads of it instead'),
  ground: z.enum(withholdingGrounds),
  why: text(1000, 3).describe('What was left out, and why'),
});

export const enquiryDecision = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('answer'), answer: text(8000), withhold: withholding.optional() }),
  z.strictObject({ decision: z.literal('refuse'), reason: text(2000, 3), withhold: withholding.optional() }),
  z.strictObject({ decision: z.literal('withhold'), withhold: withholding }),
]);
export type EnquiryDecision = z.output<typeof enquiryDecision>;

export interface Engagement {
  /** The problem as it was when this was last published. */
  readonly title: string;
  readonly problem: Process['content']['problem'];
  readonly background: string;
  readonly how: string;
  readonly asked: readonly string[];
  readonly openedAt: string;
  readonly openUntil: string;
  readonly revision: number;
}

/** The lead or a partner of the process. */
export type DecidingBuyer = Process['buyer'];

export interface Answer {
  readonly text: string;
  readonly at: string;
  readonly by: DecidingBuyer;
}

export interface Enquiry {
  readonly id: string;
  readonly phase: Phase;
  readonly kind: (typeof enquiryKinds)[number];
  readonly about: string | null;
  /** What everybody reads; null while the buyer has not settled what is confidential, and once it is taken back. */
  readonly text: string | null;
  readonly askedAt: string;
  /** Null where it is not known yet: of a tender, before each lot is decided. */
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly claimed: boolean;
  readonly withheld: { readonly ground: (typeof withholdingGrounds)[number]; readonly why: string; readonly by: DecidingBuyer } | null;
  readonly answer: Answer | null;
  /** What was answered before, the oldest first. */
  readonly earlier: readonly Answer[];
  readonly refused: { readonly why: string; readonly at: string; readonly by: DecidingBuyer } | null;
  readonly takenBack: boolean;
  readonly revision: number;
  /** The words as they were sent, for who sent them and for the buyers. */
  readonly original: { readonly text: string; readonly claim: string | null } | null;
}

/** Whether the buyer still has something to do about it: a response wants no answer, unless it holds a claim. */
export const isWaiting = ({ kind, text: shown, answer, refused, takenBack }: Pick<Enquiry, 'kind' | 'text' | 'answer' | 'refused' | 'takenBack'>): boolean => !takenBack && answer === null && refused === null && (kind === 'question' || shown === null);

/**
 * Whether it stands: it is in the open data, which keeps what it was told, and nobody takes it back any more. A question does
 * with its answer or its refusal, a response once the market is not asked any more.
 */
export const stands = ({ kind, text: shown, answer, refused, takenBack }: Pick<Enquiry, 'kind' | 'text' | 'answer' | 'refused' | 'takenBack'>, engagement: Pick<Engagement, 'openUntil'> | undefined, now: Temporal.Instant): boolean =>
  !takenBack && (answer !== null || refused !== null || (kind === 'response' && shown !== null && engagement !== undefined && Temporal.Instant.compare(now, engagement.openUntil) >= 0));

const week = 7 * 24 * 3600 * 1000;

/**
 * Until when questions to a tender are taken: as its buyer set it, else a week before the deadline, or a quarter of the time
 * where that is shorter, so that an answer can still be used. Null where nobody is invited to bid.
 */
export function questionsUntil({ content: { method, deadline, questionsUntil: set } }: Pick<Process, 'content'>, publishedAt: Temporal.Instant | string): Temporal.Instant | null {
  if (deadline === null || methodOf(method).ocds === 'direct') return null;
  if (set !== undefined) return Temporal.Instant.from(set);
  const { epochMilliseconds: last } = Temporal.Instant.from(deadline);
  const quarter = Math.max(0, last - Temporal.Instant.from(publishedAt).epochMilliseconds) / 4;
  return Temporal.Instant.fromEpochMilliseconds(Math.floor((last - Math.min(week, quarter)) / 1000) * 1000);
}

/** What is taken of a process, from when and until when; null where nothing is or was. */
export interface Taking {
  readonly phase: Phase;
  readonly from: string;
  readonly until: string;
  readonly open: boolean;
}

/** `until` itself is too late. */
export function takingOf(process: Process, engagement: Pick<Engagement, 'openedAt' | 'openUntil'> | undefined, now: Temporal.Instant): Taking | null {
  const open = (until: Temporal.Instant | string) => Temporal.Instant.compare(now, until) < 0;
  if (process.stage === 'planning') return engagement === undefined ? null : { phase: 'engagement', from: engagement.openedAt, until: engagement.openUntil, open: open(engagement.openUntil) };
  const until = process.publishedAt === null ? null : questionsUntil(process, process.publishedAt);
  return until === null ? null : { phase: 'tender', from: process.publishedAt!, until: until.toString(), open: process.stage === 'tender' && open(until) };
}

const longestOpenDays = 366;

/** What stands against opening it so, or against changing what is open. */
export function engagementHindrances(process: Pick<Process, 'stage' | 'content'>, before: Engagement | undefined, { asked, openUntil }: z.output<typeof engagementForm>, now: Temporal.Instant): FieldProblem[] {
  if (process.stage !== 'planning') return [{ field: 'process', message: 'is published: the market is asked before', mend: 'answer the questions that bidders ask' }];
  const { who, today, good } = process.content.problem;
  const gaps = Object.entries({ who, today, good }).filter(([, words]) => words.trim() === '').map(([field]): FieldProblem => ({ field: `problem.${field}`, message: 'is empty', mend: 'write it before you ask the market about it' }));
  const found: FieldProblem[] = [...gaps];
  if (Temporal.Instant.compare(openUntil, now) <= 0) found.push({ field: 'openUntil', message: 'is past', mend: 'choose a later time' });
  else if (Temporal.Instant.compare(openUntil, now.add({ hours: 24 * longestOpenDays })) > 0) found.push({ field: 'openUntil', message: 'is more than a year away', mend: 'choose an earlier time' });
  else if (before !== undefined && Temporal.Instant.compare(now, before.openUntil) < 0 && Temporal.Instant.compare(openUntil, before.openUntil) < 0) found.push({ field: 'openUntil', message: `is before ${before.openUntil}, on which providers count`, mend: 'choose a later time' });
  const changed = before?.asked.findIndex((question, index) => asked[index] !== question) ?? -1;
  if (changed >= 0) found.push({ field: `asked.${changed}`, message: 'was asked already, and providers answer it', mend: 'leave it as it was, and ask further questions after it' });
  return found;
}

/** What a process can be asked about, in the form's words; undefined where it fits. */
export function aboutProblem({ kind, about }: Pick<z.output<typeof enquiryForm>, 'kind' | 'about'>, phase: Phase, process: Pick<Process, 'content'>, engagement: Pick<Engagement, 'asked'> | undefined): FieldProblem | undefined {
  if (phase === 'engagement') {
    const most = engagement?.asked.length ?? 0;
    const isNumber = about !== null && /^[1-9]\d?$/.test(about) && Number(about) <= most;
    if (kind === 'response' && !isNumber) return { field: 'about', message: about === null ? 'is missing: a response is to one of the buyer’s questions' : `"${about}" is none of the buyer’s questions`, mend: `give a number from 1 to ${most}` };
    return kind === 'question' && about !== null && !isNumber ? { field: 'about', message: `"${about}" is none of the buyer’s questions`, mend: `give a number from 1 to ${most}, or leave it out` } : undefined;
  }
  if (kind === 'response') return { field: 'kind', message: 'is a response, and a tender asks the market nothing', mend: 'ask a question; what a tender asks is answered in a bid' };
  const lots = process.content.lots.map(({ id }) => id);
  return about === null || lots.includes(about) ? undefined : { field: 'about', message: `"${about}" is none of its lots`, mend: `use one of: ${lots.join(', ')}` };
}
