/** What the codes of service users and of looks at them are called on pages. */

import { m } from '@drystone/messages';
import type { Home } from '@drystone/home';

type Look = Awaited<ReturnType<Home['disclosures']>>[number]['what'];
type ServiceUser = Awaited<ReturnType<Home['serviceUser']>>;

export const statusWords: Readonly<Record<ServiceUser['status'], () => string>> = { active: m.people_status_active, suspended: m.people_status_suspended, left: m.people_status_left };

export const suspensionWords: Readonly<Record<NonNullable<ServiceUser['suspendedFor']>, () => string>> = { holiday: m.people_suspend_holiday, hospital: m.people_suspend_hospital, other: m.people_suspend_other };

export const lookWords: Readonly<Record<Look, () => string>> = {
  'dwelling.seen': m.people_look_dwelling,
  'service_user.seen': m.people_look_service_user,
  'service_users.listed': m.people_look_listed,
  'key_safe.seen': m.people_look_key_safe,
  'key_safe.not_told': m.people_look_key_safe_refused,
  'case_notes.seen': m.people_look_notes,
  'service_user.shown': m.people_look_shown,
  'service_user.exported': m.people_look_exported,
  'service_user.erased': m.people_look_erased,
};

type Consent = Awaited<ReturnType<Home['consents']>>[number];

export const categoryWords: Readonly<Record<Consent['categories'][number], () => string>> = { alarms: m.people_category_alarms, 'test-calls': m.people_category_test_calls, devices: m.people_category_devices };
export const wayWords: Readonly<Record<Consent['how'], () => string>> = { spoken: m.people_way_spoken, written: m.people_way_written, attorney: m.people_way_attorney };
export const consentWords: Readonly<Record<Consent['state'], () => string>> = {
  invited: m.people_consent_state_invited,
  lapsed: m.people_consent_state_lapsed,
  'in-force': m.people_consent_state_in_force,
  withdrawn: m.people_consent_state_withdrawn,
  over: m.people_consent_state_over,
  ended: m.people_consent_state_ended,
};

const languageNames = new Intl.DisplayNames('en-GB', { type: 'language' });
/** "Irish" of ga. */
export const languageName = (code: string): string => languageNames.of(code) ?? code;

/** Those that are offered in forms: the ones most spoken in these islands, British Sign Language among them. */
export const usualLanguages = ['en', 'cy', 'ga', 'gd', 'bfi', 'ar', 'bn', 'cs', 'fa', 'fr', 'gu', 'it', 'lt', 'pa', 'pl', 'pt', 'ro', 'so', 'es', 'ta', 'tr', 'uk', 'ur', 'yue', 'zh'] as const;
