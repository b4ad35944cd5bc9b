/** The door for programs and probes: `/api`, `/health`, `/metrics`, `/map`. */

import { createHash } from 'node:crypto';
import { createAccountsApi, type Accounts } from '@drystone/accounts';
import { createCommissioningApi, createOpenRoutes, type Commissioning } from '@drystone/commissioning';
import { createHomeApi, createHomeKpiApi, createPeopleApi, createProtocolApi, createResponseApi, createSupervisionApi, type Home } from '@drystone/home';
import { publicJwk } from '@drystone/part';
import { Problem, problemKinds } from '@drystone/problems';
import { createVisitApi, type Visit } from '@drystone/visit';
import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { GuidePlace } from '@drystone/web/page-services';
import { problemDetails } from './problem-details.ts';

export interface ProgramsOptions {
  readonly visit: Visit;
  readonly accounts: Accounts;
  readonly commissioning: Commissioning;
  readonly home: Home;
  readonly clock: () => Temporal.Instant;
  readonly metrics: Registry;
  readonly logger: Logger;
  /** Throws where the product cannot work. */
  readonly ready: () => Promise<void>;
  readonly version: string;
  readonly places: readonly GuidePlace[];
  /** Whose signature stands on what this Drystone says. */
  readonly publicKey: { readonly keyId: string; readonly publicKey: string };
}

interface Bindings {
  readonly incoming: { readonly requestId?: string };
}

export const apiPaths = /^\/(api(\/|$)|open\/(?!(?:ocds\/?)?$)|health\/|metrics$|map\/[\w-]+\/\w+\.geojson$|problems\/|\.well-known\/drystone-keys\.json$)/;

export function createPrograms({ visit, accounts, commissioning, home, clock, metrics, logger, ready, version, places, publicKey }: ProgramsOptions) {
  const app = new OpenAPIHono<{ Bindings: Bindings }>();
  const requestId = (context: { env: Bindings | undefined }): string => context.env?.incoming?.requestId ?? 'none';
  const refuse = (problem: Parameters<typeof problemDetails>[0], id: string, headers: Record<string, string> = {}): Response =>
    new Response(JSON.stringify(problemDetails(problem, id)), { status: problemKinds[problem.kind].status, headers: { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' } });

  app.use('/api/*', cors({ origin: '*', allowMethods: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'], allowHeaders: ['authorization', 'content-type', 'if-match', 'x-bid-code'], exposeHeaders: ['etag', 'location', 'x-request-id'] }));
  app.use('/api/*', async (context, next) => {
    context.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    await next();
  });
  app.use('/api/*', async (context, next) => {
    const { method } = context.req;
    const type = context.req.header('content-type');
    const isPicture = /^\/api\/provider\/[^/]+\/pictures$/.test(context.req.path);
    if ((method === 'POST' || method === 'PATCH' || method === 'PUT') && type !== undefined && !(isPicture ? /^image\/(jpeg|png|webp|avif)$/i : /^application\/(json|[\w.+-]+\+json)\b/i).test(type)) {
      throw new Problem({ kind: 'unsupported-media-type', detail: `The body is "${type.slice(0, 80)}": send ${isPicture ? 'image/jpeg, image/png, image/webp or image/avif' : 'application/json'}.` });
    }
    await next();
  });
  // Passkeys and the way back from a council's own sign-in; all else that the library could do, our own pages do.
  app.on(['GET', 'POST'], ['/api/auth/passkey/*', '/api/auth/callback/:provider'], (context) => accounts.handle(context.req.raw));
  app.route('/api', createAccountsApi(accounts) as unknown as OpenAPIHono<{ Bindings: Bindings }>);
  app.route('/api', createCommissioningApi(commissioning, { callerOf: (headers) => accounts.caller(headers), clock }) as unknown as OpenAPIHono<{ Bindings: Bindings }>);
  app.route('/api', createVisitApi(visit, clock, (headers) => accounts.caller(headers)) as unknown as OpenAPIHono<{ Bindings: Bindings }>);
  app.route('/api', createHomeApi(home, (headers) => accounts.caller(headers)) as unknown as OpenAPIHono<{ Bindings: Bindings }>);
  app.route('/api', createPeopleApi(home, (headers) => accounts.caller(headers)) as unknown as OpenAPIHono<{ Bindings: Bindings }>);
  app.route('/api', createHomeKpiApi(home, (headers) => accounts.caller(headers)) as unknown as OpenAPIHono<{ Bindings: Bindings }>);
  app.route('/api', createSupervisionApi(home, (headers) => accounts.caller(headers)) as unknown as OpenAPIHono<{ Bindings: Bindings }>);
  app.route('/api', createProtocolApi(home, (headers) => accounts.caller(headers)) as unknown as OpenAPIHono<{ Bindings: Bindings }>);
  app.route('/api', createResponseApi(home, (headers) => accounts.caller(headers)) as unknown as OpenAPIHono<{ Bindings: Bindings }>);

  app.use('/open/*', cors({ origin: '*', allowMethods: ['GET'], exposeHeaders: ['x-request-id'] }));
  app.route('/open', createOpenRoutes(commissioning) as never);

  let document: ReturnType<typeof app.getOpenAPI31Document> | undefined;
  // Made when somebody asks: it takes half a second that no start has to wait for.
  const openapi = () => (document ??= app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Drystone', version, description: 'One guide, many providers. Times out are RFC 3339 with seconds and offset; problems are RFC 9457 problem details; lists answer items and next.' },
    servers: [{ url: '/' }],
  }));
  app.get('/api/openapi.json', (context) => context.json(openapi()));

  app.get('/health/live', (context) => context.json({ status: 'ok' }));
  app.get('/health/ready', async (context) => {
    try {
      await ready();
      return context.json({ status: 'ok' });
    } catch (error) {
      logger.warn({ error: (error as Error).message }, 'not ready');
      return context.json({ status: 'unavailable', reason: 'the database does not answer' }, 503);
    }
  });
  app.get('/health/alarms', async (context) => {
    const state = await home.receiverState().catch(() => 'failing' as const);
    return state === 'failing' ? context.json({ status: 'unavailable', reason: 'no server can keep alarms' }, 503) : context.json({ status: state === 'working' ? 'ok' : 'degraded' });
  });
  app.get('/metrics', async (context) => context.body(await metrics.metrics(), 200, { 'content-type': metrics.contentType }));

  const keys = { keys: [{ ...publicJwk(publicKey.publicKey), kid: publicKey.keyId, use: 'sig', alg: 'EdDSA' }] };
  app.get('/.well-known/drystone-keys.json', cors({ origin: '*' }), (context) => context.json(keys, 200, { 'cache-control': 'public, max-age=3600' }));

  for (const { slug, baseMap } of places) {
    for (const [layer, features] of Object.entries(baseMap)) {
      const body = JSON.stringify(features);
      const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`;
      app.get(`/map/${slug}/${layer}.geojson`, (context) =>
        context.req.header('if-none-match') === etag
          ? context.body(null, 304, { etag })
          : context.body(body, 200, { 'content-type': 'application/geo+json', 'cache-control': 'public, max-age=3600', etag }),
      );
    }
  }

  const paths = app.openAPIRegistry.definitions.flatMap((each) =>
    each.type === 'route' ? [{ pattern: new RegExp(`^${each.route.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`), method: each.route.method.toUpperCase() }] : [],
  );
  app.get('/problems/:kind', (context) => context.redirect('/api-docs#problems', 302));

  app.notFound((context) => {
    const methods = paths.flatMap(({ pattern, method }) => (pattern.test(context.req.path) ? [method] : []));
    if (methods.length > 0 && !methods.includes(context.req.method)) {
      const allowed = [...new Set(methods)].join(', ');
      return refuse({ kind: 'method-not-allowed', message: `${context.req.path} knows ${allowed}, not ${context.req.method}.` }, requestId(context), { allow: allowed });
    }
    return refuse({ kind: 'not-found', message: `There is nothing at ${context.req.path}.` }, requestId(context));
  });
  app.onError((error, context) => {
    const id = requestId(context);
    if (error instanceof Problem) return refuse(error, id, error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) });
    if (error instanceof HTTPException) {
      return refuse({ kind: 'invalid-request', message: error.message || 'The body is not JSON.' }, id);
    }
    logger.error({ requestId: id, error: error.stack }, 'request failed');
    return refuse({ kind: 'internal', message: 'This is our fault. It has been noted; quote the request id if you tell us.' }, id);
  });
  return { app, openapi };
}
