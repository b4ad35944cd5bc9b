import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
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
    const { lot, bids, consensus } = await orRefused(commissioning.moderation(caller, params.id, params.lot));
    const { at = '' } = texts;
    const errors: { field: string; message: string; mend: string | undefined }[] = [];
    for (const criterion of lot.criteria) {
      for (const bid of bids) {
        const key = `${criterion.id}:${bid.id}`;
        const [score, reason, revision] = [texts[`score:${key}`], texts[`reason:${key}`], texts[`revision:${key}`]];
        if (score === undefined || reason === undefined) continue;
        const agreed = consensus.find((each) => each.bid === bid.id && each.criterion === criterion.id);
        const isOther = agreed === undefined ? reason.trim() !== '' : score !== String(agreed.score) || reason.trim() !== agreed.reason.trim();
        if (!isOther && at !== key) continue;
        const failed = await orFailed(commissioning.moderate(caller, params.id, params.lot, { bid: bid.id, criterion: criterion.id, score: score === '' ? undefined : Number(score), reason, revision: Number(revision) }));
        errors.push(...(failed?.data.errors ?? []).map(({ message, mend }) => ({ field: `reason-${criterion.id}-${bid.id}`, message: m.evaluation_of({ bidder: bid.provider.name, criterion: criterion.title, message }), mend })));
      }
    }
    if (errors.length > 0) return fail(400, { kept: texts, errors });
    redirect(303, `?done=saved#${at.split(':')[0]}`);
  },
};
