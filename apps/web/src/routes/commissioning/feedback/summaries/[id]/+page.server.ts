import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { dayOf } from '#lib/commissioning/award-view.ts';
import { orFailed, textsOf } from '#lib/commissioning/evaluation.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params, request, setHeaders, url }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  setHeaders({ 'cache-control': 'no-store' });
  const { provider, decision, process, content, at } = await orRefused(commissioning.summary(caller, params.id));
  const current = (await commissioning.decisions(process)).find(({ id }) => id === decision)!;
  const challenges = (await orRefused(commissioning.challenges(caller, process))).filter((each) => each.decision === decision && each.provider === provider);
  const { timeZone } = places[0];
  const until = current.standstillUntil;
  return {
    provider,
    process,
    content: { ...content, on: dayOf(at, timeZone) },
    said: url.searchParams.get('done'),
    setAside: current.whySetAside,
    standstillUntil: until === null ? null : dayOf(until, timeZone),
    canChallenge: !content.won && current.setAsideAt === null && until !== null && Temporal.Instant.compare(Temporal.Now.instant(), until) < 0,
    challenges: challenges.map(({ id, ground, state, resolution }) => ({ id, ground, state, resolution })),
  };
};

export const actions: Actions = {
  challenge: async ({ locals: { accounts, commissioning }, params, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const { ground = '' } = textsOf(await request.formData());
    const { decision, provider } = await orRefused(commissioning.summary(caller, params.id));
    const failed = await orFailed(commissioning.challenge(caller, decision, { provider, ground }), { ground });
    if (failed) return failed;
    redirect(303, '?done=saved');
  },
  withdraw: async ({ locals: { accounts, commissioning }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const { challenge = '', resolution = '' } = textsOf(await request.formData());
    const failed = await orFailed(commissioning.resolve(caller, challenge, { state: 'withdrawn', resolution }));
    if (failed) return failed;
    redirect(303, '?done=saved');
  },
};
