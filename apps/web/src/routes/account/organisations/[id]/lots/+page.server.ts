import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params: { id }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const [profile, lots] = await Promise.all([orRefused(commissioning.profile(caller, id)), orRefused(commissioning.fittingLots(caller, id))]);
  const { timeZone } = places[0];
  setHeaders({ 'cache-control': 'no-store' });
  return {
    organisation: profile.organisation,
    alerts: profile.content.alerts,
    revision: profile.revision,
    told: profile.content.parts.length > 0 && profile.content.areas.length > 0,
    lots: lots.map(({ process, lot, fit }) => ({ process: { ...process, on: Temporal.Instant.from(process.deadline).toZonedDateTimeISO(timeZone).toString({ smallestUnit: 'minute', timeZoneName: 'never' }) }, lot: { ...lot, part: commissioning.parts.find((part) => part.id === lot.part)?.name ?? lot.part }, fit })),
  };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    await orRefused(commissioning.editProfile(caller, id, Number(data.get('revision')), { alerts: data.get('alerts') === 'on' }));
    redirect(303, `/account/organisations/${id}/lots`);
  },
};
