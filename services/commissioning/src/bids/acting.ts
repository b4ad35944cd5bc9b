/** Who acts, as row-level security knows it; and what every operation here begins with. */

import type { Caller } from '@drystone/access';
import type { Acting } from '@drystone/database';
import { fieldProblems, invalid } from '@drystone/problems';
import { z } from 'zod';

/** As the caller, for what they are in, and for one more where they are allowed to. */
export function actingFor({ actor, memberships }: Caller, ...more: readonly string[]): Acting {
  return { actor, organisations: [...new Set([...memberships.map(({ organisationId }) => organisationId), ...more])] };
}

/** @throws Problem 400 naming each field at fault. */
export function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given);
  if (!result.success) throw invalid(fieldProblems(result.error));
  return result.data;
}

export const isId = (id: string): boolean => z.uuid().safeParse(id).success;
