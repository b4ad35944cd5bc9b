import { describe, expect, it } from 'vitest';
import { amendmentHindrances, differences } from './amendment.ts';
import { processForm, type Process, type ProcessFormInput } from './process.ts';

const lot = { id: 'one', title: 'The one', description: 'All of it.', part: 'visit.content', areas: ['belfast'], term: { from: '2027-06-01', to: '2029-05-31' }, valuePence: 1_000_000, criteria: [{ id: 'quality', title: 'Quality', description: 'It can be found.', kind: 'quality', weight: 100 }] } satisfies NonNullable<ProcessFormInput['lots']>[number];
const form = (change: Partial<ProcessFormInput> = {}) => processForm.parse({ title: 'A tender', problem: { who: 'All.', today: 'Bad.', good: 'Good.' }, method: 'open-procedure', deadline: '2027-03-01T12:00:00Z', lots: [lot], ...change });
const published: Process = { id: 'x', ocid: 'ocds-x', buyer: { id: 'b', name: 'B' }, partners: [], stage: 'tender', publishedAt: '2027-01-01T00:00:00Z', revision: 2, content: form(), closed: null, follows: null };
const before = Temporal.Instant.from('2027-02-01T00:00:00Z');
const against = (change: Partial<ProcessFormInput>, process = published, awarded = false, now = before) => amendmentHindrances(process, form(change), awarded, now).map(({ field }) => field);

describe('a published tender', () => {
  it('can have its words put right and its deadline moved to later', () => {
    expect(against({ title: 'A better tender', lots: [{ ...lot, description: 'All of it, and more clearly.' }] })).toEqual([]);
    expect(against({ deadline: '2027-03-08T12:00:00Z' })).toEqual([]);
    expect(against({ deadline: '2027-02-22T12:00:00Z' })).toEqual(['deadline']);
    expect(against({ deadline: null })).toEqual(['deadline']);
  });

  it.each([
    ['the method', { method: 'competitive-flexible' } as const, 'method'],
    ['the value', { lots: [{ ...lot, valuePence: 2_000_000 }] }, 'lots.0.valuePence'],
    ['the areas', { lots: [{ ...lot, areas: ['mid-ulster'] }] }, 'lots.0.areas.0'],
    ['the lots', { lots: [lot, { ...lot, id: 'two' }] }, 'lots.1'],
    ['the term', { lots: [{ ...lot, term: { from: '2027-06-01', to: '2030-05-31' } }] }, 'lots.0.term.to'],
  ])('keeps %s', (_, change, field) => {
    expect(against(change)).toEqual([field]);
  });

  it('is changed before its deadline only, with no award made, and not for nothing', () => {
    const change = { title: 'A better tender' };
    expect(against(change, published, false, Temporal.Instant.from('2027-03-01T12:00:00Z'))).toEqual(['process']);
    expect(against(change, published, true)).toEqual(['process']);
    expect(against(change, { ...published, stage: 'withdrawn' })).toEqual(['process']);
    expect(against({})).toEqual(['content']);
  });
});

it('differences are told leaf by leaf, with what was and what is', () => {
  expect(differences({ a: 1, b: [{ c: 'x' }] }, { a: 1, b: [{ c: 'y' }, 2] })).toEqual([
    { field: 'b.0.c', before: 'x', after: 'y' },
    { field: 'b.1', before: null, after: 2 },
  ]);
});
