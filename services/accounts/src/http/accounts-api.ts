/** The accounts service over HTTP. Each route finds out who calls, calls one operation, renders the answer. */

import { organisationKinds, roles } from '@drystone/access';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Problem } from '@drystone/problems';
import { json, refusal, refuseMisfits } from '@drystone/problems/openapi';
import type { Accounts } from '../accounts.ts';
import { invitationForm, keyForm, organisationChange, organisationForm, organisationQuery } from '../organisations/organisation.ts';

const tags = ['accounts'];
const security = [{ session: [] }, { key: [] }];

const organisation = z
  .strictObject({ id: z.uuid(), kind: z.enum(organisationKinds), name: z.string(), companyNumber: z.string().nullable(), charityNumber: z.string().nullable(), revision: z.int() })
  .openapi('Organisation');
const publicOrganisation = organisation.omit({ revision: true }).openapi('PublicOrganisation');
const role = z.enum(roles);
const member = z.strictObject({ personId: z.uuid(), name: z.string(), email: z.string(), roles: z.array(role) }).openapi('Member');
const apiKey = z.strictObject({ id: z.uuid(), name: z.string(), roles: z.array(role), createdAt: z.string(), lastUsedAt: z.string().nullable() }).openapi('ApiKey');
const caller = z
  .strictObject({
    name: z.string(),
    personId: z.uuid().nullable(),
    administrator: z.boolean(),
    memberships: z.array(z.strictObject({ organisationId: z.uuid(), kind: z.enum(organisationKinds), roles: z.array(role) })),
  })
  .openapi('Caller');

const listOf = <Schema extends z.ZodType>(schema: Schema) => json(z.strictObject({ items: z.array(schema), next: z.null() }), 'All of them');
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });

const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const notFound = { 404: refusal('There is no such organisation, member or key') };
const ofOrganisation = z.object({ id: z.string() });
const none = { 204: { description: 'Done' } };

const routes = {
  me: createRoute({ method: 'get', path: '/accounts/me', tags, security, summary: 'Who is calling', responses: { 200: json(caller, 'As the key or the session says'), 401: refusals[401] } }),
  mine: createRoute({ method: 'get', path: '/accounts/organisations', tags, security, summary: 'The organisations of whoever calls', responses: { 200: listOf(organisation), ...refusals } }),
  register: createRoute({
    method: 'post',
    path: '/accounts/organisations',
    tags,
    security,
    summary: 'Register an organisation',
    description: 'Anyone may register a provider or a community group; a platform administrator registers a buyer.',
    request: { body: body(organisationForm) },
    responses: { 201: json(organisation, 'Registered'), ...refusals },
  }),
  named: createRoute({ method: 'get', path: '/accounts/organisations/named', tags, security, summary: 'Organisations by name', description: 'What everybody may know of them.', request: { query: organisationQuery }, responses: { 200: json(z.strictObject({ items: z.array(publicOrganisation), next: z.null() }), 'The first twenty, the shortest name first'), ...refusals } }),
  organisation: createRoute({ method: 'get', path: '/accounts/organisations/{id}', tags, security, summary: 'An organisation of whoever calls', request: { params: ofOrganisation }, responses: { 200: json(organisation, 'With its ETag'), ...refusals, ...notFound } }),
  edit: createRoute({
    method: 'patch',
    path: '/accounts/organisations/{id}',
    tags,
    security,
    summary: 'Change an organisation',
    request: { params: ofOrganisation, headers: z.object({ 'if-match': z.string().openapi({ description: 'The ETag that was read' }) }), body: body(organisationChange) },
    responses: { 200: json(organisation, 'Changed'), ...refusals, ...notFound, 412: refusal('Changed meanwhile') },
  }),
  members: createRoute({ method: 'get', path: '/accounts/organisations/{id}/members', tags, security, summary: 'Who is in it', request: { params: ofOrganisation }, responses: { 200: listOf(member), ...refusals, ...notFound } }),
  invite: createRoute({ method: 'post', path: '/accounts/organisations/{id}/invitations', tags, security, summary: 'Invite somebody by e-mail', request: { params: ofOrganisation, body: body(invitationForm) }, responses: { ...none, ...refusals, ...notFound } }),
  setRoles: createRoute({
    method: 'put',
    path: '/accounts/organisations/{id}/members/{personId}',
    tags,
    security,
    summary: 'Set what a member does; no roles, and they leave',
    request: { params: ofOrganisation.extend({ personId: z.string() }), body: body(z.strictObject({ roles: z.array(role) })) },
    responses: { ...none, ...refusals, ...notFound, 422: refusal('Nobody would be left to lead it') },
  }),
  keys: createRoute({ method: 'get', path: '/accounts/organisations/{id}/keys', tags, security, summary: 'Keys of its programs', request: { params: ofOrganisation }, responses: { 200: listOf(apiKey), ...refusals, ...notFound } }),
  createKey: createRoute({
    method: 'post',
    path: '/accounts/organisations/{id}/keys',
    tags,
    security,
    summary: 'Make a key for a program',
    request: { params: ofOrganisation, body: body(keyForm) },
    responses: { 201: json(z.strictObject({ id: z.uuid(), key: z.string() }), 'The key, told this once'), ...refusals, ...notFound },
  }),
  revokeKey: createRoute({ method: 'delete', path: '/accounts/organisations/{id}/keys/{keyId}', tags, security, summary: 'Revoke a key', request: { params: ofOrganisation.extend({ keyId: z.string() }) }, responses: { ...none, ...refusals, ...notFound } }),
};

/** Routes below `/api`. Problems are thrown; the server that mounts them renders problem details. */
export function createAccountsApi(accounts: Accounts): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  const whoever = (context: { req: { raw: Request } }) => accounts.caller(context.req.raw.headers);
  const etagOf = (revision: number): string => `"${revision}"`;

  api.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'drystone.session_token' });
  api.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  api.use('/accounts/*', async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });

  api.openapi(routes.me, async (context) => {
    const found = await whoever(context);
    if (found === undefined) throw new Problem({ kind: 'not-signed-in', detail: 'Sign in first, or send an API key as `Authorization: Bearer`.' });
    const { name, personId, administrator, memberships } = found;
    return context.json({ name, personId: personId ?? null, administrator, memberships: memberships.map((each) => ({ ...each, roles: [...each.roles] })) }, 200);
  });
  api.openapi(routes.mine, async (context) => context.json({ items: [...(await accounts.mine(await whoever(context)))], next: null }, 200));
  api.openapi(routes.register, async (context) => {
    const made = await accounts.register(await whoever(context), context.req.valid('json'));
    return context.json(made, 201, { location: `/api/accounts/organisations/${made.id}`, etag: etagOf(made.revision) });
  });
  // Before the one that takes any word as an id.
  api.openapi(routes.named, async (context) => context.json({ items: [...(await accounts.named(await whoever(context), context.req.valid('query')))], next: null }, 200));
  api.openapi(routes.organisation, async (context) => {
    const found = await accounts.organisation(await whoever(context), context.req.valid('param').id);
    return context.json(found, 200, { etag: etagOf(found.revision) });
  });
  api.openapi(routes.edit, async (context) => {
    const revision = Number(/^\s*(?:W\/)?"(\d+)"\s*$/.exec(context.req.valid('header')['if-match'])?.[1] ?? 0);
    const changed = await accounts.edit(await whoever(context), context.req.valid('param').id, revision, context.req.valid('json'));
    return context.json(changed, 200, { etag: etagOf(changed.revision) });
  });
  api.openapi(routes.members, async (context) => {
    const members = await accounts.members(await whoever(context), context.req.valid('param').id);
    return context.json({ items: members.map((each) => ({ ...each, roles: [...each.roles] })), next: null }, 200);
  });
  api.openapi(routes.invite, async (context) => {
    await accounts.invite(await whoever(context), context.req.valid('param').id, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.setRoles, async (context) => {
    const { id, personId } = context.req.valid('param');
    await accounts.setRoles(await whoever(context), id, personId, context.req.valid('json').roles);
    return context.body(null, 204);
  });
  api.openapi(routes.keys, async (context) => {
    const keys = await accounts.keys(await whoever(context), context.req.valid('param').id);
    return context.json({ items: keys.map((each) => ({ ...each, roles: [...each.roles] })), next: null }, 200);
  });
  api.openapi(routes.createKey, async (context) => context.json(await accounts.createKey(await whoever(context), context.req.valid('param').id, context.req.valid('json')), 201));
  api.openapi(routes.revokeKey, async (context) => {
    const { id, keyId } = context.req.valid('param');
    await accounts.revokeKey(await whoever(context), id, keyId);
    return context.body(null, 204);
  });
  return api;
}
