/** What is in a bid, and what it still wants before it can be handed in. Pure: pages and server check the same. */

import type { FieldProblem } from '@drystone/problems';
import { countWords } from '@drystone/word-count';
import { z } from 'zod';
import type { Lot } from '../processes/process.ts';
import { quantity } from '../quantity.ts';
import { measureId, namedMeasure, type Measure } from '../social-value/measures.ts';
import type { Member } from './store.ts';

const words = (most: number) =>
  z
    .string()
    .max(most)
    .refine((typed) => typed.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(typed), 'holds a character that cannot be kept');
const slug = z.string().max(60).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens');

/** A change of a draft: what is left out stays as it was. */
export const bidChange = z.strictObject({
  /** By the id of the question. Longer than a limit of words may be saved, not handed in. */
  answers: z.record(slug, words(60_000)).optional(),
  /** With VAT. */
  pricePence: z.int().min(0).max(10_000_000_000_000).nullable().optional(),
  socialValue: z
    .array(z.strictObject({ measure: measureId, quantity: quantity(0) }))
    .max(100)
    .refine((promises) => new Set(promises.map(({ measure }) => measure)).size === promises.length, 'promises one measure twice')
    .optional(),
  /** A signed conformance report. */
  conformance: z.looseObject({}).nullable().refine((report) => JSON.stringify(report).length <= 200_000, 'is longer than 200,000 characters').optional(),
});
export type BidChange = z.output<typeof bidChange>;

export interface BidDocument {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Which of the lot's documents it is; null for one more. */
  readonly for: string | null;
  /** Of its bytes, base64. */
  readonly key: string;
}

export interface BidContent {
  readonly answers: Readonly<Record<string, string>>;
  readonly pricePence: number | null;
  readonly socialValue: readonly { readonly measure: string; readonly quantity: number }[];
  readonly documents: readonly BidDocument[];
  readonly conformance: object | null;
}

export const emptyBid: BidContent = { answers: {}, pricePence: null, socialValue: [], documents: [], conformance: null };
export const mostDocuments = 20;
export const mostDocumentBytes = 50 * 1024 * 1024;

export interface Question {
  readonly id: string;
  readonly question: string;
  readonly mostWords: number | null;
}

/** What a lot asks of a bidder. */
export interface Asked {
  readonly questions: readonly Question[];
  readonly price: boolean;
  readonly measures: readonly { readonly id: string; readonly title: string; readonly unit: string }[];
  readonly documents: readonly { readonly id: string; readonly title: string; readonly needed: 'with-bid' | 'before-award' }[];
}

export function askedOf({ asked, priceBasis, socialValue, documents }: Lot, measures: readonly Measure[]): Asked {
  return { questions: asked.map(({ id, question, mostWords }) => ({ id, question, mostWords })), price: priceBasis !== 'free', measures: socialValue.map(({ measure }) => namedMeasure(measures, measure)), documents };
}

/** As a change makes it; what the lot does not ask is named by `strange`. */
export function changed(content: BidContent, change: BidChange): BidContent {
  return {
    answers: { ...content.answers, ...change.answers },
    pricePence: change.pricePence === undefined ? content.pricePence : change.pricePence,
    socialValue: change.socialValue ?? content.socialValue,
    documents: content.documents,
    conformance: change.conformance === undefined ? content.conformance : change.conformance,
  };
}

/** What of a change the lot never asked for. */
export function strange(asked: Asked, change: BidChange): readonly FieldProblem[] {
  return [
    ...Object.keys(change.answers ?? {}).filter((id) => !asked.questions.some((question) => question.id === id)).map((id) => ({ field: `answers.${id}`, message: 'is no question of this lot', mend: 'leave it out' })),
    ...(change.socialValue ?? []).flatMap(({ measure }, index) => (asked.measures.some(({ id }) => id === measure) ? [] : [{ field: `socialValue.${index}.measure`, message: `"${measure}" is not asked of this lot`, mend: 'leave it out' }])),
  ];
}

/** Everything that is in the way of handing it in, in the order of the form. */
export function wanting(asked: Asked, content: BidContent, members: readonly Member[], lead: string): readonly FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const { id, mostWords } of asked.questions) {
    const count = countWords(content.answers[id] ?? '');
    if (count === 0) found.push({ field: `answers.${id}`, message: 'is not answered', mend: 'answer it' });
    else if (mostWords !== null && count > mostWords) found.push({ field: `answers.${id}`, message: `has ${count} words, and ${mostWords} are allowed`, mend: `take out ${count - mostWords}` });
  }
  if (asked.price && content.pricePence === null) found.push({ field: 'pricePence', message: 'is missing', mend: 'say your price, 0 where it costs nothing' });
  for (const { id } of asked.measures) if (!content.socialValue.some(({ measure }) => measure === id)) found.push({ field: `socialValue.${id}`, message: 'is not answered', mend: 'say how much you promise, 0 for nothing' });
  for (const { id, title, needed } of asked.documents) if (needed === 'with-bid' && !content.documents.some((document) => document.for === id)) found.push({ field: `documents.${id}`, message: `"${title}" is missing`, mend: 'add the document' });
  const total = members.reduce((sum, { share }) => sum + share, 0);
  if (total !== 100) found.push({ field: 'members', message: `the shares add up to ${total} %`, mend: 'let them add up to 100' });
  for (const { id, name, confirmedAt, share } of members) {
    if (share === 0) found.push({ field: 'members', message: `${name} has no share`, mend: 'give it one, or take it out' });
    else if (id !== lead && confirmedAt === null) found.push({ field: 'members', message: `${name} has not said yes yet`, mend: 'ask it to, or take it out' });
  }
  return found;
}
