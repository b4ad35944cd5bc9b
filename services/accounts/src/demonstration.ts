/**
 * People and organisations to try the product with, all made up and named so. They exist on a
 * machine of one's own only.
 */

import type { OrganisationKind, Role } from '@drystone/access';
import { sql, type Database } from '@drystone/database';
import { insertOrganisation, putMember } from './organisations/store.ts';
import type { Sessions } from './sessions.ts';

interface DemonstrationOrganisation {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
}

const council: DemonstrationOrganisation = { id: '00000000-0000-4000-8000-000000000001', kind: 'buyer', name: 'Demo: Carrickmore Borough Council' };
const tourism: DemonstrationOrganisation = { id: '00000000-0000-4000-8000-000000000002', kind: 'buyer', name: 'Demo: North Coast Tourism Board' };
const trails: DemonstrationOrganisation = { id: '00000000-0000-4000-8000-000000000003', kind: 'provider', name: 'Demo: Three Glens Trails' };
const response: DemonstrationOrganisation = { id: '00000000-0000-4000-8000-000000000004', kind: 'provider', name: 'Demo: Hearth Telecare' };
const boats: DemonstrationOrganisation = { id: '00000000-0000-4000-8000-000000000006', kind: 'provider', name: 'Demo: Sound Boats' };
const panel: DemonstrationOrganisation = { id: '00000000-0000-4000-8000-000000000005', kind: 'community', name: 'Demo: Citizens of Carrickmore' };
/** Its homes are the server's to make. */
const fleetbridge: DemonstrationOrganisation = { id: '00000000-0000-4000-8000-000000000007', kind: 'buyer', name: 'Demo: London Borough of Fleetbridge' };

export const demonstrationPeople = [
  { key: 'commissioner', name: 'Demo: Orla, commissioner', at: council, roles: ['commissioner'] },
  { key: 'evaluator', name: 'Demo: Samir, evaluator', at: council, roles: ['evaluator'] },
  { key: 'tourism', name: 'Demo: Grace, tourism board', at: tourism, roles: ['commissioner', 'evaluator'] },
  { key: 'trails', name: 'Demo: Declan, trail company', at: trails, roles: ['editor'] },
  { key: 'boats', name: 'Demo: Niamh, boat company', at: boats, roles: ['editor'] },
  { key: 'operator', name: 'Demo: Wanjiru, telecare operator', at: response, roles: ['operator', 'editor'] },
  { key: 'citizen', name: 'Demo: Maisie, citizen', at: panel, roles: ['panel-member', 'editor'] },
  { key: 'fleetbridge', name: 'Demo: Amara, alarms of Fleetbridge by day', at: fleetbridge, roles: ['operator', 'commissioner'] },
  { key: 'fleetbridge-night', name: 'Demo: Tomasz, alarms of Fleetbridge by night', at: fleetbridge, roles: ['operator'] },
  { key: 'daughter', name: 'Demo: Ifeoma, a daughter', at: undefined, roles: [] },
  { key: 'administrator', name: 'Demo: platform administrator', at: 'platform', roles: [] },
] as const satisfies readonly { readonly key: string; readonly name: string; readonly at: DemonstrationOrganisation | 'platform' | undefined; readonly roles: readonly Role[] }[];

export type DemonstrationKey = (typeof demonstrationPeople)[number]['key'];

/** No mail goes there: RFC 2606 keeps `.invalid` from ever being a real domain. */
export const demonstrationAddress = (key: string): string => `${key}@demo.invalid`;

/** Makes the demonstration's people where they are missing. */
export async function setUpDemonstration(database: Database, sessions: Pick<Sessions, 'personOf'>, now: Temporal.Instant): Promise<void> {
  for (const { key, name, at, roles } of demonstrationPeople) {
    const person = await sessions.personOf(demonstrationAddress(key), name);
    await database.as('system:accounts', async (transaction) => {
      if (at === undefined) return;
      if (at === 'platform') {
        await sql`insert into accounts.administrator (person, since) values (${person}, ${now.toString()}) on conflict do nothing`.execute(transaction);
        return;
      }
      const { rows } = await sql`select 1 from accounts.organisation where id = ${at.id}`.execute(transaction);
      if (rows.length === 0) await insertOrganisation(transaction, at.id, { kind: at.kind, name: at.name }, now);
      await putMember(transaction, at.id, person, roles, now);
    });
  }
}
