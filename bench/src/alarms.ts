/**
 * `npm run bench:alarms`: from the last byte of a frame to its acknowledgement, at 200 a second, the
 * same while four clients plan trips, and as many as the intake can take; beside bare single-row
 * inserts into the same database in the same run, at the same pace and flat out: a disk that takes long
 * to keep a row shows there too. The goals: p99 ≤ 50 ms at 200 a second, sustained at
 * least half of the bare inserts. Then 15,000 devices (or as many as open files allow, less 1,000) over
 * MQTT, registered and supervised, and all their lines cut. Devices and planners run on the same cores as the server.
 */

import { parseArgs } from 'node:util';
import pg from 'pg';
import { openFileLimit } from '@drystone/server';
import { freePort, panelOverTcp, type Device } from './alarm-devices.ts';
import { manyLines } from './many-lines.ts';
import { startServer } from './running-server.ts';
import { percentile, report } from './table.ts';
import { stay, visitors } from './visitors.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '15' }, lines: { type: 'string', default: '15000' }, 'only-lines': { type: 'boolean', default: false } } });
const seconds = Number(values.seconds);
const perSecond = 200;
const patienceMs = 10_000;
const insertsAtOnce = 16;

const [port, mqtt] = [await freePort(), await freePort()];
const server = await startServer({ DC09_PORT: String(port), MQTT_PORT: String(mqtt) });
let accounts = 0;
const devices = (count: number): Device[] => Array.from({ length: count }, () => panelOverTcp(port, (0xb00000 + accounts++).toString(16).toUpperCase(), patienceMs));

try {
  if (!values['only-lines']) await measure();
  await measureLines();
} finally {
  await server.stop();
}

async function measure(): Promise<void> {
  const rows = [];
  const pool = await openBareTable();
  const alarmsAtPace = async (forSeconds: number) => {
    const panels = devices(perSecond);
    const times = await paced(forSeconds, perSecond, (number) => once(panels[number % perSecond]!, 1 + Math.floor(number / perSecond)));
    for (const panel of panels) panel.close();
    return times;
  };
  // The planning threads rehearse when a server starts, and code becomes fast by being run.
  await alarmsAtPace(10);
  const quiet = await alarmsAtPace(seconds);
  rows.push(row(`${perSecond} a second`, quiet, seconds));
  rows.push(row(`bare inserts, ${perSecond} a second`, await paced(seconds, perSecond, () => bareInsert(pool)), seconds));
  const planning = planTrips(4);
  const busy = await alarmsAtPace(seconds);
  const trips = await planning.stop();
  rows.push(row(`${perSecond} a second, four clients planning (${(trips / seconds).toFixed(0)} trips a second)`, busy, seconds));
  const bare = await flatOut(Array.from({ length: insertsAtOnce }, () => () => bareInsert(pool)));
  const best = [];
  for (const lines of [64, 256, 512]) {
    const panels = devices(lines);
    const times = await flatOut(panels.map((panel) => (number) => once(panel, number)));
    for (const panel of panels) panel.close();
    rows.push(row(`as many as can be, ${lines} lines`, times, seconds));
    best.push(times.length / seconds);
  }
  rows.push(row(`bare inserts, ${insertsAtOnce} connections`, bare, seconds));
  await pool.end();
  console.log('From the last byte of a frame to its acknowledgement, milliseconds\n');
  await report('alarms', rows);
  const sustained = Math.max(...best) / (bare.length / seconds);
  console.log(`\np99 at ${perSecond} a second: ${percentile(quiet, 0.99).toFixed(1)} ms, while trips are planned ${percentile(busy, 0.99).toFixed(1)} ms (goal 50). Sustained: ${(100 * sustained).toFixed(0)} % of bare inserts (goal 50).`);
}

async function measureLines(): Promise<void> {
  const limit = openFileLimit();
  const wanted = Number(values.lines);
  const count = Math.min(wanted, limit - 1_000);
  console.log(`\nOver MQTT: ${count} devices${count < wanted ? `, as many as ${limit} open files allow` : ''}\n`);
  const { open, connectSeconds, intakeMegabytes, times, supervised, silentBefore, incidentSeconds, incidents, members, cases } = await manyLines({ server, port: mqtt, devices: count, perSecond, seconds, say: (line) => console.log(line) });
  console.log('');
  await report('alarms-mqtt', [row(`${perSecond} a second over MQTT, ${open} lines open`, times, seconds)]);
  console.log(`\n${open} of ${count} connected in ${connectSeconds.toFixed(0)} s, the intake at ${intakeMegabytes} MB; ${supervised} supervised, ${silentBefore} of them silent. All lines cut: after ${incidentSeconds.toFixed(0)} s ${incidents} incident(s) of ${members} homes, and ${cases} technical case(s) in the queue.`);
}

function row(what: string, times: readonly number[], over: number) {
  return { what, 'a second': (times.length / over).toFixed(0), p50: percentile(times, 0.5).toFixed(1), p99: percentile(times, 0.99).toFixed(1), most: percentile(times, 1).toFixed(1) };
}

/** By the clock, whatever is still under way. @param send by its number; resolves when it is done. @returns how long each took. */
async function paced(forSeconds: number, rate: number, send: (number: number) => Promise<void>): Promise<readonly number[]> {
  const began = performance.now();
  const sent: Promise<number>[] = [];
  for (let number = 0; number < forSeconds * rate; number++) {
    const wait = began + (number * 1000) / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    sent.push(timed(() => send(number)));
  }
  return Promise.all(sent);
}

/** Each sends the next when the one before is done. */
async function flatOut(senders: readonly ((number: number) => Promise<void>)[]): Promise<readonly number[]> {
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    senders.map(async (send) => {
      for (let number = 1; performance.now() < until; number++) times.push(await timed(() => send(number)));
    }),
  );
  return times;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function once(panel: Device, sequence: number): Promise<void> {
  const said = await panel.say(sequence);
  if (said !== 'acknowledged') throw new Error(`signal ${sequence} of ${panel.account}: ${said}`);
}

function planTrips(clients: number): { stop(): Promise<number> } {
  let stopped = false;
  let trips = 0;
  const bodies = Object.values(visitors).map((visitor) => JSON.stringify({ ...stay, ...visitor }));
  const running = Array.from({ length: clients }, async (_, client) => {
    for (let number = client; !stopped; number++) {
      const response = await fetch(`${server.url}/api/visit/trips`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: bodies[number % bodies.length]! });
      await response.arrayBuffer();
      if (response.status === 201) trips++;
    }
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(running);
      return trips;
    },
  };
}

async function openBareTable(): Promise<pg.Pool> {
  const at = new URL((await server.database()).url);
  at.username = 'postgres';
  const pool = new pg.Pool({ connectionString: at.href, max: insertsAtOnce });
  await pool.query('create table public.bare_insert (id uuid primary key default gen_random_uuid(), at timestamptz not null default now(), body text not null)');
  return pool;
}

/** A single row, in a transaction with fsync. */
async function bareInsert(pool: pg.Pool): Promise<void> {
  await pool.query({ name: 'bare', text: 'insert into public.bare_insert (body) values ($1)', values: ['9BF10028"SIA-DCS"0042R1L1#1234[#1234|Nri1/MA001]'] });
}
