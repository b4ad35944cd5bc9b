/**
 * The shape of a road network written by hand, and the check of it: what a person types into YAML
 * is checked field by field, and an error says which field, what it held and how to mend it.
 */
import type { WaterData } from './water.ts';

const roadClasses = ['motorway', 'dual', 'primary', 'secondary', 'minor', 'urban', 'path', 'ferry'] as const;
const slopes = ['flat', 'rolling', 'hilly'] as const;

export type RoadClass = (typeof roadClasses)[number];
/** How much a road climbs: it slows a walker and a cyclist, not a driver. */
export type Slope = (typeof slopes)[number];

/** A place where roads meet or end. */
export interface RoadNode {
  readonly id: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
}

/** A stretch of road between two nodes, used in both directions. */
export interface Road {
  readonly from: string;
  readonly to: string;
  /** Its number or name: `A2`, `Torr Road`; empty where neither is known. For a ferry, what the traveller is told. */
  readonly name: string;
  readonly roadClass: RoadClass;
  /** Metres as driven; the drawn line is shorter, it cuts the bends. */
  readonly lengthMetres: number;
  /** Bends between the nodes, in order. */
  readonly via: readonly (readonly [lat: number, lon: number])[];
  readonly slope: Slope;
  /** A car's speed where that of the class is wrong. */
  readonly kmh: number | undefined;
  /** Neither walked nor cycled: motorways and roads like them. */
  readonly foot: boolean;
  /** Its line rightly goes over water: a bridge, a causeway, an island the base map leaves out. */
  readonly overWater: boolean;
  /** A visitor's car can use it. Where it cannot (an island with a foot ferry), a driver goes on on foot. */
  readonly cars: boolean;
  /** Only for a ferry: minutes on the water, and the wait for it on average. */
  readonly ferry: { readonly crossingMinutes: number; readonly waitMinutes: number } | undefined;
}

export interface RoadData {
  readonly nodes: readonly RoadNode[];
  readonly roads: readonly Road[];
  /** A car's usual speed by class, kilometres an hour, bends and junctions included. */
  readonly carKmh: Readonly<Record<Exclude<RoadClass, 'path' | 'ferry'>, number>>;
  /** Sea and lakes that the way from a point to its road may not cross. */
  readonly water: WaterData | undefined;
}

/** Parsed YAML or JSON, not yet checked. */
export interface UnparsedRoadData {
  /** The list of `nodes.yaml`. */
  readonly nodes: unknown;
  /** The object of `roads.yaml`: `{ carKmh, roads }`. */
  readonly roads: unknown;
  readonly water?: WaterData | undefined;
}

/** Something in the data that must be mended by hand. */
export class RoadDataError extends Error {
  override readonly name = 'RoadDataError';
  /** Where: `roads[12].km`. */
  readonly field: string;
  readonly value: unknown;
  readonly mend: string;

  constructor(field: string, value: unknown, mend: string) {
    super(`${field} is ${JSON.stringify(value) ?? 'missing'}: ${mend}`);
    this.field = field;
    this.value = value;
    this.mend = mend;
  }
}

/**
 * Checks hand-written roads and gives them in the shape `createRoadNetwork` takes.
 *
 * @throws {RoadDataError} at the first thing wrong, with its field, its value and the mend.
 */
export function parseRoadData(data: UnparsedRoadData): RoadData {
  const nodes = list(data.nodes, 'nodes').map((entry, i) => parseNode(entry, `nodes[${i}]`));
  const ids = new Set<string>();
  nodes.forEach((node, i) => {
    if (ids.has(node.id)) throw new RoadDataError(`nodes[${i}].id`, node.id, 'a node of this id stands above; rename or delete one');
    ids.add(node.id);
  });

  const file = record(data.roads, 'roads');
  const speeds = record(file['carKmh'], 'carKmh');
  const speed = (roadClass: string) => positive(speeds[roadClass], `carKmh.${roadClass}`);
  const carKmh = {
    motorway: speed('motorway'),
    dual: speed('dual'),
    primary: speed('primary'),
    secondary: speed('secondary'),
    minor: speed('minor'),
    urban: speed('urban'),
  };
  const roads = list(file['roads'], 'roads').map((entry, i) => parseRoad(entry, `roads[${i}]`, ids));
  return { nodes, roads, carKmh, water: data.water };
}

function parseNode(entry: unknown, field: string): RoadNode {
  const node = record(entry, field);
  onlyKnown(node, ['id', 'name', 'lat', 'lon'], field);
  return {
    id: text(node['id'], `${field}.id`),
    name: text(node['name'], `${field}.name`),
    lat: within(node['lat'], -90, 90, `${field}.lat`),
    lon: within(node['lon'], -180, 180, `${field}.lon`),
  };
}

const roadFields = ['from', 'to', 'road', 'class', 'km', 'kmh', 'slope', 'via', 'foot', 'overWater', 'cars', 'crossingMinutes', 'waitMinutes'];

function parseRoad(entry: unknown, field: string, ids: ReadonlySet<string>): Road {
  const road = record(entry, field);
  onlyKnown(road, roadFields, field);
  const from = knownNode(road['from'], `${field}.from`, ids);
  const to = knownNode(road['to'], `${field}.to`, ids);
  if (from === to) throw new RoadDataError(`${field}.to`, to, 'a road joins two different nodes; name the other end');
  const roadClass = oneOf(road['class'], roadClasses, `${field}.class`);
  const ferry =
    roadClass === 'ferry'
      ? {
          crossingMinutes: positive(road['crossingMinutes'], `${field}.crossingMinutes`),
          waitMinutes: within(road['waitMinutes'], 0, 24 * 60, `${field}.waitMinutes`),
        }
      : undefined;
  return {
    from,
    to,
    name: road['road'] === undefined && !ferry ? '' : text(road['road'], `${field}.road`),
    roadClass,
    lengthMetres: positive(road['km'], `${field}.km`) * 1000,
    via: list(road['via'] ?? [], `${field}.via`).map((pair, i) => latLon(pair, `${field}.via[${i}]`)),
    slope: oneOf(road['slope'] ?? 'rolling', slopes, `${field}.slope`),
    kmh: road['kmh'] === undefined ? undefined : positive(road['kmh'], `${field}.kmh`),
    foot: yesOrNo(road['foot'] ?? roadClass !== 'motorway', `${field}.foot`),
    overWater: yesOrNo(road['overWater'] ?? false, `${field}.overWater`),
    cars: yesOrNo(road['cars'] ?? roadClass !== 'path', `${field}.cars`),
    ferry,
  };
}

function knownNode(value: unknown, field: string, ids: ReadonlySet<string>): string {
  const id = text(value, field);
  if (!ids.has(id)) throw new RoadDataError(field, id, 'no node has this id; add it to the nodes or correct the spelling');
  return id;
}

function latLon(value: unknown, field: string): readonly [lat: number, lon: number] {
  if (!Array.isArray(value) || value.length !== 2) throw new RoadDataError(field, value, 'write a point as [lat, lon]');
  return [within(value[0], -90, 90, `${field}[0]`), within(value[1], -180, 180, `${field}[1]`)];
}

function record(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RoadDataError(field, value, 'write an object of named fields here');
  }
  return value as Record<string, unknown>;
}

function onlyKnown(entry: Readonly<Record<string, unknown>>, known: readonly string[], field: string): void {
  for (const key of Object.keys(entry)) {
    if (!known.includes(key)) throw new RoadDataError(`${field}.${key}`, entry[key], `no such field; known are ${known.join(', ')}`);
  }
}

function list(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new RoadDataError(field, value, 'write a list here');
  return value;
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw new RoadDataError(field, value, 'write a word or a name here');
  return value;
}

function yesOrNo(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw new RoadDataError(field, value, 'write true or false');
  return value;
}

function positive(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw new RoadDataError(field, value, 'write a number above 0');
  }
  return value;
}

function within(value: unknown, least: number, most: number, field: string): number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw new RoadDataError(field, value, `write a number from ${least} to ${most}`);
  }
  return value;
}

function oneOf<Word extends string>(value: unknown, words: readonly Word[], field: string): Word {
  const word = words.find((each) => each === value);
  if (word === undefined) throw new RoadDataError(field, value, `write one of ${words.join(', ')}`);
  return word;
}
