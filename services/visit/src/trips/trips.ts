/** Planning, keeping and changing trips. */

import { createHash, randomBytes, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import type { Actor, Database, Transaction } from '@drystone/database';
import { appendEvent, appendEventOnce } from '@drystone/events';
import { hiddenBelow } from '@drystone/part-visit-recommender';
import type { Catalogues } from '../content/catalogue.ts';
import type { Catalogue } from '../content/place-data.ts';
import { exportTrip } from '../export/export-trip.ts';
import { fieldProblems, invalid, Problem } from '../problem.ts';
import type { ReportSubject, VisitService } from '../visit-service.ts';
import type { PlanningPool } from './planning-pool.ts';
import type { PlanAnswer, Refusal } from './trip-planner.ts';
import { whatChanged } from './changes.ts';
import { deleteExpiredTrips, findTrip, insertReport, insertTrip, replacePlan, type StoredTrip } from './store.ts';
import { tripChanges, tripRequest, type Itinerary, type Trip, type TripRequest, type TripRequestInput } from './trip.ts';
import type { StoredWishes } from './wishes.ts';

type Trips = Pick<VisitService, 'planTrip' | 'trip' | 'mayEdit' | 'changeTrip' | 'exportTrip' | 'route' | 'reportVisited' | 'reportAttraction'> & {
  deleteExpired(): Promise<number>;
};

export interface TripsOptions {
  readonly database: Database;
  readonly catalogues: Catalogues;
  readonly planning: PlanningPool;
  readonly clock: () => Temporal.Instant;
  /** Search effort of a plan; the same for everybody, so that the same request gives the same plan. */
  readonly iterations: number;
}

const visitor: Actor = 'anonymous';
/** The clock is only the emergency stop. */
const timeLimitMs = 2_000;
const keptDays = 90;

export function createTrips({ database, catalogues, planning, clock, iterations }: TripsOptions): Trips {
  const limits = { iterations, timeLimitMs };

  async function plan(input: TripRequestInput): Promise<{ request: TripRequest; catalogue: Catalogue; planned: Planned }> {
    const request = parseRequest(input);
    const catalogue = await catalogues.of(request.place);
    return { request, catalogue, planned: accepted(await planning.run(catalogue, { kind: 'plan', request, limits })) };
  }

  async function stored(id: string): Promise<StoredTrip> {
    const trip = /^[\w-]{22}$/.test(id) ? await database.as(visitor, (transaction) => findTrip(transaction, id, clock())) : undefined;
    if (trip === undefined) throw new Problem({ kind: 'unknown-trip', detail: 'There is no trip at this address. Trips are deleted 90 days after leaving.' });
    return trip;
  }

  return {
    async planTrip(input) {
      const { request, catalogue, planned } = await plan(input);
      const now = clock();
      const editKey = randomBytes(24).toString('base64url');
      const trip: StoredTrip = {
        id: randomBytes(16).toString('base64url'),
        place: request.place,
        revision: 1,
        editKeyHash: hashOf(editKey),
        request,
        ...planned,
        createdAt: now,
        updatedAt: now,
        expiresAt: expiry(planned.itinerary, catalogue),
      };
      await database.as(visitor, async (transaction) => {
        await insertTrip(transaction, trip);
        await appendEvent(transaction, plannedEvent(trip, undefined, catalogue, now));
      });
      return { trip: told(trip, catalogue), editKey };
    },

    async trip(id) {
      const trip = await stored(id);
      return told(trip, await catalogues.of(trip.place));
    },

    async mayEdit(id, editKey) {
      return holdsKey(await stored(id), editKey);
    },

    async changeTrip(id, { editKey, ifRevisions, changes }) {
      const parsed = tripChanges.safeParse(changes);
      const trip = await stored(id);
      if (!holdsKey(trip, editKey)) {
        throw new Problem({ kind: 'not-yours', detail: 'Changing a trip needs the key that was given when it was planned. You can read it, or plan one of your own.' });
      }
      const overtaken = () =>
        new Problem({ kind: 'overtaken', detail: 'Somebody else changed this trip since you read it. Look at the newer plan and try again.' });
      if (ifRevisions !== undefined && !ifRevisions.includes(trip.revision)) throw overtaken();
      if (!parsed.success) throw invalid(fieldProblems(parsed.error).map((problem) => ({ ...problem, field: `changes.${problem.field}` })));
      const catalogue = await catalogues.of(trip.place);
      const now = clock();
      const planned = accepted(
        await planning.run(catalogue, { kind: 'change', request: trip.request, wishes: trip.wishes, itinerary: trip.itinerary, changes: parsed.data, now: now.toString(), limits }),
      );
      const changed: StoredTrip = { ...trip, ...planned, revision: trip.revision + 1, updatedAt: now };
      await database.as(visitor, async (transaction) => {
        if (!(await replacePlan(transaction, { id, revision: trip.revision, ...planned, now }))) throw overtaken();
        await appendEvent(transaction, plannedEvent(changed, trip.itinerary, catalogue, now));
        for (const { op, slug } of parsed.data) if (op === 'closed') await report(transaction, { slug: slug!, about: 'closed', awardId: catalogue.sources?.get(slug!)?.[0]?.awardId, at: now });
      });
      return { ...told(changed, catalogue), changed: whatChanged(trip.itinerary, changed.itinerary) };
    },

    async exportTrip(id, format) {
      const trip = await stored(id);
      const catalogue = await catalogues.of(trip.place);
      return exportTrip(told(trip, catalogue), catalogue, format);
    },

    async route(place, from, to, mode) {
      const answer = await planning.route(await catalogues.of(place), { kind: 'route', from, to, mode });
      if (!answer.ok) throw refused(answer);
      return answer.leg;
    },

    async reportVisited({ trip, slug }) {
      const { awardId, littleKnown } = await servedBy(catalogues, slug);
      const now = clock();
      const tripSubject = trip === undefined ? null : subjectOf((await stored(trip)).id);
      const event = { type: 'stop.visited', subject: slug, at: now, ...(awardId && { awardId }), data: { trip: tripSubject, littleKnown } } as const;
      await database.as(visitor, async (transaction) => {
        if (tripSubject === null) await appendEvent(transaction, event);
        else await appendEventOnce(transaction, event);
      });
    },

    async reportAttraction({ slug, about, words }) {
      const { awardId } = await servedBy(catalogues, slug);
      await database.as(visitor, (transaction) => report(transaction, { slug, about, words, awardId, at: clock() }));
    },

    async deleteExpired() {
      return database.as('system:visit', (transaction) => deleteExpiredTrips(transaction, clock()));
    },
  };
}

interface Planned {
  readonly itinerary: Itinerary;
  readonly wishes: StoredWishes;
}

function parseRequest(input: unknown): TripRequest {
  const result = tripRequest.safeParse(input);
  if (result.success) return result.data;
  throw invalid(fieldProblems(result.error));
}

function accepted(answer: PlanAnswer): Planned {
  if (!answer.ok) throw refused(answer);
  return { itinerary: answer.itinerary, wishes: answer.wishes };
}

function refused({ kind, errors }: Refusal): Problem {
  return invalid(errors, kind === 'invalid' ? 'invalid-request' : 'impossible-request');
}

function told(trip: StoredTrip, { attractions }: Catalogue): Trip {
  return {
    id: trip.id,
    url: `/trips/${trip.id}`,
    place: trip.place,
    revision: trip.revision,
    request: trip.request,
    wishes: trip.wishes,
    gone: trip.itinerary.days.flatMap(({ stops }) => stops.flatMap(({ slug, appointment }) => (appointment || attractions.has(slug) ? [] : [slug]))),
    createdAt: trip.createdAt.toString(),
    updatedAt: trip.updatedAt.toString(),
    expiresAt: trip.expiresAt.toString(),
    ...trip.itinerary,
  };
}

function plannedEvent(trip: StoredTrip, before: Itinerary | undefined, { sources, attractions }: Catalogue, at: Temporal.Instant) {
  const known = new Set(before?.days.flatMap(({ stops }) => stops.map(({ slug }) => slug)));
  const asked = new Set([...trip.request.mustSee, ...trip.wishes.added.map(({ slug }) => slug)]);
  const leftOut: Record<string, number> = {};
  for (const { reason } of trip.itinerary.leftOut) leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  return {
    type: 'trip.planned',
    subject: subjectOf(trip.id),
    at,
    data: {
      revision: trip.revision,
      days: trip.itinerary.days.length,
      stops: trip.itinerary.days.flatMap((day) => day.stops.filter((stop) => !stop.appointment).map(({ slug }) => ({ slug, awardId: sources?.get(slug)?.[0]?.awardId ?? null, new: !known.has(slug), asked: asked.has(slug), littleKnown: (attractions.get(slug)?.renown ?? 1) < hiddenBelow }))),
      leftOut,
    },
  } as const;
}

/** The id of a trip opens it: the log, which outlives it, holds its hash. */
function subjectOf(id: string): string {
  return `trip:${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

function expiry(itinerary: Itinerary, { place }: Catalogue): Temporal.Instant {
  const leaving = Temporal.PlainDate.from(itinerary.days.at(-1)!.date);
  return leaving.add({ days: keptDays + 1 }).toZonedDateTime(place.timeZone).toInstant();
}

function hashOf(editKey: string): Uint8Array {
  return createHash('sha256').update(editKey).digest();
}

function holdsKey(trip: StoredTrip, editKey: string | undefined): boolean {
  return editKey !== undefined && timingSafeEqual(hashOf(editKey), trip.editKeyHash);
}

/** The award that brought it into the guide, undefined for the place pack's own; and whether few know it. @throws Problem 404 where it is not in the guide. */
async function servedBy(catalogues: Catalogues, slug: string): Promise<{ readonly awardId: string | undefined; readonly littleKnown: boolean }> {
  const catalogue = (await catalogues.all()).find(({ attractions }) => attractions.has(slug));
  if (catalogue === undefined) throw new Problem({ kind: 'unknown-attraction', detail: `There is no attraction called "${slug}".` });
  return { awardId: catalogue.sources?.get(slug)?.[0]?.awardId, littleKnown: catalogue.attractions.get(slug)!.renown < hiddenBelow };
}

async function report(transaction: Transaction, { slug, about, words, awardId, at }: { slug: string; about: ReportSubject; words?: string | undefined; awardId: string | undefined; at: Temporal.Instant }): Promise<void> {
  const id = randomUUIDv7();
  await insertReport(transaction, { id, attraction: slug, about, words, at });
  await appendEvent(transaction, { type: 'attraction.reported', subject: slug, at, ...(awardId && { awardId }), data: { report: id, about } });
}
