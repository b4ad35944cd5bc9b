import { describe, expect, it } from 'vitest';
import { parseRoadData, RoadDataError } from './road-data.ts';

const carKmh = { motorway: 100, dual: 86, primary: 64, secondary: 55, minor: 44, urban: 27 };
const ford = { id: 'ford', name: 'The Ford', lat: 54.5, lon: -6.5 };
const mill = { id: 'mill', name: 'The Mill', lat: 54.5, lon: -6.4 };
const road = { from: 'ford', to: 'mill', road: 'A99', class: 'primary', km: 6.8 };

const parsing = (change: { nodes?: unknown; roads?: unknown; carKmh?: unknown }) => () =>
  parseRoadData({ nodes: change.nodes ?? [ford, mill], roads: { carKmh: change.carKmh ?? carKmh, roads: change.roads ?? [road] } });

const errorOf = (parse: () => unknown): RoadDataError => {
  try {
    parse();
  } catch (error) {
    if (error instanceof RoadDataError) return error;
  }
  throw new Error('no RoadDataError was thrown');
};

describe('a road written by hand', () => {
  it('gets what is usual where it says nothing', () => {
    const { roads } = parsing({})();
    expect(roads).toEqual([
      {
        from: 'ford',
        to: 'mill',
        name: 'A99',
        roadClass: 'primary',
        lengthMetres: 6800,
        via: [],
        slope: 'rolling',
        kmh: undefined,
        foot: true,
        overWater: false,
        cars: true,
        ferry: undefined,
      },
    ]);
  });

  it('is not walked where it is a motorway, nor driven where it is a path', () => {
    expect(parsing({ roads: [{ ...road, class: 'motorway' }] })().roads[0]).toMatchObject({ foot: false, cars: true });
    expect(parsing({ roads: [{ ...road, class: 'path' }] })().roads[0]).toMatchObject({ foot: true, cars: false });
  });
});

describe('a slip in the data is named with its field, its value and the mend', () => {
  it.each([
    ['an unknown node', { roads: [{ ...road, to: 'mil' }] }, 'roads[0].to', 'mil', 'no node has this id'],
    ['a road from a node to itself', { roads: [{ ...road, to: 'ford' }] }, 'roads[0].to', 'ford', 'two different nodes'],
    ['a negative length', { roads: [road, { ...road, km: -2 }] }, 'roads[1].km', -2, 'a number above 0'],
    ['a length in words', { roads: [{ ...road, km: '6 km' }] }, 'roads[0].km', '6 km', 'a number above 0'],
    ['a node twice', { nodes: [ford, mill, { ...ford, name: 'Another' }] }, 'nodes[2].id', 'ford', 'rename or delete'],
    ['a latitude off the globe', { nodes: [{ ...ford, lat: 154.5 }, mill] }, 'nodes[0].lat', 154.5, 'from -90 to 90'],
    ['an unknown class', { roads: [{ ...road, class: 'lane' }] }, 'roads[0].class', 'lane', 'motorway, dual'],
    ['a mistyped field', { roads: [{ ...road, kph: 60 }] }, 'roads[0].kph', 60, 'no such field'],
    ['a bend that is no point', { roads: [{ ...road, via: [[54.5, -6.45], [54.5]] }] }, 'roads[0].via[1]', [54.5], '[lat, lon]'],
    ['a ferry without its crossing', { roads: [{ ...road, class: 'ferry' }] }, 'roads[0].crossingMinutes', undefined, 'a number above 0'],
    ['a missing speed', { carKmh: { ...carKmh, minor: undefined } }, 'carKmh.minor', undefined, 'a number above 0'],
    ['no list of nodes', { nodes: 'ford' }, 'nodes', 'ford', 'a list'],
  ])('%s', (_, change, field, value, mend) => {
    const error = errorOf(parsing(change));
    expect(error).toMatchObject({ field, value });
    expect(error.mend).toContain(mend);
    expect(error.message).toContain(field);
  });
});
