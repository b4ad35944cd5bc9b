import { error, json } from '@sveltejs/kit';
import { maySomewhere } from '@drystone/access';
import { askedIn, liveState, notesOf } from '#lib/home/console/live-state.server.ts';
import { problemOf } from '#lib/problem.ts';
import type { RequestHandler } from './$types';

/** What a console that is open shows now. `notes`: how many of them it has; they come along where there are others. */
export const GET: RequestHandler = async ({ locals, request: { headers }, url }) => {
  const signedIn = await locals.accounts.signedIn(headers);
  if (signedIn === undefined) error(401);
  const { caller } = signedIn;
  if (!maySomewhere(caller, 'case.read')) error(403);
  try {
    const live = await liveState(locals, caller, askedIn(url));
    const has = Number(url.searchParams.get('notes') ?? 0);
    const notes = live.chosen === null || live.chosen.notes === has ? undefined : await notesOf(locals, caller, live.chosen.id);
    return json({ live, notes }, { headers: { 'cache-control': 'no-store' } });
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    error(problem.status, problem.message);
  }
};
