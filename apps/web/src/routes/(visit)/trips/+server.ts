/** A stay that was planned without a network, sent by the page once there is one. */

import type { TripRequestInput } from '@drystone/visit';
import { answered } from '#lib/offline/answered.ts';
import { rememberEditKey } from '#lib/trips/edit-key.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ request, locals: { visit }, cookies, url }) =>
  answered<TripRequestInput>(request, async (asked) => {
    const { trip, editKey } = await visit.planTrip(asked);
    rememberEditKey(cookies, url, trip, editKey);
    return trip;
  });
