import { m } from '@drystone/messages';
import { may } from '@drystone/access';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { chosenOrganisation } from '#lib/home/organisations.ts';
import { isId } from '#lib/is-id.ts';
import { localTime } from '#lib/problem/local-time.ts';
import type { PageServerLoad } from './$types';

const pageLength = 50;
const ways = ['overdue', 'due', 'all'] as const;
/** This one and those before it. */
const months = 6;

export const load: PageServerLoad = async ({ locals: { accounts, home, places }, request: { headers }, url: { searchParams } }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  const choice = await chosenOrganisation(accounts, caller, 'test-call.read', searchParams.get('organisation'), m.people_none());
  const { timeZone } = places[0];
  const now = Temporal.Now.instant();
  const which = ways.find((way) => way === searchParams.get('which')) ?? 'overdue';
  const from = searchParams.get('after');
  const after = from !== null && isId(from) ? from : undefined;
  const some = await orRefused(home.testCalls(caller, { organisation: choice.chosen.id, overdue: which === 'all' ? undefined : which === 'overdue', after, limit: pageLength + 1 }));
  const units = some.slice(0, pageLength).map(({ localUnit, protocol, account, dwelling, lastAt, expectedBy }) => ({ id: localUnit, protocol, account, dwelling, last: lastAt === null ? null : localTime(lastAt, timeZone).date, by: localTime(expectedBy, timeZone).date, overdue: Temporal.Instant.compare(expectedBy, now) < 0 }));
  const more = new URLSearchParams(searchParams);
  more.set('after', units.at(-1)?.id ?? '');
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const figures = may(caller, 'home-kpi.read', choice.chosen.id) ? await orRefused(home.kpis(caller, { from: today.subtract({ months: months - 1 }).with({ day: 1 }), to: today, by: 'month', organisation: choice.chosen.id })) : undefined;
  return { ...choice, which, ways, units, next: some.length > pageLength ? `?${more}` : undefined, paged: after !== undefined, months: figures?.parts.map(({ part, percentTested }) => ({ month: part!, percentTested })).toReversed() ?? [] };
};
