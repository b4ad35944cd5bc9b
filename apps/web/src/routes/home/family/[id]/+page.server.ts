import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { localTime } from '#lib/problem/local-time.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, home, places }, params: { id }, request: { headers }, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  setHeaders({ 'cache-control': 'no-store' });
  const { name, organisation, until, alarms, hasOlderAlarms, testCalls, devices, withheld } = await orRefused(home.familyPage(caller, id));
  const local = (at: string) => localTime(at, places[0].timeZone);
  return {
    ...{ name, organisation, until, withheld },
    hasOlderAlarms,
    alarms: alarms?.map(({ at, arrived, ...alarm }) => ({ ...alarm, ...local(at), arrived: arrived && { whom: arrived.whom, time: local(arrived.at).time } })),
    testCalls: testCalls && { count: testCalls.length, last: testCalls[0] === undefined ? undefined : local(testCalls[0]).date },
    devices: devices?.map(({ heardAt, troubles }) => ({ heard: heardAt === null ? undefined : local(heardAt), troubles: troubles.map(({ kind, at }) => ({ kind, date: local(at).date })) })),
  };
};
