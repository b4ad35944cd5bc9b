/**
 * What stands once in front of pages and API alike: request id, client address, security headers,
 * rate and body limits, request log and timings.
 */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Histogram } from 'prom-client';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Configuration } from '../configuration.ts';
import { bodyLimitBytes, withinBodyLimit } from './body-limit.ts';
import type { FrontedRequest, Next } from './fronted-request.ts';
import { problemDetails, sendProblem } from './problem-details.ts';

export interface FrontOptions {
  readonly configuration: Pick<Configuration, 'publicUrl' | 'trustProxy' | 'rateLimitPerMinute'>;
  readonly logger: Logger;
  readonly durations: Histogram<'method' | 'route' | 'status'>;
  /** Of whoever is signed in, by their cookie. */
  readonly signedSession: (cookie: string | undefined) => string | undefined;
}

/** A console that is live asks again whenever something changes; and a whole control room shares one address. */
const signedInTimes = 5;
/** Answers that go on for as long as somebody listens: their end says nothing of how quick we are. */
const lasting = /^\/api\/home\/live$/;

/** Files that never change, probes, and alarms that a vendor's cloud tells of all its homes: not what a limit is for. */
const unlimited = /^\/(_app\/immutable\/|map\/[\w-]+\/(\w+\.geojson|base\.svg)$|illustrations\/|health\/(live|ready)$|api\/home\/webhooks\/\w+\/[\w-]+$|metrics$|favicon\.svg$|icon-\d+\.png$|manifest\.webmanifest$|robots\.txt$|sitemap\.xml$)/;

export function createFront({ configuration, logger, durations, signedSession }: FrontOptions, next: Next): (request: IncomingMessage, response: ServerResponse) => void {
  const limiter = new RateLimiterMemory({ points: configuration.rateLimitPerMinute, duration: 60 });
  const signedInLimiter = new RateLimiterMemory({ points: signedInTimes * configuration.rateLimitPerMinute, duration: 60 });
  const publicUrl = configuration.publicUrl === undefined ? undefined : new URL(configuration.publicUrl);

  return (incoming, response) => {
    const request = incoming as FrontedRequest;
    const started = performance.now();
    const path = plainPath(request.url ?? '/');
    request.requestId = randomUUID();
    request.clientAddress = clientAddress(request, configuration.trustProxy);
    // The pages work out their own address from these; nobody else's word is taken for it.
    request.headers['x-forwarded-proto'] = publicUrl ? publicUrl.protocol.slice(0, -1) : 'http';
    if (publicUrl) request.headers.host = publicUrl.host;
    setSecurityHeaders(response, request.requestId, publicUrl?.protocol === 'https:');
    // Also for what is refused before it gets to the API: a program in a browser may read why.
    if (path?.startsWith('/api/')) response.setHeader('access-control-allow-origin', '*');

    if (path === undefined) {
      sendProblem(response, problemDetails({ kind: 'invalid-request', message: 'Write the path without dot segments.' }, request.requestId));
      return;
    }
    response.once('close', () => {
      const milliseconds = performance.now() - started;
      if (!lasting.test(path)) durations.observe({ method: request.method ?? 'GET', route: routeLabel(path), status: String(response.statusCode) }, milliseconds / 1000);
      logger.info({ requestId: request.requestId, method: request.method, path: withoutSecrets(path), status: response.statusCode, milliseconds: Math.round(milliseconds * 10) / 10 }, 'request');
    });

    const admit = () => withinBodyLimit(request, response, bodyLimitBytes(path), next);
    if (unlimited.test(path)) {
      admit();
      return;
    }
    const session = signedSession(request.headers.cookie);
    const [counted, who, most, from] = session === undefined ? ([limiter, limitedAddress(request.clientAddress), configuration.rateLimitPerMinute, 'your address'] as const) : ([signedInLimiter, session, signedInTimes * configuration.rateLimitPerMinute, 'you'] as const);
    counted.consume(who).then(
      admit,
      (refusal: { msBeforeNext?: number }) => {
        const seconds = Math.max(1, Math.ceil((refusal.msBeforeNext ?? 60_000) / 1000));
        sendProblem(
          response,
          problemDetails({ kind: 'too-many-requests', message: `More than ${most} requests a minute from ${from}. Try again in ${seconds} seconds.` }, request.requestId),
          { 'retry-after': String(seconds) },
        );
      },
    );
  };
}

/** The path that every router behind us will see; undefined where two readings are possible. */
function plainPath(url: string): string | undefined {
  try {
    const raw = url.split('?', 1)[0]!;
    return new URL(url, 'http://front').pathname === raw ? raw : undefined;
  } catch {
    return undefined;
  }
}

/** The address as the nearest trusted proxy saw it; without a proxy, the socket's. */
export function clientAddress(request: IncomingMessage, trustProxy: number): string {
  const socket = request.socket.remoteAddress ?? 'unknown';
  if (trustProxy === 0) return socket;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',').map((part) => part.trim()).filter(Boolean);
  return forwarded.at(-trustProxy) ?? socket;
}

/** A household has a whole IPv6 /64: the limit is for all of it. */
function limitedAddress(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/^\[(.+)\](:\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  if (!plain.includes(':')) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  return [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after].slice(0, 4).join(':');
}

function setSecurityHeaders(response: ServerResponse, requestId: string, secure: boolean): void {
  response.setHeader('x-request-id', requestId);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  // A trip's address opens it: it stays on this site.
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), payment=(), geolocation=(self)');
  if (secure) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
}

const tripId = /\/trips\/[\w-]{22}/;
const openerToken = /\/opening\/[\w-]{32}/;

/** Logs must open neither trips nor bids. */
function withoutSecrets(path: string): string {
  return path.replace(tripId, '/trips/…').replace(openerToken, '/opening/…');
}

/** Few labels: one a kind of page or operation, never one a visitor's path. */
function routeLabel(path: string): string {
  if (/^\/(_app|map)\//.test(path)) return '/static';
  const known = /^\/(api\/visit\/[a-z]+|api\/[a-z.]+|health\/[a-z]+|metrics|explore|attractions|trips|about|accessibility|api-docs)?(?=\/|\.|$)/.exec(path);
  return known?.[0] === undefined || (known[0] === '' && path !== '/') ? 'other' : known[0] || '/';
}
