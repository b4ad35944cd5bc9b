/** Changes that were made without a network, sent by the page once there is one. The key stays in its cookie. */

import type { TripChange } from '@drystone/visit';
import { answered } from '#lib/offline/answered.ts';
import { editKeyOf } from '#lib/trips/edit-key.ts';
import type { RequestHandler } from './$types';

interface Unsent {
  /** What they were made on; without one they are made on whatever there is. */
  readonly revision?: number;
  readonly changes: readonly TripChange[];
}

export const PATCH: RequestHandler = ({ params: { id }, request, locals: { visit }, cookies }) =>
  answered<Unsent>(request, ({ revision, changes }) => visit.changeTrip(id, { editKey: editKeyOf(cookies), ifRevisions: revision === undefined ? undefined : [revision], changes }));
