import { bidCodeOf } from '#lib/bids/bid-code.ts';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { accounts, commissioning }, params: { id, document }, request, cookies }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const code = caller.memberships.map(({ organisationId }) => bidCodeOf(cookies, organisationId)).find((each) => each !== undefined);
  const { name, type, bytes } = await orRefused(commissioning.bidDocument(caller, id, document, code));
  // Never shown in the page: it came from outside.
  return new Response(Uint8Array.from(bytes), { headers: { 'content-type': type, 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`, 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; sandbox" } });
};
