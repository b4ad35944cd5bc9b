/** Home: assistive technology in the dwelling. Today alarm response, from a signal on the wire to its case. */

import { join } from 'node:path';

export type { AlarmCase, CaseState, Owner } from './alarms/alarm-case.ts';
export { escalateDue } from './alarms/cases.ts';
export { keepEscalating } from './alarms/escalating.ts';
export { carriedOut, carryOut, escalate, handBack, moved, type Action, type Escalation } from './alarms/escalation.ts';
export { createLiveCases, type CaseNews, type LiveCases, type LiveLimits } from './alarms/live.ts';
export { ladderOf, ladders, type Ladder, type Rung, type Whom } from './alarms/ladders.ts';
export { byUrgency } from './alarms/queue.ts';
export type { Door, DoorPlace } from './doors/door.ts';
export { createHome, type Home } from './home.ts';
export { createHomeApi } from './http/home-api.ts';
export { createHomeKpiApi } from './http/kpi-api.ts';
export { createPeopleApi } from './http/people-api.ts';
export { createSupervisionApi } from './http/supervision-api.ts';
export { createResponseApi } from './http/response-api.ts';
export { assignCases, keepAssigning, releaseStranded } from './response/assigning.ts';
export { deliverDue, keepDelivering } from './response/delivering.ts';
export { createIntake, type Intake } from './intake.ts';
export { rowsOfOlderKeys, sealAnew } from './people/keys.ts';
export { erasePerson, exportPerson } from './people/one-person.ts';
export { keepByRule, retentionRules } from './people/retention.ts';
export { findOverdueTestCalls } from './people/test-calls.ts';
export { newKey, parseKeys, writeKeys, type HomeKey, type KeyRing } from './sealing/key-ring.ts';
export { answering, daysOf, monthOf, type Answering, type AnsweringRules, type Call, type Period } from './kpis/answering.ts';
export type { HomeKpis, KpiAnswer } from './kpis/kpis.ts';
export { ways, type LongWait, type Way } from './kpis/queries.ts';
export type { Report } from './kpis/report.ts';
export { usualTerms } from './kpis/terms.ts';
export { BrokenInvariant, createCentre, type Centre } from './simulation/centre.ts';
export { simulateWinter, type Winter } from './simulation/winter.ts';
export { keepSupervising, superviseOnce, type Look } from './supervision/looking.ts';
export { createReceiving } from './signals/receiving.ts';
export { forgetSignsOfLife } from './signals/reading.ts';

/** Where the SQL files of the schema `home` are. */
export const homeMigrations = join(import.meta.dirname, 'migrations');
