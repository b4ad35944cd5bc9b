/** Of which organisation a page of the home tells, where somebody is in several. */

import { error } from '@sveltejs/kit';
import { answersAlarms, may, type Caller, type Operation } from '@drystone/access';
import type { Accounts } from '@drystone/accounts';

export interface Choice {
  readonly organisations: readonly { readonly id: string; readonly name: string }[];
  readonly chosen: { readonly id: string; readonly name: string };
}

/** Those that can answer alarms and in which the caller may do this, and the one that was asked for, or the first. @throws 403, said with `refusal`, where there is none. */
export async function chosenOrganisation(accounts: Accounts, caller: Caller, operation: Operation, asked: string | null, refusal: string): Promise<Choice> {
  const organisations = (await accounts.mine(caller)).filter(({ id, kind }) => answersAlarms(kind) && may(caller, operation, id)).map(({ id, name }) => ({ id, name }));
  return { organisations, chosen: organisations.find(({ id }) => id === asked) ?? organisations[0] ?? error(403, refusal) };
}
