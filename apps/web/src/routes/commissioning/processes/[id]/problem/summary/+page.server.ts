import { orRefused } from '#lib/accounts/session.ts';
import { localTime } from '#lib/problem/local-time.ts';
import type { PageServerLoad } from './$types';

const most = 100;

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params, request }) => {
  const caller = await accounts.caller(request.headers);
  const problem = await orRefused(commissioning.publicProblem(caller, params.id));
  const [{ versions, altogether }, { items }] = await Promise.all([commissioning.problemVersions(caller, params.id), commissioning.contributions(caller, params.id, { limit: 5_000, offset: 0 })]);
  const { timeZone } = places[0];
  const shown = items.filter(({ hidden }) => hidden === null);
  return {
    problem,
    until: problem.opening && localTime(problem.opening.openUntil, timeZone),
    opened: problem.opening && localTime(problem.opening.openedAt, timeZone),
    altogether,
    versions: versions.map(({ revision, at, differences }) => ({ revision, at: localTime(at, timeZone), differences })),
    answered: shown.filter(({ answer }) => answer !== null).slice(0, most),
    waiting: shown.filter(({ answer }) => answer === null).length,
    stories: shown.filter(({ kind }) => kind === 'story').length,
    comments: shown.filter(({ kind }) => kind === 'comment').length,
  };
};
