/** Home over HTTP: what came in, its cases, and the local units it comes from. */

import type { Caller } from '@drystone/access';
import { fieldProblems, invalid } from '@drystone/problems';
import { json, refusal, refuseMisfits } from '@drystone/problems/openapi';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { deviceMessage, deviceMessageSchema } from '@drystone/alarm-protocols/device';
import type { CaseRecord } from '../alarms/case-record.ts';
import { caseStep } from '../alarms/case-step.ts';
import type { StoredCase } from '../alarms/store.ts';
import type { Home } from '../home.ts';
import { supervision } from '../signals/placing.ts';
import type { ReceiverHealth } from '../receiver-health/receiver-health.ts';
import { eventStream } from './event-stream.ts';
import { accountName, localUnitForm, protocols, receptionForm, type LocalUnit } from '../local-units/local-unit.ts';

const tags = ['home'];
const security = [{ session: [] }, { key: [] }];
const most = 500;

const signal = z
  .strictObject({
    id: z.string(),
    receivedAt: z.string().openapi({ description: 'When it was taken in, by our clock' }),
    protocol: z.enum(protocols),
    account: z.string().openapi({ description: 'Who sent it, as its protocol says: account, cid, account of the topic' }),
    sequence: z.string().nullable(),
    code: z.string().openapi({ description: 'As the protocol writes it; empty where nobody could read one' }),
    meaning: z.string(),
    caseId: z.string().nullable().openapi({ description: 'Null for what needs nobody: signs of life, test calls, information' }),
    raw: z.string().openapi({ description: 'As it came: of DC-09 one character, U+0000 to U+00FF, for each byte' }),
    kind: z.string(),
    state: z.enum(['new', 'continuing', 'restored']),
    priority: z.int(),
    known: z.boolean().openapi({ description: 'Whether its local unit is registered' }),
    outcome: z.enum(['accepted', 'attempted']).openapi({ description: 'attempted: kept and shown, but its sender was told otherwise, or nothing' }),
    resends: z.int().openapi({ description: 'How often the same came again within ten minutes' }),
    lastAt: z.string(),
    notes: z.array(z.string()).openapi({ description: 'What is odd about it' }),
    told: z.record(z.string(), z.unknown()).openapi({ description: 'Activation device, location, words, time by the device, call-back, battery' }),
  })
  .openapi('AlarmSignal');

const alarmCase = z
  .strictObject({
    id: z.string(),
    organisation: z.string().openapi({ description: 'Who answers it; the zero UUID while nobody is named' }),
    receivedAt: z.string(),
    protocol: z.enum([...protocols, supervision]).openapi({ description: 'supervision: an incident of many homes, see /home/incidents' }),
    account: z.string(),
    dwelling: z.strictObject({ reference: z.string(), area: z.string().nullable() }).nullable(),
    kind: z.string(),
    group: z.string(),
    priority: z.int(),
    state: z.enum(['received', 'offered', 'acknowledged', 'talking', 'sent', 'arrived', 'resolved', 'closed']),
    owner: z.union([z.strictObject({ queue: z.string() }), z.strictObject({ operator: z.string() })]).nullable().openapi({ description: 'Who is asked, or who has it' }),
    since: z.string().openapi({ description: 'When it came into its state, or was last asked about' }),
    dueAt: z.string().nullable().openapi({ description: 'When it moves on by itself; null only when it is closed' }),
    signals: z.int(),
    outcome: z.string().nullable(),
    cause: z.string().nullable(),
    closedAt: z.string().nullable(),
    award: z.string().nullable().openapi({ description: 'By which a provider answers it; null: the duty team' }),
    responder: z.string().nullable().openapi({ description: 'That provider' }),
  })
  .openapi('AlarmCase');

const receiverHealth = z
  .strictObject({
    state: z.enum(['working', 'degraded', 'failing']).openapi({ description: '`degraded`: some servers take alarms in, others that should do not. `failing`: none does' }),
    servers: z.array(z.strictObject({ server: z.string(), doors: z.array(z.string()), isKeeping: z.boolean(), keptAt: z.string().openapi({ description: 'When it last showed that it can keep an alarm' }), clockAheadSeconds: z.number(), certificateEndsAt: z.string().nullable().openapi({ description: 'Of its doors over TLS: from then on no device connects to them. Null where it has none' }) })),
    outages: z.array(z.strictObject({ server: z.string(), until: z.string(), seconds: z.int(), turnedAway: z.int().openapi({ description: 'Messages that were not acknowledged, so that devices send again or elsewhere' }) })),
    clocksSet: z.array(z.strictObject({ server: z.string(), at: z.string(), bySeconds: z.int() })),
  })
  .openapi('ReceiverHealth');

const doing = z.strictObject({ at: z.string(), by: z.strictObject({ actor: z.string(), name: z.string().nullable() }).nullable().openapi({ description: 'Null: it came of itself' }) });

const caseRecord = z
  .strictObject({
    protocol: z
      .strictObject({
        subject: z.string().openapi({ description: 'For which alarms it is' }),
        own: z
          .strictObject({ title: z.string(), approvedBy: z.string(), approvedOn: z.string(), organisation: z.strictObject({ id: z.string(), name: z.string().nullable() }), version: z.int(), madeAt: z.string() })
          .nullable()
          .openapi({ description: 'Null: the built-in text, which no clinician of the organisation has approved' }),
        isOvertaken: z.boolean().openapi({ description: 'Another came into force since its operator took the case' }),
      })
      .openapi({ description: 'The version that was in force when its operator took it; while nobody has, the one in force' }),
    steps: z.array(z.strictObject({ step: z.string(), text: z.string().nullable(), done: doing.nullable() })).openapi({ description: 'Of the protocol, in its order: the code of a built-in one, or the number of an own one and its text' }),
    events: z.array(doing.extend({ id: z.string(), type: z.string(), data: z.record(z.string(), z.unknown()), stepText: z.string().nullable().openapi({ description: 'Of an own protocol, what the step says' }) })).openapi({ description: 'The oldest first' }),
    notes: z.int(),
    earlier: z.string().nullable().openapi({ description: 'The path to what was before them' }),
  })
  .openapi('CaseRecord');

const localUnit = z
  .strictObject({
    id: z.string(),
    protocol: z.enum(protocols),
    account: z.string(),
    organisation: z.string(),
    dwelling: z.strictObject({ reference: z.string(), area: z.string().nullable(), scheme: z.string().nullable() }),
    encrypts: z.boolean(),
    reception: receptionForm,
    devices: z.array(z.strictObject({ id: z.string(), type: z.string().nullable(), room: z.string().nullable(), signOfLifeSeconds: z.int().nullable() })),
    revision: z.int(),
  })
  .openapi('LocalUnit');

const page = { limit: z.coerce.number().int().min(1).max(most).default(100), before: z.uuid().optional().openapi({ description: 'As `next` gives it' }) };
const skip = (description: string) => z.coerce.number().int().min(0).max(1_000_000).default(0).openapi({ description });
const since = z.iso.datetime({ offset: true, error: 'use a moment such as 2026-11-26T12:00:00Z' }).optional();
const account = z.string().min(1).max(64).regex(/^[\x21-\x7e]*$/, 'use characters of ASCII without spaces').optional();
const organisation = z.uuid().optional().openapi({ description: 'Who answers it; left out: all for whom you may' });
const refusals = { 400: refusal('What was asked does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const unitKey = z.object({ protocol: z.enum(protocols), account: accountName });
const webhookName = z.object({ name: z.string().regex(/^[a-z][a-z0-9]{1,15}$/, 'use 2 to 16 small letters and digits, a letter first') });
const webhookPath = z.object({ ...webhookName.shape, account: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'use the letters, digits, - and _ of the account, 40 at most') });
const kept = z.strictObject({ id: z.string(), caseId: z.string().nullable(), resend: z.boolean().openapi({ description: 'It had come before' }) });
const mqttPassword = z.strictObject({ account: z.string(), password: z.string() });
const caseId = z.object({ id: z.uuid() });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });

const routes = {
  signals: createRoute({
    method: 'get',
    path: '/home/signals',
    tags,
    security,
    summary: 'What came in, the newest first',
    description: 'For operators of the organisation that answers it. Signs of life are kept for two days.',
    request: { query: z.object({ since, account, organisation, case: z.uuid().optional(), ...page }) },
    responses: { 200: json(z.strictObject({ items: z.array(signal), next: z.string().nullable() }), 'Signals, each once, however often it was sent'), ...refusals },
  }),
  cases: createRoute({
    method: 'get',
    path: '/home/cases',
    tags,
    security,
    summary: 'Alarm cases, the newest first',
    request: { query: z.object({ since, account, organisation, open: z.enum(['true', 'false']).optional(), ...page }) },
    responses: { 200: json(z.strictObject({ items: z.array(alarmCase), next: z.string().nullable() }), 'Cases'), ...refusals },
  }),
  case: createRoute({ method: 'get', path: '/home/cases/{id}', tags, security, summary: 'An alarm case', request: { params: caseId }, responses: { 200: json(alarmCase, 'The case'), ...refusals, 404: refusal('There is no such case that you answer') } }),
  queue: createRoute({
    method: 'get',
    path: '/home/queue',
    tags,
    security,
    summary: 'Open cases, the most urgent first',
    description: 'By who has them; of those as urgent, the one that has waited longest. `position` is where `/api/home/live` goes on from.',
    request: { query: z.object({ limit: page.limit, skip: skip('So many of those that wait are left out'), skipMine: skip('Of your own'), skipOthers: skip('Of those that others have') }) },
    responses: { 200: json(z.strictObject({ waiting: z.array(alarmCase), mine: z.array(alarmCase), others: z.array(alarmCase), counts: z.strictObject({ waiting: z.int(), mine: z.int(), others: z.int(), talking: z.int().openapi({ description: 'Of your own, with whose home you speak' }) }), position: z.string() }), 'As many of each as asked for, and how many there are'), ...refusals },
  }),
  receiverHealth: createRoute({
    method: 'get',
    path: '/home/receiver-health',
    tags,
    security,
    summary: 'Whether alarms can be kept, and when they could not',
    description: 'Each server that takes alarms in writes every few seconds the way alarms are written. A watchdog without an account asks `/health/alarms`: 503 where no server does.',
    responses: { 200: json(receiverHealth, 'The servers, and the outages of the last 24 hours'), ...refusals },
  }),
  takeNext: createRoute({
    method: 'post',
    path: '/home/queue/next',
    tags,
    security,
    summary: 'Take the most urgent case that nobody has',
    description: 'Two who ask at once get two cases.',
    responses: { 200: json(z.strictObject({ case: alarmCase.nullable() }), 'Null where none waits'), ...refusals },
  }),
  step: createRoute({
    method: 'post',
    path: '/home/cases/{id}/steps',
    tags,
    security,
    summary: 'Take a case, move it on, give it back, close it',
    description: 'received or offered → acknowledged → talking → sent → arrived → resolved → closed with its outcome and cause. Whoever has acknowledged it has it; nobody else can move it.',
    request: { params: caseId, body: body(caseStep) },
    responses: { 200: json(alarmCase, 'The case after it'), ...refusals, 404: refusal('There is no such case that you answer'), 409: refusal('Somebody else has it, or it cannot go there') },
  }),
  record: createRoute({ method: 'get', path: '/home/cases/{id}/record', tags, security, summary: 'What was done about a case', description: 'The steps of its protocol, and everything in its order, as the log has it.', request: { params: caseId, query: z.object(page) }, responses: { 200: json(caseRecord, 'The record'), ...refusals, 404: refusal('There is no such case that you answer') } }),
  markStep: createRoute({
    method: 'put',
    path: '/home/cases/{id}/protocol/{step}',
    tags,
    security,
    summary: 'Say that a step of the protocol is done, or not after all',
    description: 'Each change is an event; said twice, it is one.',
    request: { params: caseId.extend({ step: z.string().max(64) }), body: body(z.strictObject({ done: z.boolean() })) },
    responses: { 200: json(caseRecord, 'The record after it'), ...refusals, 404: refusal('There is no such case that you answer, or no such step'), 409: refusal('You do not have this case, or it is closed') },
  }),
  unit: createRoute({ method: 'get', path: '/home/local-units/{protocol}/{account}', tags, security, summary: 'A local unit', request: { params: unitKey }, responses: { 200: json(localUnit, 'What is registered; keys are never told'), ...refusals, 404: refusal('There is no such local unit that you answer for') } }),
  putUnit: createRoute({
    method: 'put',
    path: '/home/local-units/{protocol}/{account}',
    tags,
    security,
    summary: 'Register a local unit',
    description: 'The hub in a dwelling, its activation devices, and how its messages are read. Its account is the same in capitals or not.',
    request: { params: unitKey, body: body(localUnitForm) },
    responses: { 200: json(localUnit, 'Changed'), 201: json(localUnit, 'Registered'), ...refusals, 404: refusal('There is no such organisation'), 409: refusal('Another organisation has its password (MQTT)') },
  }),
  putWebhook: createRoute({
    method: 'put',
    path: '/home/webhooks/{name}',
    tags,
    security,
    summary: "Let a vendor's cloud tell what its devices say",
    description: 'Answers its secret, this once. Asked for again, it gives a new one; the one before serves until the next. Its accounts begin with its name: what it sends for 1234 is of the local unit webhook/NAME-1234.',
    request: { params: webhookName, body: body(z.strictObject({ organisation: z.uuid() })) },
    responses: { 200: json(z.strictObject({ name: z.string(), secret: z.string() }), 'A new secret'), 201: json(z.strictObject({ name: z.string(), secret: z.string() }), 'Registered'), ...refusals, 404: refusal('There is no such organisation'), 409: refusal("The name is another organisation's") },
  }),
  putMqttAccount: createRoute({
    method: 'put',
    path: '/home/mqtt-accounts/{account}',
    tags,
    security,
    summary: 'Let a device sign in over MQTT',
    description: 'Answers its password, this once: it signs in with its account as the user name, and uses the topics home/ACCOUNT/…. Asked for again, it gives a new one; the one before serves until the next. What comes of it is of the local unit mqtt/ACCOUNT, or, where that is not registered, for this organisation to answer.',
    request: { params: z.object({ account: accountName }), body: body(z.strictObject({ organisation: z.uuid() })) },
    responses: { 200: json(mqttPassword, 'A new password'), 201: json(mqttPassword, 'Registered'), ...refusals, 404: refusal('There is no such organisation'), 409: refusal("The account is another organisation's") },
  }),
  messageSchema: createRoute({
    method: 'get',
    path: '/home/device-message.schema.json',
    tags,
    summary: 'What devices say in JSON, over MQTT and in webhooks',
    description: 'A JSON Schema (2020-12).',
    responses: { 200: { description: 'The schema', content: { 'application/schema+json': { schema: z.record(z.string(), z.unknown()) } } } },
  }),
  duty: createRoute({ method: 'get', path: '/home/duty', tags, security, summary: 'Who answers for local units that nobody knows', responses: { 200: json(z.strictObject({ organisation: z.string().nullable() }), 'Null while nobody is named: only a platform administrator sees what they send'), ...refusals } }),
  nameDuty: createRoute({ method: 'put', path: '/home/duty', tags, security, summary: 'Name who answers for local units that nobody knows', request: { body: body(z.strictObject({ organisation: z.uuid() })) }, responses: { 200: json(z.strictObject({ organisation: z.string() }), 'Named, for what comes from now on'), ...refusals, 404: refusal('There is no such organisation') } }),
};

const webhook = createRoute({
  method: 'post',
  path: '/home/webhooks/{name}/{account}',
  tags,
  summary: 'What one device said, by the cloud of its vendor',
  description: 'Signed as Standard Webhooks has it (symmetric, v1). Answered when it is kept. What does not fit the schema is kept as an alarm of unknown kind.',
  request: { params: webhookPath, body: body(deviceMessage) },
  responses: { 200: json(kept, 'It is kept'), 400: refusal('The account cannot be'), 401: refusal('It is not signed, or not rightly'), 503: refusal('It could not be kept: send it again') },
});

const live = createRoute({
  method: 'get',
  path: '/home/live',
  tags,
  security,
  summary: 'Which cases change, as it happens',
  description: 'Server-sent events, ids of cases and nothing of anybody. `changed` with `{"cases": […]}`, or `"all"` where everything is to be read again; `alive` every five seconds while the log can be read; `replaced` where the same person or program listens more than four times, to the oldest. Resumes by `Last-Event-ID`, or `after`.',
  request: { query: z.object({ after: z.string().max(5_000).optional().openapi({ description: '`position` of the queue, or the id of an event' }) }) },
  responses: { 200: { description: 'Until the line or the right ends', content: { 'text/event-stream': { schema: z.string() } } }, ...refusals, 429: refusal('Too many listen') },
});

/** Routes below `/api`. Problems are thrown; the server that mounts them renders problem details. */
export function createHomeApi(home: Home, callerOf: (headers: Headers) => Promise<Caller | undefined>): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  /** A page of what was found with one more than asked for, and the way to the next. */
  const paged = <Item extends { readonly id: string }>(url: string, found: readonly Item[], limit: number) => {
    const { pathname, searchParams } = new URL(url);
    const items = found.slice(0, limit);
    searchParams.set('before', items.at(-1)?.id ?? '');
    return { items, next: found.length > limit ? `${pathname}?${searchParams}` : null };
  };

  api.openapi(routes.signals, async (context) => {
    const { limit, case: of, ...query } = context.req.valid('query');
    const { items, next } = paged(context.req.url, await home.signals(await whoever(context), { ...query, caseId: of, limit: limit + 1 }), limit);
    return context.json({ items: items.map((each) => ({ ...each, notes: [...each.notes] })), next } as never, 200);
  });
  api.openapi(routes.cases, async (context) => {
    const { limit, open, ...query } = context.req.valid('query');
    const { items, next } = paged(context.req.url, await home.cases(await whoever(context), { ...query, open: open === undefined ? undefined : open === 'true', limit: limit + 1 }), limit);
    return context.json({ items: items.map(toldCase), next }, 200);
  });
  api.openapi(routes.case, async (context) => context.json(toldCase(await home.alarmCase(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.queue, async (context) => {
    const { limit, skip: skipped, skipMine, skipOthers } = context.req.valid('query');
    const { waiting, mine, others, counts, position } = await home.queue(await whoever(context), limit, { waiting: skipped, mine: skipMine, others: skipOthers });
    return context.json({ waiting: waiting.map(toldCase), mine: mine.map(toldCase), others: others.map(toldCase), counts, position }, 200);
  });
  api.openapi(routes.receiverHealth, async (context) => context.json(toldHealth(await home.receiverHealth(await whoever(context))), 200));
  api.openapi(routes.takeNext, async (context) => {
    const taken = await home.takeNext(await whoever(context));
    return context.json({ case: taken === undefined ? null : toldCase(taken) }, 200);
  });
  api.openAPIRegistry.registerPath(live);
  api.get('/home/live', async (context) => {
    const left = new AbortController();
    const after = context.req.header('last-event-id') ?? context.req.query('after');
    const news = await home.liveCases(() => whoever(context), after, left.signal);
    return new Response(eventStream(news, left), { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' } });
  });
  api.openapi(routes.step, async (context) => context.json(toldCase(await home.stepCase(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
  api.openapi(routes.record, async (context) => {
    const query = context.req.valid('query');
    return context.json(toldRecord(context.req.valid('param').id, await home.caseRecord(await whoever(context), context.req.valid('param').id, query), query.limit), 200);
  });
  api.openapi(routes.markStep, async (context) => {
    const { id, step } = context.req.valid('param');
    return context.json(toldRecord(id, await home.markStep(await whoever(context), id, step, context.req.valid('json').done)), 200);
  });
  api.openapi(routes.unit, async (context) => context.json(toldUnit(await home.localUnit(await whoever(context), context.req.valid('param'))), 200));
  api.openapi(routes.putUnit, async (context) => {
    const { unit, isNew } = await home.putLocalUnit(await whoever(context), context.req.valid('param'), context.req.valid('json'));
    return context.json(toldUnit(unit), isNew ? 201 : 200);
  });
  api.openapi(routes.putWebhook, async (context) => {
    const { name } = context.req.valid('param');
    const { secret, isNew } = await home.putWebhook(await whoever(context), name, context.req.valid('json').organisation);
    return context.json({ name, secret }, isNew ? 201 : 200);
  });
  api.openapi(routes.putMqttAccount, async (context) => {
    const { account: named } = context.req.valid('param');
    const { password, isNew } = await home.putMqttAccount(await whoever(context), named, context.req.valid('json').organisation);
    return context.json({ account: named, password }, isNew ? 201 : 200);
  });
  api.openapi(routes.messageSchema, (context) => context.body(JSON.stringify(deviceMessageSchema(), null, 2), 200, { 'content-type': 'application/schema+json' }) as never);
  // Read as bytes: they are what is signed, and what does not fit the schema is an alarm all the same.
  api.openAPIRegistry.registerPath(webhook);
  api.post('/home/webhooks/:name/:account', async (context) => {
    const path = webhookPath.safeParse(context.req.param());
    if (!path.success) throw invalid(fieldProblems(path.error, 'param'));
    const { name, account: of } = path.data;
    return context.json(await home.takeWebhook(name, of, { headers: context.req.raw.headers, body: new Uint8Array(await context.req.arrayBuffer()) }), 200);
  });
  api.openapi(routes.duty, async (context) => context.json({ organisation: (await home.duty(await whoever(context))) ?? null }, 200));
  api.openapi(routes.nameDuty, async (context) => {
    const { organisation } = context.req.valid('json');
    await home.nameDuty(await whoever(context), organisation);
    return context.json({ organisation }, 200);
  });
  return api;
}

function toldCase({ id, organisation, receivedAt, protocol, account: sender, dwelling, kind, group, priority, state, owner, since: from, dueAt, signals, outcome, cause, closedAt, award, responder }: StoredCase): z.output<typeof alarmCase> {
  const text = (at: Temporal.Instant | null) => at?.toString({ smallestUnit: 'millisecond' }) ?? null;
  return { id, organisation, receivedAt: text(receivedAt)!, protocol: protocol as (typeof protocols)[number] | typeof supervision, account: sender, dwelling, kind, group, priority, state, owner, since: text(from)!, dueAt: text(dueAt), signals, outcome, cause, closedAt: text(closedAt), award, responder };
}

function toldRecord(id: string, { protocol, steps, events, notes, hasEarlier }: CaseRecord, limit?: number): z.output<typeof caseRecord> {
  const query = new URLSearchParams({ before: events[0]?.id ?? '', ...(limit !== undefined && { limit: String(limit) }) });
  return { protocol, steps: [...steps], events: [...events], notes, earlier: hasEarlier ? `/api/home/cases/${id}/record?${query}` : null };
}

function toldHealth({ state, servers, outages, clocksSet }: ReceiverHealth): z.output<typeof receiverHealth> {
  return { state, servers: servers.map((each) => ({ ...each, doors: [...each.doors] })), outages: [...outages], clocksSet: [...clocksSet] };
}

function toldUnit({ devices, ...unit }: LocalUnit): z.output<typeof localUnit> {
  return { ...unit, devices: [...devices] };
}
