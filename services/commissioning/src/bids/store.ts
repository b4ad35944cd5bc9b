/** The SQL of bids, their keys and openers. Row-level security narrows each to what the actor may see. */

import { sql, type Transaction } from '@drystone/database';
import { moment } from '../processes/store.ts';

export interface Member {
  readonly id: string;
  readonly name: string;
  /** Percent of the work; the members' add up to 100. */
  readonly share: number;
  /** When it said yes to this share; the lead does by handing in. */
  readonly confirmedAt: string | null;
}

export interface StoredBid {
  readonly id: string;
  readonly process: string;
  readonly lot: string;
  readonly lead: string;
  readonly members: readonly Member[];
  readonly locked: Buffer | null;
  /** Sealed to each member's bid key, base64. */
  readonly keys: Readonly<Record<string, string>>;
  readonly revision: number;
  readonly changedAt: string;
  /** What was handed in, where it was. */
  readonly submitted: { readonly at: string; readonly hash: string; readonly revision: number; readonly processRevision: number; readonly documents: readonly string[]; readonly unreadable: boolean } | null;
}

const bidColumns = sql`
  bid.id, bid.process, lot, lead, members, locked, keys, bid.revision, ${moment('changed_at')} as "changedAt",
  (select json_build_object('at', ${moment('submitted_at')}, 'hash', hash, 'revision', sealed_bid.revision, 'processRevision', process_revision, 'documents', documents, 'unreadable', unreadable)
    from commissioning.sealed_bid where sealed_bid.bid = bid.id) as submitted`;

export async function findBid(transaction: Transaction, id: string, locking = false): Promise<StoredBid | undefined> {
  const { rows } = await sql<StoredBid>`select ${bidColumns} from commissioning.bid where id = ${id} ${locking ? sql`for update` : sql``}`.execute(transaction);
  return rows[0];
}

export async function findBids(transaction: Transaction, organisations: readonly string[], process?: string): Promise<readonly StoredBid[]> {
  const { rows } = await sql<StoredBid>`
    select ${bidColumns} from commissioning.bid where member_ids && ${organisations}::uuid[] and (${process ?? null}::uuid is null or process = ${process ?? null})
    order by changed_at desc, id limit 500`.execute(transaction);
  return rows;
}

/** The bid's id: that of the one which is there already, where there is one for that lot. */
export async function beginBid(transaction: Transaction, bid: { id: string; process: string; lot: string; lead: Member; now: Temporal.Instant }): Promise<{ id: string; isNew: boolean }> {
  const { rows } = await sql<{ id: string }>`
    insert into commissioning.bid (id, process, lot, lead, members, member_ids, created_at, changed_at)
    values (${bid.id}, ${bid.process}, ${bid.lot}, ${bid.lead.id}, ${JSON.stringify([bid.lead])}, ${[bid.lead.id]}, ${bid.now.toString()}, ${bid.now.toString()})
    on conflict (process, lot, lead) do nothing returning id`.execute(transaction);
  if (rows[0]) return { id: rows[0].id, isNew: true };
  const found = await sql<{ id: string }>`select id from commissioning.bid where process = ${bid.process} and lot = ${bid.lot} and lead = ${bid.lead.id}`.execute(transaction);
  return { id: found.rows[0]!.id, isNew: false };
}

/** Whether it was still at that revision; `counts` where it is another revision now, which a yes or a new key does not make. */
export async function updateBid(transaction: Transaction, change: { id: string; revision: number; members: readonly Member[]; locked: Buffer | null; keys: Readonly<Record<string, string>>; now: Temporal.Instant }, counts = true): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.bid set members = ${JSON.stringify(change.members)}, member_ids = ${change.members.map(({ id }) => id)}, locked = ${change.locked}, keys = ${JSON.stringify(change.keys)},
      revision = revision + ${counts ? 1 : 0}, changed_at = ${change.now.toString()}
    where id = ${change.id} and revision = ${change.revision} returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function deleteBid(transaction: Transaction, id: string): Promise<void> {
  await sql`delete from commissioning.bid where id = ${id}`.execute(transaction);
}

export async function insertDocument(transaction: Transaction, document: { id: string; bid: string; locked: Buffer; now: Temporal.Instant }): Promise<void> {
  await sql`insert into commissioning.bid_document (id, bid, locked, created_at) values (${document.id}, ${document.bid}, ${document.locked}, ${document.now.toString()})`.execute(transaction);
}

export async function findDocument(transaction: Transaction, bid: string, id: string): Promise<Buffer | undefined> {
  const { rows } = await sql<{ locked: Buffer }>`select locked from commissioning.bid_document where bid = ${bid} and id = ${id}`.execute(transaction);
  return rows[0]?.locked;
}

/** Those that are neither in what is written now nor in what was handed in. */
export async function deleteOtherDocuments(transaction: Transaction, bid: string, kept: readonly string[]): Promise<void> {
  await sql`delete from commissioning.bid_document where bid = ${bid} and not (id = any(${kept}::uuid[]))`.execute(transaction);
}

export async function findBidKeys(transaction: Transaction, organisations: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const { rows } = await sql<{ organisation: string; key: Buffer }>`select organisation, public_key as key from commissioning.bid_key where organisation = any(${organisations}::uuid[])`.execute(transaction);
  return new Map(rows.map(({ organisation, key }) => [organisation, key]));
}

export async function putBidKey(transaction: Transaction, organisation: string, key: Uint8Array, now: Temporal.Instant): Promise<number> {
  const { rows } = await sql<{ revision: number }>`
    insert into commissioning.bid_key (organisation, public_key, made_at) values (${organisation}, ${Buffer.from(key)}, ${now.toString()})
    on conflict (organisation) do update set public_key = excluded.public_key, made_at = excluded.made_at, revision = bid_key.revision + 1 returning revision`.execute(transaction);
  return rows[0]!.revision;
}

/** Those who hand in, and withdraw, go beside each other; whoever opens waits for them and keeps others out. */
export async function lockBox(transaction: Transaction, process: string, how: 'shared' | 'alone'): Promise<void> {
  await sql`select ${sql.raw(how === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')}(hashtextextended(${`bids of ${process}`}, 0))`.execute(transaction);
}

/**
 * Whether it was in time: asked of the database's own clock by the very statement that puts it in,
 * when the wait for others is over.
 */
export async function putSealed(transaction: Transaction, bid: { bid: string; process: string; members: readonly string[]; sealed: Buffer; hash: string; revision: number; processRevision: number; documents: readonly string[] }): Promise<string | undefined> {
  const { rows } = await sql<{ at: string }>`
    insert into commissioning.sealed_bid (bid, process, member_ids, sealed, hash, revision, process_revision, documents)
    select ${bid.bid}::uuid, ${bid.process}::uuid, ${bid.members}::uuid[], ${bid.sealed}::bytea, ${bid.hash}::text, ${bid.revision}::int, ${bid.processRevision}::int, ${bid.documents}::uuid[]
    where commissioning.takes_bids(${bid.process})
    on conflict (bid) do update set member_ids = excluded.member_ids, sealed = excluded.sealed, hash = excluded.hash, revision = excluded.revision,
      process_revision = excluded.process_revision, documents = excluded.documents, submitted_at = clock_timestamp()
    returning ${moment('submitted_at')} as at`.execute(transaction);
  return rows[0]?.at;
}

/** Whether there was one, and it could still be taken back. */
export async function deleteSealed(transaction: Transaction, bid: string, process: string): Promise<boolean> {
  const { rows } = await sql`delete from commissioning.sealed_bid where bid = ${bid} and commissioning.takes_bids(${process}) returning 1`.execute(transaction);
  return rows.length === 1;
}

export async function isPastDeadline(transaction: Transaction, process: string): Promise<boolean> {
  const { rows } = await sql<{ past: boolean }>`select commissioning.is_past_deadline(${process}) as past`.execute(transaction);
  return rows[0]!.past;
}

export interface SealedBid {
  readonly bid: string;
  readonly lot: string;
  readonly lead: string;
  readonly members: readonly Member[];
  readonly sealed: Buffer;
  readonly hash: string;
  readonly submittedAt: string;
}

export async function findSealed(transaction: Transaction, process: string): Promise<readonly SealedBid[]> {
  const { rows } = await sql<SealedBid>`
    select sealed_bid.bid, lot, lead, members, sealed, hash, ${moment('submitted_at')} as "submittedAt"
    from commissioning.sealed_bid join commissioning.bid on bid.id = sealed_bid.bid where sealed_bid.process = ${process} order by submitted_at, sealed_bid.bid`.execute(transaction);
  return rows;
}

export interface UnreadableBid {
  readonly bid: string;
  readonly lot: string;
  readonly lead: { readonly id: string; readonly name: string };
  readonly members: readonly string[];
}

/** Those whose seal was found broken at the opening, for whoever acts for it. */
export async function findUnreadable(transaction: Transaction, process: string): Promise<readonly UnreadableBid[]> {
  const { rows } = await sql<UnreadableBid>`
    select bid.id as bid, lot, members->0 as lead, bid.member_ids as members from commissioning.sealed_bid join commissioning.bid on bid.id = sealed_bid.bid
    where sealed_bid.process = ${process} and unreadable order by lot, bid.id`.execute(transaction);
  return rows.map(({ lead: { id, name }, ...each }) => ({ ...each, lead: { id, name } }));
}

export async function markUnreadable(transaction: Transaction, bid: string): Promise<void> {
  await sql`update commissioning.sealed_bid set unreadable = true where bid = ${bid}`.execute(transaction);
}

export interface StoredKey {
  readonly publicKey: Buffer;
  readonly madeAt: string;
  readonly openedAt: string | null;
}

export async function findTenderKey(transaction: Transaction, process: string): Promise<StoredKey | undefined> {
  const { rows } = await sql<StoredKey>`select public_key as "publicKey", ${moment('made_at')} as "madeAt", ${moment('opened_at')} as "openedAt" from commissioning.tender_key where process = ${process}`.execute(transaction);
  return rows[0];
}

export async function insertTenderKey(transaction: Transaction, process: string, buyer: string, publicKey: Uint8Array, now: Temporal.Instant): Promise<void> {
  await sql`insert into commissioning.tender_key (process, buyer, public_key, made_at) values (${process}, ${buyer}, ${Buffer.from(publicKey)}, ${now.toString()})`.execute(transaction);
}

export async function markOpened(transaction: Transaction, process: string): Promise<void> {
  await sql`update commissioning.tender_key set opened_at = clock_timestamp() where process = ${process}`.execute(transaction);
}

export interface StoredOpener {
  readonly id: string;
  readonly process: string;
  readonly buyer: string;
  readonly position: number;
  readonly name: string;
  readonly email: string;
  readonly publicKey: Buffer | null;
  readonly partHash: Buffer | null;
  readonly confirmedAt: string | null;
  readonly sealedShare: Buffer | null;
  readonly givenShare: Buffer | null;
  readonly givenAt: string | null;
}

const openerColumns = sql`
  id, process, buyer, position, name, email, public_key as "publicKey", part_hash as "partHash", ${moment('confirmed_at')} as "confirmedAt",
  sealed_share as "sealedShare", given_share as "givenShare", ${moment('given_at')} as "givenAt"`;

export async function findOpeners(transaction: Transaction, process: string, locking = false): Promise<readonly StoredOpener[]> {
  const { rows } = await sql<StoredOpener>`select ${openerColumns} from commissioning.opener where process = ${process} order by position ${locking ? sql`for update` : sql``}`.execute(transaction);
  return rows;
}

export async function findOpener(transaction: Transaction, tokenHash: Buffer): Promise<StoredOpener | undefined> {
  const { rows } = await sql<StoredOpener>`select ${openerColumns} from commissioning.opener where token_hash = ${tokenHash}`.execute(transaction);
  return rows[0];
}

export async function putOpener(transaction: Transaction, opener: { id: string; process: string; buyer: string; position: number; name: string; email: string; tokenHash: Buffer }): Promise<void> {
  await sql`
    insert into commissioning.opener (id, process, buyer, position, name, email, token_hash)
    values (${opener.id}, ${opener.process}, ${opener.buyer}, ${opener.position}, ${opener.name}, ${opener.email}, ${opener.tokenHash})`.execute(transaction);
}

export async function deleteOpeners(transaction: Transaction, ids: readonly string[]): Promise<void> {
  await sql`delete from commissioning.opener where id = any(${ids}::uuid[])`.execute(transaction);
}

export async function moveOpener(transaction: Transaction, id: string, position: number, name: string): Promise<void> {
  await sql`update commissioning.opener set position = ${position}, name = ${name} where id = ${id}`.execute(transaction);
}

export async function setOpenerCode(transaction: Transaction, id: string, publicKey: Uint8Array, partHash: Buffer): Promise<void> {
  await sql`update commissioning.opener set public_key = ${Buffer.from(publicKey)}, part_hash = ${partHash} where id = ${id}`.execute(transaction);
}

export async function confirmOpener(transaction: Transaction, id: string, now: Temporal.Instant): Promise<void> {
  await sql`update commissioning.opener set confirmed_at = ${now.toString()} where id = ${id}`.execute(transaction);
}

export async function setSealedShare(transaction: Transaction, id: string, share: Buffer): Promise<void> {
  await sql`update commissioning.opener set sealed_share = ${share} where id = ${id}`.execute(transaction);
}

export async function giveShare(transaction: Transaction, id: string, share: Uint8Array | null, now: Temporal.Instant): Promise<void> {
  await sql`update commissioning.opener set given_share = ${share === null ? null : Buffer.from(share)}, given_at = ${now.toString()} where id = ${id}`.execute(transaction);
}

/** Nothing of the key's private half is left. */
export async function wipeShares(transaction: Transaction, process: string): Promise<void> {
  await sql`update commissioning.opener set sealed_share = null, given_share = null, public_key = null, part_hash = null where process = ${process}`.execute(transaction);
}
