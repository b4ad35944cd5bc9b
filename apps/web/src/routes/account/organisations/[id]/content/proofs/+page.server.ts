import { fail, redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { proofState } from '#lib/content/words.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, visit }, params: { id }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const [organisation, proofs] = await Promise.all([orRefused(accounts.organisation(caller, id)), orRefused(visit.proofs(caller, id))]);
  setHeaders({ 'cache-control': 'no-store' });
  return {
    organisation: { id, name: organisation.name },
    proofs: proofs.map((proof) => ({ id: proof.id, endpoint: proof.endpoint, at: proof.askedAt.slice(0, 10), state: proofState(proof) })),
  };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, visit }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const endpoint = String((await request.formData()).get('endpoint') ?? '').trim();
    let proof: string;
    try {
      proof = (await visit.askForProof(caller, id, { endpoint })).id;
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { endpoint, isAddress: problem.status !== 400, message: problem.message });
    }
    redirect(303, `/proofs/${proof}`);
  },
};
