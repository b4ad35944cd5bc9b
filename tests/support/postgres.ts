/**
 * One PostgreSQL for the whole run: the embedded one, or DATABASE_URL's. A template is migrated and
 * loaded once; each test file gets its own copy.
 */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@drystone/database/embedded';
import { prepareDatabase } from '@drystone/server';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** For a login that may create databases. */
    postgresUrl: string;
    templateDatabase: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  process.env['TZ'] = 'Europe/London';
  const external = process.env['DATABASE_URL'];
  const folder = await mkdtemp(join(tmpdir(), 'drystone-test-'));
  const embedded: EmbeddedPostgres | undefined = external ? undefined : await startEmbeddedPostgres(join(folder, 'postgres'));
  const url = external ?? embedded!.url;
  const template = `drystone_template_${randomBytes(4).toString('hex')}`;
  await execute(url, `create database ${template}`);
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${template}`;
  await prepareDatabase(templateUrl.href, undefined, () => undefined);

  project.provide('postgresUrl', url);
  project.provide('templateDatabase', template);
  return async () => {
    await execute(url, `drop database ${template} with (force)`);
    await embedded?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
