import { describe, expect, it } from 'vitest';
import { processForm } from '../processes/process.ts';
import { draftReleaseOf, fieldOfFinding, pointersOf } from './draft-release.ts';

const lot = { title: 'The one', description: 'All of it.', part: 'visit.content' as const, areas: [], term: { from: '2027-06-01', to: '2029-05-31' }, valuePence: null };
const content = processForm.parse({
  title: 'A tender',
  problem: { who: '', today: 'Bad.', good: '' },
  method: 'open-procedure',
  lots: [
    { ...lot, id: 'one', criteria: [{ id: 'quality', title: 'Quality', description: 'Found.', kind: 'quality', weight: 100 }], asked: [{ id: 'why', question: 'Why you?' }, { id: 'how', question: 'How would you?', criterion: 'quality' }] },
    { ...lot, id: 'two', documents: [{ id: 'insurance', title: 'Insurance' }] },
  ],
});
const release = draftReleaseOf({ process: { id: 'x', ocid: 'ocds-x', buyer: { id: 'b', name: 'B' }, partners: [], stage: 'planning', publishedAt: null, revision: 1, content, closed: null, follows: null }, buyer: undefined, areas: [], now: Temporal.Instant.from('2027-01-11T09:00:00Z'), timeZone: 'Europe/London' });
const field = (path: string, rule = 'any') => fieldOfFinding({ rule, path }, content, release);

describe('a finding of the tender check', () => {
  it.each([
    ['/tender/title', 'title'],
    ['/tender/lots/1/description', 'lots.1.description'],
    ['/tender/lots/11/contractPeriod/startDate', 'lots.11.term'],
    ['/tender/lots/0/value/amount', 'lots.0.valuePence'],
    ['/tender/items/3/description', 'lots.3.priceDetails'],
    ['/tender/items/3/deliveryAddresses/0/region', 'lots.3.areas'],
    ['/tender/tenderPeriod/endDate', 'deadline'],
    ['/tender/procurementMethodRationale', 'methodReason'],
  ])('at %s is shown beside the field %s', (path, expected) => {
    expect(field(path)).toBe(expected);
  });

  it('about what is nowhere is shown where it would stand', () => {
    expect(field('/tender', 'no-lots-no-reason')).toBe('oneLotReason');
    expect(field('/tender', 'no-contact')).toBeUndefined();
  });

  it('comes back to the words it was about: title, lots, questions and documents', () => {
    const pointers = pointersOf(content, release);
    for (const name of ['title', 'problem.today', 'lots.0.title', 'lots.1.description', 'lots.0.asked.0.question', 'lots.0.asked.1.question', 'lots.1.documents.0.title']) expect([name, field(pointers[name]!)]).toEqual([name, name]);
    expect(field(pointers['lots.0.criteria.0.description']!)).toBe('lots.0.criteria');
    expect(pointers['lots.0.valuePence']).toBeUndefined();
  });
});
