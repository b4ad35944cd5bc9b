/**
 * Who somebody is: passkeys, one-time e-mail links and a council's own sign-in, all by better-auth
 * on our PostgreSQL. What somebody may do is not decided here.
 */

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

export function createIdentity({ database, origin, secret, providers, sendSignInLink, onSession, onError }: IdentityOptions) {
  // The library knows nothing of actors: its connections are this part of the system, and see this schema alone.
  const settings = ['-c search_path=accounts', '-c drystone.actor=system:identity', ...(database.role === undefined ? [] : [`-c role=${database.role}`])];
  const pool = new pg.Pool({ connectionString: database.url, max: 4, idleTimeoutMillis: 60_000, application_name: 'drystone identity', options: settings.join(' ') });
  pool.on('error', (error) => onError?.(error));
  pool.on('connect', (client) => client.on('error', (error) => onError?.(error)));
  const { hostname, protocol } = new URL(origin);

  const auth = betterAuth({
    appName: 'Drystone',
    baseURL: origin,
    basePath: '/api/auth',
    secret,
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true },
    user: { modelName: 'person' },
    session: { expiresIn: 14 * day, updateAge: day, freshAge: 60 * 60 },
    account: {
      modelName: 'sign_in_method',
      // A provider that vouches for an address may open the account that has it; an unverified address opens nothing.
      accountLinking: { enabled: true, trustedProviders: providers.map(({ id }) => id) },
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
      // WebAuthn knows no addresses in numbers: on such a host only localhost can have passkeys.
      passkey({ rpName: 'Drystone', rpID: /^[\d.]+$|:/.test(hostname) ? 'localhost' : hostname }),
      genericOAuth({
        config: providers.map(({ id, name, issuer, clientId, clientSecret }) => ({
          providerId: id,
          name,
          discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
          requireIdTokenVerification: true,
          clientId,
          clientSecret,
          scopes: ['openid', 'profile', 'email'],
          pkce: true,
        })),
      }),
    ],
    // The doors count requests already, by an address that they know how to trust.
    rateLimit: { enabled: false },
    advanced: { cookiePrefix: 'drystone', ipAddress: { disableIpTracking: true }, useSecureCookies: protocol === 'https:', database: { generateId: 'uuid' } },
  });
  return { auth, close: () => pool.end() };
}
