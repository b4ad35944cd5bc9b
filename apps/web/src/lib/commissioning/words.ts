import { m } from '@drystone/messages';

export const kindOfBarrier = { law: m.barrier_law, policy: m.barrier_policy, habit: m.barrier_habit } as const;
export const meaningOfBarrier = { law: m.barrier_law_means, policy: m.barrier_policy_means, habit: m.barrier_habit_means } as const;
export const severityOfFinding = { error: m.check_error, warning: m.check_warning, note: m.check_note } as const;
export const stateOfAward = { 'to-come': m.award_to_come, 'in-force': m.award_in_force, suspended: m.award_suspended, ended: m.award_ended } as const;
