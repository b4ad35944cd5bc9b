import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { orFailed, textsOf } from '#lib/commissioning/evaluation.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params, request, setHeaders, url }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  setHeaders({ 'cache-control': 'no-store' });
  const { process, lot, bids, evaluators, scores, consensus, changes, setAside } = await orRefused(commissioning.moderation(caller, params.id, params.lot));
  const nameOf = (actor: string) => evaluators.find((each) => each.actor === actor)?.name ?? '';
  const aside = new Set(setAside.map(({ bid }) => bid));
  const bidName = (id: string) => bids.find((bid) => bid.id === id)?.provider.name ?? '';
  return {
    id: process.id,
    title: process.content.title,
    lot: { id: lot.id, title: lot.title },
    said: url.searchParams.get('done'),
    criteria: lot.criteria
      .filter(({ kind }) => kind !== 'price')
      .map((criterion) => ({
        id: criterion.id,
        title: criterion.title,
        weight: criterion.weight,
        panel: criterion.panel,
        steps: commissioning.scales.find(({ id }) => id === criterion.scale)!.steps.map(({ score, word }) => ({ score, word })),
        bids: bids
          .filter(({ id }) => !aside.has(id))
          .map((bid) => {
            const own = scores.filter((each) => each.bid === bid.id && each.criterion === criterion.id);
            const agreed = consensus.find((each) => each.bid === bid.id && each.criterion === criterion.id);
            const same = own.length > 0 && own.every(({ score }) => score === own[0]!.score) ? own[0]!.score : null;
            return { id: bid.id, name: bid.provider.name, scores: own.map(({ actor, score, reason }) => ({ actor, name: nameOf(actor), score, reason })), score: agreed?.score ?? same, reason: agreed?.reason ?? '', revision: agreed?.revision ?? 0 };
          }),
      })),
    changes: changes.map(({ bid, criterion, name, before, after, reason, at }) => ({ bid: bidName(bid), criterion: lot.criteria.find(({ id }) => id === criterion)?.title ?? criterion, name, before, after, reason, at: at.slice(0, 10) })),
  };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning }, params, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const texts = textsOf(await request.formData());
    const { bid = '', criterion = '', score = '', reason = '', revision = '' } = texts;
    const failed = await orFailed(commissioning.moderate(caller, params.id, params.lot, { bid, criterion, score: score === '' ? undefined : Number(score), reason, revision: Number(revision) }), texts);
    if (failed) return failed;
    redirect(303, `?done=saved#${criterion}`);
  },
};
