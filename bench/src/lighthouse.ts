/** `npm run bench:lighthouse`: Lighthouse on a slow phone over the home page and an itinerary. */

import lighthouse from 'lighthouse';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { hasBrowser, openBrowser } from '../../tests/support/browser.ts';
import { startServer } from './running-server.ts';
import { report } from './table.ts';

if (!hasBrowser) {
  console.log('skipped: no Chromium here; set CHROMIUM to one');
  process.exit(0);
}

const server = await startServer();
const port = await freePort();
const browser = await openBrowser(`--remote-debugging-port=${port}`);
try {
  const response = await fetch(`${server.url}/api/visit/trips`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ place: 'northern-ireland', arrive: { at: 'belfast', time: '2027-06-11T13:00' }, leave: { at: 'belfast', time: '2027-06-13T18:00' }, interests: { history: 1, coast: 0.8 } }),
  });
  const { url } = (await response.json()) as { url: string };
  const rows = [];
  for (const [page, path] of [['home', '/'], ['itinerary', url], ['explore', '/explore'], ['attraction', '/attractions/dunluce-castle']] as const) {
    const result = await lighthouse(server.url + path, { port, output: 'json', logLevel: 'error', onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'] });
    if (!result) throw new Error(`Lighthouse says nothing of ${path}`);
    const { categories, audits } = result.lhr;
    const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
    rows.push({ page, performance: score('performance'), accessibility: score('accessibility'), 'best practices': score('best-practices'), seo: score('seo'), 'LCP ms': Math.round(audits['largest-contentful-paint']?.numericValue ?? 0), 'TBT ms': Math.round(audits['total-blocking-time']?.numericValue ?? 0), CLS: (audits['cumulative-layout-shift']?.numericValue ?? 0).toFixed(3) });
    for (const audit of Object.values(audits)) {
      const counted = ['accessibility', 'best-practices', 'seo'].some((name) => categories[name]?.auditRefs.some((reference) => reference.id === audit.id && reference.weight > 0));
      if (counted && audit.score !== null && audit.score < 1) console.log(`${page}: ${audit.id}: ${audit.title} ${JSON.stringify((audit.details as { items?: unknown[] } | undefined)?.items?.slice(0, 2) ?? '').slice(0, 300)}`);
    }
  }
  await report('lighthouse', rows);
} finally {
  await browser.close();
  await server.stop();
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address() as { port: number };
  probe.close();
  return address.port;
}
