/** The road network that ships with the place, as a source of travel times. */

import type { RoadNetwork } from '@drystone/road-network';
import type { TravelSource } from './travel.ts';

export const builtInName = 'drystone';

export function builtInSource(network: RoadNetwork): TravelSource {
  return {
    name: builtInName,
    table: async (from, to, mode) => network.table(from, to, mode),
    async leg(from, to, mode) {
      const route = network.route(from, to, mode);
      return route && { distanceMetres: route.distanceMetres, durationMinutes: route.durationMinutes, coordinates: route.geometry, ferries: route.ferries };
    },
  };
}
