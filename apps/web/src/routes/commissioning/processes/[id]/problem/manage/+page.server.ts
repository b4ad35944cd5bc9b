import { m } from '@drystone/messages';
import { error, redirect } from '@sveltejs/kit';
import { organisationsNamed } from '#lib/accounts/named.ts';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { localTime, momentOf } from '#lib/problem/local-time.ts';
import { tryOrRefuse, written } from '#lib/problem/post.ts';
import type { Actions, PageServerLoad } from './$types';

const pageSize = 30;

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const problem = await orRefused(commissioning.publicProblem(caller, params.id));
  if (!problem.you.moderate) error(403, m.problem_manage_refused());
  const page = Math.min(1_000, Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1));
  const [panel, { items, more }, all] = await Promise.all([
    commissioning.problemPanel(caller, params.id),
    commissioning.contributions(caller, params.id, { all: true, limit: pageSize, offset: (page - 1) * pageSize }),
    commissioning.contributions(caller, params.id, { limit: 200, offset: 0 }),
  ]);
  const { timeZone } = places[0];
  setHeaders({ 'cache-control': 'no-store' });
  return {
    problem,
    panel,
    q: url.searchParams.get('q') ?? '',
    found: await organisationsNamed(accounts, caller, url.searchParams.get('q') ?? '', 'community'),
    until: problem.opening && localTime(problem.opening.openUntil, timeZone),
    contributions: items.map((each) => ({ ...each, on: localTime(each.at, timeZone).date })),
    targets: all.items.map(({ id, text }) => ({ id, text: text.slice(0, 80) })),
    page,
    more,
    said: url.searchParams.get('done'),
  };
};

type Posted = Parameters<NonNullable<Actions['open']>>[0];

async function post({ locals: { accounts }, params, request }: Posted, at: string, work: (caller: Awaited<ReturnType<typeof signedInOrAway>>['caller'], id: string, data: FormData) => Promise<unknown>, words: Readonly<Record<string, () => string>> = {}) {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const data = await request.formData();
  const contribution = written(data, 'contribution');
  const refused = await tryOrRefuse(data, contribution || at, () => work(caller, params.id!, data), words);
  if (refused) return refused;
  redirect(303, `/commissioning/processes/${params.id}/problem/manage?done=${contribution ? 'decided' : at}${contribution ? `#contribution-${contribution}` : ''}`);
}

/** What was decided, from the form's fields. */
function decisionOf(data: FormData): object {
  const decision = written(data, 'decision');
  if (decision === 'hide') return { decision, reason: written(data, 'reason') };
  if (decision === 'merge') return { decision, into: written(data, 'into') };
  if (decision === 'adopted' || decision === 'not-adopted') return { decision: 'answer', outcome: decision, answer: written(data, 'answer') };
  return { decision };
}

export const actions: Actions = {
  open: (event) =>
    post(event, 'open', (caller, id, data) => event.locals.commissioning.openProblem(caller, id, Number(written(data, 'revision')), { openUntil: momentOf(written(data, 'date'), written(data, 'time'), event.locals.places[0].timeZone), openTo: written(data, 'openTo') }), { openUntil: m.problem_error_until, openTo: m.problem_error_open_to }),
  close: (event) => post(event, 'close', (caller, id) => event.locals.commissioning.closeProblem(caller, id)),
  invite: (event) =>
    post(event, 'invite', (caller, id, data) => event.locals.commissioning.invitePanel(caller, id, { emails: written(data, 'emails').split(/[\s,;]+/).filter(Boolean) }), { emails: m.problem_error_emails, body: m.problem_error_emails }),
  group: (event) => post(event, 'group', (caller, id, data) => event.locals.commissioning.invitePanel(caller, id, { group: written(data, 'group') }), { group: m.problem_error_group, body: m.problem_error_group }),
  decide: (event) =>
    post(event, 'decide', (caller, _, data) => event.locals.commissioning.decideContribution(caller, written(data, 'contribution'), Number(written(data, 'revision')), decisionOf(data)), { reason: m.problem_error_reason, into: m.problem_error_into, answer: m.problem_error_answer }),
};
