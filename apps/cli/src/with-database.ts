/**
 * The database for commands that need one: DATABASE_URL, else the running server's, else the
 * embedded one for the command's length. Never migrates under a running server.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, type Database } from '@drystone/database';
import { embeddedUrls, lockDataDirectory, makeDataDirectory, prepareDatabase, readConfiguration, startDatabase, type PreparedDatabase } from '@drystone/server';
import { z } from 'zod';

const serverFile = z.object({ pid: z.int(), database: z.object({ url: z.string(), role: z.string().nullable() }) });

export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDirectory } = readConfiguration(process.env);
  const running = databaseUrl === undefined ? await runningServer(dataDirectory) : undefined;
  if (running) return using(running, work);
  if (databaseUrl !== undefined) return using({ url: databaseUrl, role: undefined }, work);

  await makeDataDirectory(dataDirectory);
  const lock = await lockDataDirectory(dataDirectory);
  const postgres = await startDatabase(dataDirectory);
  try {
    const { owner, ...logins } = await embeddedUrls(postgres);
    return await using((await prepareDatabase(owner, logins, () => undefined)).database, work);
  } finally {
    await postgres.stop();
    await lock.release();
  }
}

async function using<T>(at: PreparedDatabase, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase({ ...at, connections: 2 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function runningServer(dataDirectory: string): Promise<PreparedDatabase | undefined> {
  const text = await readFile(join(dataDirectory, 'server.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { pid, database } = serverFile.parse(JSON.parse(text));
  try {
    process.kill(pid, 0);
  } catch {
    return undefined;
  }
  return { url: database.url, role: database.role ?? undefined };
}
