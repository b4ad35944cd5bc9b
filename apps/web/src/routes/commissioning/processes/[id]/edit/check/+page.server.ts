import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { answersOf } from '#lib/commissioning/editor/answers.ts';
import { contextFor } from '#lib/commissioning/editor/editor.server.ts';
import { said } from '#lib/commissioning/editor/said.ts';
import { addressOf, pageOfField } from '#lib/commissioning/editor/steps.ts';
import { questionsOf } from '#lib/engagement/questions.ts';
import { tasksOf } from '#lib/commissioning/editor/tasks.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params: { id }, request, setHeaders }) => {
  const { accounts, commissioning } = locals;
  const { caller } = await signedInOrAway(accounts, request.headers);
  const draft = await orRefused(commissioning.draft(caller, id));
  const context = await contextFor(locals, caller, draft, undefined);
  const { lots, title } = draft.process.content;
  const placed = (field: string | null) => {
    const key = field === null ? undefined : pageOfField(field, lots);
    return key === undefined ? null : addressOf(key);
  };
  setHeaders({ 'cache-control': 'no-store' });
  return {
    id,
    title,
    revision: draft.process.revision,
    answers: answersOf(context),
    hindrances: draft.hindrances.map((each) => said(each, draft.process, context)),
    unseen: tasksOf(draft).flatMap(({ title: group, tasks }) => tasks.filter(({ state }) => state === 'not-begun').map((task) => ({ group, title: task.title, address: task.address }))),
    findings: draft.findings.map(({ severity, quote, message, mend, source, rule, path, barriers, field }) => ({ severity, quote, message, mend, source, rule, path, barriers, address: placed(field) })),
    questions: await questionsOf(locals, caller, id),
    effort: draft.effort,
    typical: await commissioning.typicalEffort(),
  };
};

export const actions: Actions = {
  default: async ({ locals, params: { id }, request }) => {
    const { accounts, commissioning } = locals;
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const revision = Number(data.get('revision'));
    const draft = await orRefused(commissioning.draft(caller, id));
    const { findings } = draft;
    if (findings.some(({ severity }) => severity === 'error') && data.get('despite') !== 'yes') return fail(400, { errors: [{ field: 'despite', message: m.draft_check_despite_error(), mend: undefined }] });
    try {
      await commissioning.publishProcess(caller, id, revision);
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      if (problem.status === 412) return fail(412, { errors: [{ field: 'answers', message: m.draft_check_overtaken(), mend: m.draft_check_overtaken_mend() }] });
      const context = await contextFor(locals, caller, draft, undefined);
      const told = problem.errors.map((each) => said(each, draft.process, context)).map(({ place, message, mend, href }) => ({ field: 'before', message: m.draft_said({ place, message }), mend, href }));
      return fail(problem.status, { errors: told.length > 0 ? told : [{ field: '', message: problem.message }] });
    }
    redirect(303, `/commissioning/processes/${id}?done=published`);
  },
};
