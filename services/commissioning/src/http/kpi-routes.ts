/** Figures of awards, over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Kpis } from '../kpis/kpis.ts';
import type { Processes } from '../processes/processes.ts';

const tags = ['commissioning'];
const measured = z.number().nullable().openapi({ description: 'null: not measured yet' });
const figure = z
  .strictObject({
    metric: z.string(),
    title: z.string(),
    unit: z.enum(['percent', 'times']),
    better: z.enum(['higher', 'lower']),
    target: z.number().nullable().openapi({ description: 'For the whole term' }),
    measured,
    months: z.array(z.strictObject({ month: z.string().openapi({ example: '2027-06' }), measured })).openapi({ description: 'The earliest first; the last one may still run' }),
  })
  .openapi('Figure');

const routes = {
  performance: createRoute({
    method: 'get',
    path: '/commissioning/awards/{id}/performance',
    tags,
    summary: 'What was promised, beside what really happened',
    description: 'From the event log and nothing else, since the award began.',
    request: { params: z.object({ id: z.string() }) },
    responses: { 200: json(z.strictObject({ items: z.array(figure), countedUntil: z.string().nullable().openapi({ description: 'When the log was last counted' }), next: z.null() }), 'Each figure of the part'), 404: refusal('There is no such award') },
  }),
  work: createRoute({
    method: 'get',
    path: '/commissioning/providers/{id}/work',
    tags,
    security: [{ session: [] }, { key: [] }],
    summary: 'What happened because of a provider’s work in the last seven days',
    request: { params: z.object({ id: z.string() }) },
    responses: {
      200: json(z.strictObject({ from: z.string(), to: z.string(), contracts: z.array(z.strictObject({ award: z.uuid(), title: z.string(), buyer: z.string(), counts: z.array(z.strictObject({ metric: z.string(), title: z.string(), times: z.int(), before: z.int().openapi({ description: 'In the seven days before' }) })) })) }).openapi('Work'), 'For its members'),
      401: refusal('Nobody is signed in'),
      403: refusal('The table of permissions does not allow it'),
    },
  }),
  rebuild: createRoute({
    method: 'post',
    path: '/commissioning/kpis/rebuild',
    tags,
    security: [{ session: [] }, { key: [] }],
    summary: 'Count the whole log again',
    responses: { 200: json(z.strictObject({ events: z.int() }), 'How many events were counted'), 401: refusal('Nobody is signed in'), 403: refusal('For platform administrators') },
  }),
};

/** Adds the routes to an API below `/api`. */
export function addKpiRoutes(api: OpenAPIHono, commissioning: Kpis & Pick<Processes, 'award'>, callerOf: (headers: Headers) => Promise<Caller | undefined>): void {
  api.openapi(routes.performance, async (context) => {
    const { id } = await commissioning.award(context.req.valid('param').id);
    const { figures, countedUntil } = await commissioning.performance(id);
    return context.json({ items: figures.map((each) => ({ ...each, months: [...each.months] })), countedUntil, next: null }, 200);
  });
  api.openapi(routes.work, async (context) => context.json((await commissioning.work(await callerOf(context.req.raw.headers), context.req.valid('param').id)) as never, 200));
  api.openapi(routes.rebuild, async (context) => context.json(await commissioning.rebuildKpis(await callerOf(context.req.raw.headers)), 200));
}
