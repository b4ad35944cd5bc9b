/**
 * `npm run bench:replan`: changes of three-day trips through the API one after another, and how many stops became
 * others that nobody asked to change.
 */

import type { ChangedTrip, TripChange } from '@drystone/visit';
import { startServer } from './running-server.ts';
import { percentile, report } from './table.ts';
import { stay, visitors } from './visitors.ts';

const warmUp = 10;
const requests = 200;
const day = '2027-06-12';

/** Each of the trip as it was planned, so that every kind of change meets the same plans. */
const changes: Readonly<Record<string, (slug: string) => TripChange>> = {
  'late by 40 minutes': () => ({ op: 'late', date: day, minutes: 40 }),
  'closed unexpectedly': (slug) => ({ op: 'closed', slug }),
  raining: () => ({ op: 'wetDay', date: day }),
  'a new must-see': () => ({ op: 'add', slug: 'mount-stewart' }),
  'taken out': (slug) => ({ op: 'remove', slug }),
  'to another day': (slug) => ({ op: 'move', slug, toDate: '2027-06-13' }),
  'the day anew': () => ({ op: 'replan', date: day }),
  'all days anew': () => ({ op: 'replan' }),
};

const server = await startServer();
try {
  console.log(`PATCH /api/visit/trips/{id}, three days, six visitors, ${requests} requests one after another after ${warmUp} to warm up, milliseconds\n`);
  const rows = [];
  for (const [name, changeOf] of Object.entries(changes)) {
    const times: number[] = [];
    let others = 0;
    for (let i = 0; i < warmUp + requests; i++) {
      const { id, editKey, slug } = await planned(Object.values(visitors)[i % Object.keys(visitors).length]!);
      const change = changeOf(slug);
      const body = JSON.stringify({ changes: [change] });
      const started = performance.now();
      const response = await fetch(`${server.url}/api/visit/trips/${id}`, { method: 'PATCH', headers: { 'content-type': 'application/json', authorization: `Bearer ${editKey}` }, body });
      const answer = (await response.json()) as ChangedTrip;
      if (i >= warmUp) times.push(performance.now() - started);
      // A day that cannot take what was asked is an answer too.
      if (response.status === 422 || response.status === 400) continue;
      if (response.status !== 200) throw new Error(`answered ${response.status}`);
      if (i >= warmUp) others += [...answer.changed.dropped, ...answer.changed.moved].filter((each) => each !== change.slug).length;
    }
    rows.push({ change: name, p50: percentile(times, 0.5).toFixed(1), p95: percentile(times, 0.95).toFixed(1), p99: percentile(times, 0.99).toFixed(1), 'other stops given up or moved': (others / requests).toFixed(2) });
  }
  await report('replan-times', rows);
} finally {
  await server.stop();
}

async function planned(visitor: (typeof visitors)[string]): Promise<{ id: string; editKey: string; slug: string }> {
  const response = await fetch(`${server.url}/api/visit/trips`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...stay, ...visitor }) });
  const { id, editKey, days } = (await response.json()) as ChangedTrip & { editKey: string };
  return { id, editKey, slug: days[1]!.stops[0]!.slug };
}
