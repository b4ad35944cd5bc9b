/** Journeys over the roads of Northern Ireland take as long, and go where, a person who knows them would say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRoadNetwork, createWater, type RoadRoute } from '../../../packages/road-network/src/index.ts';
import { straightMetres, type Point } from '../../../packages/road-network/src/sphere.ts';
import { knownDrives, roadData, towns, water } from './read-roads.ts';

const network = createRoadNetwork(roadData);
const shores = createWater(water);
const town = (slug: string): Point => towns.find((each) => each.slug === slug)!;
const drive = (from: Point, to: Point): RoadRoute => network.route(from, to, 'car')!;
const km = ({ distanceMetres }: RoadRoute): number => distanceMetres / 1000;

describe('well-known drives', () => {
  const compared = knownDrives.map((known) => {
    const route = drive(known.start, known.end);
    return { name: `${known.from} to ${known.to}`, minutes: route.durationMinutes / known.minutes - 1, km: km(route) / known.km - 1 };
  });
  const mean = (errors: readonly number[]): number => errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;

  it('are many and spread over the country', () => {
    expect(knownDrives.length).toBeGreaterThanOrEqual(60);
    expect(new Set(knownDrives.flatMap(({ from, to }) => [from, to])).size).toBeGreaterThan(80);
  });

  it('take the time people say, within 7 % on average', () => {
    expect(mean(compared.map(({ minutes }) => minutes))).toBeLessThan(0.07);
    expect(compared.filter(({ minutes }) => Math.abs(minutes) > 0.3)).toEqual([]);
  });

  it('are as long as people say, within 5 % on average', () => {
    expect(mean(compared.map((each) => each.km))).toBeLessThan(0.05);
    // A hospital on the edge of the city, whose true way out of its centre is not known better.
    expect(compared.filter((each) => Math.abs(each.km) > 0.15).map(({ name }) => name)).toEqual(['derry to altnagelvin']);
  });
});

describe('loughs, mountains and the sea are gone round', () => {
  it('crosses Strangford Lough by the ferry from Portaferry, and not from Killyleagh to Greyabbey', () => {
    const byFerry = drive(town('portaferry'), town('strangford'));
    expect(byFerry.ferries).toEqual(['Portaferry to Strangford ferry']);
    expect(byFerry.durationMinutes).toBeGreaterThan(20);
    expect(byFerry.durationMinutes).toBeLessThan(30);

    const round = drive(town('killyleagh'), town('greyabbey'));
    expect(round.ferries).toEqual([]);
    expect(km(round)).toBeGreaterThan(33);
  });

  it('goes round Lough Neagh from Antrim to Ardboe', () => {
    expect(straightMetres(town('antrim'), town('ardboe')) / 1000).toBeLessThan(25);
    expect(km(drive(town('antrim'), town('ardboe')))).toBeGreaterThan(37);
  });

  it('goes round Lower Lough Erne from Kesh to Derrygonnelly', () => {
    expect(km(drive(town('kesh'), town('derrygonnelly')))).toBeGreaterThan(33);
  });

  it('follows the shore from Enniskillen to Belleek', () => {
    const route = drive(town('enniskillen'), town('belleek'));
    expect(km(route)).toBeGreaterThan(35);
    expect(km(route)).toBeLessThan(43);
  });

  it('goes by the coast from Newcastle to Kilkeel, and not over the Mournes', () => {
    const route = drive(town('newcastle'), town('kilkeel'));
    expect(nearest(route, town('annalong'))).toBeLessThan(500);
    expect(km(route)).toBeLessThan(23);
  });

  it('goes over the moor from Cushendall to Ballycastle', () => {
    const route = drive(town('cushendall'), town('ballycastle'));
    expect(nearest(route, { lat: 55.157, lon: -6.112 })).toBeLessThan(500);
    expect(km(route)).toBeLessThan(29);
  });

  it('goes by Limavady from Magilligan Point to Derry, for no ferry to Greencastle is drawn', () => {
    const route = drive({ lat: 55.1925, lon: -6.9625 }, town('derry'));
    expect(route.ferries).toEqual([]);
    expect(nearest(route, town('limavady'))).toBeLessThan(2500);
  });

  it('reaches Rathlin by the ferry only, and on foot from the pier', () => {
    const route = drive(town('ballycastle'), { lat: 55.301, lon: -6.279 });
    expect(route.ferries).toEqual(['Ballycastle to Rathlin ferry']);
    expect(route.durationMinutes).toBeGreaterThan(60 + 70);
    expect(network.route(town('ballycastle'), town('rathlin'), 'walk')!.ferries).toEqual(['Ballycastle to Rathlin ferry']);
  });

  it('does not find a way to an island without a ferry', () => {
    expect(network.route(town('ballymoney'), { lat: 54.6, lon: -5.2 }, 'car')).toBeUndefined();
  });

  it('draws no route over water, but for ferries, bridges and slivers of the map', () => {
    const random = fc.sample(fc.tuple(fc.nat(towns.length - 1), fc.nat(towns.length - 1)), { numRuns: 300, seed: 2026 });
    const wet = random.flatMap(([a, b]) => {
      const route = drive(towns[a]!, towns[b]!);
      const metres = longestOverWater(route);
      return metres > 400 ? [`${towns[a]!.slug} to ${towns[b]!.slug}: ${metres.toFixed(0)} m`] : [];
    });
    expect(wet).toEqual([]);
  });
});

describe('every mode', () => {
  it.each(['car', 'cycle', 'walk'] as const)('reaches every town from every other by %s', (mode) => {
    const { durationMinutes, distanceMetres } = network.matrix(towns, mode);
    expect(durationMinutes.every(Number.isFinite)).toBe(true);
    expect(distanceMetres.every(Number.isFinite)).toBe(true);
  });

  it('is never much quicker by way of a third town', () => {
    const n = towns.length;
    const { durationMinutes } = network.matrix(towns, 'car');
    const shorter: string[] = [];
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        for (let via = 0; via < n; via++) {
          const bySteps = durationMinutes[a * n + via]! + durationMinutes[via * n + b]!;
          if (durationMinutes[a * n + b]! > bySteps * 1.01 + 1) shorter.push(`${towns[a]!.slug} to ${towns[b]!.slug} by ${towns[via]!.slug}`);
        }
      }
    }
    expect(shorter).toEqual([]);
  });

  it('takes as long back as out', () => {
    const n = towns.length;
    const { durationMinutes } = network.matrix(towns, 'car');
    for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) expect(durationMinutes[a * n + b]).toBeCloseTo(durationMinutes[b * n + a]!, 6);
  });

  it('is slower by bicycle than by car, and on foot than by bicycle, between towns apart', () => {
    const [car, cycle, walk] = (['car', 'cycle', 'walk'] as const).map((mode) => network.route(town('omagh'), town('cookstown'), mode)!.durationMinutes);
    expect(car!).toBeLessThan(cycle! / 2);
    expect(cycle!).toBeLessThan(walk! / 2);
  });

  it('keeps walkers and cyclists off the motorway', () => {
    const byMotorway = drive(town('belfast'), town('dungannon'));
    const byBicycle = network.route(town('belfast'), town('dungannon'), 'cycle')!;
    expect(nearest(byMotorway, { lat: 54.484, lon: -6.508 })).toBeLessThan(300);
    expect(nearest(byBicycle, { lat: 54.484, lon: -6.35 })).toBeGreaterThan(500);
  });
});

/** Metres from a route's drawn line to a point, at the nearest of the line's corners and middles. */
function nearest({ geometry }: RoadRoute, point: Point): number {
  const corners = geometry.map(([lon, lat]) => ({ lat, lon }));
  const middles = corners.slice(1).map((corner, i) => ({ lat: (corner.lat + corners[i]!.lat) / 2, lon: (corner.lon + corners[i]!.lon) / 2 }));
  return Math.min(...[...corners, ...middles].map((corner) => straightMetres(corner, point)));
}

const overWaterLines = new Set(
  roadData.roads
    .filter(({ ferry, overWater }) => ferry || overWater)
    .flatMap(({ from, to, via }) => {
      const ends = [from, to].map((id) => roadData.nodes.find((node) => node.id === id)!);
      return [ends[0]!, ...via.map(([lat, lon]) => ({ lat, lon })), ends[1]!].map(({ lat, lon }) => `${lat},${lon}`);
    }),
);

/** The longest stretch of a route's line in the water, where it is not on a ferry, bridge or causeway. */
function longestOverWater({ geometry }: RoadRoute): number {
  let longest = 0;
  for (let i = 1; i < geometry.length; i++) {
    const [a, b] = [geometry[i - 1]!, geometry[i]!].map(([lon, lat]) => ({ lat, lon }));
    if (overWaterLines.has(`${a!.lat},${a!.lon}`) && overWaterLines.has(`${b!.lat},${b!.lon}`)) continue;
    for (const { from, to } of shores.stretches(a!, b!)) longest = Math.max(longest, (to - from) * straightMetres(a!, b!));
  }
  return longest;
}
