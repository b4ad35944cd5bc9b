/** What of a published tender can still be changed, as questions. */

import { m } from '@drystone/messages';
import type { ProcessForm } from '@drystone/commissioning';
import type { Field } from './fields.ts';

export function amendQuestions(content: ProcessForm): readonly Field[] {
  const words = (path: string, label: string, rows: number, optional = false): Field => ({ kind: rows === 1 ? 'line' : 'text', name: path, path, label, rows, optional });
  return [
    ...(content.deadline === null ? [] : ([{ kind: 'date', name: 'date', path: 'until.date', becomes: 'deadline', label: m.draft_deadline_date(), hint: m.amend_deadline_hint() }, { kind: 'time', name: 'time', path: 'until.time', label: m.draft_deadline_time() }, { kind: 'date', name: 'asking', path: 'asking.date', becomes: 'questionsUntil', label: m.draft_questions_date(), optional: true, hint: m.draft_questions_hint() }] as const)),
    words('title', m.draft_title(), 1),
    words('problem.who', m.draft_who(), 4),
    words('problem.today', m.draft_today(), 6),
    words('problem.good', m.draft_good(), 4),
    ...content.lots.flatMap((lot, index) => [
      words(`lots.${index}.title`, m.amend_of_lot({ lot: lot.title, question: m.lot_title() }), 1),
      words(`lots.${index}.description`, m.amend_of_lot({ lot: lot.title, question: m.lot_description() }), 6),
      ...lot.asked.map((_, place) => words(`lots.${index}.asked.${place}.question`, m.amend_of_lot({ lot: lot.title, question: m.lot_question({ number: place + 1 }) }), 2)),
      ...lot.documents.map((_, place) => words(`lots.${index}.documents.${place}.title`, m.amend_of_lot({ lot: lot.title, question: m.lot_document({ number: place + 1 }) }), 1)),
      ...lot.criteria.map((criterion, place) => words(`lots.${index}.criteria.${place}.description`, m.amend_of_lot({ lot: lot.title, question: criterion.title }), 2)),
    ]),
  ];
}
