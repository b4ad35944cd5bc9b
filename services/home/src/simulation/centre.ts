/**
 * An alarm centre without a database: the rules that the product works by (`place`, `carryOut`,
 * ladders, `moved`, the order of the queue) on cases in memory. After each step it looks whether any
 * case that was touched is without an owner or a timer.
 */

import type { AlarmSignal } from '@drystone/alarm-protocols';
import type { AnyNewEvent } from '@drystone/events';
import type { AlarmCase } from '../alarms/alarm-case.ts';
import type { CaseStep } from '../alarms/case-step.ts';
import { eventOf, eventOfAction } from '../alarms/cases.ts';
import { carryOut, handBack, moved } from '../alarms/escalation.ts';
import { ladderOf } from '../alarms/ladders.ts';
import { byUrgency } from '../alarms/queue.ts';
import { place, resendMinutes, type Arrival, type EarlierSignal, type Placed } from '../signals/placing.ts';

export interface HeldCase extends AlarmCase {
  readonly account: string;
  readonly kind: AlarmSignal['kind'];
  readonly dueAt: Temporal.Instant | null;
  readonly acknowledgedAt: Temporal.Instant | null;
  readonly attendedAt: Temporal.Instant | null;
}

export interface Centre {
  receive(arrivals: readonly Arrival[], now: Temporal.Instant): readonly Placed[];
  /** Null where the case cannot go there from where it is, or another has it. */
  step(id: string, step: CaseStep, operator: string, now: Temporal.Instant): HeldCase | null;
  /** Carries out what is due of one case. */
  escalate(id: string, now: Temporal.Instant): HeldCase;
  caseOf(id: string): HeldCase | undefined;
  /** Those that nobody has taken, the most urgent first. */
  waiting(): readonly HeldCase[];
  readonly waitingCount: number;
  readonly open: ReadonlyMap<string, HeldCase>;
  readonly counts: { readonly signals: number; readonly resends: number; readonly cases: number; readonly invariantsChecked: number };
  /** Looks at every open case. @throws BrokenInvariant */
  checkAll(): void;
}

export interface CentreOptions {
  readonly tell: (event: AnyNewEvent) => void;
  /** Where a case has a new timer, or none any more. */
  readonly timed: (changed: HeldCase) => void;
}

/** A case was nobody's, or would never move on by itself. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

export function createCentre({ tell, timed }: CentreOptions): Centre {
  const open = new Map<string, HeldCase>();
  const waiting = new Set<string>();
  const openByAccount = new Map<string, Set<string>>();
  const earlier = new Map<string, EarlierSignal & { readonly at: Temporal.Instant }>();
  const counts = { signals: 0, resends: 0, cases: 0, invariantsChecked: 0 };
  let ids = 0;
  const newId = (): string => `${++ids}`.padStart(9, '0');

  function check({ id, state, owner, dueAt }: HeldCase): void {
    counts.invariantsChecked++;
    const closed = state === 'closed';
    if ((owner === null) !== closed) throw new BrokenInvariant(`case ${id} is ${state} and ${owner === null ? 'nobody’s' : 'somebody’s'}`);
    if ((dueAt === null) !== closed) throw new BrokenInvariant(`case ${id} is ${state} and has ${dueAt === null ? 'no timer' : 'a timer'}`);
  }

  function hold(held: HeldCase): HeldCase {
    check(held);
    const ofAccount = openByAccount.get(held.account) ?? new Set();
    openByAccount.set(held.account, ofAccount);
    if (held.state === 'closed') {
      open.delete(held.id);
      ofAccount.delete(held.id);
    } else {
      open.set(held.id, held);
      ofAccount.add(held.id);
    }
    if (held.state === 'offered') waiting.add(held.id);
    else waiting.delete(held.id);
    timed(held);
    return held;
  }

  function carriedOn(held: HeldCase, now: Temporal.Instant): HeldCase {
    const { alarmCase, done, dueAt } = carryOut(held, ladderOf(held.service, held.group), now);
    for (const action of done) tell(eventOfAction(held, action, now));
    return hold({ ...held, ...alarmCase, dueAt });
  }

  return {
    counts,
    open,
    get waitingCount() {
      return waiting.size;
    },
    waiting: () => [...waiting].map((id) => open.get(id)!).sort(byUrgency),
    caseOf: (id) => open.get(id),
    receive(arrivals, now) {
      const facts = {
        unitOf: ({ account }: AlarmSignal) => ({ id: account, organisation: 'the service', dwelling: account }),
        earlierOf: ({ resendKey }: AlarmSignal) => {
          const found = earlier.get(resendKey);
          return found !== undefined && Math.abs(found.at.until(now).total('minutes')) <= resendMinutes ? found : undefined;
        },
        openCasesOf: ({ account }: AlarmSignal) => [...(openByAccount.get(account) ?? [])].reverse().map((id) => open.get(id)!),
        duty: undefined,
      };
      const placing = place(arrivals, facts, now, newId);
      for (const event of placing.events) tell(event);
      for (const made of placing.cases) hold({ ...made, acknowledgedAt: null, attendedAt: null });
      for (const { caseId, priority } of placing.urgency) {
        const held = open.get(caseId)!;
        if (priority < held.priority) hold({ ...held, priority: priority as HeldCase['priority'] });
      }
      for (const { id, caseId, arrival } of placing.signals) earlier.set(arrival.signal.resendKey, { id, caseId, outcome: arrival.outcome, at: now });
      counts.signals += placing.signals.length;
      counts.resends += placing.resends.length;
      counts.cases += placing.cases.length;
      return placing.placed;
    },
    step(id, step, operator, now) {
      const before = open.get(id);
      if (before === undefined) return null;
      const holds = before.owner !== null && 'operator' in before.owner && before.owner.operator === operator;
      const after = step.to === 'handed-back' ? (holds ? handBack(before, now) : null) : moved(before, step.to, operator, now);
      if (after === null) return null;
      tell(eventOf(before, step, now));
      return carriedOn({ ...before, ...after, acknowledgedAt: before.acknowledgedAt ?? (step.to === 'acknowledged' ? now : null), attendedAt: before.attendedAt ?? (step.to === 'arrived' ? now : null) }, now);
    },
    escalate(id, now) {
      return carriedOn(open.get(id)!, now);
    },
    checkAll() {
      for (const held of open.values()) check(held);
    },
  };
}
