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
export const whomWords: Words = {
  operators: m.kpis_whom_operators,
  'second-operators': m.kpis_whom_second_operators,
  'duty-manager': m.kpis_whom_duty_manager,
  'next-provider': m.kpis_whom_next_provider,
  'shared-fallback': m.kpis_whom_shared_fallback,
};
/** What happened, as short as a list wants it. */
export const kindWords: Words = {
  'personal-alarm': m.console_kind_personal_alarm,
  fall: m.console_kind_fall,
  duress: m.console_kind_duress,
  medical: m.console_kind_medical,
  fire: m.console_kind_fire,
  smoke: m.console_kind_smoke,
  heat: m.console_kind_heat,
  gas: m.console_kind_gas,
  'carbon-monoxide': m.console_kind_carbon_monoxide,
  flood: m.console_kind_flood,
  'temperature-low': m.console_kind_temperature_low,
  'temperature-high': m.console_kind_temperature_high,
  inactivity: m.console_kind_inactivity,
  wandering: m.console_kind_wandering,
  enuresis: m.console_kind_enuresis,
  medication: m.console_kind_medication,
  intrusion: m.console_kind_intrusion,
  tamper: m.console_kind_tamper,
  'battery-low': m.console_kind_battery_low,
  'mains-failure': m.console_kind_mains_failure,
  'link-failure': m.console_kind_link_failure,
  'device-lost': m.console_kind_device_lost,
  'went-silent': m.console_kind_went_silent,
  'technical-fault': m.console_kind_technical_fault,
  'test-call': m.console_kind_test_call,
  unknown: m.console_kind_unknown,
  'voice-follows': m.console_kind_voice_follows,
  cancel: m.console_kind_cancel,
  information: m.console_kind_information,
  presence: m.console_kind_presence,
  opening: m.console_kind_opening,
  closing: m.console_kind_closing,
  heartbeat: m.console_kind_heartbeat,
};
/** What a protocol is for. A group goes before the kind that is called as it is. */
export const subjectWords: Words = { ...kindWords, ...groupWords, 'personal-alarm': m.protocols_personal_alarm, incident: m.protocols_incident };
/** What to do, by the steps of built-in protocols. */
export const stepWords: Words = {
  speak: m.console_step_speak,
  'ring-their-phone': m.console_step_ring_their_phone,
  'ask-danger': m.console_step_ask_danger,
  'send-somebody': m.console_step_send_somebody,
  'say-who-comes': m.console_step_say_who_comes,
  'hear-from-them': m.console_step_hear_from_them,
  'fall-injury': m.console_step_fall_injury,
  'fall-stay-down': m.console_step_fall_stay_down,
  'fall-lift': m.console_step_fall_lift,
  'fire-speak': m.console_step_fire_speak,
  'fire-service': m.console_step_fire_service,
  'fire-get-out': m.console_step_fire_get_out,
  'fire-tell': m.console_step_fire_tell,
  'fire-over': m.console_step_fire_over,
  'gas-out': m.console_step_gas_out,
  'gas-emergency': m.console_step_gas_emergency,
  'inactive-away': m.console_step_inactive_away,
  'inactive-visit': m.console_step_inactive_visit,
  'environment-ask': m.console_step_environment_ask,
  'environment-safe': m.console_step_environment_safe,
  'environment-send': m.console_step_environment_send,
  'security-listen': m.console_step_security_listen,
  'security-police': m.console_step_security_police,
  'security-stay': m.console_step_security_stay,
  'technical-ring': m.console_step_technical_ring,
  'technical-meanwhile': m.console_step_technical_meanwhile,
  'technical-send': m.console_step_technical_send,
  'technical-test': m.console_step_technical_test,
  'incident-members': m.console_step_incident_members,
  'incident-at-risk': m.console_step_incident_at_risk,
  'incident-network': m.console_step_incident_network,
  'incident-tell': m.console_step_incident_tell,
  'incident-back': m.console_step_incident_back,
};
export const stateWords: Words = {
  received: m.console_state_waits,
  offered: m.console_state_waits,
  acknowledged: m.console_state_acknowledged,
  talking: m.console_state_talking,
  sent: m.console_state_sent,
  arrived: m.console_state_arrived,
  resolved: m.console_state_resolved,
  closed: m.console_state_closed,
};
const reasonWords: Words = { 'called-off': m.kpis_reason_called_off, 'waits-still': m.kpis_reason_waits_still, 'given-back': m.kpis_reason_given_back, 'not-asked': m.kpis_reason_not_asked };

/** A code that has no words yet is shown as it is. */
export const wordOf = (words: Words, code: string): string => words[code]?.() ?? code;

/** Of a built-in protocol, or as an organisation wrote it. */
export const stepOf = ({ step, text }: { readonly step: string; readonly text: string | null }): string => text ?? wordOf(stepWords, step);

/** Why a call waited so long. */
export function reasonOf(code: string): string {
  const whom = code.startsWith('asked-') ? code.slice('asked-'.length) : undefined;
  return whom === undefined ? wordOf(reasonWords, code) : m.kpis_reason_asked({ whom: wordOf(whomWords, whom) });
}
