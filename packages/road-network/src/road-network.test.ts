import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRoadNetwork, type Mode, type Point } from './road-network.ts';
import { parseRoadData, type RoadData } from './road-data.ts';
import { straightMetres } from './sphere.ts';
import type { WaterData } from './water.ts';

const carKmh = { motorway: 100, dual: 86, primary: 60, secondary: 55, minor: 44, urban: 27 };
const p = (lat: number, lon: number): Point => ({ lat, lon });
const metresEast = 64_700; // in one degree at 54.5° N, near enough

/**
 * A lough some 13 km wide. West: Ford and, to its north, Kirk. East: Mill. A road goes round by Kirk,
 * a ferry straight over; beyond Mill lies Isle, where a visitor's car may not go, and a motorway runs
 * from Kirk to Mill.
 */
const water: WaterData = {
  lakes: [{ type: 'Polygon', coordinates: [[[-6.49, 54.4], [-6.31, 54.4], [-6.31, 54.58], [-6.49, 54.58], [-6.49, 54.4]]] }],
};
const roads = [
  { from: 'ford', to: 'kirk', road: 'A1', class: 'primary', km: 12 },
  { from: 'kirk', to: 'mill', road: 'A2', class: 'primary', km: 24, via: [[54.6, -6.35]] },
  { from: 'kirk', to: 'mill', road: 'M9', class: 'motorway', km: 20, via: [[54.62, -6.4], [54.6, -6.3]] },
  { from: 'ford', to: 'mill', road: 'Lough ferry', class: 'ferry', km: 13, crossingMinutes: 40, waitMinutes: 20 },
  { from: 'mill', to: 'isle', road: 'Isle road', class: 'minor', km: 3.3, cars: false },
];
const nodes = [
  { id: 'ford', name: 'Ford', lat: 54.5, lon: -6.5 },
  { id: 'kirk', name: 'Kirk', lat: 54.6, lon: -6.5 },
  { id: 'mill', name: 'Mill', lat: 54.5, lon: -6.3 },
  { id: 'isle', name: 'Isle', lat: 54.5, lon: -6.25 },
];
const network = createRoadNetwork(parseRoadData({ nodes, roads: { carKmh, roads }, water }));
const at = (id: string): Point => nodes.find((node) => node.id === id)!;
const [ford, kirk, mill, isle] = [at('ford'), at('kirk'), at('mill'), at('isle')];

describe('a route', () => {
  it('takes the quickest roads, and says how long they are', () => {
    const route = network.route(ford, mill, 'car')!;
    expect(route.durationMinutes).toBeCloseTo(12 + 12, 6);
    expect(route.distanceMetres).toBeCloseTo(32_000, 6);
    expect(route.ferries).toEqual([]);
    expect(route.geometry).toEqual([[-6.5, 54.5], [-6.5, 54.6], [-6.4, 54.62], [-6.3, 54.6], [-6.3, 54.5]]);
  });

  it('takes the ferry on foot, waits for it, and keeps off the motorway', () => {
    const route = network.route(ford, mill, 'walk')!;
    expect(route.ferries).toEqual(['Lough ferry']);
    expect(route.durationMinutes).toBeCloseTo(60, 6);
    expect(network.route(kirk, mill, 'cycle')!.distanceMetres).toBeCloseTo(24_000, 6);
  });

  it('begins and ends at the points asked for, joining the road where it passes them', () => {
    const start = p(54.55, -6.505);
    const end = p(54.57, -6.498);
    const route = network.route(start, end, 'car')!;
    expect(route.geometry[0]).toEqual([start.lon, start.lat]);
    expect(route.geometry.at(-1)).toEqual([end.lon, end.lat]);
    expect(route.distanceMetres).toBeCloseTo(2400 + 1.3 * 0.007 * metresEast, -2);
  });

  it('goes the same way back', () => {
    const out = network.route(p(54.52, -6.51), p(54.47, -6.29), 'cycle')!;
    const back = network.route(p(54.47, -6.29), p(54.52, -6.51), 'cycle')!;
    expect(back.durationMinutes).toBeCloseTo(out.durationMinutes, 9);
    expect([...back.geometry].reverse()).toEqual(out.geometry);
  });

  it('goes straight between points near each other', () => {
    const route = network.route(p(54.53, -6.51), p(54.53, -6.52), 'walk')!;
    expect(route.geometry).toHaveLength(2);
    expect(route.distanceMetres).toBeCloseTo(0.01 * metresEast * 1.25, -2);
  });

  it('takes no time to where one is', () => {
    expect(network.route(ford, ford, 'car')).toMatchObject({ durationMinutes: 0, distanceMetres: 0 });
  });

  it('does not join a road on the far shore, however near', () => {
    const narrow = createRoadNetwork(
      parseRoadData({
        nodes,
        roads: { carKmh, roads },
        water: { lakes: [{ type: 'Polygon', coordinates: [[[-6.497, 54.4], [-6.48, 54.4], [-6.48, 54.58], [-6.497, 54.58], [-6.497, 54.4]]] }] },
      }),
    );
    const east = p(54.55, -6.475);
    expect(narrow.metresToRoad(east, 'car')).toBeGreaterThan(5000);
    expect(network.metresToRoad(p(54.55, -6.4975), 'car')).toBeLessThan(200);
  });

  it('is walked where a car may not go', () => {
    expect(network.route(mill, isle, 'car')!.durationMinutes).toBeCloseTo((3.3 / 4.6) * 60, 6);
  });

  it('is not found from an island without a road', () => {
    expect(network.route(p(54.45, -6.4), ford, 'car')).toBeUndefined();
    expect(network.matrix([p(54.45, -6.4), ford], 'car').durationMinutes[1]).toBe(Infinity);
    expect(network.metresToRoad(p(54.45, -6.4), 'walk')).toBeUndefined();
  });

  it('joins a motorway only at its ends', () => {
    expect(network.metresToRoad(p(54.62, -6.4), 'car')).toBeGreaterThan(1000);
  });
});

describe('on any network', () => {
  const point = fc.record({ lat: fc.double({ min: 54.4, max: 54.7, noNaN: true }), lon: fc.double({ min: -6.6, max: -6.2, noNaN: true }) });
  const mode = fc.constantFrom<Mode>('car', 'cycle', 'walk');

  it('a matrix, a table and routes agree to the last bit, without a NaN', () => {
    fc.assert(
      fc.property(anyRoadData(), fc.array(point, { minLength: 1, maxLength: 6 }), mode, (data, points, by) => {
        const any = createRoadNetwork(data);
        const { durationMinutes, distanceMetres } = any.matrix(points, by);
        expect(durationMinutes.some(Number.isNaN) || distanceMetres.some(Number.isNaN)).toBe(false);
        const table = any.table(points.slice(0, 1), points, by);
        points.forEach((from, i) =>
          points.forEach((to, j) => {
            const route = any.route(from, to, by);
            expect(durationMinutes[i * points.length + j]).toBe(route?.durationMinutes ?? Infinity);
            expect(distanceMetres[i * points.length + j]).toBe(route?.distanceMetres ?? Infinity);
            if (i === 0) expect(table.durationMinutes[j]).toBe(durationMinutes[j]);
          }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('the way back takes as long, and nothing beats a straight line', () => {
    fc.assert(
      fc.property(anyRoadData(), point, point, mode, (data, a, b, by) => {
        const any = createRoadNetwork(data);
        const out = any.route(a, b, by);
        const back = any.route(b, a, by);
        expect(out === undefined).toBe(back === undefined);
        if (!out || !back) return;
        expect(back.durationMinutes).toBeCloseTo(out.durationMinutes, 6);
        expect(out.distanceMetres).toBeGreaterThanOrEqual(straightMetres(a, b) * 0.999);
      }),
      { numRuns: 60 },
    );
  });
});

/** Eight nodes at random, joined in a chain and by some more roads, each a little longer than the crow flies. */
function anyRoadData(): fc.Arbitrary<RoadData> {
  const place = fc.tuple(fc.double({ min: 54.42, max: 54.68, noNaN: true }), fc.double({ min: -6.58, max: -6.22, noNaN: true }));
  const link = fc.tuple(fc.nat(7), fc.nat(7), fc.constantFrom('primary', 'secondary', 'minor', 'motorway'));
  return fc.tuple(fc.array(place, { minLength: 8, maxLength: 8 }), fc.array(link, { maxLength: 8 })).map(([places, more]) => {
    const chain = places.slice(1).map((_, i) => [i, i + 1, 'secondary'] as const);
    const links = [...chain, ...more].filter(([a, b]) => a !== b);
    const at = places.map(([lat, lon], i) => ({ id: `n${i}`, name: `N${i}`, lat, lon }));
    const written = links.map(([a, b, roadClass]) => ({
      from: `n${a}`,
      to: `n${b}`,
      road: 'R',
      class: roadClass,
      km: Math.max(0.01, (straightMetres(at[a]!, at[b]!) / 1000) * 1.1),
    }));
    return parseRoadData({ nodes: at, roads: { carKmh, roads: written } });
  });
}
