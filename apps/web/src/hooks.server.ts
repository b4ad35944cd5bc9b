import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import type { IncomingMessage } from 'node:http';
import { problemOf } from '#lib/problem.ts';
import type { PageServices } from './page-services.ts';

type ComposedRequest = IncomingMessage & { readonly services?: PageServices; readonly requestId?: string };

export const handle: Handle = async ({ event, resolve }) => {
  const services = (event.platform?.req as ComposedRequest | undefined)?.services;
  if (services) Object.assign(event.locals, services);
  const theme = event.cookies.get('theme');
  event.locals.theme = theme === 'light' || theme === 'dark' ? theme : undefined;

  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%page.lang%', 'en').replace('%page.theme%', event.locals.theme ?? 'system'),
    preload: ({ type, path }) => type !== 'font' || /latin-wght-normal/.test(path),
  });
  if (event.locals.mapStyleUrl) admitMapTiles(response.headers);
  return response;
};

/** A foreign map style names its tile hosts itself, so they cannot be listed beforehand. */
function admitMapTiles(headers: Headers): void {
  const policy = headers.get('content-security-policy');
  if (policy === null) return;
  headers.set('content-security-policy', policy.replace(/(connect-src|img-src) /g, '$1 https: '));
}

export const handleError: HandleServerError = ({ error, kind, event }) => {
  const request = event.platform?.req as ComposedRequest | undefined;
  const requestId = request?.requestId;
  const problem = problemOf(error);
  if (kind === 'unknown' && problem === undefined) request?.services?.logFailure({ requestId, error });
  return {
    ...(problem && { status: problem.status, message: problem.message }),
    ...(requestId !== undefined && { requestId }),
  };
};
