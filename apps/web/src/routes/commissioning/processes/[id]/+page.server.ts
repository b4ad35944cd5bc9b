import { biddingOf } from '#lib/bids/bidding.ts';
import { questionsOf } from '#lib/engagement/questions.ts';
import { awardViews, dayOf } from '#lib/commissioning/award-view.ts';
import { tenderState } from '#lib/commissioning/tender-state.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, request, url }) => {
  const { accounts, commissioning, visit, places } = locals;
  const caller = await accounts.caller(request.headers);
  const process = await commissioning.process(caller, params.id);
  const { id, ocid, buyer, partners, stage, publishedAt, content } = process;
  const about = await commissioning.aboutProblem(caller, id);
  const { items } = await commissioning.awards({ process: id, limit: 1_000, offset: 0 });
  const names = new Map((await visit.areas()).map(({ slug, name }) => [slug, name]));
  const { timeZone } = places[0];
  const method = commissioning.methods.find((each) => each.id === content.method)!;
  return {
    about,
    said: url.searchParams.get('done'),
    process: { ocid, buyer: [buyer, ...partners].map(({ name }) => name).join(', '), stage, title: content.title, problem: content.problem, methodReason: content.methodReason ?? null, publishedOn: publishedAt === null ? null : dayOf(publishedAt, timeZone), deadline: content.deadline === null ? null : dayOf(content.deadline, timeZone) },
    id,
    method: { competes: method.ocds !== 'direct', name: method.name, summary: method.summary, steps: content.stages.length === 0 ? method.steps : content.stages.map(({ title }) => title), source: method.source },
    lots: content.lots.map((lot) => {
      const part = commissioning.parts.find((each) => each.id === lot.part)!;
      return { ...lot, part: part.name, areas: lot.areas.map((slug) => names.get(slug) ?? slug), kpis: lot.kpis.map(({ metric, target }) => ({ title: metric, unit: 'times' as const, ...part.metrics.find((each) => each.id === metric), target })) };
    }),
    bidding: await biddingOf(locals, caller, process),
    questions: await questionsOf(locals, caller, id),
    awards: await awardViews(items, locals),
    state: await tenderState(locals, caller, process),
  };
};
