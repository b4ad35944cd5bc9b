/** A trip for other programs: calendar, GPX, KML, GeoJSON. Always of the plan as it now stands. */

import { createHash } from 'node:crypto';
import ical from 'ical-generator';
import { create } from 'xmlbuilder2';
import type { Catalogue } from '../content/place-data.ts';
import type { Day, Stop, Trip } from '../trips/trip.ts';
import type { ExportedTrip, ExportFormat } from '../visit-service.ts';

export function exportTrip(trip: Trip, catalogue: Catalogue, format: ExportFormat): ExportedTrip {
  const first = trip.days[0]!.date;
  const fileName = `${catalogue.place.slug}-${first}.${format}`;
  switch (format) {
    case 'ics':
      return { fileName, mediaType: 'text/calendar; charset=utf-8', body: calendar(trip, catalogue) };
    case 'gpx':
      return { fileName, mediaType: 'application/gpx+xml', body: gpx(trip, catalogue) };
    case 'kml':
      return { fileName, mediaType: 'application/vnd.google-earth.kml+xml', body: kml(trip, catalogue) };
    case 'geojson':
      return { fileName, mediaType: 'application/geo+json', body: JSON.stringify(geojson(trip)) };
  }
}

/** RFC 5545. Times in UTC, so that every calendar shows them right without a time-zone table; one shared event does not open the trip. */
function calendar(trip: Trip, catalogue: Catalogue): string {
  const made = ical({ name: catalogue.place.name, prodId: { company: 'Drystone', product: 'visit', language: 'EN' } });
  for (const day of trip.days) {
    for (const stop of day.stops) {
      made.createEvent({
        id: `${createHash('sha256').update(`${trip.id} ${day.date} ${stop.slug}`).digest('hex').slice(0, 32)}@drystone`,
        start: new Date(stop.arrive),
        end: new Date(stop.depart),
        stamp: new Date(trip.updatedAt),
        sequence: trip.revision,
        summary: stop.name,
        description: describe(stop),
        location: { title: stop.name, geo: { lat: stop.lat, lon: stop.lon } },
      });
    }
  }
  return made.toString();
}

/** GPX 1.1 (https://www.topografix.com/GPX/1/1/): stops as waypoints, a day's way as a track. */
function gpx(trip: Trip, catalogue: Catalogue): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' }).ele('http://www.topografix.com/GPX/1/1', 'gpx', { version: '1.1', creator: 'Drystone' });
  document.ele('metadata').ele('name').txt(clean(catalogue.place.name)).up().ele('time').txt(trip.updatedAt);
  for (const stop of trip.days.flatMap((day) => day.stops)) {
    const point = document.ele('wpt', { lat: stop.lat, lon: stop.lon });
    point.ele('name').txt(clean(stop.name));
    point.ele('desc').txt(clean(describe(stop)));
    point.ele('type').txt(stop.kind);
  }
  for (const day of trip.days) {
    const track = document.ele('trk');
    track.ele('name').txt(day.date);
    for (const leg of day.legs) {
      const segment = track.ele('trkseg');
      for (const [lon, lat] of leg.geometry.coordinates) segment.ele('trkpt', { lat, lon });
    }
  }
  return document.end({ prettyPrint: true });
}

/** KML 2.2 (OGC 07-147r2): a folder a day. */
function kml(trip: Trip, catalogue: Catalogue): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' }).ele('http://www.opengis.net/kml/2.2', 'kml').ele('Document');
  document.ele('name').txt(clean(catalogue.place.name));
  for (const day of trip.days) {
    const folder = document.ele('Folder');
    folder.ele('name').txt(day.date);
    for (const stop of day.stops) {
      const mark = folder.ele('Placemark');
      mark.ele('name').txt(clean(stop.name));
      mark.ele('description').txt(clean(describe(stop)));
      mark.ele('TimeSpan').ele('begin').txt(stop.arrive).up().ele('end').txt(stop.depart);
      mark.ele('Point').ele('coordinates').txt(`${stop.lon},${stop.lat}`);
    }
    const way = folder.ele('Placemark');
    way.ele('name').txt(day.date);
    way.ele('LineString').ele('tessellate').txt('1').up().ele('coordinates').txt(wayOf(day).map((position) => position.join(',')).join(' '));
  }
  return document.end({ prettyPrint: true });
}

/** RFC 7946. */
function geojson(trip: Trip) {
  return {
    type: 'FeatureCollection',
    features: trip.days.flatMap((day) => [
      ...day.stops.map((stop) => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [stop.lon, stop.lat] },
        properties: { date: day.date, slug: stop.slug, name: stop.name, kind: stop.kind, arrive: stop.arrive, depart: stop.depart, why: stop.why },
      })),
      ...day.legs.map((leg) => ({
        type: 'Feature',
        geometry: leg.geometry,
        properties: { date: day.date, from: leg.from, to: leg.to, mode: leg.mode, distanceMetres: leg.distanceMetres, durationMinutes: leg.durationMinutes },
      })),
    ]),
  };
}

function wayOf(day: Day): readonly (readonly [number, number])[] {
  return day.legs.flatMap((leg) => leg.geometry.coordinates);
}

function describe(stop: Stop): string {
  return [stop.why, ...stop.warnings.map((warning) => warning.text)].join('\n');
}

/** XML 1.0 has no way to write most control characters. */
function clean(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
}
