/** Evaluation, decisions, assessment summaries, challenges and measures of social value, over HTTP. */

import type { Caller } from '@drystone/access';
import { json, refusal } from '@drystone/problems/openapi';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Deciding } from '../evaluation/deciding.ts';
import type { Evaluating } from '../evaluation/evaluating.ts';
import { appointmentForm, challengeForm, decisionForm, mitigationForm, moderationForm, reasonForm, resolutionForm, scoreForm, setAsideForm } from '../evaluation/forms.ts';
import { scales } from '../evaluation/scales.ts';
import type { Measures } from '../social-value/import.ts';
import { importForm } from '../social-value/measures.ts';

const tags = ['evaluation'];
const security = [{ session: [] }, { key: [] }];
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true as const, content: { 'application/json': { schema } } });
/** What the database holds, passed on as it stands. */
const passed = z.record(z.string(), z.unknown());
const list = (description: string) => json(z.strictObject({ items: z.array(passed), next: z.null() }), description);
const refusals = { 400: refusal('What was sent does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it'), 404: refusal('There is no such thing, or it is not for you'), 409: refusal('Somebody else was faster, or it is done already'), 422: refusal('Law, or plain sense, is against it; each reason is named') };
const ofProcess = z.object({ id: z.string() });
const ofLot = z.object({ id: z.string(), lot: z.string().max(60) });
const ofBid = z.object({ id: z.string(), bid: z.string() });
const nothing = { description: 'Done' };
const root = '/commissioning/processes/{id}/evaluation';

const route = <Method extends 'get' | 'post' | 'put' | 'delete', Path extends string>(method: Method, path: Path, summary: string) => ({ method, path, tags, security, summary });

const routes = {
  scales: createRoute({ method: 'get', path: '/commissioning/scales', tags, summary: 'Scales that criteria are scored by, each step in words', responses: { 200: list('All of them') } }),
  measures: createRoute({ method: 'get', path: '/commissioning/measures', tags, summary: 'Measures of social value that a lot can ask for', request: { query: z.object({ buyer: z.uuid().optional().openapi({ description: 'With those this buyer imported, for its commissioners' }) }) }, responses: { 200: list('Each with its unit, and its worth where it has one'), ...refusals } }),
  importMeasures: createRoute({ ...route('put', '/commissioning/buyers/{id}/measures', 'Import a licensed list of measures, in place of the one before'), request: { params: ofProcess, body: body(importForm) }, responses: { 200: json(z.strictObject({ measures: z.int() }), 'How many'), ...refusals } }),
  progress: createRoute({ ...route('get', '/commissioning/evaluations', 'How far the evaluation of your tenders is'), responses: { 200: list('Of those whose deadline has passed, the latest first'), 401: refusals[401] } }),
  overview: createRoute({ ...route('get', root, 'Who evaluates, and how far they are'), request: { params: ofProcess }, responses: { 200: json(passed, 'No scores'), ...refusals } }),
  declare: createRoute({ ...route('post', `${root}/conflict`, 'Declare a conflict of interest, or none, before any bid is seen'), request: { params: ofProcess, body: body(z.object({ conflict: z.enum(['none', 'declared']) }).catchall(z.unknown()).openapi({ description: 'With `declared`: `what`, and `bidders` or `lots`' })) }, responses: { 204: nothing, ...refusals } }),
  mitigate: createRoute({ ...route('put', `${root}/conflicts/{actor}/mitigation`, 'Record what was done about a conflict of interest'), request: { params: z.object({ id: z.string(), actor: z.string() }), body: body(mitigationForm) }, responses: { 204: nothing, ...refusals } }),
  appoint: createRoute({ ...route('post', `${root}/lots/{lot}/evaluators`, 'Appoint an evaluator, or a citizen to the panel'), request: { params: ofLot, body: body(appointmentForm) }, responses: { 204: nothing, ...refusals } }),
  dismiss: createRoute({ ...route('post', `${root}/lots/{lot}/evaluators/{actor}/dismissal`, 'Let an evaluator go, with the reason'), request: { params: z.object({ id: z.string(), lot: z.string(), actor: z.string() }), body: body(reasonForm) }, responses: { 204: nothing, ...refusals } }),
  tasks: createRoute({ ...route('get', '/commissioning/scoring', 'What you were asked to score, as an evaluator or on a panel'), request: { query: z.object({ panelOf: z.uuid().optional().openapi({ description: 'On the panel of one organisation; left out: all' }) }) }, responses: { 200: list('The newest first'), ...refusals } }),
  desk: createRoute({ ...route('get', `${root}/lots/{lot}/desk`, 'The bids you score, and your own scores'), request: { params: ofLot }, responses: { 200: json(passed, 'No bid before a conflict of interest is declared or ruled out'), ...refusals } }),
  score: createRoute({ ...route('put', `${root}/lots/{lot}/scores`, 'Keep one of your scores with its reason'), request: { params: ofLot, body: body(scoreForm) }, responses: { 204: nothing, ...refusals } }),
  submit: createRoute({ ...route('post', `${root}/lots/{lot}/submission`, 'Submit your scores, for good'), request: { params: ofLot }, responses: { 204: nothing, ...refusals } }),
  begin: createRoute({ ...route('post', `${root}/lots/{lot}/moderation`, 'End scoring and begin moderation'), request: { params: ofLot }, responses: { 204: nothing, ...refusals } }),
  moderation: createRoute({ ...route('get', `${root}/lots/{lot}/moderation`, 'All scores beside each other, and every change'), request: { params: ofLot }, responses: { 200: json(passed, 'Empty before moderation begins'), ...refusals } }),
  moderate: createRoute({ ...route('put', `${root}/lots/{lot}/moderation`, 'Set the score that counts'), request: { params: ofLot, body: body(moderationForm) }, responses: { 204: nothing, ...refusals, 412: refusal('Somebody else set it meanwhile') } }),
  result: createRoute({ ...route('get', `${root}/lots/{lot}/result`, 'The ranking, and what would change the winner'), request: { params: ofLot }, responses: { 200: json(passed, 'As it stands'), ...refusals } }),
  askPrice: createRoute({ ...route('post', `${root}/bids/{bid}/price-question`, 'Ask a bidder to explain a price that looks abnormally low'), request: { params: ofBid, body: body(reasonForm) }, responses: { 204: nothing, ...refusals } }),
  setAside: createRoute({ ...route('put', `${root}/bids/{bid}/set-aside`, 'Set a bid aside, with the ground'), request: { params: ofBid, body: body(setAsideForm) }, responses: { 204: nothing, ...refusals } }),
  takeBack: createRoute({ ...route('delete', `${root}/bids/{bid}/set-aside`, 'Take a bid back that was set aside'), request: { params: ofBid }, responses: { 204: nothing, ...refusals } }),
  decide: createRoute({ ...route('post', `${root}/lots/{lot}/decision`, 'Award the lot, or say that nobody could be'), request: { params: ofLot, body: body(decisionForm) }, responses: { 201: json(passed, 'Decided; every bidder is told why'), ...refusals } }),
  decisions: createRoute({ method: 'get', path: `${root}/decisions`, tags, summary: 'Decisions, with those that were set aside', request: { params: ofProcess }, responses: { 200: list('The first one first') } }),
  undo: createRoute({ ...route('post', '/commissioning/decisions/{id}/set-aside', 'Set a decision aside; its awards end'), request: { params: ofProcess, body: body(reasonForm) }, responses: { 200: json(passed, 'Set aside'), ...refusals } }),
  explain: createRoute({ ...route('post', '/commissioning/bids/{id}/price-explanation', 'Explain your price'), request: { params: ofProcess, body: body(reasonForm) }, responses: { 204: nothing, ...refusals } }),
  summaries: createRoute({ ...route('get', '/commissioning/bidders/{id}/assessment-summaries', 'Assessment summaries of your bids'), request: { params: ofProcess }, responses: { 200: list('The newest first'), ...refusals } }),
  questions: createRoute({ ...route('get', '/commissioning/bidders/{id}/price-questions', 'What you were asked about your prices'), request: { params: ofProcess }, responses: { 200: list('The first one first'), ...refusals } }),
  summary: createRoute({ ...route('get', '/commissioning/assessment-summaries/{id}', 'An assessment summary of your own bid'), request: { params: ofProcess }, responses: { 200: json(passed, 'Own scores and the winner’s, with reasons'), ...refusals } }),
  challenge: createRoute({ ...route('post', '/commissioning/decisions/{id}/challenges', 'Challenge a decision within its standstill; its award waits'), request: { params: ofProcess, body: body(challengeForm) }, responses: { 201: json(passed, 'Raised'), ...refusals } }),
  challenges: createRoute({ ...route('get', `${root}/challenges`, 'Challenges of decisions: your own, or all of your tender'), request: { params: ofProcess }, responses: { 200: list('The first one first'), ...refusals } }),
  resolve: createRoute({ ...route('post', '/commissioning/challenges/{id}/resolution', 'Resolve a challenge: withdrawn, dismissed or upheld'), request: { params: ofProcess, body: body(resolutionForm) }, responses: { 200: json(passed, 'Resolved'), ...refusals } }),
};

/** Adds the routes to an API below `/api`. */
export function addEvaluationRoutes(api: OpenAPIHono, commissioning: Evaluating & Deciding & Measures, callerOf: (headers: Headers) => Promise<Caller | undefined>): void {
  const whoever = (context: { req: { raw: Request } }) => callerOf(context.req.raw.headers);
  const all = (items: readonly object[]) => ({ items: items.map((each) => ({ ...each }) as Record<string, unknown>), next: null });
  const one = (thing: object) => ({ ...thing }) as Record<string, unknown>;

  api.openapi(routes.scales, (context) => context.json(all(scales), 200));
  api.openapi(routes.measures, async (context) => context.json(all(await commissioning.measures(await whoever(context), context.req.valid('query').buyer)), 200));
  api.openapi(routes.importMeasures, async (context) => context.json({ measures: await commissioning.importMeasures(await whoever(context), context.req.valid('param').id, context.req.valid('json')) }, 200));
  api.openapi(routes.progress, async (context) => context.json(all(await commissioning.evaluations(await whoever(context))), 200));
  api.openapi(routes.overview, async (context) => context.json(one(await commissioning.evaluation(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.declare, async (context) => {
    await commissioning.declareConflict(await whoever(context), context.req.valid('param').id, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.mitigate, async (context) => {
    const { id, actor } = context.req.valid('param');
    await commissioning.mitigateConflict(await whoever(context), id, actor, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.appoint, async (context) => {
    const { id, lot } = context.req.valid('param');
    await commissioning.appoint(await whoever(context), id, lot, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.dismiss, async (context) => {
    const { id, lot, actor } = context.req.valid('param');
    await commissioning.dismiss(await whoever(context), id, lot, actor, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.tasks, async (context) => context.json(all(await commissioning.scoringTasks(await whoever(context), context.req.valid('query').panelOf)), 200));
  api.openapi(routes.desk, async (context) => {
    const { id, lot } = context.req.valid('param');
    return context.json(one(await commissioning.desk(await whoever(context), id, lot)), 200);
  });
  api.openapi(routes.score, async (context) => {
    const { id, lot } = context.req.valid('param');
    await commissioning.saveScore(await whoever(context), id, lot, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.submit, async (context) => {
    const { id, lot } = context.req.valid('param');
    await commissioning.submitScores(await whoever(context), id, lot);
    return context.body(null, 204);
  });
  api.openapi(routes.begin, async (context) => {
    const { id, lot } = context.req.valid('param');
    await commissioning.beginModeration(await whoever(context), id, lot);
    return context.body(null, 204);
  });
  api.openapi(routes.moderation, async (context) => {
    const { id, lot } = context.req.valid('param');
    return context.json(one(await commissioning.moderation(await whoever(context), id, lot)), 200);
  });
  api.openapi(routes.moderate, async (context) => {
    const { id, lot } = context.req.valid('param');
    await commissioning.moderate(await whoever(context), id, lot, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.result, async (context) => {
    const { id, lot } = context.req.valid('param');
    return context.json(one(await commissioning.result(await whoever(context), id, lot)), 200);
  });
  api.openapi(routes.askPrice, async (context) => {
    const { id, bid } = context.req.valid('param');
    await commissioning.askAboutPrice(await whoever(context), id, bid, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.setAside, async (context) => {
    const { id, bid } = context.req.valid('param');
    await commissioning.setBidAside(await whoever(context), id, bid, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.takeBack, async (context) => {
    const { id, bid } = context.req.valid('param');
    await commissioning.takeBidBack(await whoever(context), id, bid);
    return context.body(null, 204);
  });
  api.openapi(routes.decide, async (context) => {
    const { id, lot } = context.req.valid('param');
    return context.json(one(await commissioning.decide(await whoever(context), id, lot, context.req.valid('json'))), 201);
  });
  api.openapi(routes.decisions, async (context) => context.json(all(await commissioning.decisions(context.req.valid('param').id)), 200));
  api.openapi(routes.undo, async (context) => context.json(one(await commissioning.setDecisionAside(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
  api.openapi(routes.explain, async (context) => {
    await commissioning.explainPrice(await whoever(context), context.req.valid('param').id, context.req.valid('json'));
    return context.body(null, 204);
  });
  api.openapi(routes.summaries, async (context) => context.json(all(await commissioning.summariesOf(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.questions, async (context) => context.json(all(await commissioning.priceQuestions(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.summary, async (context) => context.json(one(await commissioning.summary(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.challenge, async (context) => context.json(one(await commissioning.challenge(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 201));
  api.openapi(routes.challenges, async (context) => context.json(all(await commissioning.challenges(await whoever(context), context.req.valid('param').id)), 200));
  api.openapi(routes.resolve, async (context) => context.json(one(await commissioning.resolve(await whoever(context), context.req.valid('param').id, context.req.valid('json'))), 200));
}
