/** One file with a picture for each interest: what a visitor who loves it would stand before. */

import type { Interest, Kind } from '@drystone/part-visit-content';
import type { Terrain } from './draw.ts';
import { drawing } from './illustration.ts';

const pictures: Readonly<Record<Interest, readonly [Kind, Terrain, seed: string]>> = {
  history: ['city-sight', 'town', 'history-1'],
  coast: ['headland', 'coast', 'coast-2'],
  walks: ['mountain', 'upland', 'walks'],
  nature: ['nature-reserve', 'lough', 'nature'],
  gardens: ['historic-house', 'woodland', 'gardens'],
  castles: ['castle', 'upland', 'castles-3'],
  churches: ['monastic-site', 'farmland', 'churches'],
  prehistory: ['megalith', 'upland', 'portal-tomb'],
  museums: ['museum', 'town', 'museums'],
  art: ['street-art', 'town', 'art-2'],
  industry: ['industrial-heritage', 'farmland', 'industry'],
  food: ['distillery', 'farmland', 'food'],
  family: ['family-day', 'coast', 'family'],
  screen: ['forest', 'woodland', 'screen'],
  viewpoints: ['viewpoint', 'upland', 'viewpoints'],
  beaches: ['beach', 'coast', 'beaches'],
  markets: ['market', 'town', 'markets'],
  music: ['theatre', 'town', 'music-1'],
};

export function interestSprite(): string {
  const symbols = Object.entries(pictures).map(
    ([interest, [kind, terrain, seed]]) =>
      `<symbol id="${interest}" viewBox="0 0 320 200" preserveAspectRatio="xMidYMid slice">${drawing(kind, terrain, seed, 'day')}</symbol>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}
