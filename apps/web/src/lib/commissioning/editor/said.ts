/** What the service says of a field of a draft, in the words of the form: which lot, which question, and the page where it is asked. */

import { m } from '@drystone/messages';
import type { Draft } from '@drystone/commissioning';
import type { FormError } from '#lib/form-error.ts';
import type { Question } from './fields.ts';
import { addressOf, lotSteps, pageOfField, processSteps, type StepContext } from './steps.ts';

interface FieldSaid {
  readonly field: string;
  readonly message: string;
  readonly mend?: string | undefined;
}

type DraftOf = Pick<Draft['process'], 'id'> & { readonly content: Pick<Draft['process']['content'], 'lots'> };

export interface Said {
  /** The question, or the page's title where it is about no single one. */
  readonly question: string;
  /** The question with its lot, where it is of one. */
  readonly place: string;
  readonly message: string;
  readonly mend: string | undefined;
  /** The page where it is mended; undefined where there is none. */
  readonly href: string | undefined;
}

/** @param context what the questions of a page hang on; without it the page is named, not the question. */
export function said({ field, message, mend }: FieldSaid, { id, content: { lots } }: DraftOf, context?: Omit<StepContext, 'at'>): Said {
  const home = `/commissioning/processes/${id}`;
  if (field === 'buyers') return { question: m.buyers_title(), place: m.buyers_title(), message, mend, href: `${home}/buyers` };
  const key = pageOfField(field, lots);
  const at = /^lots\.(\d+)\b/.exec(field)?.[1];
  const lot = at === undefined ? undefined : lots[Number(at)];
  const step = (lot === undefined ? processSteps : lotSteps).find((each) => each.id === key?.split('.').at(-1));
  const questions = context === undefined ? undefined : step?.questions({ ...context, at: lot === undefined ? undefined : Number(at) });
  const question = (questions && placeOf(field, questions)?.label) ?? step?.title() ?? (field === 'oneLotReason' ? m.lot_one_reason() : key === 'lots' ? m.draft_step_lots() : m.draft_task_whole());
  return { question, place: lot === undefined ? question : m.draft_place_of_lot({ lot: lot.title || m.lot_number({ number: Number(at) + 1 }), question }), message, mend, href: key === undefined ? undefined : `${home}/edit/${addressOf(key)}` };
}

/** The same beside its question, or with the way to another page where the question is asked there. */
export function errorOn(fault: FieldSaid, questions: readonly Question[], draft: DraftOf): FormError {
  const here = placeOf(fault.field, questions);
  if (here !== undefined) return { field: here.input, message: `${here.label} ${fault.message}${fault.mend === undefined ? '' : `: ${fault.mend}`}` };
  const { place, message, mend, href } = said(fault, draft);
  return { field: '', message: m.draft_said({ place, message }), mend, href };
}

/** The id of the first input of a question. */
export function idOf(name: string, questions: readonly Question[]): string {
  const question = questions.find((each) => each.name === name);
  return question?.kind === 'date' ? `${name}-day` : name;
}

/** Where on a page a field of the draft is asked. */
function placeOf(field: string, questions: readonly Question[]): { readonly label: string; readonly input: string } | undefined {
  for (const question of questions) {
    if (field === (question.kind === 'rows' ? undefined : question.becomes)) return { label: question.label, input: idOf(question.name, questions) };
    if (field !== question.path && !field.startsWith(`${question.path}.`)) continue;
    if (question.kind !== 'rows') return { label: question.label, input: idOf(question.name, questions) };
    const [row = '', column = ''] = field.slice(question.path.length + 1).split('.');
    if (row === '') return { label: question.label, input: question.name };
    const asked = question.columns.find(({ name }) => name === column) ?? question.columns[0]!;
    return { label: `${question.each(Number(row) + 1)}, ${asked.label}`, input: `${question.name}.${row}.${asked.name}` };
  }
  return undefined;
}
