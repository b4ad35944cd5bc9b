/** What a form of people is answered with where it was refused: what is wrong with each field, and what was typed. */

import { fail } from '@sveltejs/kit';
import type { FormError } from '#lib/form-error.ts';
import { refusal, type NameOf } from '#lib/refused-form.ts';

export type Typed = Readonly<Record<string, readonly string[]>>;

export const typedIn = (data: FormData): Typed => Object.fromEntries([...new Set(data.keys())].map((key) => [key, data.getAll(key).filter((value) => typeof value === 'string')]));

/** @throws what is no refusal. */
export const refusedForm = (caught: unknown, data: FormData, nameOf: NameOf) => refusal(caught, nameOf, { typed: typedIn(data) });

export const wrongForm = (data: FormData, errors: readonly FormError[]) => fail(400, { typed: typedIn(data), errors });

/** Without spaces around it, and lines as the services have them. */
export const textIn = (data: FormData, name: string): string => String(data.get(name) ?? '').trim().replaceAll('\r\n', '\n');
export const orNull = (typed: string): string | null => (typed === '' ? null : typed);
