/** A picture for each interest: what a visitor who loves it would stand before. */

import type { Interest, Kind } from '@drystone/part-visit-content';
import type { Terrain } from './draw.ts';

export const interestPictures: Readonly<Record<Interest, { readonly kind: Kind; readonly terrain: Terrain; readonly seed: string }>> = {
  history: { kind: 'city-sight', terrain: 'town', seed: 'history-1' },
  coast: { kind: 'headland', terrain: 'coast', seed: 'coast-2' },
  walks: { kind: 'mountain', terrain: 'upland', seed: 'walks' },
  nature: { kind: 'nature-reserve', terrain: 'lough', seed: 'nature' },
  gardens: { kind: 'historic-house', terrain: 'woodland', seed: 'gardens' },
  castles: { kind: 'castle', terrain: 'upland', seed: 'castles-3' },
  churches: { kind: 'monastic-site', terrain: 'farmland', seed: 'churches' },
  prehistory: { kind: 'megalith', terrain: 'upland', seed: 'portal-tomb' },
  museums: { kind: 'museum', terrain: 'town', seed: 'museums' },
  art: { kind: 'street-art', terrain: 'town', seed: 'art-2' },
  industry: { kind: 'industrial-heritage', terrain: 'farmland', seed: 'industry' },
  food: { kind: 'distillery', terrain: 'farmland', seed: 'food' },
  family: { kind: 'family-day', terrain: 'coast', seed: 'family' },
  screen: { kind: 'forest', terrain: 'woodland', seed: 'screen' },
  viewpoints: { kind: 'viewpoint', terrain: 'upland', seed: 'viewpoints' },
  beaches: { kind: 'beach', terrain: 'coast', seed: 'beaches' },
  markets: { kind: 'market', terrain: 'town', seed: 'markets' },
  music: { kind: 'theatre', terrain: 'town', seed: 'music-1' },
};
