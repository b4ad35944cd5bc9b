/** What an attraction's page needs to show one that visitors do not see yet. */

import type { AttractionDetail } from '@drystone/visit';
import { viewAround } from '../map/projection.ts';
import { townLabels } from '../map/town-labels.ts';
import { placeNamed, placeOfPage } from '../place.ts';
import type { PageServices } from '../../page-services.ts';

export function previewOf(attraction: AttractionDetail, { places, mapStyleUrl }: Pick<PageServices, 'places' | 'mapStyleUrl'>) {
  const place = placeNamed(places, attraction.place);
  const view = viewAround([attraction], place.drawn, { shape: 1.6, margin: 0, leastMetres: 26_000 });
  return { place: placeOfPage(place, places), attraction, sources: [], jsonLd: '', map: { view, towns: townLabels(place.baseMap, view, 6), styleUrl: mapStyleUrl } };
}
