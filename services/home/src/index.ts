/** Home: assistive technology in the dwelling. Today the rules of alarm response; its tables and doors are still to come. */

export type { AlarmCase, CaseState, Owner } from './alarms/alarm-case.ts';
export { carriedOut, escalate, handBack, moved, type Action, type Escalation } from './alarms/escalation.ts';
export { ladderOf, ladders, type Ladder, type Rung, type Whom } from './alarms/ladders.ts';
export { byUrgency } from './alarms/queue.ts';
export { answering, monthOf, type Answering, type AnsweringRules, type Call, type Period } from './kpis/answering.ts';
