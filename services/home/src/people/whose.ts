/** Who answers for somebody, or for what they agreed to: to anybody else it is as if they were not there. */

import { may, requirePermission, type Caller, type Operation } from '@drystone/access';
import { sql, type Database } from '@drystone/database';
import { Problem } from '@drystone/problems';
import { z } from 'zod';

const found = {
  serviceUser: (id: string) => sql<{ organisation: string }>`select organisation from home.service_user where id = ${id} and erased_at is null`,
  consent: (id: string) => sql<{ organisation: string }>`select organisation from home.consent where id = ${id}`,
};
export const unknownConsent = (): Problem => new Problem({ kind: 'not-found', detail: 'There is no such consent that you answer for.' });
const unknown = {
  serviceUser: (id: string) => new Problem({ kind: 'unknown-service-user', detail: `There is no service user ${id} that you answer for.` }),
  consent: unknownConsent,
};

/** @returns the organisation. @throws Problem 401, and 404 also where the caller may not. */
export async function organisationOf(database: Database, caller: Caller | undefined, operation: Operation, of: keyof typeof found, id: string): Promise<string> {
  const known = caller ?? requirePermission(caller, operation);
  const { rows } = z.uuid().safeParse(id).success ? await database.as('system:home', (transaction) => found[of](id).execute(transaction)) : { rows: [] };
  const organisation = rows[0]?.organisation;
  if (organisation === undefined || !may(known, operation, organisation)) throw unknown[of](id);
  return organisation;
}
