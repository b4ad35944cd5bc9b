/**
 * The place as one SVG file of bare shapes. Pages draw them with `<use href="/map/…/base.svg#land">`
 * and colour them by their own styles, so that one cached file serves every map and both themes.
 */

import type { Geometry, Position } from 'geojson';
import type { BaseMap } from '../../page-services.ts';
import { largeLakes, withoutHoles } from './land-and-lakes.ts';
import { linePath } from './projection.ts';

const majorClasses = new Set(['motorway', 'dual', 'primary']);

export function baseMapSvg({ land, lakes, roads }: BaseMap): string {
  const major = roads.features.filter((road) => majorClasses.has(road.properties.class));
  const minor = roads.features.filter((road) => !majorClasses.has(road.properties.class) && road.properties.class !== 'ferry');
  const ferries = roads.features.filter((road) => road.properties.class === 'ferry');
  return `<svg xmlns="http://www.w3.org/2000/svg">${[
    layer(
      'land',
      withoutHoles(land).features.map((feature) => feature.geometry),
      'Z',
    ),
    layer(
      'lakes',
      largeLakes(lakes).features.map((feature) => feature.geometry),
      'Z',
    ),
    layer(
      'roads-minor',
      minor.map((feature) => feature.geometry),
    ),
    layer(
      'roads',
      major.map((feature) => feature.geometry),
    ),
    layer(
      'ferries',
      ferries.map((feature) => feature.geometry),
    ),
  ].join('')}</svg>`;
}

const layer = (id: string, geometries: readonly Geometry[], close = ''): string =>
  `<path id="${id}" vector-effect="non-scaling-stroke" d="${geometries
    .flatMap(linesOf)
    .map((line) => linePath(line) + close)
    .join('')}"/>`;

function linesOf(geometry: Geometry): readonly Position[][] {
  switch (geometry.type) {
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates;
    case 'MultiPolygon':
      return geometry.coordinates.flat();
    case 'LineString':
      return [geometry.coordinates];
    default:
      return [];
  }
}
