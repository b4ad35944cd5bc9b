/** How the forms of a trip's page post: to the service, or where it cannot be reached to the planner on this device. */

import type { SubmitFunction } from '$app/forms';
import { postedChange } from '../trips/trip-change-form.ts';
import type { DeviceTrip } from './device-trip.svelte.ts';
import { reachable } from './reachable.ts';

/** @param done is called once the change has been made or refused. */
export function changing(device: DeviceTrip, done: () => void): SubmitFunction {
  return async ({ formData, cancel }) => {
    const change = postedChange(formData)?.change;
    if (device.alone && change !== undefined) {
      cancel();
      await device.change(change);
      return done();
    }
    return async ({ result, update }) => {
      if (result.type === 'error' && change !== undefined && !(await reachable())) {
        await device.network(false);
        await device.change(change);
      } else await update({ reset: false });
      done();
    };
  };
}
