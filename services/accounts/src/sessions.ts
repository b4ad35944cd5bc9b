/** Signing in and out, and who a request comes from. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { post } from '@drystone/mail';
import { m } from '@drystone/messages';
import { Problem } from '@drystone/problems';
import { parseSetCookieHeader } from 'better-auth/cookies';
import { z } from 'zod';
import { createIdentity, linkMinutes, type SignInProvider } from './identity/identity.ts';
import { hashOf } from './organisations/organisations.ts';
import { isAdministrator, membershipsOf, useKey } from './organisations/store.ts';

/** Cookies for a door to set: for every path, for this site alone, out of reach of scripts. */
export type Cookies = readonly { readonly name: string; readonly value: string; readonly maxAgeSeconds: number | undefined }[];

export interface SignedIn {
  readonly caller: Caller;
  readonly email: string;
}

export interface Device {
  readonly id: string;
  /** RFC 3339 in UTC. */
  readonly since: string;
  readonly browser: string;
  readonly here: boolean;
}

export interface Sessions {
  /** Who calls, by the session's cookie or by `Authorization: Bearer` with an API key; undefined for nobody. */
  caller(headers: Headers): Promise<Caller | undefined>;
  /** The person at this browser. */
  signedIn(headers: Headers): Promise<SignedIn | undefined>;
  /** The session that a cookie names, where we have signed it: asked of no database, and so not whether it still lasts. */
  signedSession(cookie: string | undefined): string | undefined;
  /** Mails a link that signs in once. The answer is the same whether the address is known or not. */
  askForLink(email: string, headers: Headers): Promise<void>;
  /** @throws Problem where the link has been used or has run out. */
  openLink(token: string, headers: Headers): Promise<Cookies>;
  /** Where to send the browser to sign in with a provider. @throws Problem where that does not answer. */
  signInAt(providerId: string, returnTo: string, headers: Headers): Promise<{ readonly url: string; readonly cookies: Cookies }>;
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  signOut(headers: Headers): Promise<Cookies>;
  devices(headers: Headers): Promise<readonly Device[]>;
  endSession(id: string, headers: Headers): Promise<void>;
  rename(name: string, headers: Headers): Promise<void>;
  passkeys(headers: Headers): Promise<readonly { readonly id: string; readonly name: string; readonly since: string }[]>;
  removePasskey(id: string, headers: Headers): Promise<void>;
  /** The library's own door (`/api/auth/**`): passkeys and the way back from a provider. */
  handle(request: Request): Promise<Response>;
  /** A link for somebody, not mailed: for demonstrations. */
  linkFor(email: string): Promise<string>;
  personOf(email: string, name: string): Promise<string>;
  /** Somebody who is not at a browser: for demonstrations. */
  callerOf(person: string, name: string): Promise<Caller>;
  close(): Promise<void>;
}

export interface SessionsOptions {
  readonly database: Database;
  readonly connection: { readonly url: string; readonly role?: string | undefined };
  readonly clock: () => Temporal.Instant;
  readonly origin: string;
  readonly secret: string;
  readonly providers: readonly SignInProvider[];
  /** A key that acts as a platform administrator. */
  readonly adminApiKey: string | undefined;
  readonly onError?: (error: Error) => void;
}

const email = z.email().max(254);
/** Token and signature, as the library writes them. */
const sessionCookie = /(?:^|;\s*)(?:__Secure-)?drystone\.session_token=(\w{16,64})\.([\w+/=%-]{40,64})(?:;|$)/;

export function createSessions({ database, connection, clock, origin, secret, providers, adminApiKey, onError }: SessionsOptions): Sessions {
  const unmailed = new Map<string, (token: string) => void>();
  const { auth, at, close } = createIdentity({
    database: connection,
    origin,
    secret,
    providers,
    ...(onError && { onError }),
    async onSession(type, person) {
      await database.as(`account:${person}`, (transaction) => appendEvent(transaction, { type, subject: person, at: clock(), data: {} }));
    },
    async sendSignInLink({ email: to, token }) {
      const taker = unmailed.get(to);
      if (taker) return taker(token);
      await database.as('system:accounts', (transaction) => post(transaction, { to, subject: m.mail_link_subject(), body: m.mail_link_body({ minutes: linkMinutes, link: `${origin}/sign-in/link?token=${token}` }) }, clock()));
    },
  });
  const administratorHash = adminApiKey === undefined ? undefined : hashOf(adminApiKey);

  /** What the page's own requests say; a form's origin has been checked by the pages. */
  const asOurs = (headers: Headers): Headers => new Headers({ cookie: headers.get('cookie') ?? '', 'user-agent': headers.get('user-agent') ?? '', origin });

  async function signedIn(headers: Headers): Promise<SignedIn | undefined> {
    if (!headers.get('cookie')?.includes('session_token')) return undefined;
    const found = await auth.api.getSession({ headers: asOurs(headers) });
    if (found === null) return undefined;
    const { id, name, email: address } = found.user;
    return { caller: await callerOf(id, name || address), email: address };
  }

  async function callerOf(id: string, name: string): Promise<Caller> {
    const [memberships, administrator] = await database.as('system:accounts', async (transaction) => [await membershipsOf(transaction, id), await isAdministrator(transaction, id)] as const);
    return { actor: `account:${id}`, personId: id, name, administrator, memberships };
  }

  async function holderOf(key: string): Promise<Caller | undefined> {
    const hash = hashOf(key);
    if (administratorHash && timingSafeEqual(hash, administratorHash)) return { actor: 'key:administrator', personId: undefined, name: 'Platform administrator', administrator: true, memberships: [] };
    const found = await database.as('system:accounts', (transaction) => useKey(transaction, hash, clock()));
    return found && { actor: `key:${found.id}`, personId: undefined, name: found.name, administrator: false, memberships: [{ organisationId: found.organisationId, kind: found.kind, roles: found.roles }] };
  }

  return {
    signedIn,
    callerOf,
    signedSession(cookie) {
      const [, token, signature] = sessionCookie.exec(cookie ?? '') ?? [];
      if (token === undefined || signature === undefined) return undefined;
      const given = Buffer.from(signature.replaceAll(/%(2B|2F|3D)/gi, (code) => decodeURIComponent(code)), 'base64');
      const ours = createHmac('sha256', secret).update(token).digest();
      return given.length === ours.length && timingSafeEqual(given, ours) ? token : undefined;
    },
    async caller(headers) {
      const bearer = /^bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
      if (bearer === undefined) return (await signedIn(headers))?.caller;
      const holder = await holderOf(bearer);
      // A key that is not known is not nobody: whoever sends one means to be somebody.
      if (holder === undefined) throw new Problem({ kind: 'not-signed-in', detail: 'This API key is not known, or has been revoked.' });
      return holder;
    },
    async askForLink(address, headers) {
      if (!email.safeParse(address).success) throw new Problem({ kind: 'invalid-request', detail: 'email: is not an e-mail address.', errors: [{ field: 'email', message: 'is not an e-mail address', mend: 'write it like name@example.com' }] });
      await auth.api.signInMagicLink({ body: { email: address.toLowerCase() }, headers: asOurs(headers) });
    },
    async openLink(token, headers) {
      const answer = await auth.api.magicLinkVerify({ query: { token }, headers: asOurs(headers), asResponse: true });
      if (!answer.ok) throw new Problem({ kind: 'unknown-link', detail: 'This link has been used or has run out. Ask for a new one.' });
      return cookiesOf(answer);
    },
    providers: providers.map(({ id, name }) => ({ id, name })),
    async signInAt(providerId, returnTo, headers) {
      const provider = providers.find(({ id }) => id === providerId);
      if (provider === undefined) throw new Problem({ kind: 'not-found', detail: 'There is no such sign-in.' });
      const identity = await at(providerId);
      if (identity === undefined) throw new Problem({ kind: 'sign-in-unreachable', detail: `${provider.name} does not answer. Try again, or use an e-mail link.` });
      const answer = await identity.api.signInSocial({ body: { provider: providerId, callbackURL: returnTo, errorCallbackURL: '/sign-in?failed=provider' }, headers: asOurs(headers), asResponse: true });
      const { url } = (await answer.json()) as { url?: string };
      if (!answer.ok || url === undefined) throw new Error(`the sign-in ${providerId} could not be begun: ${answer.status}`);
      return { url, cookies: cookiesOf(answer) };
    },
    async signOut(headers) {
      const answer = await auth.api.signOut({ headers: asOurs(headers), asResponse: true });
      return cookiesOf(answer);
    },
    async devices(headers) {
      const [all, here] = await Promise.all([auth.api.listSessions({ headers: asOurs(headers) }), auth.api.getSession({ headers: asOurs(headers) })]);
      return all.map(({ id, createdAt, userAgent }) => ({ id, since: createdAt.toISOString(), browser: userAgent ?? '', here: id === here?.session.id }));
    },
    async endSession(id, headers) {
      const session = (await auth.api.listSessions({ headers: asOurs(headers) })).find((each) => each.id === id);
      if (session === undefined) throw new Problem({ kind: 'not-found', detail: 'There is no such session, or it has ended.' });
      await auth.api.revokeSession({ body: { token: session.token }, headers: asOurs(headers) });
    },
    async rename(name, headers) {
      await auth.api.updateUser({ body: { name }, headers: asOurs(headers) });
    },
    async passkeys(headers) {
      const all = await auth.api.listPasskeys({ headers: asOurs(headers) });
      return all.map(({ id, name, createdAt }) => ({ id, name: name ?? '', since: createdAt.toISOString() }));
    },
    async removePasskey(id, headers) {
      const own = await auth.api.listPasskeys({ headers: asOurs(headers) });
      if (!own.some((each) => each.id === id)) throw new Problem({ kind: 'not-found', detail: 'There is no such passkey.' });
      await auth.api.deletePasskey({ body: { id }, headers: asOurs(headers) });
    },
    async handle(request) {
      const providerId = /\/callback\/([^/]+)$/.exec(new URL(request.url).pathname)?.[1];
      const identity = providerId === undefined ? auth : await at(providerId);
      return identity?.handler(request) ?? Response.redirect(`${origin}/sign-in?failed=provider`, 302);
    },
    async linkFor(address) {
      const token = new Promise<string>((resolve) => unmailed.set(address, resolve));
      try {
        await auth.api.signInMagicLink({ body: { email: address }, headers: new Headers({ origin }) });
        return await token;
      } finally {
        unmailed.delete(address);
      }
    },
    async personOf(address, name) {
      const { internalAdapter } = await auth.$context;
      const known = await internalAdapter.findUserByEmail(address);
      return (known?.user ?? (await internalAdapter.createUser({ email: address, name, emailVerified: true }, { method: 'magic-link' }))).id;
    },
    close,
  };
}

function cookiesOf(answer: Response): Cookies {
  return answer.headers.getSetCookie().flatMap((line) => [...parseSetCookieHeader(line)].map(([name, cookie]) => ({ name, value: cookie.value, maxAgeSeconds: cookie['max-age'] })));
}
