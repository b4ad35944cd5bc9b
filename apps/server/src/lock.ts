/**
 * One Drystone a data directory. The lock is a listening socket: the system takes it back the
 * moment its process ends, however it ends, so nothing stale can stay.
 */

import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './configuration.ts';

export interface Lock {
  release(): Promise<void>;
}

const longestPath = 100;
/** A server that was just stopped or killed may need this long to be gone. */
const patienceMs = 3_000;

/** @throws StartError where another process runs on this directory. */
export async function lockDataDirectory(dataDirectory: string): Promise<Lock> {
  const path = lockPath(dataDirectory);
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const lock = await listen(path);
    if (lock) return lock;
    const found = await stat(path).catch(() => undefined);
    if (!(await answers(path))) {
      // Another start may have put its own in the place of the dead one meanwhile.
      const now = await stat(path).catch(() => undefined);
      if (now !== undefined && now.ino === found?.ino) await rm(path, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new StartError(`Drystone is already running on ${dataDirectory}: stop it first, or set DATA_DIR to another directory`);
    }
    await sleep(100);
  }
}

function lockPath(dataDirectory: string): string {
  const hash = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\drystone-${hash}`;
  const beside = join(dataDirectory, 'lock');
  return beside.length <= longestPath ? beside : join(tmpdir(), `drystone-${hash}.lock`);
}

function listen(path: string): Promise<Lock | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(new StartError(`${path} cannot be made (${error.code}): choose a DATA_DIR that can be written`));
    });
    server.listen(path, () => {
      server.unref();
      resolve({ release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
