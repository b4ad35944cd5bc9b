import { orRefused } from '#lib/accounts/session.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { accounts, commissioning }, params: { id, code }, request }) => {
  const { notice, text } = await orRefused(commissioning.notice(await accounts.caller(request.headers), id, code));
  return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8', 'content-disposition': `attachment; filename="${notice.code}.txt"` } });
};
