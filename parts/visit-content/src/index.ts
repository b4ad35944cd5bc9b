export { accessibility, accessLevel, attraction, basis, hours, position, price } from './attraction.ts';
export type { AccessLevel, Attraction, Basis } from './attraction.ts';
export { interests, interestSlugs } from './interests.ts';
export type { Interest } from './interests.ts';
export { kinds, kindSlugs } from './kinds.ts';
export type { Kind } from './kinds.ts';
