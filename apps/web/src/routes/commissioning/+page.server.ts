import { decisionsOf } from '#lib/commissioning/decisions.ts';
import { dayOf } from '#lib/commissioning/award-view.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, request }) => {
  const caller = await accounts.caller(request.headers);
  const commissions = caller?.memberships.filter(({ roles }) => roles.includes('commissioner')).map(({ organisationId }) => organisationId) ?? [];
  const each = await Promise.all(
    commissions.map(async (buyer) => {
      const [{ items: processes }, { items: awards }] = await Promise.all([commissioning.processes(caller, { buyer, mine: true, limit: 200, offset: 0 }), commissioning.awards({ buyer, limit: 1_000, offset: 0 })]);
      return { processes, awards };
    }),
  );
  const waiting = commissions.length === 0 ? [] : await commissioning.waitingEnquiries(caller);
  const { timeZone } = places[0];
  return {
    barriers: (await commissioning.barriers({ q: '' })).length,
    commissioner: commissions.length > 0,
    decisions: decisionsOf(each.flatMap(({ processes }) => processes), each.flatMap(({ awards }) => awards), Temporal.Now.instant(), waiting).map(({ at, ...decision }) => ({ ...decision, on: at === null ? null : dayOf(at, timeZone) })),
  };
};
