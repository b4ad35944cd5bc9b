/** What awaits a commissioner's decision, the most pressing first. Pure: what there is and the moment in. */

import type { CurrentAward, Invited, Process, Progress } from '@drystone/commissioning';

/** In the order in which they press. */
const kinds = ['challenged', 'to-decide', 'evaluating', 'to-open', 'bids-in', 'questions', 'curation', 'invited', 'draft', 'ends-soon', 'closing-soon', 'running'] as const;

export interface Decision {
  readonly kind: (typeof kinds)[number];
  readonly id: string;
  /** Empty where it is about no tender. */
  readonly title: string;
  readonly buyer: string;
  /** RFC 3339: a deadline, the end of a contract, or since when the first question waits. */
  readonly at: string | null;
  readonly address: string;
  /** Of questions: how many. */
  readonly count?: number;
}

export interface WaitingQuestions {
  readonly process: string;
  readonly title: string;
  readonly buyer: string;
  readonly count: number;
  readonly since: string;
}

export interface Waiting {
  readonly processes: readonly Process[];
  readonly awards: readonly CurrentAward[];
  /** Of those whose deadline has passed. */
  readonly progress: readonly Progress[];
  readonly invitations: readonly Invited[];
  /** That nobody has answered yet. */
  readonly questions: readonly WaitingQuestions[];
  /** Places that providers handed in. */
  readonly curation: number;
}

const soonDays = { deadline: 7, contract: 90 } as const;

export function decisionsOf({ processes, awards, progress, invitations, questions, curation }: Waiting, now: Temporal.Instant): readonly Decision[] {
  const awarded = new Set(awards.map(({ process }) => process));
  const within = (at: string, days: number) => Temporal.Instant.compare(at, now) > 0 && Temporal.Instant.compare(at, now.add({ hours: 24 * days })) <= 0;
  const ofProcesses = processes.flatMap(({ id, stage, buyer, content }): Decision[] => {
    const common = { id, title: content.title, buyer: buyer.name, at: content.deadline };
    const address = `/commissioning/processes/${id}`;
    if (stage === 'planning') return [{ ...common, kind: 'draft', address: `${address}/edit` }];
    if (stage !== 'tender') return [];
    if (content.deadline !== null && Temporal.Instant.compare(content.deadline, now) > 0) return [{ ...common, kind: within(content.deadline, soonDays.deadline) ? 'closing-soon' : 'running', address }];
    // What follows the deadline is its lead's alone: a partner has nothing to decide.
    const far = progress.find(({ process }) => process === id);
    if (far === undefined) return content.deadline !== null || awarded.has(id) ? [] : [{ ...common, kind: 'bids-in', address }];
    if (far.openChallenges > 0) return [{ ...common, kind: 'challenged', address: `${address}/evaluation` }];
    if (far.decided >= far.lots) return [];
    if (!far.opened) return [{ ...common, kind: 'to-open', address: `${address}/openers` }];
    return [{ ...common, kind: far.moderated > far.decided ? 'to-decide' : 'evaluating', address: `${address}/evaluation` }];
  });
  const ofAwards = awards.filter(({ state, endsAt }) => state === 'in-force' && within(endsAt, soonDays.contract)).map((award): Decision => ({ kind: 'ends-soon', id: award.id, title: award.title, buyer: award.buyer.name, at: award.endsAt, address: `/commissioning/contracts/${award.id}` }));
  const ofOthers = [
    ...questions.map(({ process, title, buyer, count, since }): Decision => ({ kind: 'questions', id: `questions-${process}`, title, buyer, at: since, count, address: `/commissioning/processes/${process}/questions/manage` })),
    ...(curation > 0 ? [{ kind: 'curation' as const, id: 'curation', title: '', buyer: '', at: null, address: '/commissioning/curation' }] : []),
    ...invitations.filter(({ state }) => state === 'invited').map(({ process, title, lead }): Decision => ({ kind: 'invited', id: `invited-${process}`, title, buyer: lead, at: null, address: `/commissioning/processes/${process}/buyers` })),
  ];
  return [...ofProcesses, ...ofAwards, ...ofOthers].toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.at ?? '9999').localeCompare(b.at ?? '9999'));
}
