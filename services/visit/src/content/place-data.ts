/** A place as the service works with it, and as plain data: for a thread, or for a browser that plans without a network. */

import type { Attraction } from '@drystone/part-visit-content';
import type { RoadData } from '@drystone/road-network';
import type { Area, Place, PlacePack, Shape, Town } from './place-pack.ts';

interface PlaceParts {
  /** Another whenever the content is another. */
  readonly revision: number;
  readonly place: Place;
  /** What each area covers, by its slug. */
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly roads: RoadData;
}

/** An award that brings a place into the guide, or says more of it. */
export interface ContentSource {
  readonly awardId: string;
  readonly providerId: string;
}

export interface Catalogue extends PlaceParts {
  /** By slug, of what is not, or not only, the place pack's. */
  readonly sources?: ReadonlyMap<string, readonly ContentSource[]>;
  readonly areas: ReadonlyMap<string, Area>;
  readonly towns: ReadonlyMap<string, Town>;
  readonly attractions: ReadonlyMap<string, Attraction>;
}

export interface PlaceData extends PlaceParts {
  readonly areas: readonly Area[];
  readonly towns: readonly Town[];
  readonly attractions: readonly Attraction[];
}

export function catalogueOf({ areas, towns, attractions, ...parts }: PlaceData): Catalogue {
  const bySlug = <T extends { readonly slug: string }>(items: readonly T[]) => new Map(items.map((item) => [item.slug, item]));
  return { ...parts, areas: bySlug(areas), towns: bySlug(towns), attractions: bySlug(attractions) };
}

export function placeDataOf({ areas, towns, attractions, sources: _, ...parts }: Catalogue): PlaceData {
  return { ...parts, areas: [...areas.values()], towns: [...towns.values()], attractions: [...attractions.values()] };
}

/** A catalogue straight from a pack's files, where no database is at hand. */
export function catalogueOfPack({ shapes, ...pack }: PlacePack): Catalogue {
  return catalogueOf({ ...pack, revision: 0, shapes: Object.fromEntries(shapes) });
}
