/** The visit service over HTTP. Each route parses, calls one operation, renders the answer. */

import { json, refusal, refuseMisfits } from '@drystone/problems/openapi';
import type { Caller } from '@drystone/access';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { attractionQuery } from '../attractions/attraction-view.ts';
import { parsePoint } from '../coordinates.ts';
import { changeCost } from '../trips/itinerary.ts';
import { modes, slug, tripChanges, tripRequest, words } from '../trips/trip.ts';
import type { Provided } from '../provided/provided.ts';
import { reportSubjects, type ExportFormat, type VisitService } from '../visit-service.ts';
import type { Feeds } from '../provided/feeds/feeds.ts';
import type { Proofs } from '../provided/proofs/proofs.ts';
import { addFeedRoutes } from './feed-routes.ts';
import type { Pictures } from '../pictures/pictures.ts';
import { addProviderRoutes } from './provider-routes.ts';
import { areaList, attractionDetail, attractionList, changedTrip, interestList, placeData, plannedTrip, routeAnswer, townList, trip } from './schemas.ts';

const tags = ['visit'];
const badRequest = { 400: refusal('Not understood: every field at fault is named') };
const notFound = { 404: refusal('There is none') };
const onlySlug = z.object({ slug });
const tripId = z.object({ id: z.string().openapi({ description: 'Unguessable: whoever has it may read the trip' }) });

/** `lat,lon`, or a town's or attraction's slug. */
const end = z
  .string()
  .openapi({ example: '54.5968,-5.9254', description: 'lat,lon in degrees, or the slug of a town or attraction' })
  .transform((text, context) => {
    if (/^[a-z]/.test(text)) return text;
    const point = parsePoint(text);
    if (point) return point;
    context.addIssue({ code: 'custom', message: `"${text.slice(0, 60)}" is not a place: use lat,lon in degrees, or a slug` });
    return z.NEVER;
  });

const changeBody = z.object({
  changes: tripChanges,
  editKey: z.string().max(100).optional().openapi({ description: 'Or as `Authorization: Bearer`' }),
});

const routes = {
  areas: createRoute({ method: 'get', path: '/areas', tags, summary: 'Areas of every place', responses: { 200: json(areaList, 'Areas with their GSS codes') } }),
  interests: createRoute({ method: 'get', path: '/visit/interests', tags, summary: 'What a visitor may love', responses: { 200: json(interestList, 'Interests with how many attractions serve each') } }),
  towns: createRoute({
    method: 'get',
    path: '/visit/towns',
    tags,
    summary: 'Towns and villages to stay in',
    request: { query: z.object({ place: slug.default('northern-ireland') }) },
    responses: { 200: json(townList, 'Towns by name'), ...badRequest, ...notFound },
  }),
  placeData: createRoute({
    method: 'get',
    path: '/visit/places/{slug}',
    tags,
    summary: 'All of a place',
    description: 'Its areas, towns, attractions and roads: what planning there without a network needs.',
    request: { params: onlySlug },
    responses: { 200: json(placeData, 'The place'), 304: { description: 'As it was' }, ...badRequest, ...notFound },
  }),
  attractions: createRoute({
    method: 'get',
    path: '/visit/attractions',
    tags,
    summary: 'Find attractions',
    request: { query: attractionQuery },
    responses: { 200: json(attractionList, 'A page of attractions; `next` is the path of the following one, or null'), ...badRequest, ...notFound },
  }),
  attraction: createRoute({ method: 'get', path: '/visit/attractions/{slug}', tags, summary: 'One attraction', request: { params: onlySlug }, responses: { 200: json(attractionDetail, 'All that is known'), ...badRequest, ...notFound } }),
  visited: createRoute({
    method: 'post',
    path: '/visit/attractions/{slug}/visits',
    tags,
    summary: 'We were here',
    request: { params: onlySlug, body: { required: false, content: { 'application/json': { schema: z.strictObject({ trip: z.string().optional() }) } } } },
    responses: { 204: { description: 'Noted' }, ...badRequest, ...notFound },
  }),
  report: createRoute({
    method: 'post',
    path: '/visit/attractions/{slug}/reports',
    tags,
    summary: 'Something is wrong here',
    request: {
      params: onlySlug,
      body: { required: true, content: { 'application/json': { schema: z.strictObject({ about: z.enum(reportSubjects), words: words.pipe(z.string().max(2_000)).optional() }) } } },
    },
    responses: { 204: { description: 'Noted' }, ...badRequest, ...notFound },
  }),
  route: createRoute({
    method: 'get',
    path: '/visit/route',
    tags,
    summary: 'The way from one point to another',
    request: { query: z.object({ from: end, to: end, mode: z.enum(modes).default('car'), place: slug.default('northern-ireland') }) },
    responses: { 200: json(routeAnswer, 'The quickest way'), ...badRequest, 422: refusal('There is no way by this mode') },
  }),
  plan: createRoute({
    method: 'post',
    path: '/visit/trips',
    tags,
    summary: 'Plan a trip',
    request: { body: { required: true, content: { 'application/json': { schema: tripRequest } } } },
    responses: {
      201: json(plannedTrip, 'The trip, and the key that changes it'),
      ...badRequest,
      ...notFound,
      422: refusal('Understood, but it cannot be planned: says what would work'),
      503: refusal('Too many plans at once: try again after Retry-After seconds'),
    },
  }),
  trip: createRoute({ method: 'get', path: '/visit/trips/{id}', tags, summary: 'Read a trip', request: { params: tripId }, responses: { 200: json(trip, 'The latest plan; its ETag guards changes'), ...notFound } }),
  change: createRoute({
    method: 'patch',
    path: '/visit/trips/{id}',
    tags,
    summary: 'Change a trip',
    description: `What has begun stays as it was, what is pinned stays on its day, and the new plan is kept close to the old one: a stop that is given up, or put on another day, must bring ${changeCost} in score (a good hour is about 60). Only \`replan\` is free of that.`,
    request: {
      params: tripId,
      headers: z.object({
        authorization: z.string().optional().openapi({ description: 'Bearer and the edit key' }),
        'if-match': z.string().optional().openapi({ description: 'The ETag that was read: 412 where the trip has changed since' }),
      }),
      body: { required: true, content: { 'application/json': { schema: changeBody } } },
    },
    responses: { 200: json(changedTrip, 'The new plan, and what became of the stops of the old one'), ...badRequest, 403: refusal('Needs the edit key'), ...notFound, 412: refusal('Changed meanwhile'), 422: refusal('Cannot be planned so'), 503: refusal('Too many plans at once: try again after Retry-After seconds') },
  }),
  export: createRoute({
    method: 'get',
    path: '/visit/trips/{file}',
    tags,
    summary: 'A trip for other programs',
    description: 'The id followed by `.ics`, `.gpx`, `.kml` or `.geojson`.',
    request: { params: z.object({ file: z.string() }) },
    responses: {
      200: {
        description: 'The latest plan',
        content: { 'text/calendar': { schema: z.string() }, 'application/gpx+xml': { schema: z.string() }, 'application/vnd.google-earth.kml+xml': { schema: z.string() }, 'application/geo+json': { schema: z.looseObject({}) } },
      },
      ...notFound,
    },
  }),
};

/**
 * Routes below `/api`. Problems are thrown; the server that mounts them renders problem details.
 * @param clock the moment that "open now" means.
 */
export function createVisitApi(visit: VisitService & Provided & Pictures & Feeds & Proofs, clock: () => Temporal.Instant, callerOf: (headers: Headers) => Promise<Caller | undefined>): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  addProviderRoutes(api, visit, callerOf);
  addFeedRoutes(api, visit, callerOf);

  api.openapi(routes.areas, async (context) => context.json({ items: [...(await visit.areas())], next: null }, 200));
  api.openapi(routes.interests, async (context) => context.json({ items: [...(await visit.interests())], next: null }, 200));
  api.openapi(routes.towns, async (context) => context.json({ items: [...(await visit.towns(context.req.valid('query').place))], next: null }, 200));
  api.openapi(routes.placeData, async (context) => {
    const data = await visit.placeData(context.req.valid('param').slug);
    const headers = { etag: `"${data.revision}"`, 'cache-control': 'public, no-cache' };
    if (context.req.header('if-none-match') === headers.etag) return context.body(null, 304, headers);
    return context.json(asAnswer(data) as never, 200, headers);
  });
  api.openapi(routes.attractions, async (context) => context.json(asAnswer(await visit.attractions(context.req.valid('query'), clock())), 200));
  api.openapi(routes.attraction, async (context) => context.json(asAnswer(await visit.attraction(context.req.valid('param').slug, clock())), 200));
  api.openapi(routes.visited, async (context) => {
    await visit.reportVisited({ slug: context.req.valid('param').slug, trip: context.req.valid('json')?.trip });
    return context.body(null, 204);
  });
  api.openapi(routes.report, async (context) => {
    await visit.reportAttraction({ slug: context.req.valid('param').slug, ...context.req.valid('json') });
    return context.body(null, 204);
  });
  api.openapi(routes.route, async (context) => {
    const { place, from, to, mode } = context.req.valid('query');
    return context.json(asAnswer(await visit.route(place, from, to, mode)), 200);
  });

  api.openapi(routes.plan, async (context) => {
    const { trip: planned, editKey } = await visit.planTrip(context.req.valid('json'));
    return context.json(asAnswer({ ...planned, editKey }), 201, { location: `/api/visit/trips/${planned.id}`, etag: etagOf(planned.revision) });
  });
  // An id holds no dot, so both paths can stand side by side.
  api.openAPIRegistry.registerPath(routes.export);
  api.get('/visit/trips/:file{[A-Za-z0-9_-]+\\.(?:ics|gpx|kml|geojson)}', async (context) => {
    const [id, format] = context.req.param('file').split('.') as [string, ExportFormat];
    const { body, mediaType, fileName } = await visit.exportTrip(id, format);
    return context.body(body, 200, { 'content-type': mediaType, 'content-disposition': `attachment; filename="${fileName}"`, 'cache-control': 'no-store' });
  });
  api.openapi(routes.trip, async (context) => {
    const found = await visit.trip(context.req.valid('param').id);
    if (context.req.header('if-none-match') === etagOf(found.revision)) return context.body(null, 304, { etag: etagOf(found.revision) }) as never;
    return context.json(asAnswer(found), 200, { etag: etagOf(found.revision), 'cache-control': 'private, no-cache' });
  });
  api.openapi(routes.change, async (context) => {
    const { changes, editKey } = context.req.valid('json');
    const headers = context.req.valid('header');
    const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const changed = await visit.changeTrip(context.req.valid('param').id, { editKey: bearer ?? editKey, ifRevisions: revisionsOf(headers['if-match']), changes });
    return context.json(asAnswer(changed), 200, { etag: etagOf(changed.revision) });
  });
  return api;
}

/** Answers are plain JSON; the router's types want them writable. */
type Writable<T> = T extends readonly (infer Item)[] ? (number extends T['length'] ? Writable<Item>[] : { -readonly [Key in keyof T]: Writable<T[Key]> }) : T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;
const asAnswer = <T>(answer: T): Writable<T> => answer as Writable<T>;

const etagOf = (revision: number): string => `"${revision}"`;

/** `If-Match: *` matches any; what is not one of our tags matches none. */
function revisionsOf(ifMatch: string | undefined): readonly number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  return ifMatch.split(',').flatMap((tag) => /^\s*(?:W\/)?"(\d+)"\s*$/.exec(tag)?.[1] ?? []).map(Number);
}
