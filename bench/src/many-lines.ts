/**
 * Thousands of devices at the MQTT door at once, registered and supervised: how long until all are in,
 * what the intake needs for them, how fast it acknowledges meanwhile; and all lines cut at one moment,
 * which is to be one incident.
 */

import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { FleetAnswer, FleetDevice, FleetOrder } from './mqtt-fleet.ts';
import type { RunningServer } from './running-server.ts';

export interface ManyLines {
  readonly open: number;
  readonly connectSeconds: number;
  readonly intakeMegabytes: number;
  /** From the last byte of an alarm to its acknowledgement, milliseconds, at `perSecond` with all lines open. */
  readonly times: readonly number[];
  readonly supervised: number;
  readonly silentBefore: number;
  /** From the cut to the incident. */
  readonly incidentSeconds: number;
  readonly incidents: number;
  readonly members: number;
  /** Cases of silence that operators find in their queue then. */
  readonly cases: number;
}

export interface ManyLinesOptions {
  readonly server: RunningServer;
  readonly port: number;
  readonly devices: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

const connectPerSecond = 400;
const keepAliveSeconds = 60;
/** The intake writes down every half minute who lives, and the worker looks every ten seconds. */
const supervisedWithinMs = 120_000;
const incidentWithinMs = 600_000;

export async function manyLines({ server, port, devices: count, perSecond, seconds, say }: ManyLinesOptions): Promise<ManyLines> {
  const at = new URL((await server.database()).url);
  at.username = 'postgres';
  const database = new pg.Client({ connectionString: at.href });
  await database.connect();
  const number = async (text: string): Promise<number> => Number((await database.query<{ count: string }>(text)).rows[0]!.count);
  const fleet = fork(join(import.meta.dirname, 'mqtt-fleet.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const order = async <Kind extends FleetOrder['kind']>(words: FleetOrder): Promise<Extract<FleetAnswer, { kind: Kind extends 'connect' ? 'connected' : Kind extends 'say' ? 'said' : 'cut' }>> => {
    fleet.send(words);
    const [answered] = (await once(fleet, 'message')) as [never];
    return answered;
  };
  try {
    const devices = await register(database, count);
    say(`${count} devices sign in, ${connectPerSecond} a second …`);
    const { open, seconds: connectSeconds } = await order<'connect'>({ kind: 'connect', port, devices, perSecond: connectPerSecond, keepAliveSeconds });
    const intakeMegabytes = await memoryOf('intake');
    say(`${open} lines are open; ${perSecond} alarms a second for ${seconds} s …`);
    const { times } = await order<'say'>({ kind: 'say', perSecond, seconds });
    const supervised = 'select count(*) from home.heard where device = \'\'';
    for (const until = performance.now() + supervisedWithinMs; performance.now() < until && (await number(supervised)) < open; ) await sleep(500);
    const [known, silentBefore] = [await number(supervised), await number('select count(*) from home.silence')];
    say(`${known} are supervised; all lines are cut …`);
    const { lines } = await order<'cut'>({ kind: 'cut' });
    const cut = performance.now();
    const members = 'select count(*) from home.incident_member join home.incident on incident = id where ended_at is null';
    for (const until = cut + incidentWithinMs; performance.now() < until && (await number(members)) < lines; ) await sleep(500);
    return {
      ...{ open, connectSeconds, intakeMegabytes, times, supervised: known, silentBefore },
      incidentSeconds: (performance.now() - cut) / 1000,
      incidents: await number('select count(*) from home.incident'),
      members: await number(members),
      cases: await number("select count(*) from home.alarm_case where state <> 'closed' and alarm_group = 'technical'"),
    };
  } finally {
    fleet.kill();
    await database.end();
  }
}

/** Straight into the tables, with homes: through the API it takes minutes, and is not what is measured. */
async function register(database: pg.Client, count: number): Promise<readonly FleetDevice[]> {
  const devices = Array.from({ length: count }, (_, number) => ({ account: `FLEET-${number}`, password: randomBytes(32).toString('base64url') }));
  const accounts = devices.map(({ account }) => account);
  const hashes = devices.map(({ password }) => {
    const salt = randomBytes(16);
    return Buffer.concat([salt, createHash('sha256').update(salt).update(password).digest()]);
  });
  const organisation = '00000000-0000-4000-8000-000000000001';
  await database.query('insert into home.mqtt_account (id, account, organisation, passwords) select gen_random_uuid(), account, $1, array[hash] from unnest($2::text[], $3::bytea[]) as new (account, hash)', [organisation, accounts, hashes]);
  await database.query("insert into home.dwelling (id, organisation, reference, area) select gen_random_uuid(), $1, account, 'belfast' from unnest($2::text[]) as new (account)", [organisation, accounts]);
  await database.query("insert into home.local_unit (id, protocol, account, organisation, dwelling) select gen_random_uuid(), 'mqtt', reference, organisation, id from home.dwelling where reference = any ($1)", [accounts]);
  return devices;
}

/** Of the role's process, resident; 0 where there is no /proc to ask. */
async function memoryOf(role: string): Promise<number> {
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue;
    const words = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (!/role-process/.test(words) || !words.split('\0').includes(role)) continue;
    const status = await readFile(`/proc/${entry}/status`, 'utf8').catch(() => '');
    return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
  }
  return 0;
}
