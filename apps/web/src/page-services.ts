/**
 * What the composing server puts on the Node request as `services`, so that the pages call
 * operations and never HTTP. Types only: the page bundle holds no service's code.
 */

import type { Accounts } from '@drystone/accounts';
import type { Commissioning } from '@drystone/commissioning';
import type { Home } from '@drystone/home';
import type { Feeds, Pictures, Proofs, Provided, VisitService } from '@drystone/visit';
import type { Bounds } from './lib/map/projection.ts';
import type { FeatureCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon } from 'geojson';

export interface PageServices {
  /** Where what went wrong in a page is noted. */
  readonly logFailure: (failure: { readonly requestId: string | undefined; readonly error: unknown }) => void;
  readonly visit: VisitService & Provided & Pictures & Feeds & Proofs;
  readonly accounts: Accounts;
  readonly commissioning: Commissioning;
  readonly home: Home;
  /** The OpenAPI 3.1 document that `/api/openapi.json` serves. */
  readonly openapi: () => OpenApiDocument;
  /** Every kind of problem that the API tells of. */
  readonly problems: readonly { readonly type: string; readonly status: number; readonly title: string }[];
  /** The places of the guide, the one that `/` shows first. */
  readonly places: readonly [GuidePlace, ...GuidePlace[]];
  /** `MAP_STYLE_URL`: a full map style that replaces our own base. */
  readonly mapStyleUrl?: string | undefined;
}

/** A place as its pages draw and name it. */
export interface GuidePlace {
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  /** Where most visitors arrive: a town's slug. */
  readonly gateway: string;
  /** Whose the map is, where that must be said on it. */
  readonly mapCredit: { readonly text: string; readonly url: string } | undefined;
  /** Stays to start from. */
  readonly ideas: readonly {
    readonly title: string;
    readonly text: string;
    readonly days: number;
    readonly from?: string | undefined;
    readonly interests: readonly string[];
    readonly mode?: string | undefined;
    readonly pace?: string | undefined;
    readonly discovery?: number | undefined;
    readonly weatherProof?: boolean | undefined;
  }[];
  /** What its areas cover. */
  readonly extent: Bounds;
  /** As far as its base map reaches. */
  readonly drawn: Bounds;
  readonly baseMap: BaseMap;
}

/** The place's geography, as GeoJSON in WGS 84. */
export interface BaseMap {
  readonly land: FeatureCollection<Polygon | MultiPolygon>;
  readonly lakes: FeatureCollection<Polygon | MultiPolygon>;
  readonly roads: FeatureCollection<LineString | MultiLineString, { readonly class: string; readonly name: string }>;
  readonly towns: FeatureCollection<Point, { readonly slug: string; readonly name: string; readonly rank: number }>;
}

/** As much of OpenAPI 3.1 as the page that shows it reads. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

export interface OpenApiOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: unknown;
  }[];
  readonly requestBody?: {
    readonly description?: string;
    readonly content?: Readonly<Record<string, { readonly schema?: unknown; readonly example?: unknown }>>;
  };
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> }>
  >;
}
