import type { Part } from '@drystone/part';

export const visitRecommender = {
  id: 'visit.recommender',
  name: 'Recommendations of the visitor guide',
  joins: 'one',
  metrics: [{ id: 'visited', title: 'Times a visitor said "we were here"', unit: 'times', better: 'higher', events: ['stop.visited'] }],
} as const satisfies Part;
