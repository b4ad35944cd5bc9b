/** Who opens a tender's bids, and the opening, over HTTP. */

import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Openers } from '../bids/openers.ts';
import type { ProcessRoutesOptions } from './process-routes.ts';

const tags = ['commissioning'];
const security = [{ session: [] }, { key: [] }];
const state = z.enum(['named', 'confirmed', 'gave']);
const sealingFields = {
  madeAt: z.string().nullable().openapi({ description: 'When the tender’s key was made: bids can be handed in from then on' }),
  openedAt: z.string().nullable(),
  deadline: z.string().nullable().openapi({ description: 'In the buyer’s clock, in words' }),
};
const sealing = z.strictObject(sealingFields).openapi('Sealing');
export const unreadableBid = z.strictObject({ bid: z.uuid(), lot: z.string(), lead: z.strictObject({ id: z.uuid(), name: z.string() }) });
const openersSchema = z.strictObject({ ...sealingFields, openers: z.array(z.strictObject({ id: z.uuid(), position: z.int(), name: z.string(), email: z.string(), state })), unreadable: z.array(unreadableBid).openapi({ description: 'Handed in, and not to be opened: the seal was broken' }) }).openapi('Openers');
const opening = z
  .strictObject({
    ...sealingFields,
    process: z.strictObject({ id: z.uuid(), title: z.string(), buyer: z.string(), stage: z.string() }),
    me: z.strictObject({ name: z.string(), state }),
    others: z.array(z.strictObject({ name: z.string(), state })),
    pastDeadline: z.boolean(),
  })
  .openapi('Opening');

const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const notFound = { 404: refusal('There is no such thing') };
const one = z.object({ id: z.string() });
const link = z.object({ token: z.string().max(80).openapi({ description: 'As in the link that was mailed to the opener' }) });

const routes = {
  sealing: createRoute({ method: 'get', path: '/commissioning/processes/{id}/sealing', tags, summary: 'Whether bids of a tender can be handed in, and whether they are open', request: { params: one }, responses: { 200: json(sealing, 'Not how many there are'), ...notFound } }),
  openers: createRoute({ method: 'get', path: '/commissioning/processes/{id}/openers', tags, security, summary: 'Who opens the bids of a tender', request: { params: one }, responses: { 200: json(openersSchema, 'Three people, where they are named'), ...refusals, ...notFound } }),
  name: createRoute({
    method: 'put',
    path: '/commissioning/processes/{id}/openers',
    tags,
    security,
    summary: 'Name the three people who open the bids',
    description: 'Each gets a link by mail, keeps a code, and confirms it. With the third the tender’s key is made; any two open all bids after the deadline.',
    request: { params: one, body: body(z.strictObject({ openers: z.array(z.strictObject({ name: z.string(), email: z.string() })) })) },
    responses: { 200: json(openersSchema, 'Named'), ...refusals, ...notFound, 409: refusal('The key is made: they stay who they are'), 422: refusal('Plain sense is against it') },
  }),
  link: createRoute({ method: 'post', path: '/commissioning/processes/{id}/openers/{opener}/link', tags, security, summary: 'Mail an opener a new link', request: { params: z.object({ id: z.string(), opener: z.string() }) }, responses: { 204: { description: 'In the post; the link before does not work any more' }, ...refusals, ...notFound } }),
  opening: createRoute({ method: 'get', path: '/commissioning/opening/{token}', tags, summary: 'What an opener has to do', request: { params: link }, responses: { 200: json(opening, 'Where it stands'), ...notFound } }),
  code: createRoute({ method: 'post', path: '/commissioning/opening/{token}/code', tags, summary: 'An opener’s code', description: 'Told this once, and kept nowhere here.', request: { params: link }, responses: { 201: json(z.strictObject({ code: z.string() }), 'Keep it'), ...notFound, 409: refusal('It is confirmed already') } }),
  confirm: createRoute({ method: 'post', path: '/commissioning/opening/{token}/confirmation', tags, summary: 'Show that the code was kept', request: { params: link, body: body(z.strictObject({ part: z.string().openapi({ description: 'Its last two groups' }) })) }, responses: { 200: json(opening, 'Confirmed'), 400: refusals[400], ...notFound, 422: refusal('No code was told yet') } }),
  give: createRoute({
    method: 'post',
    path: '/commissioning/opening/{token}/share',
    tags,
    summary: 'Open the bids, with another opener',
    description: 'After the deadline, by the database’s clock. The second of three opens all bids in one transaction; after that nothing of the key is left.',
    request: { params: link, body: body(z.strictObject({ code: z.string() })) },
    responses: { 200: json(opening, 'Given; open where it was the second'), 400: refusal('It is not the code that was confirmed'), ...notFound, 409: refusal('Before the deadline, or the tender is withdrawn') },
  }),
};

/** Adds the routes to an API below `/api`. */
export function addOpenerRoutes(api: OpenAPIHono, openers: Openers, { callerOf }: Pick<ProcessRoutesOptions, 'callerOf'>): void {
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  type Told = Awaited<ReturnType<Openers['openers']>>;
  const told = (answer: Told) => ({ ...answer, openers: answer.openers.map((each) => ({ ...each })), unreadable: answer.unreadable.map((each) => ({ ...each })) });
  const toldOpening = (answer: Awaited<ReturnType<Openers['opening']>>) => ({ ...answer, others: answer.others.map((each) => ({ ...each })) });

  api.openapi(routes.sealing, async (context) => context.json(await openers.sealing(context.req.valid('param').id), 200));
  api.openapi(routes.openers, async (context) => context.json(told(await openers.openers(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.name, async (context) => context.json(told(await openers.nameOpeners(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
  api.openapi(routes.link, async (context) => {
    const { id, opener } = context.req.valid('param');
    await openers.sendOpenerLink(await whoever(context), id, opener);
    return context.body(null, 204);
  });
  api.openapi(routes.opening, async (context) => context.json(toldOpening(await openers.opening(context.req.valid('param').token)), 200));
  api.openapi(routes.code, async (context) => context.json(await openers.takeOpenerCode(context.req.valid('param').token), 201));
  api.openapi(routes.confirm, async (context) => context.json(toldOpening(await openers.confirmOpenerCode(context.req.valid('param').token, context.req.valid('json'))), 200));
  api.openapi(routes.give, async (context) => context.json(toldOpening(await openers.giveShare(context.req.valid('param').token, context.req.valid('json'))), 200));
}
