/** Organisations that a page's search by name found; none where it asks for less than two letters. */

import type { Accounts, SignedIn } from '@drystone/accounts';

export async function organisationsNamed(accounts: Pick<Accounts, 'named'>, caller: SignedIn['caller'], q: string, kind: 'buyer' | 'community') {
  const words = q.trim().slice(0, 120);
  return words.length < 2 ? [] : accounts.named(caller, { q: words, kind });
}
