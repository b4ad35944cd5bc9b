import { describe, expect, it } from 'vitest';
import { bidChange, changed, emptyBid, strange, wanting, type Asked } from './bid.ts';

const asked: Asked = {
  questions: [{ id: 'places', question: 'Which?', mostWords: 5 }, { id: 'who', question: 'Who?', mostWords: null }],
  price: true,
  measures: [{ id: 'jobs', title: 'Jobs for people of the area', unit: 'FTE years' }],
  documents: [{ id: 'map', title: 'A map', needed: 'with-bid' }, { id: 'insurance', title: 'Insurance', needed: 'before-award' }],
};
const member = (id: string, share: number, confirmedAt: string | null = null) => ({ id, name: id, share, confirmedAt });
const fieldsWanting = (change: object, members = [member('lead', 100)]) => wanting(asked, changed(emptyBid, bidChange.parse(change)), members, 'lead').map(({ field }) => field);
const whole = { answers: { places: 'one two three four five', who: 'Us.' }, pricePence: 0, socialValue: [{ measure: 'jobs', quantity: 0 }] };

describe('a bid', () => {
  it('wants what the lot asks with the bid, and nothing that comes before the award', () => {
    expect(fieldsWanting({})).toEqual(['answers.places', 'answers.who', 'pricePence', 'socialValue.jobs', 'documents.map']);
    expect(fieldsWanting(whole)).toEqual(['documents.map']);
  });
  it('may be saved with too many words, and not handed in', () => {
    expect(fieldsWanting({ ...whole, answers: { ...whole.answers, places: 'one two three four five six' } })).toEqual(['answers.places', 'documents.map']);
  });
  it('of several wants shares that add up to the whole, and everybody’s yes', () => {
    const other = (share: number, yes: string | null) => fieldsWanting(whole, [member('lead', 60), member('other', share, yes)]).filter((field) => field === 'members').length;
    expect([other(40, 'yes'), other(40, null), other(30, 'yes'), other(30, null), other(0, 'yes')]).toEqual([0, 1, 1, 2, 2]);
  });
  it('keeps what a change leaves out', () => {
    const before = changed(emptyBid, bidChange.parse(whole));
    expect(changed(before, bidChange.parse({ answers: { who: 'You.' } }))).toEqual({ ...before, answers: { ...before.answers, who: 'You.' } });
  });
  it('holds nothing that was not asked', () => {
    expect(strange(asked, bidChange.parse({ answers: { bribe: 'x' }, socialValue: [{ measure: 'gold', quantity: 1 }] })).map(({ field }) => field)).toEqual(['answers.bribe', 'socialValue.0.measure']);
  });
  it.each([
    [{ pricePence: -1 }],
    [{ pricePence: 1.5 }],
    [{ pricePence: 1e300 }],
    [{ answers: { who: 'a\u0000' } }],
    [{ answers: { who: 'x'.repeat(60_001) } }],
    [{ answers: { __proto__x: 'x' } }],
    [{ socialValue: [{ measure: 'jobs', quantity: -1 }] }],
    [{ socialValue: [{ measure: 'jobs', quantity: 0.001 }] }],
    [{ socialValue: [{ measure: '<b>', quantity: 1 }] }],
    [{ socialValue: [{ measure: 'jobs', quantity: 1 }, { measure: 'jobs', quantity: 2 }] }],
    [{ documents: [] }],
    [{ conformance: { report: 'x'.repeat(200_001) } }],
  ])('refuses %j', (change) => expect(bidChange.safeParse(change).success).toBe(false));
});
