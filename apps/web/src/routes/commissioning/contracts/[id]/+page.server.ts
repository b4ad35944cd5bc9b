import type { Contract } from '@drystone/commissioning';
import { awardViews, dayOf } from '#lib/commissioning/award-view.ts';
import { tasksOf } from '#lib/commissioning/contract/tasks.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, request, url, setHeaders }) => {
  const { accounts, commissioning, places } = locals;
  const caller = await accounts.caller(request.headers);
  if (caller !== undefined) setHeaders({ 'cache-control': 'no-store' });
  const award = await commissioning.award(params.id);
  const [views, { figures, countedUntil }, contract, record] = await Promise.all([awardViews([award], locals), commissioning.performance(award.id), commissioning.contract(caller, award.id), commissioning.recordPackage(award.ocid)]);
  const { timeZone } = places[0];
  const now = Temporal.Now.instant();
  const elapsed = (now.epochMilliseconds - Temporal.Instant.from(award.startsAt).epochMilliseconds) / (Temporal.Instant.from(award.endsAt).epochMilliseconds - Temporal.Instant.from(award.startsAt).epochMilliseconds);
  const [{ releases }] = record['records'] as unknown as [{ releases: { date: string; tag: string[] }[] }];
  return {
    award: views[0]!,
    figures,
    countedOn: countedUntil === null ? null : { day: dayOf(countedUntil, timeZone), time: Temporal.Instant.from(countedUntil).toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'minute' }) },
    elapsedPercent: Math.round(100 * Math.min(1, Math.max(0, elapsed))),
    contract: told(contract, timeZone),
    tasks: tasksOf(contract, views[0]!),
    history: releases.map(({ date, tag }) => ({ on: dayOf(date, timeZone), tags: tag })).toReversed(),
    said: url.searchParams.get('done'),
  };
};

/** Days for moments. */
function told(contract: Contract, timeZone: string) {
  return {
    ...contract,
    obligations: contract.obligations.map(({ claims, ...each }) => ({ ...each, claims: claims.map(({ decidedAt, claimedAt, ...claim }) => ({ ...claim, claimedOn: dayOf(claimedAt, timeZone), decidedOn: decidedAt === null ? null : dayOf(decidedAt, timeZone) })) })),
    rules: contract.rules.map(({ endedAt, ...rule }) => ({ ...rule, ended: endedAt !== null })),
  };
}
