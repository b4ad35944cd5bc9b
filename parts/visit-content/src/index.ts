export { visitContent } from './part.ts';
export { accessibility, accessLevel, attraction, basis, hours, mostPictures, picture, position, price } from './attraction.ts';
export type { AccessLevel, Attraction, Basis, Picture } from './attraction.ts';
export { interests, interestSlugs } from './interests.ts';
export type { Interest } from './interests.ts';
export { kinds, kindSlugs } from './kinds.ts';
export type { Kind } from './kinds.ts';

/**
 * The part `visit.content`: attractions of a place. All who serve it are joined, the place pack
 * always underneath.
 */
export interface ContentProvider {
  /** Every attraction the provider publishes for this place. */
  attractions(place: string): Promise<readonly import('./attraction.ts').Attraction[]>;
}

export { addressOf, contentPage, mostItems, mostPages, nextPage } from './feed.ts';
