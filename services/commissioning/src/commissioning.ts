import { createWhoServes, type WhoServes } from './awards/who-serves.ts';
import { createBarriers, type Barriers } from './barriers/barriers.ts';
import { createKpis, type Kpis } from './kpis/kpis.ts';
import { createOpenContracting, type OpenContracting, type OpenContractingOptions } from './open/open-contracting.ts';
import { createProcesses, type Processes, type ProcessesOptions } from './processes/processes.ts';

export interface Commissioning extends Barriers, Processes, WhoServes, Kpis, OpenContracting {}

export interface CommissioningOptions extends ProcessesOptions, OpenContractingOptions {}

/** The commissioning service. */
export function createCommissioning(options: CommissioningOptions): Commissioning {
  return { ...createBarriers(), ...createProcesses(options), ...createWhoServes(options.database), ...createKpis(options), ...createOpenContracting(options) };
}
