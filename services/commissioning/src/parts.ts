/** The parts that a lot can buy. */

import type { Part } from '@drystone/part';
import { homeResponse } from '@drystone/part-home-response';
import { visitContent } from '@drystone/part-visit-content';
import { visitRecommender } from '@drystone/part-visit-recommender';

export const parts: readonly Part[] = [visitContent, visitRecommender, homeResponse];
export const partIds = [visitContent.id, visitRecommender.id, homeResponse.id] as const;
export type PartId = (typeof partIds)[number];

export function partOf(id: PartId): Part {
  return parts.find((each) => each.id === id)!;
}
