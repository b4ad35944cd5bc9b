/**
 * The embedded PostgreSQL: a real server from npm, in one data directory, reached by a Unix socket
 * that only its owner can open. It has a session of its own, so that Ctrl-C reaches it last, and
 * ends when this process ends, however that happens.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { footing, type Footing } from './as-ordinary-user.ts';
import { findBinaries } from './binaries.ts';

export interface EmbeddedPostgres {
  /** For the superuser, on the maintenance database. */
  readonly url: string;
  readonly pid: number;
  /** Anything unusual that whoever started it should read. */
  readonly notice: string | undefined;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, everything committed stays. */
  stop(): Promise<void>;
}

const superuser = 'postgres';
/** The kernel's limit on a socket's path, less PostgreSQL's file name. */
const longestSocketFolder = 107 - '/.s.PGSQL.5432.lock'.length;

/**
 * Starts the server of `dataDirectory`, makes the directory where it is missing, and recovers
 * after a crash. A server that was left running there is adopted.
 * @throws Error with one clear line where it cannot.
 */
export async function startEmbeddedPostgres(dataDirectory: string, options: { namespaces?: boolean } = {}): Promise<EmbeddedPostgres> {
  const ground = await footing(await findBinaries(), dataDirectory, options.namespaces);
  await makeDataDirectory(ground);

  const socket = await socketFolder(ground);
  const url = databaseUrl({ socket, user: superuser, database: 'postgres' });
  const logFile = join(dirname(dataDirectory), 'postgres.log');

  const running = await runningServer(ground.dataDirectory);
  if (running !== undefined && (await adoptable(running, url, ground.dataDirectory))) {
    return { url, pid: running, notice: ground.notice, ended: gone(running), stop: () => stopProcess(running) };
  }

  for (let attempt = 0; ; attempt++) {
    const child = launch(ground, socket, logFile);
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (await answers(url, child)) {
      const pid = child.pid!;
      return { url, pid, notice: ground.notice, ended, stop: () => Promise.all([stopProcess(pid), ended]).then(() => undefined) };
    }
    // After kill -9 old backends may hold the lock file for a moment.
    if (attempt === 100) throw new Error(`PostgreSQL does not start in ${dataDirectory}: read the end of ${logFile}`);
    await sleep(100);
  }
}

/** A connection string for a server behind a Unix socket. */
export function databaseUrl(at: { socket: string; user: string; database: string }): string {
  return `postgresql://${at.user}@localhost/${at.database}?host=${encodeURIComponent(at.socket)}`;
}

function launch(ground: Footing, socket: string, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socket,
    unix_socket_permissions: '0700',
    max_connections: '200',
    shared_buffers: '128MB',
    log_min_messages: 'warning',
    timezone: 'UTC',
  };
  const words = [
    ...ground.prefix,
    ...ground.endsWithUs,
    ground.binaries.postgres,
    '-D',
    ground.dataDirectory,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  try {
    return spawn(words[0]!, words.slice(1), {
      detached: true,
      stdio: ['ignore', log, log],
      env: cleanEnvironment(),
      ...(ground.uid === undefined ? {} : { uid: ground.uid, gid: ground.uid }),
    });
  } finally {
    closeSync(log);
  }
}

/** initdb works in a folder beside and moves it into place, so that a half-made one is never met. */
async function makeDataDirectory(ground: Footing): Promise<void> {
  if (existsSync(join(ground.dataDirectory, 'PG_VERSION'))) return;
  const half = `${ground.dataDirectory}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(dirname(half), { recursive: true, mode: 0o700 });
  const words = [
    ...ground.prefix,
    ground.binaries.initdb,
    ...['-D', half, '-U', superuser, '--auth=trust', '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions'],
  ];
  await new Promise<void>((resolve, reject) => {
    const child = spawn(words[0]!, words.slice(1), {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: cleanEnvironment(),
      ...(ground.uid === undefined ? {} : { uid: ground.uid, gid: ground.uid }),
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`PostgreSQL could not make its data directory ${ground.dataDirectory}: ${complaint.trim().split('\n').at(-1) ?? code}`)),
    );
  });
  await rename(half, ground.dataDirectory);
}

/** The data directory's own folder, or one under the temporary folder where that path is too long for a socket. */
async function socketFolder(ground: Footing): Promise<string> {
  const beside = join(ground.dataDirectory, '..', 'socket');
  const folder =
    beside.length <= longestSocketFolder
      ? beside
      : join(tmpdir(), `drystone-${createHash('sha256').update(ground.dataDirectory).digest('hex').slice(0, 16)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid } = await stat(folder);
  const us = process.getuid?.() ?? uid;
  if (uid !== us && uid !== ground.uid) throw new Error(`${folder} belongs to another user: remove it, or choose a shorter DATA_DIR`);
  await chmod(folder, 0o700);
  if (ground.uid !== undefined) await chown(folder, ground.uid, ground.uid);
  return folder;
}

async function runningServer(dataDirectory: string): Promise<number | undefined> {
  const text = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const pid = Number(text?.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !alive(pid)) return undefined;
  if (await isPostgres(pid)) return pid;
  // Its number went to another program: PostgreSQL itself would take that for a running server.
  await rm(join(dataDirectory, 'postmaster.pid'), { force: true });
  return undefined;
}

/** Where the system does not tell, the worse is supposed: that it is. */
async function isPostgres(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return command.includes('postgres');
}

/** Waits for a server that is ending; says whether one stays that is ours. */
async function adoptable(pid: number, url: string, dataDirectory: string): Promise<boolean> {
  const deadline = Date.now() + 5_000;
  while (Date.now() < deadline) {
    if (!alive(pid)) return false;
    await sleep(50);
  }
  return (await ask(url, 'show data_directory')) === dataDirectory;
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  let failed = false;
  child.once('error', () => (failed = true));
  child.once('exit', () => (failed = true));
  // Recovery after a crash may take its time; the process itself says when it gives up.
  while (!failed) {
    if ((await ask(url, 'select 1')) !== undefined) return true;
    await sleep(20);
  }
  return false;
}

async function ask(url: string, question: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(question);
    return String(Object.values(rows[0] ?? {})[0]);
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stopProcess(pid: number): Promise<void> {
  for (const [signal, patienceMs] of [['SIGINT', 15_000], ['SIGQUIT', 5_000]] as const) {
    if (!alive(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (alive(pid) && Date.now() < deadline) await sleep(10);
  }
}

async function gone(pid: number): Promise<void> {
  while (alive(pid)) await sleep(500);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Without the caller's PG* variables, which would redirect the server's own tools. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
}
