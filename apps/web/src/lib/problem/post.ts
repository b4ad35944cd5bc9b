/** One operation of a form: what it refuses comes back to the page with what was typed. */

import { fail } from '@sveltejs/kit';
import type { FormError } from '../form-error.ts';
import { problemOf } from '../problem.ts';

export interface Refused {
  /** Which of the page's forms. */
  readonly at: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly errors: readonly FormError[];
}

/**
 * @param at which of the page's forms it was; fields that are at fault get their id from it.
 * @returns nothing where it was done, and the page goes on.
 */
export async function tryOrRefuse(data: FormData, at: string, work: () => Promise<unknown>, words: Readonly<Record<string, () => string>> = {}): Promise<ReturnType<typeof fail<Refused>> | undefined> {
  try {
    await work();
    return undefined;
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    const typed = Object.fromEntries([...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
    const found = problem.errors.map(({ field, message, mend }) => ({ name: field.split('.')[0]!, message, mend }));
    const errors = found.map(({ name, message, mend }) => (words[name] ? { field: `${name}-${at}`, message: words[name]() } : { field: '', message: `${name}: ${message}`, mend }));
    return fail<Refused>(problem.status, { at, typed, errors: errors.length > 0 ? errors : [{ field: '', message: problem.message }] });
  }
}

export const written = (data: FormData, name: string): string => String(data.get(name) ?? '').trim();
