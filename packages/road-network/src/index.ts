/** Routes and travel-time matrices over a small road network written as facts: see the README. */
export { createRoadNetwork } from './road-network.ts';
export type { Mode, Point, RoadNetwork, RoadRoute, TravelTable } from './road-network.ts';
export { parseRoadData, RoadDataError } from './road-data.ts';
export type { Road, RoadClass, RoadData, RoadNode, Slope, UnparsedRoadData } from './road-data.ts';
export { createWater } from './water.ts';
export type { Water, WaterData } from './water.ts';
