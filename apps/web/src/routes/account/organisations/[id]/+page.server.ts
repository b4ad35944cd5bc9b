import { fail, redirect } from '@sveltejs/kit';
import { answersAlarms } from '@drystone/access';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

const leading = ['commissioner', 'editor'];

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params: { id }, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const organisation = await orRefused(accounts.organisation(caller, id));
  const roles = caller.memberships.find(({ organisationId }) => organisationId === id)?.roles ?? [];
  const leads = caller.administrator || roles.some((role) => leading.includes(role));
  const [members, keys, toScore] = await Promise.all([accounts.members(caller, id), leads ? accounts.keys(caller, id) : [], roles.includes('panel-member') ? commissioning.scoringTasks(caller, id) : []]);
  setHeaders({ 'cache-control': 'no-store' });
  return { organisation, members, keys, toScore: toScore.map(({ process, lot, title, submittedAt }) => ({ process, lot, title, submitted: submittedAt !== null })), leads, answersAlarms: answersAlarms(organisation.kind), you: caller.personId ?? null, choosable: accounts.rolesOf(organisation.kind), said: url.searchParams.get('done') };
};

type Posted = Parameters<NonNullable<Actions['invite']>>[0];

/** One operation of a form on this page: back to the page, or the form again with what is wrong. */
async function post({ locals: { accounts }, params: { id }, request }: Posted, done: string, work: (accounts: Posted['locals']['accounts'], caller: Parameters<Posted['locals']['accounts']['members']>[0], id: string, data: FormData) => Promise<unknown>) {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const data = await request.formData();
  let answer: unknown;
  try {
    answer = await work(accounts, caller, id!, data);
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    return fail(problem.status, { done: '', key: '', email: String(data.get('email') ?? ''), errors: problem.errors.length > 0 ? problem.errors : [{ field: '', message: problem.message }] });
  }
  if (typeof answer === 'string') return { done, key: answer, email: '', errors: [] };
  redirect(303, `/account/organisations/${id}?done=${done}`);
}

export const actions: Actions = {
  invite: (event) => post(event, 'invite', (accounts, caller, id, data) => accounts.invite(caller, id, { email: String(data.get('email') ?? '').trim(), roles: data.getAll('roles') })),
  roles: (event) => post(event, 'roles', (accounts, caller, id, data) => accounts.setRoles(caller, id, String(data.get('person') ?? ''), data.getAll('roles'))),
  key: (event) => post(event, 'key', async (accounts, caller, id, data) => (await accounts.createKey(caller, id, { name: String(data.get('keyName') ?? ''), roles: data.getAll('roles') })).key),
  revoke: (event) => post(event, 'revoke', (accounts, caller, id, data) => accounts.revokeKey(caller, id, String(data.get('key') ?? ''))),
};
