import { describe, expect, it } from 'vitest';
import { differencesOf, wordingsOf, type Wording } from './wording.ts';

const wording = (revision: number, change: Partial<Wording['problem']> = {}, title = 'The glens'): Wording => ({ revision, at: `2027-01-0${revision}T00:00:00Z`, title, problem: { who: 'Visitors', today: 'The glens are empty.', good: 'They are found.', measures: ['Visits'], ...change } });

describe('the wording of a problem', () => {
  it('is a new one only where its words changed, from the first that was shown', () => {
    const all = [wording(1, { who: 'Draft' }), wording(2), wording(3), wording(4, { today: 'The glens are empty in winter.' }), wording(5, { today: 'The glens are empty in winter.' })];
    expect(wordingsOf(all, 3).map(({ revision }) => revision)).toEqual([3, 4]);
    expect(wordingsOf(all, 1).map(({ revision }) => revision)).toEqual([1, 2, 4]);
    expect(wordingsOf([], 1)).toEqual([]);
  });

  it('is compared word by word, field by field', () => {
    expect(differencesOf(wording(1), wording(2, { today: 'The glens are empty in winter.', known: 'A survey.' }))).toEqual([
      { field: 'today', parts: [{ text: 'The glens are empty' }, { text: ' in winter', change: 'added' }, { text: '.' }] },
      { field: 'known', parts: [{ text: 'A survey.', change: 'added' }] },
    ]);
    expect(differencesOf(wording(1), wording(2))).toEqual([]);
    expect(differencesOf(wording(1), wording(2, { measures: [] }, 'Glens'))).toEqual([
      { field: 'title', parts: [{ text: 'The glens', change: 'removed' }, { text: 'Glens', change: 'added' }] },
      { field: 'measures', parts: [{ text: 'Visits', change: 'removed' }] },
    ]);
  });
});
