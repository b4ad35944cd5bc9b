/** What an attraction's page needs, of one that visitors see and of one that they do not see yet. */

import type { AttractionDetail } from '@drystone/visit';
import type { PageServices } from '../../page-services.ts';
import { viewAround } from '../map/projection.ts';
import { townLabels } from '../map/town-labels.ts';
import { placeNamed, placeOfPage } from '../place.ts';

export function attractionPage(attraction: AttractionDetail, { places, mapStyleUrl }: Pick<PageServices, 'places' | 'mapStyleUrl'>) {
  const place = placeNamed(places, attraction.place);
  const view = viewAround([attraction], place.drawn, { shape: 1.6, margin: 0, leastMetres: 26_000 });
  return { place: placeOfPage(place, places), attraction, map: { view, towns: townLabels(place.baseMap, view, 6), styleUrl: mapStyleUrl } };
}

export function previewOf(attraction: AttractionDetail, services: Pick<PageServices, 'places' | 'mapStyleUrl'>) {
  return { ...attractionPage(attraction, services), sources: [], jsonLd: '' };
}
