import { m } from '@drystone/messages';
import { fail, redirect } from '@sveltejs/kit';
import { orRefused, signInAndBack } from '#lib/accounts/session.ts';
import { questionsOf } from '#lib/engagement/questions.ts';
import { localTime } from '#lib/problem/local-time.ts';
import { tryOrRefuse, written } from '#lib/problem/post.ts';
import type { Actions, PageServerLoad } from './$types';

const pageSize = 30;

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params, request, url, setHeaders }) => {
  const caller = await accounts.caller(request.headers);
  const problem = await orRefused(commissioning.publicProblem(caller, params.id));
  const page = Math.min(1_000, Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1));
  const { items, more } = await commissioning.contributions(caller, params.id, { limit: pageSize, offset: (page - 1) * pageSize });
  const { timeZone } = places[0];
  if (caller) setHeaders({ 'cache-control': 'no-store' });
  return {
    problem,
    until: problem.opening && localTime(problem.opening.openUntil, timeZone),
    contributions: items.map((each) => ({ ...each, on: localTime(each.at, timeZone).date })),
    questions: await questionsOf({ commissioning, places }, caller, params.id),
    page,
    more,
    signedIn: caller !== undefined,
    signIn: signInAndBack(url),
    said: url.searchParams.get('done'),
  };
};

type Posted = Parameters<NonNullable<Actions['support']>>[0];

/** Whoever was signed out meanwhile keeps what they typed: they sign in beside this page. */
async function post({ locals, params, request }: Posted, at: string, done: string, work: (caller: NonNullable<Awaited<ReturnType<Posted['locals']['accounts']['caller']>>>, id: string, data: FormData) => Promise<unknown>, words: Readonly<Record<string, () => string>> = {}) {
  const data = await request.formData();
  const form = written(data, 'about') || at;
  const caller = await locals.accounts.caller(request.headers);
  if (caller === undefined) {
    const typed = Object.fromEntries([...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
    return fail(401, { at: form, typed, errors: [{ field: '', message: m.problem_signed_out() }] });
  }
  const refused = await tryOrRefuse(data, form, () => work(caller, params.id!, data), words);
  if (refused) return refused;
  const about = written(data, 'about');
  redirect(303, `/commissioning/processes/${params.id}/problem?done=${done}${about ? `#contribution-${about}` : '#voice'}`);
}

const about = (data: FormData): string | null => written(data, 'about') || null;

export const actions: Actions = {
  support: (event) => post(event, 'voice', 'support', (caller, id, data) => event.locals.commissioning.supportProblem(caller, id, { about: about(data), weight: Number(written(data, 'weight')), affected: data.has('affected') }), { weight: m.problem_error_weight }),
  withdraw: (event) => post(event, 'voice', 'withdrawn', (caller, id, data) => event.locals.commissioning.withdrawSupport(caller, id, about(data))),
  contribute: (event) =>
    post(
      event,
      'say',
      'said',
      (caller, id, data) => {
        const shownName = written(data, 'shownName');
        return event.locals.commissioning.contribute(caller, id, { kind: written(data, 'kind'), text: written(data, 'text'), affected: data.has('affected'), ...(shownName !== '' && { shownName }) });
      },
      { text: m.problem_error_text, kind: m.problem_error_kind, shownName: m.problem_error_name },
    ),
  erase: (event) => post(event, 'erase', 'erased', (caller, id, data) => event.locals.commissioning.eraseContributions(caller, id, written(data, 'contribution') || undefined)),
};
