import { m } from '@drystone/messages';

export const kindOfBarrier = { law: m.barrier_law, policy: m.barrier_policy, habit: m.barrier_habit } as const;
export const meaningOfBarrier = { law: m.barrier_law_means, policy: m.barrier_policy_means, habit: m.barrier_habit_means } as const;
export const severityOfFinding = { error: m.check_error, warning: m.check_warning, note: m.check_note } as const;
export const stateOfAward = { 'to-come': m.award_to_come, 'in-force': m.award_in_force, suspended: m.award_suspended, ended: m.award_ended } as const;
export const heardFromWords = {
  procurement: m.heard_procurement,
  legal: m.heard_legal,
  finance: m.heard_finance,
  insurance: m.heard_insurance,
  it: m.heard_it,
  service: m.heard_service,
  leadership: m.heard_leadership,
  elected: m.heard_elected,
  'another-body': m.heard_another_body,
  provider: m.heard_provider,
  'somebody-else': m.heard_somebody_else,
} as const;
