import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { dayOf } from '#lib/commissioning/award-view.ts';
import { orFailed, textsOf } from '#lib/commissioning/evaluation.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params, request, setHeaders, url }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  setHeaders({ 'cache-control': 'no-store' });
  const overview = await orRefused(commissioning.evaluation(caller, params.id));
  const result = await orRefused(commissioning.result(caller, params.id, params.lot));
  const [decisions, challenges] = [await commissioning.decisions(params.id), await orRefused(commissioning.challenges(caller, params.id))];
  const lot = overview.process.content.lots.find(({ id }) => id === params.lot)!;
  const here = overview.lots.find((each) => each.lot === params.lot)!;
  const { timeZone } = places[0];
  const nameOf = (id: string) => here.bids.find((bid) => bid.id === id)?.provider.name ?? id;
  const providerOf = (id: string) => here.bids.flatMap(({ members }) => members).find((member) => member.id === id)?.name ?? '';
  const criterionOf = (id: string) => lot.criteria.find((each) => each.id === id)?.title ?? id;
  return {
    id: params.id,
    title: overview.process.content.title,
    lot: { id: lot.id, title: lot.title, shares: commissioning.parts.find(({ id }) => id === lot.part)?.joins !== 'all' },
    said: url.searchParams.get('done'),
    ready: result.ranking.length > 0 && result.missing.length === 0,
    missing: result.missing.length,
    price: lot.criteria.find(({ kind }) => kind === 'price')?.formula ?? null,
    ranking: result.ranking,
    weights: result.weights.map((each) => ({ ...each, title: criterionOf(each.criterion), first: each.first.map(nameOf).join(', ') })),
    withoutEach: result.withoutEach.map(({ evaluator, first }) => ({ name: evaluator === null ? null : (here.evaluators.find(({ actor }) => actor === evaluator)?.name ?? ''), first: first.map(nameOf).join(', ') })),
    bids: here.bids.map(({ id, provider }) => ({ id, name: provider.name, low: result.lowPrices.includes(id), question: overview.priceQuestions.find((each) => each.bid === id) ?? null, aside: overview.setAside.find((each) => each.bid === id) ?? null })),
    decisions: decisions.filter((each) => each.lot === params.lot).map((each) => ({ ...each, madeOn: dayOf(each.madeAt, timeZone), standstillUntil: each.standstillUntil === null ? null : dayOf(each.standstillUntil, timeZone) })),
    challenges: challenges.filter((each) => each.lot === params.lot).map((each) => ({ ...each, by: providerOf(each.provider), raisedOn: dayOf(each.raisedAt, timeZone) })),
  };
};

type Context = Parameters<NonNullable<Actions['decide']>>[0];

async function act({ locals: { accounts }, request }: Context, work: (caller: Awaited<ReturnType<typeof signedInOrAway>>['caller'], texts: Record<string, string>, data: FormData) => Promise<unknown>) {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const data = await request.formData();
  const texts = textsOf(data);
  const failed = await orFailed(work(caller, texts, data), texts);
  if (failed) return failed;
  redirect(303, '?done=saved');
}

export const actions: Actions = {
  ask: (event) => act(event, (caller, { bid = '', reason = '' }) => event.locals.commissioning.askAboutPrice(caller, event.params.id, bid, { reason })),
  aside: (event) => act(event, (caller, { bid = '', ground = '', why = '' }) => event.locals.commissioning.setBidAside(caller, event.params.id, bid, { ground, why })),
  back: (event) => act(event, (caller, { bid = '' }) => event.locals.commissioning.takeBidBack(caller, event.params.id, bid)),
  /** In two steps: it is published and mailed at once, so it is read again first. */
  decide: async (event) => {
    const data = await event.request.clone().formData();
    const texts = textsOf(data);
    const { outcome = '', reason = '' } = texts;
    if (texts['checked'] !== 'yes' && (outcome === 'award' || outcome === 'unsuccessful') && reason.trim() !== '') {
      const { caller } = await signedInOrAway(event.locals.accounts, event.request.headers);
      const { ranking } = await orRefused(event.locals.commissioning.result(caller, event.params.id, event.params.lot));
      const names = outcome === 'award' ? data.getAll('winner').map((bid) => ranking.find((each) => each.bid === bid)?.provider ?? '') : [];
      if (outcome === 'unsuccessful' || names.length > 0) return { check: { names, reason, fields: [...data].flatMap(([name, value]) => (typeof value === 'string' ? [{ name, value }] : [])) } };
    }
    return act(event, (caller, { outcome = '', reason = '', ...texts }, data) => {
      const winners = data.getAll('winner').map(String).map((bid) => ({ bid, share: texts[`share-${bid}`] ? Number(texts[`share-${bid}`]) / 100 : 1 }));
      return event.locals.commissioning.decide(caller, event.params.id, event.params.lot, outcome === 'award' ? { outcome, winners, reason } : { outcome, reason });
    });
  },
  undo: (event) => act(event, (caller, { decision = '', reason = '' }) => event.locals.commissioning.setDecisionAside(caller, decision, { reason })),
  resolve: (event) => act(event, (caller, { challenge = '', state = '', resolution = '' }) => event.locals.commissioning.resolve(caller, challenge, { state, resolution })),
};
