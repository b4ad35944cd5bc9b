/** Brings the database to life: embedded or external, roles, migrations, place packs. */

import { join } from 'node:path';
import { accountsMigrations } from '@drystone/accounts/migrations';
import { commissioningMigrations } from '@drystone/commissioning/migrations';
import { migrate, openDatabase } from '@drystone/database';
import { databaseUrl, startEmbeddedPostgres, type EmbeddedPostgres } from '@drystone/database/embedded';
import { makeEventPartitions, platformMigrations } from '@drystone/events';
import { mailMigrations } from '@drystone/mail/migrations';
import { migrateJobs } from '@drystone/jobs';
import { homeMigrations } from '@drystone/home/migrations';
import { visitMigrations } from '@drystone/visit/migrations';
import { loadPlacePacks, PlacePackError } from '@drystone/visit/place-packs';
import pg from 'pg';
import { StartError } from './configuration.ts';

export interface PreparedDatabase {
  /** What the roles of the product connect to. */
  readonly url: string;
  readonly role: string | undefined;
}

export interface Prepared {
  readonly database: PreparedDatabase;
  /** For the intake, which may do less. */
  readonly intake: PreparedDatabase;
  /** Of the first place: opening hours that follow the sun are read in the processes' zone. */
  readonly timeZone: string;
}

export const migrationFolders = [
  { schema: 'platform', folder: platformMigrations },
  { schema: 'platform', folder: mailMigrations },
  { schema: 'accounts', folder: accountsMigrations },
  { schema: 'commissioning', folder: commissioningMigrations },
  { schema: 'visit', folder: visitMigrations },
  { schema: 'home', folder: homeMigrations },
];

export const placesFolder = join(import.meta.dirname, '../../../places');

const productDatabase = 'drystone';

/** @throws StartError where the directory cannot be written or the server cannot start. */
export async function startDatabase(dataDirectory: string): Promise<EmbeddedPostgres> {
  try {
    return await startEmbeddedPostgres(join(dataDirectory, 'postgres'));
  } catch (error) {
    throw new StartError((error as Error).message);
  }
}

/** Logins of those who work, where they are others than the one that migrates. */
export interface Logins {
  readonly app: string;
  readonly intake: string;
}

/** The embedded server's own database, made where it is missing; its migrating login and those that work. */
export async function embeddedUrls(server: EmbeddedPostgres): Promise<Logins & { readonly owner: string }> {
  await createDatabase(server.url, productDatabase);
  const socket = new URL(server.url).searchParams.get('host')!;
  const as = (user: string) => databaseUrl({ socket, user, database: productDatabase });
  return { owner: as('postgres'), app: as('drystone_app'), intake: as('drystone_intake') };
}

export async function createDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/**
 * Migrates and loads the place packs.
 * @throws StartError with one clear line.
 */
export async function prepareDatabase(owner: string, logins: Logins | undefined, say: (line: string) => void, places: string = placesFolder): Promise<Prepared> {
  const { appRole, intakeRole } = await migrate(owner, migrationFolders).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(unreachable(owner, error) ?? `the database cannot be brought to this version: ${error.message}`);
  });
  await migrateJobs(owner, appRole).catch((error: Error) => {
    throw new StartError(`the job tables cannot be made: ${error.message}`);
  });
  if (appRole === undefined) say('This database login may not make roles: the product works as the login itself.');
  const prepared: PreparedDatabase = logins === undefined ? { url: owner, role: appRole } : { url: logins.app, role: undefined };
  const intake: PreparedDatabase = logins === undefined ? { url: owner, role: intakeRole } : { url: logins.intake, role: undefined };
  const database = openDatabase({ ...prepared, connections: 2 });
  try {
    await makeEventPartitions(database, Temporal.Now.instant());
    const loaded = await loadPlacePacks(database, places);
    for (const { place, attractions, changed } of loaded) if (changed) say(`Loaded ${attractions} attractions of ${place}.`);
    const [first] = loaded;
    if (first === undefined) throw new StartError(`there is no place in ${places}: add one as places/README.md shows`);
    return { database: prepared, intake, timeZone: first.timeZone };
  } catch (error) {
    if (error instanceof PlacePackError) throw new StartError(`the place pack does not fit:\n${error.message}`);
    throw error;
  } finally {
    await database.close();
  }
}

function unreachable(url: string, error: NodeJS.ErrnoException): string | undefined {
  const { host, pathname } = new URL(url);
  const where = host || 'the server';
  const code = error.code ?? '';
  if (['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOENT'].includes(code) || /timeout/i.test(error.message)) {
    return `no PostgreSQL answers at ${where} (${code || error.message}): start it, or mend DATABASE_URL`;
  }
  if (code === '28P01' || code === '28000') return `PostgreSQL at ${where} refuses this login: mend the user or password in DATABASE_URL`;
  if (code === '3D000') return `there is no database ${pathname.slice(1)} at ${where}: create it, or mend DATABASE_URL`;
  return undefined;
}
