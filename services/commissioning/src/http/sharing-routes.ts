/** Processes that several buyers share, over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { joiningForm, sharingForm, type Sharing } from '../processes/sharing.ts';
import type { ProcessRoutesOptions } from './process-routes.ts';

const tags = ['commissioning'];
const security = [{ session: [] }, { key: [] }];
const one = z.object({ id: z.string() });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it'), 404: refusal('There is no such thing, or it is not yours to see'), 409: refusal('It is so already'), 422: refusal('It cannot be done; the reason is named') };
const organisation = z.strictObject({ id: z.string(), name: z.string() });
const states = ['invited', 'joined', 'declined', 'left'] as const;
const buyers = z.strictObject({
  title: z.string(),
  settled: z.boolean().openapi({ description: 'Published: who commissions it stays' }),
  lead: z.boolean().openapi({ description: 'Whether you lead it' }),
  items: z.array(z.strictObject({ buyer: organisation, state: z.enum(['lead', ...states]), sharePercent: z.number(), agreedPercent: z.number().nullable() })),
});
const invitation = z.strictObject({ process: z.string(), title: z.string(), lead: z.string(), buyer: organisation, sharePercent: z.number(), state: z.enum(states) });

const at = '/commissioning/processes/{id}/buyers';
const routes = {
  buyers: createRoute({ method: 'get', path: at, tags, security, summary: 'Who commissions a process together', request: { params: one }, responses: { 200: json(buyers, 'The lead first; agreed shares add up to 100'), 404: refusals[404] } }),
  invite: createRoute({ method: 'post', path: at, tags, security, summary: 'Offer another buyer a share', request: { params: one, body: body(sharingForm) }, responses: { 204: { description: 'Offered' }, ...refusals } }),
  answer: createRoute({ method: 'post', path: `${at}/{buyer}/answer`, tags, security, summary: 'Join, decline or leave', request: { params: one.extend({ buyer: z.string() }), body: body(joiningForm) }, responses: { 204: { description: 'Answered' }, ...refusals } }),
  remove: createRoute({ method: 'delete', path: `${at}/{buyer}`, tags, security, summary: 'Go on without a partner', request: { params: one.extend({ buyer: z.string() }) }, responses: { 204: { description: 'Removed' }, ...refusals } }),
  invitations: createRoute({ method: 'get', path: '/commissioning/buyers/invitations', tags, security, summary: 'What your buyers are invited to, or joined', responses: { 200: json(z.strictObject({ items: z.array(invitation), next: z.null() }), 'The newest first'), 401: refusals[401] } }),
};

export function addSharingRoutes(api: OpenAPIHono, sharing: Sharing, { callerOf }: Pick<ProcessRoutesOptions, 'callerOf'>): void {
  const whoever = (context: { req: { raw: Request } }): Promise<Caller | undefined> => callerOf(context.req.raw.headers);
  api.openapi(routes.buyers, async (context) => {
    const { items, ...rest } = await sharing.buyers(await whoever(context), context.req.valid('param').id);
    return context.json({ ...rest, items: [...items] }, 200);
  });
  api.openapi(routes.invite, async (context) => {
    await sharing.inviteBuyer(await whoever(context), context.req.valid('param').id, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.answer, async (context) => {
    const { id, buyer } = context.req.valid('param');
    await sharing.answerBuyer(await whoever(context), id, buyer, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.remove, async (context) => {
    const { id, buyer } = context.req.valid('param');
    await sharing.removeBuyer(await whoever(context), id, buyer);
    return context.body(null, 204);
  });
  api.openapi(routes.invitations, async (context) => context.json({ items: [...(await sharing.buyerInvitations(await whoever(context)))], next: null }, 200));
}
