/** An attraction as schema.org JSON-LD, so that search engines and other guides read our facts. */

import type { AttractionDetail } from '@drystone/visit';
import { widestOf } from '../ui/photograph.ts';

export function structuredData(attraction: AttractionDetail, origin: string): string {
  const { price, week } = attraction;
  const data = {
    '@context': 'https://schema.org',
    '@type': attraction.schemaType === 'TouristAttraction' ? 'TouristAttraction' : ['TouristAttraction', attraction.schemaType],
    '@id': `${origin}/attractions/${attraction.slug}`,
    name: attraction.name,
    ...(attraction.names && {
      alternateName: Object.entries(attraction.names).map(([language, name]) => ({ '@language': language, '@value': name })),
    }),
    description: attraction.summary,
    url: attraction.website ?? `${origin}/attractions/${attraction.slug}`,
    image:
      attraction.pictures.length === 0
        ? `${origin}/illustrations/day/${attraction.kind}/${attraction.terrain}/${attraction.slug}.svg`
        : attraction.pictures.map(({ url, alt, credit, licence }) => ({ '@type': 'ImageObject', contentUrl: origin + widestOf(url), caption: alt, creditText: credit, ...(licence !== undefined && { license: licence }) })),
    geo: { '@type': 'GeoCoordinates', latitude: attraction.lat, longitude: attraction.lon },
    address: { '@type': 'PostalAddress', addressLocality: attraction.townName, addressRegion: attraction.areaName, addressCountry: 'GB' },
    ...(attraction.openingHours !== 'unknown' && {
      openingHoursSpecification: week.flatMap(({ date, windows }) =>
        windows.map(({ opens, closes }) => ({ '@type': 'OpeningHoursSpecification', opens, closes, validFrom: date, validThrough: date })),
      ),
    }),
    ...(price !== 'unknown' && { isAccessibleForFree: price.adult === 0 }),
    publicAccess: true,
  };
  // Inside a script element, "</" would end it.
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
