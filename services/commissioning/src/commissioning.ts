import { createWhoServes, type WhoServes } from './awards/who-serves.ts';
import { createBarriers, type Barriers } from './barriers/barriers.ts';
import { createKpis, type Kpis } from './kpis/kpis.ts';
import { createOpenContracting, type OpenContracting, type OpenContractingOptions } from './open/open-contracting.ts';
import type { Areas } from './ports.ts';
import { createAmending, type Amending } from './processes/amending.ts';
import { createProcesses, type Processes, type ProcessesOptions } from './processes/processes.ts';
import { createPublishing } from './processes/publishing.ts';

export interface Commissioning extends Barriers, Processes, Amending, WhoServes, Kpis, OpenContracting {}

export interface CommissioningOptions extends Omit<ProcessesOptions, 'publishing'>, OpenContractingOptions {
  readonly areas: Areas;
}

/** The commissioning service. */
export function createCommissioning(options: CommissioningOptions): Commissioning {
  const publishing = createPublishing(options);
  const processes = createProcesses({ ...options, publishing });
  return {
    ...createBarriers(),
    ...processes,
    ...createAmending({ ...options, publishing, processes }),
    ...createWhoServes(options.database),
    ...createKpis(options),
    ...createOpenContracting(options),
  };
}
