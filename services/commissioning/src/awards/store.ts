/** The SQL of awards. */

import { sql, type Transaction } from '@drystone/database';
import { moment } from '../processes/store.ts';
import type { Award, AwardState } from './award.ts';
import type { ServingAward } from './serving.ts';

const columns = sql`
  award.id, award.process, process.ocid, process.title, lot, json_build_object('id', award.buyer, 'name', process.buyer_name) as buyer,
  json_build_object('id', provider, 'name', provider_name) as provider, part, areas, share, value_pence as "valuePence", reason,
  ${moment('made_at')} as "madeAt", ${moment('starts_at')} as "startsAt", ${moment('ends_at')} as "endsAt",
  ${moment('suspended_since')} as "suspendedSince", ${moment('ended_at')} as "endedAt", why_ended as "whyEnded", award.revision`;

export async function insertAward(transaction: Transaction, award: Omit<Award, 'ocid' | 'title' | 'suspendedSince' | 'endedAt' | 'whyEnded' | 'revision'>): Promise<void> {
  await sql`
    insert into commissioning.award (id, process, lot, buyer, provider, provider_name, part, areas, share, value_pence, reason, made_at, starts_at, ends_at)
    values (${award.id}, ${award.process}, ${award.lot}, ${award.buyer.id}, ${award.provider.id}, ${award.provider.name}, ${award.part}, ${award.areas},
      ${award.share}, ${award.valuePence}, ${award.reason}, ${award.madeAt}, ${award.startsAt}, ${award.endsAt})`.execute(transaction);
}

export async function findAward(transaction: Transaction, id: string): Promise<Award | undefined> {
  const { rows } = await sql<Award>`select ${columns} from commissioning.award join commissioning.process on process.id = award.process where award.id = ${id}`.execute(transaction);
  return rows[0];
}

export interface AwardQuery {
  readonly process?: string | undefined;
  readonly provider?: string | undefined;
  readonly buyer?: string | undefined;
  readonly part?: string | undefined;
  readonly area?: string | undefined;
  /** Words of its tender, its buyer or its provider. */
  readonly q?: string | undefined;
  readonly state?: AwardState | undefined;
}

/** The newest first. */
export async function findAwards(transaction: Transaction, { process, provider, buyer, part, area, q = '', state }: AwardQuery, limit: number, offset: number, now: Temporal.Instant = Temporal.Instant.fromEpochMilliseconds(0)): Promise<readonly Award[]> {
  const { rows } = await sql<Award>`
    select ${columns} from commissioning.award join commissioning.process on process.id = award.process
    where (${process ?? null}::uuid is null or award.process = ${process ?? null})
      and (${provider ?? null}::uuid is null or provider = ${provider ?? null})
      and (${buyer ?? null}::uuid is null or award.buyer = ${buyer ?? null})
      and (${part ?? null}::text is null or part = ${part ?? null})
      and (${area ?? null}::text is null or ${area ?? null} = any (areas))
      and (${q} = '' or search @@ websearch_to_tsquery('english', ${q}) or to_tsvector('english', provider_name || ' ' || reason) @@ websearch_to_tsquery('english', ${q}))
      and (${state ?? null}::text is null or ${state ?? null} = case
        when coalesce(ended_at, ends_at) <= ${now.toString()} then 'ended'
        when suspended_since is not null then 'suspended'
        when starts_at > ${now.toString()} then 'to-come'
        else 'in-force' end)
    order by made_at desc, award.id limit ${limit} offset ${offset}`.execute(transaction);
  return rows;
}

/** In force at that moment: begun, not ended, not suspended. */
export async function findServing(transaction: Transaction, part: string, at: Temporal.Instant, area?: string, buyer?: string): Promise<readonly ServingAward[]> {
  const { rows } = await sql<ServingAward>`
    select id as "awardId", provider as "providerId", areas, share from commissioning.award
    where part = ${part} and starts_at <= ${at.toString()} and least(ends_at, coalesce(ended_at, ends_at)) > ${at.toString()} and suspended_since is null
      and (${area ?? null}::text is null or ${area ?? null} = any (areas))
      and (${buyer ?? null}::uuid is null or buyer = ${buyer ?? null})
    order by starts_at, id`.execute(transaction);
  return rows;
}

/** Whether it was at that revision. */
export async function updateAward(transaction: Transaction, id: string, revision: number, change: { suspendedSince: string | null; endedAt: string | null; whyEnded: string | null }): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.award set suspended_since = ${change.suspendedSince}, ended_at = ${change.endedAt}, why_ended = ${change.whyEnded}, revision = revision + 1
    where id = ${id} and revision = ${revision} returning 1`.execute(transaction);
  return rows.length === 1;
}
