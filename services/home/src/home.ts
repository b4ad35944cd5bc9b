/** The service of home: what pages, API and command line do with it. Taking signals in is a service of its own (`createIntake`). */

import type { Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { createCases, type Cases } from './alarms/cases.ts';
import { createLocalUnits, type LocalUnits } from './local-units/local-units.ts';
import { createSealedKeys } from './local-units/sealed-keys.ts';
import { createWebhooks, type Webhooks } from './doors/webhook-door.ts';
import type { Organisations } from './ports.ts';
import { readSignals, type ReadSignal, type SignalQuery } from './signals/reading.ts';

export interface Home extends Cases, LocalUnits, Webhooks {
  /** The newest first. */
  signals(caller: Caller | undefined, query: SignalQuery): Promise<readonly ReadSignal[]>;
}

export interface HomeOptions {
  readonly database: Database;
  /** With the rights of the intake: for what comes in by HTTP. */
  readonly intake: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  /** Seals keys of local units; the same for every process on one database. */
  readonly secret: string;
}

export function createHome({ database, intake, clock, organisations, secret }: HomeOptions): Home {
  const sealed = createSealedKeys(secret);
  return {
    ...createWebhooks({ database, intake, clock, organisations, sealed }),
    ...createCases({ database, clock }),
    ...createLocalUnits({ database, clock, organisations, sealed }),
    signals: (caller, query) => readSignals(database, caller, query),
  };
}
