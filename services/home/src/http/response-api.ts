/** Where a provider of alarm response takes its cases. */

import type { Caller } from '@drystone/access';
import { json, refusal, refuseMisfits } from '@drystone/problems/openapi';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Home } from '../home.ts';

const tags = ['home', 'provider'];
const security = [{ session: [] }, { key: [] }];
const request = { params: z.object({ organisation: z.uuid() }) };
const refusals = { 400: refusal('What was asked does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const endpoint = z.strictObject({ url: z.string().max(2000).nullable().openapi({ description: 'Null: its people answer on our console' }) });
const path = '/provider/{organisation}/response-endpoint';

const routes = {
  read: createRoute({ method: 'get', path, tags, security, summary: "Where a provider's own system takes alarm cases", request, responses: { 200: json(endpoint, 'Its address'), ...refusals } }),
  put: createRoute({
    method: 'put',
    path,
    tags,
    security,
    summary: "Let a provider's own system take alarm cases",
    description: 'Cases that an award brings are posted to `cases` below this address, signed (RFC 9421) with a key of `/.well-known/drystone-keys.json`; parts/home-response/openapi.json says how. `npx drystone prove home.response` holds an address to it.',
    request: { ...request, body: { required: true, content: { 'application/json': { schema: z.strictObject({ url: z.string().min(1).max(2000) }) } } } },
    responses: { 200: json(endpoint, 'For cases that come from now on'), ...refusals, 404: refusal('There is no such provider') },
  }),
  remove: createRoute({ method: 'delete', path, tags, security, summary: 'Answer on our console from now on', request, responses: { 204: { description: 'Done' }, ...refusals } }),
};

/** Routes below `/api`. */
export function createResponseApi(home: Home, callerOf: (headers: Headers) => Promise<Caller | undefined>): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  api.openapi(routes.read, async (context) => context.json({ url: (await home.responseEndpoint(await whoever(context), context.req.valid('param').organisation)) ?? null }, 200));
  api.openapi(routes.put, async (context) => context.json({ url: await home.putResponseEndpoint(await whoever(context), context.req.valid('param').organisation, context.req.valid('json').url) }, 200));
  api.openapi(routes.remove, async (context) => {
    await home.deleteResponseEndpoint(await whoever(context), context.req.valid('param').organisation);
    return context.body(null, 204);
  });
  return api;
}
