import { m } from '@drystone/messages';
import { redirect } from '@sveltejs/kit';
import { organisationsNamed } from '#lib/accounts/named.ts';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { tryOrRefuse, written } from '#lib/problem/post.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const shared = await orRefused(commissioning.buyers(caller, params.id));
  const answersFor = shared.items.filter(({ buyer }) => caller.memberships.some(({ organisationId, roles }) => organisationId === buyer.id && roles.includes('commissioner'))).map(({ buyer }) => buyer.id);
  setHeaders({ 'cache-control': 'no-store' });
  const q = url.searchParams.get('q') ?? '';
  return { id: params.id, shared, answersFor, q, found: await organisationsNamed(accounts, caller, q, 'buyer'), said: url.searchParams.get('done') };
};

type Posted = Parameters<NonNullable<Actions['invite']>>[0];

async function post({ locals: { accounts }, params, request }: Posted, at: string, work: (caller: Awaited<ReturnType<typeof signedInOrAway>>['caller'], id: string, data: FormData) => Promise<unknown>, words: Readonly<Record<string, () => string>> = {}) {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const data = await request.formData();
  const refused = await tryOrRefuse(data, at, () => work(caller, params.id!, data), words);
  if (refused) return refused;
  redirect(303, written(data, 'answer') === 'join' || at !== 'answer' ? `/commissioning/processes/${params.id}/buyers?done=${at}` : '/account');
}

export const actions: Actions = {
  invite: (event) =>
    post(
      event,
      'invite',
      (caller, id, data) => {
        const message = written(data, 'message');
        return event.locals.commissioning.inviteBuyer(caller, id, { buyer: written(data, 'buyer'), sharePercent: Number(written(data, 'sharePercent').replace(/\s*%$/, '').replace(',', '.') || Number.NaN), ...(message !== '' && { message }) });
      },
      { buyer: m.buyers_error_buyer },
    ),
  answer: (event) => post(event, 'answer', (caller, id, data) => event.locals.commissioning.answerBuyer(caller, id, written(data, 'buyer'), { answer: written(data, 'answer') })),
  remove: (event) => post(event, 'remove', (caller, id, data) => event.locals.commissioning.removeBuyer(caller, id, written(data, 'buyer'))),
};
