/** Incidents read back, by whoever answers the homes. */

import type { Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { Problem } from '@drystone/problems';
import { rfc3339, scopeOf } from '../signals/reading.ts';
import type { IncidentKind, Reach } from './incidents.ts';

export interface Incident {
  readonly id: string;
  readonly organisation: string;
  readonly kind: IncidentKind;
  readonly reach: Reach;
  readonly name: string | null;
  readonly beganAt: string;
  readonly endedAt: string | null;
  readonly caseId: string | null;
  readonly members: number;
  readonly returned: number;
}

export interface IncidentMember {
  /** Of the local unit. */
  readonly id: string;
  readonly protocol: string;
  readonly account: string;
  readonly dwelling: string;
  readonly area: string | null;
  readonly scheme: string | null;
  readonly joinedAt: string;
  readonly returnedAt: string | null;
}

export interface IncidentQuery {
  readonly organisation?: string | undefined;
  readonly open?: boolean | undefined;
  /** Of these cases. */
  readonly cases?: readonly string[] | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface Incidents {
  /** The newest first. */
  incidents(caller: Caller | undefined, query: IncidentQuery): Promise<readonly Incident[]>;
  /** In the order of their ids. @throws Problem `unknown-case` to whoever does not answer these homes. */
  incidentMembers(caller: Caller | undefined, id: string, query: { readonly after?: string | undefined; readonly limit: number }): Promise<readonly IncidentMember[]>;
}

export function createIncidents({ database }: { readonly database: Database }): Incidents {
  return {
    async incidents(caller, { organisation, ...query }) {
      const scope = scopeOf(caller, 'case.read', organisation);
      return database.as('system:home', (transaction) => findIncidents(transaction, scope, query));
    },
    async incidentMembers(caller, id, query) {
      const scope = scopeOf(caller, 'case.read');
      return database.as('system:home', async (transaction) => {
        const [found] = await findIncidents(transaction, scope, { limit: 1, id });
        if (found === undefined) throw new Problem({ kind: 'unknown-case', detail: `There is no incident ${id} of homes that you answer.` });
        return findMembers(transaction, id, query);
      });
    },
  };
}

async function findIncidents(transaction: Transaction, scope: readonly string[] | undefined, { open, cases, before, limit, id }: Omit<IncidentQuery, 'organisation'> & { readonly id?: string }): Promise<readonly Incident[]> {
  const all = [
    sql`true`,
    ...(scope === undefined ? [] : [sql`organisation = any (${[...scope]}::uuid[])`]),
    ...(id === undefined ? [] : [sql`id = ${id}`]),
    ...(cases === undefined ? [] : [sql`case_id = any (${[...cases]}::uuid[])`]),
    ...(open === undefined ? [] : [open ? sql`ended_at is null` : sql`ended_at is not null`]),
    ...(before === undefined ? [] : [sql`(began_at, id) < (select began_at, id from home.incident where id = ${before})`]),
  ];
  const { rows } = await sql<Incident>`
    select id, organisation, kind, reach, name, ${rfc3339('began_at')} as "beganAt", ${rfc3339('ended_at')} as "endedAt", case_id as "caseId",
      (select count(*)::int from home.incident_member where incident = one.id) as members, (select count(returned_at)::int from home.incident_member where incident = one.id) as returned
    from home.incident as one where ${sql.join(all, sql` and `)} order by began_at desc, id desc limit ${limit}`.execute(transaction);
  return rows;
}

async function findMembers(transaction: Transaction, id: string, { after, limit }: { readonly after?: string | undefined; readonly limit: number }): Promise<readonly IncidentMember[]> {
  const { rows } = await sql<IncidentMember>`
    select unit.id, protocol, account, home.reference as dwelling, home.area, home.scheme, ${rfc3339('joined_at')} as "joinedAt", ${rfc3339('returned_at')} as "returnedAt"
    from home.incident_member join home.local_unit as unit on unit.id = local_unit join home.dwelling as home on home.id = unit.dwelling
    where incident = ${id} ${after === undefined ? sql`` : sql`and unit.id > ${after}`} order by unit.id limit ${limit}`.execute(transaction);
  return rows;
}
