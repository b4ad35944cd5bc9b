/** An organisation's own protocols over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal, refuseMisfits } from '@drystone/problems/openapi';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { protocolText } from '../alarms/protocol-text.ts';
import type { Home } from '../home.ts';
import { ifMatch, revisionOf } from './if-match.ts';

const tags = ['home'];
const security = [{ session: [] }, { key: [] }];
const most = 100;

const subject = z.string().max(64).openapi({ description: 'A group of alarms, a kind of alarm, or `incident`, as the list has them' });
const protocolVersion = z
  .strictObject({
    id: z.string(),
    organisation: z.string(),
    subject,
    version: z.int(),
    madeAt: z.string().openapi({ description: 'In force from then until the next' }),
    by: z.strictObject({ actor: z.string(), name: z.string().nullable() }),
    text: protocolText.nullable().openapi({ description: 'Null: the built-in text again' }),
  })
  .openapi('ProtocolVersion');
const protocolState = z
  .strictObject({
    subject,
    group: subject.openapi({ description: 'What stands for it where it has none of its own' }),
    latest: protocolVersion.nullable().openapi({ description: 'Null: it never had an own one' }),
    servedBy: subject.openapi({ description: 'Whose text operators see now: its own, or that of its group' }),
    builtIn: z.array(z.string()).openapi({ description: 'Codes of the built-in steps. No clinician of the organisation has approved them' }),
  })
  .openapi('ProtocolState');

const of = z.object({ organisation: z.uuid() });
const one = of.extend({ subject });
const refusals = { 400: refusal('What was asked does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };

const routes = {
  list: createRoute({
    method: 'get',
    path: '/home/protocols/{organisation}',
    tags,
    security,
    summary: "An organisation's own protocols",
    description: 'What its operators do step by step, for everything that they answer. What a case followed is in its record.',
    request: { params: of },
    responses: { 200: json(z.strictObject({ items: z.array(protocolState), next: z.null() }), 'All of them'), ...refusals },
  }),
  versions: createRoute({
    method: 'get',
    path: '/home/protocols/{organisation}/{subject}',
    tags,
    security,
    summary: 'All versions of an own protocol, the newest first',
    request: { params: one, query: z.object({ limit: z.coerce.number().int().min(1).max(most).default(20), before: z.coerce.number().int().min(1).max(2_000_000_000).optional().openapi({ description: 'As `next` gives it' }) }) },
    responses: { 200: json(z.strictObject({ items: z.array(protocolVersion), next: z.string().nullable() }), 'Versions'), ...refusals, 404: refusal('Operators answer no such alarm') },
  }),
  put: createRoute({
    method: 'put',
    path: '/home/protocols/{organisation}/{subject}',
    tags,
    security,
    summary: 'Put a protocol of its own into force, or the built-in text again',
    description: 'For alarms that are taken from now on; whoever has one keeps the version that they began with, and is told that there is another. Nothing is overwritten. The same text again is no new version.',
    request: { params: one, headers: ifMatch, body: { required: true, content: { 'application/json': { schema: z.strictObject({ text: protocolText.nullable().openapi({ description: 'Null: the built-in text again' }) }) } } } },
    responses: { 200: json(protocolVersion, 'In force'), ...refusals, 404: refusal('Operators answer no such alarm, or there is no such organisation'), 412: refusal('Changed meanwhile') },
  }),
};

/** Routes below `/api`. */
export function createProtocolApi(home: Home, callerOf: (headers: Headers) => Promise<Caller | undefined>): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  api.openapi(routes.list, async (context) => {
    const states = await home.protocols(await whoever(context), context.req.valid('param').organisation);
    return context.json({ items: states.map((state) => ({ ...state, builtIn: [...state.builtIn] })), next: null }, 200);
  });
  api.openapi(routes.versions, async (context) => {
    const { organisation, subject: named } = context.req.valid('param');
    const { limit, before } = context.req.valid('query');
    const found = await home.protocolVersions(await whoever(context), organisation, named, { before, limit: limit + 1 });
    const items = found.slice(0, limit);
    return context.json({ items, next: found.length > limit ? `${new URL(context.req.url).pathname}?${new URLSearchParams({ limit: String(limit), before: String(items.at(-1)!.version) })}` : null }, 200);
  });
  api.openapi(routes.put, async (context) => {
    const { organisation, subject: named } = context.req.valid('param');
    const version = await home.putProtocol(await whoever(context), organisation, named, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json').text);
    return context.json(version, 200, { etag: `"${version.version}"` });
  });
  return api;
}
