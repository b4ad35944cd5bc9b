/** The barrier register and the tender check over HTTP. */

import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { barrierKinds, barrierQuery, heardFrom, hidingForm, recordingForm, sortingForm, type Entry } from '../barriers/barrier.ts';
import type { Barriers } from '../barriers/barriers.ts';
import { revisionOf, type ProcessRoutesOptions } from './process-routes.ts';

const tags = ['commissioning'];
const security = [{ session: [] }, { key: [] }];
const recorded = z.strictObject({
  at: z.string(),
  heardFrom: z.enum(heardFrom),
  sortedBy: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  hidden: z.strictObject({ at: z.string(), why: z.string() }).nullable(),
  revision: z.int(),
});
const barrier = z
  .strictObject({
    id: z.string(),
    said: z.string().openapi({ description: 'As it is heard' }),
    kind: z.enum(barrierKinds).nullable().openapi({ description: 'What it really rests on; null while it is not sorted' }),
    answer: z.string().openapi({ description: 'An answer that can be quoted' }),
    tried: z.array(z.string()).openapi({ description: 'What others did about it' }),
    mend: z.string(),
    rules: z.array(z.string()).openapi({ description: 'Rules of the tender check that find it' }),
    sources: z.array(z.strictObject({ title: z.string(), url: z.string(), checked: z.string() })),
    recorded: recorded.nullable().openapi({ description: 'Null for those that ship with the product' }),
  })
  .openapi('Barrier');
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const one = z.object({ id: z.string() });
const ifMatch = z.object({ 'if-match': z.string().openapi({ description: 'The ETag that was read' }) });
const changes = { 404: refusal('There is no such entry'), 412: refusal('Changed meanwhile'), 422: refusal('It ships with the product, or you do not act for a buyer') };
const finding = z
  .strictObject({
    rule: z.string(),
    severity: z.enum(['error', 'warning', 'note']),
    path: z.string().openapi({ description: 'JSON Pointer (RFC 6901) into what was sent' }),
    quote: z.string(),
    message: z.string(),
    mend: z.string(),
    source: z.string(),
    barriers: z.array(z.strictObject({ id: z.string(), said: z.string() })),
  })
  .openapi('Finding');
const biddingEffort = z
  .strictObject({ path: z.string(), wordsToRead: z.int(), documentsToRead: z.int(), questionsToAnswer: z.int(), documentsToSupply: z.int(), estimatedHours: z.number().openapi({ description: 'By the same assumptions for every tender: for comparing, not a measurement' }) })
  .openapi('BiddingEffort');
const most = 100;

const routes = {
  barriers: createRoute({
    method: 'get',
    path: '/commissioning/barriers',
    tags,
    summary: 'The barrier register',
    description: 'What is said to keep small, local and social providers out, sorted into law, policy and habit, each with an answer and its sources.',
    request: { query: z.object({ ...barrierQuery.shape, limit: z.coerce.number().int().min(1).max(most).default(most), offset: z.coerce.number().int().min(0).max(100_000).default(0) }) },
    responses: { 200: json(z.strictObject({ items: z.array(barrier), next: z.string().nullable() }), 'As heard in such words first'), 400: refusal('What was asked does not fit') },
  }),
  barrier: createRoute({ method: 'get', path: '/commissioning/barriers/{id}', tags, summary: 'An entry of the barrier register', request: { params: one }, responses: { 200: json(barrier, 'The entry, with its ETag where it can be sorted'), 404: refusal('There is no such entry') } }),
  record: createRoute({
    method: 'post',
    path: '/commissioning/barriers',
    tags,
    security,
    summary: 'Record what somebody said cannot be done',
    description: 'Shown at once, marked as not sorted yet.',
    request: { body: body(recordingForm) },
    responses: { 201: json(barrier, 'Recorded'), ...refusals, 409: refusal('The register has it already'), 429: refusal('Too many in a day') },
  }),
  sort: createRoute({
    method: 'put',
    path: '/commissioning/barriers/{id}/sorting',
    tags,
    security,
    summary: 'Say what it rests on, with its source and an answer',
    description: 'By a commissioner of any buyer: the register is shared.',
    request: { params: one, headers: ifMatch, body: body(sortingForm) },
    responses: { 200: json(barrier, 'Sorted'), ...refusals, ...changes },
  }),
  moderate: createRoute({ method: 'post', path: '/commissioning/barriers/{id}/moderation', tags, security, summary: 'Hide an entry, or show it again', request: { params: one, headers: ifMatch, body: body(hidingForm) }, responses: { 200: json(barrier, 'Hidden or shown; the reason is kept'), ...refusals, ...changes } }),
  checkTender: createRoute({
    method: 'post',
    path: '/commissioning/tender-check',
    tags,
    summary: 'Check a tender for barriers',
    description: 'Takes an OCDS 1.1 release, release package or record of up to 2 MB and keeps nothing of it.',
    request: { body: { required: true, content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } } } },
    responses: { 200: json(z.strictObject({ findings: z.array(finding), effort: z.array(biddingEffort) }), 'Findings by severity; the effort of bidding for each tender'), 400: refusal('It is no OCDS document with a tender') },
  }),
};

/** Adds the routes to an API below `/api`. */
export function addBarrierRoutes(api: OpenAPIHono, register: Barriers, { callerOf }: Pick<ProcessRoutesOptions, 'callerOf'>): void {
  const etag = ({ recorded: known }: Entry): Record<string, string> => (known === null ? {} : { etag: `"${known.revision}"` });
  const told = ({ id, said, kind, answer, tried, mend, rules, sources, recorded: known }: Entry) => ({ id, said, kind, answer, tried: [...tried], mend, rules: [...rules], sources: [...sources], recorded: known });

  api.openapi(routes.barriers, async (context) => {
    const { limit, offset, ...query } = context.req.valid('query');
    const found = await register.barriers(query);
    const asked = new URL(context.req.url).searchParams;
    asked.set('offset', String(offset + limit));
    return context.json({ items: found.slice(offset, offset + limit).map(told), next: found.length > offset + limit ? `/api/commissioning/barriers?${asked}` : null }, 200);
  });
  api.openapi(routes.barrier, async (context) => {
    const found = await register.barrier(context.req.valid('param').id, await callerOf(context.req.raw.headers));
    return context.json(told(found), 200, etag(found));
  });
  api.openapi(routes.record, async (context) => {
    const made = await register.recordBarrier(await callerOf(context.req.raw.headers), context.req.valid('json'));
    return context.json(told(made), 201, { location: `/api/commissioning/barriers/${made.id}`, ...etag(made) });
  });
  api.openapi(routes.sort, async (context) => {
    const sorted = await register.sortBarrier(await callerOf(context.req.raw.headers), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(told(sorted), 200, etag(sorted));
  });
  api.openapi(routes.moderate, async (context) => {
    const moderated = await register.moderateBarrier(await callerOf(context.req.raw.headers), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(told(moderated), 200, etag(moderated));
  });
  api.openapi(routes.checkTender, async (context) => {
    const { findings, effort } = await register.checkTender(context.req.valid('json'));
    return context.json({ findings: findings.map((each) => ({ ...each, barriers: [...each.barriers] })), effort: [...effort] }, 200);
  });
}
