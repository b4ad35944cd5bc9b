/** What the winning bid promised becomes what the contract asks for. */

import type { Transaction } from '@drystone/database';
import { openedBids } from '../bids/opened.ts';
import type { Process } from '../processes/process.ts';
import { measuresFor } from '../social-value/import.ts';
import { namedMeasure } from '../social-value/measures.ts';
import type { ObligationForm } from './contract.ts';

/** One obligation for each measure of the bid, in the words of its list, due when the term ends; none where no bid was opened. */
export async function promisedInBid(transaction: Transaction, { id, buyer }: Process, lot: string, provider: string, due: Temporal.PlainDate): Promise<readonly ObligationForm[]> {
  const bid = (await openedBids(transaction, id)).find((each) => each.lot === lot && each.provider.id === provider);
  const promises = bid?.socialValue.filter(({ quantity }) => quantity > 0) ?? [];
  if (promises.length === 0) return [];
  const measures = await measuresFor(transaction, buyer.id);
  return promises.map(({ measure, quantity }) => {
    const { title, unit } = namedMeasure(measures, measure);
    return { kind: 'social-value', measure, title, unit, quantity, due: due.toString() };
  });
}
