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
export const unitOfFigure = { percent: m.figure_unit_percent, times: m.figure_unit_times } as const;
export const stateOfObligation = { 'to-come': m.contract_obligation_to_come, claimed: m.contract_obligation_claimed, delivered: m.contract_obligation_delivered, overdue: m.contract_obligation_overdue } as const;
export const stateOfInvoice = { received: m.contract_invoice_received, accepted: m.contract_invoice_accepted, disputed: m.contract_invoice_disputed, paid: m.contract_invoice_paid, withdrawn: m.contract_invoice_withdrawn } as const;
export const tagOfRelease: Readonly<Record<string, () => string>> = {
  tender: m.contract_tag_tender,
  tenderAmendment: m.contract_tag_amendment,
  tenderUpdate: m.contract_tag_amendment,
  award: m.contract_tag_award,
  contract: m.contract_tag_contract,
  contractUpdate: m.contract_tag_update,
  implementation: m.contract_tag_implementation,
  implementationUpdate: m.contract_tag_implementation,
  contractTermination: m.contract_tag_termination,
};
