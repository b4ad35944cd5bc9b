/**
 * Who somebody is: passkeys, one-time e-mail links and a council's own sign-in, all by better-auth
 * on our PostgreSQL. What somebody may do is not decided here.
 */

import { setTimeout as after } from 'node:timers/promises';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { genericOAuth, magicLink } from 'better-auth/plugins';
import pg from 'pg';

/** A sign-in that a public body runs itself (OpenID Connect, discovered from its issuer). */
export interface SignInProvider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface IdentityOptions {
  readonly database: { readonly url: string; readonly role?: string | undefined };
  /** What the public types in: links, cookies and passkeys hold for this origin. */
  readonly origin: string;
  /** Signs cookies; at least 32 characters, the same in every process. */
  readonly secret: string;
  readonly providers: readonly SignInProvider[];
  readonly sendSignInLink: (link: { readonly email: string; readonly token: string }) => Promise<void>;
  /** Told of each session that begins, and of each that its person ends. */
  readonly onSession: (type: 'session.started' | 'session.ended', personId: string) => Promise<void>;
  readonly onError?: (error: Error) => void;
}

export type Identity = ReturnType<typeof createIdentity>;

/** Minutes for which an e-mailed link signs in, once. */
export const linkMinutes = 15;
const day = 24 * 60 * 60;
/** A provider that has not said by then where it signs people in does not answer. */
const discoveryMilliseconds = 5_000;

export function createIdentity({ database, origin, secret, providers, sendSignInLink, onSession, onError }: IdentityOptions) {
  // The library knows nothing of actors: its connections are this part of the system, and see this schema alone.
  const settings = ['-c search_path=accounts', '-c drystone.actor=system:identity', ...(database.role === undefined ? [] : [`-c role=${database.role}`])];
  const pool = new pg.Pool({ connectionString: database.url, max: 4, idleTimeoutMillis: 60_000, application_name: 'drystone identity', options: settings.join(' ') });
  pool.on('error', (error) => onError?.(error));
  pool.on('connect', (client) => client.on('error', (error) => onError?.(error)));
  const { hostname, protocol } = new URL(origin);
  // WebAuthn knows no addresses in numbers: a machine of one's own has its passkeys under its name.
  const isNumber = /^[\d.]+$|:/.test(hostname);
  const byName = origin.replace(hostname, 'localhost');

  /** The library asks each of its providers who it is before it does anything at all. */
  const identityWith = (some: readonly SignInProvider[]) => betterAuth({
    appName: 'Drystone',
    baseURL: origin,
    basePath: '/api/auth',
    secret,
    ...(isNumber && { trustedOrigins: [byName] }),
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true },
    user: { modelName: 'person' },
    session: { expiresIn: 14 * day, updateAge: day, freshAge: 60 * 60 },
    account: {
      modelName: 'sign_in_method',
      accountLinking: { enabled: true },
      encryptOAuthTokens: true,
    },
    databaseHooks: {
      session: {
        create: { after: ({ userId }) => onSession('session.started', userId) },
        delete: { after: ({ userId }) => onSession('session.ended', userId) },
      },
    },
    plugins: [
      magicLink({ expiresIn: linkMinutes * 60, storeToken: 'hashed', sendMagicLink: ({ email, token }) => sendSignInLink({ email, token }) }),
      passkey({ rpName: 'Drystone', rpID: isNumber ? 'localhost' : hostname, origin: isNumber ? byName : origin }),
      genericOAuth({
        config: some.map(({ id, name, issuer, clientId, clientSecret }) => ({
          providerId: id,
          name,
          discoveryUrl: `${plain(issuer)}/.well-known/openid-configuration`,
          requireIdTokenVerification: true,
          clientId,
          clientSecret,
          scopes: ['openid', 'profile', 'email'],
          pkce: true,
          // A provider that vouches for an address opens the account that has it. One it does not vouch for is none.
          mapProfileToUser: ({ email_verified }) => (email_verified === true ? { emailVerified: true } : { email: null, emailVerified: false }),
        })),
      }),
    ],
    // The doors count requests already, by an address that they know how to trust.
    rateLimit: { enabled: false },
    onAPIError: { errorURL: `${origin}/sign-in?failed=provider` },
    advanced: { cookiePrefix: 'drystone', ipAddress: { disableIpTracking: true }, useSecureCookies: protocol === 'https:', database: { generateId: 'uuid' } },
  });
  const auth = identityWith([]);
  const known = new Map<string, typeof auth>();
  return {
    auth,
    /**
     * What signs in with a provider. It is asked when the first person comes and not at the start, so that one that
     * does not answer keeps out its own people alone, and only for as long. @returns undefined where it does not answer, or answers as somebody else.
     */
    async at(providerId: string): Promise<typeof auth | undefined> {
      const found = known.get(providerId);
      const provider = providers.find(({ id }) => id === providerId);
      if (found || provider === undefined) return found;
      const identity = identityWith([provider]);
      const context = await Promise.race([identity.$context, after(discoveryMilliseconds, undefined, { ref: false })]);
      const issuer = context?.socialProviders.find(({ id }) => id === providerId)?.issuer;
      if (issuer === undefined || plain(issuer) !== plain(provider.issuer)) return undefined;
      known.set(providerId, identity);
      return identity;
    },
    close: () => pool.end(),
  };
}

const plain = (issuer: string): string => issuer.replace(/\/$/, '');
