/** The commissioning service: from a citizen's problem to an award that runs. */

// Schemas that are made before this is loaded do not know `.openapi`.
import '@hono/zod-openapi';

export { createCommissioning, type Commissioning, type CommissioningOptions } from './commissioning.ts';
export type { TenderFinding } from './barriers/barriers.ts';
export { createCommissioningApi } from './http/commissioning-api.ts';
export { createOpenRoutes } from './http/open-routes.ts';
export { barrierKinds, barrierQuery, type Barrier, type BarrierQuery, type Entry } from './barriers/barrier.ts';
export { createWhoServes, type WhoServes } from './awards/who-serves.ts';
export type { AwardState, CurrentAward } from './awards/award.ts';
export type { Bid } from './bids/bids.ts';
export { openedBids, type OpenedBid } from './bids/opened.ts';
export { createEngaging, type PublicEngagement, type ShownEnquiry } from './engagement/engaging.ts';
export type { Progress } from './evaluation/store.ts';
export type { Invited } from './processes/sharing.ts';
export type { Figure } from './kpis/figures.ts';
export { kpiReader, rebuildKpis } from './kpis/roll-up.ts';
export { tellJob } from './bids/openers.ts';
export type { Profile } from './providers/profile.ts';
export type { FittingLot } from './providers/profiles.ts';
export { createTelling } from './providers/telling.ts';
export type { Claim, Contract, FollowedInvoice, FollowedObligation } from './contracts/contract.ts';
export { createContracts, type Contracts } from './contracts/contracts.ts';
export { createPublishing } from './processes/publishing.ts';
export { forgetInvitations } from './problem/forget.ts';
export { aims, type Aim, type MethodAdvice } from './methods/advice.ts';
export type { Method, MethodId } from './methods/method.ts';
export type { Amendment, Difference } from './processes/amendment.ts';
export type { Draft, DraftFinding } from './processes/drafting.ts';
export type { SplitProposal } from './splitting/splitting.ts';
export type { Lot, ProcessForm } from './processes/process.ts';
export type { Process, Stage } from './processes/process.ts';
