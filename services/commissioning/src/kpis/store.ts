/** The SQL of the roll-up. */

import { sql, type Transaction } from '@drystone/database';
import type { MonthlyCount, MonthlyThing, Observed } from './figures.ts';

export interface AwardCount {
  readonly award: string;
  readonly day: string;
  readonly counter: string;
  readonly times: number;
}

export interface ProviderThing extends Omit<MonthlyThing, 'confirmedAt'> {
  readonly part: string;
  readonly provider: string;
  readonly confirmedAt: string;
}

/** No two of one award, day and counter. */
export async function addCounts(transaction: Transaction, counts: readonly AwardCount[]): Promise<void> {
  await sql`
    insert into commissioning.kpi_count (award, day, counter, times)
    select award, day, counter, times from json_to_recordset(${JSON.stringify(counts)}) as counted (award uuid, day date, counter text, times bigint)
    on conflict (award, day, counter) do update set times = kpi_count.times + excluded.times`.execute(transaction);
}

/** No two of one provider, part, thing and month. What was said later in a month stands. */
export async function setThings(transaction: Transaction, things: readonly ProviderThing[]): Promise<void> {
  await sql`
    insert into commissioning.kpi_thing (part, provider, thing, month, confirmed_at, stands)
    select part, provider, thing, (month || '-01')::date, "confirmedAt", stands from json_to_recordset(${JSON.stringify(things)}) as told (part text, provider uuid, thing text, month text, "confirmedAt" timestamptz, stands boolean)
    on conflict (provider, part, thing, month) do update set confirmed_at = excluded.confirmed_at, stands = excluded.stands where kpi_thing.confirmed_at <= excluded.confirmed_at`.execute(transaction);
}

export async function forgetKpis(transaction: Transaction): Promise<void> {
  await sql`delete from commissioning.kpi_count`.execute(transaction);
  await sql`delete from commissioning.kpi_thing`.execute(transaction);
}

/** What was observed of each of these awards. */
export async function findObserved(transaction: Transaction, awards: readonly { readonly id: string; readonly part: string; readonly provider: { readonly id: string } }[]): Promise<ReadonlyMap<string, Observed>> {
  const { rows: counts } = await sql<MonthlyCount & { award: string }>`
    select award, to_char(day, 'YYYY-MM') as month, counter, sum(times)::bigint as times from commissioning.kpi_count
    where award = any (${awards.map(({ id }) => id)}::uuid[]) group by 1, 2, 3 order by month`.execute(transaction);
  const { rows: things } = await sql<Omit<ProviderThing, 'confirmedAt'> & { at: Date }>`
    select part, provider, thing, to_char(month, 'YYYY-MM') as month, confirmed_at as at, stands from commissioning.kpi_thing
    where provider = any (${[...new Set(awards.map(({ provider }) => provider.id))]}::uuid[]) order by month`.execute(transaction);
  return new Map(
    awards.map(({ id, part, provider }) => [
      id,
      {
        counts: counts.filter(({ award }) => award === id),
        things: things.filter((each) => each.provider === provider.id && each.part === part).map(({ at, ...thing }) => ({ ...thing, confirmedAt: Temporal.Instant.fromEpochMilliseconds(at.getTime()) })),
      },
    ]),
  );
}

/** What was counted from one day to before another. */
export async function countsBetween(transaction: Transaction, awards: readonly string[], from: string, to: string): Promise<readonly Omit<AwardCount, 'day'>[]> {
  const { rows } = await sql<Omit<AwardCount, 'day'>>`
    select award, counter, sum(times)::bigint as times from commissioning.kpi_count where award = any (${awards}::uuid[]) and day >= ${from} and day < ${to} group by award, counter`.execute(transaction);
  return rows;
}
