/** Contracts as they run, over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { claimDecision, claimForm, invoiceDecision, invoiceForm, obligationForm } from '../contracts/contract.ts';
import type { Contracts } from '../contracts/contracts.ts';
import { paymentRule } from '../contracts/payment-rule.ts';

const tags = ['commissioning'];
const security = [{ session: [] }, { key: [] }];
const one = z.object({ id: z.string() });
const named = z.strictObject({ id: z.uuid(), name: z.string() });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const pence = z.int();
const made = json(z.strictObject({ id: z.uuid() }), 'It stands');
const done = { description: 'Done' };
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it'), 404: refusal('There is no such thing') };
const taken = { 409: refusal('Somebody else was first, or it is there already') };
const cannot = { 422: refusal('Plain sense is against it; the reason is named') };

const claim = z.strictObject({
  id: z.uuid(),
  obligation: z.uuid(),
  award: z.uuid(),
  quantity: z.number(),
  doneOn: z.string(),
  evidence: z.string(),
  link: z.string().nullable(),
  state: z.enum(['claimed', 'confirmed', 'returned']),
  claimedAt: z.string(),
  decidedAt: z.string().nullable(),
  decidedBy: z.string().nullable().openapi({ description: 'Told to buyer and provider' }),
  reason: z.string().nullable(),
});
const obligation = z
  .strictObject({
    id: z.uuid(),
    award: z.uuid(),
    kind: z.enum(['social-value', 'milestone']),
    measure: z.string().nullable(),
    title: z.string(),
    unit: z.string(),
    quantity: z.number(),
    amountPence: pence.nullable().openapi({ description: 'Paid when the milestone is met, with VAT' }),
    due: z.string(),
    delivered: z.number().openapi({ description: 'Confirmed by the buyer' }),
    state: z.enum(['to-come', 'claimed', 'delivered', 'overdue']),
    claims: z.array(claim),
  })
  .openapi('Obligation');
const share = z.number().nullable();
const promptnessFields = { paid: z.int(), averageDays: share, within30: share, from31To60: share, from61: share, overdue: z.int(), disputed: z.int() };
const promptness = z.strictObject(promptnessFields).openapi('Promptness');
const invoice = z
  .strictObject({
    id: z.uuid(),
    award: z.uuid(),
    number: z.string(),
    dated: z.string(),
    dueOn: z.string().nullable(),
    netPence: pence,
    vatPence: pence,
    milestone: z.uuid().nullable(),
    month: z.string().nullable(),
    note: z.string().nullable(),
    state: z.enum(['received', 'accepted', 'disputed', 'paid', 'withdrawn']),
    receivedOn: z.string(),
    reason: z.string().nullable(),
    settledOn: z.string().nullable(),
    paidOn: z.string().nullable(),
    payBy: z.string().openapi({ description: 'The last day on which it is paid in time (Procurement Act 2023, section 68)' }),
    overdue: z.boolean(),
  })
  .openapi('Invoice');
const contract = z
  .strictObject({
    obligations: z.array(obligation),
    rules: z.array(
      z.strictObject({
        id: z.uuid(),
        award: z.uuid(),
        rule: z.unknown().openapi({ description: 'As it was agreed' }),
        madeAt: z.string(),
        endedAt: z.string().nullable(),
        title: z.string(),
        unit: z.enum(['percent', 'times']),
        months: z.array(z.strictObject({ month: z.string(), measured: z.number().nullable(), duePence: pence })),
      }),
    ),
    money: z.strictObject({ valuePence: pence.nullable(), invoicedPence: pence, paidPence: pence, promptness }),
    invoices: z.array(invoice).nullable().openapi({ description: 'For buyer and provider; null for everybody else' }),
    may: z.strictObject({ change: z.boolean(), agree: z.boolean(), claim: z.boolean(), decide: z.boolean(), invoice: z.boolean(), pay: z.boolean() }).openapi({ description: 'What whoever asked may do here' }),
  })
  .openapi('Contract');

const routes = {
  contract: createRoute({ method: 'get', path: '/commissioning/awards/{id}/contract', tags, summary: 'How a contract runs: promised and delivered, money', request: { params: one }, responses: { 200: json(contract, 'The contract'), 404: refusals[404] } }),
  obligation: createRoute({ method: 'post', path: '/commissioning/awards/{id}/obligations', tags, security, summary: 'Add an obligation or a milestone', request: { params: one, body: body(obligationForm) }, responses: { 201: made, ...refusals, ...cannot } }),
  claim: createRoute({ method: 'post', path: '/commissioning/obligations/{id}/claims', tags, security, summary: 'Say that it was done, with evidence', request: { params: one, body: body(claimForm) }, responses: { 201: made, ...refusals, ...taken, ...cannot } }),
  decideClaim: createRoute({ method: 'put', path: '/commissioning/claims/{id}/decision', tags, security, summary: 'Confirm a claim, or return it', request: { params: one, body: body(claimDecision) }, responses: { 204: done, ...refusals, ...taken } }),
  rule: createRoute({ method: 'post', path: '/commissioning/awards/{id}/payment-rules', tags, security, summary: 'Pay by outcome', request: { params: one, body: body(paymentRule) }, responses: { 201: made, ...refusals, ...taken, ...cannot } }),
  endRule: createRoute({ method: 'delete', path: '/commissioning/payment-rules/{id}', tags, security, summary: 'End a rule of payment after this month', request: { params: one }, responses: { 204: done, ...refusals, ...taken } }),
  invoices: createRoute({ method: 'get', path: '/commissioning/awards/{id}/invoices', tags, security, summary: 'Invoices, for buyer and provider', request: { params: one }, responses: { 200: json(z.strictObject({ items: z.array(invoice), next: z.null() }), 'The earliest first'), ...refusals } }),
  invoice: createRoute({ method: 'post', path: '/commissioning/awards/{id}/invoices', tags, security, summary: 'Send an invoice', request: { params: one, body: body(invoiceForm) }, responses: { 201: made, ...refusals, ...taken, ...cannot } }),
  decideInvoice: createRoute({ method: 'put', path: '/commissioning/invoices/{id}/decision', tags, security, summary: 'Accept, dispute, pay or withdraw an invoice', request: { params: one, body: body(invoiceDecision) }, responses: { 204: done, ...refusals, ...taken, ...cannot } }),
  payments: createRoute({
    method: 'get',
    path: '/commissioning/payments',
    tags,
    summary: 'How promptly buyers pay',
    description: 'Mean of the days and shares paid within 30, from 31 to 60 and after 60 days (Procurement Regulations 2024, regulation 38).',
    request: { query: z.object({ buyer: z.uuid().optional() }) },
    responses: { 200: json(z.strictObject({ items: z.array(z.strictObject({ buyer: named, ...promptnessFields }).openapi('BuyerPromptness')), next: z.null() }), 'Each buyer that has invoices'), 400: refusals[400] },
  }),
};

/** Adds the routes to an API below `/api`. */
export function addContractRoutes(api: OpenAPIHono, contracts: Contracts, callerOf: (headers: Headers) => Promise<Caller | undefined>): void {
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  api.openapi(routes.contract, async (context) => context.json((await contracts.contract(await whoever(context), context.req.valid('param').id)) as z.infer<typeof contract>, 200));
  api.openapi(routes.obligation, async (context) => context.json({ id: await contracts.addObligation(await whoever(context), context.req.valid('param').id, context.req.valid('json')) }, 201));
  api.openapi(routes.claim, async (context) => context.json({ id: await contracts.claim(await whoever(context), context.req.valid('param').id, context.req.valid('json')) }, 201));
  api.openapi(routes.decideClaim, async (context) => {
    await contracts.decideClaim(await whoever(context), context.req.valid('param').id, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.rule, async (context) => context.json({ id: await contracts.addPaymentRule(await whoever(context), context.req.valid('param').id, context.req.valid('json')) }, 201));
  api.openapi(routes.endRule, async (context) => {
    await contracts.endPaymentRule(await whoever(context), context.req.valid('param').id);
    return context.body(null, 204);
  });
  api.openapi(routes.invoices, async (context) => context.json({ items: [...(await contracts.invoices(await whoever(context), context.req.valid('param').id))], next: null }, 200));
  api.openapi(routes.invoice, async (context) => context.json({ id: await contracts.submitInvoice(await whoever(context), context.req.valid('param').id, context.req.valid('json')) }, 201));
  api.openapi(routes.decideInvoice, async (context) => {
    await contracts.decideInvoice(await whoever(context), context.req.valid('param').id, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.payments, async (context) => context.json({ items: [...(await contracts.promptnessByBuyer(context.req.valid('query').buyer))], next: null }, 200));
}
