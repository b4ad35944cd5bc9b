import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGraph, createSearch, type Arc } from './shortest-times.ts';

const arc = (nodeCount: number) =>
  fc.record({ from: fc.nat(nodeCount - 1), to: fc.nat(nodeCount - 1), minutes: fc.integer({ min: 0, max: 20 }), metres: fc.constant(1) });

describe('a search', () => {
  it('finds what going over every arc again and again finds (Bellman and Ford)', () => {
    fc.assert(
      fc.property(fc.array(arc(12), { maxLength: 60 }), fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }), (drawn, starts) => {
        const arcs: Arc[] = drawn.map((each, road) => ({ ...each, road }));
        const { minutes } = createSearch(createGraph(12, arcs))(starts.map((node, i) => ({ node, minutes: i, metres: 0 })));
        expect([...minutes]).toEqual(relaxed(arcs, starts));
      }),
    );
  });

  it('leads back from every node reached to the seed it came from', () => {
    const arcs: Arc[] = [
      { from: 0, to: 1, minutes: 5, metres: 100, road: 0 },
      { from: 1, to: 2, minutes: 5, metres: 100, road: 1 },
      { from: 3, to: 2, minutes: 7, metres: 100, road: 2 },
    ];
    const found = createSearch(createGraph(5, arcs))([
      { node: 0, minutes: 0, metres: 0 },
      { node: 3, minutes: 1, metres: 10 },
    ]);
    expect(found.seed[2]).toBe(1);
    expect(found.previousRoad[2]).toBe(2);
    expect(found.metres[2]).toBe(110);
    expect(found.seed[4]).toBe(-1);
    expect(found.minutes[4]).toBe(Infinity);
  });

  it('forgets the search before it', () => {
    const search = createSearch(createGraph(2, []));
    search([{ node: 0, minutes: 0, metres: 0 }]);
    expect([...search([{ node: 1, minutes: 2, metres: 0 }]).minutes]).toEqual([Infinity, 2]);
  });
});

function relaxed(arcs: readonly Arc[], starts: readonly number[]): number[] {
  const minutes = new Array<number>(12).fill(Infinity);
  starts.forEach((node, i) => (minutes[node] = Math.min(minutes[node]!, i)));
  for (let round = 0; round < 12; round++) {
    for (const { from, to, minutes: more } of arcs) minutes[to] = Math.min(minutes[to]!, minutes[from]! + more);
  }
  return minutes;
}
