/** Names of towns on the live map as HTML, more of them the nearer one looks, never one over another. */

import { Marker, type Map as MapLibre } from 'maplibre-gl';
import type { BaseMap } from '../../page-services.ts';

/** Room a name needs, in pixels. */
const apart = { across: 92, down: 20 };

export function followTowns(map: MapLibre, place: string, stops: readonly { readonly lat: number; readonly lon: number }[]): void {
  const shown = new Map<string, Marker>();
  let towns: BaseMap['towns']['features'] = [];

  const arrange = (): void => {
    const most = map.getZoom() < 8 ? 10 : map.getZoom() < 9.5 ? 24 : 80;
    const bounds = map.getBounds();
    const stones = stops.map(({ lat, lon }) => map.project([lon, lat]));
    const taken: { readonly x: number; readonly y: number }[] = [];
    const wanted = new Set<string>();
    for (const { geometry, properties } of towns) {
      if (taken.length >= most) break;
      const [lon = 0, lat = 0] = geometry.coordinates;
      if (!bounds.contains([lon, lat])) continue;
      const { x, y } = map.project([lon, lat]);
      if (stones.some((stone) => stone.x > x - 22 && stone.x < x + 70 && Math.abs(stone.y - y) < 24)) continue;
      if (taken.some((other) => Math.abs(other.x - x) < apart.across && Math.abs(other.y - y) < apart.down)) continue;
      taken.push({ x, y });
      wanted.add(properties.slug);
      if (shown.has(properties.slug)) continue;
      const anchor = x > map.getContainer().clientWidth - apart.across ? 'right' : 'left';
      shown.set(properties.slug, new Marker({ element: label(properties.name, properties.rank), anchor }).setLngLat([lon, lat]).addTo(map));
    }
    for (const [slug, marker] of shown) {
      if (wanted.has(slug)) continue;
      marker.remove();
      shown.delete(slug);
    }
  };

  void fetch(`/map/${place}/towns.geojson`)
    .then((answer) => answer.json() as Promise<BaseMap['towns']>)
    .then(({ features }) => {
      towns = features.toSorted((a, b) => a.properties.rank - b.properties.rank);
      arrange();
      map.on('moveend', arrange);
    })
    .catch(() => undefined);
}

function label(name: string, rank: number): HTMLElement {
  const element = document.createElement('span');
  element.className = rank === 1 ? 'map-town large' : 'map-town';
  element.textContent = name;
  element.setAttribute('aria-hidden', 'true');
  return element;
}
