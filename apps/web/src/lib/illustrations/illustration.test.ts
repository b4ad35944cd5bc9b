import { kindSlugs } from '@drystone/part-visit-content';
import { describe, expect, it } from 'vitest';
import { illustration, terrains } from './illustration.ts';

const everyScene = kindSlugs.flatMap((kind) => terrains.map((terrain) => ({ kind, terrain })));

describe('an illustration', () => {
  it('is drawn for every kind on every terrain, by day and by night', () => {
    for (const { kind, terrain } of everyScene) {
      for (const light of ['day', 'night'] as const) {
        const svg = illustration(kind, terrain, 'somewhere', light);
        expect(svg).toMatch(/^<svg .*<\/svg>$/s);
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  });

  it('is the same for the same place, and another for another place of its kind', () => {
    expect(illustration('castle', 'coast', 'dunluce-castle', 'day')).toBe(illustration('castle', 'coast', 'dunluce-castle', 'day'));
    expect(illustration('castle', 'coast', 'dunluce-castle', 'day')).not.toBe(illustration('castle', 'coast', 'dunseverick-castle', 'day'));
  });
});
