/** The product as its user starts it: one command, its words and exit codes. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort, panelOverTcp } from '../../../bench/src/alarm-devices.ts';

const main = join(import.meta.dirname, 'main.ts');
const started: ChildProcess[] = [];
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'drystone-start-'));
});
afterEach(async () => {
  for (const child of started.splice(0)) if (child.exitCode === null && child.signalCode === null) await stop(child, 'SIGKILL');
});
afterAll(async () => {
  // A killed server's PostgreSQL ends a moment after it.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await rm(home, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  /** The ready line's address; undefined where it ended first. */
  readonly ready: Promise<string | undefined>;
}

function start(environment: Readonly<Record<string, string>> = {}): Run {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [main], { env: { ...inherited, DATA_DIR: join(home, 'data'), PORT: '0', DC09_PORT: '0', SIP_PORT: '0', MQTT_PORT: '0', LOG_LEVEL: 'silent', PLANNING_THREADS: '1', DEMO: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const ready = new Promise<string | undefined>((resolve) => {
    child.stdout.on('data', () => {
      const address = /^Drystone is ready at (http:\/\/\S+)$/m.exec(output)?.[1];
      if (address) resolve(address);
    });
    void ended.then(() => resolve(undefined));
  });
  return { child, output: () => output, ended, ready };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'close');
  child.kill(signal);
  await ended;
}

async function postgresPid(): Promise<number> {
  return Number((await readFile(join(home, 'data/postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

// Each start makes or mends a database, in several processes, beside whatever else the machine does.
describe('npm start', { timeout: 120_000 }, () => {
  it('says exactly one line that it is ready, serves, and ends in order with PostgreSQL', async () => {
    const port = await freePort();
    const run = start({ DC09_PORT: String(port) });
    const address = await run.ready;
    expect(address, run.output()).toBeDefined();
    expect(run.output().match(/^Drystone is ready at /gm)).toHaveLength(1);
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    // An alarm from a box that nobody knows.
    const panel = connect(port, '127.0.0.1', () => panel.write('\n9BF10028"SIA-DCS"0042R1L1#1234[#1234|Nri1/MA001]\r'));
    expect(String((await once(panel, 'data'))[0])).toBe('\n527D0014"ACK"0042R1L1#1234[]\r');
    const pid = await postgresPid();
    run.child.kill('SIGTERM');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect(alive(pid)).toBe(false);
  });

  it('refuses a second start on the same directory, and recovers by itself after kill -9, with the trips it had', async () => {
    const first = start();
    const address = (await first.ready)!;
    const beside = start();
    expect(await beside.ended).toBe(1);
    expect(beside.output()).toMatch(/^drystone: Drystone is already running on .*: stop it first, or set DATA_DIR/m);
    const body = { place: 'northern-ireland', arrive: { at: 'belfast', time: '2027-06-11T13:00' }, leave: { at: 'belfast', time: '2027-06-11T18:00' } };
    const { id } = (await (await fetch(`${address}/api/visit/trips`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json()) as { id: string };
    await stop(first.child, 'SIGKILL');
    const second = start();
    expect((await fetch(`${await second.ready}/api/visit/trips/${id}`)).status).toBe(200);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  // The short form of `npm run prove:alarms`.
  it('starts PostgreSQL again when that is killed, and has every alarm that it acknowledged, once', async () => {
    const key = 'a-key-of-this-test-that-nobody-else-has';
    const port = await freePort();
    const run = start({ DC09_PORT: String(port), ADMIN_API_KEY: key });
    const address = await run.ready;
    const acknowledged: string[] = [];
    let healthy = false;
    const accounts = ['A1', 'A2', 'A3'];
    const panels = accounts.map(async (account) => {
      const panel = panelOverTcp(port, account, 3_000);
      for (let sequence = 1, more = 3; more > 0; sequence++) {
        while ((await panel.say(sequence)) !== 'acknowledged') await sleep(200);
        acknowledged.push(`${account} ${sequence}`);
        if (healthy) more--;
        await sleep(20);
      }
      panel.close();
    });
    process.kill(await postgresPid(), 'SIGKILL');
    await expect.poll(async () => (await fetch(`${address}/health/ready`).catch(() => ({ status: 0 }))).status, { timeout: 20_000, interval: 250 }).toBe(200);
    healthy = true;
    await Promise.all(panels);
    const stored: string[] = [];
    for (let next: string | null = '/api/home/signals?limit=500'; next !== null; ) {
      const answer = (await (await fetch(address + next, { headers: { authorization: `Bearer ${key}` } })).json()) as { items: { account: string; sequence: string }[]; next: string | null };
      stored.push(...answer.items.filter(({ account }) => accounts.includes(account)).map(({ account, sequence }) => `${account} ${Number(sequence)}`));
      next = answer.next;
    }
    expect(stored.sort()).toEqual(acknowledged.sort());
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  });

  it.each(['PORT', 'DC09_PORT', 'SIP_PORT', 'MQTT_PORT'])('refuses a taken %s', async (setting) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const run = start({ [setting]: String(port) });
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain(`port ${port} on 127.0.0.1 is taken: stop what uses it, or set ${setting} to another`);
    other.close();
  });

  it('refuses a directory that cannot be made', async () => {
    await writeFile(join(home, 'a-file'), '');
    const run = start({ DATA_DIR: join(home, 'a-file', 'below') });
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(/drystone: .*a-file\/below cannot be made .*set DATA_DIR/);
  });

  it.skipIf(process.getuid?.() === 0)('refuses a directory that cannot be written', async () => {
    const closed = join(home, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    const run = start({ DATA_DIR: closed });
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain('cannot be written');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a port that is none', { PORT: 'eighty' }, /^drystone: PORT is "eighty"/m],
    ['a role there is not', { ROLES: 'web,king' }, /^drystone: ROLES is "web,king"/m],
    ['a database address that is none', { DATABASE_URL: 'mysql://x' }, /^drystone: DATABASE_URL: use an address such as postgresql:/m],
    ['a database that does not answer', { DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:9/none' }, /^drystone: no PostgreSQL answers at 127\.0\.0\.1:9 .*mend DATABASE_URL/m],
    ['a host of another machine', { HOST: '203.0.113.7' }, /^drystone: 203\.0\.113\.7 is not an address of this machine/m],
  ])('refuses %s in one line, without its secrets', async (_, environment, line) => {
    const run = start(environment);
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(line);
    expect(run.output()).not.toContain('secret');
    expect(run.output()).not.toContain('    at ');
  });
});
