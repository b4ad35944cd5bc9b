/**
 * `npm run prove:alarms`: devices send alarms on every door while processes of Drystone, PostgreSQL and
 * both are killed with SIGKILL at random. What was acknowledged must be there, once, with a case that
 * has its next step; what was not is sent again until it is.
 */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '@drystone/planner';
import { databaseOf, devicesAt, environmentOf, faultsOf, freePorts, lookInside, mqttPasswords, startFleet, startServer, type Stored, type Tally } from './alarm-fleet.ts';

export interface Proof extends Tally, Stored {
  readonly kills: Readonly<Record<Victim, number>>;
}

const victims = ['intake', 'worker', 'web', 'supervisor', 'postgresql', 'intake and postgresql'] as const;
type Victim = (typeof victims)[number];

export interface ProveOptions {
  readonly kills: number;
  /** Of each kind: DC-09 over TCP and over UDP, SCAIP, MQTT 3.1.1 and 5 in turn. */
  readonly devicesEach: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Who is killed, in this order; at random where it is left out. */
  readonly order?: readonly Victim[];
}

export async function proveAlarms({ kills, devicesEach, seed, say, order }: ProveOptions): Promise<Proof> {
  const random = createRandom(seed).next;
  const data = await mkdtemp(join(tmpdir(), 'drystone-prove-'));
  const ports = await freePorts();
  const environment = environmentOf(data, ports);
  let server = await startServer(environment);
  const devices = await devicesAt(ports, devicesEach, await mqttPasswords(data));
  const done: Record<Victim, number> = { intake: 0, worker: 0, web: 0, supervisor: 0, postgresql: 0, 'intake and postgresql': 0 };
  const fleet = startFleet(devices, random);
  try {
    for (let number = 0; number < kills; number++) {
      await sleep(500 + random() * 2_500);
      const victim = order?.[number % order.length] ?? victims[Math.floor(random() * victims.length)]!;
      await kill(victim, server, data);
      done[victim]++;
      say(`kill ${number + 1} of ${kills}: ${victim}; ${fleet.acknowledged.size} acknowledged so far`);
      if (victim === 'supervisor') server = await startServer(environment);
    }
    await sleep(1_000);
    const tally = await fleet.finish();
    // The worker has had the time to look at what is due.
    await sleep(3_000);
    return { kills: done, ...tally, ...(await lookInside(await databaseOf(data), fleet)) };
  } finally {
    fleet.close();
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  }
}

async function kill(victim: Victim, server: ChildProcess, data: string): Promise<void> {
  if (victim === 'supervisor') {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    return;
  }
  const pids = [
    ...(victim === 'postgresql' || victim === 'intake and postgresql' ? [await postgresPid(data)] : []),
    ...(victim === 'postgresql' ? [] : [await rolePid(server.pid!, victim === 'intake and postgresql' ? 'intake' : victim)]),
  ];
  for (const pid of pids) if (pid !== undefined) end(pid);
}

/** Undefined while it is being started again. */
async function postgresPid(data: string): Promise<number | undefined> {
  const text = await readFile(join(data, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
  return Number(text.split('\n')[0]) || undefined;
}

/** A role's process, by what its supervisor started. Undefined while it is being started again. */
async function rolePid(supervisor: number, role: string): Promise<number | undefined> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const [status, words] = await Promise.all([readFile(`/proc/${entry}/status`, 'utf8').catch(() => ''), readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')]);
    if (new RegExp(`^PPid:\\t${supervisor}$`, 'm').test(status) && words.split('\0').includes(role)) return Number(entry);
  }
  return undefined;
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, devices: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } } });
  const proof = await proveAlarms({ kills: Number(values.kills), devicesEach: Number(values.devices), seed: Number(values.seed), say: (line) => console.log(line) });
  console.log(JSON.stringify(proof, null, 2));
  const wrong = faultsOf(proof);
  console.log(wrong === 0 ? `Every one of ${proof.acknowledged} acknowledged signals is there exactly once.` : `${wrong} things are wrong.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}
