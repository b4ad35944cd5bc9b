/** Who saw what about whom, read from the log: by those who lead the organisation, who need not see it themselves and get references, not names. */

import type { Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import type { EventType } from '@drystone/events';
import type { Organisations } from '../ports.ts';
import { rfc3339, scopeOf } from '../signals/reading.ts';

const looks = ['dwelling.seen', 'service_user.seen', 'service_users.listed', 'key_safe.seen', 'key_safe.not_told', 'case_notes.seen', 'service_user.shown', 'service_user.exported', 'service_user.erased'] as const satisfies readonly EventType[];
export type LookType = (typeof looks)[number];

export interface Look {
  readonly id: string;
  readonly at: string;
  readonly what: LookType;
  readonly actor: string;
  readonly organisation: string;
  /** Where they looked at it for a case. */
  readonly case: string | null;
  readonly dwelling: string | null;
  /** Ids of those whom it was about. */
  readonly serviceUsers: readonly string[];
}

export interface Disclosure extends Omit<Look, 'dwelling'> {
  readonly name: string | null;
  /** Reference of the dwelling. */
  readonly dwelling: string | null;
}

export interface DisclosureQuery {
  readonly organisation?: string | undefined;
  /** Id of a service user. */
  readonly about?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface Disclosures {
  /** The newest first. */
  disclosures(caller: Caller | undefined, query: DisclosureQuery): Promise<readonly Disclosure[]>;
}

export function createDisclosures({ database, organisations }: { readonly database: Database; readonly organisations: Organisations }): Disclosures {
  return {
    async disclosures(caller, { organisation, about, before, limit }) {
      const scope = scopeOf(caller, 'disclosure.read', organisation);
      const { found, references } = await database.as('system:home', async (transaction) => {
        const theirs = about === undefined ? undefined : [about, ...(await sql<{ dwelling: string }>`select dwelling from home.service_user where id = ${about}`.execute(transaction)).rows.map(({ dwelling }) => dwelling)];
        const found = await looksAt(transaction, { scope, about: theirs, before, limit });
        const { rows } = await sql<{ id: string; reference: string }>`select id, reference from home.dwelling where id = any (${found.flatMap(({ dwelling }) => dwelling ?? [])}::uuid[])`.execute(transaction);
        return { found, references: new Map(rows.map(({ id, reference }) => [id, reference])) };
      });
      const names = new Map<string, string>();
      for (const each of new Set(found.map((look) => look.organisation))) for (const { actor, name } of await organisations.people(each)) names.set(actor, name);
      return found.map((look) => ({ ...look, name: names.get(look.actor) ?? null, dwelling: look.dwelling === null ? null : (references.get(look.dwelling) ?? null) }));
    },
  };
}

interface LookQuery {
  readonly scope?: readonly string[] | undefined;
  /** Ids of service users and dwellings. */
  readonly about?: readonly string[] | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

export async function looksAt(transaction: Transaction, { scope, about, before, limit }: LookQuery): Promise<readonly Look[]> {
  const conditions = [
    sql`type = any (${[...looks]}::text[])`,
    ...(scope === undefined ? [] : [sql`data ->> 'organisation' = any (${[...scope]}::text[])`]),
    ...(about === undefined ? [] : [sql`(subject = any (${[...about]}::text[]) or data -> 'serviceUsers' ?| ${[...about]}::text[])`]),
    ...(before === undefined ? [] : [sql`(at, id) < (select at, id from platform.event where id = ${before})`]),
  ];
  const { rows } = await sql<Look>`
    select id, ${rfc3339('at')} as at, type as what, case when type = 'service_user.shown' then data ->> 'to' else actor end as actor, data ->> 'organisation' as organisation,
      case when type = 'case_notes.seen' then subject else data ->> 'case' end as case,
      case when type = 'dwelling.seen' or type like 'key_safe.%' then subject end as dwelling,
      case when type like 'service_user.%' then array[subject] else coalesce((select array_agg(each) from jsonb_array_elements_text(data -> 'serviceUsers') as each), '{}') end as "serviceUsers"
    from platform.event where ${sql.join(conditions, sql` and `)} order by platform.event.at desc, id desc limit ${limit}`.execute(transaction);
  return rows;
}
