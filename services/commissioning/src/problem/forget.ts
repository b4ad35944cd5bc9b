import type { Database } from '@drystone/database';
import { deleteOldInvitations } from './store.ts';

/** Forgets the addresses of those who were invited to a panel and did not come. */
export async function forgetInvitations(database: Database, now: Temporal.Instant): Promise<void> {
  await database.as('system:commissioning', (transaction) => deleteOldInvitations(transaction, now));
}
