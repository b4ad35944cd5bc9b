/**
 * What zod says of a value that does not fit, in words for whoever gave it: first what is wrong,
 * then, after a semicolon, the mend. Messages that a schema brings itself stay as they are.
 */

import { z } from 'zod';

/** Between what is wrong and the mend, as one message holds both. */
const mendMark = '; ';
const notOfTheForm = 'is not of the form that is wanted';

/** From here on every schema of the process speaks so; idempotent. */
export function speakPlainly(): void {
  z.config({ customError: misfitWords });
}

/** A message of `misfitWords` in its two halves. */
export function halves(message: string): { readonly message: string; readonly mend?: string } {
  const at = message.indexOf(mendMark);
  return at < 0 ? { message } : { message: message.slice(0, at), mend: message.slice(at + mendMark.length) };
}

/** Undefined where a schema has words of its own, or zod's must do. */
export function misfitWords(issue: z.core.$ZodRawIssue): string | undefined {
  const words = wordsOf(issue);
  return words === undefined ? undefined : words.filter(Boolean).join(mendMark);
}

function wordsOf(issue: z.core.$ZodRawIssue): readonly [message: string, mend?: string | undefined] | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (Number.isNaN(issue.input) || (typeof issue.input === 'string' && (issue.expected === 'number' || issue.expected === 'int'))) return ['is not a number', 'write it in digits'];
      return issue.input === undefined ? ['is missing'] : [`is ${kindOf(issue.input)}`, wanted[issue.expected]];
    case 'invalid_value': {
      const mend = `use ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
      return [issue.input === undefined ? 'is missing' : 'is none of what there is', mend];
    }
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive ?? true);
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), issue.inclusive ?? true);
    case 'not_multiple_of':
      return [`is no multiple of ${issue.divisor}`, `use a multiple of ${issue.divisor}`];
    case 'invalid_format':
      return formats[issue.format] ?? [notOfTheForm];
    case 'unrecognized_keys':
      return unknownKeys(issue);
    case 'invalid_key':
      return ['is not a field there is', 'leave it out'];
    case 'invalid_union':
    case 'invalid_element':
      return [notOfTheForm];
    default:
      return undefined;
  }
}

/** A table whose keys are a list knows what they may be; an object's unknown field has no place. */
function unknownKeys({ inst }: z.core.$ZodRawIssue): readonly [string, string] {
  const keys = inst instanceof z.ZodRecord && inst.keyType instanceof z.ZodEnum ? inst.keyType.options : undefined;
  return keys === undefined ? ['is not a field there is', 'leave it out'] : ['is none of what there is', `use one of ${keys.join(', ')}`];
}

const wanted: Readonly<Record<string, string>> = { number: 'use a number', int: 'use a whole number', bigint: 'use a whole number', string: 'use text', boolean: 'use true or false', array: 'use a list', object: 'use an object', record: 'use an object', null: 'use null' };

function kindOf(input: unknown): string {
  if (typeof input === 'number') return Number.isInteger(input) ? 'a number' : 'no whole number';
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  return { string: 'text', boolean: 'true or false', object: 'an object' }[typeof input as string] ?? 'something else';
}

function tooSmall(origin: string, least: number, inclusive: boolean): readonly [string, string] {
  if (origin === 'string') return least === 1 ? ['is empty', 'write something'] : ['is too short', `write at least ${least} characters`];
  if (origin === 'array' || origin === 'set') return least === 1 ? ['is empty', 'name at least one'] : ['are too few', `name at least ${least}`];
  return ['is too little', inclusive ? `use ${grouped(least)} or more` : `use more than ${grouped(least)}`];
}

function tooBig(origin: string, most: number, inclusive: boolean): readonly [string, string] {
  if (origin === 'string') return ['is too long', `write at most ${grouped(most)} ${most === 1 ? 'character' : 'characters'}`];
  if (origin === 'array' || origin === 'set') return ['are too many', `name at most ${grouped(most)}`];
  return ['is too much', inclusive ? `use ${grouped(most)} or less` : `use less than ${grouped(most)}`];
}

const grouped = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: 20 });

const formats: Readonly<Record<string, readonly [string, string?]>> = {
  url: ['is not a web address', 'use one such as https://www.example.org'],
  email: ['is not an e-mail address', 'use one such as name@example.org'],
  uuid: ['is not an id', 'use one such as 0190a6f0-0000-7000-8000-000000000000'],
  guid: ['is not an id', 'use one such as 0190a6f0-0000-7000-8000-000000000000'],
  date: ['is not a date', 'use one such as 2027-06-11'],
  datetime: ['is not a date and time', 'use one with its offset, such as 2027-06-11T13:00:00Z'],
  time: ['is not a time of day', 'use one such as 09:30'],
  duration: ['is not a period', 'use one such as P8Y'],
};
