/** The commissioning service: from a citizen's problem to an award. */

export { createCommissioning, type Commissioning, type TenderFinding } from './commissioning.ts';
export { createCommissioningApi } from './http/commissioning-api.ts';
export { barrierKinds, barrierQuery, type Barrier, type BarrierQuery } from './barriers/barrier.ts';
