/**
 * The part `visit.recommender`: ranks candidates for a visitor. One provider of it serves a trip
 * (one of, by share, key = trip); the built-in default is Drystone's own recommender.
 */

import { recommend, type Candidate, type Recommendation, type Visitor } from '@drystone/recommender';

export interface Recommender {
  /** One recommendation a candidate, in the order of the candidates. */
  score(visitor: Visitor, candidates: readonly Candidate[]): Promise<readonly Recommendation[]>;
}

export const builtInRecommender: Recommender = {
  score: async (visitor, candidates) => recommend(visitor, candidates),
};

export { visitRecommender } from './part.ts';
export { hiddenBelow } from '@drystone/recommender';
export type { Candidate, Recommendation, Visitor } from '@drystone/recommender';
