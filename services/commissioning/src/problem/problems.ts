/**
 * A problem, put before the citizens: a panel or everybody reads it, tells what it is like and says how much it
 * matters, and the buyer answers. One voice a person: a program has none. Who wrote what is told to nobody.
 */

import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller } from '@drystone/access';
import type { Acting, Database, Transaction } from '@drystone/database';
import { appendEvent, type EventTypes } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { invalid, parsed, Problem } from '@drystone/problems';
import { z } from 'zod';
import type { Organisations } from '../ports.ts';
import { buyersOf, type Process } from '../processes/process.ts';
import { unknownProcess, type Publishing } from '../processes/publishing.ts';
import { findProcess } from '../processes/store.ts';
import { contributionForm, decisionForm, isOpen, noSupport, openingForm, panelForm, supportForm, type Contribution, type Opening, type OwnVoice, type Support } from './contribution.ts';
import * as store from './store.ts';
import { differencesOf, wordingsOf, type Difference, type Wording } from './wording.ts';

/** The problem as those see it who may take part. */
export interface PublicProblem {
  readonly id: string;
  readonly title: string;
  readonly buyers: readonly { readonly id: string; readonly name: string }[];
  readonly problem: Process['content']['problem'];
  /** Null where only its buyers see it yet. */
  readonly opening: (Pick<Opening, 'openedAt' | 'openUntil' | 'openTo' | 'revision'> & { readonly open: boolean }) | null;
  readonly support: Support;
  readonly contributions: number;
  readonly answered: { readonly adopted: number; readonly 'not-adopted': number };
  /** What the caller may do, and has said. */
  readonly you: { readonly takePart: boolean; readonly moderate: boolean; readonly onPanel: boolean; readonly voice: OwnVoice | null; readonly contributions: number };
}

export interface Contributions {
  /** Those with most support first, merged and hidden ones left out unless `all` is asked for by the buyer. */
  readonly items: readonly Contribution[];
  readonly more: boolean;
}

export interface ProblemVersion extends Wording {
  /** From the one before; none in the first. */
  readonly differences: readonly Difference[];
}

export interface Problems {
  /** @throws Problem `unknown-process` where it is not open to the caller. */
  publicProblem(caller: Caller | undefined, id: string): Promise<PublicProblem>;
  /** Whether the caller can read the page of a process' problem, and lead it. */
  aboutProblem(caller: Caller | undefined, id: string): Promise<{ readonly id: string; readonly asked: boolean; readonly buys: boolean }>;
  /** The problems that are open to everybody, those that close first first. */
  openProblems(query: { readonly limit: number; readonly offset: number }): Promise<{ readonly items: readonly { readonly id: string; readonly title: string; readonly buyer: string; readonly openUntil: string }[]; readonly more: boolean }>;
  contributions(caller: Caller | undefined, id: string, query: { readonly all?: boolean | undefined; readonly limit: number; readonly offset: number }): Promise<Contributions>;
  /** The wordings since it was first shown, and from the first to the last. */
  problemVersions(caller: Caller | undefined, id: string): Promise<{ readonly versions: readonly ProblemVersion[]; readonly altogether: readonly Difference[] }>;

  /** Opens it, or changes until when and to whom; revision 0 where it is not open yet. @throws Problem 412 */
  openProblem(caller: Caller | undefined, id: string, revision: number, form: unknown): Promise<PublicProblem>;
  closeProblem(caller: Caller | undefined, id: string): Promise<PublicProblem>;
  problemPanel(caller: Caller | undefined, id: string): Promise<store.Panel>;
  /** Mails each address a link, or puts a community group on the panel. */
  invitePanel(caller: Caller | undefined, id: string, form: unknown): Promise<store.Panel>;
  /** @returns the process to whose panel the caller now belongs. */
  joinPanel(caller: Caller | undefined, token: string): Promise<string>;

  contribute(caller: Caller | undefined, id: string, form: unknown): Promise<Contribution>;
  /** Gives or changes the caller's voice. @returns what it comes to. */
  supportProblem(caller: Caller | undefined, id: string, form: unknown): Promise<Support>;
  withdrawSupport(caller: Caller | undefined, id: string, about: string | null): Promise<void>;
  /** One contribution of the caller's, or without its id all they wrote and said about this problem. */
  eraseContributions(caller: Caller | undefined, id: string, contribution?: string): Promise<void>;
  /** Hide with a reason, show, merge, separate, answer. @throws Problem 412 where it is not at that revision any more. */
  decideContribution(caller: Caller | undefined, contribution: string, revision: number, form: unknown): Promise<Contribution>;
}

const invitationDays = 28;
/** Of one person, about all problems together. */
const mostADay = 20;
const longestOpenDays = 366;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export interface ProblemsOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly publishing: Publishing;
  readonly origin: string;
}

export function createProblems({ database, clock, organisations, publishing: { permitted }, origin }: ProblemsOptions): Problems {
  const asCommissioning = <Result>(work: (transaction: Transaction) => Promise<Result>) => database.as('system:commissioning', work);

  /** What the caller may see and do of a problem. @throws Problem 404 where that is nothing. */
  async function seen(caller: Caller | undefined, id: string) {
    const found = z.uuid().safeParse(id).success
      ? await asCommissioning(async (transaction) => {
          const process = await findProcess(transaction, id);
          if (process === undefined) return undefined;
          const opening = await store.findOpening(transaction, id);
          const groups = caller?.memberships.filter(({ roles }) => roles.includes('panel-member')).map(({ organisationId }) => organisationId) ?? [];
          const onPanel = caller?.personId !== undefined && (await store.isOnPanel(transaction, id, caller.personId, groups));
          return { process, opening, onPanel };
        })
      : undefined;
    if (found === undefined) throw unknownProcess();
    const { process, opening, onPanel } = found;
    const moderate = caller !== undefined && buyersOf(process).some((buyer) => may(caller, 'problem.moderate', buyer.id));
    const readsDraft = caller !== undefined && buyersOf(process).some((buyer) => may(caller, 'process.read-draft', buyer.id));
    const admitted = opening !== undefined && (opening.openTo === 'everyone' || onPanel);
    if (!admitted && !moderate && !readsDraft) throw unknownProcess();
    const open = opening !== undefined && process.stage !== 'withdrawn' && isOpen(opening, clock());
    return { process, opening, onPanel, moderate, open, takePart: open && admitted };
  }

  /** A person who may take part now. @throws Problem 422 where it is closed, or a program asks. */
  async function taking(caller: Caller | undefined, id: string) {
    const allowed = requirePermission(caller, 'problem.take-part');
    const known = await seen(allowed, id);
    if (allowed.personId === undefined) throw invalid([{ field: 'caller', message: 'is a program, and has no voice', mend: 'sign in as the person whose voice it is' }], 'impossible-request');
    return { ...known, person: allowed.personId, acting: { actor: allowed.actor, organisations: [] } satisfies Acting };
  }
  const requireOpen = ({ takePart, open }: { takePart: boolean; open: boolean }) => {
    if (takePart) return;
    throw invalid([{ field: 'process', message: open ? 'is open to its panel' : 'is not open for contributions', mend: open ? 'ask its buyer to invite you' : 'read what became of it' }], 'impossible-request');
  };

  const event = <Type extends 'problem.opened' | 'problem.closed' | 'panel.invited' | 'panel.joined' | 'contribution.made' | 'contribution.decided' | 'contribution.erased' | 'support.given' | 'support.withdrawn'>(transaction: Transaction, type: Type, subject: string, data: EventTypes[Type], at: Temporal.Instant) => appendEvent(transaction, { type, subject, at, data });

  /** Everything said, as the caller may see it. */
  async function everything(caller: Caller | undefined, id: string): Promise<readonly Contribution[]> {
    return asCommissioning(async (transaction) => {
      const rows = await store.findContributions(transaction, id);
      const support = await store.findSupport(transaction, id);
      const voices: ReadonlyMap<string, OwnVoice> = caller?.personId === undefined ? new Map() : await store.findVoices(transaction, id, caller.personId);
      return rows.map(({ author, ...row }) => ({ ...row, support: support.get(row.id) ?? noSupport, mine: author !== null && author === caller?.personId, myVoice: voices.get(row.id) ?? null }));
    });
  }

  async function told(caller: Caller | undefined, id: string): Promise<PublicProblem> {
    const { process, opening, onPanel, moderate, open, takePart } = await seen(caller, id);
    const [all, support, voices] = await Promise.all([everything(caller, id), asCommissioning((transaction) => store.findSupport(transaction, id)), caller?.personId === undefined ? undefined : asCommissioning((transaction) => store.findVoices(transaction, id, caller.personId!))]);
    const shown = all.filter(({ hidden }) => hidden === null);
    return {
      id,
      title: process.content.title,
      buyers: buyersOf(process),
      problem: process.content.problem,
      opening: opening === undefined ? null : { openedAt: opening.openedAt, openUntil: opening.openUntil, openTo: opening.openTo, revision: opening.revision, open },
      support: support.get(id) ?? noSupport,
      contributions: shown.filter(({ mergedInto }) => mergedInto === null).length,
      answered: { adopted: shown.filter(({ answer }) => answer?.outcome === 'adopted').length, 'not-adopted': shown.filter(({ answer }) => answer?.outcome === 'not-adopted').length },
      you: { takePart, moderate, onPanel, voice: voices?.get(id) ?? null, contributions: all.filter(({ mine }) => mine).length },
    };
  }

  return {
    publicProblem: told,

    async aboutProblem(caller, id) {
      const found = await seen(caller, id).catch((error: unknown) => {
        if (error instanceof Problem) return undefined;
        throw error;
      });
      return { id, asked: found?.opening !== undefined, buys: found?.moderate ?? false };
    },

    async openProblems({ limit, offset }) {
      const found = await asCommissioning((transaction) => store.findOpenProblems(transaction, clock(), limit + 1, offset));
      return { items: found.slice(0, limit), more: found.length > limit };
    },

    async contributions(caller, id, { all = false, limit, offset }) {
      const { moderate } = await seen(caller, id);
      const wanted = (await everything(caller, id))
        .filter(({ hidden, mergedInto, mine, erased, answer }) => (all && moderate) || ((hidden === null || mine) && mergedInto === null && (!erased || answer !== null)))
        .toSorted((a, b) => b.support.sum - a.support.sum);
      return { items: wanted.slice(offset, offset + limit), more: wanted.length > offset + limit };
    },

    async problemVersions(caller, id) {
      const { opening, process } = await seen(caller, id);
      const all = await asCommissioning((transaction) => store.findWordings(transaction, id));
      const shown = wordingsOf(all, opening?.fromRevision ?? process.revision);
      return {
        versions: shown.map((each, index) => ({ ...each, differences: index === 0 ? [] : differencesOf(shown[index - 1]!, each) })),
        altogether: shown.length < 2 ? [] : differencesOf(shown[0]!, shown.at(-1)!),
      };
    },

    async openProblem(caller, id, revision, form) {
      const { acting, process } = await permitted(caller, 'problem.open', id);
      const { openUntil, openTo } = parsed(openingForm, form);
      const now = clock();
      const cannot = (field: string, message: string, mend: string) => invalid([{ field, message, mend }], 'impossible-request');
      if (Temporal.Instant.compare(openUntil, now) <= 0) throw cannot('openUntil', 'is past', 'choose a later time');
      if (Temporal.Instant.compare(openUntil, now.add({ hours: 24 * longestOpenDays })) > 0) throw cannot('openUntil', 'is more than a year away', 'choose an earlier time');
      if (process.stage === 'withdrawn') throw cannot('process', 'is withdrawn', 'begin another');
      const { who, today, good } = process.content.problem;
      const empty = Object.entries({ who, today, good }).find(([, words]) => words.trim() === '');
      if (empty !== undefined) throw cannot(`problem.${empty[0]}`, 'is empty', 'write it before you ask others about it');
      await database.as(acting, async (transaction) => {
        await store.lockOpening(transaction, id);
        const before = await store.findOpening(transaction, id);
        if ((before?.revision ?? 0) !== revision) throw new Problem({ kind: 'overtaken', detail: `Somebody else opened or changed it since you read it: it is open until ${before?.openUntil ?? 'nobody knows'}. Look at it anew and try again.` });
        const { revision: fromRevision } = (await findProcess(transaction, id))!;
        await store.putOpening(transaction, { process: id, fromRevision, openUntil, openTo, now });
        await event(transaction, 'problem.opened', id, { revision: revision + 1, openTo }, now);
      });
      return told(caller, id);
    },

    async closeProblem(caller, id) {
      const { acting } = await permitted(caller, 'problem.open', id);
      const now = clock();
      await database.as(acting, async (transaction) => {
        await store.lockOpening(transaction, id);
        const opening = await store.findOpening(transaction, id);
        if (opening === undefined || !isOpen(opening, now)) throw new Problem({ kind: 'taken', detail: 'It is not open.' });
        await store.putOpening(transaction, { process: id, fromRevision: opening.fromRevision, openUntil: now.toString(), openTo: opening.openTo, now });
        await event(transaction, 'problem.closed', id, { revision: opening.revision + 1 }, now);
      });
      return told(caller, id);
    },

    async problemPanel(caller, id) {
      const { acting } = await permitted(caller, 'problem.open', id);
      return database.as(acting, (transaction) => store.findPanel(transaction, id));
    },

    async invitePanel(caller, id, form) {
      const { allowed, acting, process } = await permitted(caller, 'problem.open', id);
      const given = parsed(panelForm, form);
      const group = 'group' in given ? await organisations.publicly(given.group) : undefined;
      if ('group' in given && group?.kind !== 'community') throw invalid([{ field: 'group', message: 'is not a registered community group', mend: 'give the id of one' }], 'impossible-request');
      const now = clock();
      return database.as(acting, async (transaction) => {
        if (group !== undefined) {
          await store.putGroup(transaction, id, group, now);
          await event(transaction, 'panel.invited', id, { group: group.id }, now);
        }
        for (const email of new Set('emails' in given ? given.emails.map((each) => each.toLowerCase()) : [])) {
          const token = randomBytes(24).toString('base64url');
          const invitation = randomUUIDv7();
          await store.putInvitation(transaction, { id: invitation, process: id, email, tokenHash: hashOf(token), expiresAt: now.add({ hours: 24 * invitationDays }) });
          await event(transaction, 'panel.invited', id, { invitation }, now);
          const { title } = process.content;
          await post(transaction, { to: email, subject: m.mail_panel_subject({ title }), body: m.mail_panel_body({ name: allowed.name, buyer: process.buyer.name, title, days: invitationDays, link: `${origin}/commissioning/panel?token=${token}` }) }, now);
        }
        return store.findPanel(transaction, id);
      });
    },

    async joinPanel(caller, token) {
      const allowed = requirePermission(caller, 'problem.take-part');
      const { personId } = allowed;
      if (personId === undefined) throw invalid([{ field: 'caller', message: 'is a program, and has no voice', mend: 'sign in as the person who was invited' }], 'impossible-request');
      const now = clock();
      const unknown = () => new Problem({ kind: 'unknown-invitation', detail: 'This invitation has been used, or has run out. Ask for a new one.' });
      const process = await asCommissioning((transaction) => store.findInvited(transaction, hashOf(token), now));
      if (process === undefined) throw unknown();
      // The link is the buyer's word: for this one step its holder acts for it.
      await database.as({ actor: allowed.actor, organisations: [process.buyer] }, async (transaction) => {
        if ((await store.takeInvitation(transaction, hashOf(token), now)) === undefined) throw unknown();
        await store.putMember(transaction, process.id, personId, now);
        await event(transaction, 'panel.joined', process.id, { person: personId }, now);
      });
      return process.id;
    },

    async contribute(caller, id, form) {
      const known = await taking(caller, id);
      const given = parsed(contributionForm, form);
      requireOpen(known);
      const now = clock();
      const made = randomUUIDv7();
      // Row-level security shows a person their own alone, so all are counted by commissioning.
      const all = await asCommissioning((transaction) => store.countContributions(transaction, id));
      await database.as(known.acting, async (transaction) => {
        const own = await store.countOwn(transaction, known.person, now.subtract({ hours: 24 }));
        if (own >= mostADay) throw new Problem({ kind: 'too-many-requests', detail: `${mostADay} contributions in a day are as many as one can make. Go on tomorrow.`, retryAfterSeconds: 24 * 3600 });
        if (all >= store.mostContributions) throw new Problem({ kind: 'too-many-requests', detail: 'More was said about this than can be answered. Support what is there already.' });
        await store.insertContribution(transaction, { id: made, process: id, author: known.person, shownName: given.shownName ?? null, kind: given.kind, text: given.text, affected: given.affected, panel: known.onPanel, now });
        await event(transaction, 'contribution.made', id, { contribution: made, kind: given.kind }, now);
      });
      return (await everything(caller, id)).find((each) => each.id === made)!;
    },

    async supportProblem(caller, id, form) {
      const known = await taking(caller, id);
      const { about, weight, affected } = parsed(supportForm, form);
      requireOpen(known);
      const subject = about ?? id;
      const now = clock();
      if (about !== null) await supportable(id, about);
      await database.as(known.acting, async (transaction) => {
        await store.putSupport(transaction, { process: id, subject, person: known.person, weight, affected, now });
        await event(transaction, 'support.given', id, { about: subject, weight }, now);
      });
      return (await asCommissioning((transaction) => store.findSupport(transaction, id))).get(subject) ?? noSupport;
    },

    async withdrawSupport(caller, id, about) {
      const { person, acting } = await taking(caller, id);
      const subject = about ?? id;
      const now = clock();
      await database.as(acting, async (transaction) => {
        if ((await store.deleteSupport(transaction, person, { subject })) === 0) throw new Problem({ kind: 'not-found', detail: 'You have given no voice here.' });
        await event(transaction, 'support.withdrawn', id, { about: subject }, now);
      });
    },

    async eraseContributions(caller, id, contribution) {
      const { person, acting, process } = await taking(caller, id);
      const now = clock();
      // What is erased has no author any more who could see it: the buyer's part is lent for this step, narrowed to what they wrote.
      await database.as({ ...acting, organisations: [process.buyer.id] }, async (transaction) => {
        const erased = await store.eraseContributions(transaction, person, contribution === undefined ? { process: id } : { id: contribution }, now);
        const withdrawn = contribution === undefined ? await store.deleteSupport(transaction, person, { process: id }) : 0;
        if (erased.length + withdrawn === 0) throw new Problem({ kind: 'not-found', detail: 'There is nothing of yours here.' });
        for (const each of erased) await event(transaction, 'contribution.erased', id, { contribution: each }, now);
        if (withdrawn > 0) await event(transaction, 'support.withdrawn', id, { about: null }, now);
      });
    },

    async decideContribution(caller, contributionId, revision, form) {
      const known = z.uuid().safeParse(contributionId).success ? await asCommissioning((transaction) => store.findContribution(transaction, contributionId)) : undefined;
      if (known === undefined) throw new Problem({ kind: 'not-found', detail: 'There is no such contribution.' });
      const { acting } = await permitted(caller, 'problem.moderate', known.process);
      const given = parsed(decisionForm, form);
      const now = clock();
      await database.as(acting, async (transaction) => {
        await store.lockOpening(transaction, known.process);
        const before = (await store.findContribution(transaction, contributionId))!;
        const change = changed(before, given, given.decision === 'merge' ? await store.findContribution(transaction, given.into) : undefined, now);
        if (!(await store.updateContribution(transaction, contributionId, revision, change))) throw new Problem({ kind: 'overtaken', detail: `${whatHappened(before)} since you read it. Look at it anew and try again.` });
        await event(transaction, 'contribution.decided', known.process, { contribution: contributionId, decision: given.decision, ...(given.decision === 'merge' && { into: given.into }), ...(given.decision === 'answer' && { outcome: given.outcome }) }, now);
      });
      return (await everything(caller, known.process)).find(({ id }) => id === contributionId)!;
    },
  };

  async function supportable(process: string, about: string): Promise<void> {
    const found = await asCommissioning((transaction) => store.findContribution(transaction, about));
    if (found === undefined || found.process !== process || found.hidden !== null || found.erased) throw new Problem({ kind: 'not-found', detail: 'There is no such contribution.' });
  }
}

function changed(before: store.ContributionRow, given: z.output<typeof decisionForm>, target: store.ContributionRow | undefined, now: Temporal.Instant): store.ContributionChange {
  const same = { mergedInto: before.mergedInto, hidden: before.hidden, answer: before.answer };
  const cannot = (message: string, mend: string) => invalid([{ field: 'decision', message, mend }], 'impossible-request');
  switch (given.decision) {
    case 'hide':
      return { ...same, hidden: { at: now.toString(), why: given.reason } };
    case 'show':
      return { ...same, hidden: null };
    case 'separate':
      if (before.mergedInto === null) throw cannot('is not merged', 'leave it as it is');
      return { ...same, mergedInto: null };
    case 'answer':
      return { ...same, answer: { outcome: given.outcome, text: given.answer, at: now.toString() } };
    case 'merge':
      if (target === undefined || target.process !== before.process || target.hidden !== null || target.erased) throw cannot('goes into something that is not there', 'choose another contribution of the same problem');
      if (target.id === before.id) throw cannot('goes into itself', 'choose another contribution');
      // Only into one that stands by itself, and only one that does: no circle can come of that.
      if (target.mergedInto !== null || before.mergedInto !== null) throw cannot('is merged already, or its target is', 'separate it first');
      return { ...same, mergedInto: target.id };
  }
}

function whatHappened({ hidden, answer, mergedInto, erased }: store.ContributionRow): string {
  if (erased) return 'Its author erased it';
  const what = [hidden && `it was hidden (${hidden.why})`, mergedInto && 'it was merged', answer && `it was answered: “${answer.text.slice(0, 200)}”`].filter(Boolean).join(', ');
  return `Somebody else changed this contribution${what && `: ${what}`}`;
}
