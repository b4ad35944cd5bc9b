/** The barrier register and the tender check over HTTP. */

import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { barrier as entry, barrierQuery } from '../barriers/barrier.ts';
import type { Barriers } from '../barriers/barriers.ts';

const tags = ['commissioning'];
const barrier = z.strictObject({ ...entry.shape, tried: z.array(z.string()), rules: z.array(z.string()) }).openapi('Barrier');
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
  barrier: createRoute({ method: 'get', path: '/commissioning/barriers/{id}', tags, summary: 'An entry of the barrier register', request: { params: z.object({ id: z.string() }) }, responses: { 200: json(barrier, 'The entry'), 404: refusal('There is no such entry') } }),
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
export function addBarrierRoutes(api: OpenAPIHono, register: Barriers): void {
  api.openapi(routes.barriers, (context) => {
    const { limit, offset, ...query } = context.req.valid('query');
    const found = register.barriers(query);
    const asked = new URL(context.req.url).searchParams;
    asked.set('offset', String(offset + limit));
    return context.json({ items: found.slice(offset, offset + limit), next: found.length > offset + limit ? `/api/commissioning/barriers?${asked}` : null }, 200);
  });
  api.openapi(routes.barrier, (context) => {
    const { findings: _, ...found } = register.barrier(context.req.valid('param').id);
    return context.json(found, 200);
  });
  api.openapi(routes.checkTender, (context) => {
    const { findings, effort } = register.checkTender(context.req.valid('json'));
    return context.json({ findings: findings.map((each) => ({ ...each, barriers: [...each.barriers] })), effort: [...effort] }, 200);
  });
}
