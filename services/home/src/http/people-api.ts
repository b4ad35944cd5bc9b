/** Service users, dwellings and what an operator sees of them, over HTTP. */

import type { Caller } from '@drystone/access';
import { Problem } from '@drystone/problems';
import { json, refusal, refuseMisfits } from '@drystone/problems/openapi';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Home } from '../home.ts';
import { ifMatch, revisionOf } from './if-match.ts';
import { categories, consentForm, ways, withdrawalForm } from '../people/consent.ts';
import { addressForm, dwellingForm, dwellingReference, keyholderForm, keySafeForm, noteForm, serviceUserForm, statuses, suspensionForm, suspensions } from '../people/person.ts';

const tags = ['home'];
const security = [{ session: [] }, { key: [] }];
const most = 200;

const address = z.strictObject({ lines: z.array(z.string()), postcode: z.string() }).nullable();
const position = z.strictObject({ latitude: z.number(), longitude: z.number() }).nullable();
const keyholder = z.strictObject({ order: z.int(), name: z.string(), phone: z.string(), relation: z.string().nullable(), minutesAway: z.int().nullable() });
const seenUser = z.strictObject({ id: z.string(), name: z.string(), preferredName: z.string().nullable(), bornIn: z.int().nullable().openapi({ description: 'Year' }), languages: z.array(z.string()).openapi({ description: 'BCP 47' }), phone: z.string().nullable(), healthNotes: z.string().nullable(), status: z.enum(statuses) });

const dwellingOfCase = z
  .strictObject({
    reference: z.string(),
    area: z.string().nullable(),
    address,
    position,
    accessNotes: z.string().nullable(),
    hasKeySafe: z.boolean(),
    serviceUsers: z.array(seenUser),
    keyholders: z.array(keyholder),
    devices: z.array(z.strictObject({ id: z.string(), type: z.string().nullable(), room: z.string().nullable() })),
    history: z.array(z.strictObject({ id: z.string(), receivedAt: z.string(), kind: z.string(), outcome: z.string().nullable(), cause: z.string().nullable() })),
    hasOlderHistory: z.boolean(),
  })
  .openapi('DwellingOfCase');
const dwelling = z.strictObject({ id: z.string(), organisation: z.string(), reference: z.string(), area: z.string().nullable(), address, position, accessNotes: z.string().nullable(), hasKeySafe: z.boolean(), keyholders: z.array(keyholder), revision: z.int() }).openapi('Dwelling');
const serviceUser = z
  .strictObject({ ...seenUser.shape, organisation: z.string(), dwelling: z.string(), suspendedFor: z.enum(suspensions).nullable(), suspendedUntil: z.string().nullable(), registeredAt: z.string(), leftAt: z.string().nullable(), revision: z.int() })
  .openapi('ServiceUser');
const foundUser = z.strictObject({ id: z.string(), organisation: z.string(), dwelling: z.string(), name: z.string(), preferredName: z.string().nullable(), postcode: z.string().nullable(), status: z.enum(statuses), suspendedUntil: z.string().nullable() });
const note = z.strictObject({ id: z.string(), at: z.string(), by: z.strictObject({ actor: z.string(), name: z.string().nullable() }), text: z.string() }).openapi('CaseNote');

const disclosure = z.strictObject({ id: z.string(), at: z.string(), what: z.string(), actor: z.string(), name: z.string().nullable(), organisation: z.string(), case: z.string().nullable(), dwelling: z.string().nullable(), serviceUsers: z.array(z.string()) }).openapi('Disclosure');
const testCall = z.strictObject({ localUnit: z.string(), organisation: z.string(), protocol: z.string(), account: z.string(), dwelling: z.string(), area: z.string().nullable(), lastAt: z.string().nullable().openapi({ description: 'Null: none ever came' }), expectedBy: z.string() });

const importReport = z
  .strictObject({
    done: z.boolean(),
    problem: z.string().nullable().openapi({ description: 'What is wrong with the file as a whole' }),
    counts: z.strictObject({ new: z.int(), duplicate: z.int(), wrong: z.int() }),
    lines: z.array(z.strictObject({ line: z.int(), fate: z.enum(['new', 'duplicate', 'wrong']), reasons: z.array(z.string()) })),
  })
  .openapi('ServiceUserImport');

const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const refusals = { 400: refusal('What was asked does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const caseId = z.object({ id: z.uuid() });
const userId = z.object({ id: z.uuid() });
const dwellingKey = z.object({ organisation: z.uuid(), reference: dwellingReference });
const noCase = { 404: refusal('There is no such case that you answer') };
const noUser = { 404: refusal('There is no such service user that you answer for') };
const told = { 200: json(serviceUser, 'As they are now'), ...refusals, ...noUser };

const routes = {
  dwellingOf: createRoute({ method: 'get', path: '/home/cases/{id}/dwelling', tags, security, summary: 'The home that a case comes from: who lives there, how one gets in, who has a key', description: 'Each look is in the log. The code of a key safe is not in it.', request: { params: caseId, query: z.object({ history: z.coerce.number().int().min(1).max(1_000).default(10).openapi({ description: 'So many of its earlier cases, at most' }) }) }, responses: { 200: json(dwellingOfCase, 'The home'), ...refusals, 404: refusal('There is no such case that you answer, or nobody knows where it comes from') } }),
  keySafeCode: createRoute({ method: 'post', path: '/home/cases/{id}/key-safe-code', tags, security, summary: 'The code of the key safe', description: 'Only for the operator who has the case, while it is open. Each look is in the log, and each refusal.', request: { params: caseId }, responses: { 200: json(z.strictObject({ code: z.string(), where: z.string().nullable() }), 'The code'), ...refusals, ...noCase } }),
  notes: createRoute({ method: 'get', path: '/home/cases/{id}/notes', tags, security, summary: 'What operators wrote down of a case, the oldest first', request: { params: caseId }, responses: { 200: json(z.strictObject({ items: z.array(note), next: z.null() }), 'Notes'), ...refusals, ...noCase } }),
  addNote: createRoute({ method: 'post', path: '/home/cases/{id}/notes', tags, security, summary: 'Write something down of a case', description: 'Added to, never changed.', request: { params: caseId, body: body(noteForm) }, responses: { 201: json(note, 'Written down'), ...refusals, ...noCase } }),
  users: createRoute({
    method: 'get',
    path: '/home/service-users',
    tags,
    security,
    summary: 'Service users, all or those that a search finds',
    request: { query: z.object({ organisation: z.uuid().optional(), q: z.string().max(200).optional().openapi({ description: 'Whole words of a name, or its first three letters; a telephone number or its last six digits; a postcode or its first half' }), status: z.enum(statuses).optional(), after: z.uuid().optional().openapi({ description: 'As `next` gives it' }), limit: z.coerce.number().int().min(1).max(most).default(50) }) },
    responses: { 200: json(z.strictObject({ items: z.array(foundUser), next: z.string().nullable() }), 'Service users'), ...refusals },
  }),
  disclosures: createRoute({
    method: 'get',
    path: '/home/disclosures',
    tags,
    security,
    summary: 'Who saw what about whom, the newest first',
    description: 'For those who lead the organisation. People are told by their ids, dwellings by their references.',
    request: { query: z.object({ organisation: z.uuid().optional(), about: z.uuid().optional().openapi({ description: 'Id of a service user' }), before: z.uuid().optional().openapi({ description: 'As `next` gives it' }), limit: z.coerce.number().int().min(1).max(1000).default(100) }) },
    responses: { 200: json(z.strictObject({ items: z.array(disclosure), next: z.string().nullable() }), 'Looks'), ...refusals },
  }),
  testCalls: createRoute({
    method: 'get',
    path: '/home/test-calls',
    tags,
    security,
    summary: 'Which local units made their monthly test call, those that wait longest first',
    request: { query: z.object({ organisation: z.uuid().optional(), overdue: z.enum(['true', 'false']).optional(), after: z.uuid().optional().openapi({ description: 'As `next` gives it' }), limit: z.coerce.number().int().min(1).max(most).default(50) }) },
    responses: { 200: json(z.strictObject({ items: z.array(testCall), next: z.string().nullable() }), 'Local units'), ...refusals },
  }),
  user: createRoute({ method: 'get', path: '/home/service-users/{id}', tags, security, summary: 'A service user', request: { params: userId }, responses: told }),
  register: createRoute({ method: 'post', path: '/home/service-users', tags, security, summary: 'Register a service user', request: { body: body(serviceUserForm.extend({ organisation: z.uuid() })) }, responses: { 201: json(serviceUser, 'Registered'), ...refusals, 404: refusal('There is no such organisation') } }),
  import: createRoute({
    method: 'post',
    path: '/home/service-users/imports',
    tags,
    security,
    summary: 'Put a table of service users in, or see what would become of each of its lines',
    description: 'A CSV file in UTF-8. Without `commit` nothing is changed; with it all lines are put in, or none where one is wrong. Lines that are there already are left out, and so is what a line says of a home of which something is registered.',
    request: { body: body(z.strictObject({ organisation: z.uuid(), file: z.base64().max(4_000_000).openapi({ description: 'Base64' }), commit: z.boolean().default(false) })) },
    responses: { 200: json(importReport, 'What becomes, or became, of each line'), ...refusals, 404: refusal('There is no such organisation'), 413: refusal('The file is too large') },
  }),
  change: createRoute({ method: 'put', path: '/home/service-users/{id}', tags, security, summary: 'Change a service user', request: { params: userId, headers: ifMatch, body: body(serviceUserForm) }, responses: { ...told, 412: refusal('Changed meanwhile') } }),
  suspend: createRoute({ method: 'put', path: '/home/service-users/{id}/suspension', tags, security, summary: 'Away for a while: on holiday or in hospital', request: { params: userId, body: body(suspensionForm) }, responses: told }),
  resume: createRoute({ method: 'delete', path: '/home/service-users/{id}/suspension', tags, security, summary: 'Back home, or back in the service', request: { params: userId }, responses: told }),
  leave: createRoute({ method: 'post', path: '/home/service-users/{id}/leaving', tags, security, summary: 'Leaves the service', description: 'What is kept of them, and how long, is the rule of retention.', request: { params: userId }, responses: told }),
  dwelling: createRoute({ method: 'get', path: '/home/dwellings/{organisation}/{reference}', tags, security, summary: 'A dwelling', request: { params: dwellingKey }, responses: { 200: json(dwelling, 'The dwelling'), ...refusals, 404: refusal('There is no such dwelling') } }),
  putDwelling: createRoute({ method: 'put', path: '/home/dwellings/{organisation}/{reference}', tags, security, summary: 'Register a dwelling, or change what is registered of it', request: { params: dwellingKey, body: body(dwellingForm.extend({ address: addressForm.nullable().default(null), keySafe: keySafeForm.nullable().optional(), keyholders: z.array(keyholderForm).max(10).default([]) })) }, responses: { 200: json(dwelling, 'Changed'), 201: json(dwelling, 'Registered'), ...refusals, 404: refusal('There is no such organisation') } }),
};

const changeBody = (what: string) => ({ required: true, content: { 'application/json': { schema: z.record(z.string(), z.unknown()).openapi({ description: `Fields of ${what}; those left out stay as they are` }) } } });
const ofServiceUser = {
  record: createRoute({ method: 'get', path: '/home/service-users/{id}/record', tags, security, summary: 'A service user, their home, who has a key, and what is installed', description: 'Each look is in the log.', request: { params: userId }, responses: { 200: json(z.strictObject({ serviceUser, dwelling, units: z.array(z.strictObject({ id: z.string(), protocol: z.string(), account: z.string(), encrypts: z.boolean(), heardAt: z.string().nullable(), devices: z.array(z.strictObject({ id: z.string(), type: z.string().nullable(), room: z.string().nullable() })) })) }), 'What is registered'), ...refusals, ...noUser } }),
  amend: createRoute({ method: 'patch', path: '/home/service-users/{id}', tags, security, summary: 'Change some fields of a service user', request: { params: userId, headers: ifMatch, body: changeBody('a service user') }, responses: { ...told, 412: refusal('Changed meanwhile') } }),
  dwelling: createRoute({ method: 'get', path: '/home/service-users/{id}/dwelling', tags, security, summary: 'The home of a service user', request: { params: userId }, responses: { 200: json(dwelling, 'The home'), ...refusals, ...noUser } }),
  amendDwelling: createRoute({ method: 'patch', path: '/home/service-users/{id}/dwelling', tags, security, summary: 'Change some fields of the home of a service user', request: { params: userId, headers: ifMatch, body: changeBody('a dwelling') }, responses: { 200: json(dwelling, 'Changed'), ...refusals, ...noUser, 412: refusal('Changed meanwhile') } }),
};

const category = z.enum(categories);
const way = z.enum(ways);
const consent = z
  .strictObject({ id: z.string(), serviceUser: z.string(), recipientName: z.string(), relation: z.string().nullable(), email: z.string(), categories: z.array(category), how: way, givenOn: z.string(), until: z.string().nullable(), state: z.enum(['invited', 'lapsed', 'in-force', 'withdrawn', 'over', 'ended']), statement: z.int(), recordedAt: z.string(), recordedBy: z.string(), acceptedAt: z.string().nullable(), withdrawnAt: z.string().nullable(), withdrawnHow: way.nullable() })
  .openapi('Consent');
const familyHome = z.strictObject({ id: z.string(), name: z.string(), organisation: z.string(), categories: z.array(category), until: z.string().nullable() });
const sharing = {
  consents: createRoute({ method: 'get', path: '/home/service-users/{id}/consents', tags, security, summary: 'What a service user shares, with whom, and how they agreed to it', request: { params: userId }, responses: { 200: json(z.strictObject({ items: z.array(consent), next: z.null() }), 'Consents'), ...refusals, ...noUser } }),
  give: createRoute({ method: 'post', path: '/home/service-users/{id}/consents', tags, security, summary: 'Record that a service user agrees to share something, and invite whom they share it with', request: { params: userId, body: body(consentForm) }, responses: { 201: json(consent, 'Recorded; an invitation is in the post'), ...refusals, ...noUser, 409: refusal('They have left') } }),
  withdraw: createRoute({ method: 'post', path: '/home/consents/{id}/withdrawal', tags, security, summary: 'A service user takes it back', description: 'Nothing is shown any more from this moment on.', request: { params: userId, body: body(withdrawalForm) }, responses: { 200: json(consent, 'Taken back'), ...refusals, 404: refusal('There is no such consent that you answer for') } }),
  homes: createRoute({ method: 'get', path: '/home/family', tags, security, summary: 'Who shares something with you', responses: { 200: json(z.strictObject({ items: z.array(familyHome), next: z.null() }), 'What is shared, by whom'), ...refusals } }),
  page: createRoute({
    method: 'get',
    path: '/home/family/{id}',
    tags,
    security,
    summary: 'What happened in the home of somebody who shares it with you',
    description: 'Only what they agreed to, as long as they do. Each look is in the log.',
    request: { params: userId },
    responses: {
      200: json(familyHome.extend({ alarms: z.array(z.strictObject({ at: z.string(), group: z.string(), state: z.enum(['waiting', 'in-hand', 'over']), sent: z.array(z.string()), arrived: z.strictObject({ whom: z.string(), at: z.string() }).nullable(), outcome: z.string().nullable() })).nullable(), hasOlderAlarms: z.boolean().openapi({ description: 'More of the last 90 days than are listed' }), testCalls: z.array(z.string()).nullable(), devices: z.array(z.strictObject({ heardAt: z.string().nullable(), troubles: z.array(z.strictObject({ kind: z.string(), at: z.string() })) })).nullable(), withheld: z.array(category) }), 'What is shared'),
      ...refusals,
      404: refusal('Nothing is shared with you here, or not any more'),
    },
  }),
};

/** What the services freeze by type, as zod's types have it. */
type Mutable<Value> = Value extends readonly (infer Item)[] ? Mutable<Item>[] : Value extends object ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> } : Value;
const mutable = <Value>(value: Value) => value as Mutable<Value>;

/** A page of what was found with one more than asked for, and the way to the next. */
function paged<Item>(url: string, found: readonly Item[], limit: number, name: 'after' | 'before', idOf: (item: Item) => string) {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const { pathname, searchParams } = new URL(url);
  if (last !== undefined) searchParams.set(name, idOf(last));
  return { items, next: found.length > limit ? `${pathname}?${searchParams}` : null };
}

/** Routes below `/api`. */
export function createPeopleApi(home: Home, callerOf: (headers: Headers) => Promise<Caller | undefined>): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  const etag = ({ revision }: { readonly revision: number }) => ({ etag: `"${revision}"` });

  api.openapi(routes.dwellingOf, async (context) => {
    const found = await home.dwellingOf(await whoever(context), context.req.valid('param').id, context.req.valid('query').history);
    if (found === null) throw new Problem({ kind: 'unknown-dwelling', detail: 'Nobody has registered where this alarm comes from.' });
    return context.json(mutable(found), 200);
  });
  api.openapi(routes.keySafeCode, async (context) => context.json(await home.keySafeCode(await whoever(context), context.req.valid('param').id), 200, { 'cache-control': 'no-store' }));
  api.openapi(routes.notes, async (context) => context.json({ items: [...(await home.caseNotes(await whoever(context), context.req.valid('param').id))], next: null }, 200));
  api.openapi(routes.addNote, async (context) => context.json(await home.addCaseNote(await whoever(context), context.req.valid('param').id, context.req.valid('json').text), 201));
  api.openapi(routes.users, async (context) => {
    const { limit, ...query } = context.req.valid('query');
    const found = await home.serviceUsers(await whoever(context), { ...query, limit: limit + 1 });
    return context.json(mutable(paged(context.req.url, found, limit, 'after', ({ id }) => id)), 200);
  });
  api.openapi(routes.disclosures, async (context) => {
    const { limit, ...query } = context.req.valid('query');
    const found = await home.disclosures(await whoever(context), { ...query, limit: limit + 1 });
    return context.json(mutable(paged(context.req.url, found, limit, 'before', ({ id }) => id)), 200);
  });
  api.openapi(routes.testCalls, async (context) => {
    const { limit, overdue, ...query } = context.req.valid('query');
    const found = await home.testCalls(await whoever(context), { ...query, overdue: overdue === undefined ? undefined : overdue === 'true', limit: limit + 1 });
    return context.json(mutable(paged(context.req.url, found, limit, 'after', ({ localUnit }) => localUnit)), 200);
  });
  api.openapi(routes.user, async (context) => {
    const user = await home.serviceUser(await whoever(context), context.req.valid('param').id);
    return context.json(mutable(user), 200, etag(user));
  });
  api.openapi(routes.register, async (context) => {
    const { organisation, ...form } = context.req.valid('json');
    const user = await home.registerServiceUser(await whoever(context), organisation, form);
    return context.json(mutable(user), 201, etag(user));
  });
  api.openapi(routes.import, async (context) => {
    const { organisation, file, commit } = context.req.valid('json');
    return context.json(mutable(await home.importServiceUsers(await whoever(context), organisation, Buffer.from(file, 'base64'), commit)), 200);
  });
  api.openapi(routes.change, async (context) => {
    const user = await home.changeServiceUser(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(mutable(user), 200, etag(user));
  });
  api.openapi(ofServiceUser.record, async (context) => context.json(mutable(await home.personalRecord(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(ofServiceUser.amend, async (context) => {
    const user = await home.changeServiceUser(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(mutable(user), 200, etag(user));
  });
  api.openapi(ofServiceUser.dwelling, async (context) => {
    const found = await home.dwellingOfServiceUser(await whoever(context), context.req.valid('param').id);
    return context.json(mutable(found), 200, etag(found));
  });
  api.openapi(ofServiceUser.amendDwelling, async (context) => {
    const found = await home.changeDwellingOfServiceUser(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(mutable(found), 200, etag(found));
  });
  api.openapi(sharing.consents, async (context) => context.json(mutable({ items: await home.consents(await whoever(context), context.req.valid('param').id), next: null }), 200));
  api.openapi(sharing.give, async (context) => context.json(mutable(await home.giveConsent(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 201));
  api.openapi(sharing.withdraw, async (context) => context.json(mutable(await home.withdrawConsent(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
  api.openapi(sharing.homes, async (context) => context.json(mutable({ items: await home.familyHomes(await whoever(context)), next: null }), 200));
  api.openapi(sharing.page, async (context) => context.json(mutable(await home.familyPage(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.suspend, async (context) => context.json(mutable(await home.suspendServiceUser(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
  api.openapi(routes.resume, async (context) => context.json(mutable(await home.resumeServiceUser(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.leave, async (context) => context.json(mutable(await home.serviceUserLeaves(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.dwelling, async (context) => {
    const found = await home.dwelling(await whoever(context), context.req.valid('param'));
    return context.json(mutable(found), 200, etag(found));
  });
  api.openapi(routes.putDwelling, async (context) => {
    const { dwelling: put, isNew } = await home.putDwelling(await whoever(context), context.req.valid('param'), context.req.valid('json'));
    return context.json(mutable(put), isNew ? 201 : 200, etag(put));
  });
  return api;
}
