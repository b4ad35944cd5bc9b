import { fail, redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { momentName } from '#lib/problem/local-time.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, visit, places }, params: { id }, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const [organisation, feeds] = await Promise.all([orRefused(accounts.organisation(caller, id)), orRefused(visit.feeds(caller, id))]);
  setHeaders({ 'cache-control': 'no-store' });
  const moment = (at: string) => momentName(at, places[0].timeZone);
  return { organisation: { id, name: organisation.name }, said: url.searchParams.get('done'), feeds: feeds.map((feed) => ({ ...feed, next: moment(feed.nextAt), result: feed.result && { ...feed.result, pulled: moment(feed.result.at) } })) };
};

export const actions: Actions = {
  register: async ({ locals: { accounts, visit }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const [url, format, everyHours] = ['url', 'format', 'everyHours'].map((name) => String(data.get(name) ?? '').trim()) as [string, string, string];
    try {
      await visit.registerFeed(caller, id, { url, format, everyHours: Number(everyHours) });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { url, format, errors: problem.errors.length > 0 ? problem.errors.map(({ field }) => field) : ['taken'] });
    }
    redirect(303, `/account/organisations/${id}/content/feeds?done=registered`);
  },
  pull: async ({ locals: { accounts, visit }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    await orRefused(visit.pullFeed(caller, id, String((await request.formData()).get('feed') ?? '')));
    redirect(303, `/account/organisations/${id}/content/feeds?done=registered`);
  },
  remove: async ({ locals: { accounts, visit }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    await orRefused(visit.removeFeed(caller, id, String((await request.formData()).get('feed') ?? '')));
    redirect(303, `/account/organisations/${id}/content/feeds?done=removed`);
  },
};
