/**
 * The operations of the visit service, as its doors (pages, API, CLI) call them. Each parses and
 * authorises what it is given and answers plain data, or throws a `Problem`.
 */

import type { AttractionDetail, AttractionList, AttractionListItem, AttractionQuery } from './attractions/attraction-view.ts';
import type { PlaceData } from './content/place-data.ts';
import type { ChangedTrip, Leg, Mode, Trip, TripChange, TripRequestInput, Whereabouts } from './trips/trip.ts';

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
  /** All that a planner needs to know of a place, to plan there without a network. */
  placeData(slug: string): Promise<PlaceData>;
  areas(): Promise<readonly { slug: string; name: string; gssCode: string | null; place: string }[]>;
  towns(place: string): Promise<readonly { slug: string; name: string; area: string; lat: number; lon: number; rank: number }[]>;
  interests(): Promise<readonly { slug: string; name: string; count: number }[]>;

  attractions(query: AttractionQuery, now: Temporal.Instant): Promise<AttractionList>;
  attraction(slug: string, now: Temporal.Instant): Promise<AttractionDetail>;
  /** All matching items without paging, for the map. */
  attractionMap(query: AttractionQuery, now: Temporal.Instant): Promise<readonly AttractionListItem[]>;

  planTrip(request: TripRequestInput): Promise<{ trip: Trip; editKey: string }>;
  trip(id: string): Promise<Trip>;
  /** Whether this key may change the trip. */
  mayEdit(id: string, editKey: string | undefined): Promise<boolean>;
  changeTrip(
    id: string,
    change: { readonly editKey: string | undefined; readonly ifRevisions?: readonly number[] | undefined; readonly changes: readonly TripChange[] },
  ): Promise<ChangedTrip>;
  exportTrip(id: string, format: ExportFormat): Promise<ExportedTrip>;

  route(place: string, from: Whereabouts, to: Whereabouts, mode: Mode): Promise<Omit<Leg, 'from' | 'to' | 'mode'>>;

  /** "We were here": appends `stop.visited`. */
  reportVisited(report: { readonly trip?: string | undefined; readonly slug: string }): Promise<void>;
  /** "Something is wrong here": keeps the words, appends `attraction.reported`. */
  reportAttraction(report: { readonly slug: string; readonly about: ReportSubject; readonly words?: string | undefined }): Promise<void>;
}

export const reportSubjects = ['closed', 'hours', 'price', 'position', 'accessibility', 'text', 'other'] as const;
export type ReportSubject = (typeof reportSubjects)[number];

export { Problem } from './problem.ts';
export type { FieldProblem } from './problem.ts';
