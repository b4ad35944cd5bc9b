import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { orFailed, textsOf } from '#lib/commissioning/evaluation.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params, request, setHeaders, url }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  setHeaders({ 'cache-control': 'no-store' });
  const { process, lot, me, criteria, names, bids, scores, moderationAt } = await orRefused(commissioning.desk(caller, params.id, params.lot));
  const measures = await commissioning.measuresAsked(process);
  const at = url.searchParams.get('criterion');
  const criterion = criteria.find(({ id }) => id === at);
  const own = (bid: string, id: string) => scores.find((score) => score.bid === bid && score.criterion === id);
  return {
    id: process.id,
    lot: { id: lot.id, title: lot.title, description: lot.description },
    title: process.content.title,
    problem: process.content.problem,
    panel: me.kind === 'panel',
    submitted: me.submittedAt !== null,
    closed: moderationAt !== null,
    conflict: me.conflict,
    bidders: [...new Map(names.flatMap(({ members }) => members.map((member) => [member.id, member.name] as const)))].map(([id, name]) => ({ id, name })),
    said: url.searchParams.get('done'),
    tasks: criteria.map(({ id, title, weight }) => ({ id, title, weight, done: bids.filter((bid) => own(bid.id, id) !== undefined).length })),
    bids: bids.length,
    next: criterion === undefined ? null : (criteria[criteria.indexOf(criterion) + 1]?.id ?? null),
    criterion:
      criterion === undefined
        ? null
        : {
            id: criterion.id,
            title: criterion.title,
            description: criterion.description,
            steps: commissioning.scales.find(({ id }) => id === criterion.scale)!.steps,
            bids: bids.map((bid) => ({
              id: bid.id,
              name: bid.provider.name,
              partners: bid.members.filter(({ id }) => id !== bid.provider.id).map(({ name }) => name),
              answers: lot.asked.filter((question) => question.criterion === criterion.id || (question.criterion === null && criteria[0] === criterion)).map(({ id, question }) => ({ id, question, answer: bid.answers[id] ?? '' })),
              promises: criterion.kind === 'social-value' ? bid.socialValue.map(({ measure, quantity }) => ({ measure, quantity, title: measures.find(({ id }) => id === measure)?.title ?? measure, unit: measures.find(({ id }) => id === measure)?.unit ?? '' })) : [],
              score: own(bid.id, criterion.id)?.score ?? null,
              reason: own(bid.id, criterion.id)?.reason ?? '',
            })),
          },
  };
};

export const actions: Actions = {
  conflict: async ({ locals: { accounts, commissioning }, params, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const { conflict = '', what = '' } = textsOf(data);
    const bidders = data.getAll('bidders').map(String);
    const failed = await orFailed(commissioning.declareConflict(caller, params.id, conflict === 'declared' ? { conflict, what, bidders: bidders.filter((id) => id !== 'lot'), lots: bidders.includes('lot') ? [params.lot] : [] } : { conflict }), { what });
    if (failed) return failed;
    redirect(303, '?done=conflict');
  },
  /** Every bid of one page; what can be kept is kept, also when another cannot. */
  score: async ({ locals: { accounts, commissioning }, params, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const texts = textsOf(await request.formData());
    const { criterion = '', next = '' } = texts;
    for (const name of Object.keys(texts).filter((each) => each.startsWith('score-'))) {
      const bid = name.slice('score-'.length);
      const failed = await orFailed(commissioning.saveScore(caller, params.id, params.lot, { bid, criterion, score: Number(texts[name]), reason: texts[`reason-${bid}`] ?? '' }), texts);
      if (failed) return failed;
    }
    redirect(303, next === '' ? '?done=scores' : `?criterion=${encodeURIComponent(next)}&done=scores`);
  },
  submit: async ({ locals: { accounts, commissioning }, params, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const failed = await orFailed(commissioning.submitScores(caller, params.id, params.lot));
    if (failed) return failed;
    redirect(303, '?done=submitted');
  },
};
