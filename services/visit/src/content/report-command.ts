/** `npm run content:report`: how much of the content is verified, unverified and unknown, per field and district. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attraction, Basis } from '@drystone/part-visit-content';
import { readPlacePack } from './place-pack.ts';

const places = join(import.meta.dirname, '../../../../places');

type Status = 'verified' | 'unverified' | 'unknown';
const statuses: readonly Status[] = ['verified', 'unverified', 'unknown'];
const fields: Readonly<Record<string, (record: Attraction) => Status>> = {
  position: ({ position }) => statusOf(position.basis),
  hours: ({ hours }) => (hours === 'unknown' ? 'unknown' : statusOf(hours.basis)),
  price: ({ price }) => (price === 'unknown' ? 'unknown' : statusOf(price.basis)),
};

for (const entry of await readdir(places, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const { place, areas, attractions } = await readPlacePack(join(places, entry.name));
  const hidden = attractions.filter((record) => record.renown < 0.4).length;
  const usable = attractions.filter((record) => record.hours !== 'unknown').length;
  console.log(`${place.name}: ${attractions.length} attractions, ${percent(hidden, attractions.length)} little known, ${percent(usable, attractions.length)} with usable hours\n`);
  const widest = Math.max(...areas.map((area) => area.name.length));
  console.log([''.padEnd(widest), 'count', ...Object.keys(fields).flatMap((field) => statuses.map((status) => `${field} ${status}`))].join('  '));
  for (const area of [...areas, { slug: undefined, name: 'All' }]) {
    const records = attractions.filter((record) => area.slug === undefined || record.area === area.slug);
    const cells = Object.entries(fields).flatMap(([field, status]) =>
      statuses.map((wanted) => percent(records.filter((record) => status(record) === wanted).length, records.length).padStart(`${field} ${wanted}`.length)),
    );
    console.log([area.name.padEnd(widest), String(records.length).padStart(5), ...cells].join('  '));
  }
}

function statusOf(basis: Basis): Status {
  return basis === 'unverified' ? 'unverified' : 'verified';
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${Math.round((100 * part) / whole)} %`;
}
