import type { Draft } from '@drystone/commissioning';
import { describe, expect, it } from 'vitest';
import { lotSteps, processSteps, type StepContext } from './steps.ts';
import { errorOn, said } from './said.ts';

const lot = { id: 'glens', title: 'Places of the glens', part: 'visit.content', criteria: [] };
const process = { id: 'a', content: { lots: [lot, { ...lot, id: 'coast', title: '' }] } } as unknown as Draft['process'];
const context = { draft: { process, standing: { public: true } }, areas: [], parts: [{ id: 'visit.content', name: 'Content', metrics: [] }], methods: [], advice: [], measures: [] } as unknown as StepContext;
const gap = (field: string) => ({ field, message: 'is missing', mend: 'say it' });

describe('what hinders a draft', () => {
  it.each([
    ['lots.0.term.to', 'Lot “Places of the glens”, Last day', 'lots/glens/term'],
    ['lots.0.term', 'Lot “Places of the glens”, Term', 'lots/glens/term'],
    ['lots.1.criteria.0.description', 'Lot “Lot 2”, Criterion 1, What a good answer has', 'lots/coast/criteria'],
    ['problem.who', 'Whose problem is it?', 'problem'],
    ['deadline', 'Until which day can bids come?', 'deadline'],
    ['oneLotReason', 'Why is it not divided?', 'lots'],
    ['lots', 'Lots', 'lots'],
  ])('at %s is told in the words of the form, with the way there', (field, place, address) => {
    expect(said(gap(field), process, context)).toMatchObject({ place, href: `/commissioning/processes/a/edit/${address}` });
  });

  it('leads to the partners where one of them has not answered', () => {
    expect(said(gap('buyers'), process)).toMatchObject({ place: 'Commission together', href: '/commissioning/processes/a/buyers' });
  });

  it('stands beside its question, or leads to the page where it is asked', () => {
    expect(errorOn(gap('lots.0.term.to'), lotSteps.find(({ id }) => id === 'term')!.questions({ ...context, at: 0 }), process)).toEqual({ field: 'to-day', message: 'Last day is missing: say it' });
    expect(errorOn(gap('lots.0.term'), processSteps[0]!.questions(context), process)).toEqual({ field: '', message: 'Lot “Places of the glens”, Term: is missing', mend: 'say it', href: '/commissioning/processes/a/edit/lots/glens/term' });
  });
});
