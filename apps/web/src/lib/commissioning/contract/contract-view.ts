/** A contract as its page tells it: days for moments. */

import type { Claim, Contract, FollowedObligation } from '@drystone/commissioning';

export interface ContractView extends Omit<Contract, 'obligations' | 'rules'> {
  readonly obligations: readonly (Omit<FollowedObligation, 'claims'> & { readonly claims: readonly (Omit<Claim, 'claimedAt' | 'decidedAt'> & { readonly claimedOn: string; readonly decidedOn: string | null })[] })[];
  readonly rules: readonly (Omit<Contract['rules'][number], 'endedAt'> & { readonly ended: boolean })[];
}
