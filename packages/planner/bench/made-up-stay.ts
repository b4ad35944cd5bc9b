/** A made-up stay like a real one: places over a region of 130 × 110 km, hours with lunch closures, kinds, lunch, a budget. */

import type { Problem } from "../src/index.ts";
import { createRandom } from "../src/random.ts";

export function makeUpStay(places: number, days: number, seed = 1): Problem {
  const random = createRandom(seed);
  const towns = Array.from({ length: 12 }, () => [random.next() * 130, random.next() * 110] as const);
  const points = Array.from({ length: places }, () => {
    const [x, y] = towns[random.below(towns.length)]!;
    return random.next() < 0.3 ? ([random.next() * 130, random.next() * 110] as const) : ([x + random.next() * 12 - 6, y + random.next() * 12 - 6] as const);
  });
  points.push(towns[0]!);
  const locations = points.length;
  const travel = new Float64Array(locations * locations);
  points.forEach(([x, y], from) => points.forEach(([u, v], to) => (travel[from * locations + to] = from === to ? 0 : Math.ceil(3 + 1.25 * Math.hypot(x - u, y - v)))));
  return {
    locations,
    travel,
    visits: Array.from({ length: places }, (_, location) => {
      const duration = 20 + 10 * random.below(11);
      const windows = Array.from({ length: days }, () => {
        const dice = random.next();
        if (dice < 0.12) return [];
        if (dice < 0.4) return [{ opens: 0, closes: 1440 }];
        const opens = 540 + 30 * random.below(5);
        const closes = 960 + 30 * random.below(5) - duration;
        return dice < 0.6 ? [{ opens, closes: 750 - Math.min(duration, 750 - opens) }, { opens: 810, closes: Math.max(810, closes) }] : [{ opens, closes: Math.max(opens, closes) }];
      });
      return { location, duration, score: Math.round(1000 * random.next() ** 2) / 10, windows, kinds: [random.below(8)], uses: [random.below(3) * 400] };
    }),
    routes: Array.from({ length: days }, () => ({ start: locations - 1, end: locations - 1, opens: 540, closes: 1140, breaks: [{ duration: 45, opens: 720, closes: 840 }] })),
    kinds: Array.from({ length: 8 }, () => ({ diminishing: 0.85, limitPerRoute: 3 })),
    resources: [{ limit: 4000 * days }],
    travelCost: 0.01,
  };
}
