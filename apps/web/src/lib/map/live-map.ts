/**
 * The live map: MapLibre with our own quiet style, or a full one from `MAP_STYLE_URL`. Loaded late
 * and only where it is looked at. Names of towns are HTML, so no font server is needed.
 */

import 'maplibre-gl/dist/maplibre-gl.css';
import './live-map.css';
import { AttributionControl, LngLatBounds, type LngLatLike, Map as MapLibre, Marker, NavigationControl, Popup, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { PlaceOfPage } from '../place.ts';
import { stateIcons } from './state-icons.ts';
import { inksOf, quietStyle } from './style.ts';
import { followTowns } from './towns.ts';

setWorkerUrl(workerUrl);

export interface MapLine {
  readonly coordinates: readonly (readonly [number, number])[];
  readonly faded?: boolean;
}

export interface MapStop {
  readonly lat: number;
  readonly lon: number;
  readonly number: number;
  readonly name: string;
  readonly href: string;
  readonly hidden: boolean;
  readonly outline: string;
}

export interface MapPlace {
  readonly slug: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  readonly state: 'open' | 'closed' | 'unknown';
  readonly text: string;
  readonly hidden: boolean;
}

export interface LiveMapOptions {
  readonly container: HTMLElement;
  readonly place: PlaceOfPage;
  readonly label: string;
  readonly around: readonly { readonly lat: number; readonly lon: number }[];
  readonly styleUrl?: string | undefined;
  readonly lines: readonly MapLine[];
  readonly stops: readonly MapStop[];
  readonly places: readonly MapPlace[];
  readonly theme: 'light' | 'dark' | undefined;
  readonly words: Words;
}

interface Words {
  /** Title of the link to a place's page. */
  readonly place: string;
  /** What the keys do on a map with places. */
  readonly keys: string;
}

export interface LiveMapHandle {
  remove(): void;
}

/** Undefined where it cannot be: no WebGL, or the base map cannot be read. */
export async function createLiveMap(options: LiveMapOptions, onReady: () => void): Promise<LiveMapHandle | undefined> {
  const dark = options.theme === 'dark' || (options.theme === undefined && matchMedia('(prefers-color-scheme: dark)').matches);
  const inks = inksOf(dark);
  const { slug, drawn, mapCredit } = options.place;
  let map: MapLibre;
  try {
    const style = options.styleUrl ?? (await quietStyle(slug, inks));
    map = new MapLibre({
      container: options.container,
      style,
      bounds: boundsOf(options.around, drawn),
      fitBoundsOptions: { padding: { top: 56, bottom: 40, left: 48, right: 48 }, maxZoom: 12.5 },
      attributionControl: false,
      cooperativeGestures: matchMedia('(pointer: coarse)').matches,
      maxZoom: 16,
      ...(options.styleUrl === undefined && { maxBounds: [drawn.west, drawn.south, drawn.east, drawn.north] }),
    });
  } catch {
    return undefined;
  }
  map.addControl(new AttributionControl({ compact: false, customAttribution: options.styleUrl || !mapCredit ? '' : `<a href="${mapCredit.url}">${mapCredit.text}</a>` }));
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.getCanvas().setAttribute('aria-label', options.label);
  if (options.styleUrl === undefined) followTowns(map, slug, options.stops);

  map.on('load', () => {
    addLines(map, options.lines, inks);
    for (const stop of options.stops) addStop(map, stop);
    if (options.places.length > 0) addPlaces(map, options.places, inks, options.words);
    onReady();
  });
  return { remove: () => map.remove() };
}

function boundsOf(points: LiveMapOptions['around'], { west, south, east, north }: PlaceOfPage['drawn']): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const { lat, lon } of points) bounds.extend([lon, lat]);
  return bounds.isEmpty() ? new LngLatBounds([west, south], [east, north]) : bounds;
}

function addLines(map: MapLibre, lines: readonly MapLine[], inks: ReturnType<typeof inksOf>): void {
  map.addSource('route', {
    type: 'geojson',
    data: {
      type: 'FeatureCollection',
      features: lines.map(({ coordinates, faded = false }) => ({
        type: 'Feature',
        properties: { faded },
        geometry: { type: 'LineString', coordinates: coordinates.map(([lon, lat]) => [lon, lat]) },
      })),
    },
  });
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const;
  map.addLayer({
    id: 'other-days',
    type: 'line',
    source: 'route',
    filter: ['==', ['get', 'faded'], true],
    layout,
    paint: { 'line-color': inks.moss, 'line-width': 2.5, 'line-opacity': 0.35 },
  });
  map.addLayer({
    id: 'route-edge',
    type: 'line',
    source: 'route',
    filter: ['==', ['get', 'faded'], false],
    layout,
    paint: { 'line-color': inks.land, 'line-width': 8, 'line-opacity': 0.9 },
  });
  map.addLayer({
    id: 'route',
    type: 'line',
    source: 'route',
    filter: ['==', ['get', 'faded'], false],
    layout,
    paint: { 'line-color': inks.moss, 'line-width': 4.5 },
  });
}

function addStop(map: MapLibre, { lat, lon, number, name, href, hidden, outline }: MapStop): void {
  const link = document.createElement('a');
  link.href = href;
  link.className = hidden ? 'map-stone gorse' : 'map-stone';
  link.setAttribute('aria-label', `${number}: ${name}`);
  link.title = name;
  link.innerHTML = `<svg viewBox="0 0 40 38" width="36" height="34" aria-hidden="true"><path d="${outline}"/><text x="20" y="25.5" text-anchor="middle">${number}</text></svg>`;
  new Marker({ element: link }).setLngLat([lon, lat]).addTo(map);
}

function addPlaces(map: MapLibre, places: readonly MapPlace[], inks: ReturnType<typeof inksOf>, words: Words): void {
  for (const [name, image] of Object.entries(stateIcons(inks))) map.addImage(name, image, { pixelRatio: 2 });
  map.addSource('places', {
    type: 'geojson',
    data: {
      type: 'FeatureCollection',
      features: places.map(({ lat, lon, ...properties }) => ({
        type: 'Feature',
        properties,
        geometry: { type: 'Point', coordinates: [lon, lat] },
      })),
    },
  });
  map.addLayer({
    id: 'places',
    type: 'symbol',
    source: 'places',
    layout: {
      'icon-image': ['get', 'state'],
      'icon-allow-overlap': true,
      'icon-size': ['interpolate', ['linear'], ['zoom'], 7, 0.72, 11, 1],
    },
  });
  map.on('mouseenter', 'places', () => (map.getCanvas().style.cursor = 'pointer'));
  map.on('mouseleave', 'places', () => (map.getCanvas().style.cursor = ''));
  map.on('click', 'places', ({ features, lngLat }) => {
    const place = places.find(({ slug }) => slug === features?.[0]?.properties['slug']);
    if (place) openCard(map, place, lngLat, words);
  });
  aimByKeyboard(map, places, words);
}

/** By keyboard the middle of the map is the pointer: arrow keys move the map under it, Enter opens the place nearest to it. */
function aimByKeyboard(map: MapLibre, places: readonly MapPlace[], words: Words): void {
  const canvas = map.getCanvas();
  const [aim, keys] = [document.createElement('i'), document.createElement('p')];
  aim.className = 'map-aim';
  keys.className = 'map-keys';
  keys.id = 'map-keys';
  keys.textContent = words.keys;
  canvas.setAttribute('aria-describedby', keys.id);
  canvas.after(aim, keys);
  canvas.addEventListener('keydown', ({ key }) => {
    if (key !== 'Enter') return;
    const middle = map.project(map.getCenter());
    const near = places.map((place) => ({ place, away: map.project([place.lon, place.lat]).dist(middle) })).toSorted((a, b) => a.away - b.away)[0];
    if (near === undefined || !map.getBounds().contains([near.place.lon, near.place.lat])) return;
    openCard(map, near.place, near.place, words).on('close', () => canvas.focus({ preventScroll: true }));
  });
}

function openCard(map: MapLibre, place: MapPlace, at: LngLatLike, words: Words): Popup {
  const card = placeCard(place, words);
  const popup = new Popup({ maxWidth: '260px' }).setLngLat(at).setDOMContent(card).addTo(map);
  popup.getElement().addEventListener('keydown', ({ key }) => key === 'Escape' && popup.remove());
  return popup;
}

function placeCard(place: MapPlace, words: Words): HTMLElement {
  const card = document.createElement('div');
  card.className = 'map-card';
  const link = document.createElement('a');
  link.href = `/attractions/${place.slug}`;
  link.textContent = place.name;
  link.title = words.place;
  const state = document.createElement('span');
  state.textContent = place.text;
  card.append(link, state);
  return card;
}
