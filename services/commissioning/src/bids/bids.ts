/**
 * Bids as their bidders write them, hand them in, take them back and read them again. What a bid says
 * is locked to its members' own codes while it is written, and sealed to the tender's key when it is
 * handed in: no operation here, and nothing in the database, reads it without one of those.
 */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller, type Operation } from '@drystone/access';
import type { Database, Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { verifyReport } from '@drystone/part';
import { invalid, parsed, Problem, type FieldProblem } from '@drystone/problems';
import { checkFile, documentFiles, type Scanner } from '@drystone/uploads';
import { z } from 'zod';
import { actingFor, isId } from '../acting.ts';
import { methodOf } from '../methods/method.ts';
import type { Organisations, Proving } from '../ports.ts';
import type { Lot, Process } from '../processes/process.ts';
import { findProcess } from '../processes/store.ts';
import { findProfile } from '../providers/store.ts';
import { measuresAsked } from '../social-value/import.ts';
import { askedOf, bidChange, changed, emptyBid, mostDocumentBytes, mostDocuments, strange, wanting, type Asked, type BidContent, type BidDocument } from './bid.ts';
import { codeOf, newSecret, secretOf } from './code.ts';
import { deadlineWords } from './deadline.ts';
import { findBidProofs, insertBidProof, openedBid, openedDocumentKeys, type OpenedBid } from './opened.ts';
import { lock, padded, publicKeyOf, read, seal, sha256, unlock, unseal } from './sealing.ts';
import { beginBid, deleteBid, deleteOtherDocuments, deleteSealed, findBid, findBidKeys, findBids, findDocument, findTenderKey, insertDocument, lockBox, putBidKey, putSealed, updateBid, type Member, type StoredBid } from './store.ts';

export interface Bid {
  readonly id: string;
  readonly process: { readonly id: string; readonly ocid: string; readonly title: string; readonly buyer: string; readonly stage: string };
  readonly lot: { readonly id: string; readonly title: string };
  /** Of the reader: who of the bid's members they read it as. */
  readonly as: string;
  readonly lead: string;
  readonly members: readonly Member[];
  readonly revision: number;
  readonly changedAt: string;
  /** `unreadable` where its seal was found broken when the others were opened. */
  readonly submitted: { readonly at: string; readonly hash: string; readonly revision: number; readonly unreadable: boolean } | null;
  /** The tender was amended after it was handed in. */
  readonly amendedSince: boolean;
  readonly deadline: string | null;
  readonly deadlineAt: string | null;
  /** `drafts-only` until the openers have made the key. */
  readonly taking: 'drafts-only' | 'open' | 'closed' | 'opened' | 'withdrawn';
  readonly asked: Asked;
  /** Whether this organisation has a code, and whether it was sent and opens the bid. */
  readonly code: 'none' | 'needed' | 'wrong' | 'opens';
  /** Documents without their keys. Null where the code is missing. */
  readonly content: (Omit<BidContent, 'documents'> & { readonly documents: readonly Omit<BidDocument, 'key'>[] }) | null;
  /** What is in the way of handing it in; empty where nothing is, or it cannot be read. */
  readonly wanting: readonly FieldProblem[];
}

export interface BidCode {
  readonly made: boolean;
  /** Of the code that was sent; undefined where none was. */
  readonly fits: boolean | undefined;
}

export interface Bids {
  /** Whether an organisation has a bid code, and whether this is it. */
  bidCode(caller: Caller | undefined, organisation: string, code?: string): Promise<BidCode>;
  /** A code, told this once, that opens the organisation's own copies. With the former code they come along; without it they stay closed. */
  makeBidCode(caller: Caller | undefined, organisation: string, form: unknown): Promise<{ readonly code: string; readonly lost: number }>;

  /** For a lot; the one that is there already where there is one. */
  beginBid(caller: Caller | undefined, processId: string, form: unknown): Promise<Bid>;
  /** Those that the caller's organisations are in. */
  bids(caller: Caller | undefined, query: { readonly organisation?: string | undefined; readonly process?: string | undefined }): Promise<readonly Omit<Bid, 'content' | 'asked' | 'wanting'>[]>;
  /** @throws Problem `unknown-bid` for everybody but its members. */
  bid(caller: Caller | undefined, id: string, code?: string): Promise<Bid>;
  /** Some fields of a draft. @throws Problem 412 where it is not at that revision any more. */
  editBid(caller: Caller | undefined, id: string, revision: number, code: string | undefined, change: unknown): Promise<Bid>;
  /** A draft that is not handed in, with all that is in it. */
  discardBid(caller: Caller | undefined, id: string): Promise<void>;

  addBidDocument(caller: Caller | undefined, id: string, code: string | undefined, file: { readonly name: string; readonly bytes: Uint8Array; readonly for: string | null }): Promise<Bid>;
  removeBidDocument(caller: Caller | undefined, id: string, code: string | undefined, documentId: string): Promise<Bid>;
  /** For members by their code, and after the opening for the buyer too. */
  bidDocument(caller: Caller | undefined, id: string, documentId: string, code?: string): Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array }>;
  /** Whether what is handed in is looked through for malware. */
  readonly scansForMalware: boolean;

  /** Whole percents, the lead among them; whoever's share changes is asked anew. */
  setBidMembers(caller: Caller | undefined, id: string, revision: number, form: unknown): Promise<Bid>;
  confirmMembership(caller: Caller | undefined, id: string, organisation: string): Promise<Bid>;
  /** A bid that was handed in with it is taken back. */
  leaveBid(caller: Caller | undefined, id: string, organisation: string): Promise<void>;

  /** Seals it. Until the deadline it may be handed in again, in place of the one before. @throws Problem `too-late`. */
  submitBid(caller: Caller | undefined, id: string, revision: number, code: string | undefined): Promise<Bid>;
  withdrawBid(caller: Caller | undefined, id: string): Promise<Bid>;

  /** After the opening, for the buyer's commissioners and evaluators, and each member. @throws Problem `unknown-bid` otherwise. */
  openedBid(caller: Caller | undefined, id: string): Promise<OpenedBid>;
  /** Lets the platform run the suite that the bid's report names, for the same people. @returns the id of the run. @throws Problem 422 where the bid has no report. */
  proveBid(caller: Caller | undefined, id: string): Promise<string>;
  /** Those runs, the newest first. */
  bidProofs(caller: Caller | undefined, id: string): Promise<readonly BidProof[]>;
}

export interface BidProof {
  readonly id: string;
  readonly at: string;
}

export interface BidsOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly origin: string;
  readonly timeZone: string;
  readonly scanner: Scanner;
  readonly proving: Proving;
}

const beginning = z.strictObject({ organisation: z.uuid(), lot: z.string().max(60) });
const codeMaking = z.strictObject({ former: z.string().max(200).optional(), replace: z.boolean().default(false) });
const membersForm = z.strictObject({
  members: z
    .array(z.strictObject({ id: z.uuid(), share: z.int().min(0).max(100) }))
    .min(1)
    .max(20)
    .refine((members) => new Set(members.map(({ id }) => id)).size === members.length, 'names somebody twice'),
});

const unknownBid = () => new Problem({ kind: 'unknown-bid', detail: 'There is no such bid, or it is not yours to read.' });
const overtaken = () => new Problem({ kind: 'overtaken', detail: 'Somebody else changed this bid since you read it. Look at it anew and try again.' });

export function createBids({ database, clock, organisations, origin, timeZone, scanner, proving }: BidsOptions): Bids {
  const processOf = async (id: string): Promise<Process> => {
    const process = isId(id) ? await database.as('system:commissioning', (transaction) => findProcess(transaction, id)) : undefined;
    if (process === undefined || process.stage === 'planning') throw new Problem({ kind: 'unknown-process', detail: 'There is no such contracting process, or it is not published yet.' });
    return process;
  };
  const lotOf = (process: Process, id: string): Lot => {
    const lot = process.content.lots.find((each) => each.id === id);
    if (lot === undefined) throw invalid([{ field: 'lot', message: `"${id}" is none of its lots`, mend: `use one of: ${process.content.lots.map((each) => each.id).join(', ')}` }], 'impossible-request');
    return lot;
  };

  const askedIn = async (process: Process, lot: Lot): Promise<Asked> => askedOf(lot, await measuresAsked(database, process));

  /** Whoever of the bid's members the caller may do that for; others do not learn that it is there. */
  function memberFor(caller: Caller, operation: Operation, bid: StoredBid): string {
    const own = bid.members.map(({ id }) => id).filter((id) => may(caller, operation, id));
    const member = own.includes(bid.lead) ? bid.lead : own[0];
    if (member === undefined) throw unknownBid();
    return member;
  }

  async function bidOf(caller: Caller | undefined, operation: Operation, id: string): Promise<{ caller: Caller; bid: StoredBid; as: string }> {
    const allowed = requirePermission(caller, 'organisation.register');
    const bid = isId(id) ? await database.as(actingFor(allowed), (transaction) => findBid(transaction, id)) : undefined;
    if (bid === undefined) throw unknownBid();
    return { caller: allowed, bid, as: memberFor(allowed, operation, bid) };
  }

  /** The bid with what it says, where the code opens it. */
  async function opened(bid: StoredBid, as: string, code: string | undefined): Promise<{ content: BidContent | undefined; code: Bid['code'] }> {
    const secret = code === undefined ? undefined : secretOf(code);
    const key = await database.as('anonymous', async (transaction) => (await findBidKeys(transaction, [as])).get(as));
    if (key === undefined) return { content: bid.locked === null ? emptyBid : undefined, code: 'none' };
    if (secret === undefined) return { content: bid.locked === null ? emptyBid : undefined, code: code === undefined ? 'needed' : 'wrong' };
    const fits = Buffer.from(await publicKeyOf(secret)).equals(key);
    if (bid.locked === null) return { content: emptyBid, code: fits ? 'opens' : 'wrong' };
    const sealedKey = bid.keys[as];
    const contentKey = sealedKey === undefined ? undefined : await unseal(secret, Buffer.from(sealedKey, 'base64'), `copy ${bid.id}`);
    const plain = contentKey === undefined ? undefined : await unlock(contentKey, bid.locked, `copy ${bid.id}`);
    return plain === undefined ? { content: undefined, code: fits ? 'needed' : 'wrong' } : { content: read<BidContent>(plain), code: 'opens' };
  }

  /** @throws Problem `code-needed`. */
  async function openedOrRefused(bid: StoredBid, as: string, code: string | undefined): Promise<BidContent> {
    const { content, code: state } = await opened(bid, as, code);
    if (state === 'none') throw new Problem({ kind: 'code-needed', detail: 'Make your organisation’s bid code first: what you write is locked with it.' });
    if (content === undefined || state === 'wrong') throw new Problem({ kind: 'code-needed', detail: state === 'wrong' ? 'This is not your organisation’s bid code, or it is mistyped.' : 'Send your organisation’s bid code: what you wrote is locked with it.' });
    return content;
  }

  /** Locked with a new key, which each member's bid key opens. */
  async function locked(transaction: Transaction, id: string, content: BidContent, members: readonly Member[]): Promise<{ locked: Buffer; keys: Record<string, string> }> {
    const contentKey = newSecret();
    const publicKeys = await findBidKeys(transaction, members.map((member) => member.id));
    const keys = await Promise.all([...publicKeys].map(async ([member, key]) => [member, (await seal(key, contentKey, `copy ${id}`)).toString('base64')] as const));
    const answer = { locked: await lock(contentKey, padded(content), `copy ${id}`), keys: Object.fromEntries(keys) };
    contentKey.fill(0);
    return answer;
  }

  async function told(bid: StoredBid, as: string, code: string | undefined): Promise<Bid> {
    const process = await processOf(bid.process);
    const lot = lotOf(process, bid.lot);
    const [asked, { content, code: state }, key] = await Promise.all([askedIn(process, lot), opened(bid, as, code), database.as('anonymous', (transaction) => findTenderKey(transaction, bid.process))]);
    const { deadline } = process.content;
    return {
      id: bid.id,
      process: { id: process.id, ocid: process.ocid, title: process.content.title, buyer: process.buyer.name, stage: process.stage },
      lot: { id: lot.id, title: lot.title },
      as,
      lead: bid.lead,
      members: bid.members,
      revision: bid.revision,
      changedAt: bid.changedAt,
      submitted: bid.submitted === null ? null : { at: bid.submitted.at, hash: bid.submitted.hash, revision: bid.submitted.revision, unreadable: bid.submitted.unreadable },
      amendedSince: bid.submitted !== null && bid.submitted.processRevision < process.revision,
      deadline: deadline === null ? null : deadlineWords(Temporal.Instant.from(deadline), timeZone),
      deadlineAt: deadline,
      taking: takingOf(process, key, clock()),
      asked,
      code: state,
      content: content === undefined ? null : { ...content, documents: content.documents.map(({ key: _, ...document }) => document) },
      wanting: content === undefined ? [] : wanting(asked, content, bid.members, bid.lead),
    };
  }

  /** Changes what a bid says, by its lead, with the bid's row locked. */
  async function change(caller: Caller | undefined, id: string, revision: number | undefined, code: string | undefined, work: (transaction: Transaction, content: BidContent, bid: StoredBid) => Promise<BidContent> | BidContent): Promise<Bid> {
    const { caller: allowed, bid: known } = await bidOf(caller, 'bid.edit', id);
    leadOnly(allowed, 'bid.edit', known);
    await openedOrRefused(known, known.lead, code);
    const bid = await database.as(actingFor(allowed, known.lead), async (transaction) => {
      const current = await findBid(transaction, id, true);
      if (current === undefined) throw unknownBid();
      if (revision !== undefined && current.revision !== revision) throw overtaken();
      const secret = secretOf(code!)!;
      const contentKey = current.locked === null ? undefined : await unseal(secret, Buffer.from(current.keys[current.lead] ?? '', 'base64'), `copy ${id}`);
      const before = contentKey === undefined ? emptyBid : read<BidContent>((await unlock(contentKey, current.locked!, `copy ${id}`))!);
      const after = await work(transaction, before, current);
      if (!(await updateBid(transaction, { id, revision: current.revision, members: current.members, ...(await locked(transaction, id, after, current.members)), now: clock() }))) throw overtaken();
      await deleteOtherDocuments(transaction, id, [...after.documents.map((document) => document.id), ...(current.submitted?.documents ?? [])]);
      return (await findBid(transaction, id))!;
    });
    return told(bid, bid.lead, code);
  }

  const addresses = async (ids: readonly string[]): Promise<readonly string[]> => [...new Set((await Promise.all(ids.map((id) => organisations.addresses(id)))).flat())];

  async function changeMembers(transaction: Transaction, current: StoredBid, members: readonly Member[], counts = true): Promise<void> {
    // Without the code nobody's key can be sealed anew: those who go lose theirs, those who come get one with the next change.
    const keys = Object.fromEntries(Object.entries(current.keys).filter(([id]) => members.some((member) => member.id === id)));
    if (!(await updateBid(transaction, { id: current.id, revision: current.revision, members, locked: current.locked, keys, now: clock() }, counts))) throw overtaken();
  }

  return {
    scansForMalware: scanner !== undefined,

    async bidCode(caller, organisation, code) {
      requirePermission(caller, 'bid.read', organisation);
      const key = await database.as('anonymous', async (transaction) => (await findBidKeys(transaction, [organisation])).get(organisation));
      const secret = code === undefined ? undefined : secretOf(code);
      return { made: key !== undefined, fits: code === undefined ? undefined : key !== undefined && secret !== undefined && Buffer.from(await publicKeyOf(secret)).equals(key) };
    },

    async makeBidCode(caller, organisation, form) {
      const allowed = requirePermission(caller, 'bid.edit', organisation);
      const { former, replace } = parsed(codeMaking, form);
      const provider = await organisations.publicly(organisation);
      if (provider === undefined || provider.kind === 'buyer') throw invalid([{ field: 'organisation', message: 'does not bid', mend: 'use a provider or a community group' }], 'impossible-request');
      const secret = newSecret();
      const publicKey = await publicKeyOf(secret);
      return database.as(actingFor(allowed, organisation), async (transaction) => {
        const before = (await findBidKeys(transaction, [organisation])).get(organisation);
        if (before !== undefined && !replace) throw new Problem({ kind: 'taken', detail: 'Your organisation has a bid code already. Another one in its place has to be asked for.' });
        const formerSecret = former === undefined ? undefined : secretOf(former);
        if (former !== undefined && before !== undefined && (formerSecret === undefined || !Buffer.from(await publicKeyOf(formerSecret)).equals(before))) throw invalid([{ field: 'former', message: 'is not the code you have', mend: 'type it again, or leave it out: what it locked is then lost to you' }]);
        let lost = 0;
        for (const { id } of await findBids(transaction, [organisation])) {
          const bid = (await findBid(transaction, id, true))!;
          const sealedKey = bid.keys[organisation];
          if (sealedKey === undefined) continue;
          const contentKey = formerSecret === undefined ? undefined : await unseal(formerSecret, Buffer.from(sealedKey, 'base64'), `copy ${id}`);
          if (contentKey === undefined) lost++;
          const keys = { ...bid.keys };
          if (contentKey === undefined) delete keys[organisation];
          else keys[organisation] = (await seal(publicKey, contentKey, `copy ${id}`)).toString('base64');
          // What no code opens any more is begun anew.
          await updateBid(transaction, { id, revision: bid.revision, members: bid.members, locked: Object.keys(keys).length === 0 || (contentKey === undefined && bid.lead === organisation) ? null : bid.locked, keys: contentKey === undefined && bid.lead === organisation ? {} : keys, now: clock() }, false);
        }
        const revision = await putBidKey(transaction, organisation, publicKey, clock());
        await appendEvent(transaction, { type: 'bid_key.made', subject: organisation, at: clock(), data: { revision } });
        const code = codeOf(secret);
        secret.fill(0);
        return { code, lost };
      });
    },

    async beginBid(caller, processId, form) {
      const { organisation, lot } = parsed(beginning, form);
      const allowed = requirePermission(caller, 'bid.edit', organisation);
      const [process, provider] = [await processOf(processId), await organisations.publicly(organisation)];
      if (provider === undefined || provider.kind === 'buyer') throw invalid([{ field: 'organisation', message: 'does not bid', mend: 'use a provider or a community group' }], 'impossible-request');
      lotOf(process, lot);
      const cannot = notTaking(process, clock());
      if (cannot !== undefined) throw cannot;
      const bid = await database.as(actingFor(allowed, organisation), async (transaction) => {
        const { id, isNew } = await beginBid(transaction, { id: randomUUIDv7(), process: processId, lot, lead: { id: organisation, name: provider.name, share: 100, confirmedAt: null }, now: clock() });
        if (isNew) await appendEvent(transaction, { type: 'bid.begun', subject: id, at: clock(), data: {} });
        return (await findBid(transaction, id))!;
      });
      return told(bid, organisation, undefined);
    },

    async bids(caller, { organisation, process }) {
      const allowed = requirePermission(caller, 'organisation.register');
      if (organisation !== undefined) requirePermission(allowed, 'bid.read', organisation);
      const own = organisation === undefined ? allowed.memberships.map(({ organisationId }) => organisationId).filter((id) => may(allowed, 'bid.read', id)) : [organisation];
      if (process !== undefined && !isId(process)) return [];
      const found = own.length === 0 ? [] : await database.as(actingFor(allowed, ...own), (transaction) => findBids(transaction, own, process));
      return Promise.all(found.map(async (bid) => {
        const { content: _, asked: __, wanting: ___, ...open } = await told(bid, own.includes(bid.lead) ? bid.lead : bid.members.find(({ id }) => own.includes(id))!.id, undefined);
        return open;
      }));
    },

    async bid(caller, id, code) {
      const { bid, as } = await bidOf(caller, 'bid.read', id);
      return told(bid, as, code);
    },

    async editBid(caller, id, revision, code, form) {
      const { bid } = await bidOf(caller, 'bid.edit', id);
      const given = parsed(bidChange, form);
      const process = await processOf(bid.process);
      const lot = lotOf(process, bid.lot);
      const found = [...strange(await askedIn(process, lot), given), ...(given.conformance ? await reportProblems(given.conformance, lot) : [])];
      if (found.length > 0) throw invalid(found);
      return change(caller, id, revision, code, (_, content) => changed(content, given));
    },

    async discardBid(caller, id) {
      const { caller: allowed, bid } = await bidOf(caller, 'bid.edit', id);
      leadOnly(allowed, 'bid.edit', bid);
      await database.as(actingFor(allowed, bid.lead), async (transaction) => {
        const current = await findBid(transaction, id, true);
        if (current?.submitted) throw invalid([{ field: 'bid', message: 'is handed in', mend: 'take it back first' }], 'impossible-request');
        await deleteBid(transaction, id);
        await appendEvent(transaction, { type: 'bid.discarded', subject: id, at: clock(), data: {} });
      });
    },

    async addBidDocument(caller, id, code, file) {
      const { bid } = await bidOf(caller, 'bid.edit', id);
      await openedOrRefused(bid, bid.lead, code);
      const checked = await checkFile(file, documentFiles, scanner);
      const { documents } = lotOf(await processOf(bid.process), bid.lot);
      if (file.for !== null && !documents.some((document) => document.id === file.for)) throw invalid([{ field: 'for', message: 'is no document of this lot', mend: 'leave it out' }]);
      return change(caller, id, undefined, code, async (transaction, content) => {
        const cannot = (message: string, mend: string) => invalid([{ field: 'file', message, mend }], 'impossible-request');
        if (content.documents.length >= mostDocuments) throw cannot(`is one too many: a bid has ${mostDocuments} documents at most`, 'take one out first');
        if (content.documents.reduce((sum, { bytes }) => sum + bytes, file.bytes.length) > mostDocumentBytes) throw cannot('makes it more than 50 MB in all', 'make it smaller, or take another out first');
        const documentId = randomUUIDv7();
        const key = newSecret();
        await insertDocument(transaction, { id: documentId, bid: id, locked: await lock(key, file.bytes, `document ${documentId}`), now: clock() });
        const document: BidDocument = { id: documentId, ...checked, bytes: file.bytes.length, sha256: sha256(file.bytes), for: file.for, key: Buffer.from(key).toString('base64') };
        return { ...content, documents: [...content.documents, document] };
      });
    },

    removeBidDocument: (caller, id, code, documentId) =>
      change(caller, id, undefined, code, (_, content) => {
        if (!content.documents.some((document) => document.id === documentId)) throw new Problem({ kind: 'not-found', detail: 'There is no such document in this bid.' });
        return { ...content, documents: content.documents.filter((document) => document.id !== documentId) };
      }),

    async bidDocument(caller, id, documentId, code) {
      const allowed = requirePermission(caller, 'organisation.register');
      if (!isId(id) || !isId(documentId)) throw unknownBid();
      const none = () => new Problem({ kind: 'not-found', detail: 'There is no such document in this bid.' });
      const found = await database.as(actingFor(allowed), async (transaction) => {
        const open = await openedDocumentKeys(transaction, id);
        return open === undefined || !(may(allowed, 'opened-bid.read', open.buyer) || open.members.some((member) => may(allowed, 'bid.read', member))) ? undefined : { document: open.documents.find((each) => each.id === documentId), locked: await findDocument(transaction, id, documentId) };
      });
      let document = found?.document;
      let bytes = found?.locked;
      if (document === undefined || bytes === undefined) {
        const { bid, as } = await bidOf(allowed, 'bid.read', id);
        document = (await openedOrRefused(bid, as, code)).documents.find((each) => each.id === documentId);
        bytes = await database.as(actingFor(allowed, as), (transaction) => findDocument(transaction, id, documentId));
      }
      const plain = document === undefined || bytes === undefined ? undefined : await unlock(Buffer.from(document.key, 'base64'), bytes, `document ${documentId}`);
      if (document === undefined || plain === undefined || sha256(plain) !== document.sha256) throw none();
      return { name: document.name, type: document.type, bytes: plain };
    },

    async setBidMembers(caller, id, revision, form) {
      const { caller: allowed, bid: known } = await bidOf(caller, 'bid.edit', id);
      leadOnly(allowed, 'bid.edit', known);
      const { members: given } = parsed(membersForm, form);
      if (!given.some((member) => member.id === known.lead)) throw invalid([{ field: 'members', message: 'leave the lead out', mend: 'keep whoever leads in it' }], 'impossible-request');
      const found = await Promise.all(given.map((member) => organisations.publicly(member.id)));
      found.forEach((each, index) => {
        if (each === undefined || each.kind === 'buyer') throw invalid([{ field: `members.${index}.id`, message: each === undefined ? 'is not registered' : `"${each.name}" buys, it does not provide`, mend: 'give the id of a registered provider or community group' }], 'impossible-request');
      });
      const invited = given.filter((member) => !known.members.some((each) => each.id === member.id && each.share === member.share) && member.id !== known.lead);
      const letters = await addresses(invited.map((member) => member.id));
      const process = await processOf(known.process);
      const bid = await database.as(actingFor(allowed, known.lead), async (transaction) => {
        const current = await findBid(transaction, id, true);
        if (current === undefined || current.revision !== revision) throw overtaken();
        const members = given
          .map((member, index): Member => {
            const before = current.members.find((each) => each.id === member.id);
            return { id: member.id, name: found[index]!.name, share: member.share, confirmedAt: before?.share === member.share ? before.confirmedAt : null };
          })
          .toSorted((a, b) => Number(b.id === current.lead) - Number(a.id === current.lead));
        await changeMembers(transaction, current, members);
        for (const { id: organisation } of invited) await appendEvent(transaction, { type: 'bid_member.invited', subject: id, at: clock(), data: { organisation } });
        for (const to of letters) await post(transaction, { to, subject: m.mail_member_subject({ title: process.content.title }), body: m.mail_member_body({ lead: members[0]!.name, title: process.content.title, link: `${origin}/commissioning/bids/${id}` }) }, clock());
        return (await findBid(transaction, id))!;
      });
      return told(bid, bid.lead, undefined);
    },

    async confirmMembership(caller, id, organisation) {
      const { caller: allowed, bid: known } = await bidOf(caller, 'bid.read', id);
      requirePermission(allowed, 'bid.submit', organisation);
      if (!known.members.some((member) => member.id === organisation)) throw unknownBid();
      const bid = await database.as(actingFor(allowed, organisation), async (transaction) => {
        const current = (await findBid(transaction, id, true))!;
        const now = clock().toString();
        await changeMembers(transaction, current, current.members.map((member) => (member.id === organisation ? { ...member, confirmedAt: now } : member)), false);
        await appendEvent(transaction, { type: 'bid_member.confirmed', subject: id, at: clock(), data: { organisation } });
        return (await findBid(transaction, id))!;
      });
      return told(bid, organisation, undefined);
    },

    async leaveBid(caller, id, organisation) {
      const { caller: allowed, bid: known } = await bidOf(caller, 'bid.read', id);
      requirePermission(allowed, 'bid.submit', organisation);
      const leaving = known.members.find((member) => member.id === organisation);
      if (leaving === undefined || organisation === known.lead) throw invalid([{ field: 'organisation', message: organisation === known.lead ? 'leads this bid' : 'is not in this bid', mend: organisation === known.lead ? 'take the bid back instead' : 'leave it out' }], 'impossible-request');
      const letters = await addresses([known.lead]);
      const process = await processOf(known.process);
      // For the lead as well: whoever has left does not see the row any more that it is leaving.
      await database.as(actingFor(allowed, organisation, known.lead), async (transaction) => {
        await lockBox(transaction, known.process, 'shared');
        const current = (await findBid(transaction, id, true))!;
        if (current.submitted !== null && !(await deleteSealed(transaction, id, current.process))) throw tooLate(process);
        if (current.submitted !== null) await appendEvent(transaction, { type: 'bid.withdrawn', subject: id, at: clock(), data: {} });
        await changeMembers(transaction, current, current.members.filter((member) => member.id !== organisation));
        await appendEvent(transaction, { type: 'bid_member.left', subject: id, at: clock(), data: { organisation } });
        for (const to of letters) await post(transaction, { to, subject: m.mail_left_subject({ title: process.content.title }), body: (current.submitted === null ? m.mail_left_body : m.mail_left_withdrawn_body)({ name: leaving.name, title: process.content.title, link: `${origin}/commissioning/bids/${id}` }) }, clock());
      });
    },

    async submitBid(caller, id, revision, code) {
      const { caller: allowed, bid: known } = await bidOf(caller, 'bid.submit', id);
      leadOnly(allowed, 'bid.submit', known);
      const process = await processOf(known.process);
      const content = await openedOrRefused(known, known.lead, code);
      if (known.revision !== revision) throw overtaken();
      const cannot = notTaking(process, undefined);
      if (cannot !== undefined) throw cannot;
      const found = wanting(await askedIn(process, lotOf(process, known.lot)), content, known.members, known.lead);
      if (found.length > 0) throw invalid(found, 'impossible-request');
      const letters = await addresses(known.members.map((member) => member.id));
      const acting = actingFor(allowed, known.lead);
      const profile = await database.as(acting, (transaction) => findProfile(transaction, known.lead));
      const bid = await database.as(acting, async (transaction) => {
        await lockBox(transaction, process.id, 'shared');
        const current = await findBid(transaction, id, true);
        if (current === undefined || current.revision !== revision) throw overtaken();
        const key = await findTenderKey(transaction, process.id);
        if (key === undefined) throw new Problem({ kind: 'too-early', detail: 'The three openers of this tender have not all kept their codes yet. You can write your bid, and hand it in as soon as they have.' });
        if (key.openedAt !== null) throw tooLate(process);
        const lead = current.members.find((member) => member.id === current.lead)!;
        const plain: Omit<OpenedBid, 'id' | 'process' | 'lot' | 'submittedAt'> = {
          provider: { id: lead.id, name: lead.name },
          members: current.members.map(({ confirmedAt: _, ...member }) => member),
          answers: content.answers,
          pricePence: content.pricePence,
          socialValue: content.socialValue,
          documents: content.documents,
          conformance: content.conformance,
          profile: profile?.content ?? null,
        };
        const sealed = await seal(key.publicKey, padded(plain), `bid ${id}`);
        const hash = sha256(sealed);
        const documents = content.documents.map((document) => document.id);
        const at = await putSealed(transaction, { bid: id, process: process.id, members: current.members.map((member) => member.id), sealed, hash, revision, processRevision: process.revision, documents });
        if (at === undefined) throw tooLate(process);
        await deleteOtherDocuments(transaction, id, documents);
        await appendEvent(transaction, { type: 'bid.submitted', subject: id, at: clock(), data: { revision } });
        const when = deadlineWords(Temporal.Instant.from(at).round('second'), timeZone);
        for (const to of letters) await post(transaction, { to, subject: m.mail_receipt_subject({ title: process.content.title }), body: m.mail_receipt_body({ title: process.content.title, lot: lotOf(process, known.lot).title, when, hash, deadline: deadlineWords(Temporal.Instant.from(process.content.deadline!), timeZone), link: `${origin}/commissioning/bids/${id}/receipt` }) }, clock());
        return (await findBid(transaction, id))!;
      });
      return told(bid, bid.lead, code);
    },

    async withdrawBid(caller, id) {
      const { caller: allowed, bid: known } = await bidOf(caller, 'bid.submit', id);
      leadOnly(allowed, 'bid.submit', known);
      const process = await processOf(known.process);
      const letters = await addresses(known.members.map((member) => member.id));
      const bid = await database.as(actingFor(allowed, known.lead), async (transaction) => {
        await lockBox(transaction, process.id, 'shared');
        const current = (await findBid(transaction, id, true))!;
        if (current.submitted === null) throw new Problem({ kind: 'taken', detail: 'This bid is not handed in.' });
        if (!(await deleteSealed(transaction, id, process.id))) throw tooLate(process);
        await appendEvent(transaction, { type: 'bid.withdrawn', subject: id, at: clock(), data: {} });
        for (const to of letters) await post(transaction, { to, subject: m.mail_withdrawn_subject({ title: process.content.title }), body: m.mail_withdrawn_body({ title: process.content.title, link: `${origin}/commissioning/bids/${id}` }) }, clock());
        return (await findBid(transaction, id))!;
      });
      return told(bid, bid.lead, undefined);
    },

    openedBid: (caller, id) => withOpened(caller, id, async (_, bid) => bid),

    async proveBid(caller, id) {
      const [bid, allowed] = [await withOpened(caller, id, async (_, each) => each), requirePermission(caller, 'organisation.register')];
      const cannot = (message: string, mend: string) => invalid([{ field: 'conformance', message, mend }], 'impossible-request');
      if (bid.conformance === null) throw cannot('is not in this bid', 'ask the bidder for the address of what it serves');
      const verified = await verifyReport(bid.conformance);
      if (!verified.ok) throw cannot('is no report whose signature holds', 'ask the bidder for another');
      const { part, endpoint } = verified.report;
      const proof = await proving.prove(allowed.actor, { part, provider: bid.provider.id, endpoint });
      await withOpened(caller, id, async (transaction) => {
        await insertBidProof(transaction, { id: proof, bid: id }, clock());
        await appendEvent(transaction, { type: 'bid.proved', subject: id, at: clock(), data: { proof } });
      });
      return proof;
    },

    bidProofs: (caller, id) => withOpened(caller, id, (transaction) => findBidProofs(transaction, id)),
  };

  /** For those who read it: the buyer's commissioners and evaluators, and its members. */
  async function withOpened<Result>(caller: Caller | undefined, id: string, work: (transaction: Transaction, bid: OpenedBid) => Promise<Result>): Promise<Result> {
    const allowed = requirePermission(caller, 'organisation.register');
    if (!isId(id)) throw unknownBid();
    return database.as(actingFor(allowed), async (transaction) => {
      const open = await openedDocumentKeys(transaction, id);
      const readable = open !== undefined && (may(allowed, 'opened-bid.read', open.buyer) || open.members.some((member) => may(allowed, 'bid.read', member)));
      const bid = readable ? await openedBid(transaction, id) : undefined;
      if (bid === undefined) throw unknownBid();
      return work(transaction, bid);
    });
  }

  function tooLate(process: Process): Problem {
    if (process.stage === 'withdrawn') return new Problem({ kind: 'too-late', detail: 'This tender was withdrawn.' });
    return new Problem({ kind: 'too-late', detail: `The deadline was ${deadlineWords(Temporal.Instant.from(process.content.deadline!), timeZone)}. It counts to the second, by the clock of the database.` });
  }

  /** Why no bid can be begun or handed in now, where none can. The deadline itself is for the database to say, when it is handed in. */
  function notTaking(process: Process, now: Temporal.Instant | undefined): Problem | undefined {
    if (process.stage === 'withdrawn') return tooLate(process);
    if (methodOf(process.content.method).ocds === 'direct' || process.content.deadline === null) return invalid([{ field: 'process', message: 'takes no bids', mend: 'ask the buyer' }], 'impossible-request');
    return now !== undefined && Temporal.Instant.compare(now, process.content.deadline) >= 0 ? tooLate(process) : undefined;
  }
}

/** A report that failed may be attached; one that is forged, or of another part, may not. */
async function reportProblems(report: object, lot: Lot): Promise<readonly FieldProblem[]> {
  const verified = await verifyReport(report);
  if (!verified.ok) return [{ field: 'conformance', message: 'is no report whose signature holds', mend: 'run `npx drystone prove` again, and attach the file as it is' }];
  return verified.report.part === lot.part ? [] : [{ field: 'conformance', message: `is of ${verified.report.part}, and the lot buys ${lot.part}`, mend: `run \`npx drystone prove ${lot.part}\`` }];
}

function takingOf(process: Process, key: { readonly openedAt: string | null } | undefined, now: Temporal.Instant): Bid['taking'] {
  if (process.stage === 'withdrawn') return 'withdrawn';
  if (key !== undefined && key.openedAt !== null) return 'opened';
  if (process.content.deadline === null || Temporal.Instant.compare(now, process.content.deadline) >= 0) return 'closed';
  return key === undefined ? 'drafts-only' : 'open';
}

/** @throws Problem 403 where the caller is in it, and does not lead. */
function leadOnly(caller: Caller, operation: Operation, bid: StoredBid): void {
  if (!may(caller, operation, bid.lead)) throw new Problem({ kind: 'not-allowed', detail: 'Whoever leads this bid writes it, hands it in and takes it back.' });
}
