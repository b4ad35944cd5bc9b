/**
 * A drawing of an attraction: flat layers of ink (sky, far hills, terrain, subject), composed from
 * what it is, where it stands and its slug, so that two castles differ and each stays itself.
 */

import type { Kind } from '@drystone/part-visit-content';
import { joined, type Scene, type Terrain } from './draw.ts';
import { day, night } from './palette.ts';
import { land, sky } from './scenery.ts';
import { chanceOf } from './seed.ts';
import { church, megalith, monasticSite } from './subjects/sacred.ts';
import { citySight, gallery, museum, sculpture, streetArt, theatre } from './subjects/culture.ts';
import { familyDay, garden, zoo } from './subjects/days-out.ts';
import { beach, cave, forest, glen, headland, island, lake, mountain, natureReserve, park, viewpoint, walk } from './subjects/open-air.ts';
import { castle, earthwork, fort, historicHouse } from './subjects/strongholds.ts';
import { bridge, distillery, food, harbour, industrialHeritage, lighthouse, market, railway } from './subjects/work.ts';

interface Subject {
  readonly draw: (scene: Scene) => string;
  /** It brings its own ground, so the terrain's is left away. */
  readonly ownGround?: true;
}

const subjects: Readonly<Record<Kind, Subject>> = {
  castle: { draw: castle },
  fort: { draw: fort },
  'historic-house': { draw: historicHouse },
  garden: { draw: garden },
  church: { draw: church },
  'monastic-site': { draw: monasticSite },
  megalith: { draw: megalith },
  earthwork: { draw: earthwork },
  museum: { draw: museum },
  gallery: { draw: gallery },
  'street-art': { draw: streetArt },
  sculpture: { draw: sculpture },
  'industrial-heritage': { draw: industrialHeritage },
  bridge: { draw: bridge },
  lighthouse: { draw: lighthouse, ownGround: true },
  distillery: { draw: distillery },
  food: { draw: food },
  market: { draw: market },
  beach: { draw: beach, ownGround: true },
  headland: { draw: headland, ownGround: true },
  island: { draw: island, ownGround: true },
  harbour: { draw: harbour, ownGround: true },
  mountain: { draw: mountain, ownGround: true },
  glen: { draw: glen, ownGround: true },
  cave: { draw: cave, ownGround: true },
  lake: { draw: lake, ownGround: true },
  forest: { draw: forest, ownGround: true },
  'nature-reserve': { draw: natureReserve, ownGround: true },
  walk: { draw: walk, ownGround: true },
  viewpoint: { draw: viewpoint, ownGround: true },
  park: { draw: park, ownGround: true },
  'city-sight': { draw: citySight },
  zoo: { draw: zoo },
  'family-day': { draw: familyDay },
  theatre: { draw: theatre },
  railway: { draw: railway },
};

export const terrains = ['coast', 'lough', 'upland', 'farmland', 'woodland', 'town'] as const satisfies readonly Terrain[];

export const isKind = (text: string): text is Kind => text in subjects;
export const isTerrain = (text: string): text is Terrain => (terrains as readonly string[]).includes(text);

/** A whole SVG document of 320 × 200. */
export function illustration(kind: Kind, terrain: Terrain, seed: string, light: 'day' | 'night'): string {
  const scene: Scene = { chance: chanceOf(`${kind}/${seed}`), ink: light === 'day' ? day : night, terrain, seed };
  const { draw, ownGround } = subjects[kind];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200">${joined(sky(scene) + (ownGround ? '' : land(scene)) + draw(scene))}</svg>`;
}
