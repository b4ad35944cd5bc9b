import { describe, expect, it } from 'vitest';
import type { Polygon } from 'geojson';
import { createWater } from './water.ts';

const box = (west: number, south: number, east: number, north: number): number[][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const polygon = (...rings: number[][][]): Polygon => ({ type: 'Polygon', coordinates: rings });

/** A land some 13 km wide with a lake 3 km wide in its middle, and an island in the lake. */
const water = createWater({
  land: [polygon(box(-6.2, 54.4, -6, 54.6))],
  lakes: [polygon(box(-6.12, 54.48, -6.08, 54.52), box(-6.11, 54.49, -6.1, 54.51))],
});
const at = (lon: number, lat = 54.5) => ({ lat, lon });

describe('water', () => {
  it('is not met on a line over land', () => {
    expect(water.stretches(at(-6.19, 54.45), at(-6.01, 54.45))).toEqual([]);
  });

  it('is met on both sides of an island in a lake', () => {
    const [west, east, ...more] = water.stretches(at(-6.15), at(-6.05));
    expect(more).toEqual([]);
    expect([west!.from, west!.to, east!.from, east!.to].map((share) => Number(share.toFixed(6)))).toEqual([0.3, 0.4, 0.5, 0.7]);
  });

  it('is all that lies off the land', () => {
    expect(water.stretches(at(-6.3), at(-6.25))).toEqual([{ from: 0, to: 1 }]);
    expect(water.stretches(at(-6.1, 54.59), at(-6.1, 54.61))[0]!.to).toBe(1);
  });

  it('bars the way across, but not to a harbour or a rock a little way out', () => {
    expect(water.blocks(at(-6.15), at(-6.05))).toBe(true);
    expect(water.blocks(at(-6.15), at(-6.203))).toBe(false);
    expect(water.blocks(at(-6.15), at(-6.23))).toBe(true);
  });

  it('knows no sea where no land is given', () => {
    expect(createWater({}).blocks(at(-6.3), at(-5))).toBe(false);
  });
});
