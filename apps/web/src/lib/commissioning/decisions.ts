/** What awaits a commissioner's decision, the most pressing first. Pure: processes, awards, unanswered questions and the moment in. */

import type { CurrentAward, Process } from '@drystone/commissioning';

export interface Decision {
  readonly kind: 'bids-in' | 'questions' | 'draft' | 'closing-soon' | 'running' | 'ends-soon';
  readonly id: string;
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

const soonDays = { deadline: 7, contract: 90 } as const;

export function decisionsOf(processes: readonly Process[], awards: readonly CurrentAward[], now: Temporal.Instant, waiting: readonly WaitingQuestions[] = []): readonly Decision[] {
  const order: readonly Decision['kind'][] = ['bids-in', 'questions', 'draft', 'ends-soon', 'closing-soon', 'running'];
  const awarded = new Set(awards.map(({ process }) => process));
  const within = (at: string, days: number) => Temporal.Instant.compare(at, now) > 0 && Temporal.Instant.compare(at, now.add({ hours: 24 * days })) <= 0;
  const ofProcesses = processes.flatMap(({ id, stage, buyer, content }): Decision[] => {
    const common = { id, title: content.title, buyer: buyer.name, at: content.deadline };
    if (stage === 'planning') return [{ ...common, kind: 'draft', address: `/commissioning/processes/${id}/edit` }];
    if (stage !== 'tender' || awarded.has(id)) return [];
    const address = `/commissioning/processes/${id}`;
    if (content.deadline === null || Temporal.Instant.compare(content.deadline, now) <= 0) return [{ ...common, kind: 'bids-in', address }];
    return [{ ...common, kind: within(content.deadline, soonDays.deadline) ? 'closing-soon' : 'running', address }];
  });
  const ofAwards = awards.filter(({ state, endsAt }) => state === 'in-force' && within(endsAt, soonDays.contract)).map((award): Decision => ({ kind: 'ends-soon', id: award.id, title: award.title, buyer: award.buyer.name, at: award.endsAt, address: `/commissioning/contracts/${award.id}` }));
  const ofQuestions = waiting.map(({ process, title, buyer, count, since }): Decision => ({ kind: 'questions', id: `questions-${process}`, title, buyer, at: since, count, address: `/commissioning/processes/${process}/questions/manage` }));
  return [...ofProcesses, ...ofQuestions, ...ofAwards].toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.at ?? '9999').localeCompare(b.at ?? '9999'));
}
