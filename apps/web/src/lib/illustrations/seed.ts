/** A stream of chances that is the same for the same text, so that a picture stays itself. */

export interface Chance {
  /** Uniform in [from, to), rounded to a tenth: SVG needs no more. */
  between(from: number, to: number): number;
  whole(from: number, to: number): number;
  odds(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** FNV-1a for the seed, mulberry32 for the stream. */
export function chanceOf(text: string): Chance {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  next();
  return {
    between: (from, to) => Math.round((from + next() * (to - from)) * 10) / 10,
    whole: (from, to) => Math.floor(from + next() * (to - from + 1)),
    odds: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  };
}
