import { error } from '@sveltejs/kit';
import { problemOf } from '#lib/problem.ts';
import type { RequestHandler } from './$types';

/** What is in the guide, for everybody; what is not yet, for whoever wrote it or looks through it. */
export const GET: RequestHandler = async ({ params, locals: { visit, accounts }, request }) => {
  const width = Number(params.width);
  const headers = { 'content-type': 'image/webp', 'cross-origin-resource-policy': 'same-site' };
  const shown = await visit.shownPicture(params.id, width);
  if (shown !== undefined) return new Response(shown as BodyInit, { headers: { ...headers, 'cache-control': 'public, max-age=604800, immutable' } });
  try {
    const own = await visit.picture(await accounts.caller(request.headers), params.id, width);
    return new Response(own as BodyInit, { headers: { ...headers, 'cache-control': 'private, no-store' } });
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    error(problem.status === 401 || problem.status === 403 ? 404 : problem.status);
  }
};
