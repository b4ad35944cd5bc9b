/** A fleet of devices that sends until it is acknowledged, what is stored of it at the end, and the servers it sends to. */

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, sql } from '@drystone/database';
import { freePort, mqttDevice, panelOverTcp, panelOverUdp, scaipSender, sequenceText, type Device } from './alarm-devices.ts';

export interface Tally {
  readonly devices: number;
  /** Signals, however often they were sent. */
  readonly signals: number;
  readonly sends: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unanswered: number;
  /** The longest that a signal waited from its first try to its acknowledgement. */
  readonly longestWaitMs: number;
}

export interface Stored {
  readonly stored: number;
  readonly resendsCounted: number;
  readonly events: number;
  readonly cases: number;
  /** Each of these must be 0. */
  readonly wrong: { readonly lost: number; readonly twice: number; readonly neverAcknowledged: number; readonly withoutCase: number; readonly casesWithoutNextStep: number; readonly casesOverdue: number; readonly eventsMissingOrTwice: number };
}

export interface Fleet {
  /** Account and sequence of what was acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  readonly begun: ReadonlySet<string>;
  /** Devices finish what they have begun; only a door that stays shut for a minute keeps them from it. */
  finish(): Promise<Tally>;
  close(): void;
}

const againMs = 700;

/** Each device says one thing after another, and each again until it is acknowledged. */
export function startFleet(devices: readonly Device[], random: () => number): Fleet {
  const tally = { sends: 0, refused: 0, unanswered: 0, longestWaitMs: 0 };
  const acknowledged = new Set<string>();
  const begun = new Set<string>();
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
        if (givenUp) return;
        if (said === 'acknowledged') break;
        tally[said === 'refused' ? 'refused' : 'unanswered']++;
        await sleep(againMs);
        if (givenUp) return;
      }
      acknowledged.add(key);
      tally.longestWaitMs = Math.max(tally.longestWaitMs, performance.now() - started);
      await sleep(50 + random() * 200);
    }
  }

  const lives = devices.map(live);
  return {
    acknowledged,
    begun,
    async finish() {
      stopping = true;
      const patience = setTimeout(() => (givenUp = true), 60_000);
      await Promise.all(lives);
      clearTimeout(patience);
      return { devices: devices.length, signals: begun.size, ...tally, longestWaitMs: Math.round(tally.longestWaitMs), acknowledged: acknowledged.size };
    },
    close() {
      stopping = givenUp = true;
      for (const device of devices) device.close();
    },
  };
}

export interface Ports {
  readonly dc09: number;
  readonly sip: number;
  readonly mqtt: number;
}

export const freePorts = async (): Promise<Ports> => ({ dc09: await freePort(), sip: await freePort(), mqtt: await freePort() });

const administratorKey = randomBytes(32).toString('hex');
const secretKey = randomBytes(32).toString('hex');
const patienceMs = 3_000;

/** Of a server whose doors are at these ports. */
export const environmentOf = (data: string, { dc09, sip, mqtt }: Ports): Readonly<Record<string, string>> => ({
  DATA_DIR: data,
  PORT: '0',
  DC09_PORT: String(dc09),
  SIP_PORT: String(sip),
  MQTT_PORT: String(mqtt),
  ADMIN_API_KEY: administratorKey,
  SECRET_KEY: secretKey,
  DEMO: '0',
  LOG_LEVEL: 'silent',
  // The proofs ask for health more often than the door lets one address ask.
  RATE_LIMIT_PER_MINUTE: '1000000',
  PLANNING_THREADS: '1',
});

/** So many of each kind: DC-09 over TCP and over UDP, SCAIP, MQTT 3.1.1 and 5 in turn. */
export async function devicesAt({ dc09, sip, mqtt }: Ports, each: number, passwordFor: (account: string) => Promise<string>): Promise<readonly Device[]> {
  const devices: Device[] = [];
  for (let number = 0; number < each; number++) {
    devices.push(panelOverTcp(dc09, `A${sequenceText(number)}`, patienceMs), panelOverUdp(dc09, `B${sequenceText(number)}`, patienceMs), await scaipSender(sip, `77${sequenceText(number)}`, patienceMs));
    const account = `flat-${number}`;
    devices.push(mqttDevice({ port: mqtt, account, password: await passwordFor(account), version: number % 2 === 0 ? 4 : 5, patienceMs }));
  }
  return devices;
}

export async function databaseOf(data: string): Promise<{ readonly url: string; readonly role: string | null }> {
  return (JSON.parse(await readFile(join(data, 'server.json'), 'utf8')) as { database: { url: string; role: string | null } }).database;
}

/** Devices that sign in have their passwords from the API. */
export async function mqttPasswords(data: string): Promise<(account: string) => Promise<string>> {
  const { url } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8')) as { url: string };
  const ask = async (method: string, path: string, body: object): Promise<unknown> => {
    const response = await fetch(url + path, { method, headers: { authorization: `Bearer ${administratorKey}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  const { id: organisation } = (await ask('POST', '/api/accounts/organisations', { kind: 'provider', name: 'Duty team of the proof' })) as { id: string };
  return async (account) => ((await ask('PUT', `/api/home/mqtt-accounts/${account}`, { organisation })) as { password: string }).password;
}

/** @param at as `server.json` in a data directory has it. */
export async function lookInside(at: { readonly url: string; readonly role: string | null }, { begun, acknowledged }: Fleet): Promise<Stored> {
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

/** What is wrong, all in all. */
export const faultsOf = ({ wrong }: Stored): number => Object.values(wrong).reduce((sum, count) => sum + count, 0);

/** Resolves when it is ready. */
export async function startServer(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
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
export function ownEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...own } = process.env;
  return own;
}
