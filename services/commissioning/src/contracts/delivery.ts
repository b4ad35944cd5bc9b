/** How the contracts of a process run, as a release tells it. */

import { sql, type Transaction } from '@drystone/database';
import type { Award } from '../awards/award.ts';
import { figuresOfAwards } from '../kpis/kpis.ts';
import type { Delivery } from '../open/implementation.ts';
import type { ReleaseTag } from '../open/release.ts';
import { followed } from './contract.ts';
import { findClaims, findInvoices, findObligations } from './store.ts';

/** Of each award, by its id; for somebody who acts for their buyer. */
export async function deliveryOf(transaction: Transaction, awards: readonly Award[], now: Temporal.Instant, timeZone: string): Promise<ReadonlyMap<string, Delivery>> {
  if (awards.length === 0) return new Map();
  const ids = awards.map(({ id }) => id);
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  const [figures, obligations, claims, invoices] = [await figuresOfAwards(transaction, awards, now, timeZone), await findObligations(transaction, ids), await findClaims(transaction, ids), await findInvoices(transaction, ids)];
  return new Map(
    ids.map((id) => [id, { figures: figures.get(id)!, obligations: obligations.filter(({ award }) => award === id).map((each) => followed(each, claims, today)), payments: invoices.filter(({ award, state }) => award === id && state === 'paid') }]),
  );
}

/** OCDS, codelist `releaseTag`: the first of its kind, or a further one. */
export async function implementationTag(transaction: Transaction, processId: string): Promise<ReleaseTag> {
  const { rows } = await sql`
    select 1 from commissioning.release join commissioning.process on process.ocid = release.ocid
    where process.id = ${processId} and release->'tag' ? 'implementation' limit 1`.execute(transaction);
  return rows.length === 0 ? 'implementation' : 'implementationUpdate';
}
