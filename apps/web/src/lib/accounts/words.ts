/** Organisations, roles and browsers in words. */

import { m } from '@drystone/messages';
import type { Organisation } from '@drystone/accounts';

type Kind = Organisation['kind'];

export const kindOfOrganisation: Readonly<Record<Kind, () => string>> = { buyer: m.kind_buyer, provider: m.kind_provider, community: m.kind_community };

export const roleWords = {
  commissioner: m.role_commissioner,
  evaluator: m.role_evaluator,
  editor: m.role_editor,
  operator: m.role_operator,
  'panel-member': m.role_panel_member,
} as const;

/** What somebody would call it, from its user-agent string. */
export function browserName(userAgent: string): string {
  const browser = ['Firefox', 'Edg', 'OPR', 'SamsungBrowser', 'Chrome', 'Safari'].find((name) => userAgent.includes(name));
  const system = (['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'] as const).find((name) => userAgent.includes(name));
  if (browser === undefined) return m.browser_unknown();
  const name = browser === 'Edg' ? 'Edge' : browser === 'OPR' ? 'Opera' : browser === 'SamsungBrowser' ? 'Samsung Internet' : browser;
  return system === undefined ? name : m.browser_on({ browser: name, system: system === 'Mac OS' ? 'macOS' : system });
}
