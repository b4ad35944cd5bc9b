/** The quiet base map as a MapLibre style: limewash land, pale sea, thin basalt roads. */

import type { StyleSpecification } from 'maplibre-gl';
import type { BaseMap } from '../../page-services.ts';
import { largeLakes, withoutHoles } from './land-and-lakes.ts';

export interface Inks {
  readonly sea: string;
  readonly ripple: string;
  readonly land: string;
  readonly lake: string;
  readonly coast: string;
  readonly road: string;
  readonly moss: string;
  readonly onMoss: string;
  readonly gorse: string;
  readonly quiet: string;
  readonly raised: string;
}

/** MapLibre cannot read custom properties, so the map's inks are named here a second time. */
export const inksOf = (dark: boolean): Inks =>
  dark
    ? {
        sea: '#11242a',
        ripple: '#18333b',
        land: '#26312f',
        lake: '#163742',
        coast: '#3f7a87',
        road: '#5b6a67',
        moss: '#a5cc74',
        onMoss: '#141b1e',
        gorse: '#f5c637',
        quiet: '#b8c3c5',
        raised: '#1b2428',
      }
    : {
        sea: '#d5e7e8',
        ripple: '#b9d7da',
        land: '#f7f1e2',
        lake: '#bcd9dd',
        coast: '#5c98a1',
        road: '#bdb299',
        moss: '#4a6b2a',
        onMoss: '#ffffff',
        gorse: '#f2b705',
        quiet: '#37474f',
        raised: '#fffdf9',
      };

async function read<Name extends keyof BaseMap>(folder: string, name: Name): Promise<BaseMap[Name]> {
  const answer = await fetch(`${folder}/${name}.geojson`);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return (await answer.json()) as BaseMap[Name];
}

const widths = (far: number, near: number): ['interpolate', ['linear'], ['zoom'], ...number[]] => [
  'interpolate',
  ['linear'],
  ['zoom'],
  7,
  far,
  13,
  near,
];

export async function quietStyle(place: string, inks: Inks): Promise<StyleSpecification> {
  const folder = `/map/${place}`;
  const [land, lakes] = await Promise.all([read(folder, 'land'), read(folder, 'lakes')]);
  const ripple = (id: string, width: number, opacity: number): StyleSpecification['layers'][number] => ({
    id,
    type: 'line',
    source: 'land',
    layout: { 'line-join': 'round' },
    paint: { 'line-color': inks.ripple, 'line-width': width, 'line-opacity': opacity },
  });
  const roadsOf = (classes: readonly string[]): ['in', ['get', 'class'], ['literal', string[]]] => [
    'in',
    ['get', 'class'],
    ['literal', [...classes]],
  ];
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: withoutHoles(land) },
      lakes: { type: 'geojson', data: largeLakes(lakes) },
      roads: { type: 'geojson', data: `${location.origin}${folder}/roads.geojson` },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': inks.sea } },
      ripple('ripple-3', 34, 0.32),
      ripple('ripple-2', 20, 0.5),
      ripple('ripple-1', 8, 0.8),
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': inks.land } },
      { id: 'coast', type: 'line', source: 'land', paint: { 'line-color': inks.coast, 'line-width': 1 } },
      { id: 'lakes', type: 'fill', source: 'lakes', paint: { 'fill-color': inks.lake, 'fill-outline-color': inks.coast } },
      {
        id: 'ferries',
        type: 'line',
        source: 'roads',
        filter: ['==', ['get', 'class'], 'ferry'],
        paint: { 'line-color': inks.coast, 'line-width': 1.5, 'line-dasharray': [3, 3] },
      },
      {
        id: 'roads-minor',
        type: 'line',
        source: 'roads',
        filter: roadsOf(['secondary', 'minor', 'urban']),
        paint: { 'line-color': inks.road, 'line-opacity': 0.8, 'line-width': widths(0.6, 2) as never },
      },
      {
        id: 'roads',
        type: 'line',
        source: 'roads',
        filter: roadsOf(['motorway', 'dual', 'primary']),
        paint: { 'line-color': inks.road, 'line-width': widths(1.2, 4) as never },
      },
    ],
  };
}
