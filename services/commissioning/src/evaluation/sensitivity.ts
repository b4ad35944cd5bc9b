/** Which weights, and which evaluator, would change the winner. Pure: each question is answered by ranking anew. */

import { fractionsOf, rankBids, type ScoredBid, type Scoring } from './scoring.ts';

export interface WeightChange {
  readonly criterion: string;
  readonly weight: number;
  /** The nearest whole percent at which somebody else is first; null where no weight does it. */
  readonly changedAt: number | null;
  /** Who is first there: bids of one total are all named. */
  readonly first: readonly string[];
}

/** For each criterion the smallest change of its weight, the others scaled to fill the rest, that changes the first place. */
export function weightSensitivity(criteria: readonly Scoring[], bids: readonly ScoredBid[]): readonly WeightChange[] {
  const now = firstAt(criteria, bids);
  return criteria.map(({ id, weight }) => {
    // Nothing is left to scale.
    const alone = weight === 100;
    for (let step = 1; !alone && bids.length > 1 && step <= 100; step++) {
      for (const changedAt of [weight - step, weight + step]) {
        if (changedAt < 0 || changedAt > 100) continue;
        const first = firstAt(withWeight(criteria, id, changedAt), bids);
        if (first.join() !== now.join()) return { criterion: id, weight, changedAt, first };
      }
    }
    return { criterion: id, weight, changedAt: null, first: now };
  });
}

/** One criterion's weight changed, the others scaled so that all add up to 100. */
export function withWeight(criteria: readonly Scoring[], id: string, weight: number): readonly Scoring[] {
  const rest = criteria.reduce((sum, each) => sum + (each.id === id ? 0 : each.weight), 0);
  return criteria.map((each) => ({ ...each, weight: each.id === id ? weight : rest === 0 ? 0 : (each.weight * (100 - weight)) / rest }));
}

function firstAt(criteria: readonly Scoring[], bids: readonly ScoredBid[]): readonly string[] {
  const fractions = fractionsOf(criteria, bids);
  const totals = bids.map((_, index) => criteria.reduce((sum, { id, weight }) => sum + weight * fractions[index]![id]!, 0));
  const most = Math.max(...totals);
  return bids.flatMap(({ id }, index) => (totals[index]! > most - 0.005 ? [id] : [])).toSorted();
}

export interface LeftOut {
  /** Null: nobody is left out. */
  readonly evaluator: string | null;
  readonly first: readonly string[];
}

/** Who were first by the mean of the evaluators' own scores, and by the mean without each of them in turn. */
export function withoutEach(criteria: readonly Scoring[], bids: readonly ScoredBid[], own: readonly { readonly evaluator: string; readonly bid: string; readonly criterion: string; readonly score: number }[]): readonly LeftOut[] {
  const evaluators = [...new Set(own.map(({ evaluator }) => evaluator))];
  const firstWithout = (leftOut: string | null): readonly string[] => {
    const meant = bids.map((bid) => {
      const byCriterion = Map.groupBy(own.filter((each) => each.bid === bid.id && each.evaluator !== leftOut), ({ criterion }) => criterion);
      return { ...bid, scores: { ...bid.scores, ...Object.fromEntries([...byCriterion].map(([criterion, scores]) => [criterion, scores.reduce((sum, { score }) => sum + score, 0) / scores.length])) } };
    });
    return rankBids(criteria, meant).flatMap(({ bid, rank }) => (rank === 1 ? [bid] : []));
  };
  return evaluators.length < 2 ? [] : [null, ...evaluators].map((evaluator) => ({ evaluator, first: firstWithout(evaluator) }));
}
