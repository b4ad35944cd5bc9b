/** The SQL of providers' profiles, their documents and what they were told of. */

import { sql, type Transaction } from '@drystone/database';
import type { Profile } from './profile.ts';

export interface StoredProfile {
  readonly organisation: string;
  readonly name: string;
  readonly content: Profile;
  readonly revision: number;
}

const columns = sql`organisation, name, content, revision`;

export async function findProfile(transaction: Transaction, organisation: string): Promise<StoredProfile | undefined> {
  const { rows } = await sql<StoredProfile>`select ${columns} from commissioning.provider_profile where organisation = ${organisation}`.execute(transaction);
  return rows[0];
}

/** Whether it was still at that revision; 0 is none yet. */
export async function putProfile(transaction: Transaction, profile: StoredProfile, now: Temporal.Instant): Promise<boolean> {
  const { organisation, name, content, revision } = profile;
  const { rows } =
    revision === 0
      ? await sql`
          insert into commissioning.provider_profile (organisation, name, content, alerts, changed_at) values (${organisation}, ${name}, ${JSON.stringify(content)}, ${content.alerts}, ${now.toString()})
          on conflict do nothing returning 1`.execute(transaction)
      : await sql`
          update commissioning.provider_profile set name = ${name}, content = ${JSON.stringify(content)}, alerts = ${content.alerts}, revision = revision + 1, changed_at = ${now.toString()}
          where organisation = ${organisation} and revision = ${revision} returning 1`.execute(transaction);
  return rows.length === 1;
}

/** A page of those who want to be told, in a fixed order. */
export async function findAlerted(transaction: Transaction, after: string | undefined, limit: number): Promise<readonly StoredProfile[]> {
  const { rows } = await sql<StoredProfile>`
    select ${columns} from commissioning.provider_profile where alerts and (${after ?? null}::uuid is null or organisation > ${after ?? null}) order by organisation limit ${limit}`.execute(transaction);
  return rows;
}

/** Everybody who told something. */
export async function findAllProfiles(transaction: Transaction, limit: number): Promise<readonly StoredProfile[]> {
  const { rows } = await sql<StoredProfile>`select ${columns} from commissioning.provider_profile order by organisation limit ${limit}`.execute(transaction);
  return rows;
}

/** Those who provide a part in one of these areas. */
export async function findProviders(transaction: Transaction, part: string, areas: readonly string[], limit: number): Promise<readonly StoredProfile[]> {
  const { rows } = await sql<StoredProfile>`
    select ${columns} from commissioning.provider_profile where content->'parts' ? ${part} and content->'areas' ?| ${areas} order by name, organisation limit ${limit}`.execute(transaction);
  return rows;
}

export interface ProviderDocument {
  readonly id: string;
  readonly organisation: string;
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

export async function insertProviderDocument(transaction: Transaction, document: ProviderDocument, now: Temporal.Instant): Promise<void> {
  await sql`insert into commissioning.provider_document (id, organisation, name, type, content, created_at) values (${document.id}, ${document.organisation}, ${document.name}, ${document.type}, ${document.content}, ${now.toString()})`.execute(transaction);
}

export async function countProviderDocuments(transaction: Transaction, organisation: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from commissioning.provider_document where organisation = ${organisation} and removed_at is null`.execute(transaction);
  return rows[0]!.count;
}

export async function findProviderDocument(transaction: Transaction, id: string): Promise<ProviderDocument | undefined> {
  const { rows } = await sql<ProviderDocument>`select id, organisation, name, type, content from commissioning.provider_document where id = ${id}`.execute(transaction);
  return rows[0];
}

/** Which of an organisation's lots it has not been told of; from now on it has. */
export async function takeAlerts(transaction: Transaction, organisation: string, process: string, lots: readonly string[], now: Temporal.Instant): Promise<readonly string[]> {
  const { rows } = await sql<{ lot: string }>`
    insert into commissioning.lot_alert (organisation, process, lot, at) select ${organisation}, ${process}, lot, ${now.toString()} from unnest(${lots}::text[]) as lot
    on conflict do nothing returning lot`.execute(transaction);
  return rows.map(({ lot }) => lot);
}

/** Whether the organisation was not told before that this process asks the market. */
export async function takeMarketAlert(transaction: Transaction, organisation: string, process: string, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`insert into commissioning.market_alert (organisation, process, at) values (${organisation}, ${process}, ${now.toString()}) on conflict do nothing returning 1`.execute(transaction);
  return rows.length === 1;
}
