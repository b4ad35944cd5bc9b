import { scannerOf } from '@drystone/uploads';
import { createAwarding } from './awards/awarding.ts';
import { createWhoServes, type WhoServes } from './awards/who-serves.ts';
import { createBids, type Bids } from './bids/bids.ts';
import { createOpeners, type Openers } from './bids/openers.ts';
import { createPartners, type Partners } from './bids/partners.ts';
import { createBarriers, type Barriers } from './barriers/barriers.ts';
import { createContracts, type Contracts } from './contracts/contracts.ts';
import { createEngaging, type Engaging } from './engagement/engaging.ts';
import { createDeciding, type Deciding } from './evaluation/deciding.ts';
import { createEvaluating, type Evaluating } from './evaluation/evaluating.ts';
import { createKpis, type Kpis } from './kpis/kpis.ts';
import { createOpenContracting, type OpenContracting, type OpenContractingOptions } from './open/open-contracting.ts';
import { createNoticing, type Noticing } from './notices/noticing.ts';
import type { Areas, Providers, Proving } from './ports.ts';
import { createAmending, type Amending } from './processes/amending.ts';
import { createDrafting, type Drafting } from './processes/drafting.ts';
import { createProcesses, type Processes, type ProcessesOptions } from './processes/processes.ts';
import { createPublishing } from './processes/publishing.ts';
import { createSharing, type Sharing } from './processes/sharing.ts';
import { createProblems, type Problems } from './problem/problems.ts';
import { createProfiles, type Profiles } from './providers/profiles.ts';
import { createTelling, type Telling } from './providers/telling.ts';
import { createMeasures, type Measures } from './social-value/import.ts';
import { createSplitting, type Splitting } from './splitting/splitting.ts';

export interface Commissioning
  extends Barriers,
    Processes,
    Sharing,
    Problems,
    Engaging,
    Drafting,
    Splitting,
    Amending,
    Noticing,
    Bids,
    Openers,
    Partners,
    Profiles,
    Telling,
    WhoServes,
    Evaluating,
    Deciding,
    Measures,
    Kpis,
    Contracts,
    OpenContracting {}

export interface CommissioningOptions extends Omit<ProcessesOptions, 'publishing' | 'awarding'>, OpenContractingOptions {
  readonly areas: Areas;
  readonly providers: Providers;
  readonly proving: Proving;
  /** What looks through uploads for malware: a command or a web address; none where undefined. */
  readonly malwareScanner?: string | undefined;
}

/** The commissioning service. */
export function createCommissioning(options: CommissioningOptions): Commissioning {
  const publishing = createPublishing(options);
  const awarding = createAwarding(options);
  const processes = createProcesses({ ...options, publishing, awarding });
  const scanner = scannerOf(options.malwareScanner);
  const barriers = createBarriers(options);
  return {
    ...barriers,
    ...processes,
    ...createSharing({ ...options, publishing }),
    ...createProblems({ ...options, publishing }),
    ...createEngaging({ ...options, publishing }),
    ...createDrafting({ ...options, processes, barriers }),
    ...createSplitting({ ...options, processes }),
    ...createNoticing({ ...options, processes }),
    ...createAmending({ ...options, publishing, processes }),
    ...createBids({ ...options, scanner }),
    ...createOpeners(options),
    ...createPartners(options),
    ...createProfiles({ ...options, scanner }),
    ...createTelling(options),
    ...createWhoServes(options.database),
    ...createEvaluating({ ...options, publishing }),
    ...createDeciding({ ...options, publishing, awarding }),
    ...createMeasures(options),
    ...createKpis(options),
    ...createContracts({ ...options, publishing }),
    ...createOpenContracting(options),
  };
}
