/** The roads of Northern Ireland are drawn and measured consistently, and keep out of the water. */
import { readFileSync } from 'node:fs';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import { createWater, type Road } from '../../../packages/road-network/src/index.ts';
import { lineMetres, straightMetres, type Point } from '../../../packages/road-network/src/sphere.ts';
import { roadData, towns, water } from './read-roads.ts';

const nodes = new Map(roadData.nodes.map((node) => [node.id, node]));
const label = ({ from, to, name }: Road): string => `${from} to ${to} (${name || 'no name'})`;

describe('the roads of Northern Ireland', () => {
  it('are as long as their drawn line, give or take its bends', () => {
    const wrong = roadData.roads.flatMap((road) => {
      const ratio = road.lengthMetres / lineMetres(lineOf(road));
      return ratio >= 0.97 && ratio <= 1.35 ? [] : [`${label(road)}: ${ratio.toFixed(2)}`];
    });
    expect(wrong).toEqual([]);
  });

  it('use every node', () => {
    const used = new Set(roadData.roads.flatMap(({ from, to }) => [from, to]));
    expect(roadData.nodes.filter(({ id }) => !used.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('hang together', () => {
    expect(unreachableFrom('belfast')).toEqual([]);
  });

  it('are drawn once', () => {
    const seen = new Set<string>();
    const twice = roadData.roads.filter(({ from, to, name, roadClass }) => {
      const key = [...[from, to].sort(), name, roadClass].join('|');
      return seen.size === seen.add(key).size;
    });
    expect(twice.map(label)).toEqual([]);
  });

  it('lie inside Northern Ireland', () => {
    const outline = readOutline();
    const outside = createWater({ land: outline });
    // The outline is drawn to a few hundred metres; harbours and headlands may lie that far out.
    const far = roadData.nodes.filter((node) => [0, 1, 2, 3, 4, 5, 6, 7].every((turn) => isWet(outside, moved(node, 500, turn))) && isWet(outside, node));
    expect(far.map(({ id }) => id)).toEqual([]);
  });

  it('keep out of lakes and the sea, but for ferries, bridges and causeways', () => {
    const shores = createWater(water);
    const wet = roadData.roads.flatMap((road) => {
      if (road.ferry || road.overWater) return [];
      const line = lineOf(road);
      let metres = 0;
      for (let i = 1; i < line.length; i++) {
        const segment = straightMetres(line[i - 1]!, line[i]!);
        for (const { from, to } of shores.stretches(line[i - 1]!, line[i]!)) metres += (to - from) * segment;
      }
      return metres > 200 ? [`${label(road)}: ${metres.toFixed(0)} m`] : [];
    });
    expect(wet).toEqual([]);
  });

  it('have motorways and ferries that nobody walks along', () => {
    expect(roadData.roads.filter(({ roadClass, foot }) => roadClass === 'motorway' && foot).map(label)).toEqual([]);
    expect(roadData.roads.filter(({ ferry }) => ferry).map(({ name }) => name).sort()).toEqual(['Ballycastle to Rathlin ferry', 'Portaferry to Strangford ferry']);
  });
});

describe('the towns of Northern Ireland', () => {
  it('each have one slug', () => {
    expect(new Set(towns.map(({ slug }) => slug)).size).toBe(towns.length);
  });

  it('stand where the road nodes of the same name stand', () => {
    const apart = towns.filter((town) => {
      const node = nodes.get(town.slug);
      return node !== undefined && straightMetres(town, node) > 50;
    });
    expect(apart.map(({ slug }) => slug)).toEqual([]);
  });
});

function lineOf(road: Road): Point[] {
  return [nodes.get(road.from)!, ...road.via.map(([lat, lon]) => ({ lat, lon })), nodes.get(road.to)!];
}

function unreachableFrom(start: string): string[] {
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of roadData.roads) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
  }
  const reached = new Set([start]);
  for (const id of reached) for (const next of neighbours.get(id) ?? []) reached.add(next);
  return roadData.nodes.filter(({ id }) => !reached.has(id)).map(({ id }) => id);
}

/** The eleven districts together. */
function readOutline(): (Polygon | MultiPolygon)[] {
  const areas = JSON.parse(readFileSync(new URL('../areas.geojson', import.meta.url), 'utf8')) as FeatureCollection<Polygon | MultiPolygon>;
  return areas.features.map(({ geometry }) => geometry);
}

function isWet(shores: ReturnType<typeof createWater>, point: Point): boolean {
  return shores.stretches(point, moved(point, 1, 0)).length > 0;
}

/** The point so many metres off, in eighths of a turn from north. */
function moved({ lat, lon }: Point, metres: number, turn: number): Point {
  const angle = (turn * Math.PI) / 4;
  return { lat: lat + (metres * Math.cos(angle)) / 111_200, lon: lon + (metres * Math.sin(angle)) / (111_300 * Math.cos((lat * Math.PI) / 180)) };
}
