/** A made-up provider of alarm response with a system of its own, as parts/home-response says, that can be made to do it badly. */

import { createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpbis } from 'http-message-signatures';
import { contentDigest } from '@drystone/outbound';
import { offeredCase, withdrawal, type OfferedCase } from '@drystone/part-home-response';

export interface Responder {
  readonly url: string;
  readonly hostAndPort: string;
  /** In the order they came, each once. */
  readonly cases: ReadonlyMap<string, OfferedCase>;
  readonly withdrawn: ReadonlyMap<string, string>;
  requests: number;
  /** What it does with a new case; by default it closes tests and leaves others to its people. */
  onCase: (offered: OfferedCase) => Promise<void>;
  /** Answers in place of it; true where it did. */
  instead: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  step(offered: OfferedCase, step: object): Promise<number>;
  close(): Promise<void>;
}

/** @param key with which it calls the platform. */
export async function madeUpResponder(key = 'a-key'): Promise<Responder> {
  const cases = new Map<string, OfferedCase>();
  const withdrawn = new Map<string, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void answer(request, response, Buffer.concat(chunks).toString()).catch((error: unknown) => response.headersSent || response.writeHead(500).end(String(error))));
  });
  async function answer(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    responder.requests++;
    if (responder.instead?.(request, response)) return;
    const refuse = (status: number, title: string) => void response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ type: 'about:blank', title, status }));
    const given: unknown = JSON.parse(body);
    const one = request.url === '/alarms/cases' ? offeredCase.safeParse(given) : undefined;
    if (!(await isSigned(request, body, one?.data))) return refuse(401, 'Not rightly signed');
    const taken = /^\/alarms\/cases\/([0-9a-f-]{36})\/withdrawal$/.exec(request.url!)?.[1];
    if (taken !== undefined) {
      if (!cases.has(taken)) return refuse(404, 'No such case');
      withdrawn.set(taken, withdrawal.parse(given).because);
      return void response.writeHead(204).end();
    }
    if (!one?.success) return refuse(400, 'This is no case');
    const isNew = !cases.has(one.data.id);
    cases.set(one.data.id, one.data);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ accepted: true, reference: `ours-${one.data.id.slice(0, 8)}` }));
    if (isNew) await responder.onCase(one.data);
  }
  /** By a key of whoever the links lead to. */
  async function isSigned(request: IncomingMessage, body: string, one: OfferedCase | undefined): Promise<boolean> {
    if (request.headers['content-digest'] !== contentDigest(body)) return false;
    const origin = one === undefined ? lastOrigin : new URL(one.links.steps).origin;
    if (origin === undefined) return false;
    lastOrigin = origin;
    const { keys } = (await (await fetch(`${origin}/.well-known/drystone-keys.json`)).json()) as { keys: readonly { kid: string; kty: string; crv: string; x: string }[] };
    const verified = await httpbis
      .verifyMessage(
        {
          keyLookup: async ({ keyid }) => {
            const jwk = keys.find(({ kid }) => kid === keyid);
            if (jwk === undefined) return null;
            const key = createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: 'jwk' });
            return { id: keyid!, algs: ['ed25519'], verify: async (data, signature) => verify(null, data, key, signature) };
          },
          requiredFields: ['@method', '@target-uri', 'content-digest', 'content-type'],
        },
        { method: request.method!, url: `http://${request.headers.host}${request.url}`, headers: request.headers as Record<string, string> },
      )
      .catch(() => false);
    return verified === true;
  }
  let lastOrigin: string | undefined;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hostAndPort = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const responder: Responder = {
    url: `http://${hostAndPort}/alarms`,
    hostAndPort,
    cases,
    withdrawn,
    requests: 0,
    instead: undefined,
    async onCase(offered) {
      if (!offered.test) return;
      await responder.step(offered, { to: 'acknowledged' });
      await responder.step(offered, { to: 'closed', outcome: 'no-help-needed', cause: 'test' });
    },
    async step(offered, step) {
      const { status } = await fetch(offered.links.steps, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` }, body: JSON.stringify(step) });
      return status;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return responder;
}
