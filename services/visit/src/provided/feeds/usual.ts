/** What is usually so of a kind of place, where a feed says nothing of it; the curator and the provider see it and can say otherwise. */

import type { Attraction, Interest, Kind } from '@drystone/part-visit-content';

interface Usual {
  readonly interests: readonly Interest[];
  readonly setting: Attraction['setting'];
  readonly terrain: Attraction['terrain'];
  readonly dwellMinutes: number;
  /** Types of schema.org and its relatives that are meant by it. */
  readonly types: readonly string[];
}

const usual = (interests: readonly Interest[], setting: Usual['setting'], terrain: Usual['terrain'], dwellMinutes: number, ...types: string[]): Usual => ({ interests, setting, terrain, dwellMinutes, types });

export const usualOf: Readonly<Record<Kind, Usual>> = {
  castle: usual(['castles', 'history'], 'both', 'farmland', 60, 'Castle'),
  fort: usual(['castles', 'history'], 'outdoor', 'coast', 45),
  'historic-house': usual(['history', 'gardens'], 'both', 'farmland', 90, 'HistoricHouse'),
  garden: usual(['gardens'], 'outdoor', 'woodland', 60, 'BotanicalGarden', 'Garden', 'ParkAndGarden'),
  church: usual(['churches', 'history'], 'indoor', 'town', 30, 'Church', 'CatholicChurch', 'PlaceOfWorship', 'BuddhistTemple', 'Mosque', 'Synagogue', 'Cathedral'),
  'monastic-site': usual(['churches', 'history'], 'outdoor', 'farmland', 30, 'Abbey'),
  megalith: usual(['prehistory'], 'outdoor', 'upland', 20),
  earthwork: usual(['prehistory', 'history'], 'outdoor', 'farmland', 20),
  museum: usual(['museums', 'history'], 'indoor', 'town', 90, 'Museum', 'InterpretationCentre'),
  gallery: usual(['art'], 'indoor', 'town', 60, 'ArtGallery', 'ArtGalleryOrExhibitionGallery'),
  'street-art': usual(['art'], 'outdoor', 'town', 20),
  sculpture: usual(['art', 'history'], 'outdoor', 'town', 15, 'Sculpture', 'RemembranceSite'),
  'industrial-heritage': usual(['industry', 'history'], 'both', 'town', 60, 'TechnicalHeritage', 'IndustrialSite'),
  bridge: usual(['viewpoints'], 'outdoor', 'town', 20, 'Bridge'),
  lighthouse: usual(['coast', 'viewpoints'], 'outdoor', 'coast', 45, 'Lighthouse'),
  distillery: usual(['food'], 'indoor', 'town', 75, 'Distillery', 'Brewery', 'Winery', 'Cellar'),
  food: usual(['food'], 'indoor', 'town', 60, 'FoodEstablishment', 'Restaurant', 'CafeOrCoffeeShop', 'Bakery', 'BarOrPub'),
  market: usual(['markets', 'food'], 'both', 'town', 60, 'Market', 'LocalProductsShop'),
  beach: usual(['beaches', 'coast'], 'outdoor', 'coast', 90, 'Beach'),
  headland: usual(['coast', 'viewpoints'], 'outdoor', 'coast', 45, 'Cliff'),
  island: usual(['coast', 'nature'], 'outdoor', 'coast', 180, 'Island'),
  harbour: usual(['coast'], 'outdoor', 'coast', 45, 'Harbor', 'Marina'),
  mountain: usual(['walks', 'viewpoints'], 'outdoor', 'upland', 180, 'Mountain'),
  glen: usual(['nature', 'walks'], 'outdoor', 'upland', 60, 'Waterfall', 'Gorge', 'Valley'),
  cave: usual(['nature'], 'both', 'upland', 60, 'Cave', 'CaveSinkholeOrAven'),
  lake: usual(['nature'], 'outdoor', 'lough', 60, 'BodyOfWater', 'LakeBodyOfWater', 'RiverBodyOfWater', 'Lake', 'River'),
  forest: usual(['nature', 'walks'], 'outdoor', 'woodland', 90, 'Forest'),
  'nature-reserve': usual(['nature'], 'outdoor', 'lough', 90, 'NaturalPark', 'NatureReserve'),
  walk: usual(['walks'], 'outdoor', 'upland', 120, 'WalkingTour', 'HikingTrail', 'Trail', 'ExerciseRoute'),
  viewpoint: usual(['viewpoints'], 'outdoor', 'upland', 20, 'PointOfView', 'Viewpoint'),
  park: usual(['nature', 'family'], 'outdoor', 'town', 60, 'Park', 'Playground'),
  'city-sight': usual(['history'], 'outdoor', 'town', 30, 'LandmarksOrHistoricalBuildings', 'CivicStructure', 'CityHall', 'CityHeritage'),
  zoo: usual(['family', 'nature'], 'both', 'farmland', 150, 'Zoo', 'Aquarium', 'ZooAnimalPark'),
  'family-day': usual(['family'], 'both', 'town', 150, 'AmusementPark', 'ThemePark', 'LeisureComplex'),
  theatre: usual(['music'], 'indoor', 'town', 120, 'PerformingArtsTheater', 'MusicVenue', 'Theater'),
  railway: usual(['industry', 'family'], 'both', 'farmland', 60, 'TouristTrain', 'TrainStation'),
};

/** By our own names first, then by the types of others. */
export function kindOf(names: readonly string[]): Kind | undefined {
  const own = names.map((name) => name.trim().toLowerCase().replace(/[\s_]+/g, '-')).find((name) => Object.hasOwn(usualOf, name));
  if (own !== undefined) return own as Kind;
  return (Object.entries(usualOf) as [Kind, Usual][]).find(([, { types }]) => names.some((name) => types.includes(name)))?.[0];
}
