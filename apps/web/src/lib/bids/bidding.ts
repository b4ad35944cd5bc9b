/** What the page of a tender says of its bids. */

import type { Process } from '@drystone/commissioning';
import type { SignedIn } from '@drystone/accounts';

export async function biddingOf({ commissioning }: App.Locals, caller: SignedIn['caller'] | undefined, { id, stage, buyer, content }: Process) {
  const competes = content.deadline !== null && commissioning.methods.find((each) => each.id === content.method)!.ocds !== 'direct';
  return {
    process: id,
    lots: content.lots.map((lot) => ({ id: lot.id, title: lot.title })),
    sealing: competes && stage === 'tender' ? { ...(await commissioning.sealing(id)), open: Temporal.Instant.compare(Temporal.Now.instant(), content.deadline!) < 0 } : null,
    buys: competes && stage !== 'withdrawn' && (caller?.memberships.some((each) => each.organisationId === buyer.id && each.roles.includes('commissioner')) ?? false),
  };
}
