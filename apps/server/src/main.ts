/**
 * Starts Drystone: configuration, lock, PostgreSQL, migrations, content, roles; and ends them in
 * the opposite order. What whoever starts it can mend is said in one line, with exit code 1.
 */

import { access, constants, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EmbeddedPostgres } from '@drystone/database/embedded';
import type { Logger } from 'pino';
import { doorsOf, readConfiguration, StartError, type Configuration } from './configuration.ts';
import { makeDataDirectory } from './data-directory.ts';
import { lockDataDirectory, type Lock } from './lock.ts';
import { createLogger } from './logger.ts';
import { embeddedUrls, prepareDatabase, startDatabase, type Prepared } from './prepare-database.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';
import { version } from './version.ts';
import { portProblem, type NamedPlace } from './port-problem.ts';

const longestPauseMs = 5_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

let lock: Lock | undefined;
let postgres: EmbeddedPostgres | undefined;
let supervisor: Supervisor | undefined;
let serverFile: string | undefined;
let stopping: Promise<void> | undefined;

// Ctrl-C reaches npm and us, and npm passes it on: however often it comes, it counts once.
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
process.on('SIGHUP', () => void stop(0));
// The script that started us is gone.
process.once('disconnect', () => void stop(0));

let starting: Promise<void> | undefined;
try {
  starting = start(readConfiguration(process.env));
  await starting;
} catch (error) {
  process.stderr.write(error instanceof StartError ? `drystone: ${error.message}\n` : `drystone: ${String((error as Error).stack ?? error)}\n`);
  await stop(1);
}

async function start(configuration: Configuration): Promise<void> {
  const logger = createLogger(configuration, 'supervisor');
  await makeDataDirectory(configuration.dataDirectory);
  await access(configuration.dataDirectory, constants.W_OK).catch(() => {
    throw new StartError(`${configuration.dataDirectory} cannot be written: mend its rights, or set DATA_DIR to another directory`);
  });
  lock = await lockDataDirectory(configuration.dataDirectory);
  if (configuration.roles.includes('web')) await checkPort({ host: configuration.host, port: configuration.port, setting: 'PORT', hostSetting: 'HOST' });
  if (configuration.roles.includes('intake')) for (const door of doorsOf(configuration)) if (door.given) await checkPort(door);

  supervisor = createSupervisor(logger);
  for (const role of configuration.roles) supervisor.warm(role);
  const { database, intake, timeZone } = await bringUpDatabase(configuration, logger);
  // Stopped while starting: what follows would outlive us.
  if (stopping) return;
  const orders = { configuration, database, intake, timeZone };
  const ready = await Promise.all(configuration.roles.map((role) => supervisor!.start(role, orders)));
  const port = ready.flatMap((message) => (message.kind === 'ready' && message.port !== undefined ? [message.port] : []))[0];
  const url = `http://${configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host}:${port ?? configuration.port}`;
  serverFile = join(configuration.dataDirectory, 'server.json');
  await writeFile(serverFile, `${JSON.stringify({ pid: process.pid, url, version, database: { url: database.url, role: database.role ?? null } }, null, 2)}\n`, { mode: 0o600 });
  if (stopping) return;
  for (const message of ready) if (message.kind === 'ready') message.notices?.forEach(say);
  say(port === undefined ? `Drystone runs ${configuration.roles.join(' and ')}.` : `Drystone is ready at ${url}`);
}

async function bringUpDatabase(configuration: Configuration, logger: Logger): Promise<Prepared> {
  if (configuration.databaseUrl !== undefined) {
    say('Connecting to the database …');
    return prepareDatabase(configuration.databaseUrl, undefined, say);
  }
  say('Starting PostgreSQL …');
  postgres = await startDatabase(configuration.dataDirectory);
  if (postgres.notice !== undefined) say(postgres.notice);
  keepPostgres(postgres, configuration, logger);
  const { owner, ...logins } = await embeddedUrls(postgres);
  say('Bringing the database up to date …');
  return prepareDatabase(owner, logins, say);
}

/** A PostgreSQL that falls is started again, for as long as it takes: a full disk is emptied at last. Its socket stays where it was, so pools find it. */
function keepPostgres(server: EmbeddedPostgres, configuration: Configuration, logger: Logger): void {
  void server.ended.then(async () => {
    for (let falls = 0; !stopping; falls++) {
      logger.error('PostgreSQL ended, starting it again');
      try {
        postgres = await startDatabase(configuration.dataDirectory);
        if (stopping) await postgres.stop();
        else keepPostgres(postgres, configuration, logger);
        return;
      } catch (error) {
        logger.error({ error: (error as Error).message }, 'PostgreSQL does not start; trying again');
        await setTimeout(Math.min(longestPauseMs, 500 * 2 ** falls));
      }
    }
  });
}

function checkPort(place: NamedPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, place)));
    probe.listen(place.port, place.host, () => probe.close(() => resolve()));
  });
}

function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    // What is being started must be there before it can be stopped.
    if (code === 0) await starting?.catch(() => undefined);
    await supervisor?.stop();
    await postgres?.stop();
    if (serverFile) await rm(serverFile, { force: true });
    await lock?.release();
    process.exit(code);
  })();
  return stopping;
}
