/** A draft as its editor sees it, ways to split it, the notices it needs, and what is done with it once it is published: over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { amendmentForm, closingForm } from '../processes/amendment.ts';
import type { Noticing } from '../notices/noticing.ts';
import type { Amending } from '../processes/amending.ts';
import type { Drafting } from '../processes/drafting.ts';
import type { Processes } from '../processes/processes.ts';
import { splitKinds } from '../splitting/propose.ts';
import type { Splitting } from '../splitting/splitting.ts';
import { etag, processSchema, revisionOf, toldProcess, type ProcessRoutesOptions } from './process-routes.ts';

const tags = ['commissioning'];
const security = [{ session: [] }, { key: [] }];
const one = z.object({ id: z.string() });
const ifMatch = z.object({ 'if-match': z.string().openapi({ description: 'The ETag that was read' }) });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it'), 404: refusal('There is no such thing, or it is not published') };
const overtaken = { 412: refusal('Changed or closed meanwhile') };
const cannot = { 422: refusal('Law, or plain sense, is against it; each reason is named') };

const difference = z.strictObject({ field: z.string(), before: z.unknown(), after: z.unknown() });
const amendment = z.strictObject({ number: z.int(), at: z.string(), description: z.string(), changes: z.array(difference) }).openapi('Amendment');

const money = z.int().nullable();
const stage = z.strictObject({ id: z.string(), title: z.string(), basis: z.enum(['law', 'habit', 'own']), days: z.int().optional(), notice: z.string().optional().openapi({ description: 'Code of the notice that goes out with it' }), why: z.string() });
const fault = z.strictObject({ field: z.string(), message: z.string(), mend: z.string() });
const draftSchema = z
  .strictObject({
    revision: z.int(),
    hindrances: z.array(fault).openapi({ description: 'What is in the way of publishing it now' }),
    earliest: z.string().openapi({ description: 'The first moment its deadline may lie at, were it published now' }),
    stages: z.array(stage),
    standstill: z.strictObject({ kind: z.enum(['mandatory', 'voluntary', 'none']), why: z.string() }),
    threshold: z.strictObject({ pence: z.int(), reached: z.boolean(), valuePence: z.int() }),
    findings: z.array(z.strictObject({ rule: z.string(), severity: z.string(), field: z.string().nullable(), path: z.string(), quote: z.string(), message: z.string(), mend: z.string(), source: z.string() })).openapi({ description: 'Of the tender check' }),
    effort: z.looseObject({}).nullable().openapi({ description: 'What it takes to bid' }),
  })
  .openapi('Draft');
const splitSchema = z
  .strictObject({
    kind: z.enum(splitKinds),
    couldBid: z.int().openapi({ description: 'How many registered providers could bid for one of its lots' }),
    lots: z.array(z.strictObject({ title: z.string(), part: z.string(), areas: z.array(z.string()), valuePence: money, yearlyPence: money, bidders: z.array(z.strictObject({ provider: z.strictObject({ id: z.string(), name: z.string() }), could: z.boolean() })) })),
  })
  .openapi('Split');
const noticeSchema = z.strictObject({ code: z.string(), title: z.string(), when: z.string(), state: z.enum(['due', 'later', 'choice', 'none']), why: z.string(), content: z.array(z.strictObject({ heading: z.string(), value: z.string() })) }).openapi('Notice');

const routes = {
  draft: createRoute({ method: 'get', path: '/commissioning/processes/{id}/draft', tags, security, summary: 'What is still in the way of a draft, and what the tender check finds', request: { params: one }, responses: { 200: json(draftSchema, 'As the editor shows it'), ...refusals } }),
  splits: createRoute({ method: 'get', path: '/commissioning/processes/{id}/splits', tags, security, summary: 'Ways to split a draft, and who could bid for each lot', request: { params: one }, responses: { 200: json(z.strictObject({ items: z.array(splitSchema), next: z.null() }), 'The present one first'), ...refusals } }),
  takeSplit: createRoute({ method: 'post', path: '/commissioning/processes/{id}/splits', tags, security, summary: 'Take a way to split over into the draft', request: { params: one, headers: ifMatch, body: body(z.strictObject({ kind: z.string().max(40) })) }, responses: { 200: json(processSchema, 'Split'), ...refusals, ...overtaken, ...cannot } }),
  notices: createRoute({ method: 'get', path: '/commissioning/processes/{id}/notices', tags, summary: 'The notices of the Procurement Act that a process needs, each filled from it', request: { params: one }, responses: { 200: json(z.strictObject({ items: z.array(noticeSchema), next: z.null() }), 'In the order of their codes; to be sent to the central digital platform by the buyer'), 404: refusals[404] } }),
  amend: createRoute({
    method: 'post',
    path: '/commissioning/processes/{id}/amendments',
    tags,
    security,
    summary: 'Amend a published tender',
    description: 'Words put right, or a later deadline, before the deadline and the first award. `content` is the whole of it as it shall be.',
    request: { params: one, headers: ifMatch, body: body(amendmentForm) },
    responses: { 200: json(processSchema, 'Amended, as an OCDS release too'), ...refusals, ...overtaken, ...cannot },
  }),
  amendments: createRoute({ method: 'get', path: '/commissioning/processes/{id}/amendments', tags, summary: 'What was changed of a tender since its publication', request: { params: one }, responses: { 200: json(z.strictObject({ items: z.array(amendment), next: z.null() }), 'The first one first'), 404: refusals[404] } }),
  close: createRoute({
    method: 'post',
    path: '/commissioning/processes/{id}/closure',
    tags,
    security,
    summary: 'Withdraw a tender, or say that it found nobody',
    request: { params: one, headers: ifMatch, body: body(closingForm) },
    responses: { 200: json(processSchema, 'Closed, as an OCDS release too'), ...refusals, ...overtaken, ...cannot },
  }),
  again: createRoute({ method: 'post', path: '/commissioning/processes/{id}/successor', tags, security, summary: 'Take a closed tender up again, as a new draft', request: { params: one }, responses: { 201: json(processSchema, 'A draft, which its buyer alone sees'), ...refusals, ...cannot } }),
};

export function addTenderRoutes(api: OpenAPIHono, commissioning: Processes & Amending & Drafting & Splitting & Noticing, { callerOf }: Pick<ProcessRoutesOptions, 'callerOf'>): void {
  const whoever = (context: { req: { raw: Request } }): Promise<Caller | undefined> => callerOf(context.req.raw.headers);

  api.openapi(routes.draft, async (context) => {
    const { process, hindrances, earliest, stages, standing, standstill, findings, effort } = await commissioning.draft(await whoever(context), context.req.valid('param').id);
    const told = findings.map(({ rule, severity, field, path, quote, message, mend, source }) => ({ rule, severity, field, path, quote, message, mend, source }));
    return context.json({ revision: process.revision, hindrances: [...hindrances], earliest, stages: [...stages], standstill, threshold: { pence: standing.threshold.pence, reached: standing.public, valuePence: standing.valuePence }, findings: told, effort: effort === null ? null : { ...effort } }, 200, etag(process));
  });
  api.openapi(routes.splits, async (context) => {
    const { proposals } = await commissioning.splits(await whoever(context), context.req.valid('param').id);
    const told = ({ lot, yearlyPence, bidders }: (typeof proposals)[number]['lots'][number]) => ({ title: lot.title, part: lot.part, areas: lot.areas, valuePence: lot.valuePence, yearlyPence, bidders: bidders.map(({ provider, verdict }) => ({ provider, could: verdict.could })) });
    return context.json({ items: proposals.map(({ kind, couldBid, lots }) => ({ kind, couldBid, lots: lots.map(told) })), next: null }, 200);
  });
  api.openapi(routes.takeSplit, async (context) => {
    const split = await commissioning.takeSplit(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json').kind);
    return context.json(toldProcess(split), 200, etag(split));
  });
  api.openapi(routes.notices, async (context) => {
    const items = await commissioning.notices(await whoever(context), context.req.valid('param').id);
    return context.json({ items: items.map((each) => ({ ...each, content: [...each.content] })), next: null }, 200);
  });
  api.openapi(routes.amend, async (context) => {
    const amended = await commissioning.amendTender(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(toldProcess(amended), 200, etag(amended));
  });
  api.openapi(routes.amendments, async (context) => {
    const items = await commissioning.amendments(await whoever(context), context.req.valid('param').id);
    return context.json({ items: items.map((each) => ({ ...each, changes: [...each.changes] })), next: null }, 200);
  });
  api.openapi(routes.close, async (context) => {
    const closed = await commissioning.closeTender(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(toldProcess(closed), 200, etag(closed));
  });
  api.openapi(routes.again, async (context) => {
    const made = await commissioning.takeUpAgain(await whoever(context), context.req.valid('param').id);
    return context.json(toldProcess(made), 201, { location: `/api/commissioning/processes/${made.id}`, ...etag(made) });
  });
}
