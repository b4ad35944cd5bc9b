/**
 * Who buys together, as the standard tells it: the lead is the procuring entity, every one of them a buyer, and the
 * budget is broken down by who brings it.
 * Source: OCDS 1.1, codelist partyRole; https://extensions.open-contracting.org/en/extensions/budget/ (budget breakdown).
 */

import type { JsonObject } from '@drystone/ocds';
import { leadPercent, totalPence, type Process } from '../processes/process.ts';

export function rolesOf({ buyer, partners }: Process, organisation: string): readonly string[] {
  if (organisation === buyer.id) return ['buyer', 'procuringEntity'];
  return partners.some(({ id }) => id === organisation) ? ['buyer'] : [];
}

/** Nothing where one buyer pays for all. The pence that do not divide are the lead's. */
export function budgetOf(process: Process): JsonObject {
  const { buyer, partners, content } = process;
  if (partners.length === 0) return {};
  const total = totalPence(content);
  const shares = partners.map(({ sharePercent, ...partner }) => ({ ...partner, sharePercent, pence: Math.floor((total * Math.round(sharePercent * 100)) / 10_000) }));
  const lead = { ...buyer, sharePercent: leadPercent(process), pence: total - shares.reduce((sum, { pence }) => sum + pence, 0) };
  return {
    budget: {
      amount: { amount: total / 100, currency: 'GBP' },
      budgetBreakdown: [lead, ...shares].map(({ id, name, sharePercent, pence }) => ({ id, description: `${sharePercent} % of the budget`, amount: { amount: pence / 100, currency: 'GBP' }, sourceParty: { id: `drystone-${id}`, name } })),
    },
  };
}
