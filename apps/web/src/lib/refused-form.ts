/** What a form is answered with where the service refused it: each error names its field, and leads to its input. */

import { fail } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { FormError } from './form-error.ts';
import { problemOf } from './problem.ts';
import { sentence } from './words/sentence.ts';

/** A field of the service as the page has it. */
export interface NamedField {
  /** Of its input on the page; empty where there is none. */
  readonly id: string;
  /** As in "Enter {name}" and "{name} is too long": with its article, and with its number where there are several. */
  readonly name: string;
  /** Nothing was typed: that it is no date, or too short, helps nobody. */
  readonly isEmpty?: boolean | undefined;
  /** It is chosen and not typed. */
  readonly isChosen?: boolean | undefined;
  /** Where it is mended, when that is on another page. */
  readonly href?: string | undefined;
}

/** Undefined where the form has no such field: then the service's own name of it must do. */
export type NameOf = (field: string) => NamedField | undefined;

/** What the services say of a field without its name: "is too long", "names a part twice". */
const isPredicate = /^(is|are|has|have|holds|names|does|takes|leads|looks|promises)\s/;
const isNothing = /^is (missing|empty)$/;

/** The error of a field that was typed wrong, with its name before what is wrong. */
export function namedError({ id, name, isEmpty, isChosen, href }: NamedField, message: string, mend?: string): FormError {
  if (isEmpty || isNothing.test(message)) return { field: id, message: sentence(isChosen ? m.refused_choose({ name }) : m.refused_enter({ name })), href };
  return { field: id, message: sentence(isPredicate.test(message) ? m.refused_is({ name, error: message }) : m.refused_says({ name, error: message })), mend: mend && sentence(mend), href };
}

/** What the service refused, as a page says it; undefined where it is no refusal. */
export function refusedFields(caught: unknown, nameOf: NameOf): { readonly status: number; readonly errors: readonly FormError[] } | undefined {
  const problem = problemOf(caught);
  if (problem === undefined) return undefined;
  const errors = problem.errors.map(({ field, message, mend }) => namedError(nameOf(field) ?? { id: '', name: field }, message, mend));
  return { status: problem.status, errors: errors.length === 0 ? [{ field: '', message: problem.message }] : errors };
}

/** The answer of a form to what was refused, with what was typed. @throws what is no refusal. */
export function refusal<Kept extends object>(caught: unknown, nameOf: NameOf, kept?: Kept) {
  const refused = refusedFields(caught, nameOf);
  if (refused === undefined) throw caught;
  return fail(refused.status, { ...(kept as Kept), errors: refused.errors });
}

/** Whether nothing was typed into an input of a form, or into the one of a row. */
export function isBlank(data: FormData, input: string, row = 0): boolean {
  const typed = data.getAll(input)[row];
  return typed === undefined || (typeof typed === 'string' ? typed.trim() === '' : typed.size === 0);
}
