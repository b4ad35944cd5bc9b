/** A made-up provider that serves `visit.content` as its openapi.json says, and can be made to do it badly. */

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MadeUpProvider {
  /** Of the feed. */
  readonly url: string;
  /** For `OUTBOUND_ALLOW`. */
  readonly hostAndPort: string;
  readonly requests: readonly { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[];
  /** What it publishes from now on. */
  items: readonly object[];
  /** Answers in place of it; true where it did. */
  instead: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  close(): Promise<void>;
}

const pageSize = 2;

export async function madeUpProvider(items: readonly object[]): Promise<MadeUpProvider> {
  const requests: MadeUpProvider['requests'][number][] = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method!, url: request.url!, headers: request.headers });
    if (provider.instead?.(request, response)) return;
    const send = (status: number, body: object, headers: Record<string, string> = {}) => {
      const text = JSON.stringify(body);
      const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`;
      if (status === 200 && request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
      response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'application/problem+json', ...(status === 200 ? { etag } : {}), ...headers });
      response.end(request.method === 'HEAD' ? undefined : text);
    };
    const refuse = (status: number, title: string, headers: Record<string, string> = {}) => send(status, { type: 'about:blank', title, status }, headers);
    const { pathname, searchParams } = new URL(request.url!, 'http://provider.example');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD', { allow: 'GET, HEAD' });
    if (pathname === '/feed') {
      const cursor = searchParams.get('cursor') ?? '0';
      if (!/^\d{1,4}$/.test(cursor)) return refuse(400, 'There is no such cursor');
      const from = Number(cursor);
      const after = from + pageSize;
      return send(200, { items: provider.items.slice(from, after), next: after < provider.items.length ? `/feed?cursor=${after}` : null });
    }
    const found = provider.items.find((item) => pathname === `/feed/${(item as { slug?: string }).slug}`);
    return found === undefined ? refuse(404, 'There is no such place') : send(200, found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hostAndPort = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: MadeUpProvider = {
    url: `http://${hostAndPort}/feed`,
    hostAndPort,
    requests,
    items,
    instead: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}
