import { describe, expect, it } from 'vitest';
import { processForm, type Lot } from '../processes/process.ts';
import { couldBid, type KnownProvider } from './could-bid.ts';
import { neighbourhoods, proposeSplits, type SplitArea } from './propose.ts';

const lotWith = (form: object = {}): Lot => processForm.parse({ title: 'A tender', problem: { who: '', today: '', good: '' }, method: 'open-procedure', lots: [{ id: 'glens', title: 'Places', description: 'All.', part: 'visit.content', areas: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], term: { from: '2027-01-01', to: '2028-12-31' }, valuePence: 1_000_001, ...form }] }).lots[0]!;
/** a - b - c - d - e - f - g in a row. */
const row: readonly SplitArea[] = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((slug, index, all) => ({ slug, name: slug.toUpperCase(), neighbours: [all[index - 1], all[index + 1]].filter((each) => each !== undefined) }));

describe('ways to split', () => {
  const splits = proposeSplits([lotWith()], row);
  const of = (kind: string) => splits.find((each) => each.kind === kind)!.lots;

  it('are the whole, neighbours, each area, and one small lot apart', () => {
    expect(splits.map(({ kind, lots }) => [kind, lots.length])).toEqual([['whole', 1], ['by-neighbours', 3], ['by-area', 7], ['one-small', 2]]);
    expect(of('one-small').map(({ areas }) => areas.length)).toEqual([6, 1]);
  });

  it('lose no area and no penny, and give each lot an id of its own', () => {
    for (const { lots } of splits) {
      expect(lots.flatMap(({ areas }) => areas).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
      expect(lots.reduce((sum, { valuePence }) => sum + valuePence!, 0)).toBe(1_000_001);
      expect(new Set(lots.map(({ id }) => id)).size).toBe(lots.length);
      expect(() => processForm.parse({ title: 'A tender', problem: { who: '', today: '', good: '' }, method: 'open-procedure', lots })).not.toThrow();
    }
  });

  it('put areas together that lie beside one another, and leave none alone that had a neighbour', () => {
    expect(neighbourhoods(['a', 'b', 'c', 'd', 'e', 'f', 'g'], row).map((group) => group.toSorted().join(''))).toEqual(['abc', 'def', 'g']);
    expect(neighbourhoods(['a', 'c', 'e'], row)).toEqual([['a'], ['c'], ['e']]);
  });

  it('of one area are one; of two parts are by part too', () => {
    expect(proposeSplits([lotWith({ areas: ['a'] })], row).map(({ kind }) => kind)).toEqual(['whole']);
    const two = proposeSplits([lotWith(), lotWith({ id: 'north', areas: ['g'] }), lotWith({ id: 'rank', part: 'visit.recommender', areas: ['a'] })], row);
    expect(two.map(({ kind }) => kind)).toContain('by-part');
  });
});

describe('who could bid', () => {
  const provider: KnownProvider = { id: 'p', name: 'Three Glens Trails', kind: 'provider', parts: ['visit.content'], areas: ['a', 'b'], turnoverPence: 8_000_000, supportedEmployment: false, smallOrSocial: true };
  const why = (form: object, change: Partial<KnownProvider> = {}) => couldBid(lotWith({ areas: ['a'], ...form }), { ...provider, ...change }, (slug) => slug.toUpperCase());

  it('is whoever serves the part and the areas and is large enough', () => {
    expect(why({})).toEqual({ could: true, reasons: [] });
  });

  it.each([
    ['another part', { part: 'visit.recommender' }, {}, 'part'],
    ['an area it does not serve', { areas: ['a', 'g'] }, {}, 'areas'],
    ['a lot that is more than half of its turnover', { valuePence: 20_000_000 }, {}, 'size'],
    ['a lot kept for supported employment', { reservedFor: 'supported-employment' }, {}, 'reserved'],
    ['a lot kept for small providers, for one that is not', { reservedFor: 'small-and-social' }, { smallOrSocial: false }, 'reserved'],
  ])('is not, for %s', (_, form, change, about) => {
    expect(why(form, change)).toMatchObject({ could: false, reasons: [{ about, blocks: true }] });
  });

  it('is counted by the year: a long term makes no lot too large', () => {
    expect(why({ valuePence: 8_000_000, term: { from: '2027-01-01', to: '2027-12-31' } }).could).toBe(false);
    expect(why({ valuePence: 8_000_000, term: { from: '2027-01-01', to: '2028-12-31' } }).could).toBe(true);
  });

  it('also is who has not told everything; what is not known is said and blocks nobody', () => {
    expect(why({}, { parts: null, areas: null, turnoverPence: null })).toMatchObject({ could: true, reasons: [{ blocks: false }, { blocks: false }, { blocks: false }] });
  });
});
