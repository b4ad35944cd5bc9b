/** "Looking for partners" on a lot: who offers what, what is missing, and joining, without anybody's address. */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { invalid, parsed, Problem } from '@drystone/problems';
import { z } from 'zod';
import { actingFor, isId } from '../acting.ts';
import { methodOf } from '../methods/method.ts';
import type { Organisations, PublicOrganisation } from '../ports.ts';
import type { Process } from '../processes/process.ts';
import { findProcess, moment } from '../processes/store.ts';
import { beginBid, findBid, updateBid } from './store.ts';

export interface PartnerNote {
  readonly id: string;
  readonly process: string;
  readonly lot: string;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly offers: string;
  readonly lacks: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
}

export interface PartnerRequest {
  readonly id: string;
  readonly note: string;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly message: string;
  readonly state: 'open' | 'accepted' | 'declined';
  readonly createdAt: string;
}

export interface Partners {
  /** Public: those of a tender that still look. */
  partnerNotes(processId: string): Promise<readonly PartnerNote[]>;
  /** One for each lot and organisation; told again, it takes the place of the one before. */
  seekPartners(caller: Caller | undefined, processId: string, form: unknown): Promise<PartnerNote>;
  closePartnerNote(caller: Caller | undefined, id: string): Promise<void>;
  /** Sent by the product: neither learns the other's address. */
  askToJoin(caller: Caller | undefined, noteId: string, form: unknown): Promise<PartnerRequest>;
  /** For those who are asked, and those who ask. */
  partnerRequests(caller: Caller | undefined, processId: string): Promise<readonly PartnerRequest[]>;
  /** Accepted, the organisation is in the bid with no share yet: the lead gives it one, and it says yes to that. */
  answerRequest(caller: Caller | undefined, requestId: string, form: unknown): Promise<{ readonly bid: string | null }>;
}

const words = (most: number) => z.string().trim().min(1).max(most).refine((typed) => typed.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(typed), 'holds a character that cannot be kept');
const noteForm = z.strictObject({ organisation: z.uuid(), lot: z.string().max(60), offers: words(2000), lacks: words(2000) });
const requestForm = z.strictObject({ organisation: z.uuid(), message: words(2000) });
const answerForm = z.strictObject({ accept: z.boolean() });

const noteColumns = sql`id, process, lot, json_build_object('id', organisation, 'name', organisation_name) as organisation, offers, lacks, ${moment('created_at')} as "createdAt", ${moment('closed_at')} as "closedAt"`;
const requestColumns = sql`id, note, json_build_object('id', organisation, 'name', organisation_name) as organisation, message, state, ${moment('created_at')} as "createdAt"`;

async function findNote(transaction: Transaction, id: string): Promise<PartnerNote | undefined> {
  return (await sql<PartnerNote>`select ${noteColumns} from commissioning.partner_note where id = ${id}`.execute(transaction)).rows[0];
}

export function createPartners({ database, clock, organisations, origin }: { readonly database: Database; readonly clock: () => Temporal.Instant; readonly organisations: Organisations; readonly origin: string }): Partners {
  const unknownNote = () => new Problem({ kind: 'not-found', detail: 'Nobody looks for partners there, or not any more.' });

  async function openProcess(id: string): Promise<Process> {
    const process = isId(id) ? await database.as('system:commissioning', (transaction) => findProcess(transaction, id)) : undefined;
    if (process === undefined || process.stage === 'planning') throw new Problem({ kind: 'unknown-process', detail: 'There is no such contracting process, or it is not published yet.' });
    const { method, deadline } = process.content;
    if (process.stage !== 'tender' || methodOf(method).ocds === 'direct' || deadline === null) throw invalid([{ field: 'process', message: 'takes no bids', mend: 'look for another tender' }], 'impossible-request');
    if (Temporal.Instant.compare(clock(), deadline) >= 0) throw new Problem({ kind: 'too-late', detail: 'The deadline of this tender has passed.' });
    return process;
  }

  async function providing(id: string): Promise<PublicOrganisation> {
    const provider = await organisations.publicly(id);
    if (provider === undefined || provider.kind === 'buyer') throw invalid([{ field: 'organisation', message: 'does not bid', mend: 'use a provider or a community group' }], 'impossible-request');
    return provider;
  }

  async function noteOf(id: string): Promise<PartnerNote> {
    const note = isId(id) ? await database.as('anonymous', (transaction) => findNote(transaction, id)) : undefined;
    if (note === undefined) throw unknownNote();
    return note;
  }

  return {
    async partnerNotes(processId) {
      if (!isId(processId)) return [];
      return database.as('anonymous', async (transaction) => (await sql<PartnerNote>`select ${noteColumns} from commissioning.partner_note where process = ${processId} and closed_at is null order by created_at desc limit 500`.execute(transaction)).rows);
    },

    async seekPartners(caller, processId, form) {
      const given = parsed(noteForm, form);
      const allowed = requirePermission(caller, 'partners.seek', given.organisation);
      const process = await openProcess(processId);
      const provider = await providing(given.organisation);
      if (!process.content.lots.some(({ id }) => id === given.lot)) throw invalid([{ field: 'lot', message: `"${given.lot}" is none of its lots`, mend: `use one of: ${process.content.lots.map(({ id }) => id).join(', ')}` }], 'impossible-request');
      return database.as(actingFor(allowed, given.organisation), async (transaction) => {
        const { rows } = await sql<PartnerNote>`
          insert into commissioning.partner_note (id, process, lot, organisation, organisation_name, offers, lacks, created_at)
          values (${randomUUIDv7()}, ${processId}, ${given.lot}, ${given.organisation}, ${provider.name}, ${given.offers}, ${given.lacks}, ${clock().toString()})
          on conflict (process, lot, organisation) do update set offers = excluded.offers, lacks = excluded.lacks, organisation_name = excluded.organisation_name, closed_at = null
          returning ${noteColumns}`.execute(transaction);
        await appendEvent(transaction, { type: 'partners.sought', subject: rows[0]!.id, at: clock(), data: { process: processId, lot: given.lot } });
        return rows[0]!;
      });
    },

    async closePartnerNote(caller, id) {
      const note = await noteOf(id);
      const allowed = requirePermission(caller, 'partners.seek', note.organisation.id);
      await database.as(actingFor(allowed, note.organisation.id), async (transaction) => {
        const { rows } = await sql`update commissioning.partner_note set closed_at = ${clock().toString()} where id = ${id} and closed_at is null returning 1`.execute(transaction);
        if (rows.length > 0) await appendEvent(transaction, { type: 'partners.found', subject: id, at: clock(), data: {} });
      });
    },

    async askToJoin(caller, noteId, form) {
      const given = parsed(requestForm, form);
      const allowed = requirePermission(caller, 'partners.seek', given.organisation);
      const note = await noteOf(noteId);
      if (note.closedAt !== null) throw unknownNote();
      const process = await openProcess(note.process);
      const provider = await providing(given.organisation);
      if (given.organisation === note.organisation.id) throw invalid([{ field: 'organisation', message: 'looks for partners itself here', mend: 'ask another' }], 'impossible-request');
      const letters = await organisations.addresses(note.organisation.id);
      return database.as(actingFor(allowed, given.organisation), async (transaction) => {
        const { rows } = await sql<PartnerRequest>`
          insert into commissioning.partner_request (id, note, note_organisation, organisation, organisation_name, message, created_at)
          values (${randomUUIDv7()}, ${noteId}, ${note.organisation.id}, ${given.organisation}, ${provider.name}, ${given.message}, ${clock().toString()})
          on conflict do nothing returning ${requestColumns}`.execute(transaction);
        if (rows[0] === undefined) throw new Problem({ kind: 'taken', detail: 'You have asked already.' });
        await appendEvent(transaction, { type: 'partner.asked', subject: noteId, at: clock(), data: { organisation: given.organisation } });
        for (const to of letters) await post(transaction, { to, subject: m.mail_partner_subject({ name: provider.name, title: process.content.title }), body: m.mail_partner_body({ name: provider.name, title: process.content.title, message: given.message, link: `${origin}/commissioning/processes/${process.id}/partners` }) }, clock());
        return rows[0];
      });
    },

    async partnerRequests(caller, processId) {
      const allowed = requirePermission(caller, 'organisation.register');
      if (!isId(processId)) return [];
      const own = allowed.memberships.map(({ organisationId }) => organisationId).filter((id) => may(allowed, 'partners.seek', id));
      return database.as({ actor: allowed.actor, organisations: own }, async (transaction) => (await sql<PartnerRequest>`
        select ${requestColumns} from commissioning.partner_request where note in (select id from commissioning.partner_note where process = ${processId}) order by created_at limit 500`.execute(transaction)).rows);
    },

    async answerRequest(caller, requestId, form) {
      const { accept } = parsed(answerForm, form);
      const allowed = requirePermission(caller, 'organisation.register');
      const own = allowed.memberships.map(({ organisationId }) => organisationId).filter((id) => may(allowed, 'partners.seek', id));
      const unknown = () => new Problem({ kind: 'not-found', detail: 'There is no such request, or it is not yours to answer.' });
      const acting = { actor: allowed.actor, organisations: own };
      const find = (transaction: Transaction) => sql<PartnerRequest & { asked: string }>`select ${requestColumns}, note_organisation as asked from commissioning.partner_request where id = ${requestId}`.execute(transaction);
      const request = isId(requestId) ? (await database.as(acting, find)).rows[0] : undefined;
      if (request === undefined || !own.includes(request.asked)) throw unknown();
      const note = await noteOf(request.note);
      const process = accept ? await openProcess(note.process) : undefined;
      const letters = await organisations.addresses(request.organisation.id);
      return database.as(acting, async (transaction) => {
        const { rows } = await sql`update commissioning.partner_request set state = ${accept ? 'accepted' : 'declined'}, answered_at = ${clock().toString()} where id = ${requestId} and state = 'open' returning 1`.execute(transaction);
        if (rows.length === 0) throw new Problem({ kind: 'taken', detail: 'This request is answered already.' });
        await appendEvent(transaction, { type: accept ? 'partner.accepted' : 'partner.declined', subject: note.id, at: clock(), data: { organisation: request.organisation.id } });
        const bid = process === undefined ? null : await join(transaction, note, request.organisation);
        for (const to of letters) await post(transaction, { to, subject: m.mail_partner_answer_subject({ name: note.organisation.name }), body: bid === null ? m.mail_partner_declined_body({ name: note.organisation.name }) : m.mail_partner_accepted_body({ name: note.organisation.name, link: `${origin}/commissioning/bids/${bid}` }) }, clock());
        return { bid };
      });
    },
  };

  async function join(transaction: Transaction, note: PartnerNote, who: { readonly id: string; readonly name: string }): Promise<string> {
    const { id, isNew } = await beginBid(transaction, { id: randomUUIDv7(), process: note.process, lot: note.lot, lead: { id: note.organisation.id, name: note.organisation.name, share: 100, confirmedAt: null }, now: clock() });
    if (isNew) await appendEvent(transaction, { type: 'bid.begun', subject: id, at: clock(), data: {} });
    const bid = (await findBid(transaction, id, true))!;
    if (!bid.members.some((member) => member.id === who.id)) {
      await updateBid(transaction, { id, revision: bid.revision, members: [...bid.members, { ...who, share: 0, confirmedAt: null }], locked: bid.locked, keys: bid.keys, now: clock() });
      await appendEvent(transaction, { type: 'bid_member.invited', subject: id, at: clock(), data: { organisation: who.id } });
    }
    return id;
  }
}
