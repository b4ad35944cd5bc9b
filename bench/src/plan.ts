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
/** Which days of the week a stay has decides what is open. */
const laterDays = [0, 2, 5, 47];

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
console.log(`\nWorth of the plan as it is served, in percent of the worth after 10 s: mean, and least, of stays that begin ${laterDays.join(', ')} days later\n`);
const catalogue = catalogueOfPack(await readPlacePack(join(import.meta.dirname, '../../places/northern-ireland')));
const planner = createTripPlanner({ catalogue, routingUrl: undefined });
const rows = [];
for (const [name, visitor] of Object.entries(visitors)) {
  const found: { readonly served: number; readonly milliseconds: number; readonly fifty: number }[] = [];
  for (const days of laterDays) {
    const request = tripRequest.parse({ ...stay, arrive: later(stay.arrive, days), leave: later(stay.leave, days), ...visitor });
    const worth = async (limits: { iterations?: number; timeLimitMs: number }) => {
      const started = performance.now();
      const answer = await planner.plan({ request, limits });
      if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
      return { worth: answer.worth, milliseconds: performance.now() - started };
    };
    await worth({ iterations: defaultIterations, timeLimitMs: 60_000 });
    const served = await worth({ iterations: defaultIterations, timeLimitMs: 60_000 });
    const fifty = await worth({ timeLimitMs: 50 });
    const long = await worth({ timeLimitMs: 10_000 });
    found.push({ served: served.worth / long.worth, milliseconds: served.milliseconds, fifty: fifty.worth / long.worth });
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const share = (values: readonly number[]) => `${(100 * mean(values)).toFixed(1)} % (${(100 * Math.min(...values)).toFixed(1)})`;
  rows.push({ visitor: name, served: share(found.map(({ served }) => served)), 'served in ms': mean(found.map(({ milliseconds }) => milliseconds)).toFixed(0), 'after 50 ms of search': share(found.map(({ fifty }) => fifty)) });
}
await report('plan-worth', rows);

function later({ time, ...at }: { readonly at: string; readonly time: string }, days: number) {
  return { ...at, time: Temporal.PlainDateTime.from(time).add({ days }).toString({ smallestUnit: 'minute' }) };
}
