/** Keeps the answers of a slow question for the points asked about lately. */

import type { Point } from './sphere.ts';

/** The same answers as `answer`, the last `most` of them kept. */
export function remember<Answer>(most: number, answer: (point: Point) => Answer): (point: Point) => Answer {
  const kept = new Map<string, Answer>();
  return (point) => {
    const key = `${point.lat} ${point.lon}`;
    let known = kept.get(key);
    if (known === undefined) {
      known = answer(point);
      if (kept.size >= most) kept.delete(kept.keys().next().value!);
    } else kept.delete(key);
    // The order of a Map is that of insertion: what was asked last goes last.
    kept.set(key, known);
    return known;
  };
}
