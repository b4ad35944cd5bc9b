/** The place that commands without a database work on, straight from its pack. */

import { join } from 'node:path';
import { placesFolder } from '@drystone/server';
import { catalogueOfPack, createTripPlanner, readPlacePack } from '@drystone/visit';
import { UsageError } from './command.ts';

export async function openPlace(slug: string) {
  if (!/^[a-z0-9-]+$/.test(slug)) throw new UsageError(`--place is "${slug}": use a slug such as northern-ireland`);
  const pack = await readPlacePack(join(placesFolder, slug)).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new UsageError(`there is no place "${slug}"`) : error;
  });
  // Opening hours that follow the sun are read in the process's zone.
  process.env['TZ'] = pack.place.timeZone;
  const catalogue = catalogueOfPack(pack);
  return { catalogue, planner: createTripPlanner({ catalogue, routingUrl: process.env['ROUTING_URL'] || undefined }) };
}
