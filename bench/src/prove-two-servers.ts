/**
 * `npm run prove:two-servers`: two Drystones on one PostgreSQL (`npx drystone database`). Each device has the
 * second as its second path. One is killed whole, with SIGKILL, again and again in turn: the other takes
 * its devices' alarms and its cases over.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDatabase, sql } from '@drystone/database';
import { createRandom } from '@drystone/planner';
import type { Device } from './alarm-devices.ts';
import { databaseOf, devicesAt, environmentOf, faultsOf, freePorts, lookInside, mqttPasswords, ownEnvironment, startFleet, startServer, type Stored, type Tally } from './alarm-fleet.ts';

export interface TwoServersProof extends Tally, Stored {
  readonly kills: number;
  /** From each kill until a device of the dead server has its next acknowledgement, from the other. */
  readonly takenOverMs: readonly number[];
  /** By how much a case was overdue at most in the ten seconds after each kill, and how many were moved on in them. */
  readonly longestOverdueMs: readonly number[];
  readonly movedOn: readonly number[];
}

/** Says it by the first path, and where nothing answers, by the second, which it then keeps to. */
function withSecondPath(paths: readonly [Device, Device], heardBy: (path: number) => void): Device {
  let path = 0;
  return {
    account: paths[0].account,
    async say(sequence, saying) {
      const said = await paths[path]!.say(sequence, saying);
      if (said === 'acknowledged') heardBy(path);
      else path = 1 - path;
      return said;
    },
    close: () => paths.forEach((each) => each.close()),
  };
}

const watchedMs = 10_000;

export async function proveTwoServers({ kills, devicesEach, seed, say }: { readonly kills: number; readonly devicesEach: number; readonly seed: number; readonly say: (line: string) => void }): Promise<TwoServersProof> {
  const random = createRandom(seed).next;
  const root = await mkdtemp(join(tmpdir(), 'drystone-two-'));
  const { child: postgres, url } = await startDatabaseAlone(join(root, 'database'));
  const places = [0, 1].map((number) => join(root, `server-${number}`));
  const ports = [await freePorts(), await freePorts()];
  const environments = places.map((data, number) => ({ ...environmentOf(data, ports[number]!), DATABASE_URL: url }));
  const servers: ChildProcess[] = [];
  let close = (): void => undefined;
  try {
    for (const environment of environments) servers.push(await startServer(environment));
    const passwords = new Map<string, string>();
    const fresh = await mqttPasswords(places[0]!);
    const passwordFor = async (account: string) => {
      if (!passwords.has(account)) passwords.set(account, await fresh(account));
      return passwords.get(account)!;
    };
    const [ours, theirs] = [await devicesAt(ports[0]!, devicesEach, passwordFor), await devicesAt(ports[1]!, devicesEach, passwordFor)];
    /** When each server last acknowledged something. */
    let onAcknowledged = (_server: number): void => undefined;
    const devices = ours.map((first, number) => {
      const here = number % 2;
      const paths = [first, theirs[number]!] as const;
      return withSecondPath(here === 0 ? paths : [paths[1], paths[0]], (path) => onAcknowledged(path === 0 ? here : 1 - here));
    });
    const fleet = startFleet(devices, random);
    close = fleet.close;
    const at = await databaseOf(places[0]!);
    const database = openDatabase({ url: at.url, role: at.role ?? undefined, connections: 1 });
    const takenOverMs: number[] = [];
    const longestOverdueMs: number[] = [];
    const movedOn: number[] = [];
    try {
      for (let number = 0; number < kills; number++) {
        await sleep(2_000 + random() * 2_000);
        const victim = number % 2;
        const { now } = await databaseTime();
        await letCasesFallDue();
        await killWhole(servers[victim]!);
        const killed = performance.now();
        const taken = new Promise<number>((resolve) => (onAcknowledged = (server) => server !== victim && resolve(performance.now() - killed)));
        takenOverMs.push(Math.round(await taken));
        let overdue = 0;
        while (performance.now() - killed < watchedMs) {
          overdue = Math.max(overdue, await overdueMs());
          await sleep(50);
        }
        longestOverdueMs.push(Math.round(overdue));
        movedOn.push(await movedOnSince(now));
        say(`kill ${number + 1} of ${kills}: server ${victim + 1}; the other acknowledged after ${takenOverMs.at(-1)} ms and moved ${movedOn.at(-1)} cases on, none later than ${longestOverdueMs.at(-1)} ms`);
        servers[victim] = await startServer(environments[victim]!);
      }
      await sleep(1_000);
      const tally = await fleet.finish();
      await sleep(3_000);
      return { kills, takenOverMs, longestOverdueMs, movedOn, ...tally, ...(await lookInside(at, fleet)) };

      async function databaseTime(): Promise<{ readonly now: string }> {
        return database.as('system:home', async (transaction) => (await sql<{ now: string }>`select clock_timestamp()::text as now`.execute(transaction)).rows[0]!);
      }
      /** Whoever was asked has had an hour: all cases are to be moved on a second from now, when this server is dead. One held by a server is next time's: to wait for it may be to wait for each other. */
      async function letCasesFallDue(): Promise<void> {
        await database.as('system:home', (transaction) => sql`
          update home.alarm_case set since = clock_timestamp() - interval '1 hour', due_at = clock_timestamp() + interval '1 second'
          where id in (select id from home.alarm_case where state <> 'closed' for update skip locked)`.execute(transaction));
      }
      async function overdueMs(): Promise<number> {
        return database.as('system:home', async (transaction) => Number((await sql<{ ms: number }>`select coalesce(max(extract(epoch from clock_timestamp() - due_at)), 0)::float8 * 1000 as ms from home.alarm_case where state <> 'closed'`.execute(transaction)).rows[0]!.ms));
      }
      async function movedOnSince(since: string): Promise<number> {
        return database.as('system:home', async (transaction) => (await sql<{ count: number }>`select count(*)::int as count from platform.event where type = 'case.offered' and actor = 'system:home' and at > ${since}::timestamptz`.execute(transaction)).rows[0]!.count);
      }
    } finally {
      await database.close();
    }
  } finally {
    close();
    await Promise.all(servers.map(end));
    await end(postgres);
    await rm(root, { recursive: true, force: true });
  }
}

/** `npx drystone database --json`. */
async function startDatabaseAlone(data: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../apps/cli/src/main.ts'), 'database', '--json'], { env: { ...ownEnvironment(), DATA_DIR: data }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (output.includes('}')) break;
  }
  return { child, url: (JSON.parse(output) as { databaseUrl: string }).databaseUrl };
}

/** The supervisor and all its roles, at once, as when the power goes. */
async function killWhole(server: ChildProcess): Promise<void> {
  const roles: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && new RegExp(`^PPid:\t${server.pid}$`, 'm').test(await readFile(`/proc/${entry}/status`, 'utf8').catch(() => ''))) roles.push(Number(entry));
  }
  const ended = once(server, 'exit');
  for (const pid of [server.pid!, ...roles]) process.kill(pid, 'SIGKILL');
  await ended;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '10' }, devices: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } } });
  const proof = await proveTwoServers({ kills: Number(values.kills), devicesEach: Number(values.devices), seed: Number(values.seed), say: (line) => console.log(line) });
  console.log(JSON.stringify(proof, null, 2));
  const slowest = Math.max(...proof.takenOverMs, ...proof.longestOverdueMs);
  const wrong = faultsOf(proof) + [...proof.takenOverMs, ...proof.longestOverdueMs].filter((ms) => ms > 5_000).length;
  console.log(wrong === 0 ? `Every one of ${proof.acknowledged} acknowledged signals is there exactly once; the other server went on within ${slowest} ms.` : `${wrong} things are wrong.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}
