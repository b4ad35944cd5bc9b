/** The event log: appending within the transaction of the change, reading it, and keeping its months. */

import { randomUUIDv7 } from 'node:crypto';
import { join } from 'node:path';
import { sql, type Database, type Transaction } from '@drystone/database';

export { committedSince, follow, isPosition, positionNow, type News } from './follow.ts';
export { isAnythingNew, movedAt, readAnew, readOn, readToEnd, type EventReader, type StoredEvent } from './read.ts';
export { repeating, type Repeating } from './repeating.ts';
export { tail } from './tailer.ts';

/** Every event there is, with the data it carries: ids, codes and numbers only. */
export interface EventTypes {
  /**
   * Subject: trip id's hash. A stop is listed with the award whose content it is (null: the place
   * pack), and whether it is `new` in this trip, asked for by name, and little known.
   */
  'trip.planned': {
    readonly revision: number;
    readonly days: number;
    readonly stops: readonly { readonly slug: string; readonly awardId: string | null; readonly new: boolean; readonly asked: boolean; readonly littleKnown: boolean }[];
    readonly leftOut: Readonly<Record<string, number>>;
  };
  /** Subject: attraction slug. */
  'stop.visited': { readonly trip: string | null; readonly littleKnown: boolean };
  /** Subject: attraction slug. */
  'attraction.reported': { readonly report: string; readonly about: string };
  /** Subject of these: attraction slug. */
  'content.submitted': ContentVersion;
  'content.published': ContentVersion;
  'content.returned': ContentVersion;
  'content.withdrawn': ContentVersion;
  /** Its provider said, or its feed says still, that all of it is so. */
  'content.confirmed': ContentVersion;
  /** Subject: picture id. */
  'picture.added': { readonly provider: string };
  /** Subject of these: feed id. */
  'feed.registered': { readonly provider: string; readonly format: string };
  'feed.removed': { readonly provider: string };
  'feed.pulled': { readonly provider: string; readonly outcome: string; readonly items: number; readonly submitted: number; readonly withdrawals: number; readonly faults: number };
  /** Subject of these: proof id. */
  'proof.asked': { readonly provider: string; readonly part: string };
  'proof.done': { readonly provider: string; readonly outcome: 'passed' | 'failed' | 'not-run' };
  /** Subject of these: organisation id. */
  'organisation.registered': { readonly kind: string };
  'organisation.changed': { readonly revision: number };
  'member.invited': { readonly invitation: string; readonly roles: readonly string[] };
  'member.joined': { readonly person: string; readonly roles: readonly string[] };
  'member.changed': { readonly person: string; readonly roles: readonly string[] };
  'api_key.created': { readonly key: string; readonly roles: readonly string[] };
  'api_key.revoked': { readonly key: string };
  /** Subject of these: process id. */
  'process.created': { readonly ocid: string };
  'process.changed': { readonly revision: number };
  'tender.amended': { readonly ocid: string; readonly amendment: number; readonly deadlineMoved: boolean };
  'tender.closed': { readonly ocid: string; readonly as: 'withdrawn' | 'unsuccessful' };
  'process.buyer_invited': { readonly buyer: string; readonly sharePercent: number };
  'process.buyer_answered': { readonly buyer: string; readonly answer: string };
  'problem.opened': { readonly revision: number; readonly openTo: string };
  'problem.closed': { readonly revision: number };
  'engagement.opened': { readonly revision: number; readonly asked: number };
  'engagement.changed': { readonly revision: number; readonly asked: number };
  'engagement.closed': { readonly revision: number };
  'enquiry.asked': { readonly enquiry: string; readonly phase: string; readonly kind: string };
  'enquiry.taken_back': { readonly enquiry: string };
  'enquiry.decided': { readonly enquiry: string; readonly buyer: string; readonly decision: string; readonly withheld: string | null };
  'panel.invited': { readonly invitation: string } | { readonly group: string };
  'panel.joined': { readonly person: string };
  'contribution.made': { readonly contribution: string; readonly kind: string };
  'contribution.decided': { readonly contribution: string; readonly decision: string; readonly into?: string; readonly outcome?: string };
  'contribution.erased': { readonly contribution: string };
  /** About the problem itself (its process' id), or a contribution; null: about all of it. */
  'support.given': { readonly about: string; readonly weight: number };
  'support.withdrawn': { readonly about: string | null };
  'tender.published': { readonly ocid: string; readonly lots: number };
  /** Subject: process id. All of a tender's bids at once, after its deadline. */
  'bids.opened': { readonly bids: number; readonly unreadable: number; readonly openers: readonly string[] };
  /** Its seal was found broken when the others were opened. */
  'bid.unreadable': { readonly lot: string; readonly bid: string };
  'openers.named': { readonly openers: readonly string[] };
  'opener.confirmed': { readonly opener: string };
  'opener.gave': { readonly opener: string };
  'tender_key.made': Record<string, never>;
  /** Subject of these: bid id. They do not say of which tender: nobody counts them before the deadline. */
  'bid.begun': Record<string, never>;
  'bid.submitted': { readonly revision: number };
  'bid.withdrawn': Record<string, never>;
  'bid.discarded': Record<string, never>;
  'bid_member.invited': { readonly organisation: string };
  'bid_member.confirmed': { readonly organisation: string };
  'bid_member.left': { readonly organisation: string };
  /** The platform was asked to run the suite that its report names. */
  'bid.proved': { readonly proof: string };
  /** Subject of these: organisation id. */
  'bid_key.made': { readonly revision: number };
  'profile.changed': { readonly revision: number };
  'lot.alerted': { readonly process: string; readonly lots: readonly string[] };
  'engagement.alerted': { readonly process: string };
  /** Subject of these: id of the note that looks for partners. */
  'partners.sought': { readonly process: string; readonly lot: string };
  'partners.found': Record<string, never>;
  'partner.asked': { readonly organisation: string };
  'partner.accepted': { readonly organisation: string };
  'partner.declined': { readonly organisation: string };
  /** Subject of these: process id. */
  'evaluator.appointed': { readonly lot: string; readonly kind: string };
  'evaluator.dismissed': { readonly lot: string; readonly kind: string };
  'conflict.declared': { readonly declared: boolean };
  'conflict.mitigated': Record<string, never>;
  'score.saved': { readonly lot: string; readonly criterion: string };
  'scores.submitted': { readonly lot: string; readonly kind: string };
  'moderation.begun': { readonly lot: string };
  'score.moderated': { readonly lot: string; readonly bid: string; readonly criterion: string; readonly before: number | null; readonly after: number };
  'price.questioned': { readonly lot: string; readonly bid: string };
  'price.explained': { readonly lot: string; readonly bid: string };
  'bid.set_aside': { readonly lot: string; readonly bid: string; readonly ground: string };
  'bid.taken_back': { readonly lot: string; readonly bid: string };
  'decision.made': { readonly lot: string; readonly decision: string; readonly outcome: string };
  'decision.set_aside': { readonly lot: string; readonly decision: string };
  'challenge.raised': { readonly lot: string; readonly decision: string; readonly challenge: string };
  'challenge.resolved': { readonly lot: string; readonly decision: string; readonly challenge: string; readonly as: string };
  /** Subject: buyer’s id. */
  'measures.imported': { readonly measures: number };
  /** Subject of these: award id, which they carry as theirs too. */
  'award.made': { readonly process: string; readonly lot: string; readonly provider: string; readonly part: string; readonly share: number };
  'award.suspended': Record<string, never>;
  'award.resumed': Record<string, never>;
  'award.ended': Record<string, never>;
  /** Subject of these: id of the entry in the barrier register. */
  'barrier.recorded': { readonly heardFrom: string };
  'barrier.sorted': { readonly kind: string; readonly buyer: string; readonly revision: number };
  'barrier.hidden': { readonly buyer: string; readonly revision: number };
  'barrier.shown': { readonly buyer: string; readonly revision: number };
  /** Subject of these: obligation id. They carry the award's id, as do rules and invoices. */
  'obligation.made': { readonly kind: string };
  'obligation.claimed': Claimed;
  'obligation.confirmed': Claimed;
  'obligation.returned': Claimed;
  /** Subject of these: the rule's id. */
  'payment_rule.made': { readonly metric: string };
  'payment_rule.ended': Record<string, never>;
  /** Subject of these: the invoice's id. */
  'invoice.received': { readonly netPence: number; readonly vatPence: number };
  'invoice.accepted': Record<string, never>;
  'invoice.disputed': Record<string, never>;
  'invoice.paid': Record<string, never>;
  'invoice.withdrawn': Record<string, never>;
  /** Subject: signal id. `joined`: it came to a case that was open already; no case for what needs nobody. */
  'alarm.received': { readonly case: string | null; readonly joined: boolean; readonly protocol: string; readonly kind: string; readonly code: string; readonly known: boolean; readonly outcome: string };
  /** Subject of these: name of the server. Alarms could not be kept, until now; by its clock, which may have been set. */
  'receiver.outage': { readonly seconds: number; readonly turnedAway: number };
  'receiver.clock_set': { readonly bySeconds: number };
  /** Subject of these: case id. */
  'case.offered': { readonly whom: string };
  'case.reminded': { readonly state: string };
  'case.handed_back': Record<string, never>;
  /** `waitedMs`: from when the receiver took the alarm in; left out where it had been taken before. `protocol`: the version of an own protocol that its operator follows. */
  'case.acknowledged': { readonly group: string; readonly waitedMs?: number; readonly protocol?: string };
  'case.talking': Record<string, never>;
  'case.sent': { readonly whom: string };
  /** `afterMs`: from when the receiver took the alarm in; left out where somebody had been there before. */
  'case.arrived': { readonly whom: string; readonly group: string; readonly afterMs?: number };
  'case.resolved': Record<string, never>;
  /** To the provider of an award, or to the duty team. */
  'case.assigned': { readonly group: string; readonly provider: string | null; readonly by: 'duty-team' | 'console' | 'endpoint' };
  /** Its system has it. */
  'case.handed_over': { readonly provider: string; readonly attempts: number };
  'case.passed_on': { readonly group: string; readonly provider: string; readonly why: string };
  'case.closed': { readonly outcome: string; readonly cause: string };
  /** A step of the protocol was done, or was not done after all. Of an own protocol: of this version of it, the number of the step. */
  'case.step_done': { readonly step: string; readonly protocol?: string };
  'case.step_undone': { readonly step: string; readonly protocol?: string };
  /** Subject: case id. */
  'case_note.added': { readonly note: string };
  'case_notes.seen': { readonly organisation: string; readonly notes: number };
  /** Subject of these: dwelling id. Who saw what about whom. */
  'dwelling.seen': { readonly organisation: string; readonly case: string | null; readonly serviceUsers: readonly string[]; readonly keyholders: number };
  'dwelling.changed': { readonly organisation: string; readonly revision: number };
  'key_safe.seen': { readonly organisation: string; readonly case: string };
  'key_safe.not_told': { readonly organisation: string; readonly case: string };
  /** Subject of these: service user id. */
  'service_user.registered': { readonly organisation: string };
  'service_user.changed': ServiceUserVersion;
  'service_user.suspended': ServiceUserVersion;
  'service_user.resumed': ServiceUserVersion;
  'service_user.left': ServiceUserVersion;
  'service_user.seen': { readonly organisation: string };
  /** To whom they agreed to share it with; no categories: that they share something at all. */
  'service_user.shown': { readonly organisation: string; readonly consent: string; readonly to: string; readonly categories: readonly string[] };
  /** What they agreed to share with somebody close to them; how they said so, and by which wording. */
  'consent.given': { readonly organisation: string; readonly consent: string; readonly categories: readonly string[]; readonly how: string; readonly statement: number };
  'consent.accepted': { readonly organisation: string; readonly consent: string; readonly by: string };
  'consent.withdrawn': { readonly organisation: string; readonly consent: string; readonly how: string };
  'service_user.exported': { readonly organisation: string };
  'service_user.erased': { readonly organisation: string };
  /** Subject: organisation id. Names and postcodes of these were on a list. */
  'service_users.listed': { readonly organisation: string; readonly serviceUsers: readonly string[]; readonly searched: boolean };
  /** Subject: id of a rule of retention. */
  'retention.erased': { readonly rows: number };
  /** Subject of these: local unit id. */
  'test_call.overdue': { readonly organisation: string; readonly expectedBy: string };
  'local_unit.registered': { readonly protocol: string };
  /** `device`: an activation device of it, and not the unit itself. */
  'local_unit.went_silent': { readonly organisation: string; readonly device: boolean };
  'local_unit.heard_again': { readonly organisation: string; readonly device: boolean };
  /** Subject of these: incident id. */
  'incident.began': { readonly organisation: string; readonly kind: string; readonly reach: string; readonly case: string; readonly members: number };
  'incident.ended': { readonly members: number; readonly returned: number };
  /** Subject of these: local unit id. */
  'local_unit.changed': { readonly revision: number };
  /** Subject: webhook id. */
  'webhook.secret_made': Record<string, never>;
  /** Subject: id of the account that a device signs in as over MQTT. */
  'mqtt_account.password_made': Record<string, never>;
  /** Subject of these: organisation id. */
  'response_endpoint.named': Record<string, never>;
  'response_endpoint.removed': Record<string, never>;
  'duty.named': Record<string, never>;
  /** `of`: for which alarms; `isBuiltIn`: the built-in text again. */
  'protocol.changed': { readonly of: string; readonly version: number; readonly isBuiltIn: boolean };
  /** Subject of these: person id. */
  'session.started': Record<string, never>;
  'session.ended': Record<string, never>;
}

interface ContentVersion {
  readonly provider: string;
  readonly version: number;
}

interface ServiceUserVersion {
  readonly organisation: string;
  readonly revision: number;
}

interface Claimed {
  readonly claim: string;
  readonly quantity: number;
}

export type EventType = keyof EventTypes;

export interface NewEvent<Type extends EventType> {
  readonly type: Type;
  readonly subject: string;
  readonly at: Temporal.Instant;
  readonly awardId?: string;
  readonly data: EventTypes[Type];
}

/** Appends an event in the caller's transaction; answers its id (UUID version 7). */
export async function appendEvent<Type extends EventType>(transaction: Transaction, event: NewEvent<Type>): Promise<string> {
  const id = randomUUIDv7();
  await sql`
    insert into platform.event (id, type, subject, award_id, at, data)
    values (${id}, ${event.type}, ${event.subject}, ${event.awardId ?? null}, ${event.at.toString()}, ${JSON.stringify(event.data)})
  `.execute(transaction);
  return id;
}

/** Any event, for lists of several types. */
export type AnyNewEvent = { readonly [Type in EventType]: NewEvent<Type> }[EventType];

/** Appends events of any number in one statement, in their order. */
export async function appendEvents(transaction: Transaction, events: readonly AnyNewEvent[]): Promise<void> {
  if (events.length === 0) return;
  // Of one millisecond, ids are in no order of their own, and readers go by them.
  const ids = events.map(() => randomUUIDv7()).sort();
  const rows = events.map(({ type, subject, awardId, at, data }, index) => ({ id: ids[index], type, subject, award_id: awardId ?? null, at: at.toString(), data }));
  await sql`
    insert into platform.event (id, type, subject, award_id, at, data)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as new (id uuid, type text, subject text, award_id uuid, at timestamptz, data jsonb)
  `.execute(transaction);
}

/** Appends an event unless one of the same type, subject and data is there, also when told twice at once. */
export async function appendEventOnce<Type extends EventType>(transaction: Transaction, event: NewEvent<Type>): Promise<void> {
  const data = JSON.stringify(event.data);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${event.type} ${event.subject} ${data}`}, 0))`.execute(transaction);
  const { rows } = await sql`select 1 from platform.event where type = ${event.type} and subject = ${event.subject} and data = ${data}::jsonb limit 1`.execute(transaction);
  if (rows.length === 0) await appendEvent(transaction, event);
}

/** Makes the partitions of this month and the three that follow; harmless when they are there. */
export async function makeEventPartitions(database: Database, now: Temporal.Instant): Promise<void> {
  const month = now.toZonedDateTimeISO('UTC').toPlainDate().with({ day: 1 });
  await database.as('system:events', async (transaction) => {
    for (let ahead = 0; ahead < 4; ahead++) {
      await sql`select platform.make_event_partition(${month.add({ months: ahead }).toString()}::date)`.execute(transaction);
    }
  });
}

/** Where the SQL files of the schema `platform` are. */
export const platformMigrations = join(import.meta.dirname, 'migrations');
