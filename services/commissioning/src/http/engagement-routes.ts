/** The market asked before a tender, and questions and answers in public, over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Engaging, PublicEngagement, ShownEnquiry } from '../engagement/engaging.ts';
import { engagementForm, enquiryDecision, enquiryForm, enquiryKinds, phases, withholdingGrounds } from '../engagement/enquiry.ts';
import { nextOf, revisionOf, type ProcessRoutesOptions } from './process-routes.ts';

const tags = ['commissioning'];
const security = [{ session: [] }, { key: [] }];
const one = z.object({ id: z.string() });
const oneEnquiry = one.extend({ enquiry: z.string() });
const paging = { limit: z.coerce.number().int().min(1).max(100).default(50), offset: z.coerce.number().int().min(0).max(100_000).default(0) };
const ifMatch = z.object({ 'if-match': z.string().openapi({ description: 'The ETag that was read; "0" where the market is not asked yet' }) });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it'), 404: refusal('There is no such thing, or it is not published'), 409: refusal('It is too late, or is so already'), 422: refusal('It cannot be done; the reason is named') };
const overtaken = { 412: refusal('Changed meanwhile') };

const named = z.strictObject({ id: z.string(), name: z.string() });
const dated = z.strictObject({ text: z.string(), at: z.string(), by: named.openapi({ description: 'Which of its buyers' }) });
const engagement = z
  .strictObject({
    id: z.string(),
    ocid: z.string(),
    stage: z.enum(['planning', 'tender', 'withdrawn']),
    title: z.string(),
    buyers: z.array(named),
    lots: z.array(z.strictObject({ id: z.string(), title: z.string() })).openapi({ description: 'Of a tender; a draft’s stay its buyers’' }),
    engagement: z
      .strictObject({
        title: z.string(),
        problem: z.strictObject({ who: z.string(), today: z.string(), good: z.string(), known: z.string().optional(), measures: z.array(z.string()) }),
        background: z.string(),
        how: z.string(),
        asked: z.array(z.string()),
        openedAt: z.string(),
        openUntil: z.string(),
        revision: z.int(),
      })
      .nullable(),
    taking: z.strictObject({ phase: z.enum(phases), from: z.string(), until: z.string(), open: z.boolean() }).nullable().openapi({ description: 'What can be asked now, or could be last; the moment itself is too late' }),
    you: z.strictObject({ ask: z.array(z.string()), answer: z.boolean(), open: z.boolean() }).openapi({ description: 'For whom you may ask, whether you answer, and whether you ask the market' }),
  })
  .openapi('MarketEngagement');
const enquiry = z
  .strictObject({
    id: z.string(),
    phase: z.enum(phases),
    kind: z.enum(enquiryKinds),
    about: z.string().nullable(),
    text: z.string().nullable().openapi({ description: 'null while the buyer has not settled what is confidential, and once it is taken back' }),
    askedAt: z.string(),
    by: named.nullable().openapi({ description: 'Of a tender, null before each of its lots is decided; its buyer does not know either' }),
    claimed: z.boolean(),
    withheld: z.strictObject({ ground: z.enum(withholdingGrounds), why: z.string(), by: named }).nullable(),
    answer: dated.nullable(),
    earlier: z.array(dated).openapi({ description: 'What was answered before' }),
    refused: z.strictObject({ why: z.string(), at: z.string(), by: named }).nullable(),
    takenBack: z.boolean(),
    revision: z.int(),
    original: z.strictObject({ text: z.string(), claim: z.string().nullable() }).nullable().openapi({ description: 'For who sent it and for the buyers, where not all of it is shown' }),
    mine: z.boolean(),
    waiting: z.boolean().openapi({ description: 'Whether its buyer has not settled it yet' }),
    revocable: z.boolean().openapi({ description: 'Whether you can take it back' }),
  })
  .openapi('Enquiry');

const at = '/commissioning/processes/{id}/engagement';
const enquiries = '/commissioning/processes/{id}/enquiries';
const routes = {
  open: createRoute({
    method: 'get',
    path: '/commissioning/engagements',
    tags,
    summary: 'Buyers that ask the market now',
    request: { query: z.object(paging) },
    responses: { 200: json(z.strictObject({ items: z.array(z.strictObject({ id: z.string(), title: z.string(), buyer: z.string(), openUntil: z.string() })), next: z.string().nullable() }), 'Those that close first first'), 400: refusals[400] },
  }),
  engagement: createRoute({ method: 'get', path: at, tags, summary: 'What the market is asked, and until when questions are taken', request: { params: one }, responses: { 200: json(engagement, 'With the ETag of the engagement'), 404: refusals[404] } }),
  put: createRoute({ method: 'put', path: at, tags, security, summary: 'Ask the market, until a time', description: 'Published as an OCDS release. What was asked stays; further questions are put after it.', request: { params: one, headers: ifMatch, body: body(engagementForm) }, responses: { 200: json(engagement, 'Open'), ...refusals, ...overtaken } }),
  close: createRoute({ method: 'delete', path: at, tags, security, summary: 'Stop asking now', request: { params: one }, responses: { 200: json(engagement, 'Closed; what was said stays'), ...refusals } }),
  list: createRoute({
    method: 'get',
    path: enquiries,
    tags,
    summary: 'Questions, responses and answers',
    request: { params: one, query: z.object({ phase: z.enum(phases).optional(), ...paging }) },
    responses: { 200: json(z.strictObject({ items: z.array(enquiry), next: z.string().nullable(), waiting: z.int().openapi({ description: 'How many its buyer has not answered yet' }) }), 'The oldest first'), 400: refusals[400], 404: refusals[404] },
  }),
  ask: createRoute({ method: 'post', path: enquiries, tags, security, summary: 'Ask the buyer, or respond to what the market is asked', description: 'Everybody reads it. Of a tender nobody learns who asked before each lot is decided.', request: { params: one, body: body(enquiryForm) }, responses: { 201: json(enquiry, 'Sent'), ...refusals, 429: refusal('Too many in a day') } }),
  takeBack: createRoute({ method: 'delete', path: `${enquiries}/{enquiry}`, tags, security, summary: 'Take back what one sent, until it is answered; a response while the market is asked', request: { params: oneEnquiry }, responses: { 204: { description: 'Taken back' }, ...refusals } }),
  decide: createRoute({ method: 'post', path: `${enquiries}/{enquiry}/decision`, tags, security, summary: 'Answer, refuse with a reason, or withhold what is confidential', description: 'By its lead or a partner; says which, and is published as an OCDS release.', request: { params: oneEnquiry, headers: ifMatch, body: body(enquiryDecision) }, responses: { 200: json(enquiry, 'Decided'), ...refusals, ...overtaken } }),
  waiting: createRoute({ method: 'get', path: '/commissioning/enquiries/waiting', tags, security, summary: 'What your buyers have not answered yet', responses: { 200: json(z.strictObject({ items: z.array(z.strictObject({ process: z.string(), title: z.string(), buyer: z.string(), count: z.int(), since: z.string() })), next: z.null() }), 'The longest waiting first'), 401: refusals[401] } }),
};

const toldEngagement = (each: PublicEngagement) => ({
  ...each,
  buyers: [...each.buyers],
  lots: [...each.lots],
  engagement: each.engagement && { ...each.engagement, asked: [...each.engagement.asked] },
  you: { ask: [...each.you.ask], answer: each.you.answer, open: each.you.open },
});
const told = (each: ShownEnquiry) => ({ ...each, earlier: [...each.earlier] });

export function addEngagementRoutes(api: OpenAPIHono, engaging: Engaging, { callerOf }: Pick<ProcessRoutesOptions, 'callerOf'>): void {
  const whoever = (context: { req: { raw: Request } }): Promise<Caller | undefined> => callerOf(context.req.raw.headers);
  const etag = ({ engagement: about }: PublicEngagement) => ({ etag: `"${about?.revision ?? 0}"` });

  api.openapi(routes.open, async (context) => {
    const query = context.req.valid('query');
    const { items, more } = await engaging.openEngagements(query);
    return context.json({ items: [...items], next: nextOf(context.req.url, query, more) }, 200);
  });
  api.openapi(routes.engagement, async (context) => {
    const found = await engaging.engagement(await whoever(context), context.req.valid('param').id);
    return context.json(toldEngagement(found), 200, etag(found));
  });
  api.openapi(routes.put, async (context) => {
    const opened = await engaging.openEngagement(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(toldEngagement(opened), 200, etag(opened));
  });
  api.openapi(routes.close, async (context) => {
    const closed = await engaging.closeEngagement(await whoever(context), context.req.valid('param').id);
    return context.json(toldEngagement(closed), 200, etag(closed));
  });
  api.openapi(routes.list, async (context) => {
    const query = context.req.valid('query');
    const { items, more, waiting } = await engaging.enquiries(await whoever(context), context.req.valid('param').id, query);
    return context.json({ items: items.map(told), next: nextOf(context.req.url, query, more), waiting }, 200);
  });
  api.openapi(routes.ask, async (context) => context.json(told(await engaging.askEnquiry(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 201));
  api.openapi(routes.takeBack, async (context) => {
    const { id, enquiry: which } = context.req.valid('param');
    await engaging.takeBackEnquiry(await whoever(context), id, which);
    return context.body(null, 204);
  });
  api.openapi(routes.decide, async (context) => {
    const { id, enquiry: which } = context.req.valid('param');
    const decided = await engaging.decideEnquiry(await whoever(context), id, which, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(told(decided), 200, { etag: `"${decided.revision}"` });
  });
  api.openapi(routes.waiting, async (context) => context.json({ items: [...(await engaging.waitingEnquiries(await whoever(context)))], next: null }, 200));
}
