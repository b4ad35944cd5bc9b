/**
 * The three people who open a tender's bids, any two of them together, and not before the deadline.
 * Each keeps a code on paper; the tender's key is made when the third has kept theirs, and its
 * private half is nowhere until two codes come together (docs/decisions/0020).
 */

import { createHash, randomBytes, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import { sql, type Acting, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { askForJob } from '@drystone/jobs';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { invalid, parsed, Problem } from '@drystone/problems';
import { z } from 'zod';
import { actingFor, isId } from '../acting.ts';
import { methodOf } from '../methods/method.ts';
import type { Process } from '../processes/process.ts';
import { findProcess, lockProcess } from '../processes/store.ts';
import { codeOf, lastGroups, newSecret, normal, secretOf } from './code.ts';
import { deadlineWords } from './deadline.ts';
import { insertOpenedBid, type OpenedBid } from './opened.ts';
import { joinShares, makeTenderKey, openersNamed, publicKeyOf, read, sha256, unseal } from './sealing.ts';
import { confirmOpener, deleteOpeners, findOpener, findOpeners, findSealed, findTenderKey, findUnreadable, giveShare, insertTenderKey, isPastDeadline, lockBox, markOpened, markUnreadable, moveOpener, putOpener, setOpenerCode, setSealedShare, wipeShares, type StoredKey, type StoredOpener, type UnreadableBid } from './store.ts';

export interface Opener {
  readonly id: string;
  readonly position: number;
  readonly name: string;
  readonly email: string;
  readonly state: 'named' | 'confirmed' | 'gave';
}

/** What anybody may know of how a tender's bids are kept. */
export interface Sealing {
  /** Whether the openers have made the key: bids can be handed in from then on. */
  readonly madeAt: string | null;
  readonly openedAt: string | null;
  /** In the buyer's clock, in words; null where the tender has none. */
  readonly deadline: string | null;
}

export interface OpenersOfTender extends Sealing {
  readonly openers: readonly Opener[];
  /** What was handed in, and could not be opened with the others: its seal was broken. */
  readonly unreadable: readonly Pick<UnreadableBid, 'bid' | 'lot' | 'lead'>[];
}

/** What an opener sees who follows the link. */
export interface Opening extends Sealing {
  readonly process: { readonly id: string; readonly title: string; readonly buyer: string; readonly stage: string };
  readonly me: { readonly name: string; readonly state: Opener['state'] };
  readonly others: readonly { readonly name: string; readonly state: Opener['state'] }[];
  readonly pastDeadline: boolean;
}

export interface Openers {
  sealing(processId: string): Promise<Sealing>;
  openers(caller: Caller | undefined, processId: string): Promise<OpenersOfTender>;
  /** Three people by name and address; each new one gets a link by mail. Until the key is made they can be exchanged. */
  nameOpeners(caller: Caller | undefined, processId: string, form: unknown): Promise<OpenersOfTender>;
  /** Mails an opener a new link; the one before does not work any more. */
  sendOpenerLink(caller: Caller | undefined, processId: string, openerId: string): Promise<void>;

  opening(token: string): Promise<Opening>;
  /** A code, told this once. Until it is confirmed, another can be asked for. */
  takeOpenerCode(token: string): Promise<{ readonly code: string }>;
  /** Types back the end of the code. With the third the tender's key is made. */
  confirmOpenerCode(token: string, form: unknown): Promise<Opening>;
  /** After the deadline. The second of three opens all bids at once. @throws Problem `too-early` before. */
  giveShare(token: string, form: unknown): Promise<Opening>;
}

const person = z.strictObject({ name: z.string().trim().min(2).max(120).refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name), 'holds a character that cannot be kept'), email: z.email().max(254).toLowerCase() });
const openersForm = z.strictObject({
  openers: z
    .array(person)
    .length(openersNamed, `name ${openersNamed} people`)
    .refine((openers) => new Set(openers.map(({ email }) => email)).size === openers.length, 'three different addresses are needed'),
});
const partForm = z.strictObject({ part: z.string().max(40) });
const codeForm = z.strictObject({ code: z.string().max(200) });

export interface OpenersOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly origin: string;
  readonly timeZone: string;
}

/** Name of the job that tells openers, bidders and providers what there is for them. */
export const tellJob = 'tell_of_tenders';

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const partHashOf = (openerId: string, groups: string): Buffer => hashOf(`opener ${openerId} ${groups}`);
const stateOf = ({ confirmedAt, givenAt }: StoredOpener): Opener['state'] => (givenAt !== null ? 'gave' : confirmedAt !== null ? 'confirmed' : 'named');

export function createOpeners({ database, clock, origin, timeZone }: OpenersOptions): Openers {
  const opening = (buyer: string): Acting => ({ actor: 'system:opening', organisations: [buyer] });
  const sealingOf = (process: Process, key: StoredKey | undefined): Sealing => ({ madeAt: key?.madeAt ?? null, openedAt: key?.openedAt ?? null, deadline: process.content.deadline === null ? null : deadlineWords(Temporal.Instant.from(process.content.deadline), timeZone) });

  async function permitted(caller: Caller | undefined, operation: 'openers.read' | 'openers.name', id: string): Promise<{ process: Process; acting: Acting }> {
    const process = isId(id) ? await database.as('system:commissioning', (transaction) => findProcess(transaction, id)) : undefined;
    if (process === undefined) throw new Problem({ kind: 'unknown-process', detail: 'There is no such contracting process, or it is not published yet.' });
    return { process, acting: actingFor(requirePermission(caller, operation, process.buyer.id), process.buyer.id) };
  }

  async function told(transaction: Transaction, process: Process, unreadable: OpenersOfTender['unreadable'] = []): Promise<OpenersOfTender> {
    const openers = await findOpeners(transaction, process.id);
    return { ...sealingOf(process, await findTenderKey(transaction, process.id)), openers: openers.map((opener) => ({ id: opener.id, position: opener.position, name: opener.name, email: opener.email, state: stateOf(opener) })), unreadable };
  }

  /** Whoever has the link, with the openers' rows locked. */
  async function withToken<Result>(token: string, work: (transaction: Transaction, opener: StoredOpener, process: Process) => Promise<Result>): Promise<Result> {
    const unknown = () => new Problem({ kind: 'unknown-opener', detail: 'This link is not known, or a newer one was sent to you. Look for the newest letter, or ask the buyer for another.' });
    if (!/^[\w-]{32}$/.test(token)) throw unknown();
    const found = await database.as('system:opening', (transaction) => findOpener(transaction, hashOf(token)));
    if (found === undefined) throw unknown();
    const process = (await database.as('system:commissioning', (transaction) => findProcess(transaction, found.process)))!;
    return database.as(opening(found.buyer), async (transaction) => {
      await lockBox(transaction, found.process, 'alone');
      const opener = await findOpener(transaction, hashOf(token));
      if (opener === undefined) throw unknown();
      return work(transaction, opener, process);
    });
  }

  async function view(transaction: Transaction, me: StoredOpener, process: Process): Promise<Opening> {
    const openers = await findOpeners(transaction, process.id);
    const mine = openers.find(({ id }) => id === me.id)!;
    return {
      ...sealingOf(process, await findTenderKey(transaction, process.id)),
      process: { id: process.id, title: process.content.title, buyer: process.buyer.name, stage: process.stage },
      me: { name: mine.name, state: stateOf(mine) },
      others: openers.filter(({ id }) => id !== me.id).map((each) => ({ name: each.name, state: stateOf(each) })),
      pastDeadline: await isPastDeadline(transaction, process.id),
    };
  }

  async function mailLink(transaction: Transaction, opener: { readonly name: string; readonly email: string }, process: Process, token: string): Promise<void> {
    const words = { name: opener.name, buyer: process.buyer.name, title: process.content.title, link: `${origin}/commissioning/opening/${token}` };
    await post(transaction, { to: opener.email, subject: m.mail_opener_subject({ title: process.content.title }), body: m.mail_opener_body(words) }, clock());
  }

  return {
    async sealing(processId) {
      const process = isId(processId) ? await database.as('system:commissioning', (transaction) => findProcess(transaction, processId)) : undefined;
      if (process === undefined || process.stage === 'planning') throw new Problem({ kind: 'unknown-process', detail: 'There is no such contracting process, or it is not published yet.' });
      return sealingOf(process, await database.as('anonymous', (transaction) => findTenderKey(transaction, processId)));
    },

    async openers(caller, processId) {
      const { process, acting } = await permitted(caller, 'openers.read', processId);
      const unreadable = await unreadableBids(database, process);
      return database.as(acting, (transaction) => told(transaction, process, unreadable));
    },

    async nameOpeners(caller, processId, form) {
      const { process, acting } = await permitted(caller, 'openers.name', processId);
      const { openers } = parsed(openersForm, form);
      if (methodOf(process.content.method).ocds === 'direct') throw invalid([{ field: 'openers', message: 'a direct award takes no bids', mend: 'leave it out' }], 'impossible-request');
      if (process.stage === 'withdrawn') throw invalid([{ field: 'openers', message: 'the tender is withdrawn', mend: 'begin another' }], 'impossible-request');
      return database.as(acting, async (transaction) => {
        await lockProcess(transaction, processId);
        if ((await findTenderKey(transaction, processId)) !== undefined) throw new Problem({ kind: 'taken', detail: 'The openers have made the key: they stay who they are.' });
        const before = await findOpeners(transaction, processId, true);
        const stay = before.filter(({ email }) => openers.some((each) => each.email === email));
        await deleteOpeners(transaction, before.filter((each) => !stay.includes(each)).map(({ id }) => id));
        const free = [1, 2, 3].filter((position) => !stay.some((each) => each.position === position));
        for (const each of openers) {
          const known = stay.find(({ email }) => email === each.email);
          if (known) {
            await moveOpener(transaction, known.id, known.position, each.name);
            continue;
          }
          const token = randomBytes(24).toString('base64url');
          await putOpener(transaction, { id: randomUUIDv7(), process: processId, buyer: process.buyer.id, position: free.shift()!, ...each, tokenHash: hashOf(token) });
          await mailLink(transaction, each, process, token);
        }
        const answer = await told(transaction, process);
        await appendEvent(transaction, { type: 'openers.named', subject: processId, at: clock(), data: { openers: answer.openers.map(({ id }) => id) } });
        return answer;
      });
    },

    async sendOpenerLink(caller, processId, openerId) {
      const { process, acting } = await permitted(caller, 'openers.name', processId);
      await database.as(acting, async (transaction) => {
        const opener = (await findOpeners(transaction, processId, true)).find(({ id }) => id === openerId);
        if (opener === undefined) throw new Problem({ kind: 'not-found', detail: 'There is no such opener.' });
        await mailLink(transaction, opener, process, await newLink(transaction, opener.id));
      });
    },

    opening: (token) => withToken(token, view),

    takeOpenerCode: (token) =>
      withToken(token, async (transaction, opener) => {
        if (opener.confirmedAt !== null) throw new Problem({ kind: 'taken', detail: 'You have confirmed your code; it is shown once and kept nowhere here. If you have lost it, the other two open the bids.' });
        const secret = newSecret();
        const code = codeOf(secret);
        await setOpenerCode(transaction, opener.id, await publicKeyOf(secret), partHashOf(opener.id, lastGroups(code)));
        secret.fill(0);
        return { code };
      }),

    confirmOpenerCode: (token, form) =>
      withToken(token, async (transaction, opener, process) => {
        const { part } = parsed(partForm, form);
        if (opener.confirmedAt !== null) return view(transaction, opener, process);
        if (opener.partHash === null) throw invalid([{ field: 'part', message: 'no code has been shown to you yet', mend: 'let it be shown first' }], 'impossible-request');
        const typed = partHashOf(opener.id, normalGroups(part));
        if (!timingSafeEqual(typed, opener.partHash)) throw invalid([{ field: 'part', message: 'is not the end of your code', mend: 'type its last two groups, as you have kept them' }]);
        await confirmOpener(transaction, opener.id, clock());
        await appendEvent(transaction, { type: 'opener.confirmed', subject: process.id, at: clock(), data: { opener: opener.id } });
        await makeKeyOnceAllConfirmed(transaction, process);
        return view(transaction, opener, process);
      }),

    giveShare: (token, form) =>
      withToken(token, async (transaction, opener, process) => {
        const { code } = parsed(codeForm, form);
        const cannot = (message: string, mend: string) => invalid([{ field: 'code', message, mend }]);
        const key = await findTenderKey(transaction, process.id);
        if (key === undefined) throw new Problem({ kind: 'too-early', detail: 'Not all three openers have kept their codes: there is no key, and no bid.' });
        if (key.openedAt !== null) return view(transaction, opener, process);
        if (process.stage === 'withdrawn') throw new Problem({ kind: 'too-late', detail: 'This tender was withdrawn. Its bids are never opened.' });
        if (!(await isPastDeadline(transaction, process.id))) throw new Problem({ kind: 'too-early', detail: `Bids can come until ${sealingOf(process, key).deadline}. Before that nobody opens them, not even with two codes.` });
        const secret = secretOf(code);
        if (secret === undefined) throw cannot('is mistyped', 'look at each group of four again');
        const share = await unseal(secret, opener.sealedShare!, `share ${process.id}`);
        secret.fill(0);
        if (share === undefined) throw cannot('is another code than the one you confirmed', 'look for the one you kept for this tender');
        const first = (await findOpeners(transaction, process.id)).find(({ id, givenShare }) => id !== opener.id && givenShare !== null);
        await appendEvent(transaction, { type: 'opener.gave', subject: process.id, at: clock(), data: { opener: opener.id } });
        if (first === undefined) {
          await giveShare(transaction, opener.id, share, clock());
        } else {
          await giveShare(transaction, opener.id, null, clock());
          const together = await joinShares([first.givenShare!, share], key.publicKey);
          if (together === undefined) throw cannot('and the first opener’s do not make the key', 'let the third opener give theirs');
          await openAll(transaction, process, together, [first.id, opener.id]);
          together.fill(0);
        }
        share.fill(0);
        return view(transaction, opener, process);
      }),
  };

  async function makeKeyOnceAllConfirmed(transaction: Transaction, process: Process): Promise<void> {
    const openers = await findOpeners(transaction, process.id, true);
    if (openers.length < openersNamed || openers.some(({ confirmedAt }) => confirmedAt === null)) return;
    const { publicKey, shares } = await makeTenderKey(process.id, openers.map((each) => each.publicKey!));
    await insertTenderKey(transaction, process.id, process.buyer.id, publicKey, clock());
    for (const [index, share] of shares.entries()) await setSealedShare(transaction, openers[index]!.id, share);
    await appendEvent(transaction, { type: 'tender_key.made', subject: process.id, at: clock(), data: {} });
  }

  /** All of them in this transaction, and then nothing of the key is left. */
  async function openAll(transaction: Transaction, process: Process, secret: Uint8Array, by: readonly string[]): Promise<void> {
    let bids = 0;
    let unreadable = 0;
    for (const { bid, lot, sealed, hash, submittedAt } of await findSealed(transaction, process.id)) {
      const plain = sha256(sealed) === hash ? await unseal(secret, sealed, `bid ${bid}`) : undefined;
      if (plain === undefined) {
        await markUnreadable(transaction, bid);
        await appendEvent(transaction, { type: 'bid.unreadable', subject: process.id, at: clock(), data: { lot, bid } });
        unreadable++;
        continue;
      }
      const opened = read<Omit<OpenedBid, 'id' | 'process' | 'lot' | 'submittedAt'>>(plain);
      await insertOpenedBid(transaction, process.buyer.id, { ...opened, id: bid, process: process.id, lot, submittedAt });
      bids++;
    }
    await markOpened(transaction, process.id);
    await wipeShares(transaction, process.id);
    await appendEvent(transaction, { type: 'bids.opened', subject: process.id, at: clock(), data: { bids, unreadable, openers: by } });
    await askForJob(transaction, tellJob);
  }
}

/** For whoever acts for the buyer; the database shows none before the deadline. */
export async function unreadableBids(database: Database, { id, buyer }: Process): Promise<OpenersOfTender['unreadable']> {
  const found = await database.as({ actor: 'system:opening', organisations: [buyer.id] }, (transaction) => findUnreadable(transaction, id));
  return found.map(({ members: _, ...each }) => each);
}

/** As `lastGroups` writes them. */
const normalGroups = (typed: string): string => {
  const plain = normal(typed);
  return `${plain.slice(0, 4)}-${plain.slice(4)}`;
};

/** A new link for an opener; only its hash is kept. */
export async function newLink(transaction: Transaction, openerId: string): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  await sql`update commissioning.opener set token_hash = ${hashOf(token)} where id = ${openerId}`.execute(transaction);
  return token;
}
