import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { amendQuestions } from '#lib/commissioning/editor/amend.ts';
import { deadlineInWords, deadlineOf } from '#lib/commissioning/editor/deadline.ts';
import { errorOn } from '#lib/commissioning/editor/editor.server.ts';
import { contentWith, typedFrom, typedIn } from '#lib/commissioning/editor/fields.ts';
import type { Content } from '#lib/commissioning/editor/steps.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params: { id }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const { content, revision } = await orRefused(commissioning.process(caller, id));
  const until = content.deadline === null ? undefined : deadlineInWords(content.deadline, places[0].timeZone);
  const questions = amendQuestions(content);
  setHeaders({ 'cache-control': 'no-store' });
  return { id, title: content.title, revision, until: until ?? null, questions, typed: { ...typedFrom({ ...content, until } as unknown as Content, questions), description: '' } };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning, places }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const { content } = await orRefused(commissioning.process(caller, id));
    const questions = amendQuestions(content);
    const description = String(data.get('description') ?? '');
    const typed = { ...typedIn(data, questions), description };
    const { until, ...wanted } = contentWith({ ...content } as unknown as Content, questions, typed);
    const { date = '', time = '' } = (until ?? {}) as { date?: string; time?: string };
    const read = content.deadline === null ? undefined : deadlineOf(date, time.trim(), places[0].timeZone);
    if (read !== undefined && 'problem' in read) return fail(400, { typed, errors: [{ field: 'date-day', message: read.problem === 'skipped' ? m.draft_deadline_skipped() : read.problem === 'twice' ? m.draft_deadline_twice() : read.problem === 'no-time' ? m.draft_deadline_no_time() : m.draft_deadline_no_date() }] });
    // The same moment written in another way is no change.
    const deadline = read === undefined ? content.deadline : Temporal.Instant.from(read.at).equals(content.deadline!) ? content.deadline : read.at;
    try {
      await commissioning.amendTender(caller, id, Number(data.get('revision')), { description, content: { ...wanted, deadline } });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { typed, errors: problem.errors.length > 0 ? problem.errors.map((each) => (each.field === 'description' ? { field: 'description', message: m.amend_description_error() } : each.field === 'deadline' ? { field: 'date-day', message: each.message, ...(each.mend !== undefined && { mend: each.mend }) } : errorOn(each, questions))) : [{ field: '', message: problem.message }] });
    }
    redirect(303, `/commissioning/processes/${id}`);
  },
};
