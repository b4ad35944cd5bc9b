/** The barrier register and the tender check. Reading and checking are open to everybody, and nothing that is checked is kept. */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { invalid, parsed, Problem } from '@drystone/problems';
import { biddingEffort, checkTenders, NoTenderError, rules, tendersIn, type BiddingEffort, type Finding } from '@drystone/tender-check';
import { z } from 'zod';
import type { Organisations } from '../ports.ts';
import { hidingForm, recordingForm, searchBarriers, sortingForm, wordsOf, type BarrierQuery, type Entry } from './barrier.ts';
import { commonBarriers } from './register.ts';
import { countRecorded, findEntry, findRecorded, insertBarrier, updateHidden, updateSorting } from './store.ts';

/** A finding with the entries of the barrier register that speak of it. */
export interface TenderFinding extends Finding {
  readonly barriers: readonly { readonly id: string; readonly said: string }[];
}

export interface Barriers {
  /** Entries of the barrier register: those that ship, and what people recorded. */
  barriers(query: BarrierQuery): Promise<readonly Entry[]>;
  /** @throws Problem `unknown-barrier`, also for one that is hidden, but not to those who can bring it back. */
  barrier(id: string, caller?: Caller): Promise<Entry & { readonly findings: readonly { readonly rule: string; readonly title: string }[] }>;
  /** Somebody heard "we cannot, because …". @throws Problem 409 where the register has it already, 429 after many in a day. */
  recordBarrier(caller: Caller | undefined, form: unknown): Promise<Entry>;
  /** What it rests on, with its source and an answer; by a commissioner of any buyer. @throws Problem 412 where it is not at that revision any more. */
  sortBarrier(caller: Caller | undefined, id: string, revision: number, form: unknown): Promise<Entry>;
  /** Hides an entry, with a reason that is kept, or shows it again. @throws Problem 412 where it is not at that revision any more. */
  moderateBarrier(caller: Caller | undefined, id: string, revision: number, form: unknown): Promise<Entry>;
  /** The buyers for whom the caller may sort. */
  sortsFor(caller: Caller | undefined): readonly string[];
  /** What a tender can be found to hold, for sorting. */
  readonly findable: readonly { readonly id: string; readonly title: string }[];
  /** What keeps small, local and social providers out of a tender, and what it takes to bid. @throws Problem `invalid-request` where it is no OCDS document with a tender. */
  checkTender(document: unknown): Promise<{ readonly findings: readonly TenderFinding[]; readonly effort: readonly BiddingEffort[] }>;
}

/** Of one person or program. */
const mostADay = 20;

export function createBarriers({ database, clock, organisations }: { readonly database: Database; readonly clock: () => Temporal.Instant; readonly organisations: Pick<Organisations, 'publicly'> }): Barriers {
  const shipped: readonly Entry[] = commonBarriers().map((each) => ({ ...each, recorded: null }));
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  const everything = async (): Promise<readonly Entry[]> => [...shipped, ...(await database.as('anonymous', findRecorded))];

  /** A buyer's commissioner changes an entry that somebody recorded. */
  async function change(caller: Caller | undefined, id: string, as: string, work: (transaction: Parameters<Parameters<Database['as']>[1]>[0], buyer: { id: string; name: string }, now: Temporal.Instant) => Promise<boolean>): Promise<Entry> {
    const allowed = requirePermission(caller, 'barrier.sort', as);
    if (shipped.some((each) => each.id === id)) throw invalid([{ field: 'id', message: 'ships with the product', mend: 'record what you heard, and sort that' }], 'impossible-request');
    if (!z.uuid().safeParse(id).success) throw unknown(id);
    const buyer = await organisations.publicly(as);
    if (buyer?.kind !== 'buyer') throw invalid([{ field: 'as', message: 'is not a buyer', mend: 'give the id of the buyer you work for' }], 'impossible-request');
    const now = clock();
    return database.as({ actor: allowed.actor, organisations: [as] }, async (transaction) => {
      if ((await findEntry(transaction, id)) === undefined) throw unknown(id);
      if (!(await work(transaction, { id: buyer.id, name: buyer.name }, now))) throw new Problem({ kind: 'overtaken', detail: `Somebody else changed this entry since you read it${await byWhom(transaction, id)}. Look at it anew and try again.` });
      return (await findEntry(transaction, id))!;
    });
  }

  return {
    findable: rules.map(({ id, title }) => ({ id, title })),
    barriers: async (query) => searchBarriers(await everything(), query),
    async barrier(id, caller) {
      const found = shipped.find((each) => each.id === id) ?? (z.uuid().safeParse(id).success ? await database.as('system:commissioning', (transaction) => findEntry(transaction, id)) : undefined);
      if (found === undefined || (found.recorded?.hidden && !sortsFor(caller).length && !caller?.administrator)) throw unknown(id);
      return { ...found, findings: found.rules.map((rule) => ({ rule, title: titles.get(rule) ?? rule })) };
    },
    async recordBarrier(caller, form) {
      const allowed = requirePermission(caller, 'barrier.record');
      const { said, heardFrom } = parsed(recordingForm, form);
      const words = wordsOf(said).join(' ');
      const known = (await everything()).find((each) => wordsOf(each.said).join(' ') === words);
      const twice = (id?: string) => new Problem({ kind: 'taken', detail: `The register has this sentence already${id === undefined ? '' : `: /commissioning/barriers/${id}`}.` });
      if (known !== undefined) throw twice(known.id);
      const now = clock();
      const id = randomUUIDv7();
      return database.as(allowed.actor, async (transaction) => {
        if ((await countRecorded(transaction, allowed.actor, now.subtract({ hours: 24 }))) >= mostADay) throw new Problem({ kind: 'too-many-requests', detail: `${mostADay} in a day are as many as one can record. Go on tomorrow.`, retryAfterSeconds: 24 * 3600 });
        if (!(await insertBarrier(transaction, { id, said, words, heardFrom, recordedBy: allowed.actor, now }))) throw twice();
        await appendEvent(transaction, { type: 'barrier.recorded', subject: id, at: now, data: { heardFrom } });
        return (await findEntry(transaction, id))!;
      });
    },
    async sortBarrier(caller, id, revision, form) {
      const { as, ...sorting } = parsed(sortingForm, form);
      const strange = sorting.rules.filter((rule) => !titles.has(rule));
      if (strange.length > 0) throw invalid([{ field: 'rules', message: `${strange.join(', ').slice(0, 200)} is no rule of the tender check`, mend: 'leave it out' }]);
      const today = clock().toZonedDateTimeISO('UTC').toPlainDate().add({ days: 1 });
      const early = sorting.sources.findIndex(({ checked }) => Temporal.PlainDate.compare(checked, today) > 0);
      if (early >= 0) throw invalid([{ field: `sources.${early}.checked`, message: 'is still to come', mend: 'give the day on which the source was read' }]);
      return change(caller, id, as, async (transaction, by, now) => {
        if (!(await updateSorting(transaction, { id, revision, sorting, by, now }))) return false;
        await appendEvent(transaction, { type: 'barrier.sorted', subject: id, at: now, data: { kind: sorting.kind, buyer: by.id, revision: revision + 1 } });
        return true;
      });
    },
    async moderateBarrier(caller, id, revision, form) {
      const given = parsed(hidingForm, form);
      return change(caller, id, given.as, async (transaction, by, now) => {
        if (!(await updateHidden(transaction, { id, revision, why: given.decision === 'hide' ? given.reason : null, now }))) return false;
        await appendEvent(transaction, { type: given.decision === 'hide' ? 'barrier.hidden' : 'barrier.shown', subject: id, at: now, data: { buyer: by.id, revision: revision + 1 } });
        return true;
      });
    },
    sortsFor,
    async checkTender(document) {
      try {
        const tenders = tendersIn(document);
        const all = await everything();
        const findings = checkTenders(tenders).map((finding) => ({ ...finding, barriers: all.filter((each) => each.rules.includes(finding.rule)).map(({ id, said }) => ({ id, said })) }));
        return { findings, effort: tenders.map(biddingEffort) };
      } catch (error) {
        if (!(error instanceof NoTenderError)) throw error;
        throw new Problem({ kind: 'invalid-request', detail: `This cannot be checked: ${error.message}.`, errors: [{ field: 'body', message: error.message, mend: 'Send an OCDS 1.1 release, release package or record.' }] });
      }
    },
  };
}

function sortsFor(caller: Caller | undefined): readonly string[] {
  if (caller === undefined) return [];
  return caller.memberships.filter(({ kind, organisationId }) => kind === 'buyer' && may(caller, 'barrier.sort', organisationId)).map(({ organisationId }) => organisationId);
}

async function byWhom(transaction: Parameters<Parameters<Database['as']>[1]>[0], id: string): Promise<string> {
  const sortedBy = (await findEntry(transaction, id))?.recorded?.sortedBy;
  return sortedBy ? ` (sorted last for ${sortedBy.name})` : '';
}

function unknown(id: string): Problem {
  return new Problem({ kind: 'unknown-barrier', detail: `The register has no entry "${id.slice(0, 80)}".` });
}
