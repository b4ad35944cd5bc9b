/** Providers' profiles, the lots that fit them, and looking for partners, over HTTP. */

import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Partners } from '../bids/partners.ts';
import { profileForm } from '../providers/profile.ts';
import type { Profiles, ToldProfile } from '../providers/profiles.ts';
import { fileResponse } from './bid-routes.ts';
import { revisionOf, type ProcessRoutesOptions } from './process-routes.ts';

const tags = ['providers'];
const security = [{ session: [] }, { key: [] }];
const named = z.strictObject({ id: z.uuid(), name: z.string() });
const profile = z
  .strictObject({
    organisation: named,
    revision: z.int(),
    content: z.record(z.string(), z.unknown()),
    sections: z.array(z.strictObject({ section: z.string(), state: z.enum(['done', 'missing', 'expired', 'expires-soon']), about: z.array(z.string()) })),
  })
  .openapi('ProviderProfile');
const publicProfile = z.looseObject({ id: z.uuid(), name: z.string(), size: z.enum(['micro', 'small', 'medium', 'large', 'unknown']) }).openapi('PublicProvider');
const fitting = z
  .strictObject({
    process: z.strictObject({ id: z.uuid(), title: z.string(), buyer: z.string(), deadline: z.string() }),
    lot: z.strictObject({ id: z.string(), title: z.string(), part: z.string(), valuePence: z.int().nullable() }),
    fit: z.strictObject({ how: z.enum(['alone', 'with-partners']), areasCovered: z.int(), areasOfLot: z.int(), yearlyPence: z.int().nullable(), timesTurnover: z.number().nullable() }),
  })
  .openapi('FittingLot');
const note = z.strictObject({ id: z.uuid(), process: z.uuid(), lot: z.string(), organisation: named, offers: z.string(), lacks: z.string(), createdAt: z.string(), closedAt: z.string().nullable() }).openapi('PartnerNote');
const request = z.strictObject({ id: z.uuid(), note: z.uuid(), organisation: named, message: z.string(), state: z.enum(['open', 'accepted', 'declined']), createdAt: z.string() }).openapi('PartnerRequest');

const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const listOf = <Schema extends z.ZodType>(schema: Schema) => json(z.strictObject({ items: z.array(schema), next: z.null() }), 'All of them');
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const notFound = { 404: refusal('There is no such thing') };
const cannot = { 422: refusal('Plain sense is against it') };
const closed = { 409: refusal('The deadline has passed, or it is there already') };
const one = z.object({ id: z.string() });

const routes = {
  public: createRoute({ method: 'get', path: '/commissioning/providers/{id}', tags, summary: 'What a provider tells everybody', request: { params: one }, responses: { 200: json(publicProfile, 'The public part of its profile'), ...notFound } }),
  profile: createRoute({ method: 'get', path: '/commissioning/providers/{id}/profile', tags, security, summary: 'What a provider tells once, for every bid', request: { params: one }, responses: { 200: json(profile, 'With its ETag'), ...refusals, ...notFound, ...cannot } }),
  edit: createRoute({ method: 'patch', path: '/commissioning/providers/{id}/profile', tags, security, summary: 'Change a profile', description: 'What is left out stays as it was.', request: { params: one, headers: z.object({ 'if-match': z.string() }), body: body(profileForm.partial().openapi('ProviderProfileChange')) }, responses: { 200: json(profile, 'Changed'), ...refusals, ...notFound, ...cannot, 412: refusal('Changed meanwhile') } }),
  addDocument: createRoute({ method: 'post', path: '/commissioning/providers/{id}/documents', tags, security, summary: 'Add a document, for a policy', request: { params: one, body: body(z.strictObject({ name: z.string().min(1).max(400), content: z.string().max(14_000_000) })) }, responses: { 201: json(named, 'Added'), ...refusals, ...notFound, ...cannot } }),
  document: createRoute({ method: 'get', path: '/commissioning/provider-documents/{id}', tags, security, summary: 'A document of a provider', request: { params: one }, responses: { 200: { description: 'Its bytes', content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } } }, 401: refusals[401], ...notFound } }),
  lots: createRoute({ method: 'get', path: '/commissioning/providers/{id}/lots', tags, security, summary: 'Lots that fit a provider, and why', request: { params: one }, responses: { 200: listOf(fitting), ...refusals, ...notFound, ...cannot } }),
  notes: createRoute({ method: 'get', path: '/commissioning/processes/{id}/partners', tags, summary: 'Who looks for partners', request: { params: one }, responses: { 200: listOf(note) } }),
  seek: createRoute({ method: 'post', path: '/commissioning/processes/{id}/partners', tags, security, summary: 'Look for partners', request: { params: one, body: body(z.strictObject({ organisation: z.uuid(), lot: z.string(), offers: z.string(), lacks: z.string() })) }, responses: { 201: json(note, 'For everybody to read'), ...refusals, ...notFound, ...closed, ...cannot } }),
  close: createRoute({ method: 'delete', path: '/commissioning/partners/{id}', tags, security, summary: 'Look no longer', request: { params: one }, responses: { 204: { description: 'Taken down' }, ...refusals, ...notFound } }),
  ask: createRoute({ method: 'post', path: '/commissioning/partners/{id}/requests', tags, security, summary: 'Ask to join', request: { params: one, body: body(z.strictObject({ organisation: z.uuid(), message: z.string() })) }, responses: { 201: json(request, 'Sent by the product; neither sees the other’s address'), ...refusals, ...notFound, ...closed, ...cannot } }),
  requests: createRoute({ method: 'get', path: '/commissioning/processes/{id}/partner-requests', tags, security, summary: 'Requests to and from your organisations', request: { params: one }, responses: { 200: listOf(request), 401: refusals[401] } }),
  answer: createRoute({ method: 'post', path: '/commissioning/partner-requests/{id}/answer', tags, security, summary: 'Answer a request', request: { params: one, body: body(z.strictObject({ accept: z.boolean() })) }, responses: { 200: json(z.strictObject({ bid: z.uuid().nullable() }), 'The bid it is part of now, where it was accepted'), ...refusals, ...notFound, ...closed, ...cannot } }),
};

/** Adds the routes to an API below `/api`. */
export function addProviderRoutes(api: OpenAPIHono, providers: Profiles & Partners, { callerOf }: Pick<ProcessRoutesOptions, 'callerOf'>): void {
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  const told = (answer: ToldProfile) => structuredClone(answer) as never;
  const etag = ({ revision }: { readonly revision: number }) => ({ etag: `"${revision}"` });

  api.openapi(routes.public, async (context) => context.json(structuredClone(await providers.publicProfile(context.req.valid('param').id)) as never, 200));
  api.openapi(routes.profile, async (context) => {
    const answer = await providers.profile(await whoever(context), context.req.valid('param').id);
    return context.json(told(answer), 200, etag(answer));
  });
  api.openapi(routes.edit, async (context) => {
    // As it was sent: what zod fills in would overwrite what was left out.
    const answer = await providers.editProfile(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), await context.req.json());
    return context.json(told(answer), 200, etag(answer));
  });
  api.openapi(routes.addDocument, async (context) => {
    const { name, content } = context.req.valid('json');
    return context.json(await providers.addProviderDocument(await whoever(context), context.req.valid('param').id, { name, bytes: Buffer.from(content, 'base64') }), 201);
  });
  api.openapi(routes.document, async (context) => fileResponse(await providers.providerDocument(await whoever(context), context.req.valid('param').id)) as never);
  api.openapi(routes.lots, async (context) => context.json({ items: [...(await providers.fittingLots(await whoever(context), context.req.valid('param').id))], next: null }, 200));
  api.openapi(routes.notes, async (context) => context.json({ items: [...(await providers.partnerNotes(context.req.valid('param').id))], next: null }, 200));
  api.openapi(routes.seek, async (context) => context.json(await providers.seekPartners(await whoever(context), context.req.valid('param').id, context.req.valid('json')), 201));
  api.openapi(routes.close, async (context) => {
    await providers.closePartnerNote(await whoever(context), context.req.valid('param').id);
    return context.body(null, 204);
  });
  api.openapi(routes.ask, async (context) => context.json(await providers.askToJoin(await whoever(context), context.req.valid('param').id, context.req.valid('json')), 201));
  api.openapi(routes.requests, async (context) => context.json({ items: [...(await providers.partnerRequests(await whoever(context), context.req.valid('param').id))], next: null }, 200));
  api.openapi(routes.answer, async (context) => context.json(await providers.answerRequest(await whoever(context), context.req.valid('param').id, context.req.valid('json')), 200));
}
