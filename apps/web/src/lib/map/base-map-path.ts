/** Where the drawn base of the place is served (`base-map-svg.ts` makes it). */
export const baseMapPath = '/base-map.svg';
