/**
 * `npm run prove:alarms`: devices send alarms on every door while processes of Drystone, PostgreSQL and
 * both are killed with SIGKILL at random. What was acknowledged must be there, once, with a case that
 * has its next step; what was not is sent again until it is.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDatabase, sql } from '@drystone/database';
import { freePort, mqttDevice, panelOverTcp, panelOverUdp, scaipSender, sequenceText, type Device } from './alarm-devices.ts';

export interface Proof {
  readonly devices: number;
  readonly kills: Readonly<Record<Victim, number>>;
  /** Signals, however often they were sent. */
  readonly signals: number;
  readonly sends: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unanswered: number;
  /** The longest that a signal waited from its first try to its acknowledgement. */
  readonly longestWaitMs: number;
  readonly stored: number;
  readonly resendsCounted: number;
  readonly events: number;
  readonly cases: number;
  /** Each of these must be 0. */
  readonly wrong: { readonly lost: number; readonly twice: number; readonly neverAcknowledged: number; readonly withoutCase: number; readonly casesWithoutNextStep: number; readonly casesOverdue: number; readonly eventsMissingOrTwice: number };
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

const administratorKey = randomBytes(32).toString('hex');
const patienceMs = 3_000;
const againMs = 700;

export async function proveAlarms({ kills, devicesEach, seed, say, order }: ProveOptions): Promise<Proof> {
  const random = randomFrom(seed);
  const data = await mkdtemp(join(tmpdir(), 'drystone-prove-'));
  const [dc09, sip, mqtt] = [await freePort(), await freePort(), await freePort()];
  const environment = { DATA_DIR: data, PORT: '0', DC09_PORT: String(dc09), SIP_PORT: String(sip), MQTT_PORT: String(mqtt), ADMIN_API_KEY: administratorKey, DEMO: '0', LOG_LEVEL: 'silent', PLANNING_THREADS: '1' };
  let server = await startServer(environment);
  const devices: Device[] = [];
  const passwordFor = await mqttPasswords(data);
  for (let number = 0; number < devicesEach; number++) {
    devices.push(panelOverTcp(dc09, `A${sequenceText(number)}`, patienceMs), panelOverUdp(dc09, `B${sequenceText(number)}`, patienceMs), await scaipSender(sip, `77${sequenceText(number)}`, patienceMs));
    const account = `flat-${number}`;
    devices.push(mqttDevice({ port: mqtt, account, password: await passwordFor(account), version: number % 2 === 0 ? 4 : 5, patienceMs }));
  }
  const tally = { sends: 0, refused: 0, unanswered: 0, longestWaitMs: 0 };
  /** Account and sequence of what was acknowledged. */
  const acknowledged = new Set<string>();
  const begun = new Set<string>();
  const done: Record<Victim, number> = { intake: 0, worker: 0, web: 0, supervisor: 0, postgresql: 0, 'intake and postgresql': 0 };
  let stopping = false;
  let givenUp = false;

  async function live(device: Device): Promise<void> {
    for (let sequence = 1; !stopping; sequence++) {
      const key = `${device.account} ${sequenceText(sequence)}`;
      begun.add(key);
      const started = performance.now();
      for (;;) {
        tally.sends++;
        const said = await device.say(sequence);
        if (said === 'acknowledged') break;
        tally[said === 'refused' ? 'refused' : 'unanswered']++;
        if (givenUp) return;
        await sleep(againMs);
      }
      acknowledged.add(key);
      tally.longestWaitMs = Math.max(tally.longestWaitMs, performance.now() - started);
      await sleep(50 + random() * 200);
    }
  }

  const lives = devices.map(live);
  try {
    for (let number = 0; number < kills; number++) {
      await sleep(500 + random() * 2_500);
      const victim = order?.[number % order.length] ?? victims[Math.floor(random() * victims.length)]!;
      await kill(victim, server, data);
      done[victim]++;
      say(`kill ${number + 1} of ${kills}: ${victim}; ${acknowledged.size} acknowledged so far`);
      if (victim === 'supervisor') server = await startServer(environment);
    }
    // Devices finish what they have begun; only a door that stays shut keeps them from it.
    await sleep(1_000);
    stopping = true;
    const patience = setTimeout(() => (givenUp = true), 60_000);
    await Promise.all(lives);
    clearTimeout(patience);
    // The worker has had the time to look at what is due.
    await sleep(3_000);
    const found = await lookInside(data, begun, acknowledged);
    return { devices: devices.length, kills: done, signals: begun.size, ...tally, longestWaitMs: Math.round(tally.longestWaitMs), acknowledged: acknowledged.size, ...found };
  } finally {
    stopping = givenUp = true;
    for (const device of devices) device.close();
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  }
}

/** Devices that sign in have their passwords from the API. */
async function mqttPasswords(data: string): Promise<(account: string) => Promise<string>> {
  const { url } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8')) as { url: string };
  const ask = async (method: string, path: string, body: object): Promise<unknown> => {
    const response = await fetch(url + path, { method, headers: { authorization: `Bearer ${administratorKey}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  const { id: organisation } = (await ask('POST', '/api/accounts/organisations', { kind: 'provider', name: 'Duty team of the proof' })) as { id: string };
  return async (account) => ((await ask('PUT', `/api/home/mqtt-accounts/${account}`, { organisation })) as { password: string }).password;
}

async function lookInside(data: string, begun: ReadonlySet<string>, acknowledged: ReadonlySet<string>): Promise<Pick<Proof, 'stored' | 'resendsCounted' | 'events' | 'cases' | 'wrong'>> {
  const { database: at } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8')) as { database: { url: string; role: string | null } };
  const database = openDatabase({ url: at.url, role: at.role ?? undefined, connections: 1 });
  try {
    return await database.as('system:home', async (transaction) => {
      const { rows: signals } = await sql<{ id: string; key: string; resends: number; case: string | null }>`select id, account || ' ' || sequence as key, resends, case_id as "case" from home.signal where outcome = 'accepted'`.execute(transaction);
      const { rows: cases } = await sql<{ step: boolean; overdue: boolean }>`
        select due_at is not null and (queue is not null or operator is not null) as step, due_at < now() - interval '2 seconds' as overdue from home.alarm_case where state <> 'closed'`.execute(transaction);
      const { rows: events } = await sql<{ subject: string; count: number }>`select subject, count(*)::int as count from platform.event where type = 'alarm.received' group by subject`.execute(transaction);
      const stored = Map.groupBy(signals, ({ key }) => key);
      const told = new Map(events.map(({ subject, count }) => [subject, count]));
      return {
        stored: signals.length,
        resendsCounted: signals.reduce((sum, { resends }) => sum + resends, 0),
        events: events.reduce((sum, { count }) => sum + count, 0),
        cases: cases.length,
        wrong: {
          lost: [...acknowledged].filter((key) => !stored.has(key)).length,
          twice: [...stored.values()].filter(({ length }) => length > 1).length,
          neverAcknowledged: [...begun].filter((key) => !acknowledged.has(key)).length,
          withoutCase: signals.filter((signal) => signal.case === null).length,
          casesWithoutNextStep: cases.filter(({ step }) => !step).length,
          casesOverdue: cases.filter(({ overdue }) => overdue).length,
          eventsMissingOrTwice: signals.filter(({ id }) => told.get(id) !== 1).length + Math.max(0, told.size - signals.length),
        },
      };
    });
  } finally {
    await database.close();
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

async function startServer(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../apps/server/src/main.ts')], { env: { ...ownEnvironment(), ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (/^Drystone is ready at /m.test(output)) resolve();
      });
    }
    child.once('exit', () => reject(new Error(`the server does not start:\n${output}`)));
  });
  return child;
}

/** Its PostgreSQL is the embedded one: another's is not ours to kill. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...own } = process.env;
  return own;
}

/** Mulberry32: the same kills in the same order for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, devices: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } } });
  const proof = await proveAlarms({ kills: Number(values.kills), devicesEach: Number(values.devices), seed: Number(values.seed), say: (line) => console.log(line) });
  console.log(JSON.stringify(proof, null, 2));
  const wrong = Object.values(proof.wrong).reduce((sum, count) => sum + count, 0);
  console.log(wrong === 0 ? `Every one of ${proof.acknowledged} acknowledged signals is there exactly once.` : `${wrong} things are wrong.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}
