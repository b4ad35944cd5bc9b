/** The service of home: what pages, API and command line do with it. Taking signals in is a service of its own (`createIntake`). */

import type { Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { createCases, type Cases } from './alarms/cases.ts';
import { createCaseRecords, type CaseRecords } from './alarms/case-record.ts';
import { createLiveCases, type LiveCases } from './alarms/live.ts';
import { createOwnProtocols, type OwnProtocols } from './alarms/own-protocols.ts';
import { createLocalUnits, type LocalUnits } from './local-units/local-units.ts';
import { createMqttAccounts, type MqttAccounts } from './local-units/mqtt-accounts.ts';
import { createSealedKeys } from './local-units/sealed-keys.ts';
import { createCaseNotes, type CaseNotes } from './people/case-notes.ts';
import { createConsents, type Consents } from './people/consents.ts';
import { createDisclosures, type Disclosures } from './people/disclosures.ts';
import { createDwellingOfCase, type DwellingOfCaseOperations } from './people/dwelling-of-case.ts';
import { createFamily, type Family } from './people/family.ts';
import { createImports, type Imports } from './people/imports.ts';
import { createServiceUsers, type ServiceUsers } from './people/service-users.ts';
import { createTestCalls, type TestCalls } from './people/test-calls.ts';
import type { KeyRing } from './sealing/key-ring.ts';
import { createSealing } from './sealing/sealing.ts';
import { createWebhooks, type Webhooks } from './doors/webhook-door.ts';
import { createHomeKpis, type HomeKpis } from './kpis/kpis.ts';
import type { Organisations } from './ports.ts';
import { createReceiverHealth, type ReceiverHealthOperations } from './receiver-health/receiver-health.ts';
import { createResponseEndpoints, type ResponseEndpoints } from './response/endpoints.ts';
import { createIncidents, type Incidents } from './supervision/reading.ts';
import { readSignals, type ReadSignal, type SignalQuery } from './signals/reading.ts';

export interface Home
  extends Cases,
    CaseNotes,
    CaseRecords,
    Consents,
    Disclosures,
    DwellingOfCaseOperations,
    Family,
    HomeKpis,
    Incidents,
    Imports,
    LiveCases,
    LocalUnits,
    MqttAccounts,
    OwnProtocols,
    ReceiverHealthOperations,
    ResponseEndpoints,
    ServiceUsers,
    TestCalls,
    Webhooks {
  /** The newest first. */
  signals(caller: Caller | undefined, query: SignalQuery): Promise<readonly ReadSignal[]>;
}

export interface HomeOptions {
  readonly database: Database;
  /** With the rights of the intake: for what comes in by HTTP. */
  readonly intake: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  /** Seal what is personal; the same for every process on one database. */
  readonly keys: KeyRing;
  /** In which the service's days and months begin. */
  readonly timeZone: string;
  /** Where the pages are, for links in letters. */
  readonly origin: string;
}

export function createHome({ database, intake, clock, organisations, keys, timeZone, origin }: HomeOptions): Home {
  const sealing = createSealing(keys);
  const cases = createCases({ database, clock });
  return {
    ...createWebhooks({ database, intake, clock, organisations, sealed: createSealedKeys(sealing, 'webhook', 'secrets') }),
    ...cases,
    ...createCaseRecords({ database, clock, organisations, cases }),
    ...createLiveCases({ database }),
    ...createImports({ database, clock, organisations, sealing }),
    ...createServiceUsers({ database, clock, organisations, sealing }),
    ...createDwellingOfCase({ database, clock, sealing, cases }),
    ...createHomeKpis({ database, clock, organisations, timeZone }),
    ...createConsents({ database, clock, organisations, sealing, timeZone, origin }),
    ...createFamily({ database, clock, organisations, sealing, timeZone }),
    ...createDisclosures({ database, organisations }),
    ...createTestCalls({ database, clock, timeZone }),
    ...createCaseNotes({ database, clock, organisations, sealing, cases }),
    ...createLocalUnits({ database, clock, organisations, sealed: createSealedKeys(sealing, 'local_unit', 'keys') }),
    ...createIncidents({ database }),
    ...createMqttAccounts({ database, clock, organisations }),
    ...createOwnProtocols({ database, clock, organisations, timeZone }),
    ...createReceiverHealth(database),
    ...createResponseEndpoints({ database, clock, organisations }),
    signals: (caller, query) => readSignals(database, caller, query),
  };
}
