/** Where providers of content hand it in, and curators look through it. */

import type { Caller } from '@drystone/access';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { pictureFiles } from '@drystone/uploads';
import type { Pictures } from '../pictures/pictures.ts';
import { decisionForm, type Provided } from '../provided/provided.ts';
import type { Version } from '../provided/store.ts';

const tags = ['providers of content'];
const security = [{ session: [] }, { key: [] }];
const record = z.record(z.string(), z.unknown()).openapi({ description: 'An attraction, as a place pack has it' });
const version = z
  .strictObject({ id: z.uuid(), provider: z.uuid(), place: z.string(), slug: z.string(), number: z.int(), record: record.nullable(), state: z.enum(['submitted', 'published', 'returned']), reason: z.string().nullable(), at: z.string(), feed: z.uuid().nullable() })
  .openapi('ContentVersion');
const waiting = z
  .strictObject({ ...version.shape, providerName: z.string(), today: record.nullable(), shownAs: z.string().nullable(), near: z.array(z.strictObject({ slug: z.string(), name: z.string(), distanceMetres: z.int(), alike: z.boolean() })) })
  .openapi('ContentWaiting');

const ofProvider = z.object({ organisation: z.uuid() });
const ofPlace = ofProvider.extend({ slug: z.string().max(80) });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const listOf = <Schema extends z.ZodType>(schema: Schema) => json(z.strictObject({ items: z.array(schema), next: z.null() }), 'All of them');
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const notFound = { 404: refusal('There is no such thing') };

const routes = {
  list: createRoute({ method: 'get', path: '/provider/{organisation}/content', tags, security, summary: 'What a provider publishes', request: { params: ofProvider }, responses: { 200: listOf(z.strictObject({ ...version.shape, published: z.boolean() })), ...refusals } }),
  history: createRoute({ method: 'get', path: '/provider/{organisation}/content/{slug}', tags, security, summary: 'Every version of one place', request: { params: ofPlace }, responses: { 200: listOf(version), ...refusals, ...notFound } }),
  submit: createRoute({
    method: 'put',
    path: '/provider/{organisation}/content/{slug}',
    tags,
    security,
    summary: 'Hand in a place',
    description: 'A curator of a buyer lets it into the guide. The slug of a place that is there already says that it is the same one: then it is merged over it.',
    request: { params: ofPlace, body: body(record) },
    responses: { 202: json(version, 'Handed in'), ...refusals, 422: refusal('There are too many') },
  }),
  addPicture: createRoute({
    method: 'post',
    path: '/provider/{organisation}/pictures',
    tags,
    security,
    summary: 'Hand in a picture',
    description: 'JPEG, PNG, WebP or AVIF of 10 MB at most and 480 × 270 pixels at least; seen by its content, and made anew without what it says of where and when it was taken. A record names it by the address that comes back. What no record names for a week is deleted.',
    request: { params: ofProvider, body: { required: true, content: Object.fromEntries(Object.keys(pictureFiles.endings).map((type) => [type, { schema: z.string().openapi({ format: 'binary' }) }])) } },
    responses: { 201: json(z.strictObject({ url: z.string(), width: z.int(), height: z.int() }), 'Taken in'), ...refusals, 413: refusal('It is larger'), 415: refusal('It is not sent as a picture'), 422: refusal('There are too many'), 503: refusal('Too many come at once') },
  }),
  restore: createRoute({ method: 'post', path: '/provider/{organisation}/content/{slug}/versions/{number}', tags, security, summary: 'Hand in an earlier version again', request: { params: ofPlace.extend({ number: z.coerce.number().int().min(1).max(1_000_000) }) }, responses: { 202: json(version, 'Handed in'), ...refusals, ...notFound, 422: refusal('There are too many') } }),
  withdraw: createRoute({ method: 'delete', path: '/provider/{organisation}/content/{slug}', tags, security, summary: 'Take a place out of the guide', request: { params: ofPlace }, responses: { 204: { description: 'Gone from the guide' }, ...refusals, ...notFound } }),
  confirm: createRoute({ method: 'post', path: '/provider/{organisation}/content/{slug}/confirmation', tags, security, summary: 'Say that all of it is still so', request: { params: ofPlace }, responses: { 204: { description: 'Noted' }, ...refusals, ...notFound } }),
  curation: createRoute({ method: 'get', path: '/visit/curation', tags, security, summary: 'What waits for you to look through', request: {}, responses: { 200: listOf(waiting), ...refusals } }),
  curate: createRoute({ method: 'post', path: '/visit/curation/{id}', tags, security, summary: 'Let it into the guide, as itself or as a place that is there already, or return it with a reason', request: { params: z.object({ id: z.string() }), body: body(decisionForm) }, responses: { 200: json(version, 'Decided'), ...refusals, ...notFound, 409: refusal('Decided meanwhile, or overtaken by a newer version') } }),
};

/** Adds the routes to an API below `/api`. */
export function addProviderRoutes(api: OpenAPIHono, provided: Provided & Pictures, callerOf: (headers: Headers) => Promise<Caller | undefined>): void {
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  const told = <Given extends Version>(given: Given) => ({ ...given, record: given.record as unknown as Record<string, unknown> | null });
  for (const path of ['/provider/*', '/visit/curation', '/visit/curation/*']) {
    api.use(path, async (context, next) => {
      await next();
      context.header('cache-control', 'no-store');
    });
  }
  api.openapi(routes.list, async (context) => context.json({ items: (await provided.content(await whoever(context), context.req.valid('param').organisation)).map(told), next: null }, 200));
  api.openapi(routes.history, async (context) => {
    const { organisation, slug } = context.req.valid('param');
    return context.json({ items: (await provided.contentHistory(await whoever(context), organisation, slug)).map(told), next: null }, 200);
  });
  api.openapi(routes.submit, async (context) => {
    const { organisation, slug } = context.req.valid('param');
    return context.json(told(await provided.submitContent(await whoever(context), organisation, slug, context.req.valid('json'))), 202);
  });
  api.openapi(routes.addPicture, async (context) => {
    const { organisation } = context.req.valid('param');
    return context.json(await provided.addPicture(await whoever(context), organisation, new Uint8Array(await context.req.arrayBuffer())), 201);
  });
  api.openapi(routes.restore, async (context) => {
    const { organisation, slug, number } = context.req.valid('param');
    return context.json(told(await provided.restoreContent(await whoever(context), organisation, slug, number)), 202);
  });
  api.openapi(routes.withdraw, async (context) => {
    const { organisation, slug } = context.req.valid('param');
    await provided.withdrawContent(await whoever(context), organisation, slug);
    return context.body(null, 204);
  });
  api.openapi(routes.confirm, async (context) => {
    const { organisation, slug } = context.req.valid('param');
    await provided.confirmContent(await whoever(context), organisation, slug);
    return context.body(null, 204);
  });
  api.openapi(routes.curation, async (context) => {
    const items = await provided.curation(await whoever(context));
    return context.json({ items: items.map((each) => ({ ...told(each), today: each.today as unknown as Record<string, unknown> | null, near: [...each.near] })), next: null }, 200);
  });
  api.openapi(routes.curate, async (context) => context.json(told(await provided.curate(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
}
