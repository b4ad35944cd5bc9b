/** Where a provider's system sends its steps while the suite looks: our side of the part, for test cases alone. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HeardStep {
  readonly caseId: string;
  readonly atMs: number;
  readonly authorized: boolean;
  readonly body: unknown;
}

export interface Listener {
  /** Where the provider finds it. */
  readonly origin: string;
  readonly heard: readonly HeardStep[];
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** As the provider has to write it, where that is not host and port. */
  readonly reachableAt?: string | undefined;
  /** Served at `/.well-known/drystone-keys.json`. */
  readonly keys: object;
}

const mostBytes = 10_000;

/** @throws where the port is taken. */
export async function openListener({ host, port, reachableAt, keys }: ListenerOptions): Promise<Listener> {
  const heard: HeardStep[] = [];
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => void response.writeHead(status, { 'content-type': status < 300 ? 'application/json' : 'application/problem+json' }).end(JSON.stringify(body));
    if (request.method === 'GET' && request.url === '/.well-known/drystone-keys.json') return answer(200, keys);
    const id = request.method === 'POST' ? /^\/api\/home\/cases\/([0-9a-f-]{36})\/steps$/.exec(request.url ?? '')?.[1] : undefined;
    if (id === undefined) return answer(404, { title: 'Not here', status: 404 });
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      const body = parsed(Buffer.concat(chunks).toString());
      heard.push({ caseId: id, atMs: performance.now(), authorized: /^Bearer \S+$/.test(request.headers.authorization ?? ''), body });
      answer(200, { id, state: (body as { to?: unknown } | undefined)?.to ?? null });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  const at = server.address() as AddressInfo;
  return {
    origin: reachableAt?.replace(/\/+$/, '') ?? `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`,
    heard,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
