/** What the winning bid promised becomes what the contract asks for. */

import type { Transaction } from '@drystone/database';
import { openedBids } from '../bids/opened.ts';
import { obligationForm, type ObligationForm } from './contract.ts';

/** One obligation for each measure of the bid, due when the term ends; none where no bid was opened. */
export async function promisedInBid(transaction: Transaction, process: string, lot: string, provider: string, due: Temporal.PlainDate): Promise<readonly ObligationForm[]> {
  const bid = (await openedBids(transaction, process)).find((each) => each.lot === lot && each.provider.id === provider);
  return (bid?.socialValue ?? []).flatMap(({ measure, quantity }) => (quantity > 0 ? [obligationForm.parse({ kind: 'social-value', measure, title: measure, unit: 'units', quantity, due: due.toString() })] : []));
}
