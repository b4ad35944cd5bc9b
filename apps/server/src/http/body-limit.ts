/**
 * How large a request's body may be, and the one place that holds it, for pages and API alike.
 *
 * A body that tells its length is refused before it is read. One that comes in pieces is read to
 * its end here: were it counted while a page or the API reads it, both would answer at once.
 */

import { IncomingMessage, type ServerResponse } from 'node:http';
import type { FrontedRequest, Next } from './fronted-request.ts';
import { problemDetails, sendProblem } from './problem-details.ts';

/** A whole tender is larger than any form, and a document of 10 MB in JSON larger still. */
export function bodyLimitBytes(path: string): number {
  if (/^\/(?:api\/)?commissioning\/(?:bids|providers)\/[\w-]{36}\/documents$/.test(path) || /^\/account\/organisations\/[\w-]{36}\/profile\/policies$/.test(path)) return 15 * 1024 * 1024;
  // A picture, as it is and in a form.
  if (/^\/api\/provider\/[\w-]{36}\/pictures$/.test(path) || /^\/account\/organisations\/[\w-]{36}\/content\/[\w-]+$/.test(path)) return 11 * 1024 * 1024;
  // A table of service users, in base64.
  if (/^\/(?:api\/home\/service-users\/imports|home\/people\/import)$/.test(path)) return 5 * 1024 * 1024;
  // Answers of a bid, and a conformance report.
  if (/^\/(?:api\/)?commissioning\/bids\/[\w-]{36}(?:\/|$)/.test(path)) return 512 * 1024;
  return /^\/(?:api\/)?commissioning\/tender-check$/.test(path) ? 2 * 1024 * 1024 : 64 * 1024;
}

/** Calls `next` where the body has no more than `limit` bytes; else answers 413 and closes. */
export function withinBodyLimit(request: FrontedRequest, response: ServerResponse, limit: number, next: Next): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    refuse(request, response, limit);
    return;
  }
  if (request.headers['transfer-encoding'] === undefined) {
    next(request, response);
    return;
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  const take = (piece: Buffer): void => {
    bytes += piece.length;
    pieces.push(piece);
    if (bytes <= limit) return;
    request.off('data', take).off('end', pass);
    refuse(request, response, limit);
  };
  const pass = (): void => next(unread(request, pieces), response);
  request.on('data', take).once('end', pass);
}

function refuse(request: FrontedRequest, response: ServerResponse, limit: number): void {
  response.setHeader('connection', 'close');
  sendProblem(response, problemDetails({ kind: 'too-large', message: `A request may have ${limit / 1024} KB at most.` }, request.requestId));
}

/** The same request with its body still to be read: what was read once cannot be read again. */
function unread(request: FrontedRequest, pieces: readonly Buffer[]): FrontedRequest {
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor, requestId, clientAddress } = request;
  const whole = Object.assign(new IncomingMessage(request.socket), { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor, requestId, clientAddress, complete: true });
  for (const piece of pieces) whole.push(piece);
  whole.push(null);
  return whole;
}
