/** Figures of awards, from the roll-up of the log and nothing else. */

import { requirePermission, type Caller } from '@drystone/access';
import type { Database, Transaction } from '@drystone/database';
import { movedAt } from '@drystone/events';
import { stateOf, type Award } from '../awards/award.ts';
import { findAward, findAwards } from '../awards/store.ts';
import { partOf, type PartId } from '../parts.ts';
import { findLots } from '../processes/store.ts';
import { figuresOf, monthsBetween, type Figure, type Observed } from './figures.ts';
import { kpiReaderName, rebuildKpis } from './roll-up.ts';
import { countsBetween, findObserved } from './store.ts';

export interface Performance {
  readonly figures: readonly Figure[];
  /** Until when the log was counted; null where it never was. */
  readonly countedUntil: string | null;
}

/** One figure of one award, as the open table has it. */
export interface KpiRow extends Omit<Figure, 'months' | 'measured'> {
  readonly ocid: string;
  readonly award: string;
  readonly lot: string;
  readonly buyer: string;
  readonly provider: string;
  readonly part: string;
  readonly month: string;
  readonly measured: number | null;
}

export interface Work {
  /** First and last day. */
  readonly from: string;
  readonly to: string;
  readonly contracts: readonly { readonly award: string; readonly title: string; readonly buyer: string; readonly counts: readonly { readonly metric: string; readonly title: string; readonly times: number; readonly before: number }[] }[];
}

export interface Kpis {
  /** Nothing for an award that there is not. */
  performance(awardId: string): Promise<Performance>;
  /** What was counted of a provider's contracts in the last seven days, and in the seven before them; for its members. */
  work(caller: Caller | undefined, provider: string): Promise<Work>;
  /** Every figure of every award, month by month. */
  kpiTable(): AsyncIterable<KpiRow>;
  /** Counts the whole log again. @returns how many events there are. */
  rebuildKpis(caller: Caller | undefined): Promise<{ readonly events: number }>;
}

export interface KpisOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly timeZone: string;
}

const pageSize = 500;

export function createKpis({ database, clock, timeZone }: KpisOptions): Kpis {
  return {
    performance: (awardId) =>
      database.as('anonymous', async (transaction) => {
        const award = await findAward(transaction, awardId);
        if (award === undefined) return { figures: [], countedUntil: null };
        const counted = await movedAt(transaction, kpiReaderName);
        const [figures = []] = counted === undefined ? [figuresOf(metricsOf(award), nothing, [], await targetsOf(transaction, award), clock(), timeZone)] : (await figuresOfAwards(transaction, [award], clock(), timeZone)).values();
        return { figures, countedUntil: counted?.toString() ?? null };
      }),
    async work(caller, provider) {
      requirePermission(caller, 'organisation.read', provider);
      const to = clock().toZonedDateTimeISO(timeZone).toPlainDate();
      const [from, before, after] = [to.subtract({ days: 6 }), to.subtract({ days: 13 }), to.add({ days: 1 })].map(String) as [string, string, string];
      return database.as('anonymous', async (transaction) => {
        const awards = (await findAwards(transaction, { provider }, pageSize, 0)).filter((award) => stateOf(award, clock()) !== 'to-come' && (award.endedAt ?? award.endsAt) >= before);
        const ids = awards.map(({ id }) => id);
        const [now, then] = [await countsBetween(transaction, ids, from, after), await countsBetween(transaction, ids, before, from)];
        const timesOf = (counts: typeof now, award: string, counter: string) => counts.find((each) => each.award === award && each.counter === counter)?.times ?? 0;
        return {
          from,
          to: to.toString(),
          contracts: awards.map((award) => ({
            award: award.id,
            title: award.title,
            buyer: award.buyer.name,
            counts: metricsOf(award).flatMap(({ id, title, figure }) => (figure !== undefined && 'count' in figure ? [{ metric: id, title, times: timesOf(now, award.id, figure.count), before: timesOf(then, award.id, figure.count) }] : [])),
          })),
        };
      });
    },
    async *kpiTable() {
      for (let offset = 0; ; offset += pageSize) {
        const { awards, figures } = await database.as('anonymous', async (transaction) => {
          const found = await findAwards(transaction, {}, pageSize, offset);
          return { awards: found, figures: await figuresOfAwards(transaction, found, clock(), timeZone) };
        });
        for (const award of awards) {
          for (const { months, measured: _, ...figure } of figures.get(award.id)!) {
            for (const { month, measured } of months) yield { ocid: award.ocid, award: award.id, lot: award.lot, buyer: award.buyer.name, provider: award.provider.name, part: award.part, ...figure, month, measured };
          }
        }
        if (awards.length < pageSize) return;
      }
    },
    async rebuildKpis(caller) {
      requirePermission(caller, 'kpi.rebuild');
      return { events: await rebuildKpis(database, timeZone) };
    },
  };
}

const nothing: Observed = { counts: [], things: [] };
const metricsOf = ({ part }: Award) => partOf(part as PartId).metrics;

/** The figures of each award, by its id. */
export async function figuresOfAwards(transaction: Transaction, awards: readonly Award[], now: Temporal.Instant, timeZone: string): Promise<ReadonlyMap<string, Figure[]>> {
  const [observed, lots] = [await findObserved(transaction, awards), await findLots(transaction, [...new Set(awards.map(({ process }) => process))])];
  return new Map(
    awards.map((award) => {
      const begun = stateOf(award, now) !== 'to-come' && Temporal.Instant.compare(award.startsAt, award.endedAt ?? award.endsAt) < 0;
      const last = [now, Temporal.Instant.from(award.endedAt ?? award.endsAt)].sort(Temporal.Instant.compare)[0]!;
      const months = begun ? monthsBetween(Temporal.Instant.from(award.startsAt), last, timeZone) : [];
      const targets = lots.get(award.process)?.find(({ id }) => id === award.lot)?.kpis ?? [];
      return [award.id, figuresOf(metricsOf(award), observed.get(award.id) ?? nothing, months, targets, now, timeZone)];
    }),
  );
}

async function targetsOf(transaction: Transaction, award: Award) {
  return (await findLots(transaction, [award.process])).get(award.process)?.find(({ id }) => id === award.lot)?.kpis ?? [];
}
