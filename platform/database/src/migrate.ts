/**
 * Brings a database to this version: roles, then numbered SQL files of platform and services, in
 * that order, under one advisory lock, each file in a transaction of its own and never edited
 * after it has been applied.
 */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

export interface MigrationFolder {
  /** The PostgreSQL schema, made where it is missing. */
  readonly schema: string;
  readonly folder: string;
}

export interface Migrated {
  readonly applied: readonly string[];
  /** The role the product works as, or undefined where the server did not let us make one. */
  readonly appRole: string | undefined;
  /** The role that takes alarms in, and may do nothing else; undefined likewise. */
  readonly intakeRole: string | undefined;
}

const ownerRole = 'drystone_owner';
const appRole = 'drystone_app';
const intakeRole = 'drystone_intake';
/** Any constant: "dryst" in ASCII. */
const lockKey = 0x6472797374;

/**
 * @throws Error with one clear line where the server is too old, the database is newer than this
 * program, or an applied file was changed.
 */
export async function migrate(url: string, folders: readonly MigrationFolder[]): Promise<Migrated> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const version = Number((await client.query<{ server_version_num: string }>('show server_version_num')).rows[0]!.server_version_num);
    if (version < 150_000) throw new Error(`PostgreSQL ${Math.floor(version / 10_000)} is too old: use version 15 or newer`);
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    const rolesMade = await makeRoles(client);
    if (rolesMade) await client.query(`set role ${ownerRole}`);
    const applied = await applyAll(client, folders, rolesMade);
    return { applied, appRole: rolesMade ? appRole : undefined, intakeRole: rolesMade ? intakeRole : undefined };
  } finally {
    await client.end();
  }
}

async function makeRoles(client: pg.Client): Promise<boolean> {
  try {
    for (const role of [ownerRole, appRole, intakeRole]) {
      await client.query(`
        do $$ begin
          if not exists (select from pg_roles where rolname = '${role}') then
            create role ${role} login nosuperuser nobypassrls;
          end if;
        exception when duplicate_object or unique_violation then null;
        end $$`);
      await client.query(`
        do $$ begin
          if not pg_has_role(current_user, '${role}', 'set') then
            execute format('grant ${role} to %I', current_user);
          end if;
        exception when undefined_function or invalid_parameter_value then
          execute format('grant ${role} to %I', current_user);
        end $$`);
    }
    const { rows } = await client.query<{ name: string }>('select quote_ident(current_database()) as name');
    await client.query(`grant create, connect, temporary on database ${rows[0]!.name} to ${ownerRole}`);
    await client.query(`grant connect on database ${rows[0]!.name} to ${appRole}, ${intakeRole}`);
    return true;
  } catch (error) {
    // 42501: the login may not make roles. The product then works as the login itself.
    if ((error as { code?: string }).code === '42501') return false;
    throw error;
  }
}

async function applyAll(client: pg.Client, folders: readonly MigrationFolder[], rolesMade: boolean): Promise<string[]> {
  await client.query('create schema if not exists platform');
  await client.query(`
    create table if not exists platform.migration (
      schema text not null, name text not null, hash text not null, applied_at timestamptz not null default now(),
      primary key (schema, name))`);
  const done = new Map(
    (await client.query<{ schema: string; name: string; hash: string }>('select schema, name, hash from platform.migration')).rows.map((row) => [`${row.schema}/${row.name}`, row.hash]),
  );
  const applied: string[] = [];
  const known = new Set<string>();

  for (const { schema, folder } of folders) {
    if (!/^[a-z_]+$/.test(schema)) throw new Error(`schema ${schema}: use lower-case letters`);
    await client.query(`create schema if not exists ${schema}`);
    if (rolesMade) await client.query(`grant usage on schema ${schema} to ${appRole}`);
    const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
    for (const file of files) {
      const key = `${schema}/${file}`;
      known.add(key);
      const text = await readFile(join(folder, file), 'utf8');
      const hash = createHash('sha256').update(text).digest('hex');
      const before = done.get(key);
      if (before === hash) continue;
      if (before !== undefined) throw new Error(`migration ${key} was changed after it had been applied: put it back, and write a new file`);
      await applyFile(client, rolesMade ? text : withoutGrants(text), [schema, file, hash]);
      applied.push(key);
    }
  }
  const newer = [...done.keys()].find((key) => !known.has(key));
  if (newer !== undefined) throw new Error(`the database is newer than this program (it holds ${newer}): start the newer Drystone`);
  return applied;
}

async function applyFile(client: pg.Client, text: string, [schema, file, hash]: [string, string, string]): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into platform.migration (schema, name, hash) values ($1, $2, $3)', [schema, file, hash]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${schema}/${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Grants name roles that a server without role rights does not have. */
function withoutGrants(text: string): string {
  return text.replace(/^grant [^;]*drystone_(app|intake);$/gim, '');
}
