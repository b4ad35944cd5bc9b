/**
 * Several buyers commission together. The lead invites another with a share of the budget, that accepts or declines;
 * what is left is the lead's, so the shares always add up to 100 %. All edit the draft; the lead publishes and awards.
 * Who commissions is settled before the tender is published, and stays.
 */

import { may, requirePermission, type Caller } from '@drystone/access';
import type { Database, Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { invalid, parsed, Problem } from '@drystone/problems';
import { z } from 'zod';
import { text } from '../text.ts';
import type { Organisations } from '../ports.ts';
import { buyersOf, leadPercent, type Process } from './process.ts';
import { unknownProcess, type Publishing } from './publishing.ts';
import { findPartnership, findPartnerships, findPartnershipsOf, putPartnership, updatePartners, type Partnership } from './sharing-store.ts';
import { findProcess, lockProcess } from './store.ts';

/** Percent, in hundredths at the finest. */
const percent = z.number().min(0).max(100).refine((each) => Math.abs(each * 100 - Math.round(each * 100)) < 1e-6, 'has more than two decimals');

export const sharingForm = z.strictObject({
  buyer: z.uuid(),
  sharePercent: percent.describe('Of the budget'),
  message: text(1000).optional().describe('To them'),
});
export const joiningForm = z.strictObject({ answer: z.enum(['join', 'decline', 'leave']) });

export interface SharedBuyer {
  readonly buyer: { readonly id: string; readonly name: string };
  readonly state: 'lead' | Partnership['state'];
  /** As agreed; of somebody invited, as offered. */
  readonly sharePercent: number;
  /** Agreed before, where a change of it waits for an answer. */
  readonly agreedPercent: number | null;
}

export interface Invited {
  readonly process: string;
  readonly title: string;
  readonly lead: string;
  readonly buyer: { readonly id: string; readonly name: string };
  readonly sharePercent: number;
  readonly state: Partnership['state'];
}

export interface Sharing {
  /** The lead first. @throws Problem 404 for whoever is neither one of them nor invited. */
  buyers(caller: Caller | undefined, id: string): Promise<{ readonly title: string; readonly settled: boolean; readonly lead: boolean; readonly items: readonly SharedBuyer[] }>;
  /** Offers another buyer a share, or a buyer of this process another one. */
  inviteBuyer(caller: Caller | undefined, id: string, form: unknown): Promise<void>;
  /** What the invited buyer says to it. */
  answerBuyer(caller: Caller | undefined, id: string, buyerId: string, form: unknown): Promise<void>;
  /** The lead goes on without them. */
  removeBuyer(caller: Caller | undefined, id: string, buyerId: string): Promise<void>;
  /** What buyers were invited to, for those the caller can answer for. */
  buyerInvitations(caller: Caller | undefined): Promise<readonly Invited[]>;
}

const mostPartners = 30;

export function createSharing({ database, clock, organisations, publishing: { permitted }, origin }: { readonly database: Database; readonly clock: () => Temporal.Instant; readonly organisations: Organisations; readonly publishing: Publishing; readonly origin: string }): Sharing {
  const cannot = (field: string, message: string, mend: string) => invalid([{ field, message, mend }], 'impossible-request');

  async function locked(transaction: Transaction, id: string): Promise<Process> {
    await lockProcess(transaction, id);
    const process = (await findProcess(transaction, id))!;
    if (process.stage !== 'planning') throw cannot('process', 'is published: who commissions it stays', 'withdraw it and begin another together');
    return process;
  }

  return {
    async buyers(caller, id) {
      const found = z.uuid().safeParse(id).success ? await database.as('system:commissioning', (transaction) => findProcess(transaction, id)) : undefined;
      if (found === undefined || caller === undefined) throw unknownProcess();
      const all = await database.as({ actor: caller.actor, organisations: [found.buyer.id] }, (transaction) => findPartnerships(transaction, id));
      const lead = may(caller, 'process.share', found.buyer.id);
      const involved = [...buyersOf(found), ...all.filter(({ state }) => state === 'invited').map(({ buyer }) => buyer)];
      if (!lead && !involved.some((buyer) => may(caller, 'process.read-draft', buyer.id))) throw unknownProcess();
      const agreed = (buyer: string) => found.partners.find((partner) => partner.id === buyer)?.sharePercent ?? null;
      return {
        title: found.content.title,
        settled: found.stage !== 'planning',
        lead,
        items: [
          { buyer: found.buyer, state: 'lead', sharePercent: leadPercent(found), agreedPercent: null },
          ...all.map(({ buyer, state, sharePercent }) => ({ buyer, state, sharePercent, agreedPercent: state === 'invited' ? agreed(buyer.id) : null })),
        ],
      };
    },

    async inviteBuyer(caller, id, form) {
      const { allowed, acting, process } = await permitted(caller, 'process.share', id);
      const { buyer: buyerId, sharePercent, message } = parsed(sharingForm, form);
      if (buyerId === process.buyer.id) throw cannot('buyer', 'leads it already', 'invite another');
      const buyer = await organisations.publicly(buyerId);
      if (buyer?.kind !== 'buyer') throw cannot('buyer', buyer === undefined ? 'is not registered' : `"${buyer.name}" does not buy`, 'give the id of a registered buyer');
      const addresses = await organisations.addresses(buyerId);
      const now = clock();
      await database.as(acting, async (transaction) => {
        const current = await locked(transaction, id);
        const all = await findPartnerships(transaction, id);
        const others = all.filter((each) => each.buyer.id !== buyerId && (each.state === 'invited' || each.state === 'joined'));
        if (others.length >= mostPartners) throw cannot('buyer', `would be one more than ${mostPartners}`, 'let several join through one of them');
        const held = others.reduce((sum, each) => sum + each.sharePercent, 0);
        if (held + sharePercent > 100 + 1e-6) throw cannot('sharePercent', `others are offered ${round(held)} %`, `give ${round(100 - held)} at most`);
        if (current.partners.some((partner) => partner.id === buyerId && partner.sharePercent === sharePercent)) throw new Problem({ kind: 'taken', detail: `${buyer.name} has joined with that share already.` });
        await putPartnership(transaction, { process: id, buyer, lead: process.buyer.id, sharePercent, now });
        await appendEvent(transaction, { type: 'process.buyer_invited', subject: id, at: now, data: { buyer: buyerId, sharePercent } });
        const body = m.mail_buyer_body({ name: allowed.name, lead: process.buyer.name, buyer: buyer.name, title: current.content.title, share: sharePercent, message: message ?? '', link: `${origin}/commissioning/processes/${id}/buyers` });
        for (const to of addresses) await post(transaction, { to, subject: m.mail_buyer_subject({ title: current.content.title }), body }, now);
      });
    },

    async answerBuyer(caller, id, buyerId, form) {
      const allowed = requirePermission(caller, 'process.join', buyerId);
      const { answer } = parsed(joiningForm, form);
      const process = z.uuid().safeParse(id).success ? await database.as('system:commissioning', (transaction) => findProcess(transaction, id)) : undefined;
      if (process === undefined) throw unknownProcess();
      const now = clock();
      // The invitation is the lead's word: its answer is written into the lead's process.
      await database.as({ actor: allowed.actor, organisations: [buyerId, process.buyer.id] }, async (transaction) => {
        const offer = await findPartnership(transaction, id, buyerId);
        if (offer === undefined) throw unknownProcess();
        const { partners } = await locked(transaction, id);
        const { state, sharePercent, buyer } = (await findPartnership(transaction, id, buyerId))!;
        if (answer === 'leave' ? !partners.some((partner) => partner.id === buyerId) : state !== 'invited') throw new Problem({ kind: 'taken', detail: `There is nothing to answer: ${buyer.name} has ${state}.` });
        const others = partners.filter((partner) => partner.id !== buyerId);
        const stays = answer === 'decline' && others.length < partners.length;
        const next = answer === 'join' ? 'joined' : answer === 'leave' ? 'left' : stays ? 'joined' : 'declined';
        await putPartnership(transaction, { process: id, buyer, lead: process.buyer.id, sharePercent: stays ? partners.find((partner) => partner.id === buyerId)!.sharePercent : sharePercent, now, answered: next });
        if (answer === 'join') await updatePartners(transaction, id, [...others, { ...buyer, sharePercent }]);
        if (answer === 'leave') await updatePartners(transaction, id, others);
        await appendEvent(transaction, { type: 'process.buyer_answered', subject: id, at: now, data: { buyer: buyerId, answer } });
      });
    },

    async removeBuyer(caller, id, buyerId) {
      const { acting, process } = await permitted(caller, 'process.share', id);
      const now = clock();
      await database.as(acting, async (transaction) => {
        const { partners } = await locked(transaction, id);
        const offer = z.uuid().safeParse(buyerId).success ? await findPartnership(transaction, id, buyerId) : undefined;
        if (offer === undefined || offer.state === 'left' || offer.state === 'declined') throw new Problem({ kind: 'not-found', detail: 'There is no such partner.' });
        await putPartnership(transaction, { process: id, buyer: offer.buyer, lead: process.buyer.id, sharePercent: offer.sharePercent, now, answered: 'left' });
        await updatePartners(transaction, id, partners.filter((partner) => partner.id !== buyerId));
        await appendEvent(transaction, { type: 'process.buyer_answered', subject: id, at: now, data: { buyer: buyerId, answer: 'removed' } });
      });
    },

    async buyerInvitations(caller) {
      const allowed = requirePermission(caller, 'organisation.register');
      const own = allowed.memberships.filter(({ organisationId }) => may(allowed, 'process.join', organisationId)).map(({ organisationId }) => organisationId);
      const open = await database.as({ actor: allowed.actor, organisations: own }, (transaction) => findPartnershipsOf(transaction, own));
      return database.as('system:commissioning', async (transaction) => {
        const found: Invited[] = [];
        for (const { process: id, buyer, sharePercent, state } of open) {
          const process = await findProcess(transaction, id);
          if (process !== undefined) found.push({ process: id, title: process.content.title, lead: process.buyer.name, buyer, sharePercent, state });
        }
        return found;
      });
    },
  };
}

const round = (percentage: number): number => Math.round(percentage * 100) / 100;
