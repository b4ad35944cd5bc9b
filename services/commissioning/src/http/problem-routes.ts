/** Problems put before the citizens, over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { audiences, contributionForm, contributionKinds, decisionForm, openingForm, outcomes, panelForm, supportForm, type Contribution, type Support } from '../problem/contribution.ts';
import type { Problems, PublicProblem } from '../problem/problems.ts';
import type { Panel } from '../problem/store.ts';
import type { Difference } from '../problem/wording.ts';
import { nextOf, revisionOf, type ProcessRoutesOptions } from './process-routes.ts';

const tags = ['commissioning'];
const security = [{ session: [] }, { key: [] }];
const one = z.object({ id: z.string() });
const ifMatch = z.object({ 'if-match': z.string().openapi({ description: 'The ETag that was read; "0" where it is not open yet' }) });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } });
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it'), 404: refusal('There is no such thing, or it is not open to you') };
const cannot = { 422: refusal('It cannot be done; the reason is named') };
const overtaken = { 412: refusal('Changed meanwhile') };

const support = z.strictObject({ people: z.int(), sum: z.int(), byWeight: z.array(z.int()).openapi({ description: 'How many gave 1, 2 and 3' }), affected: z.int() }).openapi('Support');
const voice = z.strictObject({ weight: z.int(), affected: z.boolean() }).nullable();
const words = z.strictObject({ who: z.string(), today: z.string(), good: z.string(), known: z.string().optional(), measures: z.array(z.string()) });
const problem = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    buyers: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    problem: words,
    opening: z.strictObject({ openedAt: z.string(), openUntil: z.string(), openTo: z.enum(audiences), revision: z.int(), open: z.boolean() }).nullable(),
    support,
    contributions: z.int(),
    answered: z.strictObject({ adopted: z.int(), 'not-adopted': z.int() }),
    you: z.strictObject({ takePart: z.boolean(), moderate: z.boolean(), onPanel: z.boolean(), voice, contributions: z.int() }),
  })
  .openapi('CitizensProblem');
const contribution = z
  .strictObject({
    id: z.string(),
    process: z.string(),
    kind: z.enum(contributionKinds),
    text: z.string(),
    shownName: z.string().nullable(),
    affected: z.boolean(),
    panel: z.boolean(),
    at: z.string(),
    mergedInto: z.string().nullable(),
    hidden: z.strictObject({ at: z.string(), why: z.string() }).nullable(),
    answer: z.strictObject({ outcome: z.enum(outcomes), text: z.string(), at: z.string() }).nullable(),
    erased: z.boolean(),
    revision: z.int(),
    support,
    mine: z.boolean(),
    myVoice: voice,
  })
  .openapi('Contribution');
const difference = z.strictObject({ field: z.string(), parts: z.array(z.strictObject({ text: z.string(), change: z.enum(['added', 'removed']).optional() })) });
const versions = z.strictObject({ versions: z.array(z.strictObject({ revision: z.int(), at: z.string(), title: z.string(), problem: words, differences: z.array(difference) })), altogether: z.array(difference) });
const panel = z.strictObject({ members: z.int(), groups: z.array(z.strictObject({ id: z.string(), name: z.string() })), invited: z.array(z.strictObject({ email: z.string(), expiresAt: z.string() })) });
const about = z.object({ about: z.uuid().optional().openapi({ description: 'A contribution; left out: the problem itself' }) });

const at = '/commissioning/processes/{id}/problem';
const routes = {
  open: createRoute({
    method: 'get',
    path: '/commissioning/problems',
    tags,
    summary: 'Problems that are open to everybody',
    request: { query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20), offset: z.coerce.number().int().min(0).max(100_000).default(0) }) },
    responses: { 200: json(z.strictObject({ items: z.array(z.strictObject({ id: z.string(), title: z.string(), buyer: z.string(), openUntil: z.string() })), next: z.string().nullable() }), 'Those that close first first'), 400: refusals[400] },
  }),
  problem: createRoute({ method: 'get', path: at, tags, summary: 'A problem, as its citizens see it', request: { params: one }, responses: { 200: json(problem, 'With the ETag of its opening'), 404: refusals[404] } }),
  opening: createRoute({ method: 'put', path: `${at}/opening`, tags, security, summary: 'Open it to a panel or to everybody, until a time', request: { params: one, headers: ifMatch, body: body(openingForm) }, responses: { 200: json(problem, 'Open'), ...refusals, ...overtaken, ...cannot } }),
  closing: createRoute({ method: 'delete', path: `${at}/opening`, tags, security, summary: 'Close it now', request: { params: one }, responses: { 200: json(problem, 'Closed'), ...refusals, 409: refusal('It is not open') } }),
  versions: createRoute({ method: 'get', path: `${at}/versions`, tags, summary: 'What became of its words', request: { params: one }, responses: { 200: json(versions, 'Since it was first shown, the oldest first'), 404: refusals[404] } }),
  panel: createRoute({ method: 'get', path: `${at}/panel`, tags, security, summary: 'Its panel', request: { params: one }, responses: { 200: json(panel, 'How many, which groups, and who has not answered'), ...refusals } }),
  invite: createRoute({ method: 'post', path: `${at}/panel`, tags, security, summary: 'Invite people by e-mail, or the panel members of a community group', request: { params: one, body: body(panelForm) }, responses: { 200: json(panel, 'Invited'), ...refusals, ...cannot } }),
  join: createRoute({ method: 'post', path: '/commissioning/panel', tags, security, summary: 'Join a panel by the link that was mailed', request: { body: body(z.strictObject({ token: z.string().max(100) })) }, responses: { 200: json(z.strictObject({ process: z.string() }), 'The process to whose panel you belong'), ...refusals, ...cannot } }),
  contributions: createRoute({
    method: 'get',
    path: `${at}/contributions`,
    tags,
    summary: 'What was said of it',
    request: { params: one, query: z.object({ all: z.stringbool().optional().openapi({ type: 'boolean', description: 'Merged, hidden and erased ones too, for its buyers' }), limit: z.coerce.number().int().min(1).max(100).default(50), offset: z.coerce.number().int().min(0).max(100_000).default(0) }) },
    responses: { 200: json(z.strictObject({ items: z.array(contribution), next: z.string().nullable() }), 'Those with most support first'), 400: refusals[400], 404: refusals[404] },
  }),
  contribute: createRoute({ method: 'post', path: `${at}/contributions`, tags, security, summary: 'Comment, or tell a story', request: { params: one, body: body(contributionForm) }, responses: { 201: json(contribution, 'Shown at once'), ...refusals, ...cannot, 429: refusal('Too many in a day') } }),
  erase: createRoute({ method: 'delete', path: `${at}/contributions/{contribution}`, tags, security, summary: 'Erase a contribution of one’s own', request: { params: one.extend({ contribution: z.uuid() }) }, responses: { 204: { description: 'Erased' }, ...refusals, ...cannot } }),
  eraseAll: createRoute({ method: 'delete', path: `${at}/contributions`, tags, security, summary: 'Erase all one has written and said about it', request: { params: one }, responses: { 204: { description: 'Erased' }, ...refusals, ...cannot } }),
  support: createRoute({ method: 'put', path: `${at}/support`, tags, security, summary: 'Say how much it matters', description: 'One voice a person, changed or withdrawn at will.', request: { params: one, body: body(supportForm) }, responses: { 200: json(support, 'What it comes to'), ...refusals, ...cannot } }),
  withdraw: createRoute({ method: 'delete', path: `${at}/support`, tags, security, summary: 'Withdraw one’s voice', request: { params: one, query: about }, responses: { 204: { description: 'Withdrawn' }, ...refusals, ...cannot } }),
  decide: createRoute({ method: 'post', path: '/commissioning/contributions/{id}/decision', tags, security, summary: 'Hide, show, merge, separate or answer a contribution', request: { params: one, headers: ifMatch, body: body(decisionForm) }, responses: { 200: json(contribution, 'Decided'), ...refusals, ...overtaken, ...cannot } }),
};

const told = (each: Contribution) => ({ ...each, support: toldSupport(each.support) });
const toldSupport = (each: Support) => ({ ...each, byWeight: [...each.byWeight] });
const toldProblem = (each: PublicProblem) => ({ ...each, buyers: [...each.buyers], problem: { ...each.problem, measures: [...each.problem.measures] }, support: toldSupport(each.support) });
const toldPanel = ({ members, groups, invited }: Panel) => ({ members, groups: [...groups], invited: [...invited] });
const toldDifferences = (all: readonly Difference[]) => all.map(({ field, parts }) => ({ field, parts: [...parts] }));

export function addProblemRoutes(api: OpenAPIHono, problems: Problems, { callerOf }: Pick<ProcessRoutesOptions, 'callerOf'>): void {
  const whoever = (context: { req: { raw: Request } }): Promise<Caller | undefined> => callerOf(context.req.raw.headers);
  const etag = ({ opening }: PublicProblem) => ({ etag: `"${opening?.revision ?? 0}"` });

  api.openapi(routes.open, async (context) => {
    const query = context.req.valid('query');
    const { items, more } = await problems.openProblems(query);
    return context.json({ items: [...items], next: nextOf(context.req.url, query, more) }, 200);
  });
  api.openapi(routes.problem, async (context) => {
    const found = await problems.publicProblem(await whoever(context), context.req.valid('param').id);
    return context.json(toldProblem(found), 200, etag(found));
  });
  api.openapi(routes.opening, async (context) => {
    const opened = await problems.openProblem(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(toldProblem(opened), 200, etag(opened));
  });
  api.openapi(routes.closing, async (context) => {
    const closed = await problems.closeProblem(await whoever(context), context.req.valid('param').id);
    return context.json(toldProblem(closed), 200, etag(closed));
  });
  api.openapi(routes.versions, async (context) => {
    const found = await problems.problemVersions(await whoever(context), context.req.valid('param').id);
    return context.json({ versions: found.versions.map(({ differences, problem: wording, ...each }) => ({ ...each, problem: { ...wording, measures: [...wording.measures] }, differences: toldDifferences(differences) })), altogether: toldDifferences(found.altogether) }, 200);
  });
  api.openapi(routes.panel, async (context) => context.json(toldPanel(await problems.problemPanel(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.invite, async (context) => context.json(toldPanel(await problems.invitePanel(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
  api.openapi(routes.join, async (context) => context.json({ process: await problems.joinPanel(await whoever(context), context.req.valid('json').token) }, 200));
  api.openapi(routes.contributions, async (context) => {
    const query = context.req.valid('query');
    const { items, more } = await problems.contributions(await whoever(context), context.req.valid('param').id, query);
    return context.json({ items: items.map(told), next: nextOf(context.req.url, query, more) }, 200);
  });
  api.openapi(routes.contribute, async (context) => context.json(told(await problems.contribute(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 201));
  api.openapi(routes.erase, async (context) => {
    const { id, contribution: which } = context.req.valid('param');
    await problems.eraseContributions(await whoever(context), id, which);
    return context.body(null, 204);
  });
  api.openapi(routes.eraseAll, async (context) => {
    await problems.eraseContributions(await whoever(context), context.req.valid('param').id);
    return context.body(null, 204);
  });
  api.openapi(routes.support, async (context) => context.json(toldSupport(await problems.supportProblem(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
  api.openapi(routes.withdraw, async (context) => {
    await problems.withdrawSupport(await whoever(context), context.req.valid('param').id, context.req.valid('query').about ?? null);
    return context.body(null, 204);
  });
  api.openapi(routes.decide, async (context) => {
    const decided = await problems.decideContribution(await whoever(context), context.req.valid('param').id, revisionOf(context.req.valid('header')['if-match']), context.req.valid('json'));
    return context.json(told(decided), 200, { etag: `"${decided.revision}"` });
  });
}
