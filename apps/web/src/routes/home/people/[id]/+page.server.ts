import { redirect } from '@sveltejs/kit';
import { may } from '@drystone/access';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { localTime } from '#lib/problem/local-time.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, home, visit, places }, params: { id }, request: { headers }, url: { searchParams } }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  const { serviceUser, dwelling, units } = await orRefused(home.personalRecord(caller, id));
  const { timeZone } = places[0];
  return {
    serviceUser: { ...serviceUser, leftOn: serviceUser.leftAt && localTime(serviceUser.leftAt, timeZone).date },
    dwelling,
    areaName: dwelling.area === null ? null : ((await visit.areas()).find(({ slug }) => slug === dwelling.area)?.name ?? dwelling.area),
    units: units.map(({ heardAt, ...unit }) => ({ ...unit, heard: heardAt === null ? null : localTime(heardAt, timeZone) })),
    discloses: may(caller, 'disclosure.read', serviceUser.organisation),
    done: searchParams.get('done'),
  };
};

export const actions: Actions = {
  resume: async ({ locals: { accounts, home }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    await orRefused(home.resumeServiceUser(caller, id!));
    redirect(303, `/home/people/${id}?done=saved`);
  },
};
