/** The visit service: a visitor guide over every place there is content for. */

import type { Database } from '@drystone/database';
import { createExploring } from './attractions/attractions.ts';
import { createCatalogues, type Catalogues } from './content/catalogue.ts';
import type { Awards, Curators } from './ports.ts';
import type { Outbound } from '@drystone/outbound';
import type { SigningKey } from '@drystone/part';
import { scannerOf } from '@drystone/uploads';
import { createKeepPicture, createPictures, forgetUnusedPictures, type Pictures } from './pictures/pictures.ts';
import { createFeeds, type Feeds } from './provided/feeds/feeds.ts';
import { pullDueFeeds } from './provided/feeds/pull.ts';
import { createProofs, runProofs, type Proofs } from './provided/proofs/proofs.ts';
import { createProvided, type Provided } from './provided/provided.ts';
import { createPlanningPool, type PlanningPoolOptions } from './trips/planning-pool.ts';
import { createTrips } from './trips/trips.ts';
import { defaultIterations } from './trips/search-effort.ts';
import type { VisitService } from './visit-service.ts';

export interface VisitOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly awards: Awards;
  /** Nobody looks through content where left out. */
  readonly curators?: Curators;
  readonly planning: PlanningPoolOptions;
  /** What looks through pictures for malware: a command or a web address; none where undefined. */
  readonly malwareScanner?: string | undefined;
  /** Search effort of one plan (default 700 rounds: 20 to 70 ms for three days). */
  readonly iterations?: number;
}

const nobody: Curators = { buyersOf: async () => [], providersOf: async () => [], nameOf: async () => undefined };

export interface Visit extends VisitService, Provided, Pictures, Feeds, Proofs {
  readonly catalogues: Catalogues;
  /** Lets every planning thread get ready; the first visitor then waits no longer than the next. */
  warm(): Promise<void>;
  /** Plans that wait for a thread. */
  waiting(): number;
  /** Deletes trips past their time; how many. */
  deleteExpiredTrips(): Promise<number>;
  /** Deletes pictures that no record came to name; how many. */
  forgetUnusedPictures(): Promise<number>;
  /** Pulls the feeds that are due; how many. */
  pullDueFeeds(outbound: Outbound): Promise<number>;
  /** Runs the conformance suites that were asked for; how many. */
  runProofs(outbound: Outbound, key: SigningKey, runner: string): Promise<number>;
  close(): Promise<void>;
}

export function createVisit({ database, clock, awards, curators = nobody, planning, malwareScanner, iterations = defaultIterations }: VisitOptions): Visit {
  const catalogues = createCatalogues(database, awards, clock);
  const pool = createPlanningPool(planning);
  const { deleteExpired, ...trips } = createTrips({ database, catalogues, planning: pool, clock, iterations });
  const scanner = scannerOf(malwareScanner);
  const keep = createKeepPicture({ database, clock, scanner });
  return {
    ...createExploring(database, catalogues),
    ...trips,
    ...createProvided({ database, clock, catalogues, curators, awards }),
    ...createPictures({ database, curators }, keep),
    ...createFeeds({ database, clock }),
    ...createProofs({ database, clock }),
    forgetUnusedPictures: () => forgetUnusedPictures(database, clock()),
    pullDueFeeds: (outbound) => pullDueFeeds({ database, clock, catalogues, awards, keep }, outbound),
    runProofs: (outbound, key, runner) => runProofs({ database, clock, catalogues, outbound, key, runner }),
    catalogues,
    async warm() {
      for (const catalogue of await catalogues.all()) await pool.warm(catalogue);
    },
    waiting: () => pool.waiting(),
    deleteExpiredTrips: deleteExpired,
    close: () => pool.close(),
  };
}

export { Problem, reportSubjects } from './visit-service.ts';
export type { ExportedTrip, ExportFormat, FieldProblem, PlaceOverview, ReportSubject, VisitService } from './visit-service.ts';
export { attractionQuery } from './attractions/attraction-view.ts';
export type { AttractionDetail, AttractionList, AttractionListItem, AttractionQuery } from './attractions/attraction-view.ts';
export { changeOperations, modes, needs, paces, slug, tripChange, tripRequest, whereabouts } from './trips/trip.ts';
export type { ChangedTrip, Day, Itinerary, Leg, Mode, Stop, Trip, TripChange, TripRequest, TripRequestInput, Whereabouts } from './trips/trip.ts';
export { parsePoint } from './coordinates.ts';
export { fieldProblems, invalid, problemKinds, type ProblemKind } from './problem.ts';
export type { Awards, Curators } from './ports.ts';
export type { Pictures } from './pictures/pictures.ts';
export type { Provided } from './provided/provided.ts';
export { pullFeedsJob, type Feeds } from './provided/feeds/feeds.ts';
export { runProofsJob, type Proof, type Proofs } from './provided/proofs/proofs.ts';
export { createVisitApi } from './http/visit-api.ts';
export { defaultIterations };
export { catalogueOfPack, type Catalogue } from './content/place-data.ts';
export { placeOfRecord } from './content/record-of-place.ts';
export { readPlacePack } from './content/place-pack.ts';
export { createTripPlanner } from './trips/trip-planner.ts';
