import { error } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { may } from '@drystone/access';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import type { PageServerLoad } from './$types';

const ways = ['provider', 'area', 'day', 'month'] as const;
const mostDays = 366;

export const load: PageServerLoad = async ({ locals: { accounts, home, visit, places }, request: { headers }, url: { searchParams }, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  setHeaders({ 'cache-control': 'no-store' });
  const organisations = (await accounts.mine(caller)).filter(({ id }) => may(caller, 'home-kpi.report', id)).map(({ id, name }) => ({ id, name }));
  const chosen = organisations.find(({ id }) => id === searchParams.get('organisation')) ?? organisations[0];
  if (chosen === undefined) error(403, m.kpis_none());
  const today = Temporal.Now.plainDateISO(places[0].timeZone);
  const by = ways.find((way) => way === searchParams.get('by')) ?? 'day';
  const asked = { from: searchParams.get('from') ?? today.subtract({ days: 6 }).toString(), to: searchParams.get('to') ?? today.toString() };
  const days = daysOf(asked);
  const month = monthOf(searchParams.get('month')) ?? today.toPlainYearMonth().toString();
  const areaNames = Object.fromEntries((await visit.areas()).map(({ slug, name }) => [slug, name]));
  const answers = may(caller, 'home-kpi.read', chosen.id);
  return {
    ...{ organisations, chosen, by, ways, ...asked, month, areaNames, answers, wrong: days === undefined },
    kpis: answers && days !== undefined ? await orRefused(home.kpis(caller, { ...days, by, organisation: chosen.id })) : undefined,
    report: await orRefused(home.kpiReport(caller, { month, organisation: chosen.id })),
  };
};

function daysOf({ from, to }: { readonly from: string; readonly to: string }): { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate } | undefined {
  if (![from, to].every((day) => /^\d{4}-\d\d-\d\d$/.test(day))) return undefined;
  try {
    const days = { from: Temporal.PlainDate.from(from, { overflow: 'reject' }), to: Temporal.PlainDate.from(to, { overflow: 'reject' }) };
    const length = days.from.until(days.to).days + 1;
    return length >= 1 && length <= mostDays ? days : undefined;
  } catch {
    return undefined;
  }
}

const monthOf = (text: string | null): string | undefined => (text !== null && /^20\d\d-(0[1-9]|1[0-2])$/.test(text) ? text : undefined);
