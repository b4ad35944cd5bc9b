/**
 * What of a published tender may still be changed: words, and the deadline to a later one. What bidders built on stays.
 * Source: Procurement Act 2023, section 31(1) (before the deadline only); Find a Tender refuses changes of a tender notice
 * after it, and of the procedure always, https://www.find-tender.service.gov.uk/Home/PublishedNotice/Changes
 */

import { z } from 'zod';
import { questionsUntil } from '../engagement/enquiry.ts';
import { questionsHindrances, type Hindrance } from './law.ts';
import type { Process, ProcessForm } from './process.ts';

const words = (most: number) => z.string().trim().min(4).max(most).refine((text) => text.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(text), 'holds a character that cannot be kept');

export const amendmentForm = z.strictObject({ description: words(2000), content: z.record(z.string(), z.unknown()) });
export const closingForm = z.strictObject({ as: z.enum(['withdrawn', 'unsuccessful']).default('withdrawn'), reason: words(2000) });

export interface Difference {
  /** Dotted path from the process, for example `lots.0.title`. */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Amendment {
  readonly number: number;
  readonly at: string;
  readonly description: string;
  readonly changes: readonly Difference[];
}

/** Each leaf that is not the same, in the order of the form. */
export function differences(before: unknown, after: unknown, field = ''): Difference[] {
  if (Object.is(before, after)) return [];
  if (!isTree(before) || !isTree(after) || Array.isArray(before) !== Array.isArray(after)) return [{ field, before: before ?? null, after: after ?? null }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differences((before as Record<string, unknown>)[key], (after as Record<string, unknown>)[key], field === '' ? key : `${field}.${key}`));
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Where words can be put right without changing what is bought or how it is judged. */
const corrigible = /^(?:title|methodReason|oneLotReason|problem\.(?:who|today|good|known|measures(?:\.\d+)?)|lots\.\d+\.(?:title|description|priceDetails|asked\.\d+(?:\.question)?|documents\.\d+\.title|criteria\.\d+\.(?:title|description))|stages\.\d+\.(?:title|note))$/;

/** What stands against changing a published tender so. */
export function amendmentHindrances({ stage, content, publishedAt }: Process, wanted: ProcessForm, awarded: boolean, now: Temporal.Instant): Hindrance[] {
  if (stage !== 'tender') return [{ field: 'process', message: stage === 'planning' ? 'is a draft' : 'is withdrawn', mend: stage === 'planning' ? 'change the draft itself' : 'take it up again as a new draft' }];
  if (awarded) return [{ field: 'process', message: 'has awards', mend: 'change the contract, not the tender' }];
  if (content.deadline !== null && Temporal.Instant.compare(now, content.deadline) >= 0) return [{ field: 'process', message: 'is past its deadline (Procurement Act 2023, section 31(1))', mend: 'withdraw it and publish it anew' }];
  const changes = differences(content, wanted);
  if (changes.length === 0) return [{ field: 'content', message: 'is as it was', mend: 'change something, or leave it' }];
  return changes.flatMap(({ field }) => {
    if (field === 'deadline') {
      if (content.deadline === null || wanted.deadline === null) return [{ field, message: 'cannot be taken away or added', mend: 'withdraw it and publish it anew' }];
      return Temporal.Instant.compare(wanted.deadline, content.deadline) > 0 ? [] : [{ field, message: `is before ${content.deadline}, on which bidders count`, mend: 'set it later' }];
    }
    if (field === 'questionsUntil') {
      const [before, after] = [content, wanted].map((each) => questionsUntil({ content: each }, publishedAt!));
      return before && after && Temporal.Instant.compare(after, before) < 0 ? [{ field, message: `is before ${before}, on which bidders count`, mend: 'set it later' }] : questionsHindrances(wanted, now);
    }
    return corrigible.test(field) ? [] : [{ field, message: 'cannot be changed any more: bidders built on it', mend: 'withdraw it and publish it anew' }];
  });
}
