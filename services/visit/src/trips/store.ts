/** Trips in the database. */

import { sql, type Transaction } from '@drystone/database';
import { storedWishes, type StoredWishes } from './wishes.ts';
import { tripRequest, type Itinerary, type TripRequest } from './trip.ts';

export interface StoredTrip {
  readonly id: string;
  readonly place: string;
  readonly revision: number;
  readonly editKeyHash: Uint8Array;
  readonly request: TripRequest;
  readonly wishes: StoredWishes;
  readonly itinerary: Itinerary;
  readonly createdAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
}

interface Row {
  id: string;
  place: string;
  revision: number;
  edit_key_hash: Buffer;
  request: unknown;
  wishes: unknown;
  itinerary: Itinerary;
  created_at: Date;
  updated_at: Date;
  expires_at: Date;
}

export async function insertTrip(transaction: Transaction, trip: StoredTrip): Promise<void> {
  await sql`
    insert into visit.trip (id, place, edit_key_hash, revision, request, wishes, itinerary, created_at, updated_at, expires_at)
    values (${trip.id}, ${trip.place}, ${trip.editKeyHash}, ${trip.revision}, ${JSON.stringify(trip.request)}, ${JSON.stringify(trip.wishes)},
      ${JSON.stringify(trip.itinerary)}, ${trip.createdAt.toString()}, ${trip.updatedAt.toString()}, ${trip.expiresAt.toString()})`.execute(transaction);
}

/** A trip that has not expired at `now`. */
export async function findTrip(transaction: Transaction, id: string, now: Temporal.Instant): Promise<StoredTrip | undefined> {
  const { rows } = await sql<Row>`
    select id, place, revision, edit_key_hash, request, wishes, itinerary, created_at, updated_at, expires_at
    from visit.trip where id = ${id} and expires_at > ${now.toString()}`.execute(transaction);
  const row = rows[0];
  return (
    row && {
      id: row.id,
      place: row.place,
      revision: row.revision,
      editKeyHash: row.edit_key_hash,
      request: tripRequest.parse(row.request),
      wishes: storedWishes.parse(row.wishes),
      itinerary: row.itinerary,
      createdAt: instant(row.created_at),
      updatedAt: instant(row.updated_at),
      expiresAt: instant(row.expires_at),
    }
  );
}

/** False where somebody else changed the trip since `revision`. */
export async function replacePlan(
  transaction: Transaction,
  change: { id: string; revision: number; wishes: StoredWishes; itinerary: Itinerary; now: Temporal.Instant },
): Promise<boolean> {
  const { rows } = await sql`
    update visit.trip
    set revision = revision + 1, wishes = ${JSON.stringify(change.wishes)}, itinerary = ${JSON.stringify(change.itinerary)}, updated_at = ${change.now.toString()}
    where id = ${change.id} and revision = ${change.revision}
    returning 1`.execute(transaction);
  return rows.length === 1;
}

/** How many were deleted. */
export async function deleteExpiredTrips(transaction: Transaction, now: Temporal.Instant): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with gone as (delete from visit.trip where expires_at <= ${now.toString()} returning 1)
    select count(*)::int as count from gone`.execute(transaction);
  return rows[0]?.count ?? 0;
}

export async function insertReport(
  transaction: Transaction,
  report: { id: string; attraction: string; about: string; words: string | undefined; at: Temporal.Instant },
): Promise<void> {
  await sql`
    insert into visit.attraction_report (id, attraction, about, words, at)
    values (${report.id}, ${report.attraction}, ${report.about}, ${report.words ?? null}, ${report.at.toString()})`.execute(transaction);
}

function instant(date: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime());
}
