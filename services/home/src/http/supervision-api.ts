/** What many homes have in common, over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal, refuseMisfits } from '@drystone/problems/openapi';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Home } from '../home.ts';
import { protocols } from '../local-units/local-unit.ts';
import { reaches } from '../supervision/incidents.ts';

const tags = ['home'];
const security = [{ session: [] }, { key: [] }];
const limit = z.coerce.number().int().min(1).max(500).default(100);

const incident = z
  .strictObject({
    id: z.string(),
    organisation: z.string(),
    kind: z.enum(['silence', 'mains']).openapi({ description: 'silence: most of these homes are no longer heard; mains: they have lost their power' }),
    reach: z.enum(reaches).openapi({ description: 'Whether it is of all homes of the organisation, of an area or of a scheme' }),
    name: z.string().nullable().openapi({ description: 'Slug of the area, or name of the scheme' }),
    beganAt: z.string(),
    endedAt: z.string().nullable(),
    caseId: z.string().nullable().openapi({ description: 'The one case that operators have of it' }),
    members: z.int().openapi({ description: 'Local units that it holds' }),
    returned: z.int().openapi({ description: 'Of these, heard again or with power again' }),
  })
  .openapi('Incident');

const member = z
  .strictObject({ id: z.string(), protocol: z.enum(protocols), account: z.string(), dwelling: z.string(), area: z.string().nullable(), scheme: z.string().nullable(), joinedAt: z.string(), returnedAt: z.string().nullable() })
  .openapi('IncidentMember');

const refusals = { 400: refusal('What was asked does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };

const routes = {
  incidents: createRoute({
    method: 'get',
    path: '/home/incidents',
    tags,
    security,
    summary: 'What many homes have in common, the newest first',
    description: 'A network that is down, a scheme without power: one incident with one case, in place of a case for each home.',
    request: { query: z.object({ organisation: z.uuid().optional(), open: z.enum(['true', 'false']).optional(), limit, before: z.uuid().optional().openapi({ description: 'As `next` gives it' }) }) },
    responses: { 200: json(z.strictObject({ items: z.array(incident), next: z.string().nullable() }), 'Incidents'), ...refusals },
  }),
  members: createRoute({
    method: 'get',
    path: '/home/incidents/{id}/members',
    tags,
    security,
    summary: 'The local units that an incident holds',
    request: { params: z.object({ id: z.uuid() }), query: z.object({ limit, after: z.uuid().optional().openapi({ description: 'As `next` gives it' }) }) },
    responses: { 200: json(z.strictObject({ items: z.array(member), next: z.string().nullable() }), 'Members'), ...refusals, 404: refusal('There is no such incident of homes that you answer') },
  }),
};

/** Routes below `/api`. Problems are thrown; the server that mounts them renders problem details. */
export function createSupervisionApi(home: Home, callerOf: (headers: Headers) => Promise<Caller | undefined>): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  const paged = <Item extends { readonly id: string }>(url: string, found: readonly Item[], most: number, turn: 'before' | 'after') => {
    const { pathname, searchParams } = new URL(url);
    const items = found.slice(0, most);
    searchParams.set(turn, items.at(-1)?.id ?? '');
    return { items, next: found.length > most ? `${pathname}?${searchParams}` : null };
  };
  api.openapi(routes.incidents, async (context) => {
    const { limit: most, open, ...query } = context.req.valid('query');
    const found = await home.incidents(await callerOf(context.req.raw.headers), { ...query, open: open === undefined ? undefined : open === 'true', limit: most + 1 });
    return context.json(paged(context.req.url, found, most, 'before'), 200);
  });
  api.openapi(routes.members, async (context) => {
    const { limit: most, after } = context.req.valid('query');
    const found = await home.incidentMembers(await callerOf(context.req.raw.headers), context.req.valid('param').id, { after, limit: most + 1 });
    return context.json(paged(context.req.url, found, most, 'after') as never, 200);
  });
  return api;
}
