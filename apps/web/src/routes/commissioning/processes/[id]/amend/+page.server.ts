import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { amendQuestions } from '#lib/commissioning/editor/amend.ts';
import { deadlineInWords, deadlineOf } from '#lib/commissioning/editor/deadline.ts';
import { errorOn } from '#lib/commissioning/editor/said.ts';
import { contentWith, typedFrom, typedIn } from '#lib/commissioning/editor/fields.ts';
import { deadlineProblemWords, type Content } from '#lib/commissioning/editor/steps.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params: { id }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const { content, revision } = await orRefused(commissioning.process(caller, id));
  const until = content.deadline === null ? undefined : deadlineInWords(content.deadline, places[0].timeZone);
  const questions = amendQuestions(content);
  setHeaders({ 'cache-control': 'no-store' });
  return { id, title: content.title, revision, until: until ?? null, questions, typed: { ...typedFrom({ ...content, until, asking: { date: content.questionsUntil === undefined ? '' : deadlineInWords(content.questionsUntil, places[0].timeZone).date } } as unknown as Content, questions), description: '' } };
};

export const actions: Actions = {
  default: async ({ locals: { accounts, commissioning, places }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const { content } = await orRefused(commissioning.process(caller, id));
    const questions = amendQuestions(content);
    const description = String(data.get('description') ?? '');
    const typed = { ...typedIn(data, questions), description };
    const { until, asking, ...wanted } = contentWith({ ...content } as unknown as Content, questions, typed);
    const { date = '', time = '' } = (until ?? {}) as { date?: string; time?: string };
    const read = content.deadline === null ? undefined : deadlineOf(date, time.trim(), places[0].timeZone);
    if (read !== undefined && 'problem' in read) return fail(400, { typed, errors: [{ field: 'date-day', message: deadlineProblemWords[read.problem]() }] });
    const lastDay = (asking as { date?: string } | undefined)?.date ?? '';
    const asked = lastDay === '' || read === undefined ? undefined : deadlineOf(lastDay, time.trim(), places[0].timeZone);
    if (asked !== undefined && 'problem' in asked) return fail(400, { typed, errors: [{ field: 'asking-day', message: deadlineProblemWords[asked.problem]() }] });
    // The same moment written in another way is no change.
    const same = (at: string, before: string | null | undefined): string => (before && Temporal.Instant.from(at).equals(before) ? before : at);
    const deadline = read === undefined ? content.deadline : same(read.at, content.deadline);
    // A day that was left as it was, of questions until another time of day, is no change either.
    const unchanged = content.questionsUntil !== undefined && lastDay === deadlineInWords(content.questionsUntil, places[0].timeZone).date;
    const questionsUntil = unchanged ? content.questionsUntil : asked && same(asked.at, content.questionsUntil);
    try {
      await commissioning.amendTender(caller, id, Number(data.get('revision')), { description, content: { ...wanted, deadline, questionsUntil } });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { typed, errors: problem.errors.length > 0 ? problem.errors.map((each) => (each.field === 'description' ? { field: 'description', message: m.amend_description_error() } : errorOn(each, questions, { id, content }))) : [{ field: '', message: problem.message }] });
    }
    redirect(303, `/commissioning/processes/${id}`);
  },
};
