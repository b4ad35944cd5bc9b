/** What the codes of alarm cases are called on pages. */

import { m } from '@drystone/messages';

type Words = Readonly<Record<string, () => string>>;

export const groupWords: Words = {
  fire: m.kpis_group_fire,
  fall: m.kpis_group_fall,
  help: m.kpis_group_help,
  inactivity: m.kpis_group_inactivity,
  environment: m.kpis_group_environment,
  security: m.kpis_group_security,
  technical: m.kpis_group_technical,
  test: m.kpis_group_test,
  information: m.kpis_group_information,
  unknown: m.kpis_group_unknown,
};
export const outcomeWords: Words = {
  'no-help-needed': m.kpis_outcome_no_help_needed,
  advice: m.kpis_outcome_advice,
  keyholder: m.kpis_outcome_keyholder,
  responder: m.kpis_outcome_responder,
  ambulance: m.kpis_outcome_ambulance,
  'fire-service': m.kpis_outcome_fire_service,
  police: m.kpis_outcome_police,
  technician: m.kpis_outcome_technician,
  'could-not-be-reached': m.kpis_outcome_could_not_be_reached,
};
export const causeWords: Words = {
  fall: m.kpis_cause_fall,
  unwell: m.kpis_cause_unwell,
  fire: m.kpis_cause_fire,
  environment: m.kpis_cause_environment,
  inactivity: m.kpis_cause_inactivity,
  intruder: m.kpis_cause_intruder,
  technical: m.kpis_cause_technical,
  'pressed-by-mistake': m.kpis_cause_pressed_by_mistake,
  test: m.kpis_cause_test,
  unknown: m.kpis_cause_unknown,
};
export const senderWords: Words = {
  responder: m.kpis_sender_responder,
  keyholder: m.kpis_sender_keyholder,
  ambulance: m.kpis_sender_ambulance,
  'fire-service': m.kpis_sender_fire_service,
  police: m.kpis_sender_police,
  technician: m.kpis_sender_technician,
};
const whomWords: Words = {
  operators: m.kpis_whom_operators,
  'second-operators': m.kpis_whom_second_operators,
  'duty-manager': m.kpis_whom_duty_manager,
  'next-provider': m.kpis_whom_next_provider,
  'shared-fallback': m.kpis_whom_shared_fallback,
};
const reasonWords: Words = { 'called-off': m.kpis_reason_called_off, 'waits-still': m.kpis_reason_waits_still, 'given-back': m.kpis_reason_given_back, 'not-asked': m.kpis_reason_not_asked };

/** A code that has no words yet is shown as it is. */
export const wordOf = (words: Words, code: string): string => words[code]?.() ?? code;

/** Why a call waited so long. */
export function reasonOf(code: string): string {
  const whom = code.startsWith('asked-') ? code.slice('asked-'.length) : undefined;
  return whom === undefined ? wordOf(reasonWords, code) : m.kpis_reason_asked({ whom: wordOf(whomWords, whom) });
}
