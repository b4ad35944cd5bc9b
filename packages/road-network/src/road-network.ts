/**
 * Quickest ways over a small road network, one at a time or as a table, by car, bicycle or on foot.
 *
 * A route and a table are worked out by the same steps, so they agree to the last bit: join both
 * points to the roads near them, search from one (Dijkstra), and take the best of all the ways in.
 */
import { remember } from './remember.ts';
import type { Road, RoadData } from './road-data.ts';
import { createGraph, createSearch, type Arc, type Seed, type ShortestTimes } from './shortest-times.ts';
import { createSnapper, type Snap } from './snap.ts';
import { straightMetres, type Point } from './sphere.ts';
import { roadMinutes, roaming, roamMinutes, type Mode, type Roaming } from './travel-costs.ts';
import { createWater } from './water.ts';

export type { Mode } from './travel-costs.ts';
export type { Point } from './sphere.ts';

/** Row-major, one row for each point of departure; Infinity where there is no way. */
export interface TravelTable {
  readonly durationMinutes: Float64Array;
  readonly distanceMetres: Float64Array;
}

export interface RoadRoute {
  readonly distanceMetres: number;
  readonly durationMinutes: number;
  /** Starts and ends at the points asked for, and follows the drawn roads between. */
  readonly geometry: readonly (readonly [lon: number, lat: number])[];
  /** The names of the ferries taken, in order. Their average waits are in the duration. */
  readonly ferries: readonly string[];
}

export interface RoadNetwork {
  /** The quickest way, or `undefined` where there is none (an island without a ferry). */
  route(from: Point, to: Point, mode: Mode): RoadRoute | undefined;
  /** The quickest ways from each point to each other. */
  matrix(points: readonly Point[], mode: Mode): TravelTable;
  /** The quickest ways from some points to others: one more base for a matrix already made. */
  table(from: readonly Point[], to: readonly Point[], mode: Mode): TravelTable;
  /** Metres as the crow flies to the nearest road that can be reached from here, or `undefined` where water lies all round. */
  metresToRoad(point: Point, mode: Mode): number | undefined;
}

/**
 * Makes a network ready for questions. It is immutable; making one takes a few milliseconds a mode.
 *
 * @example
 * const network = createRoadNetwork(parseRoadData({ nodes, roads }));
 * network.route({ lat: 54.5965, lon: -5.9301 }, { lat: 55.2327, lon: -6.5175 }, 'car')?.durationMinutes; // 75
 */
export function createRoadNetwork(data: RoadData): RoadNetwork {
  const modes = new Map<Mode, ModeNetwork>();
  const forMode = (mode: Mode): ModeNetwork => {
    let network = modes.get(mode);
    if (!network) modes.set(mode, (network = createModeNetwork(data, mode)));
    return network;
  };
  return {
    route: (from, to, mode) => forMode(mode).route(from, to),
    matrix: (points, mode) => forMode(mode).table(points, points),
    table: (from, to, mode) => forMode(mode).table(from, to),
    metresToRoad: (point, mode) => forMode(mode).join(point).ways[0]?.snap.straightMetres,
  };
}

interface ModeNetwork {
  join(point: Point): Joined;
  route(from: Point, to: Point): RoadRoute | undefined;
  table(from: readonly Point[], to: readonly Point[]): TravelTable;
}

/** A point and its ways onto the roads. */
interface Joined {
  readonly point: Point;
  readonly ways: readonly JoiningWay[];
  /** How the traveller covers the ground around the point. */
  readonly roaming: Roaming;
}

interface JoiningWay {
  readonly snap: Snap;
  readonly road: UsableRoad;
  /** From the point to the road. */
  readonly minutes: number;
  readonly metres: number;
}

interface UsableRoad {
  readonly road: Road;
  readonly from: number;
  readonly to: number;
  readonly line: readonly Point[];
  readonly minutes: number;
  readonly metres: number;
}

/** The best way between two joined points: past the roads, along one road, or over the node `via`. */
interface Best {
  readonly minutes: number;
  readonly metres: number;
  readonly first?: JoiningWay | undefined;
  readonly last?: JoiningWay | undefined;
  readonly via?: number | undefined;
}

/** A trip asks about the same places again and again; a place's times take about 16 KB. */
const placesKept = 1_500;

const noWay: Best = { minutes: Infinity, metres: Infinity };

function createModeNetwork(data: RoadData, mode: Mode): ModeNetwork {
  const water = data.water && createWater(data.water);
  const roads = usableRoads(data, mode);
  const snap = createSnapper(
    roads.flatMap(({ road, line }, index) => (canJoinAnywhere(road) ? [{ road: index, line }] : [])),
    water,
  );
  const search = createSearch(createGraph(data.nodes.length, roads.flatMap(bothDirections)));

  const join = remember(placesKept, (point): Joined => {
    const snaps = snap(point);
    const ways = snaps.map((each): JoiningWay => {
      const road = roads[each.road]!;
      const way = roamingOn(road.road, mode);
      return {
        snap: each,
        road,
        minutes: roamMinutes(way, each.straightMetres),
        metres: each.straightMetres * way.detour,
      };
    });
    return { point, ways, roaming: ways[0] ? roamingOn(ways[0].road.road, mode) : roaming[mode] };
  });

  /** Shortest times from a point to every node. */
  const timesFrom = remember(placesKept, (point): ShortestTimes => {
    const { minutes, metres, previousNode, previousRoad, seed } = search(seeds(join(point)));
    return { minutes: minutes.slice(), metres: metres.slice(), previousNode: previousNode.slice(), previousRoad: previousRoad.slice(), seed: seed.slice() };
  });

  function best(from: Joined, to: Joined, times: ShortestTimes): Best {
    let found = direct(from, to);
    for (const last of to.ways) {
      for (const first of from.ways) {
        if (first.snap.road !== last.snap.road) continue;
        const share = Math.abs(first.snap.fraction - last.snap.fraction);
        const minutes = first.minutes + share * last.road.minutes + last.minutes;
        if (minutes >= found.minutes) continue;
        found = { minutes, metres: first.metres + share * last.road.metres + last.metres, first, last };
      }
      for (const via of [last.road.from, last.road.to]) {
        const share = via === last.road.from ? last.snap.fraction : 1 - last.snap.fraction;
        const minutes = times.minutes[via]! + share * last.road.minutes + last.minutes;
        if (minutes >= found.minutes) continue;
        found = { minutes, metres: times.metres[via]! + share * last.road.metres + last.metres, last, via };
      }
    }
    return found;
  }

  function direct(from: Joined, to: Joined): Best {
    const metres = straightMetres(from.point, to.point);
    const way = from.roaming.directMetres > to.roaming.directMetres ? from.roaming : to.roaming;
    if (metres > way.directMetres) return noWay;
    if (metres > 0 && water?.blocks(from.point, to.point)) return noWay;
    return { minutes: roamMinutes(way, metres), metres: metres * way.detour };
  }

  function table(from: readonly Point[], to: readonly Point[]): TravelTable {
    const targets = to.map((point) => join(point));
    const durationMinutes = new Float64Array(from.length * to.length);
    const distanceMetres = new Float64Array(from.length * to.length);
    from.forEach((point, row) => {
      const source = from === to ? targets[row]! : join(point);
      const times = timesFrom(point);
      targets.forEach((target, column) => {
        const { minutes, metres } = best(source, target, times);
        durationMinutes[row * to.length + column] = minutes;
        distanceMetres[row * to.length + column] = metres;
      });
    });
    return { durationMinutes, distanceMetres };
  }

  function route(from: Point, to: Point): RoadRoute | undefined {
    const [source, target] = [join(from), join(to)];
    const times = timesFrom(from);
    const way = best(source, target, times);
    if (way.minutes === Infinity) return undefined;
    const { line, ferries } = trace(source, way, times);
    return {
      distanceMetres: way.metres,
      durationMinutes: way.minutes,
      geometry: withoutRepeats([from, ...line, to]).map(({ lat, lon }) => [lon, lat] as const),
      ferries,
    };
  }

  /** The drawn line between the two points, both left out, and the ferries on it. */
  function trace(source: Joined, { first, last, via }: Best, times: ShortestTimes): { readonly line: readonly Point[]; readonly ferries: readonly string[] } {
    if (!last) return { line: [], ferries: [] };
    if (via === undefined) return { line: stretchOf(last.road, first!.snap, last.snap), ferries: [] };

    const parts: (readonly Point[])[] = [stretchOf(last.road, via === last.road.from ? 'from' : 'to', last.snap)];
    const ferries: string[] = [];
    let node = via;
    while (times.previousNode[node]! >= 0) {
      const road = roads[times.previousRoad[node]!]!;
      parts.push(road.to === node ? stretchOf(road, 'from', 'to') : stretchOf(road, 'to', 'from'));
      if (road.road.ferry) ferries.push(road.road.name);
      node = times.previousNode[node]!;
    }
    const start = source.ways[times.seed[node]! >> 1]!;
    parts.push(stretchOf(start.road, start.snap, node === start.road.from ? 'from' : 'to'));
    return { line: parts.reverse().flat(), ferries: ferries.reverse() };
  }

  return { join, route, table };
}

function usableRoads(data: RoadData, mode: Mode): UsableRoad[] {
  const index = new Map(data.nodes.map((node, i) => [node.id, i]));
  return data.roads.flatMap((road): UsableRoad[] => {
    const minutes = roadMinutes(road, mode, data.carKmh);
    if (minutes === Infinity) return [];
    const from = index.get(road.from)!;
    const to = index.get(road.to)!;
    const bends = road.via.map(([lat, lon]) => ({ lat, lon }));
    return [{ road, from, to, line: [data.nodes[from]!, ...bends, data.nodes[to]!], minutes, metres: road.lengthMetres }];
  });
}

/** Motorways, and roads like them that nobody walks on, are joined at their junctions; ferries at their slips. */
function canJoinAnywhere(road: Road): boolean {
  return road.foot && road.roadClass !== 'motorway' && road.roadClass !== 'ferry';
}

/** Where a visitor's car cannot go, its driver walks. */
function roamingOn(road: Road, mode: Mode): Roaming {
  return roaming[mode === 'car' && !road.cars ? 'walk' : mode];
}

function bothDirections({ from, to, minutes, metres }: UsableRoad, road: number): Arc[] {
  return [
    { from, to, minutes, metres, road },
    { from: to, to: from, minutes, metres, road },
  ];
}

/** Two seeds for each way onto a road: towards its `from` (even places) and towards its `to` (odd ones). */
function seeds(source: Joined): Seed[] {
  return source.ways.flatMap(({ snap, road, minutes, metres }) => {
    const back = snap.fraction;
    const ahead = 1 - snap.fraction;
    return [
      { node: road.from, minutes: minutes + back * road.minutes, metres: metres + back * road.metres },
      { node: road.to, minutes: minutes + ahead * road.minutes, metres: metres + ahead * road.metres },
    ];
  });
}

/** The drawn line of a road between two places on it, in the order travelled. */
function stretchOf({ line }: UsableRoad, start: Snap | 'from' | 'to', end: Snap | 'from' | 'to'): Point[] {
  const place = (where: Snap | 'from' | 'to') => {
    if (where === 'from') return { at: line[0]!, segment: 0, fraction: 0 };
    if (where === 'to') return { at: line[line.length - 1]!, segment: line.length - 2, fraction: 1 };
    return { at: where.at, segment: where.lineSegment, fraction: where.fraction };
  };
  const [a, b] = [place(start), place(end)];
  if (a.fraction <= b.fraction) return [a.at, ...line.slice(a.segment + 1, b.segment + 1), b.at];
  return [a.at, ...line.slice(b.segment + 1, a.segment + 1).reverse(), b.at];
}

function withoutRepeats(line: readonly Point[]): Point[] {
  const kept = line.filter((point, i) => i === 0 || point.lat !== line[i - 1]!.lat || point.lon !== line[i - 1]!.lon);
  return kept.length > 1 ? kept : [line[0]!, line[line.length - 1]!];
}
