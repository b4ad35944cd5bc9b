import { orRefused } from '#lib/accounts/session.ts';
import { dayOf } from '#lib/commissioning/award-view.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params, request }) => {
  const process = await orRefused(commissioning.process(await accounts.caller(request.headers), params.id));
  const { timeZone } = places[0];
  const decisions = await commissioning.decisions(params.id);
  return {
    id: process.id,
    ocid: process.ocid,
    title: process.content.title,
    buyer: process.buyer.name,
    decisions: decisions.map((each) => ({ ...each, lotTitle: process.content.lots.find(({ id }) => id === each.lot)?.title ?? each.lot, madeOn: dayOf(each.madeAt, timeZone), standstillUntil: each.standstillUntil === null ? null : dayOf(each.standstillUntil, timeZone) })),
  };
};
