/** Feeds and proofs of a provider of content. */

import type { Caller } from '@drystone/access';
import { signedReport } from '@drystone/part';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { feedForm, type Feeds } from '../provided/feeds/feeds.ts';
import { feedFormats } from '../provided/feeds/read-feed.ts';
import { proofForm, type Proofs } from '../provided/proofs/proofs.ts';

const tags = ['providers of content'];
const security = [{ session: [] }, { key: [] }];
const fault = z.strictObject({ where: z.string(), field: z.string(), message: z.string(), mend: z.string() });
const result = z.strictObject({
  at: z.string(),
  outcome: z.enum(['read', 'unchanged', 'failed']),
  items: z.int(),
  submitted: z.int().openapi({ description: 'New or changed places, handed in' }),
  unchanged: z.int(),
  withdrawals: z.int().openapi({ description: 'Places that are not in it any more, proposed to be taken out' }),
  faults: z.array(fault).readonly().openapi({ description: 'Places that could not be taken, with the mend' }),
  faultsLeftOut: z.int(),
  failure: z.strictObject({ message: z.string(), mend: z.string() }).nullable(),
});
const feed = z
  .strictObject({ id: z.uuid(), provider: z.uuid(), url: z.string(), format: z.enum(feedFormats), everyHours: z.int(), failures: z.int().openapi({ description: 'In a row' }), nextAt: z.string(), result: result.nullable() })
  .openapi('ContentFeed');
const proof = z
  .strictObject({ id: z.uuid(), provider: z.uuid(), part: z.string(), endpoint: z.string(), askedAt: z.string(), doneAt: z.string().nullable(), report: signedReport.nullable(), failure: z.string().nullable() })
  .openapi('Proof');

const ofProvider = z.object({ organisation: z.uuid() });
const ofFeed = ofProvider.extend({ id: z.string().max(80) });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const listOf = <Schema extends z.ZodType>(schema: Schema) => json(z.strictObject({ items: z.array(schema).readonly(), next: z.null() }), 'All of them');
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const notFound = { 404: refusal('There is no such thing') };

const routes = {
  list: createRoute({ method: 'get', path: '/provider/{organisation}/feeds', tags, security, summary: 'Feeds that are pulled, each with its last result', request: { params: ofProvider }, responses: { 200: listOf(feed), ...refusals } }),
  register: createRoute({
    method: 'post',
    path: '/provider/{organisation}/feeds',
    tags,
    security,
    summary: 'Have a feed pulled',
    description: 'It is read at once, and on its schedule for as long as an award is in force. `items` is the open form of the part, `json-ld` schema.org as data or within a page, `csv` a table with the documented header, `rpde` OpenActive pages.',
    request: { params: ofProvider, body: body(feedForm) },
    responses: { 201: json(feed, 'Registered'), ...refusals, 409: refusal('It is registered already'), 422: refusal('There are too many') },
  }),
  remove: createRoute({ method: 'delete', path: '/provider/{organisation}/feeds/{id}', tags, security, summary: 'Have a feed pulled no more; its places stay', request: { params: ofFeed }, responses: { 204: { description: 'Gone' }, ...refusals, ...notFound } }),
  pull: createRoute({ method: 'post', path: '/provider/{organisation}/feeds/{id}/pull', tags, security, summary: 'Pull it now', request: { params: ofFeed }, responses: { 202: { description: 'It will be read within a moment' }, ...refusals, ...notFound, 409: refusal('It was read a moment ago') } }),
  proofs: createRoute({ method: 'get', path: '/provider/{organisation}/proofs', tags, security, summary: 'Runs of the conformance suite', request: { params: ofProvider }, responses: { 200: listOf(proof), ...refusals } }),
  askForProof: createRoute({ method: 'post', path: '/provider/{organisation}/proofs', tags, security, summary: 'Run the conformance suite of visit.content against an endpoint', request: { params: ofProvider, body: body(proofForm) }, responses: { 202: json(proof, 'It will be run within a moment: read it again'), ...refusals, 429: refusal('Too many are waiting') } }),
  proof: createRoute({ method: 'get', path: '/visit/proofs/{id}', tags, summary: 'A proof; its report is signed with a key of /.well-known/drystone-keys.json', request: { params: z.object({ id: z.string().max(80) }) }, responses: { 200: json(proof, 'The proof'), 400: refusal('What was sent does not fit'), ...notFound } }),
};

/** Adds the routes to an API below `/api`. */
export function addFeedRoutes(api: OpenAPIHono, visit: Feeds & Proofs, callerOf: (headers: Headers) => Promise<Caller | undefined>): void {
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  api.openapi(routes.list, async (context) => context.json({ items: await visit.feeds(await whoever(context), context.req.valid('param').organisation), next: null }, 200));
  api.openapi(routes.register, async (context) => context.json(await visit.registerFeed(await whoever(context), context.req.valid('param').organisation, context.req.valid('json')), 201));
  api.openapi(routes.remove, async (context) => {
    const { organisation, id } = context.req.valid('param');
    await visit.removeFeed(await whoever(context), organisation, id);
    return context.body(null, 204);
  });
  api.openapi(routes.pull, async (context) => {
    const { organisation, id } = context.req.valid('param');
    await visit.pullFeed(await whoever(context), organisation, id);
    return context.body(null, 202);
  });
  api.openapi(routes.proofs, async (context) => context.json({ items: await visit.proofs(await whoever(context), context.req.valid('param').organisation), next: null }, 200));
  api.openapi(routes.askForProof, async (context) => context.json(await visit.askForProof(await whoever(context), context.req.valid('param').organisation, context.req.valid('json')), 202));
  api.openapi(routes.proof, async (context) => context.json(await visit.proof(context.req.valid('param').id), 200));
}
