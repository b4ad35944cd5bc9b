/** `npm run screenshots`: the pictures of the README, of a real trip. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasBrowser, openBrowser } from '../../tests/support/browser.ts';
import { startServer } from './running-server.ts';

if (!hasBrowser) {
  console.log('skipped: no Chromium here; set CHROMIUM to one');
  process.exit(0);
}
const folder = join(import.meta.dirname, '../../docs/screenshots');
await mkdir(folder, { recursive: true });

const server = await startServer();
const browser = await openBrowser();
try {
  const response = await fetch(`${server.url}/api/visit/trips`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ place: 'northern-ireland', arrive: { at: 'belfast', time: '2027-06-11T13:00' }, leave: { at: 'belfast', time: '2027-06-13T18:00' }, interests: { history: 1, coast: 0.8 } }),
  });
  const trip = (await response.json()) as { url: string; days: { date: string }[] };
  const phone = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await phone.goto(server.url);
  await phone.screenshot({ path: join(folder, 'home-phone.png') });
  const desktop = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await desktop.goto(`${server.url}${trip.url}#day-${trip.days[1]!.date}`);
  await desktop.waitForTimeout(6_000);
  await desktop.screenshot({ path: join(folder, 'trip-desktop.png') });
  console.log(`wrote ${folder}/home-phone.png and trip-desktop.png`);
} finally {
  await browser.close();
  await server.stop();
}
