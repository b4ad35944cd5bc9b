import { m } from '@drystone/messages';
import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { orFailed, textsOf } from '#lib/commissioning/evaluation.ts';
import { tryOrRefuse, written } from '#lib/problem/post.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params, request, setHeaders, url }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  setHeaders({ 'cache-control': 'no-store' });
  const process = await orRefused(commissioning.process(caller, params.id));
  const lots = process.content.lots.map(({ id, title, criteria }) => ({ id, title, panel: criteria.some(({ panel }) => panel) }));
  const told = { id: process.id, title: process.content.title, buyer: process.buyer.name, said: url.searchParams.get('done') };
  let overview: Awaited<ReturnType<typeof commissioning.evaluation>>;
  try {
    overview = await commissioning.evaluation(caller, params.id);
  } catch (caught) {
    if (problemOf(caught)?.status !== 403) throw caught;
    return { ...told, manages: false as const, lots, people: [], groups: [], setAside: [], priceQuestions: [], evaluations: [] };
  }
  const members = await orRefused(accounts.members(caller, process.buyer.id));
  const keys = await orRefused(accounts.keys(caller, process.buyer.id));
  const groups = lots.some(({ panel }) => panel) ? (await accounts.registeredProviders()).filter(({ kind }) => kind === 'community') : [];
  const people = [...members.map(({ personId, name, email, roles }) => ({ actor: `account:${personId}`, name: name || email, roles })), ...keys.map((key) => ({ actor: `key:${key.id}`, name: key.name, roles: key.roles }))];
  return {
    ...told,
    manages: true as const,
    lots,
    groups: groups.map(({ id, name }) => ({ id, name })),
    people: people.flatMap(({ actor, name, roles }) => roles.flatMap((role) => (role === 'evaluator' || role === 'panel-member' ? [{ value: `${role === 'evaluator' ? 'evaluator' : 'panel'} ${actor}`, name, panel: role === 'panel-member' }] : []))),
    setAside: overview.setAside,
    priceQuestions: overview.priceQuestions,
    evaluations: overview.lots.map(({ lot, moderationAt, evaluators, bids }) => ({ lot, moderationAt, bids: bids.map(({ id, provider }) => ({ id, name: provider.name })), unreadable: overview.unreadable.filter((each) => each.lot === lot).map(({ lead }) => lead.name), evaluators: evaluators.filter(({ dismissedAt }) => dismissedAt === null).map(({ actor, name, kind, submittedAt, conflict }) => ({ actor, name, kind, submitted: submittedAt !== null, conflict })) })),
  };
};

export const actions: Actions = {
  appoint: async ({ locals: { accounts, commissioning }, params, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const [lot, group] = [written(data, 'lot'), written(data, 'group')];
    const [kind, evaluator] = group === '' ? written(data, 'who').split(' ') : ['panel', written(data, 'email')];
    const appoint = async () => {
      const { buyer } = await commissioning.process(caller, params.id);
      await commissioning.appoint(caller, params.id, lot, { kind, evaluator, organisation: group || buyer.id });
    };
    const refused = await tryOrRefuse(data, `${group === '' ? 'own' : 'group'}-${lot}`, appoint, { evaluator: group === '' ? m.evaluation_error_own : m.evaluation_error_group });
    if (refused) return refused;
    redirect(303, '?done=saved');
  },
  dismiss: ({ locals: { accounts, commissioning }, params, request }) => act(accounts, request, (caller, { lot = '', actor = '', reason = '' }) => commissioning.dismiss(caller, params.id, lot, actor, { reason })),
  mitigate: ({ locals: { accounts, commissioning }, params, request }) => act(accounts, request, (caller, { actor = '', mitigation = '' }) => commissioning.mitigateConflict(caller, params.id, actor, { mitigation })),
  begin: ({ locals: { accounts, commissioning }, params, request }) => act(accounts, request, (caller, { lot = '' }) => commissioning.beginModeration(caller, params.id, lot)),
};

async function act(accounts: App.Locals['accounts'], request: Request, work: (caller: Awaited<ReturnType<typeof signedInOrAway>>['caller'], texts: Record<string, string>) => Promise<void>) {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const texts = textsOf(await request.formData());
  const failed = await orFailed(work(caller, texts), texts);
  if (failed) return failed;
  redirect(303, '?done=saved');
}
