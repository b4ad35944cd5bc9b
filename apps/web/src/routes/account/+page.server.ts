import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, setCookies, signedInOrAway } from '#lib/accounts/session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, home }, request: { headers }, setHeaders }) => {
  const { caller, email } = await signedInOrAway(accounts, headers);
  const [isFamily, organisations, devices, passkeys, tasks, bids] = await Promise.all([home.isFamily(caller), accounts.mine(caller), accounts.devices(headers), accounts.passkeys(headers), commissioning.scoringTasks(caller), commissioning.bids(caller, {})]);
  const rolesAt = new Map(caller.memberships.map(({ organisationId, roles }) => [organisationId, roles]));
  setHeaders({ 'cache-control': 'no-store' });
  return {
    name: caller.name,
    email,
    administrator: caller.administrator,
    organisations: organisations.map(({ id, kind, name }) => ({ id, kind, name, roles: rolesAt.get(id) ?? [] })),
    answersAlarms: caller.memberships.some(({ roles }) => roles.includes('operator')),
    commissions: caller.memberships.some(({ roles }) => roles.includes('commissioner')),
    toScore: tasks.filter(({ submittedAt }) => submittedAt === null).map(({ process, title, buyer, lot }) => ({ title, buyer, address: `/commissioning/processes/${process}/evaluation/${lot}/desk` })),
    bids: bids.filter(({ taking, submitted }) => (taking === 'open' || taking === 'drafts-only') && submitted === null).map(({ id, process, lot, deadline }) => ({ id, title: process.title, lot: lot.title, deadline })),
    isFamily,
    devices,
    passkeys,
  };
};

export const actions: Actions = {
  signOut: async ({ locals: { accounts }, request, cookies, url }) => {
    setCookies(cookies, url, await accounts.signOut(request.headers));
    redirect(303, '/sign-in');
  },
  end: async ({ locals: { accounts }, request }) => {
    await signedInOrAway(accounts, request.headers);
    await orRefused(accounts.endSession(String((await request.formData()).get('session') ?? ''), request.headers));
    redirect(303, '/account');
  },
  rename: async ({ locals: { accounts }, request }) => {
    await signedInOrAway(accounts, request.headers);
    const name = String((await request.formData()).get('name') ?? '').trim();
    if (name.length < 2 || name.length > 120) return fail(400, { errors: [{ field: 'name', message: m.account_name_error() }] });
    await accounts.rename(name, request.headers);
    redirect(303, '/account');
  },
  removePasskey: async ({ locals: { accounts }, request }) => {
    await signedInOrAway(accounts, request.headers);
    await orRefused(accounts.removePasskey(String((await request.formData()).get('passkey') ?? ''), request.headers));
    redirect(303, '/account');
  },
};
