/** A request as it is handed on by what stands in front of pages and API. */

import type { IncomingMessage, ServerResponse } from 'node:http';

export interface FrontedRequest extends IncomingMessage {
  requestId: string;
  clientAddress: string;
}

export type Next = (request: FrontedRequest, response: ServerResponse) => void;
