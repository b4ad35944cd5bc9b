/**
 * What is to be done about a case at a moment. Pure: the case, its ladder and the moment say all. A
 * rung counts from when the one before was carried out, so that a clock that jumps, or a restart after
 * hours, moves a case by one rung and not by all.
 */

import type { AlarmCase, CaseState, Owner } from './alarm-case.ts';
import type { Ladder, Whom } from './ladders.ts';

export type Action =
  /** Ask these to take it. */
  | { readonly do: 'offer'; readonly whom: Whom }
  /** Tell its owner that it waits. */
  | { readonly do: 'remind' }
  /** Its owner does nothing: take it away and offer it anew. */
  | { readonly do: 'hand-back' };

export interface Escalation {
  /** To be carried out now; null where nothing is due. */
  readonly action: Action | null;
  /** When to look again, if nothing happens before; null only for a closed case. */
  readonly dueAt: Temporal.Instant | null;
}

/**
 * @example
 * const { action, dueAt } = escalate(alarmCase, ladderOf(alarmCase.service, alarmCase.group), now);
 * const next = action ? carriedOut(alarmCase, action, now) : alarmCase;
 */
export function escalate(alarmCase: AlarmCase, ladder: Ladder, now: Temporal.Instant): Escalation {
  const due = dueFor(alarmCase, ladder);
  if (due === null) return { action: null, dueAt: null };
  const dueAt = alarmCase.since.add({ seconds: due.afterSeconds });
  // The clock was set back, and nobody knows how long the case has waited: a rung too early, rather than an hour too late.
  const setBack = Temporal.Instant.compare(alarmCase.since, now.add({ seconds: skewSeconds })) > 0;
  if (due.afterSeconds > 0 && !setBack && Temporal.Instant.compare(dueAt, now) > 0) return { action: null, dueAt };
  const after = carriedOut(alarmCase, due.action, now);
  return { action: due.action, dueAt: now.add({ seconds: dueFor(after, ladder)!.afterSeconds }) };
}

/** By how much the clocks of two servers may differ without meaning anything. */
const skewSeconds = 5;

/** All that is due at a moment, carried out: what is taken away from whoever did nothing is offered anew in the same breath. */
export function carryOut(alarmCase: AlarmCase, ladder: Ladder, now: Temporal.Instant): { readonly alarmCase: AlarmCase; readonly done: readonly Action[]; readonly dueAt: Temporal.Instant | null } {
  const done: Action[] = [];
  for (let current = alarmCase; ; ) {
    const { action, dueAt } = escalate(current, ladder, now);
    if (action === null) return { alarmCase: current, done, dueAt };
    current = carriedOut(current, action, now);
    done.push(action);
    if (current.state !== 'received') return { alarmCase: current, done, dueAt };
  }
}

/** The case after an action was carried out. */
export function carriedOut(alarmCase: AlarmCase, action: Action, now: Temporal.Instant): AlarmCase {
  if (action.do === 'hand-back') return handBack(alarmCase, now);
  if (action.do === 'remind') return { ...alarmCase, rungs: alarmCase.rungs + 1, since: now };
  return { ...alarmCase, state: 'offered', owner: { queue: action.whom }, rungs: alarmCase.rungs + 1, since: now };
}

const before: Readonly<Record<CaseState, readonly CaseState[]>> = {
  received: [],
  offered: [],
  acknowledged: ['received', 'offered'],
  talking: ['acknowledged', 'sent', 'arrived'],
  sent: ['acknowledged', 'talking', 'sent', 'arrived'],
  // Also whom nobody sent: a neighbour has a key.
  arrived: ['acknowledged', 'talking', 'sent', 'arrived'],
  resolved: ['acknowledged', 'talking', 'sent', 'arrived'],
  closed: ['acknowledged', 'talking', 'sent', 'arrived', 'resolved'],
};

/**
 * The case after an operator has moved it on; null where it cannot go there from where it is, as when
 * another has taken it first.
 */
export function moved(alarmCase: AlarmCase, to: 'acknowledged' | 'talking' | 'sent' | 'arrived' | 'resolved' | 'closed', operator: string, now: Temporal.Instant): AlarmCase | null {
  if (!before[to].includes(alarmCase.state)) return null;
  const holder = alarmCase.owner !== null && 'operator' in alarmCase.owner ? alarmCase.owner.operator : operator;
  if (holder !== operator) return null;
  const owner: Owner = to === 'closed' ? null : { operator };
  return { ...alarmCase, state: to, owner, rungs: 0, since: now };
}

/** Given up by whoever had it: from the first rung again, which is due at once. */
export function handBack(alarmCase: AlarmCase, now: Temporal.Instant): AlarmCase {
  return { ...alarmCase, state: 'received', owner: null, rungs: 0, since: now };
}

function dueFor({ state, rungs }: AlarmCase, ladder: Ladder): { readonly action: Action; readonly afterSeconds: number } | null {
  switch (state) {
    case 'received':
    case 'offered': {
      const rung = ladder.rungs[rungs];
      return rung ? { action: { do: 'offer', whom: rung.whom }, afterSeconds: rung.afterSeconds } : { action: { do: 'offer', whom: ladder.rungs.at(-1)!.whom }, afterSeconds: ladder.againSeconds };
    }
    case 'acknowledged':
      return { action: { do: rungs === 0 ? 'remind' : 'hand-back' }, afterSeconds: ladder.idleSeconds };
    case 'talking':
      return { action: { do: 'remind' }, afterSeconds: ladder.talkingSeconds };
    case 'sent':
      return { action: { do: 'remind' }, afterSeconds: ladder.attendSeconds };
    case 'arrived':
      return { action: { do: 'remind' }, afterSeconds: ladder.thereSeconds };
    case 'resolved':
      return { action: { do: 'remind' }, afterSeconds: ladder.closeSeconds };
    case 'closed':
      return null;
  }
}
