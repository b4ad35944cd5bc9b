/** The figures of alarm response: for whoever answers, of any days and parted as they like; for whoever commissioned it, of a month and with nobody to be recognised. */

import { requirePermission, type Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import type { Organisations } from '../ports.ts';
import { scopeOf } from '../signals/reading.ts';
import { daysOf, monthOf } from './answering.ts';
import { together, type Figures } from './figures.ts';
import { answered, attended, falseAlarms, longWaits, silent, tested, type Asked, type LongWait, type Way } from './queries.ts';
import { reportOf, type Report } from './report.ts';
import { usualTerms } from './terms.ts';

export interface KpiQuery {
  readonly from: Temporal.PlainDate;
  /** Included. */
  readonly to: Temporal.PlainDate;
  readonly by: Way;
  readonly organisation?: string | undefined;
}

export interface KpiAnswer {
  readonly from: string;
  readonly to: string;
  readonly by: Way;
  readonly timeZone: string;
  readonly asOf: string;
  readonly targets: { readonly within60: number; readonly within180: number };
  readonly whole: Figures;
  readonly parts: readonly Figures[];
  readonly longWaits: readonly LongWait[];
}

export interface HomeKpis {
  /** @throws Problem 401, 403. */
  kpis(caller: Caller | undefined, query: KpiQuery): Promise<KpiAnswer>;
  /** Of a calendar month, such as `2026-10`. @throws Problem 401, 403. */
  kpiReport(caller: Caller | undefined, query: { readonly month: string; readonly organisation: string }): Promise<Report>;
}

interface KpisOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly timeZone: string;
}

export function createHomeKpis({ database, clock, organisations, timeZone }: KpisOptions): HomeKpis {
  const termed = (asked: Omit<Asked, 'outOfScope' | 'timeZone' | 'asOf'>): Asked => ({ ...asked, outOfScope: usualTerms.outOfScope, timeZone, asOf: clock() });

  return {
    async kpis(caller, { from, to, by, organisation }) {
      const asked = termed({ ...daysOf(from, to, timeZone), by, scope: scopeOf(caller, 'home-kpi.read', organisation) });
      const { whole, parts, waits } = await database.as('system:home', async (transaction) => {
        const all = [await answered(transaction, asked), await attended(transaction, asked), await falseAlarms(transaction, asked), await tested(transaction, asked), await silent(transaction, asked)] as const;
        return { ...together(...all), waits: await longWaits(transaction, asked) };
      });
      const named = await Promise.all(parts.map(async (figures) => (by === 'provider' && figures.part !== null ? { ...figures, name: (await organisations.publicly(figures.part))?.name ?? null } : figures)));
      const { within60Target: within60, within180Target: within180 } = usualTerms;
      return { from: from.toString(), to: to.toString(), by, timeZone, asOf: asked.asOf.toString(), targets: { within60, within180 }, whole, parts: named, longWaits: waits };
    },
    async kpiReport(caller, { month, organisation }) {
      requirePermission(caller, 'home-kpi.report', organisation);
      const asked = termed({ ...monthOf(month, timeZone), by: 'area', scope: [organisation] });
      const { whole, parts, waits } = await database.as('system:home', async (transaction) => ({
        ...together(await answered(transaction, asked), await attended(transaction, asked), await falseAlarms(transaction, asked), await tested(transaction, asked), []),
        waits: await longWaits(transaction, asked),
      }));
      return reportOf(month, usualTerms, whole, parts, waits);
    },
  };
}
