/** All answers of a draft in the order of its pages, in words, to be looked over before it is published. */

import { m } from '@drystone/messages';
import { amount, dateName } from '../../words/figures.ts';
import { rowCount, typedFrom, type Field, type Question, type Typed } from './fields.ts';
import { addressOf, lotSteps, processSteps, type Content, type Step, type StepContext } from './steps.ts';

export interface Answers {
  readonly title: string;
  readonly pages: readonly { readonly title: string; readonly address: string; readonly answers: readonly { readonly label: string; readonly value: string }[] }[];
}

export function answersOf(context: Omit<StepContext, 'at'>): readonly Answers[] {
  const { lots, title } = context.draft.process.content;
  const page = (step: Step, key: string, at: number | undefined) => {
    const here = { ...context, at };
    const content = context.draft.process.content as Content;
    const questions = step.questions(here);
    const typed = typedFrom(step.before?.(content, here) ?? content, questions);
    return { title: step.title(), address: addressOf(key), answers: questions.map((question) => ({ label: question.label, value: answerTo(question, typed) })) };
  };
  return [
    { title, pages: processSteps.map((step) => page(step, step.id, undefined)) },
    ...lots.map((lot, at) => ({ title: m.draft_task_lot({ title: lot.title }), pages: lotSteps.map((step) => page(step, `lots.${lot.id}.${step.id}`, at)) })),
  ];
}

function answerTo(question: Question, typed: Typed): string {
  if (question.kind !== 'rows') return inWords(question, question.name, typed);
  const rows = Array.from({ length: rowCount(typed, question) }, (_, row) => question.columns.map((column) => inWords(column, `${question.name}.${row}.${column.name}`, typed)).filter((value) => value !== ''));
  return rows.map((values, row) => `${row + 1}. ${values.join(' · ')}`).join('\n');
}

function inWords({ kind, choices, label }: Pick<Field, 'kind' | 'choices' | 'label'>, name: string, typed: Typed): string {
  const value = typed[name];
  const choice = (chosen: string) => choices?.find((each) => each.value === chosen)?.label ?? chosen;
  if (kind === 'date') {
    const [year, month, day] = ['year', 'month', 'day'].map((part) => String(typed[`${name}-${part}`] ?? ''));
    return year === '' ? '' : dateName(`${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`);
  }
  if (Array.isArray(value)) return choices === undefined ? (value.includes('yes') ? label : '') : value.map(choice).join(', ');
  const text = String(value ?? '');
  if (kind === 'money') return text === '' ? '' : amount(Math.round(Number(text) * 100));
  return kind === 'select' || kind === 'radios' ? (text === '' ? '' : choice(text)) : text;
}
