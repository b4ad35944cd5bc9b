/** A council's own sign-in: a certified OpenID Connect provider on a loopback port, and a person's way through it. */

import { createPrivateKey, createSign, generateKeyPairSync, randomBytes, type webcrypto } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, vi } from 'vitest';

/** What the council says of one of its people. */
export interface CouncilPerson {
  readonly email?: string;
  readonly email_verified?: unknown;
  readonly name?: string;
}

/** The payload of an ID token. */
export type Claims = Readonly<Record<string, unknown>>;

export interface Council {
  readonly issuer: string;
  /** As `OIDC_PROVIDERS` says it. */
  readonly setting: { readonly id: string; readonly name: string; readonly issuer: string; readonly clientId: string; readonly clientSecret: string };
  /** Who can sign in there, by their login. */
  readonly people: Map<string, CouncilPerson>;
  /** Changes the next ID tokens before they are signed: with the council's key, or with one of somebody else. */
  forge: ((claims: Claims) => { readonly claims: Claims; readonly foreignKey?: boolean }) | undefined;
  /** Opens for people who come back to this redirect address. */
  open(redirectUri: string): void;
  close(): void;
}

const keyPair = (): webcrypto.JsonWebKey => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

/** A port that answers 503 until the council opens. */
export async function aCouncil(id = 'council'): Promise<Council> {
  // It tells developers at length that it is set up for development.
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
  const closed: RequestListener = (_, response) => void response.writeHead(503).end();
  let answer = closed;
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = { ...keyPair(), kid: 'council', use: 'sig', alg: 'RS256' };
  const setting = { id, name: 'Carrickmore Council', issuer, clientId: 'drystone', clientSecret: randomBytes(24).toString('hex') };
  const people = new Map<string, CouncilPerson>();

  const council: Council = {
    issuer,
    setting,
    people,
    forge: undefined,
    open(redirectUri) {
      const provider = new Provider(issuer, {
        clients: [{ client_id: setting.clientId, client_secret: setting.clientSecret, redirect_uris: [redirectUri], token_endpoint_auth_method: 'client_secret_post' }],
        cookies: { keys: ['of the tests alone'] },
        jwks: { keys: [key] },
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...people.get(accountId) }) }),
        pkce: { required: () => true },
      });
      provider.use(async (context, next) => {
        await next();
        const body = context.body as { id_token?: string } | undefined;
        if (council.forge === undefined || context.path !== '/token' || body?.id_token === undefined) return;
        const { claims, foreignKey = false } = council.forge(claimsOf(body.id_token));
        context.body = { ...body, id_token: signed(claims, foreignKey ? keyPair() : key) };
      });
      answer = provider.callback();
    },
    close() {
      answer = closed;
    },
  };
  return council;
}

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Claims;
}

function signed(claims: Claims, key: webcrypto.JsonWebKey): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'RS256', kid: 'council' })}.${part(claims)}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(createPrivateKey({ key, format: 'jwk' }), 'base64url')}`;
}

/** A browser as far as sign-in needs one: cookies of each origin, forms posted, redirects followed one at a time. */
export class Wanderer {
  readonly #cookies = new Map<string, Map<string, string>>();

  async go(address: string, fields?: Readonly<Record<string, string>>): Promise<Response> {
    const { origin } = new URL(address);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    const response = await fetch(address, {
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
      headers: { cookie: this.cookie(origin), accept: 'text/html', ...(fields && { origin }) },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name!);
      else jar.set(name!, value!);
    }
    return response;
  }

  cookie(origin: string): string {
    return [...(this.#cookies.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Signs in at the council and agrees; stops before going back. @returns the address the council sends the browser back to. */
  async authorise(address: string, login: string, council: Council): Promise<string> {
    let at = address;
    for (let step = 0; step < 12; step++) {
      const response = await this.go(at);
      const next = response.headers.get('location');
      if (next !== null) {
        at = new URL(next, at).href;
        if (!at.startsWith(council.issuer)) return at;
        continue;
      }
      const prompt = /name="prompt" value="(login|consent)"/.exec(await response.text())?.[1];
      if (prompt === undefined) throw new Error(`the council answered ${response.status} at ${new URL(at).pathname}`);
      const sent = await this.go(at, { prompt, ...(prompt === 'login' && { login, password: 'any' }) });
      at = new URL(sent.headers.get('location')!, at).href;
    }
    throw new Error('the council sent the browser round in circles');
  }
}
