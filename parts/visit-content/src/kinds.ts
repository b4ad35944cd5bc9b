/**
 * What an attraction is. Each kind has its schema.org type (https://schema.org/TouristAttraction
 * and its neighbours), which the pages publish as JSON-LD, and a drawn illustration.
 */

export const kinds = {
  castle: { name: 'Castle', schemaType: 'LandmarksOrHistoricalBuildings' },
  fort: { name: 'Fort or tower', schemaType: 'LandmarksOrHistoricalBuildings' },
  'historic-house': { name: 'Historic house', schemaType: 'LandmarksOrHistoricalBuildings' },
  garden: { name: 'Garden', schemaType: 'Park' },
  church: { name: 'Church or cathedral', schemaType: 'Church' },
  'monastic-site': { name: 'Abbey, round tower or high cross', schemaType: 'LandmarksOrHistoricalBuildings' },
  megalith: { name: 'Megalith or stone circle', schemaType: 'LandmarksOrHistoricalBuildings' },
  earthwork: { name: 'Rath, motte or hillfort', schemaType: 'LandmarksOrHistoricalBuildings' },
  museum: { name: 'Museum or visitor centre', schemaType: 'Museum' },
  gallery: { name: 'Gallery or arts centre', schemaType: 'ArtGallery' },
  'street-art': { name: 'Street art', schemaType: 'TouristAttraction' },
  sculpture: { name: 'Sculpture or monument', schemaType: 'LandmarksOrHistoricalBuildings' },
  'industrial-heritage': { name: 'Industrial heritage', schemaType: 'LandmarksOrHistoricalBuildings' },
  bridge: { name: 'Bridge or viaduct', schemaType: 'LandmarksOrHistoricalBuildings' },
  lighthouse: { name: 'Lighthouse', schemaType: 'LandmarksOrHistoricalBuildings' },
  distillery: { name: 'Distillery or brewery', schemaType: 'Distillery' },
  food: { name: 'Food and drink', schemaType: 'FoodEstablishment' },
  market: { name: 'Market or makers', schemaType: 'TouristAttraction' },
  beach: { name: 'Beach', schemaType: 'Beach' },
  headland: { name: 'Cliffs or headland', schemaType: 'Landform' },
  island: { name: 'Island', schemaType: 'Landform' },
  harbour: { name: 'Harbour', schemaType: 'TouristAttraction' },
  mountain: { name: 'Mountain', schemaType: 'Mountain' },
  glen: { name: 'Glen or waterfall', schemaType: 'Landform' },
  cave: { name: 'Cave', schemaType: 'Landform' },
  lake: { name: 'Lough or river', schemaType: 'BodyOfWater' },
  forest: { name: 'Forest', schemaType: 'Park' },
  'nature-reserve': { name: 'Nature reserve', schemaType: 'Park' },
  walk: { name: 'Trail or greenway', schemaType: 'TouristAttraction' },
  viewpoint: { name: 'Viewpoint', schemaType: 'TouristAttraction' },
  park: { name: 'Park', schemaType: 'Park' },
  'city-sight': { name: 'Town or city sight', schemaType: 'LandmarksOrHistoricalBuildings' },
  zoo: { name: 'Animals and aquarium', schemaType: 'Zoo' },
  'family-day': { name: 'Family day out', schemaType: 'AmusementPark' },
  theatre: { name: 'Theatre or music venue', schemaType: 'PerformingArtsTheater' },
  railway: { name: 'Railway', schemaType: 'TouristAttraction' },
} as const satisfies Record<string, { name: string; schemaType: string }>;

export type Kind = keyof typeof kinds;

export const kindSlugs = Object.keys(kinds) as [Kind, ...Kind[]];
