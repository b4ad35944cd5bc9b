/** Bids, over HTTP: written, handed in, taken back, and read once they are open. */

import { Problem } from '@drystone/problems';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { bidChange } from '../bids/bid.ts';
import type { Bid, Bids } from '../bids/bids.ts';
import { revisionOf, type ProcessRoutesOptions } from './process-routes.ts';

const tags = ['bids'];
const security = [{ session: [] }, { key: [] }];
const fault = z.strictObject({ field: z.string(), message: z.string(), mend: z.string().optional() });
const member = z.strictObject({ id: z.uuid(), name: z.string(), share: z.int().openapi({ description: 'Percent of the work' }), confirmedAt: z.string().nullable() });
const promise = z.strictObject({ measure: z.string(), quantity: z.number() });
const document = z.strictObject({ id: z.uuid(), name: z.string(), type: z.string(), bytes: z.int(), sha256: z.string(), for: z.string().nullable() });
const brief = z.strictObject({
  id: z.uuid(),
  process: z.strictObject({ id: z.uuid(), ocid: z.string(), title: z.string(), buyer: z.string(), stage: z.string() }),
  lot: z.strictObject({ id: z.string(), title: z.string() }),
  as: z.uuid(),
  lead: z.uuid(),
  members: z.array(member),
  revision: z.int(),
  changedAt: z.string(),
  submitted: z.strictObject({ at: z.string(), hash: z.string().openapi({ description: 'SHA-256 of the sealed bid' }), revision: z.int(), unreadable: z.boolean().openapi({ description: 'Its seal was found broken at the opening' }) }).nullable(),
  amendedSince: z.boolean().openapi({ description: 'The tender was amended after it was handed in' }),
  deadline: z.string().nullable(),
  deadlineAt: z.string().nullable(),
  taking: z.enum(['drafts-only', 'open', 'closed', 'opened', 'withdrawn']),
  code: z.enum(['none', 'needed', 'wrong', 'opens']),
});
const bidSchema = brief
  .extend({
    asked: z.strictObject({
      questions: z.array(z.strictObject({ id: z.string(), question: z.string(), mostWords: z.int().nullable() })),
      price: z.boolean(),
      measures: z.array(z.strictObject({ id: z.string(), title: z.string(), unit: z.string() })),
      documents: z.array(z.strictObject({ id: z.string(), title: z.string(), needed: z.enum(['with-bid', 'before-award']) })),
    }),
    content: z
      .strictObject({ answers: z.record(z.string(), z.string()), pricePence: z.int().nullable(), socialValue: z.array(promise), documents: z.array(document), conformance: z.record(z.string(), z.unknown()).nullable() })
      .nullable()
      .openapi({ description: 'null without the code that opens it' }),
    wanting: z.array(fault).openapi({ description: 'What is in the way of handing it in' }),
  })
  .openapi('Bid');
const openedSchema = z
  .strictObject({
    id: z.uuid(),
    process: z.uuid(),
    lot: z.string(),
    provider: z.strictObject({ id: z.uuid(), name: z.string() }),
    members: z.array(z.strictObject({ id: z.uuid(), name: z.string(), share: z.number() })),
    answers: z.record(z.string(), z.string()),
    pricePence: z.int().nullable(),
    socialValue: z.array(promise),
    documents: z.array(z.strictObject({ id: z.uuid(), name: z.string() })),
    conformance: z.record(z.string(), z.unknown()).nullable(),
    profile: z.record(z.string(), z.unknown()).nullable(),
    submittedAt: z.string(),
  })
  .openapi('OpenedBid');

const proofSchema = z.strictObject({ id: z.uuid(), proof: z.string().openapi({ description: 'Where the run is read: a path of this API' }) });

const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it, or the bid code is missing') };
const notFound = { 404: refusal('There is no such bid, or it is not yours') };
const overtaken = { 412: refusal('Changed meanwhile') };
const cannot = { 422: refusal('Something is in the way; each thing is named') };
const late = { 409: refusal('The deadline has passed, or the key is not made yet') };
const one = z.object({ id: z.string() });
const code = { 'x-bid-code': z.string().max(200).optional().openapi({ description: 'The organisation’s bid code, which opens its own copies' }) };
const ifMatch = { 'if-match': z.string().openapi({ description: 'The ETag that was read' }) };

const routes = {
  bidCode: createRoute({
    method: 'post',
    path: '/commissioning/providers/{id}/bid-code',
    tags,
    security,
    summary: 'Make an organisation’s bid code',
    description: 'Drafts, and one’s own copies of bids, are locked with it. It is told this once, and kept nowhere here.',
    request: { params: one, body: body(z.strictObject({ former: z.string().optional(), replace: z.boolean().optional() })) },
    responses: { 201: json(z.strictObject({ code: z.string(), lost: z.int().openapi({ description: 'Bids that the new code does not open, because the former one was not sent' }) }), 'Keep it'), ...refusals, 409: refusal('There is one already'), ...cannot },
  }),
  begin: createRoute({ method: 'post', path: '/commissioning/processes/{id}/bids', tags, security, summary: 'Begin a bid for a lot', request: { params: one, body: body(z.strictObject({ organisation: z.uuid(), lot: z.string() })) }, responses: { 201: json(bidSchema, 'Begun, or the one that was there'), ...refusals, ...notFound, ...late, ...cannot } }),
  bids: createRoute({ method: 'get', path: '/commissioning/bids', tags, security, summary: 'Your organisations’ bids', request: { query: z.object({ organisation: z.uuid().optional(), process: z.uuid().optional() }) }, responses: { 200: json(z.strictObject({ items: z.array(brief), next: z.null() }), 'The last changed first'), ...refusals } }),
  bid: createRoute({ method: 'get', path: '/commissioning/bids/{id}', tags, security, summary: 'A bid of your own', request: { params: one, headers: z.object(code) }, responses: { 200: json(bidSchema, 'With its ETag'), 401: refusals[401], ...notFound } }),
  edit: createRoute({ method: 'patch', path: '/commissioning/bids/{id}', tags, security, summary: 'Write a bid', description: 'What is left out stays as it was.', request: { params: one, headers: z.object({ ...code, ...ifMatch }), body: body(bidChange.openapi('BidChange')) }, responses: { 200: json(bidSchema, 'Saved'), ...refusals, ...notFound, ...overtaken } }),
  discard: createRoute({ method: 'delete', path: '/commissioning/bids/{id}', tags, security, summary: 'Discard a draft', request: { params: one }, responses: { 204: { description: 'Gone' }, ...refusals, ...notFound, ...cannot } }),
  addDocument: createRoute({
    method: 'post',
    path: '/commissioning/bids/{id}/documents',
    tags,
    security,
    summary: 'Add a document to a bid',
    description: 'PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG or plain text of 10 MB at most; seen by its content.',
    request: { params: one, headers: z.object(code), body: body(z.strictObject({ name: z.string().min(1).max(400), content: z.string().max(14_000_000).openapi({ description: 'Its bytes, base64' }), for: z.string().nullable().default(null).openapi({ description: 'Which of the lot’s documents it is' }) })) },
    responses: { 201: json(bidSchema, 'Added'), ...refusals, ...notFound, ...cannot },
  }),
  removeDocument: createRoute({ method: 'delete', path: '/commissioning/bids/{id}/documents/{document}', tags, security, summary: 'Take a document out of a bid', request: { params: z.object({ id: z.string(), document: z.string() }), headers: z.object(code) }, responses: { 200: json(bidSchema, 'Taken out'), ...refusals, ...notFound } }),
  document: createRoute({ method: 'get', path: '/commissioning/bids/{id}/documents/{document}', tags, security, summary: 'A document of a bid', description: 'For its own members, and after the opening for the buyer.', request: { params: z.object({ id: z.string(), document: z.string() }), headers: z.object(code) }, responses: { 200: { description: 'Its bytes', content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } } }, ...refusals, ...notFound } }),
  members: createRoute({ method: 'put', path: '/commissioning/bids/{id}/members', tags, security, summary: 'Who bids together, with which share', request: { params: one, headers: z.object(ifMatch), body: body(z.strictObject({ members: z.array(z.strictObject({ id: z.uuid(), share: z.int() })) })) }, responses: { 200: json(bidSchema, 'Whoever is new, or has another share, is asked by mail'), ...refusals, ...notFound, ...overtaken, ...cannot } }),
  confirm: createRoute({ method: 'post', path: '/commissioning/bids/{id}/members/{organisation}/confirmation', tags, security, summary: 'Say yes to a share', request: { params: z.object({ id: z.string(), organisation: z.string() }) }, responses: { 200: json(bidSchema, 'Confirmed'), ...refusals, ...notFound } }),
  leave: createRoute({ method: 'delete', path: '/commissioning/bids/{id}/members/{organisation}', tags, security, summary: 'Leave a bid', description: 'Where it is handed in, it is taken back.', request: { params: z.object({ id: z.string(), organisation: z.string() }) }, responses: { 204: { description: 'Left' }, ...refusals, ...notFound, ...late, ...cannot } }),
  submit: createRoute({ method: 'post', path: '/commissioning/bids/{id}/submission', tags, security, summary: 'Hand in a bid', description: 'Sealed to the tender’s key. Until the deadline it can be handed in again in place of the one before.', request: { params: one, headers: z.object({ ...code, ...ifMatch }) }, responses: { 200: json(bidSchema, 'Handed in; the receipt is mailed too'), ...refusals, ...notFound, ...overtaken, ...late, ...cannot } }),
  withdraw: createRoute({ method: 'delete', path: '/commissioning/bids/{id}/submission', tags, security, summary: 'Take a bid back', request: { params: one }, responses: { 200: json(bidSchema, 'Taken back; the draft is still there'), ...refusals, ...notFound, ...late } }),
  opened: createRoute({ method: 'get', path: '/commissioning/bids/{id}/opened', tags, security, summary: 'A bid as it was handed in, once all are open', description: 'For the buyer’s commissioners and evaluators, and for its own members.', request: { params: one }, responses: { 200: json(openedSchema, 'The bid'), 401: refusals[401], ...notFound } }),
  prove: createRoute({ method: 'post', path: '/commissioning/bids/{id}/proofs', tags, security, summary: 'Let this platform run the conformance suite that a bid’s report names', description: 'Once the bids are open, for the same people.', request: { params: one }, responses: { 202: json(proofSchema, 'It will be run within a moment: read it again at `proof`'), 401: refusals[401], ...notFound, ...cannot, 429: refusal('Too many are waiting') } }),
  proofs: createRoute({ method: 'get', path: '/commissioning/bids/{id}/proofs', tags, security, summary: 'This platform’s runs of what a bid’s report names', request: { params: one }, responses: { 200: json(z.strictObject({ items: z.array(proofSchema.extend({ at: z.string() })), next: z.null() }), 'The newest first'), 401: refusals[401], ...notFound } }),
};

/** Adds the routes to an API below `/api`. */
export function addBidRoutes(api: OpenAPIHono, bids: Bids, { callerOf }: Pick<ProcessRoutesOptions, 'callerOf'>): void {
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  const told = (bid: Bid) => structuredClone(bid) as never;
  const etag = ({ revision }: { readonly revision: number }) => ({ etag: `"${revision}"` });
  type Coded = { readonly 'x-bid-code'?: string | undefined };
  const codeOf = (header: Coded): string | undefined => header['x-bid-code'];

  api.openapi(routes.bidCode, async (context) => context.json(await bids.makeBidCode(await whoever(context), context.req.valid('param').id, context.req.valid('json')), 201));
  api.openapi(routes.begin, async (context) => {
    const bid = await bids.beginBid(await whoever(context), context.req.valid('param').id, context.req.valid('json'));
    return context.json(told(bid), 201, { location: `/api/commissioning/bids/${bid.id}`, ...etag(bid) });
  });
  api.openapi(routes.bids, async (context) => context.json({ items: (await bids.bids(await whoever(context), context.req.valid('query'))).map((each) => ({ ...each, members: [...each.members] })), next: null }, 200));
  api.openapi(routes.bid, async (context) => {
    const bid = await bids.bid(await whoever(context), context.req.valid('param').id, codeOf(context.req.valid('header')));
    return context.json(told(bid), 200, etag(bid));
  });
  api.openapi(routes.edit, async (context) => {
    const header = context.req.valid('header');
    const bid = await bids.editBid(await whoever(context), context.req.valid('param').id, revisionOf(header['if-match']), codeOf(header), context.req.valid('json'));
    return context.json(told(bid), 200, etag(bid));
  });
  api.openapi(routes.discard, async (context) => {
    await bids.discardBid(await whoever(context), context.req.valid('param').id);
    return context.body(null, 204);
  });
  api.openapi(routes.addDocument, async (context) => {
    const { name, content, for: what } = context.req.valid('json');
    const bid = await bids.addBidDocument(await whoever(context), context.req.valid('param').id, codeOf(context.req.valid('header')), { name, bytes: Buffer.from(content, 'base64'), for: what });
    return context.json(told(bid), 201, etag(bid));
  });
  api.openapi(routes.removeDocument, async (context) => {
    const { id, document } = context.req.valid('param');
    const bid = await bids.removeBidDocument(await whoever(context), id, codeOf(context.req.valid('header')), document);
    return context.json(told(bid), 200, etag(bid));
  });
  api.openapi(routes.document, async (context) => {
    const { id, document } = context.req.valid('param');
    return fileResponse(await bids.bidDocument(await whoever(context), id, document, codeOf(context.req.valid('header')))) as never;
  });
  api.openapi(routes.members, async (context) => {
    const bid = await bids.setBidMembers(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(told(bid), 200, etag(bid));
  });
  api.openapi(routes.confirm, async (context) => {
    const { id, organisation } = context.req.valid('param');
    return context.json(told(await bids.confirmMembership(await whoever(context), id, organisation)), 200);
  });
  api.openapi(routes.leave, async (context) => {
    const { id, organisation } = context.req.valid('param');
    await bids.leaveBid(await whoever(context), id, organisation);
    return context.body(null, 204);
  });
  api.openapi(routes.submit, async (context) => {
    const header = context.req.valid('header');
    const bid = await bids.submitBid(await whoever(context), context.req.valid('param').id, revisionOf(header['if-match']), codeOf(header));
    return context.json(told(bid), 200, etag(bid));
  });
  api.openapi(routes.withdraw, async (context) => {
    const bid = await bids.withdrawBid(await whoever(context), context.req.valid('param').id);
    return context.json(told(bid), 200, etag(bid));
  });
  const proofAt = (id: string) => ({ id, proof: `/api/visit/proofs/${id}` });
  api.openapi(routes.prove, async (context) => context.json(proofAt(await bids.proveBid(await whoever(context), context.req.valid('param').id)), 202));
  api.openapi(routes.proofs, async (context) => context.json({ items: (await bids.bidProofs(await whoever(context), context.req.valid('param').id)).map(({ id, at }) => ({ ...proofAt(id), at })), next: null }, 200));
  api.openapi(routes.opened, async (context) => context.json(structuredClone(await bids.openedBid(await whoever(context), context.req.valid('param').id)) as never, 200));
}

/** Never shown in the page: it came from outside. */
export function fileResponse({ name, type, bytes }: { readonly name: string; readonly type: string; readonly bytes: Uint8Array }): Response {
  if (/[\r\n]/.test(name)) throw new Problem({ kind: 'not-found', detail: 'There is no such document.' });
  return new Response(Uint8Array.from(bytes), { headers: { 'content-type': type, 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`, 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; sandbox" } });
}
