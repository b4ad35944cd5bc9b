/**
 * The operations of the visit service, as its doors (pages, API, CLI) call them. Each parses and
 * authorises what it is given and answers plain data, or throws a `Problem`.
 */

import type { AttractionDetail, AttractionList, AttractionListItem, AttractionQuery } from './attractions/attraction-view.ts';
import type { Leg, Mode, Trip, TripChange, TripRequestInput, Whereabouts } from './trips/trip.ts';

export type ExportFormat = 'ics' | 'gpx' | 'kml' | 'geojson';

export interface ExportedTrip {
  readonly fileName: string;
  readonly mediaType: string;
  readonly body: string;
}

export interface PlaceOverview {
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  readonly centre: { readonly lat: number; readonly lon: number };
  readonly attributions: readonly string[];
  readonly attractionCount: number;
  readonly hiddenCount: number;
}

export interface VisitService {
  places(): Promise<readonly PlaceOverview[]>;
  /** The place, its areas and the towns a visitor stays in, for forms. */
  place(slug: string): Promise<PlaceOverview>;
  areas(): Promise<readonly { slug: string; name: string; gssCode: string | null; place: string }[]>;
  towns(place: string): Promise<readonly { slug: string; name: string; area: string; lat: number; lon: number }[]>;
  interests(): Promise<readonly { slug: string; name: string; count: number }[]>;

  attractions(query: AttractionQuery, now: Temporal.Instant): Promise<AttractionList>;
  attraction(slug: string, now: Temporal.Instant): Promise<AttractionDetail>;
  /** All matching items without paging, for the map. */
  attractionMap(query: AttractionQuery, now: Temporal.Instant): Promise<readonly AttractionListItem[]>;

  planTrip(request: TripRequestInput, options?: { signal?: AbortSignal }): Promise<{ trip: Trip; editKey: string }>;
  /** A plan that is not kept: for the CLI and previews. */
  previewTrip(request: TripRequestInput): Promise<Omit<Trip, 'id' | 'url' | 'revision' | 'createdAt' | 'updatedAt' | 'expiresAt'>>;
  trip(id: string): Promise<Trip>;
  /** Whether this key may change the trip. */
  mayEdit(id: string, editKey: string | undefined): Promise<boolean>;
  changeTrip(
    id: string,
    change: { readonly editKey: string | undefined; readonly ifRevision?: number | undefined; readonly changes: readonly TripChange[] },
  ): Promise<Trip>;
  exportTrip(id: string, format: ExportFormat): Promise<ExportedTrip>;

  route(from: Whereabouts, to: Whereabouts, mode: Mode): Promise<Omit<Leg, 'from' | 'to' | 'mode'>>;

  /** "We were here": appends `stop.visited`. */
  reportVisited(report: { readonly trip?: string | undefined; readonly slug: string }): Promise<void>;
  /** "Something is wrong here": keeps the words, appends `attraction.reported`. */
  reportAttraction(report: { readonly slug: string; readonly about: ReportSubject; readonly words?: string | undefined }): Promise<void>;
}

export const reportSubjects = ['closed', 'hours', 'price', 'position', 'accessibility', 'text', 'other'] as const;
export type ReportSubject = (typeof reportSubjects)[number];

/**
 * What a caller did wrong or the service cannot do, as RFC 9457 problem details will say it.
 * `status` is the HTTP status a door answers with.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  /** Kebab-case name of the kind of problem; doors publish it as `type: /problems/<kind>`. */
  readonly kind: string;
  readonly title: string;
  /** Each field at fault, what was given and how to mend it. */
  readonly errors: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;

  constructor(problem: {
    status: number;
    kind: string;
    title: string;
    detail: string;
    errors?: readonly FieldProblem[];
    retryAfterSeconds?: number;
  }) {
    super(problem.detail);
    this.status = problem.status;
    this.kind = problem.kind;
    this.title = problem.title;
    this.errors = problem.errors ?? [];
    if (problem.retryAfterSeconds !== undefined) this.retryAfterSeconds = problem.retryAfterSeconds;
  }
}

export interface FieldProblem {
  /** Dotted path into the request, for example `leave.time`. */
  readonly field: string;
  readonly message: string;
  readonly mend?: string;
}
