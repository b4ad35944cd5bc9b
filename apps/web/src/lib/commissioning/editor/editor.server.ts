/** Loading and saving a page of the editor: one way for all of them. */

import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { Caller } from '@drystone/access';
import type { Draft, ProcessForm } from '@drystone/commissioning';
import type { PageServices } from '../../../page-services.ts';
import { orRefused, signedInOrAway } from '../../accounts/session.ts';
import { problemOf } from '../../problem.ts';
import { contentWith, typedFrom, typedIn, type Field, type Question, type Typed } from './fields.ts';
import { errorOn, idOf, said } from './said.ts';
import { addressOf, lotSteps, pageOfField, processSteps, type Content, type Step, type StepContext } from './steps.ts';

export interface EditorEvent {
  readonly locals: PageServices;
  readonly request: Request;
  readonly params: { readonly id: string; readonly step: string; readonly lot?: string };
  readonly url: URL;
}

/** A question as the page gets it: a function cannot cross to the browser. */
export type ShownQuestion = Field | (Omit<Extract<Question, { kind: 'rows' }>, 'each'> & { readonly eachLabel: readonly string[] });

export async function contextFor(locals: PageServices, caller: Caller, draft: Draft, at: number | undefined, aim?: string): Promise<StepContext> {
  const { commissioning, visit } = locals;
  return { draft, at, areas: await visit.areas(), parts: commissioning.parts, methods: commissioning.methods, advice: commissioning.methodAdvice(draft, aim as never), measures: await commissioning.measures(caller, draft.process.buyer.id) };
}

export function stepOf(id: string, lot: string | undefined): Step {
  const step = (lot === undefined ? processSteps : lotSteps).find((each) => each.id === id);
  if (step === undefined) error(404, m.draft_no_page());
  return step;
}

export async function loadPage({ locals, request, params: { id, step: stepId, lot }, url }: EditorEvent) {
  const { caller } = await signedInOrAway(locals.accounts, request.headers);
  const draft = await orRefused(locals.commissioning.draft(caller, id));
  const step = stepOf(stepId, lot);
  const at = lot === undefined ? undefined : draft.process.content.lots.findIndex((each) => each.id === lot);
  if (at === -1) error(404, m.draft_lot_gone());
  const aim = url.searchParams.get('aim') ?? undefined;
  const context = await contextFor(locals, caller, draft, at, aim);
  const questions = step.questions(context);
  const key = keyOf(stepId, lot);
  const saved = draft.savedSteps === null || draft.savedSteps.includes(key);
  return {
    id,
    revision: draft.process.revision,
    title: step.title(),
    lot: at === undefined ? null : draft.process.content.lots[at]!.title,
    stepId,
    intro: step.intro?.(context) ?? null,
    questions: questions.map(toShow),
    typed: typedFrom(prepared(step, draft.process.content, context), questions),
    more: url.searchParams.has('more') ? 4 : 0,
    aim: aim ?? null,
    merged: url.searchParams.has('merged'),
    findings: draft.findings.filter(({ field }) => field !== null && pageOfField(field, draft.process.content.lots) === key).map(({ severity, quote, message, mend, source, rule, path, barriers }) => ({ severity, quote, message, mend, source, rule, path, barriers })),
    hindered: saved ? draft.hindrances.filter(({ field }) => pageOfField(field, draft.process.content.lots) === key).map((each) => said(each, draft.process, context)) : [],
    live: {
      release: draft.release,
      pointers: Object.fromEntries(questions.flatMap((question) => pointersOf(draft, question))),
    },
  };
}

const keyOf = (step: string, lot: string | undefined): string => (lot === undefined ? step : `lots.${lot}.${step}`);

function prepared(step: Step, content: ProcessForm, context: StepContext): Content {
  return step.before?.(content as Content, context) ?? (content as Content);
}

/** Which of the form's names stand where in the release, for checking while one types. */
function pointersOf({ pointers }: Draft, question: Question): (readonly [string, string])[] {
  if (question.kind !== 'rows') return pointers[question.path] === undefined ? [] : [[question.name, pointers[question.path]!]];
  return Object.entries(pointers).flatMap(([field, pointer]) => (field.startsWith(`${question.path}.`) ? [[`${question.name}.${field.slice(question.path.length + 1)}`, pointer] as const] : []));
}

function toShow(question: Question): ShownQuestion {
  if (question.kind !== 'rows') return question;
  const { each, ...rest } = question;
  return { ...rest, eachLabel: Array.from({ length: 60 }, (_, index) => each(index + 1)) };
}

export async function savePage(event: EditorEvent) {
  const { locals, request, params: { id, step: stepId, lot } } = event;
  const { commissioning } = locals;
  const { caller } = await signedInOrAway(locals.accounts, request.headers);
  const data = await request.formData();
  const step = stepOf(stepId, lot);
  const read = Number(data.get('revision'));
  // Somebody may save between our reading and our writing: then we look again.
  for (let attempt = 0; ; attempt++) {
    const draft = await orRefused(commissioning.draft(caller, id));
    const { content, revision } = draft.process;
    const at = lot === undefined ? undefined : content.lots.findIndex((each) => each.id === lot);
    if (at === -1) return fail(409, { typed: typedIn(data, []), gone: [...data].flatMap(([name, value]) => (typeof value === 'string' && value.trim() !== '' && name !== 'revision' && name !== 'then' ? [value] : [])), errors: [{ field: '', message: m.draft_lot_gone(), mend: m.draft_lot_gone_mend() }] });
    const context = await contextFor(locals, caller, draft, at);
    const questions = step.questions(context);
    const typed = typedIn(data, questions);
    const shown = prepared(step, content, context);
    if (revision !== read) {
      const before = await commissioning.draftAt(caller, id, read);
      const conflict = before === undefined ? [] : conflictsOf(typedBefore(step, before.content, context, lot, questions), typedFrom(shown, questions), questions);
      if (conflict.length > 0) return fail(409, { typed, conflict, revision, errors: [] });
    }
    const written = contentWith(shown, questions, typed);
    const result = step.after?.(written, context) ?? { content: written };
    if (result.errors !== undefined && result.errors.length > 0) return fail(400, { typed, errors: result.errors.map((each) => ({ ...each, field: idOf(each.field, questions) })) });
    try {
      await commissioning.editProcess(caller, id, revision, result.content, keyOf(stepId, lot));
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem?.status === 412 && attempt < 3) continue;
      if (problem === undefined) throw caught;
      return fail(problem.status, { typed, errors: problem.errors.length > 0 ? problem.errors.map((each) => errorOn(each, questions, draft.process)) : [{ field: '', message: problem.message }] });
    }
    const query = new URLSearchParams({ ...(data.get('then') === 'more' && { more: '1' }), ...(revision !== read && { merged: '1' }) });
    redirect(303, `/commissioning/processes/${id}/edit/${data.get('then') === 'more' ? addressOf(keyOf(stepId, lot)) : nextOf(stepId, lot)}${query.size > 0 ? `?${query}` : ''}`);
  }
}

/** The pages of the whole go from one to the next, with the lots between; after a lot's last page come the lots. */
export function nextOf(step: string, lot: string | undefined): string {
  if (lot !== undefined) {
    const index = lotSteps.findIndex(({ id }) => id === step);
    return index + 1 < lotSteps.length ? `lots/${lot}/${lotSteps[index + 1]!.id}` : 'lots';
  }
  if (step === 'good') return 'lots';
  const index = processSteps.findIndex(({ id }) => id === step);
  return index + 1 < processSteps.length ? processSteps[index + 1]!.id : 'check';
}

function typedBefore(step: Step, content: ProcessForm, context: StepContext, lot: string | undefined, questions: readonly Question[]): Typed {
  // The same lot may have stood at another place then.
  const before = lot === undefined ? content : { ...content, lots: context.draft.process.content.lots.map((each) => content.lots.find(({ id }) => id === each.id) ?? each) };
  return typedFrom(prepared(step, before, { ...context, draft: { ...context.draft, process: { ...context.draft.process, content: before } } }), questions);
}

export interface Conflict {
  readonly label: string;
  readonly before: string;
  readonly theirs: string;
}

function conflictsOf(before: Typed, now: Typed, questions: readonly Question[]): Conflict[] {
  const label = (name: string) => {
    const question = questions.find((each) => name === each.name || name.startsWith(`${each.name}.`) || name.startsWith(`${each.name}-`));
    return question?.label ?? name;
  };
  const text = (value: Typed[string] | undefined) => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => !name.endsWith('.id') && text(before[name]) !== text(now[name])).map((name) => ({ label: label(name), before: text(before[name]), theirs: text(now[name]) }));
}
