/** Numbers as they stand in a query or on a command line: `lat,lon`, or the corners of a box. */

import type { Point } from './content/geometry.ts';

/** So many numbers parted by commas, each no larger than its bound; undefined for anything else, and nothing is not a nought. */
export function parseNumbers(text: string, bounds: readonly number[]): number[] | undefined {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  return numbers.length === bounds.length && numbers.every((number, index) => Math.abs(number) <= bounds[index]!) ? numbers : undefined;
}

/** `lat,lon` in degrees. */
export function parsePoint(text: string): Point | undefined {
  const [lat, lon] = parseNumbers(text, [90, 180]) ?? [];
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
}
