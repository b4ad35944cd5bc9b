/** What is agreed, done, claimed, confirmed, invoiced and paid under an award. Each operation asks the table of permissions first. */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller, type Operation } from '@drystone/access';
import type { Acting, Database, Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { invalid, parsed, Problem } from '@drystone/problems';
import { z } from 'zod';
import { actingFor } from '../acting.ts';
import type { Award } from '../awards/award.ts';
import { findAward } from '../awards/store.ts';
import { endOf, misfitOfFigure, monthOf, type Figure } from '../kpis/figures.ts';
import { figuresOfAwards } from '../kpis/kpis.ts';
import { partOf, type PartId } from '../parts.ts';
import type { Organisations } from '../ports.ts';
import type { Publishing } from '../processes/publishing.ts';
import { findProcess, lockProcess } from '../processes/store.ts';
import { claimDecision, claimForm, followed, grossPence, hundredths, invoiceDecision, invoiceForm, isStanding, obligationForm, type AgreedRule, type Claim, type Contract, type FollowedInvoice, type Invoice, type InvoiceForm, type Obligation } from './contract.ts';
import { implementationTag } from './delivery.ts';
import { duePence, paymentRule } from './payment-rule.ts';
import { isOverdue, payBy, promptness, type Promptness } from './promptness.ts';
import { awardOfPart, decideClaim, endRule, findClaims, findInvoices, findInvoicesByBuyer, findObligations, findRules, findUnpublishedFigures, insertClaim, insertInvoice, insertObligation, insertRule, lockContract, markFiguresPublished, updateInvoice } from './store.ts';

export interface Contracts {
  /** How the contract of an award runs: the public part, and for its buyer and provider what is between them. */
  contract(caller: Caller | undefined, awardId: string): Promise<Contract>;
  /** Between buyer and provider, the earliest first. */
  invoices(caller: Caller | undefined, awardId: string): Promise<readonly FollowedInvoice[]>;
  /** Something that was promised. Its buyer says so. @returns its id. */
  addObligation(caller: Caller | undefined, awardId: string, form: unknown): Promise<string>;
  /** The provider says that it was done, with evidence. @returns the claim's id. */
  claim(caller: Caller | undefined, obligationId: string, form: unknown): Promise<string>;
  /** The buyer confirms a claim, or returns it with a reason. @throws Problem 409 where it was decided meanwhile. */
  decideClaim(caller: Caller | undefined, claimId: string, decision: unknown): Promise<void>;
  /** Payment by outcome, from the month of today on. @returns its id. */
  addPaymentRule(caller: Caller | undefined, awardId: string, rule: unknown): Promise<string>;
  /** From the next month on. */
  endPaymentRule(caller: Caller | undefined, ruleId: string): Promise<void>;
  /** @throws Problem 409 where the buyer has one of this provider with that number. @returns its id. */
  submitInvoice(caller: Caller | undefined, awardId: string, form: unknown): Promise<string>;
  /** The buyer accepts, disputes or has paid it; its provider withdraws it. @throws Problem 409 where it is not in a state for that. */
  decideInvoice(caller: Caller | undefined, invoiceId: string, decision: unknown): Promise<void>;
  /** How promptly each buyer pays, in public. */
  promptnessByBuyer(buyer?: string): Promise<readonly (Promptness & { readonly buyer: { readonly id: string; readonly name: string } })[]>;
  /** Publishes the figures of the month before this one, of every process that has not. @returns of how many. */
  publishFigures(): Promise<number>;
}

export interface ContractsOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Pick<Organisations, 'publicly'>;
  readonly timeZone: string;
  readonly publishing: Publishing;
}

type Side = 'buyer' | 'provider';
type Part = 'obligation' | 'claim' | 'payment_rule' | 'invoice';

/** Of one award. */
const mostOfAKind = 1_000;

export function createContracts({ database, clock, organisations, timeZone, publishing: { surroundings, publish } }: ContractsOptions): Contracts {
  const today = (now: Temporal.Instant): string => now.toZonedDateTimeISO(timeZone).toPlainDate().toString();

  async function awardOf(id: string): Promise<Award> {
    const award = isId(id) ? await database.as('anonymous', (transaction) => findAward(transaction, id)) : undefined;
    if (award === undefined) throw new Problem({ kind: 'unknown-award', detail: 'There is no such award.' });
    return award;
  }

  async function awardWith(part: Part, id: string): Promise<Award> {
    const award = isId(id) ? await database.as('system:commissioning', (transaction) => awardOfPart(transaction, part, id)) : undefined;
    if (award === undefined) throw new Problem({ kind: 'not-found', detail: `There is no such ${part.replace('_', ' ')}.` });
    return awardOf(award);
  }

  /** Does it for one side of the contract, with the contract locked. */
  async function within<Result>(caller: Caller | undefined, operation: Operation, award: Award, side: Side, work: (transaction: Transaction, now: Temporal.Instant, allowed: Caller) => Promise<Result>): Promise<Result> {
    const organisation = award[side].id;
    const allowed = requirePermission(caller, operation, organisation);
    const now = clock();
    return database.as(actingFor(allowed, organisation), async (transaction) => {
      await lockContract(transaction, award.id);
      return work(transaction, now, allowed);
    });
  }

  /** The same for the buyer, and published. The process is locked first, as by whoever awards. */
  async function published<Result>(caller: Caller | undefined, operation: Operation, award: Award, work: (transaction: Transaction, now: Temporal.Instant, allowed: Caller) => Promise<Result>): Promise<Result> {
    const allowed = requirePermission(caller, operation, award.buyer.id);
    const process = (await database.as('system:commissioning', (transaction) => findProcess(transaction, award.process)))!;
    const around = await surroundings(process);
    const now = clock();
    return database.as(actingFor(allowed, award.buyer.id), async (transaction) => {
      await lockProcess(transaction, award.process);
      await lockContract(transaction, award.id);
      const result = await work(transaction, now, allowed);
      await publish(transaction, award.process, around, [await implementationTag(transaction, award.process)], now);
      return result;
    });
  }

  async function figuresOf(transaction: Transaction, award: Award, now: Temporal.Instant): Promise<readonly Figure[]> {
    return (await figuresOfAwards(transaction, [award], now, timeZone)).get(award.id)!;
  }

  /** What a rule comes to, month by month. */
  function dueByMonth({ rule, madeAt, endedAt }: AgreedRule, figures: readonly Figure[]): { month: string; measured: number | null; duePence: number }[] {
    const figure = figures.find(({ metric }) => metric === rule.metric);
    const [from, to] = [monthOf(Temporal.Instant.from(madeAt), timeZone), endedAt === null ? '9999-12' : monthOf(Temporal.Instant.from(endedAt), timeZone)];
    return (figure?.months ?? []).filter(({ month }) => month >= from && month <= to).map(({ month, measured }) => ({ month, measured, duePence: duePence(rule, measured, figure!.better) }));
  }

  return {
    async contract(caller, awardId) {
      const award = await awardOf(awardId);
      const now = clock();
      const isParty = caller !== undefined && (may(caller, 'invoice.read', award.buyer.id) || may(caller, 'invoice.read', award.provider.id));
      const acting: Acting = { actor: isParty ? caller.actor : 'anonymous', organisations: isParty ? [award.buyer.id, award.provider.id] : [] };
      const { obligations, claims, rules, figures } = await database.as(acting, async (transaction) => ({ obligations: await findObligations(transaction, [award.id]), claims: await findClaims(transaction, [award.id]), rules: await findRules(transaction, award.id), figures: await figuresOf(transaction, award, now) }));
      const invoices = await database.as('system:commissioning', (transaction) => findInvoices(transaction, [award.id]));
      const day = today(now);
      const told = claims.map((claim) => (isParty ? claim : { ...claim, decidedBy: null }));
      const sum = (some: readonly Invoice[]) => some.reduce((total, invoice) => total + grossPence(invoice), 0);
      return {
        obligations: obligations.map((each) => followed(each, told, day)),
        rules: rules.map((each) => ({ ...each, ...ofMetric(award, each.rule.metric), months: dueByMonth(each, figures) })),
        money: { valuePence: award.valuePence, invoicedPence: sum(invoices.filter(isStanding)), paidPence: sum(invoices.filter(({ state }) => state === 'paid')), promptness: promptness(invoices, day) },
        invoices: isParty ? invoices.map((each) => followedInvoice(each, day)) : null,
        may: {
          change: allows(caller, 'award.change', award.buyer.id),
          agree: allows(caller, 'contract.edit', award.buyer.id),
          claim: allows(caller, 'obligation.claim', award.provider.id),
          decide: allows(caller, 'obligation.decide', award.buyer.id),
          invoice: allows(caller, 'invoice.submit', award.provider.id),
          pay: allows(caller, 'invoice.decide', award.buyer.id),
        },
      };
    },

    async invoices(caller, awardId) {
      const award = await awardOf(awardId);
      const side = allows(caller, 'invoice.read', award.provider.id) ? award.provider : award.buyer;
      const allowed = requirePermission(caller, 'invoice.read', side.id);
      const found = await database.as(actingFor(allowed, side.id), (transaction) => findInvoices(transaction, [award.id]));
      return found.map((each) => followedInvoice(each, today(clock())));
    },

    async addObligation(caller, awardId, form) {
      const award = await awardOf(awardId);
      requirePermission(caller, 'contract.edit', award.buyer.id);
      const given = parsed(obligationForm, form);
      return published(caller, 'contract.edit', award, async (transaction, now) => {
        if ((await findObligations(transaction, [award.id])).length >= mostOfAKind) throw cannot('award', `has ${mostOfAKind} obligations already`);
        const id = randomUUIDv7();
        await insertObligation(transaction, between(id, award), given, now);
        await appendEvent(transaction, { type: 'obligation.made', subject: id, awardId: award.id, at: now, data: { kind: given.kind } });
        return id;
      });
    },

    async claim(caller, obligationId, form) {
      const award = await awardWith('obligation', obligationId);
      requirePermission(caller, 'obligation.claim', award.provider.id);
      const given = parsed(claimForm, form);
      return within(caller, 'obligation.claim', award, 'provider', async (transaction, now) => {
        const obligation = (await findObligations(transaction, [award.id])).find(({ id }) => id === obligationId)!;
        const claims = (await findClaims(transaction, [award.id])).filter((each) => each.obligation === obligationId);
        if (given.doneOn > today(now)) throw cannot('doneOn', `${given.doneOn} is not over`, 'say it when it is done');
        if (given.doneOn < today(Temporal.Instant.from(award.madeAt))) throw cannot('doneOn', 'is before the award', 'only what was done under it counts');
        if (obligation.kind === 'milestone') {
          if (given.quantity !== 1) throw cannot('quantity', 'is not 1', 'leave it out: a milestone is met or not');
          if (claims.some(({ state }) => state !== 'returned')) throw new Problem({ kind: 'taken', detail: 'This milestone was claimed already.' });
        }
        if (claims.length >= mostOfAKind) throw cannot('obligation', `has ${mostOfAKind} claims already`);
        const claimed = hundredths(claims.reduce((sum, { state, quantity }) => sum + (state === 'returned' ? 0 : quantity), given.quantity));
        refuseUnmeant(given.meant, [
          ...(claimed > obligation.quantity ? [`${claimed} ${obligation.unit} would be claimed, and ${obligation.quantity} were promised`] : []),
          ...beforeTerm(award, given.doneOn, 'it was done'),
        ]);
        const id = randomUUIDv7();
        await insertClaim(transaction, between(id, award), obligationId, given, now);
        await appendEvent(transaction, { type: 'obligation.claimed', subject: obligationId, awardId: award.id, at: now, data: { claim: id, quantity: given.quantity } });
        return id;
      });
    },

    async decideClaim(caller, claimId, form) {
      const award = await awardWith('claim', claimId);
      requirePermission(caller, 'obligation.decide', award.buyer.id);
      const given = parsed(claimDecision, form);
      const decide = async (transaction: Transaction, now: Temporal.Instant, { name }: Caller) => {
        const claim = (await findClaims(transaction, [award.id])).find(({ id }) => id === claimId)!;
        const state = given.decision === 'confirm' ? 'confirmed' : 'returned';
        if (!(await decideClaim(transaction, claimId, state, name, given.decision === 'return' ? given.reason : null, now))) throw new Problem({ kind: 'taken', detail: `This was ${claim.state} meanwhile.` });
        await appendEvent(transaction, { type: state === 'confirmed' ? 'obligation.confirmed' : 'obligation.returned', subject: claim.obligation, awardId: award.id, at: now, data: { claim: claimId, quantity: claim.quantity } });
      };
      if (given.decision === 'confirm') await published(caller, 'obligation.decide', award, decide);
      else await within(caller, 'obligation.decide', award, 'buyer', decide);
    },

    async addPaymentRule(caller, awardId, form) {
      const award = await awardOf(awardId);
      requirePermission(caller, 'contract.edit', award.buyer.id);
      const given = parsed(paymentRule, form);
      const metrics = partOf(award.part as PartId).metrics;
      const metric = metrics.find(({ id }) => id === given.metric);
      if (metric?.figure === undefined) throw cannot('metric', `"${given.metric}" is not measured of this part`, `use one of: ${metrics.filter(({ figure }) => figure !== undefined).map(({ id }) => id).join(', ')}`);
      if (given.pay.by === 'unit' && (metric.unit === 'percent' || metric.better === 'lower')) throw cannot('pay.by', `pays for each unit of "${metric.title}", which is ${metric.unit === 'percent' ? 'a share' : 'better the fewer there are'}`, 'pay by level');
      const misfits = given.pay.by === 'level' ? given.pay.levels.flatMap(({ reach }, index) => [misfitOfFigure(metric, reach)].flatMap((each) => (each === undefined ? [] : [{ field: `pay.levels.${index}.reach`, ...each }]))) : [];
      if (misfits.length > 0) throw invalid(misfits, 'impossible-request');
      return within(caller, 'contract.edit', award, 'buyer', async (transaction, now) => {
        if ((await findRules(transaction, award.id)).some(({ rule, endedAt }) => rule.metric === given.metric && endedAt === null)) throw new Problem({ kind: 'taken', detail: 'There is a rule for this figure already: end it first.' });
        const id = randomUUIDv7();
        await insertRule(transaction, between(id, award), given, now);
        await appendEvent(transaction, { type: 'payment_rule.made', subject: id, awardId: award.id, at: now, data: { metric: given.metric } });
        return id;
      });
    },

    async endPaymentRule(caller, ruleId) {
      const award = await awardWith('payment_rule', ruleId);
      await within(caller, 'contract.edit', award, 'buyer', async (transaction, now) => {
        if (!(await endRule(transaction, ruleId, now))) throw new Problem({ kind: 'taken', detail: 'This rule has ended already.' });
        await appendEvent(transaction, { type: 'payment_rule.ended', subject: ruleId, awardId: award.id, at: now, data: {} });
      });
    },

    async submitInvoice(caller, awardId, form) {
      const award = await awardOf(awardId);
      requirePermission(caller, 'invoice.submit', award.provider.id);
      const given = parsed(invoiceForm, form);
      return within(caller, 'invoice.submit', award, 'provider', async (transaction, now) => {
        const earlier = await findInvoices(transaction, [award.id]);
        const figures = await figuresOf(transaction, award, now);
        const due = (await findRules(transaction, award.id)).flatMap((rule) => dueByMonth(rule, figures)).reduce((sum, { month, duePence: pence }) => sum + (month === given.month ? pence : 0), 0);
        refuseImpossible(award, given, earlier, { obligations: await findObligations(transaction, [award.id]), claims: await findClaims(transaction, [award.id]), due }, now);
        refuseUnmeant(given.meant, beforeTerm(award, given.dated, 'it is dated'));
        const id = randomUUIDv7();
        if (!(await insertInvoice(transaction, between(id, award), given, today(now), now))) throw new Problem({ kind: 'taken', detail: `The buyer has an invoice of yours with the number ${given.number} already.` });
        await appendEvent(transaction, { type: 'invoice.received', subject: id, awardId: award.id, at: now, data: { netPence: given.netPence, vatPence: given.vatPence } });
        return id;
      });
    },

    async decideInvoice(caller, invoiceId, form) {
      const award = await awardWith('invoice', invoiceId);
      const given = invoiceDecision.safeParse(form);
      const isWithdrawal = given.success && given.data.decision === 'withdraw';
      requirePermission(caller, isWithdrawal ? 'invoice.submit' : 'invoice.decide', award[isWithdrawal ? 'provider' : 'buyer'].id);
      const decision = parsed(invoiceDecision, form);
      const decide = async (transaction: Transaction, now: Temporal.Instant, { name }: Caller) => {
        const invoice = (await findInvoices(transaction, [award.id])).find(({ id }) => id === invoiceId)!;
        const { event, ...change } = decided(invoice, decision, today(now));
        await updateInvoice(transaction, invoiceId, change, name);
        await appendEvent(transaction, { type: event, subject: invoiceId, awardId: award.id, at: now, data: {} });
      };
      if (decision.decision === 'withdraw') await within(caller, 'invoice.submit', award, 'provider', decide);
      else if (decision.decision === 'paid') await published(caller, 'invoice.decide', award, decide);
      else await within(caller, 'invoice.decide', award, 'buyer', decide);
    },

    async promptnessByBuyer(buyer) {
      if (buyer !== undefined && !isId(buyer)) throw invalid([{ field: 'buyer', message: 'is no id', mend: 'use the id of a buyer' }]);
      const invoices = await database.as('system:commissioning', (transaction) => findInvoicesByBuyer(transaction, buyer));
      const day = today(clock());
      const byBuyer = Map.groupBy(invoices, (invoice) => invoice.buyer);
      return Promise.all([...byBuyer].map(async ([id, own]) => ({ buyer: { id, name: (await organisations.publicly(id))?.name ?? id }, ...promptness(own, day) })));
    },

    async publishFigures() {
      const now = clock();
      const month = Temporal.PlainYearMonth.from(monthOf(now, timeZone)).subtract({ months: 1 }).toString();
      const to = endOf(month, timeZone);
      const from = endOf(Temporal.PlainYearMonth.from(month).subtract({ months: 1 }).toString(), timeZone);
      const waiting = await database.as('anonymous', (transaction) => findUnpublishedFigures(transaction, month, from, to));
      let count = 0;
      for (const { process: id, buyer } of waiting) {
        const process = (await database.as('system:commissioning', (transaction) => findProcess(transaction, id)))!;
        const around = await surroundings(process);
        await database.as({ actor: 'system:commissioning', organisations: [buyer] }, async (transaction) => {
          await lockProcess(transaction, id);
          if (!(await markFiguresPublished(transaction, id, month))) return;
          await publish(transaction, id, around, [await implementationTag(transaction, id)], now);
          count++;
        });
      }
      return count;
    },
  };

  function beforeTerm(award: Award, date: string, what: string): readonly string[] {
    const begins = today(Temporal.Instant.from(award.startsAt));
    return date < begins ? [`${what} on ${date}, and the term begins on ${begins}`] : [];
  }

  /** @throws Problem 422 naming what speaks against it. */
  function refuseImpossible(award: Award, given: InvoiceForm, earlier: readonly Invoice[], { obligations, claims, due }: { readonly obligations: readonly Obligation[]; readonly claims: readonly Claim[]; readonly due: number }, now: Temporal.Instant): void {
    const gross = grossPence(given);
    const standing = earlier.filter(isStanding);
    const sum = (some: readonly Invoice[]) => some.reduce((total, invoice) => total + grossPence(invoice), 0);
    if (earlier.length >= mostOfAKind) throw cannot('award', `has ${mostOfAKind} invoices already`);
    if (given.dated > today(now)) throw cannot('dated', `${given.dated} has not come yet`, 'date it today at the latest');
    if (given.dated < today(Temporal.Instant.from(award.madeAt))) throw cannot('dated', 'is before the award', 'invoice what was done under it');
    if (award.valuePence !== null && sum(standing) + gross > award.valuePence) throw cannot('netPence', `takes what is invoiced to ${pounds(sum(standing) + gross)}, and the contract is worth ${pounds(award.valuePence)}`, `${pounds(award.valuePence - sum(standing))} are left, with VAT`);
    if (given.milestone !== null) {
      const milestone = obligations.find(({ id, kind }) => id === given.milestone && kind === 'milestone');
      if (milestone === undefined) throw cannot('milestone', 'is none of this contract', 'use one of its milestones');
      if (!claims.some(({ obligation, state }) => obligation === milestone.id && state === 'confirmed')) throw cannot('milestone', `"${milestone.title}" is not confirmed yet`, 'claim it, and invoice it once the buyer has confirmed');
      const left = (milestone.amountPence ?? 0) - sum(standing.filter((each) => each.milestone === milestone.id));
      if (gross > left) throw cannot('netPence', `is ${pounds(gross)} with VAT, and ${pounds(left)} are left of this milestone`, 'invoice that at most');
    }
    if (given.month !== null) {
      if (given.month >= monthOf(now, timeZone)) throw cannot('month', `${given.month} is not over`, 'invoice it afterwards');
      const left = due - sum(standing.filter(({ month }) => month === given.month));
      if (gross > left) throw cannot('netPence', `is ${pounds(gross)} with VAT, and by its figures ${pounds(left)} are left to pay for ${given.month}`, 'invoice that at most');
    }
  }
}

/** Where a decision takes an invoice. @throws Problem 409, 422. */
function decided(invoice: Invoice, decision: z.output<typeof invoiceDecision>, today: string): Pick<Invoice, 'state' | 'reason' | 'settledOn' | 'paidOn'> & { event: 'invoice.accepted' | 'invoice.disputed' | 'invoice.paid' | 'invoice.withdrawn' } {
  const from = (...states: readonly Invoice['state'][]) => {
    if (!states.includes(invoice.state)) throw new Problem({ kind: 'taken', detail: `This invoice is ${invoice.state}: ${invoice.state === 'disputed' ? 'accept it first' : 'somebody has decided meanwhile'}.` });
  };
  switch (decision.decision) {
    case 'accept':
      from('received', 'disputed');
      return { ...invoice, state: 'accepted', settledOn: invoice.state === 'disputed' ? today : invoice.settledOn, event: 'invoice.accepted' };
    case 'dispute':
      from('received', 'accepted');
      return { ...invoice, state: 'disputed', reason: decision.reason, event: 'invoice.disputed' };
    case 'paid':
      from('received', 'accepted');
      if (decision.paidOn > today) throw cannot('paidOn', `${decision.paidOn} has not come yet`, 'say it when it is paid');
      if (decision.paidOn < (invoice.settledOn ?? invoice.receivedOn)) throw cannot('paidOn', 'is before the invoice was received, or its dispute settled', 'use a later day');
      return { ...invoice, state: 'paid', paidOn: decision.paidOn, event: 'invoice.paid' };
    case 'withdraw':
      from('received', 'disputed');
      return { ...invoice, state: 'withdrawn', event: 'invoice.withdrawn' };
  }
}

const followedInvoice = (invoice: Invoice, today: string): FollowedInvoice => ({ ...invoice, payBy: payBy(invoice), overdue: isOverdue(invoice, today) });
const isId = (id: string): boolean => z.uuid().safeParse(id).success;
const allows = (caller: Caller | undefined, operation: Operation, organisation: string): boolean => caller !== undefined && may(caller, operation, organisation);
const between = (id: string, { id: award, buyer, provider }: Award) => ({ id, award, buyer: buyer.id, provider: provider.id });
const pounds = (pence: number): string => `£${(pence / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`;

/** @throws Problem 422 with what is unusual, where it was not sent on purpose. */
function refuseUnmeant(meant: boolean, unusual: readonly string[]): void {
  if (!meant && unusual.length > 0) throw invalid(unusual.map((message) => ({ field: 'meant', message, mend: 'check it; where it is so, send it with "meant": true' })), 'impossible-request');
}

/** What a rule pays for, as it is called and counted. */
function ofMetric({ part }: Award, metric: string): { title: string; unit: 'percent' | 'times' } {
  const { title, unit } = partOf(part as PartId).metrics.find(({ id }) => id === metric) ?? { title: metric, unit: 'times' };
  return { title, unit };
}

function cannot(field: string, message: string, mend?: string): Problem {
  return invalid([{ field, message, ...(mend !== undefined && { mend }) }], 'impossible-request');
}
