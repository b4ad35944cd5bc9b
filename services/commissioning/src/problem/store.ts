/** The SQL of problems put before the citizens. */

import { sql, type Transaction } from '@drystone/database';
import { moment } from '../processes/store.ts';
import type { Contribution, Opening, OwnVoice, Support } from './contribution.ts';
import type { Wording } from './wording.ts';

export async function findOpening(transaction: Transaction, process: string): Promise<Opening | undefined> {
  const { rows } = await sql<Opening>`
    select ${moment('opened_at')} as "openedAt", ${moment('open_until')} as "openUntil", open_to as "openTo", from_revision as "fromRevision", revision
    from commissioning.problem_opening where process = ${process}`.execute(transaction);
  return rows[0];
}

/** Until the transaction ends nobody opens, closes, merges or writes. */
export async function lockOpening(transaction: Transaction, process: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`problem ${process}`}, 0))`.execute(transaction);
}

export async function putOpening(transaction: Transaction, opening: { process: string; fromRevision: number; openUntil: string; openTo: string; now: Temporal.Instant }): Promise<void> {
  await sql`
    insert into commissioning.problem_opening (process, from_revision, opened_at, open_until, open_to)
    values (${opening.process}, ${opening.fromRevision}, ${opening.now.toString()}, ${opening.openUntil}, ${opening.openTo})
    on conflict (process) do update set open_until = excluded.open_until, open_to = excluded.open_to, revision = problem_opening.revision + 1`.execute(transaction);
}

/** Every version of the words, the oldest first, and what they are now. */
export async function findWordings(transaction: Transaction, process: string): Promise<readonly Wording[]> {
  const { rows } = await sql<Wording>`
    select revision, ${moment('at')} as at, content->>'title' as title, content->'problem' as problem from commissioning.process_version where process = ${process}
    union all
    select revision, ${moment('changed_at')} as at, title, content->'problem' as problem from commissioning.process where id = ${process}
      and not exists (select from commissioning.process_version as version where version.process = process.id and version.revision = process.revision)
    order by revision`.execute(transaction);
  return rows;
}

export async function isOnPanel(transaction: Transaction, process: string, person: string, organisations: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ on: boolean }>`
    select exists (select from commissioning.panel_member where process = ${process} and person = ${person})
      or exists (select from commissioning.panel_group where process = ${process} and organisation = any (${organisations}::uuid[])) as on`.execute(transaction);
  return rows[0]!.on;
}

export interface ContributionRow extends Omit<Contribution, 'support' | 'mine' | 'myVoice'> {
  readonly author: string | null;
}

const columns = sql`id, process, kind, author, text, shown_name as "shownName", affected, panel, ${moment('at')} as at, merged_into as "mergedInto", erased_at is not null as erased, revision,
  case when hidden_at is not null then json_build_object('at', ${moment('hidden_at')}, 'why', why_hidden) end as hidden,
  case when outcome is not null then json_build_object('outcome', outcome, 'text', answer, 'at', ${moment('answered_at')}) end as answer`;

/** Nobody reads more; whoever writes on is told so. */
export const mostContributions = 5_000;

export async function findContributions(transaction: Transaction, process: string): Promise<readonly ContributionRow[]> {
  const { rows } = await sql<ContributionRow>`select ${columns} from commissioning.contribution where process = ${process} order by at desc, id limit ${mostContributions}`.execute(transaction);
  return rows;
}

export async function findContribution(transaction: Transaction, id: string): Promise<ContributionRow | undefined> {
  const { rows } = await sql<ContributionRow>`select ${columns} from commissioning.contribution where id = ${id}`.execute(transaction);
  return rows[0];
}

export async function countContributions(transaction: Transaction, process: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from commissioning.contribution where process = ${process}`.execute(transaction);
  return rows[0]!.count;
}

/** How many a person wrote since, about whatever; with a lock, so that two at once count each other. */
export async function countOwn(transaction: Transaction, author: string, since: Temporal.Instant): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`contribution ${author}`}, 0))`.execute(transaction);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from commissioning.contribution where author = ${author} and at > ${since.toString()}`.execute(transaction);
  return rows[0]!.count;
}

export async function insertContribution(transaction: Transaction, made: { id: string; process: string; kind: string; author: string; text: string; shownName: string | null; affected: boolean; panel: boolean; now: Temporal.Instant }): Promise<void> {
  await sql`
    insert into commissioning.contribution (id, process, kind, author, text, shown_name, affected, panel, at)
    values (${made.id}, ${made.process}, ${made.kind}, ${made.author}, ${made.text}, ${made.shownName}, ${made.affected}, ${made.panel}, ${made.now.toString()})`.execute(transaction);
}

export interface ContributionChange {
  readonly mergedInto: string | null;
  readonly hidden: Contribution['hidden'];
  readonly answer: Contribution['answer'];
}

/** Whether it was still at that revision. */
export async function updateContribution(transaction: Transaction, id: string, revision: number, { mergedInto, hidden, answer }: ContributionChange): Promise<boolean> {
  const { rows } = await sql`
    update commissioning.contribution set merged_into = ${mergedInto}, hidden_at = ${hidden?.at ?? null}, why_hidden = ${hidden?.why ?? null},
      outcome = ${answer?.outcome ?? null}, answer = ${answer?.text ?? null}, answered_at = ${answer?.at ?? null}, revision = revision + 1
    where id = ${id} and revision = ${revision} returning 1`.execute(transaction);
  return rows.length === 1;
}

/** The words and their author are gone; that there was something, and what was answered, stays. @returns the ids of what was erased. */
export async function eraseContributions(transaction: Transaction, author: string, which: { id: string } | { process: string }, now: Temporal.Instant): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update commissioning.contribution set text = '', author = null, shown_name = null, affected = false, erased_at = ${now.toString()}, revision = revision + 1
    where author = ${author} and ${'id' in which ? sql`id = ${which.id}` : sql`process = ${which.process}`} returning id`.execute(transaction);
  return rows.map(({ id }) => id);
}

/** The support of the problem itself and of each contribution that is not merged, by id. */
export async function findSupport(transaction: Transaction, process: string): Promise<ReadonlyMap<string, Support>> {
  const { rows } = await sql<{ subject: string; people: number; sum: number; one: number; two: number; three: number; affected: number }>`
    with recursive root as (
      select id, id as root from commissioning.contribution where process = ${process} and merged_into is null
      union all
      select contribution.id, root.root from commissioning.contribution join root on contribution.merged_into = root.id
    ), voice as (
      select coalesce(root.root, support.subject) as subject, person, max(weight) as weight, bool_or(affected) as affected
      from commissioning.support left join root on root.id = support.subject where support.process = ${process} group by 1, 2
    )
    select subject, count(*)::int as people, sum(weight)::int as sum, count(*) filter (where weight = 1)::int as one, count(*) filter (where weight = 2)::int as two,
      count(*) filter (where weight = 3)::int as three, count(*) filter (where affected)::int as affected
    from voice group by subject`.execute(transaction);
  return new Map(rows.map(({ subject, people, sum, one, two, three, affected }) => [subject, { people, sum, byWeight: [one, two, three] as const, affected }]));
}

export async function findVoices(transaction: Transaction, process: string, person: string): Promise<ReadonlyMap<string, OwnVoice>> {
  const { rows } = await sql<OwnVoice & { subject: string }>`select subject, weight, affected from commissioning.support where process = ${process} and person = ${person}`.execute(transaction);
  return new Map(rows.map(({ subject, ...voice }) => [subject, voice]));
}

export async function putSupport(transaction: Transaction, { process, subject, person, weight, affected, now }: { process: string; subject: string; person: string; weight: number; affected: boolean; now: Temporal.Instant }): Promise<void> {
  await sql`
    insert into commissioning.support (subject, person, process, weight, affected, at) values (${subject}, ${person}, ${process}, ${weight}, ${affected}, ${now.toString()})
    on conflict (subject, person) do update set weight = excluded.weight, affected = excluded.affected, at = excluded.at`.execute(transaction);
}

/** How many voices were withdrawn: one about something, or all of the process. */
export async function deleteSupport(transaction: Transaction, person: string, which: { subject: string } | { process: string }): Promise<number> {
  const { rows } = await sql`delete from commissioning.support where person = ${person} and ${'subject' in which ? sql`subject = ${which.subject}` : sql`process = ${which.process}`} returning 1`.execute(transaction);
  return rows.length;
}

export interface Panel {
  readonly members: number;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly invited: readonly { readonly email: string; readonly expiresAt: string }[];
}

export async function findPanel(transaction: Transaction, process: string): Promise<Panel> {
  const { rows: groups } = await sql<{ id: string; name: string }>`select organisation as id, name from commissioning.panel_group where process = ${process} order by name`.execute(transaction);
  const { rows: invited } = await sql<{ email: string; expiresAt: string }>`select email, ${moment('expires_at')} as "expiresAt" from commissioning.panel_invitation where process = ${process} order by email`.execute(transaction);
  const { rows: members } = await sql<{ count: number }>`select count(*)::int as count from commissioning.panel_member where process = ${process}`.execute(transaction);
  return { members: members[0]!.count, groups, invited };
}

export async function putGroup(transaction: Transaction, process: string, { id, name }: { id: string; name: string }, now: Temporal.Instant): Promise<void> {
  await sql`insert into commissioning.panel_group (process, organisation, name, since) values (${process}, ${id}, ${name}, ${now.toString()}) on conflict do nothing`.execute(transaction);
}

export async function putInvitation(transaction: Transaction, invitation: { id: string; process: string; email: string; tokenHash: Buffer; expiresAt: Temporal.Instant }): Promise<void> {
  await sql`
    insert into commissioning.panel_invitation (id, process, email, token_hash, expires_at) values (${invitation.id}, ${invitation.process}, ${invitation.email}, ${invitation.tokenHash}, ${invitation.expiresAt.toString()})
    on conflict (process, email) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`.execute(transaction);
}

/** The process somebody was invited to, and the invitation is used up. */
export async function takeInvitation(transaction: Transaction, tokenHash: Buffer, now: Temporal.Instant): Promise<string | undefined> {
  const { rows } = await sql<{ process: string }>`delete from commissioning.panel_invitation where token_hash = ${tokenHash} and expires_at > ${now.toString()} returning process`.execute(transaction);
  return rows[0]?.process;
}

export async function putMember(transaction: Transaction, process: string, person: string, now: Temporal.Instant): Promise<void> {
  await sql`insert into commissioning.panel_member (process, person, since) values (${process}, ${person}, ${now.toString()}) on conflict do nothing`.execute(transaction);
}

/** Addresses of invitations that have run out are forgotten. */
export async function deleteOldInvitations(transaction: Transaction, now: Temporal.Instant): Promise<void> {
  await sql`delete from commissioning.panel_invitation where expires_at <= ${now.toString()}`.execute(transaction);
}

export async function findInvited(transaction: Transaction, tokenHash: Buffer, now: Temporal.Instant): Promise<{ readonly id: string; readonly buyer: string } | undefined> {
  const { rows } = await sql<{ id: string; buyer: string }>`
    select process.id, process.buyer from commissioning.panel_invitation join commissioning.process on process.id = panel_invitation.process
    where token_hash = ${tokenHash} and expires_at > ${now.toString()}`.execute(transaction);
  return rows[0];
}

/** Open to everybody now, those that close first first. */
export async function findOpenProblems(transaction: Transaction, now: Temporal.Instant, limit: number, offset: number): Promise<readonly { id: string; title: string; buyer: string; openUntil: string }[]> {
  const { rows } = await sql<{ id: string; title: string; buyer: string; openUntil: string }>`
    select process.id, title, buyer_name as buyer, ${moment('open_until')} as "openUntil"
    from commissioning.problem_opening join commissioning.process on process.id = problem_opening.process
    where open_to = 'everyone' and stage <> 'withdrawn' and open_until > ${now.toString()} order by open_until, process.id limit ${limit} offset ${offset}`.execute(transaction);
  return rows;
}
