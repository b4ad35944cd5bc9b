import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceFormulas } from '../processes/process.ts';
import { lowPrices, panelScore, promisedWorth, rankBids, type ScoredBid, type Scoring } from './scoring.ts';
import { weightSensitivity, withoutEach, withWeight } from './sensitivity.ts';

const criterion = (id: string, kind: Scoring['kind'], weight: number, more: Partial<Scoring> = {}): Scoring => ({ id, kind, weight, scale: 'zero-to-five', formula: 'lowest-price', promises: 50, ...more });
const usual = [criterion('quality', 'quality', 60), criterion('price', 'price', 30), criterion('social', 'social-value', 10)];
const bid = (id: string, quality: number, pricePence: number | null, social = 0, promisedPence = 0): ScoredBid => ({ id, pricePence, promisedPence, scores: { quality, social } });

const anyCriteria = fc
  .tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 0, max: 9 }), fc.constantFrom(...priceFormulas), fc.integer({ min: 0, max: 100 }))
  .map(([quality, social, formula, promises]) => [criterion('quality', 'quality', quality), criterion('social', 'social-value', social, { promises }), criterion('price', 'price', 100 - quality - social, { formula })]);
const anyBids = fc
  .array(fc.record({ quality: fc.integer({ min: 0, max: 5 }), social: fc.integer({ min: 0, max: 5 }), price: fc.integer({ min: 1, max: 100_000_000 }), promised: fc.integer({ min: 0, max: 10_000_000 }) }), { minLength: 1, maxLength: 8 })
  .map((bids) => bids.map(({ quality, social, price, promised }, index) => bid(`bid-${index}`, quality, price, social, promised)));

describe('a ranking', () => {
  it('adds weighted scores, the price by its formula, and promises', () => {
    const [first, second] = rankBids(usual, [bid('a', 4, 100_000, 5, 50_000), bid('b', 5, 200_000, 5, 100_000)]);
    expect(first).toMatchObject({ bid: 'a', rank: 1, points: { quality: 4800, price: 3000, social: 750 }, total: 8550 });
    expect(second).toMatchObject({ bid: 'b', rank: 2, points: { quality: 6000, price: 1500, social: 1000 }, total: 8500 });
    expect(first!.pointsPerThousandPounds).toBe(55.5);
  });

  it('counts a promise that nobody explained for nothing', () => {
    expect(rankBids(usual, [bid('a', 3, 1, 0, 100_000)])[0]!.points['social']).toBe(0);
  });

  it.each([
    ['lowest-price', [3000, 1500, 0]],
    ['straight-line', [3000, 0, 0]],
    ['per-pound', [3000, 1500, 0]],
  ] as const)('gives a price its points by %s', (formula, points) => {
    const criteria = usual.map((each) => ({ ...each, formula }));
    const results = rankBids(criteria, [bid('a', 4, 100_000), bid('b', 4, 200_000), bid('c', 4, null)]);
    expect(['a', 'b', 'c'].map((id) => results.find((each) => each.bid === id)!.points['price'])).toEqual(points);
  });

  it('gives bids of one total one rank', () => {
    expect(rankBids(usual, [bid('b', 4, 100), bid('a', 4, 100), bid('c', 3, 100)]).map(({ bid: id, rank }) => [id, rank])).toEqual([['a', 1], ['b', 1], ['c', 3]]);
  });

  it('has points between nothing and the weight, which add up to the total, whatever is bid', () => {
    fc.assert(
      fc.property(anyCriteria, anyBids, (criteria, bids) => {
        for (const { points, total } of rankBids(criteria, bids)) {
          expect(total).toBe(Object.values(points).reduce((sum, each) => sum + each, 0));
          expect(criteria.every(({ id, weight }) => Number.isInteger(points[id]) && points[id]! >= 0 && points[id]! <= weight * 100)).toBe(true);
        }
      }),
    );
  });

  it('never falls for a better score, and never rises for a higher price', () => {
    fc.assert(
      fc.property(anyCriteria, anyBids, fc.integer({ min: 1, max: 1_000_000 }), (criteria, bids, more) => {
        const [own, ...others] = bids;
        const rankOf = (changed: ScoredBid) => rankBids(criteria, [changed, ...others]).find((each) => each.bid === own!.id)!.rank;
        const rank = rankOf(own!);
        expect(rankOf({ ...own!, scores: { ...own!.scores, quality: Math.min(5, own!.scores['quality']! + 1) } })).toBeLessThanOrEqual(rank);
        // With lowest ÷ price and the line all prices hang on the lowest: the others only gain by a dearer one.
        expect(rankOf({ ...own!, pricePence: own!.pricePence! + more })).toBeGreaterThanOrEqual(rank);
      }),
    );
  });

  it('is the same in whatever order bids come', () => {
    fc.assert(fc.property(anyCriteria, anyBids, (criteria, bids) => void expect(rankBids(criteria, bids.toReversed())).toEqual(rankBids(criteria, bids))));
  });
});

describe('promises', () => {
  const proxies = new Map<string, number | null>([['hours', 1271], ['places', null]]);
  it('are worth quantity × proxy in whole pence, where the lot asked for them', () => {
    expect(promisedWorth([{ measure: 'hours', quantity: 10.5 }, { measure: 'places', quantity: 3 }, { measure: 'unasked', quantity: 9 }], [{ measure: 'hours' }, { measure: 'places' }], proxies)).toBe(13_346);
    expect(promisedWorth([{ measure: 'hours', quantity: -1 }], [{ measure: 'hours' }], proxies)).toBe(0);
  });
  it('are whole pence always, and never fall for more', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e3, noNaN: true }), (quantity, more) => {
        const worth = (each: number) => promisedWorth([{ measure: 'hours', quantity: each }], [{ measure: 'hours' }], proxies);
        expect(Number.isInteger(worth(quantity))).toBe(true);
        expect(worth(quantity + more)).toBeGreaterThanOrEqual(worth(quantity));
      }),
    );
  });
});

it('a panel is told by its middle or its mean', () => {
  expect([panelScore([], 'mean'), panelScore([1, 5, 2], 'median'), panelScore([1, 2, 4, 5], 'median'), panelScore([1, 1, 2], 'mean')]).toEqual([undefined, 2, 3, 1.33]);
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1 }), fc.constantFrom('median', 'mean'), (scores, rule) => { const told = panelScore(scores, rule)!; expect(told >= Math.min(...scores) && told <= Math.max(...scores)).toBe(true); }));
});

it('a price far below the others is asked about, where there are others to compare', () => {
  const prices = (...pence: (number | null)[]) => lowPrices(pence.map((pricePence, index) => ({ id: String(index), pricePence })));
  expect([prices(70, 100, 100), prices(80, 100, 100), prices(10, 100), prices(null, 100, 100)]).toEqual([['0'], [], [], []]);
});

describe('sensitivity', () => {
  const bids = [bid('good', 5, 200_000), bid('cheap', 3, 100_000)];
  it('tells the nearest weight at which somebody else is first', () => {
    const [quality, price] = weightSensitivity([criterion('quality', 'quality', 70), criterion('price', 'price', 30)], bids);
    expect(quality).toEqual({ criterion: 'quality', weight: 70, changedAt: 55, first: ['cheap'] });
    expect(price).toEqual({ criterion: 'price', weight: 30, changedAt: 45, first: ['cheap'] });
  });
  it('tells that no weight changes who is best at everything', () => {
    expect(weightSensitivity(usual, [bid('best', 5, 100, 5), bid('other', 3, 200, 3)]).map(({ changedAt }) => changedAt)).toEqual([null, null, null]);
  });
  it('names a weight at which the ranking really has another first, and none nearer', () => {
    fc.assert(
      fc.property(anyCriteria, anyBids, (criteria, some) => {
        for (const { criterion: id, weight, changedAt, first } of weightSensitivity(criteria, some)) {
          if (changedAt === null) continue;
          expect(Math.round(withWeight(criteria, id, changedAt).reduce((sum, each) => sum + each.weight, 0))).toBe(100);
          const nearer = weight + Math.sign(changedAt - weight) * (Math.abs(changedAt - weight) - 1);
          if (nearer !== weight) expect(weightSensitivity(withWeight(criteria, id, nearer), some).length).toBe(criteria.length);
          expect(first.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 30 },
    );
  });
  it('tells what one evaluator decided alone', () => {
    const own = [['one', 'good', 5], ['one', 'cheap', 0], ['two', 'good', 3], ['two', 'cheap', 4]].map(([evaluator, each, score]) => ({ evaluator: String(evaluator), bid: String(each), criterion: 'quality', score: Number(score) }));
    expect(withoutEach([criterion('quality', 'quality', 100)], bids, own)).toEqual([{ evaluator: null, first: ['good'] }, { evaluator: 'one', first: ['cheap'] }, { evaluator: 'two', first: ['good'] }]);
  });
});
