/** Trips that were opened or planned on this device, and the changes that the service has not heard of. */

import type { Trip, TripChange } from '@drystone/visit';
import { Dexie, type EntityTable } from 'dexie';

export interface TripOnDevice {
  /** Of the service, or `device-…` for a stay that was planned here. */
  readonly id: string;
  /** As the service last told it; of a stay planned here, as it was first planned. */
  readonly trip: Trip;
  /** Whether it may be changed from here. */
  readonly mine: boolean;
  /** With what has been changed here. */
  readonly planned?: Trip;
  /** What made `planned` of `trip`, each with its moment. */
  readonly changes: readonly TripChange[];
  readonly openedAt: string;
}

const database = new Dexie('drystone') as Dexie & { trips: EntityTable<TripOnDevice, 'id'> };
database.version(1).stores({ trips: 'id, openedAt' });

export const tripsOnDevice = database.trips;
export const isOnlyHere = ({ id }: Pick<TripOnDevice, 'id'>): boolean => id.startsWith('device-');
