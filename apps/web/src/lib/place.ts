/** Which place a page is of. */

import { error } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { GuidePlace } from '../page-services.ts';
import type { Bounds } from './map/projection.ts';

/** What a page knows of its place (`page.data.place`). */
export interface PlaceOfPage {
  readonly slug: string;
  readonly name: string;
  /** As far as its base map reaches. */
  readonly drawn: Bounds;
  readonly mapCredit: GuidePlace['mapCredit'];
  /** What addresses of the guide end with to stay in this place; nothing for the first place. */
  readonly query: string;
}

/** The place that `?place=` asks for, or the first there is. */
export function placeAsked(places: readonly GuidePlace[], query: URLSearchParams): GuidePlace {
  const slug = query.get('place');
  return slug === null ? places[0]! : placeNamed(places, slug);
}

export function placeNamed(places: readonly GuidePlace[], slug: string): GuidePlace {
  return places.find((place) => place.slug === slug) ?? error(404, m.place_unknown());
}

export const placeOfPage = (place: GuidePlace, places: readonly GuidePlace[]): PlaceOfPage => ({
  slug: place.slug,
  name: place.name,
  drawn: place.drawn,
  mapCredit: place.mapCredit,
  query: place === places[0] ? '' : `?place=${place.slug}`,
});

export const today = ({ timeZone }: GuidePlace): Temporal.PlainDate => Temporal.Now.plainDateISO(timeZone);
