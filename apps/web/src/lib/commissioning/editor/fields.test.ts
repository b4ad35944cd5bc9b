import { describe, expect, it } from 'vitest';
import { contentWith, typedFrom, typedIn, type Question } from './fields.ts';

const questions: readonly Question[] = [
  { kind: 'line', name: 'title', path: 'title', label: 'Title' },
  { kind: 'money', name: 'value', path: 'lots.0.valuePence', label: 'Value' },
  { kind: 'date', name: 'from', path: 'lots.0.term.from', label: 'From' },
  { kind: 'lines', name: 'measures', path: 'problem.measures', label: 'Measures' },
  { kind: 'checks', name: 'areas', path: 'lots.0.areas', label: 'Areas', choices: [{ value: 'belfast', label: 'Belfast' }] },
  { kind: 'text', name: 'known', path: 'problem.known', label: 'Known', optional: true },
  { kind: 'rows', name: 'asked', path: 'lots.0.asked', label: 'Asked', each: String, ids: true, columns: [{ kind: 'text', name: 'question', label: 'Question' }, { kind: 'number', name: 'mostWords', label: 'Words' }] },
];
const content = {
  title: 'The glens',
  problem: { measures: ['One', 'Two'], known: 'A lot' },
  lots: [{ valuePence: 1_200_050, term: { from: '2027-06-01', to: '2028-01-01' }, areas: ['belfast'], asked: [{ id: 'why', question: 'Why you?', mostWords: 300, criterion: 'quality' }, { id: 'how', question: 'How?', mostWords: null, criterion: null }] }],
};
const form = (fields: Readonly<Record<string, string | readonly string[]>>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const each of typeof value === 'string' ? [value] : value) data.append(name, each);
  return data;
};

describe('the answers of a page', () => {
  it('come back as they were where nothing was changed', () => {
    const typed = typedFrom(content, questions);
    expect(typed).toMatchObject({ value: '12000.50', 'from-day': '1', 'from-month': '6', 'from-year': '2027', measures: 'One\nTwo', 'asked.0.mostWords': '300' });
    expect(contentWith(content, questions, typedIn(form(typed), questions))).toEqual(content);
  });

  it('leave out an entry whose first question is empty, and keep the ids and what the page does not ask of the others', () => {
    const typed = typedIn(form({ ...typedFrom(content, questions), 'asked.0.question': ' ', 'asked.7.question': 'How?', 'asked.7.mostWords': '' }), questions);
    expect(contentWith(content, questions, typed).lots[0]!.asked).toEqual([{ id: 'how', question: 'How?', mostWords: null, criterion: null }, { id: 'how-2', question: 'How?', mostWords: null }]);
  });

  it('take away what is optional and empty, and hand on what cannot be read as it was typed', () => {
    const made = contentWith(content, questions, typedIn(form({ title: 'x', value: 'about 5', 'from-day': '30', 'from-month': '2', 'from-year': '2027', known: ' ' }), questions));
    expect(made.problem).toEqual({ measures: [] });
    expect(made.lots[0]).toMatchObject({ valuePence: 'about 5', term: { from: '2027-02-30' }, areas: [], asked: [] });
  });
});
