/** A buyer's own licensed list of measures: imported whole, kept under that buyer alone. */

import { requirePermission, type Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { invalid, parsed } from '@drystone/problems';
import { actingFor } from '../acting.ts';
import type { Process } from '../processes/process.ts';
import { importForm, ownMeasures, readMeasures, type Measure } from './measures.ts';

export interface Measures {
  /** Ours, and those the buyer imported where the caller commissions for it. */
  measures(caller: Caller | undefined, buyer?: string): Promise<readonly Measure[]>;
  /** In place of those imported before. @throws Problem naming every line that does not fit, and every measure that a tender still counts by as it was. */
  importMeasures(caller: Caller | undefined, buyer: string, form: unknown): Promise<number>;
  /** Those that a process asks promises for, as its bidders must know them. */
  measuresAsked(process: Process): Promise<readonly Measure[]>;
}

export interface MeasuresOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
}

export function createMeasures({ database, clock }: MeasuresOptions): Measures {
  return {
    async measures(caller, buyer) {
      if (buyer === undefined) return ownMeasures;
      const allowed = requirePermission(caller, 'measures.import', buyer);
      return database.as(actingFor(allowed, buyer), (transaction) => measuresFor(transaction, buyer));
    },
    async importMeasures(caller, buyer, form) {
      const allowed = requirePermission(caller, 'measures.import', buyer);
      const given = parsed(importForm, form);
      const read = readMeasures(given);
      if ('errors' in read) throw invalid(read.errors);
      const now = clock();
      await database.as(actingFor(allowed, buyer), async (transaction) => {
        const changed = (await measuresAskedFor(transaction, buyer)).filter((asked) => !read.measures.some((each) => each.id === asked.id && each.title === asked.title && each.unit === asked.unit && each.proxyPence === asked.proxyPence));
        if (changed.length > 0) throw invalid(changed.map(({ id, tender }) => ({ field: 'content', message: `changes or leaves out "${id}", by which bids for “${tender}” are judged`, mend: 'keep its line as it was until that is decided, and give the new one another id' })), 'impossible-request');
        await sql`delete from commissioning.measure where buyer = ${buyer}`.execute(transaction);
        await sql`
          insert into commissioning.measure (buyer, id, title, outcome, unit, proxy_pence, edition, licence, imported_at)
          select ${buyer}, id, title, outcome, unit, "proxyPence", ${given.edition}, ${given.licence}, ${now.toString()}
          from jsonb_to_recordset(${JSON.stringify(read.measures)}::jsonb) as each (id text, title text, outcome text, unit text, "proxyPence" bigint)`.execute(transaction);
        await appendEvent(transaction, { type: 'measures.imported', subject: buyer, at: now, data: { measures: read.measures.length } });
      });
      return read.measures.length;
    },
    measuresAsked: (process) => measuresAsked(database, process),
  };
}

/** Those imported measures that a published tender asks promises for and that is not decided: what bids are judged by stays as it was published (Procurement Act 2023, section 23). */
async function measuresAskedFor(transaction: Transaction, buyer: string): Promise<readonly (Omit<Measure, 'edition'> & { readonly tender: string })[]> {
  const { rows } = await sql<Omit<Measure, 'edition'> & { readonly tender: string }>`
    select distinct on (measure.id) measure.id, measure.title, outcome, unit, proxy_pence as "proxyPence", process.content ->> 'title' as tender
    from commissioning.process, jsonb_array_elements(process.content -> 'lots') as part, jsonb_array_elements(part -> 'socialValue') as asked
    join commissioning.measure on measure.id = asked ->> 'measure'
    where process.buyer = ${buyer} and measure.buyer = ${buyer} and process.stage = 'tender'
      and not exists (select from commissioning.decision where decision.process = process.id and decision.lot = part ->> 'id' and set_aside_at is null)
    order by measure.id`.execute(transaction);
  return rows;
}

/** Also for those who do not act for the buyer: a bidder has to know what it promises. */
export async function measuresAsked(database: Database, { buyer, content }: Process): Promise<readonly Measure[]> {
  const asked = new Set(content.lots.flatMap(({ socialValue }) => socialValue.map(({ measure }) => measure)));
  if (asked.size === 0) return [];
  const all = await database.as({ actor: 'system:commissioning', organisations: [buyer.id] }, (transaction) => measuresFor(transaction, buyer.id));
  return all.filter(({ id }) => asked.has(id));
}

/** Everything a buyer can choose from, in a transaction that acts for it. */
export async function measuresFor(transaction: Transaction, buyer: string): Promise<readonly Measure[]> {
  const { rows } = await sql<Measure>`select id, title, outcome, unit, proxy_pence as "proxyPence", edition from commissioning.measure where buyer = ${buyer} order by id`.execute(transaction);
  return [...ownMeasures, ...rows];
}
