/** What a form of people is answered with where it was refused: what is wrong with each field, and what was typed. */

import { fail } from '@sveltejs/kit';
import { refusedFields } from '#lib/bids/bid-page.ts';
import type { FormError } from '#lib/form-error.ts';

export type Typed = Readonly<Record<string, readonly string[]>>;

export const typedIn = (data: FormData): Typed => Object.fromEntries([...new Set(data.keys())].map((key) => [key, data.getAll(key).filter((value) => typeof value === 'string')]));

/** @param fieldOf a service's field as the page has it. @throws what is no refusal. */
export function refusedForm(caught: unknown, data: FormData, fieldOf: (field: string) => string = (field) => field) {
  const refused = refusedFields(caught);
  if (refused === undefined) throw caught;
  return fail(refused.status, { typed: typedIn(data), errors: refused.errors.map((error) => ({ ...error, field: fieldOf(error.field) })) });
}

export const wrongForm = (data: FormData, errors: readonly FormError[]) => fail(400, { typed: typedIn(data), errors });

/** Without spaces around it, and lines as the services have them. */
export const textIn = (data: FormData, name: string): string => String(data.get(name) ?? '').trim().replaceAll('\r\n', '\n');
export const orNull = (typed: string): string | null => (typed === '' ? null : typed);
