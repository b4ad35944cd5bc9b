/** The names of what a profile holds, and of how far it is. */

import { m } from '@drystone/messages';

type Words<Name extends string> = Readonly<Record<Name, () => string>>;

export const sectionWords: Words<'about' | 'size' | 'work' | 'insurance' | 'accessibility' | 'policies' | 'references'> = {
  about: m.profile_about,
  size: m.profile_size,
  work: m.profile_work,
  insurance: m.profile_insurance,
  accessibility: m.profile_accessibility,
  policies: m.profile_policies,
  references: m.profile_references,
};
export const sectionStateWords: Words<'done' | 'missing' | 'expired' | 'expires-soon'> = { done: m.task_done, missing: m.task_to_do, expired: m.profile_expired, 'expires-soon': m.profile_expires_soon };
export const legalFormWords: Words<'company' | 'partnership' | 'sole-trader' | 'charity' | 'community-interest-company' | 'cooperative' | 'unincorporated' | 'public-body'> = {
  company: m.legal_company,
  partnership: m.legal_partnership,
  'sole-trader': m.legal_sole_trader,
  charity: m.legal_charity,
  'community-interest-company': m.legal_cic,
  cooperative: m.legal_cooperative,
  unincorporated: m.legal_unincorporated,
  'public-body': m.legal_public_body,
};
export const insuranceWords: Words<'public-liability' | 'employers-liability' | 'professional-indemnity' | 'cyber' | 'other'> = {
  'public-liability': m.insurance_public,
  'employers-liability': m.insurance_employers,
  'professional-indemnity': m.insurance_professional,
  cyber: m.insurance_cyber,
  other: m.insurance_other,
};
export const policyWords: Words<'accessibility' | 'safeguarding' | 'health-and-safety' | 'data-protection' | 'environment' | 'equality' | 'modern-slavery' | 'quality' | 'other'> = {
  accessibility: m.policy_accessibility,
  safeguarding: m.policy_safeguarding,
  'health-and-safety': m.policy_health_and_safety,
  'data-protection': m.policy_data_protection,
  environment: m.policy_environment,
  equality: m.policy_equality,
  'modern-slavery': m.policy_modern_slavery,
  quality: m.policy_quality,
  other: m.policy_other,
};
