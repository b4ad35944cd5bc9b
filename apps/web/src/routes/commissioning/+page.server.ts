import { decisionsOf, type Waiting } from '#lib/commissioning/decisions.ts';
import { dayOf } from '#lib/commissioning/award-view.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, visit, places }, request }) => {
  const caller = await accounts.caller(request.headers);
  const commissions = caller?.memberships.filter(({ roles }) => roles.includes('commissioner')).map(({ organisationId }) => organisationId) ?? [];
  const decisions = commissions.length === 0 ? [] : decisionsOf(await waitingFor(commissions), Temporal.Now.instant());
  const { timeZone } = places[0];

  async function waitingFor(buyers: readonly string[]): Promise<Waiting> {
    const [each, progress, invitations, questions, curation] = await Promise.all([
      Promise.all(buyers.map(async (buyer) => ({ processes: await commissioning.processes(caller, { buyer, mine: true, limit: 200, offset: 0 }), awards: await commissioning.awards({ buyer, limit: 1_000, offset: 0 }) }))),
      commissioning.evaluations(caller),
      commissioning.buyerInvitations(caller),
      commissioning.waitingEnquiries(caller),
      visit.curation(caller),
    ]);
    // Two who commission together may both be the caller's.
    const processes = [...new Map(each.flatMap(({ processes: { items } }) => items).map((process) => [process.id, process])).values()];
    return { processes, awards: each.flatMap(({ awards: { items } }) => items), progress, invitations, questions, curation: curation.length };
  }

  return {
    barriers: (await commissioning.barriers({ q: '' })).length,
    commissioner: commissions.length > 0,
    decisions: decisions.map(({ at, ...decision }) => ({ ...decision, on: at === null ? null : dayOf(at, timeZone) })),
  };
};
