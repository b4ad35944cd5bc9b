/** What happened in somebody's home, in words for those close to them. */

import { m } from '@drystone/messages';

export const familyGroupWords: Readonly<Record<string, () => string>> = {
  fire: m.family_group_fire,
  fall: m.family_group_fall,
  help: m.family_group_help,
  inactivity: m.family_group_inactivity,
  environment: m.family_group_environment,
  security: m.family_group_security,
  unknown: m.family_group_unknown,
};

export const familyStateWords: Readonly<Record<'waiting' | 'in-hand' | 'over', () => string>> = { waiting: m.family_state_waiting, 'in-hand': m.family_state_in_hand, over: m.family_state_over };

const troubleWords: Readonly<Record<string, (input: { date: string }) => string>> = {
  'battery-low': m.family_trouble_battery_low,
  'mains-failure': m.family_trouble_mains_failure,
  'link-failure': m.family_trouble_link_failure,
  'device-lost': m.family_trouble_device_lost,
  'went-silent': m.family_trouble_went_silent,
};

/** What the equipment reported, on which day. */
export const troubleOf = (kind: string, date: string): string => (troubleWords[kind] ?? m.family_trouble_fault)({ date });
