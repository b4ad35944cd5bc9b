/** What does not fit a schema, in words for whoever gave it. */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldProblems, invalid } from './index.ts';

const told = (schema: z.ZodType, given: unknown): string => {
  const result = schema.safeParse(given);
  return result.success ? '' : invalid(fieldProblems(result.error)).message;
};
const form = z.strictObject({ when: z.iso.date().optional(), table: z.partialRecord(z.enum(['coast', 'history']), z.number()).optional() });

describe('what does not fit', () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ['nothing', z.string(), undefined, 'body: is missing.'],
    ['letters for a number', z.coerce.number(), 'abc', 'body: is not a number; write it in digits.'],
    ['half of a whole number', z.int(), 1.5, 'body: is no whole number; use a whole number.'],
    ['a list for text', z.string(), [], 'body: is a list; use text.'],
    ['null', z.number(), null, 'body: is null; use a number.'],
    ['too much', z.number().max(1_000), 1e300, 'body: is too much; use 1,000 or less.'],
    ['too little', z.number().min(0), -1, 'body: is too little; use 0 or more.'],
    ['nothing at all', z.number().positive(), 0, 'body: is too little; use more than 0.'],
    ['an empty text', z.string().min(1), '', 'body: is empty; write something.'],
    ['a short text', z.string().min(10), 'short', 'body: is too short; write at least 10 characters.'],
    ['a huge text', z.string().max(200), 'x'.repeat(1_000_000), 'body: is too long; write at most 200 characters.'],
    ['an empty list', z.array(z.string()).min(1), [], 'body: is empty; name at least one.'],
    ['a long list', z.array(z.string()).max(1), ['a', 'b'], 'body: are too many; name at most 1.'],
    ['no web address', z.url(), 'example', 'body: is not a web address; use one such as https://www.example.org.'],
    ['no date', form, { when: '11 June' }, 'when: is not a date; use one such as 2027-06-11.'],
    ['a choice there is not', z.array(z.enum(['a', 'b'])), ['a', 'c'], '1: is none of what there is; use one of a, b.'],
    ['a key there is not', form, { table: { coast: 1, dragons: 1 } }, 'table.dragons: is none of what there is; use one of coast, history.'],
    ['a field there is not', form, { colour: 'red' }, 'colour: is not a field there is; leave it out.'],
  ])('%s', (_, schema, given, words) => {
    expect(told(schema, given)).toBe(words);
  });

  it('keeps the words that a schema has of its own, with its mend', () => {
    expect(told(z.string().regex(/^a/, 'use a slug: lower-case letters'), 'B')).toBe('body: use a slug: lower-case letters.');
    expect(told(z.string().refine(() => false, { message: 'is another', params: { mend: 'did you mean this?' } }), 'B')).toBe('body: is another; did you mean this?');
  });
});
