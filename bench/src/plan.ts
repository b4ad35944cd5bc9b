/**
 * `npm run bench:plan`: three-day requests through the API one after another, and how good the plan
 * is that comes so fast, beside the same search with 10 s.
 */

import { join } from 'node:path';
import { catalogueOfPack, createTripPlanner, defaultIterations, readPlacePack, tripRequest } from '@drystone/visit';
import { startServer } from './running-server.ts';
import { percentile, report } from './table.ts';
import { stay, visitors } from './visitors.ts';

const warmUp = 20;
const requests = 200;

const server = await startServer();
try {
  console.log(`POST /api/visit/trips, three days, ${requests} requests one after another after ${warmUp} to warm up, milliseconds\n`);
  const rows = [];
  for (const [name, visitor] of Object.entries(visitors)) {
    const body = JSON.stringify({ ...stay, ...visitor });
    const times: number[] = [];
    for (let i = 0; i < warmUp + requests; i++) {
      const started = performance.now();
      const response = await fetch(`${server.url}/api/visit/trips`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      await response.arrayBuffer();
      if (response.status !== 201) throw new Error(`answered ${response.status}`);
      if (i >= warmUp) times.push(performance.now() - started);
    }
    rows.push({ visitor: name, p50: percentile(times, 0.5).toFixed(1), p95: percentile(times, 0.95).toFixed(1), p99: percentile(times, 0.99).toFixed(1) });
  }
  await report('plan-times', rows);
} finally {
  await server.stop();
}

process.env['TZ'] = 'Europe/London';
console.log('\nWorth of the plan as it is served, in percent of the worth after 10 s\n');
const catalogue = catalogueOfPack(await readPlacePack(join(import.meta.dirname, '../../places/northern-ireland')));
const planner = createTripPlanner({ catalogue, routingUrl: undefined });
const rows = [];
for (const [name, visitor] of Object.entries(visitors)) {
  const request = tripRequest.parse({ ...stay, ...visitor });
  const worth = async (limits: { iterations: number; timeLimitMs: number }) => {
    const started = performance.now();
    const answer = await planner.plan({ request, limits });
    if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
    return { worth: answer.worth, milliseconds: performance.now() - started };
  };
  await worth({ iterations: defaultIterations, timeLimitMs: 60_000 });
  const served = await worth({ iterations: defaultIterations, timeLimitMs: 60_000 });
  const fifty = await worth({ iterations: 1e9, timeLimitMs: 50 });
  const long = await worth({ iterations: 1e9, timeLimitMs: 10_000 });
  const share = (part: number) => `${((100 * part) / long.worth).toFixed(1)} %`;
  rows.push({ visitor: name, served: share(served.worth), 'served in ms': served.milliseconds.toFixed(0), 'after 50 ms of search': share(fifty.worth), 'worth after 10 s': long.worth.toFixed(1) });
}
await report('plan-worth', rows);
