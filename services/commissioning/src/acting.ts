/** Who acts, as row-level security knows it. */

import type { Caller } from '@drystone/access';
import type { Acting } from '@drystone/database';
import { z } from 'zod';

/** As the caller, for what they are in, and for one more where they are allowed to. */
export function actingFor({ actor, memberships }: Caller, ...more: readonly string[]): Acting {
  return { actor, organisations: [...new Set([...memberships.map(({ organisationId }) => organisationId), ...more])] };
}

export const isId = (id: string): boolean => z.uuid().safeParse(id).success;
