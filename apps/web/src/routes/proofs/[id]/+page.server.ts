import { orRefused } from '#lib/accounts/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, visit }, params: { id }, setHeaders }) => {
  const proof = await orRefused(visit.proof(id));
  setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  return { proof, provider: (await accounts.publicly(proof.provider))?.name ?? null };
};
