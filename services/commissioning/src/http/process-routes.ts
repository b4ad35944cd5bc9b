/** Processes, awards and who serves, over HTTP. */

import type { Caller } from '@drystone/access';
import { Problem } from '@drystone/problems';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { awardForm, reasonForm, type CurrentAward } from '../awards/award.ts';
import type { WhoServes } from '../awards/who-serves.ts';
import { partIds } from '../parts.ts';
import type { Process } from '../processes/process.ts';
import type { Processes } from '../processes/processes.ts';

const tags = ['commissioning'];
const security = [{ session: [] }, { key: [] }];
const named = z.strictObject({ id: z.uuid(), name: z.string() });

export const processSchema = z
  .strictObject({
    id: z.uuid(),
    ocid: z.string(),
    buyer: named,
    partners: z.array(named.extend({ sharePercent: z.number() })).openapi({ description: 'Other buyers who commission it too; what is left of the budget is the buyer’s' }),
    stage: z.enum(['planning', 'tender', 'withdrawn']),
    publishedAt: z.string().nullable(),
    revision: z.int(),
    closed: z.strictObject({ as: z.enum(['withdrawn', 'unsuccessful']), at: z.string(), why: z.string() }).nullable(),
    follows: z.string().nullable().openapi({ description: 'The ocid of an earlier tender that this one takes up again' }),
    content: z.record(z.string(), z.unknown()).openapi({ description: 'As it was sent: title, problem, method, deadline, lots' }),
  })
  .openapi('Process');
const award = z
  .strictObject({
    id: z.uuid(),
    process: z.uuid(),
    ocid: z.string(),
    title: z.string(),
    lot: z.string(),
    buyer: named,
    provider: named,
    part: z.string(),
    areas: z.array(z.string()),
    share: z.number().openapi({ description: 'Of the work in each area; the rest stays with others, or with the built-in default' }),
    valuePence: z.int().nullable(),
    reason: z.string(),
    madeAt: z.string(),
    startsAt: z.string(),
    endsAt: z.string(),
    state: z.enum(['to-come', 'in-force', 'suspended', 'ended']),
    suspendedSince: z.string().nullable(),
    endedAt: z.string().nullable(),
    whyEnded: z.string().nullable(),
    revision: z.int(),
  })
  .openapi('Award');
const bound = z.strictObject({ awardId: z.uuid(), providerId: z.uuid() });
const servingSchema = z
  .strictObject({
    awardId: z.uuid().nullable().openapi({ description: 'null: the built-in default' }),
    providerId: z.uuid().nullable(),
    fallbacks: z.array(bound).openapi({ description: 'In this order; after them the built-in default' }),
  })
  .openapi('Serving');
const part = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    joins: z.enum(['all', 'one', 'beside']),
    metrics: z.array(z.strictObject({ id: z.string(), title: z.string(), unit: z.enum(['percent', 'times']), better: z.enum(['higher', 'lower']), events: z.array(z.string()) })),
  })
  .openapi('Part');
const method = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    summary: z.string(),
    law: z.enum(['procurement', 'subsidy']),
    ocds: z.string(),
    above: z.enum(['allowed', 'forbidden']).openapi({ description: 'Whether it may be used from the threshold up' }),
    ownStages: z.enum(['allowed', 'none']).openapi({ description: 'Whether stages of one’s own can be put between' }),
    tenderDays: z.strictObject({ least: z.int(), basis: z.enum(['law', 'habit']) }),
    standstill: z.enum(['law', 'none']),
    notices: z.array(z.string()),
    steps: z.array(z.string()),
    stages: z.array(z.strictObject({ id: z.string(), title: z.string(), basis: z.enum(['law', 'habit']), days: z.int().optional(), notice: z.string().optional(), why: z.string() })),
    source: z.strictObject({ title: z.string(), url: z.string() }),
  })
  .openapi('Method');

const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const wanted = z.record(z.string(), z.unknown());
const paging = { limit: z.coerce.number().int().min(1).max(100).default(20), offset: z.coerce.number().int().min(0).max(100_000).default(0) };
const listOf = <Schema extends z.ZodType>(schema: Schema) => json(z.strictObject({ items: z.array(schema), next: z.string().nullable() }), 'The newest first');
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const notFound = { 404: refusal('There is no such thing, or it is not published') };
const cannot = { 422: refusal('Law, or plain sense, is against it; each reason is named') };
const one = z.object({ id: z.string() });
const ifMatch = z.object({ 'if-match': z.string().openapi({ description: 'The ETag that was read' }) });

const routes = {
  parts: createRoute({ method: 'get', path: '/commissioning/parts', tags, summary: 'Parts that a lot can buy, and what is measured of each', responses: { 200: json(z.strictObject({ items: z.array(part), next: z.null() }), 'All of them') } }),
  methods: createRoute({ method: 'get', path: '/commissioning/methods', tags, summary: 'Ways to buy, with their periods and notices', responses: { 200: json(z.strictObject({ items: z.array(method), next: z.null() }), 'All of them') } }),
  processes: createRoute({
    method: 'get',
    path: '/commissioning/processes',
    tags,
    summary: 'Contracting processes',
    request: { query: z.object({ q: z.string().max(200).optional(), buyer: z.uuid().optional(), mine: z.stringbool().optional().openapi({ type: 'boolean', description: 'Drafts too, of those you buy for' }), ...paging }) },
    responses: { 200: listOf(processSchema), 400: refusals[400], 401: refusals[401] },
  }),
  create: createRoute({
    method: 'post',
    path: '/commissioning/processes',
    tags,
    security,
    summary: 'Begin a contracting process, as a draft',
    request: { body: body(z.object({ buyer: z.string() }).catchall(z.unknown()).openapi({ description: 'The buyer’s id, and the fields of a process' })) },
    responses: { 201: json(processSchema, 'A draft, which its buyer alone sees'), ...refusals, ...notFound, ...cannot },
  }),
  process: createRoute({ method: 'get', path: '/commissioning/processes/{id}', tags, summary: 'A contracting process', request: { params: one }, responses: { 200: json(processSchema, 'With its ETag'), ...notFound } }),
  edit: createRoute({ method: 'put', path: '/commissioning/processes/{id}', tags, security, summary: 'Change a draft', request: { params: one, headers: ifMatch, body: body(wanted) }, responses: { 200: json(processSchema, 'Changed'), ...refusals, ...notFound, 412: refusal('Changed or published meanwhile') } }),
  publish: createRoute({
    method: 'post',
    path: '/commissioning/processes/{id}/publication',
    tags,
    security,
    summary: 'Publish the tender',
    request: { params: one, headers: ifMatch },
    responses: { 200: json(processSchema, 'Published, as an OCDS release too'), ...refusals, ...notFound, 412: refusal('Changed or published meanwhile'), ...cannot },
  }),
  makeAward: createRoute({
    method: 'post',
    path: '/commissioning/processes/{id}/awards',
    tags,
    security,
    summary: 'Award a lot',
    description: 'The award takes effect in the running service the moment its term starts.',
    request: { params: one, body: body(awardForm) },
    responses: { 201: json(award, 'Awarded'), ...refusals, ...notFound, ...cannot },
  }),
  awards: createRoute({
    method: 'get',
    path: '/commissioning/awards',
    tags,
    summary: 'The public register of awards',
    request: { query: z.object({ process: z.uuid().optional(), provider: z.uuid().optional(), buyer: z.uuid().optional(), part: z.string().max(80).optional(), area: z.string().max(60).optional(), q: z.string().max(200).optional(), state: z.enum(['to-come', 'in-force', 'suspended', 'ended']).optional(), ...paging }) },
    responses: { 200: listOf(award), 400: refusals[400] },
  }),
  award: createRoute({ method: 'get', path: '/commissioning/awards/{id}', tags, summary: 'An award', request: { params: one }, responses: { 200: json(award, 'The award'), ...notFound } }),
  suspend: createRoute({ method: 'put', path: '/commissioning/awards/{id}/suspension', tags, security, summary: 'Suspend an award', request: { params: one }, responses: { 200: json(award, 'Suspended; others serve meanwhile'), ...refusals, ...notFound, 409: refusal('It is suspended already'), ...cannot } }),
  resume: createRoute({ method: 'delete', path: '/commissioning/awards/{id}/suspension', tags, security, summary: 'Let a suspended award go on', request: { params: one }, responses: { 200: json(award, 'It serves again'), ...refusals, ...notFound, 409: refusal('It is not suspended'), ...cannot } }),
  end: createRoute({ method: 'post', path: '/commissioning/awards/{id}/end', tags, security, summary: 'End an award before its time', request: { params: one, body: body(reasonForm) }, responses: { 200: json(award, 'Ended'), ...refusals, ...notFound, ...cannot } }),
  serving: createRoute({
    method: 'get',
    path: '/commissioning/serving',
    tags,
    summary: 'Who serves a part in an area now',
    request: { query: z.object({ part: z.enum(partIds), area: z.string().max(60), key: z.string().max(200).default('').openapi({ description: 'The piece of work: case, order or trip. The same key stays with the same award.' }) }) },
    responses: { 200: json(servingSchema, 'The award it falls to'), 400: refusals[400] },
  }),
};

export interface ProcessRoutesOptions {
  readonly callerOf: (headers: Headers) => Promise<Caller | undefined>;
  readonly clock: () => Temporal.Instant;
}

/** Adds the routes to an API below `/api`. */
export function addProcessRoutes(api: OpenAPIHono, commissioning: Processes & WhoServes, { callerOf, clock }: ProcessRoutesOptions): void {
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  const told = (award: CurrentAward) => ({ ...award, areas: [...award.areas] });

  api.openapi(routes.parts, (context) => context.json({ items: commissioning.parts.map(({ id, name, joins, metrics }) => ({ id, name, joins, metrics: metrics.map(({ figure: _, ...metric }) => ({ ...metric, events: [...metric.events] })) })), next: null }, 200));
  api.openapi(routes.methods, (context) => context.json({ items: [...commissioning.methods], next: null }, 200));
  api.openapi(routes.processes, async (context) => {
    const query = context.req.valid('query');
    const { items, more } = await commissioning.processes(await whoever(context), query);
    return context.json({ items: items.map(toldProcess), next: nextOf(context.req.url, query, more) }, 200);
  });
  api.openapi(routes.create, async (context) => {
    const { buyer, ...form } = context.req.valid('json');
    const made = await commissioning.createProcess(await whoever(context), buyer, form);
    return context.json(toldProcess(made), 201, { location: `/api/commissioning/processes/${made.id}`, ...etag(made) });
  });
  api.openapi(routes.process, async (context) => {
    const found = await commissioning.process(await whoever(context), context.req.valid('param').id);
    return context.json(toldProcess(found), 200, etag(found));
  });
  api.openapi(routes.edit, async (context) => {
    const changed = await commissioning.editProcess(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(toldProcess(changed), 200, etag(changed));
  });
  api.openapi(routes.publish, async (context) => {
    const published = await commissioning.publishProcess(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']));
    return context.json(toldProcess(published), 200, etag(published));
  });
  api.openapi(routes.makeAward, async (context) => {
    const made = await commissioning.makeAward(await whoever(context), context.req.valid('param').id, context.req.valid('json'));
    return context.json(told(made), 201, { location: `/api/commissioning/awards/${made.id}` });
  });
  api.openapi(routes.awards, async (context) => {
    const query = context.req.valid('query');
    const { items, more } = await commissioning.awards(query);
    return context.json({ items: items.map(told), next: nextOf(context.req.url, query, more) }, 200);
  });
  api.openapi(routes.award, async (context) => context.json(told(await commissioning.award(context.req.valid('param').id)), 200));
  api.openapi(routes.suspend, async (context) => context.json(told(await commissioning.suspendAward(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.resume, async (context) => context.json(told(await commissioning.resumeAward(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.end, async (context) => context.json(told(await commissioning.endAward(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
  api.openapi(routes.serving, async (context) => {
    const { part, area, key } = context.req.valid('query');
    const { fallbacks, ...first } = await commissioning.whoServes(part, area, clock(), key);
    return context.json({ ...first, fallbacks: [...fallbacks] }, 200);
  });
}

export const toldProcess = (process: Process) => ({ ...process, partners: [...process.partners], content: process.content as unknown as Record<string, unknown> });
export const etag = ({ revision }: { readonly revision: number }) => ({ etag: `"${revision}"` });

/** Path of the list's next page; null where there is none. */
export function nextOf(url: string, { limit, offset }: { readonly limit: number; readonly offset: number }, more: boolean): string | null {
  if (!more) return null;
  const { pathname, searchParams } = new URL(url);
  searchParams.set('offset', String(offset + limit));
  return `${pathname}?${searchParams}`;
}

export function revisionOf(etag: string): number {
  const revision = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(etag)?.[1];
  if (revision === undefined) throw new Problem({ kind: 'overtaken', detail: `If-Match is ${etag.slice(0, 40)}: send the ETag that you read, such as "3".` });
  return Number(revision);
}
