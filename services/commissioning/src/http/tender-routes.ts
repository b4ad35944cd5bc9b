/** What is done with a tender once it is published, over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { amendmentForm, closingForm } from '../processes/amendment.ts';
import type { Amending } from '../processes/amending.ts';
import type { Processes } from '../processes/processes.ts';
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

const routes = {
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

export function addTenderRoutes(api: OpenAPIHono, commissioning: Processes & Amending, { callerOf }: Pick<ProcessRoutesOptions, 'callerOf'>): void {
  const whoever = (context: { req: { raw: Request } }): Promise<Caller | undefined> => callerOf(context.req.raw.headers);

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
