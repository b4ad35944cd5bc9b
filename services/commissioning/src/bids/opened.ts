/** Bids after they were opened together: what evaluators read, and each bidder of its own. */

import { sql, type Transaction } from '@drystone/database';
import { moment } from '../processes/store.ts';
import type { BidDocument } from './bid.ts';

export interface OpenedBid {
  readonly id: string;
  readonly process: string;
  readonly lot: string;
  /** Who leads. */
  readonly provider: { readonly id: string; readonly name: string };
  /** Everybody in it, the lead too; percent of the work, which add up to 100. */
  readonly members: readonly { readonly id: string; readonly name: string; readonly share: number }[];
  /** By the id of the question. */
  readonly answers: Readonly<Record<string, string>>;
  /** With VAT. */
  readonly pricePence: number | null;
  readonly socialValue: readonly { readonly measure: string; readonly quantity: number }[];
  readonly documents: readonly { readonly id: string; readonly name: string }[];
  /** A signed conformance report, as it was attached. */
  readonly conformance: object | null;
  /** What the lead’s profile said when the bid was handed in. */
  readonly profile: object | null;
  readonly submittedAt: string;
}

const columns = sql`
  id, process, lot, json_build_object('id', provider, 'name', provider_name) as provider, members, answers, price_pence as "pricePence",
  social_value as "socialValue", (select coalesce(jsonb_agg(jsonb_build_object('id', each->'id', 'name', each->'name')), '[]') from jsonb_array_elements(documents) as each) as documents,
  conformance, profile, ${moment('submitted_at')} as "submittedAt"`;

/** None before they are opened. Row-level security narrows them to the buyer's, and to each bidder's own. */
export async function openedBids(transaction: Transaction, processId: string): Promise<readonly OpenedBid[]> {
  const { rows } = await sql<OpenedBid>`select ${columns} from commissioning.opened_bid where process = ${processId} order by lot, submitted_at, id`.execute(transaction);
  return rows;
}

/** How many came for each lot, and from how many; nothing before they are opened. */
export async function countOpenedBids(transaction: Transaction, processId: string): Promise<readonly { readonly lot: string; readonly bids: number; readonly bidders: number }[]> {
  const { rows } = await sql<{ lot: string; bids: number; bidders: number }>`
    select lot, count(*)::int as bids, count(distinct provider)::int as bidders from commissioning.opened_bid where process = ${processId} group by lot order by lot`.execute(transaction);
  return rows;
}

export async function openedBid(transaction: Transaction, id: string): Promise<OpenedBid | undefined> {
  const { rows } = await sql<OpenedBid>`select ${columns} from commissioning.opened_bid where id = ${id}`.execute(transaction);
  return rows[0];
}

export async function insertBidProof(transaction: Transaction, { id, bid }: { readonly id: string; readonly bid: string }, now: Temporal.Instant): Promise<void> {
  await sql`insert into commissioning.bid_proof (id, bid, at) values (${id}, ${bid}, ${now.toString()})`.execute(transaction);
}

/** The platform's runs of what its report names, the newest first. */
export async function findBidProofs(transaction: Transaction, bid: string): Promise<readonly { readonly id: string; readonly at: string }[]> {
  const { rows } = await sql<{ id: string; at: string }>`select id, ${moment('at')} as at from commissioning.bid_proof where bid = ${bid} order by bid_proof.at desc, id limit 50`.execute(transaction);
  return rows;
}

/** The database refuses it before the deadline. */
export async function insertOpenedBid(transaction: Transaction, buyer: string, bid: OpenedBid): Promise<void> {
  await sql`
    insert into commissioning.opened_bid (id, process, lot, buyer, provider, provider_name, members, member_ids, answers, price_pence, social_value, documents, conformance, profile, submitted_at)
    values (${bid.id}, ${bid.process}, ${bid.lot}, ${buyer}, ${bid.provider.id}, ${bid.provider.name}, ${JSON.stringify(bid.members)}, ${bid.members.map(({ id }) => id)},
      ${JSON.stringify(bid.answers)}, ${bid.pricePence}, ${JSON.stringify(bid.socialValue)}, ${JSON.stringify(bid.documents)},
      ${bid.conformance === null ? null : JSON.stringify(bid.conformance)}, ${bid.profile === null ? null : JSON.stringify(bid.profile)}, ${bid.submittedAt})`.execute(transaction);
}

/** Whose an opened bid is, and its documents with the keys of their bytes. */
export async function openedDocumentKeys(transaction: Transaction, id: string): Promise<{ readonly buyer: string; readonly members: readonly string[]; readonly documents: readonly BidDocument[] } | undefined> {
  const { rows } = await sql<{ buyer: string; members: readonly string[]; documents: readonly BidDocument[] }>`select buyer, member_ids as members, documents from commissioning.opened_bid where id = ${id}`.execute(transaction);
  return rows[0];
}
